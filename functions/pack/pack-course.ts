import { z } from 'zod'
import { isFinal, Month } from '../plan/plan.ts'
import { isOverdue, localDay } from '../plan/wording.ts'
import { type Entry, PackMonth, showMonth } from './pack-action.ts'
import { MONTHS_BACK, type Snapshot, statusNow } from './snapshot.ts'

/** How the live actions stood at the end of a month, and how many of those asked about were answered. */
const CourseMonth = z.object({
  month: PackMonth,
  /** How many live actions had which status, in the order of `month.statuses`. */
  statuses: z.array(z.number().int()),
  asked: z.number().int(),
  answered: z.number().int(),
})
export type CourseMonth = z.infer<typeof CourseMonth>
export const Course = z.array(CourseMonth)

/**
 * The plan over its last months, the oldest first and this one last. `codes` are the statuses that are
 * counted, null for those without; where a pack has some actions alone, of those.
 */
export const traceCourse = (snapshot: Snapshot, codes: (string | null)[]): CourseMonth[] => {
  const known = new Set(codes)
  const refs = new Set(snapshot.actions.map(({ ref }) => ref))
  const now = {
    cycleId: snapshot.cycle.cycleId,
    actions: snapshot.actions
      .filter(({ closed }) => !closed)
      .map((action) => ({ ref: action.ref, statusCode: statusNow(action) })),
    requests: snapshot.requests,
  }
  return [now, ...snapshot.past]
    .slice(0, MONTHS_BACK + 1)
    .reverse()
    .map(({ cycleId, actions, requests }) => {
      const counts = new Map<string | null, number>()
      for (const { ref, statusCode } of actions) {
        if (!refs.has(ref)) continue
        const code = known.has(statusCode) ? statusCode : null
        counts.set(code, (counts.get(code) ?? 0) + 1)
      }
      const asked = new Set(requests.flatMap((request) => request.asked).filter((ref) => refs.has(ref)))
      const answered = new Set(
        requests.flatMap((request) => request.answered).filter((ref) => asked.has(ref)),
      )
      return {
        month: showMonth(cycleId),
        statuses: codes.map((code) => counts.get(code) ?? 0),
        asked: asked.size,
        answered: answered.size,
      }
    })
}

/** How many live actions that are not done are due when. */
export const DueAhead = z.object({
  overdue: z.number().int(),
  /** The month of the closing and the eleven after it. */
  months: z.array(z.object({ month: PackMonth, due: z.number().int() })),
  later: z.number().int(),
  undated: z.number().int(),
})
export type DueAhead = z.infer<typeof DueAhead>

export const countDueAhead = ({ plan, cycle }: Snapshot, entries: Entry[]): DueAhead => {
  const today = localDay(cycle.closedAt, plan.timeZone)
  const dues = entries
    .filter(({ action }) => !action.closed && !isFinal(plan, action))
    .map(({ action }) => action.due)
  const ahead = Array.from({ length: 12 }, (_, index) => monthAfter(Month.parse(today.slice(0, 7)), index))
  const last = ahead.at(-1) ?? ''
  return {
    overdue: dues.filter((due) => isOverdue(due, today)).length,
    months: ahead.map((month) => ({
      month: showMonth(month),
      due: dues.filter((due) => due === month).length,
    })),
    later: dues.filter((due) => due !== null && due > last).length,
    undated: dues.filter((due) => due === null).length,
  }
}

const monthAfter = (month: Month, count: number): Month => {
  const number = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + count
  return `${String(Math.floor(number / 12)).padStart(4, '0')}-${String((number % 12) + 1).padStart(2, '0')}`
}
