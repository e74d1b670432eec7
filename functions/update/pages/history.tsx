import { titleOf } from '../../plan/plan.ts'
import { dateName, dayName, monthName } from '../../plan/wording.ts'
import { PageHeading } from '../../ui/page.tsx'
import type { Ask } from '../ask.ts'
import type { LeadSession } from '../ports.ts'
import { givenBy, type Update } from '../update.ts'
import { actionPath, filesPath } from './check.tsx'
import { FormPage } from './frame.tsx'
import { Given, TypedText } from './given.tsx'

type HistoryPageProps = {
  session: LeadSession
  ask: Ask
  /** The newest first. */
  updates: Update[]
}

/** All that was ever said about an action: every version of every update, then the notes of the plan itself. */
export const HistoryPage = ({ session, ask, updates }: HistoryPageProps) => {
  const { statuses, timeZone } = session.terms
  return (
    <FormPage
      session={session}
      title={`Everything said about action ${ask.ref}`}
      backLink={{ href: actionPath(ask.ref), text: `Back to action ${ask.ref}` }}
    >
      <PageHeading caption={`${ask.ref} ${titleOf(ask.says)}`}>Everything said about this action</PageHeading>
      {updates.map((update) => (
        <section>
          <h2 class="govuk-heading-m">
            {monthName(update.cycleId)}
            <span class="govuk-visually-hidden">, version {update.version}</span>
          </h2>
          <Given answer={update} statuses={statuses} folder={filesPath(ask.ref)}>
            {givenBy(update)}, {dayName(update.at, timeZone)}
            {` (version ${update.version})`}
          </Given>
        </section>
      ))}
      {ask.says.history.length > 0 && <h2 class="govuk-heading-m">Notes that came with the plan</h2>}
      {ask.says.history.toReversed().map(({ date, text }) => (
        <>
          <h3 class="govuk-heading-s">{date === null ? 'Without a date' : dateName(date)}</h3>
          <TypedText>{text}</TypedText>
        </>
      ))}
      {updates.length + ask.says.history.length === 0 && (
        <p class="govuk-body">Nothing has been said about it yet.</p>
      )}
    </FormPage>
  )
}
