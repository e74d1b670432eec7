import { type ChangeRequest, isOpen } from '../../plan/change-request.ts'
import type { Directory } from '../../plan/directory.ts'
import type { Action, Plan } from '../../plan/plan.ts'
import { NotificationBanner } from '../../ui/notice.tsx'
import { PageHeading } from '../../ui/page.tsx'
import type { ConsoleSession } from '../request.tsx'
import { ChangeCard } from './change-parts.tsx'
import { ConsolePage } from './frame.tsx'

type ChangesPageProps = {
  session: ConsoleSession
  plan: Plan
  actions: Action[]
  directory: Directory
  /** The newest first. */
  changes: ChangeRequest[]
  notice: string | undefined
}

/** What waits for a decision, then what was decided. */
export const ChangesPage = ({ session, plan, actions, directory, changes, notice }: ChangesPageProps) => {
  const open = changes.filter(isOpen)
  const decided = changes
    .filter((change) => !isOpen(change))
    .toSorted((a, b) => (b.decidedAt ?? '').localeCompare(a.decidedAt ?? ''))
  const card = (change: ChangeRequest) => (
    <ChangeCard
      {...{ change, plan, directory, session }}
      action={actions.find(({ ref }) => ref === change.ref) ?? null}
      headingLevel={3}
    />
  )
  return (
    <ConsolePage
      session={session}
      plan={plan}
      section="changes"
      title="Changes"
      beforeContent={notice && <NotificationBanner type="success" heading={notice} />}
    >
      <PageHeading caption={plan.name}>Changes</PageHeading>
      <h2 class="govuk-heading-m">
        {open.length === 1 ? '1 waits for a decision' : `${open.length} wait for a decision`}
      </h2>
      {open.length === 0 && (
        <p class="govuk-body">
          To ask for one, choose an action of{' '}
          <a class="govuk-link" href={`/console/${plan.planId}/actions`}>
            the plan
          </a>
          .
        </p>
      )}
      {open.map(card)}
      {decided.length > 0 && <h2 class="govuk-heading-m">Decided</h2>}
      {decided.map(card)}
    </ConsolePage>
  )
}
