/** @jsxImportSource react */
import { Action, Panel, Row, Rows, Subheading } from './layout.tsx'
import { writeLetter } from './letter.tsx'
import type { PackNoticeMail, WrittenMail } from './mail.ts'
import { toSubject, underline, wrap } from './text.ts'

/** Brings a board member the month's pack. */
export const writePackNotice = (mail: PackNoticeMail): WrittenMail => {
  const pack = `${mail.month} pack for ${mail.boardName}`
  const isLater = mail.version > 1
  const subject = toSubject(isLater ? `${pack}, version ${mail.version}` : pack, mail.planName)
  const opening = isLater
    ? `There is a version ${mail.version} of the ${mail.month} pack of the ${mail.planName}. Its first page says what changed, and why. It takes the place of the one you have.`
    : `The ${mail.month} pack of the ${mail.planName} is ready for you to read.`
  const summary = mail.summary ?? []
  const attached =
    mail.attachmentName === null ? null : `It is also attached to this email: ${mail.attachmentName}`
  const closing = [
    'The link is personal to you, so please do not forward this email. It works as often as you like.',
    `If you have a question about the pack, or cannot open it, reply to this email. Replies go to ${mail.coordinatorName}.`,
  ]
  const footer = `You get this because you are a member of ${mail.boardName}. Sent for ${mail.partnershipName}.`
  const button = 'Read the pack'
  return writeLetter({
    ...{ subject, opening, footer },
    preheader: attached ?? 'Open it by your own link.',
    heading: pack,
    sender: mail.partnershipName,
    about: mail.planName,
    to: mail.to,
    html: (
      <>
        <Action href={mail.link}>{button}</Action>
        {attached === null ? null : <Panel>{attached}</Panel>}
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
      `${button}:\n${mail.link}`,
      attached === null ? null : wrap(attached),
      summary.length === 0 ? null : underline('This month'),
      summary.map((sentence) => wrap(sentence, '* ')).join('\n'),
    ],
    next: closing,
  })
}
