import type { Moments } from '../../cycle/cycle.ts'
import { fold } from '../../plan/fold.ts'
import { titleOf } from '../../plan/plan.ts'
import { isLongAgo, isOverdue, localDay, momentName, monthName, shorten } from '../../plan/wording.ts'
import { Button } from '../../ui/button.tsx'
import type { Content } from '../../ui/markup.ts'
import { PageHeading } from '../../ui/page.tsx'
import { Tag } from '../../ui/tag.tsx'
import { TaskList } from '../../ui/task-list.tsx'
import { type Judge, type Progress, progressOf } from '../answer.ts'
import { type Ask, isOwn } from '../ask.ts'
import type { LeadSession } from '../ports.ts'
import { actionPath } from './check.tsx'
import { FormPage } from './frame.tsx'

/** Characters of an action's title in the list; its own page has it in full. */
const LONGEST_TITLE = 120

type TaskListPageProps = {
  session: LeadSession
  asks: Ask[]
  judge: Judge
  moments: Pick<Moments, 'dueAt' | 'closesAt'>
  /** Whether the answers were due already, as in a month that was opened again. */
  isLate: boolean
  /** What was just done, as a banner. */
  notice?: Content
}

export const TaskListPage = ({ session, asks: all, judge, moments, isLate, notice }: TaskListPageProps) => {
  const { timeZone } = session.terms
  const asks = all.filter(isOwn)
  const handed = all.filter(({ handedTo }) => handedTo !== null)
  const standing = asks.map((ask) => progressOf(ask, judge))
  const submitted = asks.filter((ask) => ask.answer !== null).length
  const ready = standing.filter((progress) => progress === 'ready').length
  const heading = `Your update for ${monthName(session.cycleId)}`
  return (
    <FormPage session={session} title={heading}>
      {notice}
      <PageHeading>{heading}</PageHeading>
      <p class="govuk-body">
        {asks.length === 0
          ? 'Nothing is asked of you now.'
          : submitted === asks.length && ready === 0
            ? `${asks.length === 1 ? 'Your action is' : `All ${count(asks.length)}`} submitted. Thank you. You can still change an answer until the month closes.`
            : `You have submitted ${submitted} of ${count(asks.length)}. ${isLate ? `They were due by ${momentName(moments.dueAt, timeZone)}. You can still submit until the month closes at ${momentName(moments.closesAt, timeZone)}.` : `They are due by ${momentName(moments.dueAt, timeZone)}.`}`}
      </p>
      {asks.length > 0 && (
        <TaskList
          items={asks.map((ask, index) => ({
            title: `${ask.ref} ${shorten(titleOf(ask.says), LONGEST_TITLE)}`,
            href: actionPath(ask.ref),
            hint: hintOf(ask, session, judge),
            status: <ProgressTag progress={standing[index] ?? 'not-started'} ask={ask} />,
          }))}
        />
      )}
      {ready > 0 ? (
        <Button href="/form/check">
          {ready === 1 ? 'Check and submit 1 update' : `Check and submit ${ready} updates`}
        </Button>
      ) : (
        submitted < asks.length && (
          <p class="govuk-body">
            Open an action to answer for it. What you save is kept until you submit it.
          </p>
        )
      )}
      {handed.length > 0 && (
        <>
          <h2 class="govuk-heading-m">Handed over</h2>
          <TaskList
            idPrefix="handed"
            items={handed.map((ask) => ({
              title: `${ask.ref} ${shorten(titleOf(ask.says), LONGEST_TITLE)}`,
              href: actionPath(ask.ref),
              hint: `To ${ask.handedTo?.name}`,
              status: ask.answer ? (
                `Submitted by ${ask.answer.byName}`
              ) : (
                <Tag class="govuk-tag--blue">Not answered</Tag>
              ),
            }))}
          />
        </>
      )}
      {asks.some((ask) => ask.answer === null && ask.onBehalfOf === null) && (
        <p class="govuk-body">
          <a class="govuk-link" href="/form/hand-over">
            Somebody else should answer, or I am away
          </a>
        </p>
      )}
    </FormPage>
  )
}

const count = (actions: number): string => (actions === 1 ? '1 action' : `${actions} actions`)

/** When it is due, whether nothing was said for long, and who is asked as well. */
const hintOf = (ask: Ask, { personName, terms }: LeadSession, { today }: Judge): string => {
  const { says, previous, holders } = ask
  const due =
    says.due === null
      ? 'No due date'
      : isOverdue(says.due, today)
        ? `Overdue: was due ${monthName(says.due)}`
        : `Due ${monthName(says.due)}`
  const said = [previous && localDay(previous.at, terms.timeZone), says.lastReviewed].filter(
    (day) => day !== null,
  )
  const last = said.sort().at(-1)
  const others = says.improvementLeads.filter((name) => fold(name) !== fold(personName))
  return [
    due,
    ask.answer === null &&
      (last === undefined
        ? 'nothing said yet'
        : isLongAgo(last, today) && `nothing said since ${monthName(last.slice(0, 7))}`),
    ask.onBehalfOf && `on behalf of ${ask.onBehalfOf.name}`,
    holders.length > 1 && ask.onBehalfOf === null && others.length > 0 && `shared with ${others.join(', ')}`,
  ]
    .filter(Boolean)
    .join(', ')
}

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
