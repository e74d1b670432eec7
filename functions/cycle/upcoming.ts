import type { Instant, Plan } from '../plan/plan.ts'
import type { Calendar } from './calendar.ts'
import { type Cycle, isUnderWay, type Moments } from './cycle.ts'
import { nextCycle, type PassedOver } from './next-cycle.ts'

/** A cycle as it would be planned. */
export type UpcomingCycle = {
  month: string
  moments: Moments
  /** The months before it that have none. */
  passedOver: PassedOver[]
}

/**
 * The next so many cycles of a plan, as the clockwork would plan them one after the other: a month whose
 * opening comes while the one before is still open has none. Fewer where the plan's months run out.
 * `cycles` are the plan's, the newest first.
 */
export const upcomingCycles = (
  { policy, currentCycleId }: Pick<Plan, 'policy' | 'currentCycleId'>,
  calendar: Calendar,
  cycles: readonly Cycle[],
  now: Instant,
  count: number,
): UpcomingCycle[] => {
  const current = cycles.find(({ cycleId }) => cycleId === currentCycleId) ?? null
  const begun = cycles.find(({ state }) => state !== 'planned') ?? null
  const holdsUp = current !== null && (isUnderWay(current) || current.state === 'held')
  let from = holdsUp ? current.moments.closesAt : now
  let after = begun?.cycleId ?? null
  let kept = current?.state === 'planned' ? current : null
  const thisMonth = calendar.localDate(now).slice(0, 7)
  const upcoming: UpcomingCycle[] = []
  while (upcoming.length < count) {
    const { found, passedOver } = nextCycle(policy, calendar, { after, now: from, kept })
    if (!found) break
    // Of the months before the first only those matter that something holds up, or that are not to have one.
    const isTold = ({ month, why }: PassedOver) => month >= thisMonth && (why !== 'too-late' || from > now)
    upcoming.push({ ...found, passedOver: passedOver.filter(isTold) })
    from = found.moments.closesAt
    after = found.month
    kept = null
  }
  return upcoming
}
