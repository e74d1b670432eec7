/** @jsxImportSource react */

import { shorten } from '../functions/plan/wording.ts'
import { Action, Layout, Lines, Paragraph } from './layout.tsx'
import type { CoordinatorAlertMail, WrittenMail } from './mail.ts'
import { toSmallPrint, toSubject, toText, wrap } from './text.ts'

/** Tells a coordinator what only a person can decide. */
export const writeCoordinatorAlert = (mail: CoordinatorAlertMail): WrittenMail => {
  const title = shorten(mail.title, 140)
  const subject = toSubject(mail.title, mail.planName)
  const paragraphs = mail.paragraphs.filter((paragraph) => paragraph !== '')
  const button = 'See it in Muster'
  const footer = 'You get this because you are a coordinator of this plan in Muster.'
  return {
    subject,
    html: (
      <Layout
        subject={subject}
        preheader={paragraphs[0] ?? title}
        heading={title}
        sender={mail.planName}
        footer={footer}
      >
        <Paragraph>{`Hello ${mail.to},`}</Paragraph>
        {paragraphs.map((paragraph) => (
          <Paragraph key={paragraph}>
            <Lines text={paragraph} />
          </Paragraph>
        ))}
        <Action href={mail.link}>{button}</Action>
      </Layout>
    ),
    text: toText([
      wrap(`Hello ${mail.to},`),
      wrap(title),
      ...paragraphs.map((paragraph) =>
        paragraph
          .split('\n')
          .map((part) => wrap(part))
          .join('\n'),
      ),
      `${button}:\n${mail.link}`,
      toSmallPrint(footer),
    ]),
  }
}
