import type { ChangeRequest } from '../../plan/change-request.ts'
import { fieldOf, fieldTitle } from '../../plan/field-words.ts'
import type { KeptDecision, PlanDiff, Renamed } from '../../plan/merge-plan.ts'
import { compareRefs, type Plan, titleOf } from '../../plan/plan.ts'
import { dateName, localDay, shorten } from '../../plan/wording.ts'
import { Checkboxes } from '../../ui/choices.tsx'
import { Details } from '../../ui/details.tsx'
import { WarningText } from '../../ui/notice.tsx'
import { StackedTable } from '../../ui/stacked-table.tsx'

/** How many actions an import would add, change and leave, and how many the file no longer has. */
export const describeCounts = ({ added, changed, gone, kept, unchanged }: PlanDiff): string => {
  const parts: [count: number, what: string][] = [
    [added.length, 'new'],
    [changed.length, 'changed'],
    [unchanged, 'unchanged'],
    [gone.length, 'no longer in the file'],
  ]
  const decided = new Set(kept.map(({ before }) => before.ref)).size
  const counts = parts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${count} ${what}`)
    .join(', ')
  if (decided === 0) return counts
  return `${counts}; of ${decided} a decision stays`
}

/** What an import brings, for its button. */
export const describeNews = ({ added, changed }: PlanDiff): string => {
  const count = added.length + changed.length
  const actions = (number: number, what: string) => `${number} ${what} ${number === 1 ? 'action' : 'actions'}`
  if (changed.length === 0) return actions(count, 'new')
  if (added.length === 0) return actions(count, 'changed')
  return `${added.length} new and ${actions(changed.length, 'changed')}`
}

type GoneQuestionProps = {
  plan: Plan
  diff: PlanDiff
  /** Requests for closure that nobody has decided yet. */
  closuresAsked: ChangeRequest[]
  /** Refs of those whose closure was chosen on the page before. */
  chosen: readonly string[]
}

/**
 * Whether what the file no longer has is to be closed. No question is asked of an action that is closed
 * already, whose closure is asked for already, or whose ref a spreadsheet has spoilt.
 */
export const GoneQuestion = ({ plan, diff, closuresAsked, chosen }: GoneQuestionProps) => {
  const renamed = new Map(diff.renamed.map((one) => [one.before.ref, one]))
  const asked = new Map(closuresAsked.map((change) => [change.ref, change]))
  const gone = diff.gone.toSorted((a, b) => compareRefs(a.ref, b.ref))
  const closed = gone.filter((action) => action.closed)
  const live = gone.filter((action) => !action.closed)
  const goneRefs = new Set(gone.map(({ ref }) => ref))
  const isBack = ({ ref }: ChangeRequest) => !goneRefs.has(ref)
  const isSpoilt = (ref: string) => renamed.get(ref)?.why === 'number'
  const open = live.filter(({ ref }) => !isSpoilt(ref) && !asked.has(ref))
  const question = (
    <Checkboxes
      name="close"
      legend={
        open.length === 1
          ? '1 action of the plan is no longer in the file. Should it be closed?'
          : `${open.length} actions of the plan are no longer in the file. Which should be closed?`
      }
      legendProps={{ class: 'govuk-fieldset__legend--s' }}
      hint="An import never takes an action away: all stay as they are. For those that you choose, their closure is asked for, and somebody else decides."
      items={open.map((action) => {
        const twin = renamed.get(action.ref)?.ref
        return {
          value: action.ref,
          text: `${action.ref} ${shorten(titleOf(action), 120)}`,
          hint: twin && `The file’s new ${twin} has the same text. Its history stays with ${action.ref}.`,
          checked: chosen.includes(action.ref),
        }
      })}
    />
  )
  return (
    <>
      {closed.length > 0 && (
        <p class="govuk-body">
          Closed actions that the file no longer has stay in the plan:{' '}
          {closed.map(({ ref }) => ref).join(', ')}.
        </p>
      )}
      {diff.renamed
        .filter(({ before }) => isSpoilt(before.ref))
        .map((one) => (
          <WarningText>{describeSpoilt(one)}</WarningText>
        ))}
      {live
        .flatMap(({ ref }) => asked.get(ref) ?? [])
        .map(({ ref, askedAt, askedByName }) => (
          <p class="govuk-body">
            {ref} is no longer in the file. Its closure was asked for by {askedByName} on{' '}
            {dateName(localDay(askedAt, plan.timeZone))}, and waits under{' '}
            <a class="govuk-link" href={`/console/${plan.planId}/changes`}>
              Changes
            </a>
            .
          </p>
        ))}
      {closuresAsked.filter(isBack).map(({ ref, askedAt, askedByName }) => (
        <WarningText>
          {ref} is in the file, yet its closure was asked for by {askedByName} on{' '}
          {dateName(localDay(askedAt, plan.timeZone))}. It waits under{' '}
          <a class="govuk-link" href={`/console/${plan.planId}/changes`}>
            Changes
          </a>
          , to be approved, refused or taken back.
        </WarningText>
      ))}
      {open.length > MANY && (
        <Details
          summary={`${open.length} actions of the plan are no longer in the file. Choose which to close`}
        >
          {question}
        </Details>
      )}
      {open.length > 0 && open.length <= MANY && question}
    </>
  )
}

/** More questions than these are folded. */
const MANY = 10

const describeSpoilt = ({ before, ref }: Renamed): string =>
  `${before.ref} is no longer in the file, which has ${ref} instead: spreadsheets drop the last zero of a number. If so, format the refs’ column as text, write ${before.ref} again and choose the file once more. Imported as it is, ${before.ref} stays and ${ref} is new.`

/** What would be otherwise after the import, field by field. */
export const Changes = ({ plan, diff }: { plan: Plan; diff: PlanDiff }) => (
  <section aria-labelledby="changes">
    <h2 class="govuk-heading-m" id="changes">
      What would change
    </h2>
    {diff.changed.length + diff.added.length === 0 && <p class="govuk-body">Nothing would change.</p>}
    {diff.changed.length > 0 && (
      <StackedTable
        caption="Changed"
        captionClass="govuk-table__caption--s"
        head={['Action', 'Field', 'Now', 'After the import']}
        rows={diff.changed.flatMap(({ before, action, fields }) =>
          fields.map((field) => [
            action.ref,
            fieldTitle(field),
            fieldOf(field, before),
            fieldOf(field, action),
          ]),
        )}
      />
    )}
    {diff.added.length > 0 && (
      <StackedTable
        caption="New"
        captionClass="govuk-table__caption--s"
        head={['Action', 'What it is', 'Improvement lead', 'Due date', 'Status']}
        rows={diff.added.map((action) => [
          action.ref,
          shorten(titleOf(action), 160),
          ...(['improvementLeads', 'due', 'status'] as const).map((field) => fieldOf(field, action)),
        ])}
      />
    )}
    {diff.kept.length > 0 && (
      <StackedTable
        caption="Decisions that stay"
        captionClass="govuk-table__caption--s"
        head={['Action', 'Field', 'Stays', 'Decided', 'The file has']}
        rows={diff.kept.map((kept) => keptRow(plan, kept))}
      />
    )}
  </section>
)

const keptRow = (plan: Plan, { before, inFile, field, decided }: KeptDecision): string[] => [
  before.ref,
  fieldTitle(field),
  fieldOf(field, before),
  `${decided.byName}, ${dateName(localDay(decided.at, plan.timeZone))}`,
  fieldOf(field, inFile),
]
