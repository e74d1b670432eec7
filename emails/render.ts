import { render } from 'react-email'
import { writeCoordinatorAlert } from './coordinator-alert.tsx'
import { writeEscalation } from './escalation.tsx'
import { writeHanded } from './handed.tsx'
import { MailContent, type WrittenMail } from './mail.ts'
import { writeNewLink } from './new-link.tsx'
import { writePackNotice } from './pack-notice.tsx'
import { writeReceipt } from './receipt.tsx'
import { writeReminder } from './reminder.tsx'
import { writeRequest } from './request.tsx'
import { writeSignInCode } from './sign-in-code.tsx'
import { writeTakenBack } from './taken-back.tsx'

export { MailContent }

const write = (mail: MailContent): WrittenMail => {
  switch (mail.kind) {
    case 'request':
      return writeRequest(mail)
    case 'reminder':
      return writeReminder(mail)
    case 'handed':
      return writeHanded(mail)
    case 'taken-back':
      return writeTakenBack(mail)
    case 'link':
      return writeNewLink(mail)
    case 'receipt':
      return writeReceipt(mail)
    case 'escalation':
      return writeEscalation(mail)
    case 'sign-in-code':
      return writeSignInCode(mail)
    case 'pack-notice':
      return writePackNotice(mail)
    case 'coordinator-alert':
      return writeCoordinatorAlert(mail)
  }
}

/**
 * Renders a mail: a subject of one line and at most 120 characters, HTML, and a plain text of the
 * same content with every link on a line of its own. The same content gives the same mail.
 *
 * @throws ZodError for content of another form, a link that is not http or https included.
 */
export const renderEmail = async (
  mail: MailContent,
): Promise<{ subject: string; html: string; text: string }> => {
  const { subject, html, text } = write(MailContent.parse(mail))
  return { subject, html: await render(html), text }
}
