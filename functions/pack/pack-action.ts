import { z } from 'zod'
import {
  compareRefs,
  Instant,
  isFinal,
  LocalDate,
  Month,
  StatusColour,
  statusOf,
  titleOf,
} from '../plan/plan.ts'
import { dateName, momentName, monthName } from '../plan/wording.ts'
import { givenBy, referenceOf, type Update } from '../update/update.ts'
import { type Snapshot, type SnapshotAction, statusNow } from './snapshot.ts'

/** An instant with its words in the plan's time zone. */
export const PackMoment = z.object({ at: Instant, text: z.string() })
export type PackMoment = z.infer<typeof PackMoment>

export const PackMonth = z.object({ month: Month, text: z.string() })
export type PackMonth = z.infer<typeof PackMonth>

const PackDay = z.object({ date: LocalDate, text: z.string() })

/**
 * The shapes that go with the colours, so that a status reads without colour; a colour has a second one
 * for a key in which two statuses share it.
 */
const StatusShape = z.enum([
  ...['tick', 'circle', 'triangle', 'diamond', 'ring'],
  ...['star', 'target', 'wedge', 'cross'],
] as const)
type StatusShape = z.infer<typeof StatusShape>

/** A status as it is shown. `code` and `colour` are null for "No status". */
export const PackStatus = z.object({
  code: z.string().nullable(),
  label: z.string(),
  colour: StatusColour.nullable(),
  shape: StatusShape,
})
export type PackStatus = z.infer<typeof PackStatus>

/** What somebody said of an action, whole, with who and when. */
export const PackAnswer = z.object({
  status: PackStatus,
  /** As typed, line breaks kept. */
  progress: z.string(),
  obstacles: z.string(),
  /** What happens where it is not brought back. */
  consequence: z.string(),
  impact: z.string(),
  /** Addresses and names of files that show the impact. */
  evidence: z.array(z.string()),
  /** The new date that was asked for. */
  forecast: PackMonth.nullable(),
  by: z.string(),
  at: PackMoment,
  cycle: PackMonth,
  /** What its receipt calls it. */
  reference: z.string(),
  /** Whether it says no more than that nothing has changed. */
  unchanged: z.boolean(),
})
export type PackAnswer = z.infer<typeof PackAnswer>

/** Why there is or isn't an answer this month. */
const AnswerState = z.enum(['answered', 'unanswered', 'final', 'nobody', 'not-asked'])
type AnswerState = z.infer<typeof AnswerState>

export const PackAction = z.object({
  ref: z.string(),
  /** The priority it belongs to; the title is null where the plan has none for the number. */
  priority: z.object({ number: z.number().int(), title: z.string().nullable() }),
  /** Whether it reports to the board whose pack it is. */
  own: z.boolean(),
  /** The boards that it reports to, by name. */
  boards: z.array(z.string()).default([]),
  /** The title in full, as the plan writes it. */
  title: z.string(),
  /** The title in one line for headings and tables, ending in … where it was shortened. */
  heading: z.string(),
  ambition: z.string().nullable(),
  outcomes: z.string().nullable(),
  measures: z.string().nullable(),
  dependencies: z.string().nullable(),
  movedTo: z.string().nullable(),
  strategicLeads: z.array(z.string()),
  improvementLeads: z.array(z.string()),
  start: PackMonth.nullable(),
  due: PackMonth.nullable(),
  sources: z.array(z.string()),
  reviewed: PackDay.nullable(),
  /** What the plan itself says. */
  planStatus: PackStatus,
  now: PackStatus,
  before: PackStatus,
  /** Whose word `now` is: this month's answer, an earlier one, or only the plan's. */
  standsOn: z.enum(['this-cycle', 'earlier', 'plan']),
  answer: AnswerState,
  update: PackAnswer.nullable(),
  previous: PackAnswer.nullable(),
  /** Who agreed to what the plan says, and upon what; null where the plan says another status since, or nobody did. */
  agreed: z
    .object({
      /** What was agreed to: the plan's status, or that it is closed. */
      to: z.enum(['status', 'closing']).default('status'),
      by: z.string(),
      at: PackMoment,
      evidence: z.string().nullable(),
    })
    .nullable()
    .default(null),
  /** The newest note that came with the plan; only where no earlier answer is newer. */
  planNote: z.object({ day: PackDay.nullable(), text: z.string() }).nullable(),
})
export type PackAction = z.infer<typeof PackAction>

/** An action of the snapshot with the way it is shown. */
export type Entry = { action: SnapshotAction; shown: PackAction }

/** What a list needs to name an action. */
export const Named = PackAction.pick({ ref: true, heading: true })

export const name = ({ shown }: Entry): z.infer<typeof Named> => ({ ref: shown.ref, heading: shown.heading })

const shapes = {
  blue: { first: 'tick', others: 'star' },
  green: { first: 'circle', others: 'target' },
  amber: { first: 'triangle', others: 'wedge' },
  red: { first: 'diamond', others: 'cross' },
} as const satisfies Record<StatusColour, { first: StatusShape; others: StatusShape }>

/** How a status is shown; an unknown or absent code is "No status". */
export const showStatus = (plan: Pick<Snapshot['plan'], 'statuses'>, code: string | null): PackStatus => {
  const status = statusOf(plan, code)
  if (!status) return { code: null, label: 'No status', colour: null, shape: 'ring' }
  const isFirst = !plan.statuses.some(({ colour, order }) => colour === status.colour && order < status.order)
  const shape = shapes[status.colour][isFirst ? 'first' : 'others']
  return { code: status.code, label: status.label, colour: status.colour, shape }
}

export const showMoment = (at: Instant, timeZone: string): PackMoment => ({
  at,
  text: momentName(at, timeZone),
})

