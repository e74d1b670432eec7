/** @jsxImportSource react */
import { shorten } from '../functions/plan/wording.ts'
import { Row, Rows } from './layout.tsx'
import { writeLetter } from './letter.tsx'
import type { TakenBackMail, WrittenMail } from './mail.ts'
import { count, toSubject, wrap } from './text.ts'

const longestTitle = 140

/** Tells somebody that they need not answer what they were asked to answer in a colleague's place. */
export const writeTakenBack = (mail: TakenBackMail): WrittenMail => {
  const { from, action } = mail
  const title = shorten(action.title, longestTitle)
  const subject = toSubject(`Taken back: ${from} answers ${action.ref} for ${mail.month}`, mail.planName)
  const heading = `You need not answer ${action.ref} any more`
  const opening = `${from} had handed you this action of the ${mail.planName} and has taken it back, so it is not yours to answer for ${mail.month}.`
  const next = [
    ...(mail.hasWritten
      ? [
          'What you wrote for it is kept, in case it comes back to you. Nobody else sees it: if it should count, send it to them.',
        ]
      : []),
    mail.left === 0
      ? `Nothing else is asked of you for ${mail.month}.`
      : `${count(mail.left, 'action')} on your form ${mail.left === 1 ? 'is' : 'are'} still to answer, by the link that you have.`,
    `If you have a question, reply to this email. Replies go to ${mail.coordinatorName}.`,
  ]
  const footer = `You get this because ${from} had handed this action to you. Sent for ${mail.partnershipName}.`
  return writeLetter({
    ...{ subject, heading, opening, next, footer },
    preheader: opening,
    sender: mail.partnershipName,
    about: mail.planName,
    to: mail.to,
    html: (
      <Rows>
        <Row>
          <strong>{action.ref}</strong>
          {` ${title}`}
        </Row>
      </Rows>
    ),
    text: [wrap(title, `${action.ref}  `)],
  })
}
