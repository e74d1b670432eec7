import type { Instant, Month, Policy } from '../plan/plan.ts'
import type { Calendar } from './calendar.ts'
import type { Moments } from './cycle.ts'
import { momentsOf } from './moments.ts'

/** How far ahead a month with an opening is looked for. */
const MONTHS_AHEAD = 24

/** `skipped`: the policy skips it; `no-date`: it is given none; `too-late`: its opening is past by then. */
export type PassedOver = { month: Month; why: 'skipped' | 'no-date' | 'too-late' }

export type NextCycle = {
  found: { month: Month; moments: Moments } | null
  /** The months on the way that have no cycle, from the first in which one might have opened. */
  passedOver: PassedOver[]
}

/**
 * The first cycle after the month `after` that opens at `now` or later. `kept` is a month that is
 * planned already: it stays where the policy gives it the same opening, also when that is just past,
 * for a tick may be late.
 */
export const nextCycle = (
  policy: Policy,
  calendar: Calendar,
  { after, now, kept = null }: { after: Month | null; now: Instant; kept?: Planned | null },
): NextCycle => {
  const thisMonth = calendar.localDate(now).slice(0, 7)
  // The opening of a month can slip into the next one.
  const earliest = addMonths(thisMonth, -1)
  const following = after === null ? earliest : addMonths(after, 1)
  const first = [earliest, following].toSorted().at(-1) ?? earliest
  const passedOver: PassedOver[] = []
  for (let month = first; month <= addMonths(thisMonth, MONTHS_AHEAD); month = addMonths(month, 1)) {
    const moments = momentsOf(policy, calendar, month)
    const isKept = kept?.cycleId === month && kept.moments.opensAt === moments?.opensAt
    if (moments && (moments.opensAt >= now || isKept)) return { found: { month, moments }, passedOver }
    passedOver.push({ month, why: moments ? 'too-late' : isSkipped(policy, month) ? 'skipped' : 'no-date' })
  }
  return { found: null, passedOver }
}

type Planned = { cycleId: Month; moments: Moments }

const isSkipped = ({ skip }: Policy, month: Month): boolean => skip.includes(Number(month.slice(5)))

/** The months so many later, or earlier where the number is negative. */
export const addMonths = (month: Month, count: number): Month => {
  const [year = 0, number = 0] = month.split('-').map(Number)
  const index = year * 12 + number - 1 + count
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`
}