export const showMonth = (month: Month): PackMonth => ({ month, text: monthName(month) })

const showDay = (date: LocalDate) => ({ date, text: dateName(date) })

/** Characters a heading may have; what is longer ends at a word and in an ellipsis. */
const headingLength = 140

const shorten = (title: string): string => {
  const line = title.replace(/\s+/g, ' ').trim()
  const characters = [...line]
  if (characters.length <= headingLength) return line
  const cut = characters.slice(0, headingLength).join('')
  const words = cut.replace(/\s+\S*$/, '').replace(/[\s,;:.–-]+$/, '')
  return `${words || cut}…`
}

/** An answer as packs show it, which follows from what is stored, the key and the time zone alone. */
export const showAnswer = (
  { timeZone, show }: { timeZone: string; show: (code: string) => PackStatus },
  update: Update,
): PackAnswer => ({
  status: show(update.statusCode),
  progress: update.progress,
  obstacles: update.obstacles,
  consequence: update.consequence,
  impact: update.impact,
  evidence: [...update.links, ...update.files.map(({ name }) => name)],
  forecast: update.forecast === null ? null : showMonth(update.forecast),
  by: givenBy(update),
  at: showMoment(update.at, timeZone),
  cycle: showMonth(update.cycleId),
  reference: referenceOf(update.ref, update),
  unchanged: update.unchanged > 0,
})

/** The note with the latest date; of undated ones the last. */
const newestNote = (history: SnapshotAction['history']): PackAction['planNote'] => {
  const newest = history.reduce<SnapshotAction['history'][number] | null>(
    (best, entry) => (best === null || (entry.date ?? '') >= (best.date ?? '') ? entry : best),
    null,
  )
  if (!newest?.text.trim()) return null
  return {
    day: newest.date === null ? null : showDay(newest.date),
    text: newest.text,
  }
}

const answerState = (
  plan: Snapshot['plan'],
  action: SnapshotAction,
  asked: ReadonlySet<string>,
): AnswerState => {
  if (action.update) return 'answered'
  if (asked.has(action.ref)) return 'unanswered'
  if (isFinal(plan, action)) return 'final'
  return action.improvementLeadIds.length === 0 ? 'nobody' : 'not-asked'
}

/**
 * One action as the pack shows it. Status now is this cycle's answer, or else the last answer of any
 * cycle, or else the plan's own; status before leaves this cycle's answer out.
 * `asked` holds the refs that anybody was asked about in this cycle; `boardId` is whose pack it is for,
 * `boards` are all there are.
 */
export const showAction = (
  plan: Snapshot['plan'],
  action: SnapshotAction,
  { asked, boardId, boards }: { asked: ReadonlySet<string>; boardId: string; boards: Snapshot['boards'] },
): PackAction => {
  const { update, previous } = action
  const before = previous ? previous.statusCode : action.statusCode
  const title = titleOf(action)
  const words = { timeZone: plan.timeZone, show: (code: string) => showStatus(plan, code) }
  return {
    ref: action.ref,
    priority: { number: action.priority, title: priorityTitle(plan, action.priority) },
    own: action.boardIds.includes(boardId),
    boards: boards.filter((board) => action.boardIds.includes(board.boardId)).map(({ name }) => name),
    title,
    heading: shorten(title),
    ambition: action.ambition === title ? null : action.ambition,
    outcomes: action.outcomes === title ? null : action.outcomes,
    measures: action.measures,
    dependencies: action.dependencies,
    movedTo: action.movedTo,
    strategicLeads: action.strategicLeads,
    improvementLeads: action.improvementLeads,
    start: action.start === null ? null : showMonth(action.start),
    due: action.due === null ? null : showMonth(action.due),
    sources: action.sources,
    reviewed: action.lastReviewed === null ? null : showDay(action.lastReviewed),
    planStatus: showStatus(plan, action.statusCode),
    now: showStatus(plan, statusNow(action)),
    before: showStatus(plan, before),
    standsOn: update ? 'this-cycle' : previous ? 'earlier' : 'plan',
    answer: answerState(plan, action, asked),
    update: update && showAnswer(words, update),
    previous: previous && showAnswer(words, previous),
    agreed: showAgreed(plan, action),
    planNote: previous ? null : newestNote(action.history),
  }
}

/** The approval that what the plan says still stands on. */
const showAgreed = (
  plan: Snapshot['plan'],
  { agreed, closed, statusCode }: SnapshotAction,
): PackAction['agreed'] => {
  if (agreed === null) return null
  const stands = agreed.status === null ? closed : agreed.status === statusOf(plan, statusCode)?.label
  if (!stands) return null
  return {
    to: agreed.status === null ? 'closing' : 'status',
    by: agreed.by,
    at: showMoment(agreed.at, plan.timeZone),
    evidence: agreed.evidence,
  }
}

const priorityTitle = ({ priorities }: Pick<Snapshot['plan'], 'priorities'>, number: number) =>
  priorities.find((priority) => priority.number === number)?.title ?? null

/** Gathers things that belong to actions under the plan's priorities, in the plan's order of both. */
export const groupByPriority = <T extends { ref: string }>(
  plan: Pick<Snapshot['plan'], 'priorities'>,
  entries: { priority: number; entry: T }[],
): { number: number; title: string | null; actions: T[] }[] =>
  [...new Set(entries.map(({ priority }) => priority))]
    .sort((a, b) => a - b)
    .map((number) => ({
      number,
      title: priorityTitle(plan, number),
      actions: entries
        .filter(({ priority }) => priority === number)
        .map(({ entry }) => entry)
        .sort((a, b) => compareRefs(a.ref, b.ref)),
    }))
