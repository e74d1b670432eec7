import { type ChangeRequest, isOpen } from '../../plan/change-request.ts'
import { type Directory, findPerson } from '../../plan/directory.ts'
import { fieldName, fieldOf, fieldTitle } from '../../plan/field-words.ts'
import type { ImportedChange } from '../../plan/import-trail.ts'
import {
  type Action,
  type ActionText,
  ChangeableField,
  type Plan,
  statusOf,
  titleOf,
} from '../../plan/plan.ts'
import { dateName, localDay, momentName, monthName, shorten } from '../../plan/wording.ts'
import { Button } from '../../ui/button.tsx'
import { NotificationBanner } from '../../ui/notice.tsx'
import { PageHeading } from '../../ui/page.tsx'
import { StackedTable } from '../../ui/stacked-table.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { SummaryList } from '../../ui/summary-list.tsx'
import { Tag } from '../../ui/tag.tsx'
import { Given } from '../../update/pages/given.tsx'
import { givenBy, type Update } from '../../update/update.ts'
import type { ConsoleSession } from '../request.tsx'
import { actionPath, ChangeCard, DecidedMark, Typed } from './change-parts.tsx'
import { ConsolePage } from './frame.tsx'

type ActionPageProps = {
  session: ConsoleSession
  plan: Plan
  action: Action
  directory: Directory
  /** This action's, the newest first. */
  changes: ChangeRequest[]
  /** This action's, the newest first. */
  updates: Update[]
  /** What imports did to it, the newest first. */
  imported: ImportedChange[]
  notice: string | undefined
}

/** Longer titles are set smaller. */
const LONG_TITLE = 120

/** One action with its whole story: what the plan says, who changed it, what leads have answered. */
export const ActionPage = ({
  session,
  plan,
  action,
  directory,
  changes,
  updates,
  imported,
  notice,
}: ActionPageProps) => {
  const title = titleOf(action)
  return (
    <ConsolePage
      session={session}
      plan={plan}
      section="plan"
      below
      title={`Action ${action.ref}: ${shorten(title, LONG_TITLE)}`}
      backLink={{ href: `/console/${plan.planId}/actions`, text: 'Back to the plan' }}
      beforeContent={notice && <NotificationBanner type="success" heading={notice} />}
    >
      <PageHeading
        caption={`Action ${action.ref}${action.closed ? ' (closed)' : ''}`}
        size={title.length > LONG_TITLE ? 'm' : 'l'}
      >
        {title}
      </PageHeading>
      <Button href={`${actionPath(plan, action.ref)}/change`}>Ask for a change</Button>
      <h2 class="govuk-heading-m">What the plan says</h2>
      <PlanSays {...{ plan, action, changes }} />
      <h2 class="govuk-heading-m">Changes</h2>
      {changes.length === 0 && <p class="govuk-body">Nobody has asked to change this action.</p>}
      {changes.map((change) => (
        <ChangeCard {...{ change, plan, action, directory, session }} headingLevel={3} linked={false} />
      ))}
      {imported.length > 0 && (
        <>
          <h2 class="govuk-heading-m">Changed by imports</h2>
          {imported.map((one) => (
            <Imported imported={one} plan={plan} directory={directory} />
          ))}
        </>
      )}
      <h2 class="govuk-heading-m">Updates</h2>
      {updates.length === 0 && <p class="govuk-body">No lead has answered about this action yet.</p>}
      {updates.map((update) => (
        <UpdateGiven update={update} plan={plan} />
      ))}
      {action.history.length > 0 && <h2 class="govuk-heading-m">Notes that came with the plan</h2>}
      {action.history.toReversed().map(({ date, text }) => (
        <>
          <h3 class="govuk-heading-s">{date === null ? 'Without a date' : dateName(date)}</h3>
          <p class="govuk-body muster-answer">{text}</p>
        </>
      ))}
    </ConsolePage>
  )
}

/** What the plan says, in the order in which people ask for it. */
const SHOWN = [
  'status',
  'due',
  'start',
  'improvementLeads',
  'strategicLeads',
  'description',
  'ambition',
  'outcomes',
  'measures',
  'boards',
  'sources',
  'dependencies',
  'pillar',
  'lastReviewed',
  'movedTo',
  'closed',
] as const satisfies (keyof ActionText)[]

/** A field as it stands alone in its row. */
const shownOf = (field: (typeof SHOWN)[number], action: Action): string => {
  const value = action[field]
  if (value === null || (Array.isArray(value) && value.length === 0)) return 'Not given'
  if (field === 'closed') return action.closed ? 'Closed' : 'Open'
  return fieldOf(field, action)
}

const PlanSays = ({ plan, action, changes }: Pick<ActionPageProps, 'plan' | 'action' | 'changes'>) => (
  <SummaryList
    rows={SHOWN.map((field) => {
      const changeable = ChangeableField.safeParse(field)
      const asked = changes.find(
        (change) => isOpen(change) && change.changes.some((one) => one.field === field),
      )
      return {
        key: fieldTitle(field),
        value: (
          <>
            {field === 'status' ? (
              <StatusTag status={statusOf(plan, action.statusCode)} />
            ) : (
              <Typed>{shownOf(field, action)}</Typed>
            )}
            {asked && (
              <span class="muster-note">
                <Tag class="govuk-tag--yellow">Change asked</Tag>
              </span>
            )}
            {changeable.success && <DecidedMark action={action} field={changeable.data} plan={plan} />}
          </>
        ),
        actions:
          changeable.success && !asked
            ? [
                {
                  href: `${actionPath(plan, action.ref)}/change?field=${field}`,
                  text: 'Change',
                  visuallyHiddenText: fieldName(field),
                },
              ]
            : [],
      }
    })}
  />
)

type ImportedProps = { imported: ImportedChange; plan: Plan; directory: Directory }

const Imported = ({ imported: { made, isNew, changes }, plan, directory }: ImportedProps) => (
  <>
    <h3 class="govuk-heading-s">{dateName(localDay(made.at, plan.timeZone))}</h3>
    <p class="govuk-body">
      {isNew ? 'It came in with' : 'Changed by'} {made.file.name}, imported by{' '}
      {findPerson(directory, made.by)?.name ?? 'a command'}.
    </p>
    {changes.length > 0 && (
      <StackedTable
        caption={`Changed on ${dateName(localDay(made.at, plan.timeZone))}`}
        head={['Field', 'Before', 'After']}
        rows={changes.map(({ field, from, to }) => [fieldTitle(field), from, to])}
      />
    )}
  </>
)

const UpdateGiven = ({ update, plan }: { update: Update; plan: Plan }) => (
  <>
    <h3 class="govuk-heading-s">
      {monthName(update.cycleId)}
      <span class="govuk-visually-hidden">, version {update.version}</span>
    </h3>
    <Given answer={update} statuses={plan.statuses} folder={`${actionPath(plan, update.ref)}/files`}>
      {givenBy(update)}, {momentName(update.at, plan.timeZone)}
      {` (version ${update.version})`}
    </Given>
  </>
)
