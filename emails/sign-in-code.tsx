/** @jsxImportSource react */
import { Panel } from './layout.tsx'
import { writeLetter } from './letter.tsx'
import type { SignInCodeMail, WrittenMail } from './mail.ts'
import { count } from './text.ts'

/** The code stays out of subject and preheader: those show on locked screens and in mail logs. */
export const writeSignInCode = (mail: SignInCodeMail): WrittenMail => {
  const subject = 'Your code to sign in to Muster'
  const opening = 'Enter this code on the page where you asked for it:'
  const rest = [
    `It works once, for ${count(mail.minutes, 'minute')}, in the browser you asked from. Do not give it to anyone: nobody from Muster or your partnership will ask you for it.`,
    'If you did not ask for a code, you can ignore this email. Nobody can sign in without the code.',
  ]
  const footer = 'You get this because somebody gave your email address to sign in to Muster.'
  return writeLetter({
    ...{ subject, opening, footer },
    preheader: `It works for ${count(mail.minutes, 'minute')}.`,
    heading: 'Your sign-in code',
    sender: 'Muster',
    to: mail.to,
    html: (
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
    ),
    text: [mail.code],
    next: rest,
  })
}
