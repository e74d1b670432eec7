/** @jsxImportSource react */
import { Layout, Panel, Paragraph, Row, Rows, Subheading } from './layout.tsx'
import type { PackNoticeMail, WrittenMail } from './mail.ts'
import { toSmallPrint, toSubject, toText, underline, wrap } from './text.ts'

/** Brings a board member the month's pack. */
export const writePackNotice = (mail: PackNoticeMail): WrittenMail => {
  const pack = `${mail.month} pack for ${mail.boardName}`
  const subject = toSubject(pack, mail.planName)
  const opening = `The ${mail.month} pack of the ${mail.planName} is attached to this email.`
  const summary = mail.summary ?? []
  const closing = `If you have a question about it, or cannot open it, reply to this email. Replies go to ${mail.coordinatorName}.`
  const footer = `You get this because you are a member of ${mail.boardName}. Sent for ${mail.partnershipName}.`
  return {
    subject,
    html: (
      <Layout
        subject={subject}
        preheader={`Attached: ${mail.attachmentName}`}
        heading={pack}
        sender={mail.partnershipName}
        about={mail.planName}
        footer={footer}
      >
        <Paragraph>{`Hello ${mail.to},`}</Paragraph>
        <Paragraph>{opening}</Paragraph>
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
        <Paragraph>{closing}</Paragraph>
      </Layout>
    ),
    text: toText([
      wrap(`Hello ${mail.to},`),
      wrap(opening),
      wrap(`Attached: ${mail.attachmentName}`),
      summary.length === 0 ? null : underline('This month'),
      summary.map((sentence) => wrap(sentence, '* ')).join('\n'),
      wrap(closing),
      toSmallPrint(footer),
    ]),
  }
}
