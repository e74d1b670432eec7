/** @jsxImportSource react */
import { Layout, Panel, Paragraph } from './layout.tsx'
import type { SignInCodeMail, WrittenMail } from './mail.ts'
import { count, toSmallPrint, toText, wrap } from './text.ts'

/** The code stays out of subject and preheader: those show on locked screens and in mail logs. */
export const writeSignInCode = (mail: SignInCodeMail): WrittenMail => {
  const subject = 'Your code to sign in to Muster'
  const opening = 'Enter this code on the page where you asked for it:'
  const rest = [
    `It works once, for ${count(mail.minutes, 'minute')}, in the browser you asked from. Do not give it to anyone: nobody from Muster or your partnership will ask you for it.`,
    'If you did not ask for a code, you can ignore this email. Nobody can sign in without the code.',
  ]
  const footer = 'You get this because somebody gave your email address to sign in to Muster.'
  return {
    subject,
    html: (
      <Layout
        subject={subject}
        preheader={`It works for ${count(mail.minutes, 'minute')}.`}
        heading="Your sign-in code"
        sender="Muster"
        footer={footer}
      >
        <Paragraph>{`Hello ${mail.to},`}</Paragraph>
        <Paragraph>{opening}</Paragraph>
        <Panel>
          <strong
            style={{
              fontFamily: 'Consolas, Menlo, monospace',
              fontSize: '32px',
              lineHeight: '44px',
              letterSpacing: '6px',
            }}
          >
            {mail.code}
          </strong>
        </Panel>
        {rest.map((sentence) => (
          <Paragraph key={sentence}>{sentence}</Paragraph>
        ))}
      </Layout>
    ),
    text: toText([
      wrap(`Hello ${mail.to},`),
      wrap(opening),
      mail.code,
      ...rest.map((sentence) => wrap(sentence)),
      toSmallPrint(footer),
    ]),
  }
}
