import { z } from 'zod'
import { type ChangeRequest, ChangeState, isOpen } from '../plan/change-request.ts'
import { fieldTitle, fieldValue } from '../plan/field-words.ts'
import { compareRefs, isFinal, Month } from '../plan/plan.ts'
import { isOverdue, localDay } from '../plan/wording.ts'
import {
  type Entry,
  Named,
  name,
  PackAnswer,
  PackMoment,
  PackMonth,
  PackStatus,
  showMoment,
  showMonth,
} from './pack-action.ts'
import { finalAnswer } from './pack-sections.ts'
import type { Snapshot } from './snapshot.ts'

const ShownRedate = z.object({
  from: PackMonth.nullable(),
  /** Null where the date was taken out. */
  to: PackMonth.nullable(),
  by: z.string(),
  at: PackMoment,
  reason: z.string().nullable(),
})

/** An action that is late, or whose date was or is to be put off or brought forward. */
export const DatedAction = Named.extend({
  improvementLeads: z.array(z.string()),
  /** The first due date that is known. */
  original: PackMonth.nullable(),
  /** What the plan says now: the original, or the last that was approved. */
  approved: PackMonth.nullable(),
  /** The date that its lead expects and nobody has decided on. */
  forecast: PackMonth.nullable(),
  /** Every change of it, also the first date that one without any was given. */
  redates: z.array(ShownRedate),
  /** Calendar months since the due month, 0 where that is not over: due in November is 1 month overdue all through December. */
  monthsOverdue: z.number().int().nonnegative(),
  status: PackStatus,
  closureProposed: z.boolean(),
})
export type DatedAction = z.infer<typeof DatedAction>

/** How often it was given another date: one that had none is not re-dated by its first. */
export const countRedates = ({ redates }: Pick<DatedAction, 'redates'>): number =>
  redates.filter(({ from }) => from !== null).length

const monthNumber = (month: Month): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7))

/**
 * Live actions that the plan does not call done and that are overdue, were given another date, or are to
 * be: the most overdue first.
 */
export const findDated = (snapshot: Snapshot, entries: Entry[]): DatedAction[] => {
  const { plan, cycle, changes } = snapshot
  const today = localDay(cycle.closedAt, plan.timeZone)
  const asked = askedDues(changes)
  return entries
    .flatMap((entry) => {
      const { action, shown } = entry
      if (action.closed || isFinal(plan, action)) return []
      const monthsOverdue =
        action.due !== null && isOverdue(action.due, today)
          ? monthNumber(Month.parse(today.slice(0, 7))) - monthNumber(action.due)
          : 0
      const forecast = asked.get(action.ref) ?? null
      // The first date of all, where it came with an import, is no change of it.
      const moves = action.redates.filter(
        ({ from, reason }, index) => index > 0 || from !== null || reason !== null,
      )
      if (monthsOverdue === 0 && moves.length === 0 && forecast === null) return []
      const [first] = moves
      const original = first ? first.from : action.due
      return [
        {
          ...name(entry),
          improvementLeads: shown.improvementLeads,
          original: original === null ? null : showMonth(original),
          approved: shown.due,
          forecast: forecast === null ? null : showMonth(forecast),
          redates: moves.map(({ from, to, by, at, reason }) => ({
            from: from === null ? null : showMonth(from),
            to: to === null ? null : showMonth(to),
            by,
            at: showMoment(at, plan.timeZone),
            reason,
          })),
          monthsOverdue,
          status: shown.now,
          closureProposed: finalAnswer(snapshot, entry) !== null,
        },
      ]
    })
    .sort((a, b) => b.monthsOverdue - a.monthsOverdue)
}

/** Due dates that somebody has asked for and nobody has decided on, by ref. */
const askedDues = (changes: ChangeRequest[]): Map<string, Month> =>
  new Map(
    changes
      .filter(isOpen)
      .flatMap(({ ref, changes: fields }) =>
        fields.flatMap((change) => (change.field === 'due' ? [[ref, change.to] as const] : [])),
      ),
  )

/** A change of the plan that was asked for, field by field in words. */
export const PackChange = z.object({
  ref: z.string(),
  /** Null where the plan has no such action any more. */
  heading: z.string().nullable(),
  fields: z.array(z.object({ field: z.string(), from: z.string(), to: z.string() })),
  reason: z.string(),
  evidence: z.string().nullable(),
  asked: z.object({ by: z.string(), at: PackMoment }),
  state: ChangeState,
  decided: z.object({ by: z.string(), at: PackMoment, note: z.string().nullable() }).nullable(),
  /** Whether it would close the action, or give it a final status. */
  closes: z.boolean(),
})
export type PackChange = z.infer<typeof PackChange>

const showChange = (snapshot: Snapshot, headings: Map<string, string>, change: ChangeRequest): PackChange => {
  const { statuses, timeZone } = snapshot.plan
  return {
    ref: change.ref,
    heading: headings.get(change.ref) ?? null,
    fields: change.changes.map(({ field, from, to }) => ({
      field: fieldTitle(field),
      from: fieldValue(field, from),
      to: fieldValue(field, to),
    })),
    reason: change.reason,
    evidence: change.evidence,
    asked: { by: change.askedByName, at: showMoment(change.askedAt, timeZone) },
    state: change.state,
    decided:
      change.decidedAt === null
        ? null
        : {
            by: change.decidedByName ?? '',
            at: showMoment(change.decidedAt, timeZone),
            note: change.note,
          },
    closes: change.changes.some(
      (one) =>
        (one.field === 'closed' && one.to) ||
        (one.field === 'status' && statuses.some(({ label, final }) => final && label === one.to)),
    ),
  }
}

/**
 * The plan's changes by what has become of them: what is asked of the board, which has only its own
 * actions to decide on, and what was decided of the plan since the last pack, withdrawn ones left out.
 */
export const sortChanges = (
  snapshot: Snapshot,
  entries: Entry[],
  boardId: string,
): { asked: PackChange[]; decided: PackChange[] } => {
  const headings = new Map(entries.map(({ shown }) => [shown.ref, shown.heading]))
  const own = new Set(
    entries.filter(({ action }) => action.boardIds.includes(boardId)).map(({ action }) => action.ref),
  )
  const known = snapshot.changes.filter(({ ref }) => headings.has(ref))
  const show = (changes: ChangeRequest[]) =>
    changes
      .map((change) => showChange(snapshot, headings, change))
      .sort((a, b) => compareRefs(a.ref, b.ref) || a.asked.at.at.localeCompare(b.asked.at.at))
  return {
    asked: show(known.filter((change) => isOpen(change) && own.has(change.ref))),
    decided: show(known.filter(({ state }) => state === 'approved' || state === 'refused')),
  }
}

/** An action that its lead says is done, and the plan does not yet. */
export const ProposedClosure = Named.extend({ planStatus: PackStatus, answer: PackAnswer })
export type ProposedClosure = z.infer<typeof ProposedClosure>

/** Live actions whose lead says that they are done, until the plan says so too. */
export const findProposedClosures = (snapshot: Snapshot, entries: Entry[]): ProposedClosure[] =>
  entries.flatMap((entry) => {
    const answer = finalAnswer(snapshot, entry)
    return answer ? [{ ...name(entry), planStatus: entry.shown.planStatus, answer }] : []
  })
