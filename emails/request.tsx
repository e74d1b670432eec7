import { writeToLead } from './lead-mail.tsx'
import type { RequestMail, WrittenMail } from './mail.ts'
import { count, dayOf, toSubject, yourActions } from './text.ts'

/** Asks a lead for this month's updates: what, how many, by when. */
export const writeRequest = (mail: RequestMail): WrittenMail => {
  const number = mail.actions.length
  const yours = yourActions(number)
  const day = dayOf(mail.dueText)
  return writeToLead(mail, {
    subject: toSubject(`Update ${count(number, 'action')} by ${day}`, mail.planName),
    preheader: `Answers for ${mail.month} are due by ${mail.dueText}.`,
    heading: `Update ${yours} by ${day}`,
    opening: `Please say how ${yours} in the ${mail.planName} ${number === 1 ? 'is' : 'are'} going. What you say goes into the ${mail.month} pack that its boards read.`,
    listHeading: number === 1 ? 'Your action' : `Your ${number} actions`,
  })
}
