/** @jsxImportSource react */

import { shorten } from '../functions/plan/wording.ts'
import { Action, Detail, Lines, Panel, Row, Rows, Subheading, Warning } from './layout.tsx'
import { writeLetter } from './letter.tsx'
import type { HandedMail, MailAction, ReminderMail, RequestMail, WrittenMail } from './mail.ts'
import { StatusWords } from './status-words.tsx'
import { standingOf, underline, wrap, yourActions } from './text.ts'

/** What a request and a reminder say differently. */
export type LeadWords = {
  subject: string
  preheader: string
  heading: string
  /** What this is about, in a sentence or two. */
  opening: string
  listHeading: string
  /** Why the reader gets it, where it is for more than what they are asked about. */
  why?: string
}

/** Gmail cuts a mail at about 100 kB, and with it what comes last. The form has all of them. */
const mostListed = 40
const longestTitle = 140

/** A mail to a lead: what is to be answered, by when, and one way to do it. */
export const writeToLead = (mail: RequestMail | ReminderMail | HandedMail, words: LeadWords): WrittenMail => {
  const number = mail.actions.length
  const button = `Update ${yourActions(number)}`
  const listed = mail.actions
    .slice(0, mostListed)
    .map((action) => ({ ...action, title: shorten(action.title, longestTitle) }))
  const more = number > mostListed ? `And ${number - mostListed} more, all on the same form.` : null
  const deadline = { label: mail.overdue ? 'Was due' : 'Due', value: mail.dueText }
  const asked = Math.max(mail.asked ?? number, number)
  const left = asked > number || mail.kind === 'reminder' ? `${number} of ${asked} still to answer` : null
  const { why, ifNotYou } = standingOf(mail)
  const next = [
    'Every press of Save keeps what you wrote. You can stop, and come back with the same link.',
    // What somebody hands over is not all that is asked of the reader.
    `Once you have answered ${mail.kind === 'handed' ? 'everything on your form' : number === 1 ? 'it' : 'all of them'}, you get no more reminders for ${mail.month}.`,
    `The link is personal to you, so please do not forward this email. It works until the cycle closes${
      mail.closesText === undefined ? '' : `, at ${mail.closesText}`
    }.`,
    ifNotYou,
    `If you have a question, reply to this email. Replies go to ${mail.coordinatorName}.`,
  ]
  const footer = `You get this because ${words.why ?? why}. Sent for ${mail.partnershipName}.`

  return writeLetter({
    subject: words.subject,
    preheader: words.preheader,
    heading: words.heading,
    sender: mail.partnershipName,
    about: mail.planName,
    to: mail.to,
    opening: words.opening,
    html: (
      <>
        <Panel>
          <strong>{`${deadline.label}: `}</strong>
          {mail.overdue ? <Warning>{deadline.value}</Warning> : deadline.value}
          {left === null ? null : (
            <>
              <br />
              <strong>{left}</strong>
            </>
          )}
        </Panel>
        {mail.note ? (
          <Panel>
            <strong>{`From ${mail.coordinatorName}:`}</strong>
            <br />
            <Lines text={mail.note} />
          </Panel>
        ) : null}
        {/* Before the list: whoever opens the mail on a phone sees the one thing to press. */}
        <Action href={mail.link}>{button}</Action>
        <Subheading>{words.listHeading}</Subheading>
        <Rows>
          {listed.map((action) => (
            <Row key={action.ref}>
              <strong>{action.ref}</strong>
              {` ${action.title}`}
              <Detail>
                {'Last status: '}
                <StatusWords status={action.status} />
              </Detail>
              <DueMonth action={action} />
            </Row>
          ))}
          {more === null ? null : <Row>{more}</Row>}
        </Rows>
      </>
    ),
    text: [
      [wrap(`${deadline.label}: ${deadline.value}`), left].filter((part) => part !== null).join('\n'),
      mail.note ? `From ${mail.coordinatorName}:\n${quote(mail.note)}` : null,
      `${button}:\n${mail.link}`,
      underline(words.listHeading),
      ...listed.map(toBlock),
      more,
    ],
    nextHeading: 'What happens next',
    ...{ next, footer },
  })
}

const DueMonth = ({ action: { due, overdue } }: { action: MailAction }) => {
  if (due === null) return null
  return <Detail>{overdue ? <Warning>{overdueSince(due)}</Warning> : `Action due: ${due}`}</Detail>
}

const overdueSince = (due: string): string => `Overdue: the action was due in ${due}`

const toBlock = ({ ref, title, status, due, overdue }: MailAction): string => {
  const indent = ' '.repeat(ref.length + 2)
  return [
    wrap(title, `${ref}  `),
    wrap(`Last status: ${status?.label ?? 'No status yet'}`, indent),
    due === null ? null : `${indent}${overdue ? overdueSince(due) : `Action due: ${due}`}`,
  ]
    .filter((part) => part !== null)
    .join('\n')
}

const quote = (note: string): string =>
  note
    .split('\n')
    .map((part) => wrap(part, '  '))
    .join('\n')
