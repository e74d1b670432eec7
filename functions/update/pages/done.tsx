import { type Instant, titleOf } from '../../plan/plan.ts'
import { momentName, monthName } from '../../plan/wording.ts'
import { Panel } from '../../ui/notice.tsx'
import type { Ask } from '../ask.ts'
import type { LeadSession } from '../ports.ts'
import { referenceOf } from '../update.ts'
import { FormPage } from './frame.tsx'

type DonePageProps = {
  session: LeadSession
  asks: Ask[]
  /** Until when an answer can be changed. */
  closesAt: Instant
}

/** Shown from what is stored, never from what was pressed. */
export const DonePage = ({ session, asks, closesAt }: DonePageProps) => {
  const mine = asks.filter((ask) => ask.answer?.by === session.personId)
  const open = asks.filter((ask) => ask.answer === null)
  const mailed = mine.filter(({ answer }) => answer?.unchanged === 0)
  return (
    <FormPage session={session} title="Thank you: your update is stored">
      <Panel title="Thank you">Your update for {monthName(session.cycleId)} is stored</Panel>
      <h2 class="govuk-heading-m">What you submitted</h2>
      <ul class="govuk-list govuk-list--bullet">
        {mine.map((ask) => (
          <li>
            {ask.ref} {titleOf(ask.says)}
            <br />
            <span class="govuk-hint">
              {ask.answer?.onBehalfOf && `On behalf of ${ask.answer.onBehalfOf.name}. `}
              {ask.answer &&
                `Reference ${referenceOf(ask.ref, ask.answer)}, ${momentName(ask.answer.at, session.terms.timeZone)}`}
            </span>
            {changeSentence(ask)}
          </li>
        ))}
      </ul>
      {mailed.length > 0 && (
        <p class="govuk-body">
          You get {mailed.length === mine.length ? 'all of it' : 'what you wrote'} by email as well.
        </p>
      )}
      {open.length > 0 ? (
        <p class="govuk-body">
          {open.length === 1 ? '1 action is' : `${open.length} actions are`} still to answer.{' '}
          <a class="govuk-link" href="/form">
            Go on with {open.length === 1 ? 'it' : 'them'}
          </a>
          .
        </p>
      ) : (
        <p class="govuk-body">Nothing more is asked of you this month, and you will get no reminder.</p>
      )}
      <p class="govuk-body">
        You can{' '}
        <a class="govuk-link" href="/form">
          change an answer
        </a>{' '}
        until {momentName(closesAt, session.terms.timeZone)}. The earlier version is kept.
      </p>
    </FormPage>
  )
}

/** What becomes of a wish to change the plan that came with the answer; one that is only repeated is no new wish. */
const changeSentence = ({ answer, says }: Ask) => {
  if (!answer || answer.unchanged > 0) return null
  if (answer.forecast === null && answer.changeId === null) return null
  const wish = answer.forecast === null ? 'The new status' : `The new date, ${monthName(answer.forecast)},`
  const stays =
    answer.forecast === null
      ? 'The plan’s status'
      : `The plan’s date${says.due === null ? '' : `, ${monthName(says.due)},`}`
  return (
    <p class="govuk-body">
      {answer.changeId === null
        ? `${wish} is kept with your update. Somebody has asked for another change of it already.`
        : `${wish} is asked for. ${stays} stays until somebody else approves.`}
    </p>
  )
}
