/** @jsxImportSource react */
import { shorten } from '../functions/plan/wording.ts'
import { Detail, Lines, Row, Rows } from './layout.tsx'
import { writeLetter } from './letter.tsx'
import type { ReceiptMail, WrittenMail } from './mail.ts'
import { StatusWords } from './status-words.tsx'
import { count, toSubject, wrap } from './text.ts'

const longestTitle = 140

/** Gives a lead what they have submitted, word for word, to keep. */
export const writeReceipt = (mail: ReceiptMail): WrittenMail => {
  const number = mail.answers.length
  const subject = toSubject(`Received: ${count(number, 'update')} for ${mail.month}`, mail.planName)
  const heading = `Your ${number === 1 ? 'update is' : `${number} updates are`} stored`
  const opening = `Thank you. This is what you submitted for ${mail.month}, in full.`
  const next = [
    mail.left === 0
      ? `Nothing more is asked of you for ${mail.month}, and you will get no reminder.`
      : `${count(mail.left, 'action')} of yours ${mail.left === 1 ? 'is' : 'are'} still to answer.`,
    `You can change an answer by the link you have until ${mail.closesText}. The earlier version is kept.`,
    `If you have a question, reply to this email. Replies go to ${mail.coordinatorName}.`,
  ]
  const footer = `You get this because you submitted an update of the ${mail.planName}. Sent for ${mail.partnershipName}.`
  return writeLetter({
    ...{ subject, heading, opening, next, footer },
    preheader: opening,
    sender: mail.partnershipName,
    about: mail.planName,
    to: mail.to,
    nextHeading: 'What happens next',
    html: (
      <Rows>
        {mail.answers.map((answer) => (
          <Row key={answer.reference}>
            <strong>{answer.ref}</strong>
            {` ${shorten(answer.title, longestTitle)}`}
            <Detail>
              {'Status: '}
              <StatusWords status={answer.status} />
            </Detail>
            {answer.parts.map(({ title, text }) => (
              <Detail key={title}>
                <strong>{`${title}:`}</strong>
                <br />
                <Lines text={text} />
              </Detail>
            ))}
            <Detail>{`Reference ${answer.reference}, ${answer.at}`}</Detail>
          </Row>
        ))}
      </Rows>
    ),
    text: mail.answers.flatMap(({ ref, title, status, parts, reference, at }) => [
      wrap(shorten(title, longestTitle), `${ref}  `),
      wrap(`Status: ${status?.label ?? 'No status'}`),
      ...parts.map(
        (part) =>
          `${part.title}:\n${part.text
            .split('\n')
            .map((line) => wrap(line))
            .join('\n')}`,
      ),
      wrap(`Reference ${reference}, ${at}`),
    ]),
  })
}
