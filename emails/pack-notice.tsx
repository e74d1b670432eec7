/** @jsxImportSource react */
import { Panel, Row, Rows, Subheading } from './layout.tsx'
import { writeLetter } from './letter.tsx'
import type { PackNoticeMail, WrittenMail } from './mail.ts'
import { toSubject, underline, wrap } from './text.ts'

/** Brings a board member the month's pack. */
export const writePackNotice = (mail: PackNoticeMail): WrittenMail => {
  const pack = `${mail.month} pack for ${mail.boardName}`
  const subject = toSubject(pack, mail.planName)
  const opening = `The ${mail.month} pack of the ${mail.planName} is attached to this email.`
  const summary = mail.summary ?? []
  const closing = `If you have a question about it, or cannot open it, reply to this email. Replies go to ${mail.coordinatorName}.`
  const footer = `You get this because you are a member of ${mail.boardName}. Sent for ${mail.partnershipName}.`
  return writeLetter({
    ...{ subject, opening, footer },
    preheader: `Attached: ${mail.attachmentName}`,
    heading: pack,
    sender: mail.partnershipName,
    about: mail.planName,
    to: mail.to,
    html: (
      <>
        <Panel>
          <strong>Attached: </strong>
          {mail.attachmentName}
        </Panel>
        {summary.length === 0 ? null : (
          <>
            <Subheading>This month</Subheading>
            <Rows>
              {summary.map((sentence) => (
                <Row key={sentence}>{sentence}</Row>
              ))}
            </Rows>
          </>
        )}
      </>
    ),
    text: [
      wrap(`Attached: ${mail.attachmentName}`),
      summary.length === 0 ? null : underline('This month'),
      summary.map((sentence) => wrap(sentence, '* ')).join('\n'),
    ],
    next: [closing],
  })
}
