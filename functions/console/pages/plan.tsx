import type { ChangeRequest } from '../../plan/change-request.ts'
import { fieldValue } from '../../plan/field-words.ts'
import { type Action, compareRefs, isFinal, type Plan, statusOf, titleOf } from '../../plan/plan.ts'
import { isOverdue, shorten } from '../../plan/wording.ts'
import { Button } from '../../ui/button.tsx'
import { Details } from '../../ui/details.tsx'
import { Input } from '../../ui/input.tsx'
import { PageHeading, TwoThirds } from '../../ui/page.tsx'
import { StackedTable } from '../../ui/stacked-table.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { Tag } from '../../ui/tag.tsx'
import type { ConsoleSession } from '../request.tsx'
import { actionPath } from './change-parts.tsx'
import { ConsolePage } from './frame.tsx'

type PlanPageProps = {
  session: ConsoleSession
  plan: Plan
  /** Those that were looked for. */
  actions: Action[]
  /** How many there are in all. */
  total: number
  query: string
  open: ChangeRequest[]
  /** The local day in the plan's time zone. */
  today: string
}

/** All actions of the plan by priority, those that are closed folded away. */
export const PlanPage = ({ session, plan, actions, total, query, open, today }: PlanPageProps) => {
  const listed = actions.toSorted((a, b) => compareRefs(a.ref, b.ref))
  const numbers = [...new Set(listed.map(({ priority }) => priority))].sort((a, b) => a - b)
  const path = `/console/${plan.planId}/actions`
  return (
    <ConsolePage
      session={session}
      plan={plan}
      section="plan"
      title={query === '' ? 'The plan' : `The plan: ${query}`}
      wide
    >
      <PageHeading caption={plan.name}>The plan</PageHeading>
      <TwoThirds>
        <form method="get" action={path}>
          <Input
            name="find"
            type="search"
            value={query}
            label="Find actions"
            hint="Words of the action, a name, or a number such as 2.11"
          />
          <div class="govuk-button-group">
            <Button look="secondary">Find</Button>
            {query !== '' && (
              <a class="govuk-link" href={path}>
                Show all {total} actions
              </a>
            )}
          </div>
        </form>
        {query !== '' && <p class="govuk-body">{foundWords(listed.length, query)}</p>}
        {total === 0 && <p class="govuk-body">There are no actions yet. Import the plan to begin.</p>}
      </TwoThirds>
      {numbers.map((number) => {
        const title = plan.priorities.find((priority) => priority.number === number)?.title
        const mine = listed.filter(({ priority }) => priority === number)
        const closed = mine.filter((action) => action.closed)
        const live = mine.filter((action) => !action.closed)
        const table = (rows: Action[], caption: string) => (
          <StackedTable
            caption={caption}
            head={['Action', 'What it is', 'Improvement lead', 'Due', 'Status']}
            rows={rows.map((action) => rowOf(action, { plan, open, today }))}
          />
        )
        return (
          <section aria-labelledby={`priority-${number}`}>
            <h2 class="govuk-heading-m" id={`priority-${number}`}>
              Priority {number}
              {title && `: ${title}`}
            </h2>
            {live.length > 0 && table(live, `Actions of priority ${number}`)}
            {closed.length > 0 && (
              <Details
                summary={closed.length === 1 ? '1 closed action' : `${closed.length} closed actions`}
                open={query !== ''}
              >
                {table(closed, `Closed actions of priority ${number}`)}
              </Details>
            )}
          </section>
        )
      })}
    </ConsolePage>
  )
}

const foundWords = (count: number, query: string): string => {
  if (count === 0) return `No action has “${query}”.`
  return count === 1 ? `1 action has “${query}”.` : `${count} actions have “${query}”.`
}

const LONGEST_TITLE = 140

const rowOf = (action: Action, { plan, open, today }: Pick<PlanPageProps, 'plan' | 'open' | 'today'>) => {
  const isLate = !action.closed && !isFinal(plan, action) && isOverdue(action.due, today)
  return [
    action.ref,
    <>
      <a class="govuk-link" href={actionPath(plan, action.ref)}>
        {shorten(titleOf(action), LONGEST_TITLE)}
      </a>
      {open.some(({ ref }) => ref === action.ref) && (
        <>
          {' '}
          <Tag class="govuk-tag--yellow">Change asked</Tag>
        </>
      )}
    </>,
    fieldValue('improvementLeads', action.improvementLeads),
    `${fieldValue('due', action.due)}${isLate ? ' (overdue)' : ''}`,
    <StatusTag status={statusOf(plan, action.statusCode)} />,
  ]
}
