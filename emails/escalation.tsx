/** @jsxImportSource react */

import { shorten } from '../functions/plan/wording.ts'
import { Panel, Row, Rows, Subheading, Warning } from './layout.tsx'
import { writeLetter } from './letter.tsx'
import type { EscalationMail, WrittenMail } from './mail.ts'
import { count, toSubject, underline, wrap } from './text.ts'

const mostListed = 60
const longestRefs = 300

/** Tells a strategic lead who has not answered. It has no link: whoever gets it has nothing to fill in. */
export const writeEscalation = (mail: EscalationMail): WrittenMail => {
  const number = mail.leads.length
  const leads = number === 1 ? '1 lead has' : `${number} leads have`
  const subject = toSubject(`${leads} not answered for ${mail.month}`, mail.planName)
  const opening = `You are a strategic lead in the ${mail.planName}. ${leads} not answered for ${mail.month} about actions that you are accountable for.`
  const listed = mail.leads.slice(0, mostListed).map((lead) => ({
    name: lead.name,
    what: `${count(lead.refs.length, 'action')}: ${shorten(lead.refs.join(', '), longestRefs)}`,
  }))
  const more = number > mostListed ? `And ${number - mostListed} more.` : null
  const next = [
    `They can still answer with the link they were sent, until the cycle closes${
      mail.closesText === undefined ? '' : ` at ${mail.closesText}`
    }. After that the pack shows these actions as not answered.`,
    'You have nothing to fill in. You may want to ask them yourself.',
    `If something here is wrong, reply to this email. Replies go to ${mail.coordinatorName}.`,
  ]
  const footer = `You get this because the ${mail.planName} names you as a strategic lead. Sent for ${mail.partnershipName}.`
  const listHeading = 'Who has not answered'
  return writeLetter({
    ...{ subject, opening, next, footer },
    preheader: `Answers were due at ${mail.dueText}.`,
    heading: `${leads} not answered yet`,
    sender: mail.partnershipName,
    about: mail.planName,
    to: mail.to,
    nextHeading: 'What happens next',
    html: (
      <>
        <Panel>
          <strong>Was due: </strong>
          <Warning>{mail.dueText}</Warning>
        </Panel>
        <Subheading>{listHeading}</Subheading>
        <Rows>
          {listed.map((lead) => (
            <Row key={`${lead.name} ${lead.what}`}>
              <strong>{lead.name}</strong>
              <br />
              {lead.what}
            </Row>
          ))}
          {more === null ? null : <Row>{more}</Row>}
        </Rows>
      </>
    ),
    text: [
      wrap(`Was due: ${mail.dueText}`),
      underline(listHeading),
      ...listed.map((lead) => `${lead.name}\n${wrap(lead.what, '  ')}`),
      more,
    ],
  })
}
