/** @jsxImportSource react */
import { Action, Panel, Warning } from './layout.tsx'
import { writeLetter } from './letter.tsx'
import type { LinkMail, WrittenMail } from './mail.ts'
import { count, dayOf, standingOf, toSubject, wrap } from './text.ts'

const button = 'Open your form'

/**
 * Gives a lead a new link to their form. The subject goes on from that of the request, so that the two
 * lie together; the actions themselves are on the form.
 */
export const writeNewLink = (mail: LinkMail): WrittenMail => {
  const subject = toSubject(
    `New link: Update ${count(mail.asked, 'action')} by ${dayOf(mail.dueText)}`,
    mail.planName,
  )
  const left = mail.asked - mail.answered
  const { why, ifNotYou } = standingOf(mail)
  const words = {
    asked: {
      opening: `You asked for a new link to your update of the ${mail.planName} for ${mail.month}.`,
      before: 'The links you had before go on working. What you have saved and submitted is there.',
      footer: `You get this because your email address was given to be sent a new link. If you did not ask for it, you can ignore this email: the link was sent to nobody else. Sent for ${mail.partnershipName}.`,
    },
    replaced: {
      opening: `Here is a new link to your update of the ${mail.planName} for ${mail.month}.`,
      before:
        'The links you had before do not work any more: the plan’s coordinators took them back. What you have saved and submitted is kept.',
      footer: `You get this because ${why}. Sent for ${mail.partnershipName}.`,
    },
  }[mail.why]
  const deadline = { label: mail.overdue ? 'Was due' : 'Due', value: mail.dueText }
  const standing =
    left === 0 ? 'All answered. You can still change an answer.' : `${left} of ${mail.asked} still to answer`
  const next = [
    words.before,
    `The link is personal to you, so please do not forward this email. It works until the cycle closes, at ${mail.closesText}.`,
    ifNotYou,
    `If you have a question, reply to this email. Replies go to ${mail.coordinatorName}.`,
  ]
  return writeLetter({
    ...{ subject, next },
    preheader: `It works until ${mail.closesText}.`,
    heading: 'Your new link',
    sender: mail.partnershipName,
    about: mail.planName,
    to: mail.to,
    opening: words.opening,
    footer: words.footer,
    html: (
      <>
        <Panel>
          <strong>{`${deadline.label}: `}</strong>
          {mail.overdue && left > 0 ? <Warning>{deadline.value}</Warning> : deadline.value}
          <br />
          <strong>{standing}</strong>
        </Panel>
        <Action href={mail.link}>{button}</Action>
      </>
    ),
    text: [`${wrap(`${deadline.label}: ${deadline.value}`)}\n${standing}`, `${button}:\n${mail.link}`],
  })
}
