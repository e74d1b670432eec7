import { titleOf } from '../../plan/plan.ts'
import { isOverdue, momentName, monthName, shorten } from '../../plan/wording.ts'
import { Button } from '../../ui/button.tsx'
import { PageHeading } from '../../ui/page.tsx'
import { Tag } from '../../ui/tag.tsx'
import { TaskList } from '../../ui/task-list.tsx'
import { type Progress, progressOf } from '../answer.ts'
import type { Ask } from '../ask.ts'
import type { LeadSession } from '../ports.ts'
import { FormPage } from './frame.tsx'

/** Characters of an action's title in the list; its own page has it in full. */
const LONGEST_TITLE = 120

/** `today` is the local day in the plan's time zone. */
export const TaskListPage = ({
  session,
  asks,
  today,
}: {
  session: LeadSession
  asks: Ask[]
  today: string
}) => {
  const { statuses, dueAt, timeZone } = session.terms
  const standing = asks.map((ask) => progressOf(ask, statuses))
  const submitted = asks.filter((ask) => ask.answer !== null).length
  const ready = standing.filter((progress) => progress === 'ready').length
  const heading = `Your update for ${monthName(session.cycleId)}`
  return (
    <FormPage session={session} title={heading}>
      <PageHeading>{heading}</PageHeading>
      <p class="govuk-body">
        {submitted === asks.length && ready === 0
          ? `All ${count(asks.length)} submitted. Thank you. You can still change an answer until the month closes.`
          : `You have submitted ${submitted} of ${count(asks.length)}. They are due by ${momentName(dueAt, timeZone)}.`}
      </p>
      <TaskList
        items={asks.map((ask, index) => ({
          title: `${ask.ref} ${shorten(titleOf(ask.says), LONGEST_TITLE)}`,
          href: `/form/action/${encodeURIComponent(ask.ref)}`,
          hint: dueHint(ask, today),
          status: <ProgressTag progress={standing[index] ?? 'not-started'} ask={ask} />,
        }))}
      />
      {ready > 0 ? (
        <Button href="/form/check">
          {ready === 1 ? 'Check and submit 1 update' : `Check and submit ${ready} updates`}
        </Button>
      ) : (
        submitted < asks.length && (
          <p class="govuk-body">
            Open an action to answer for it. What you write is kept each time you press Save.
          </p>
        )
      )}
    </FormPage>
  )
}

const count = (actions: number): string => (actions === 1 ? '1 action' : `${actions} actions`)

const dueHint = ({ says }: Ask, today: string): string =>
  says.due === null
    ? 'No due date'
    : isOverdue(says.due, today)
      ? `Overdue: was due ${monthName(says.due)}`
      : `Due ${monthName(says.due)}`

const tags = {
  'not-started': { text: 'Not started', look: 'govuk-tag--blue' },
  draft: { text: 'Draft saved', look: 'govuk-tag--yellow' },
  ready: { text: 'Ready to submit', look: 'govuk-tag--turquoise' },
  submitted: { text: 'Submitted', look: null },
} as const satisfies Record<Progress, { text: string; look: string | null }>

const ProgressTag = ({ progress, ask }: { progress: Progress; ask: Ask }) => {
  const { text, look } = tags[progress]
  if (look === null) {
    return ask.answer && ask.answer.by !== ask.personId ? `Submitted by ${ask.answer.byName}` : text
  }
  return <Tag class={look}>{ask.answer ? 'Change not submitted' : text}</Tag>
}
