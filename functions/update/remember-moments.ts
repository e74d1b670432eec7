import type { Cycle, CycleKey, Moments } from '../cycle/cycle.ts'
import type { Instant } from '../plan/plan.ts'

/** A month that was extended is said to be due when it was before for so long at most. */
const REMEMBERED_MS = 60_000
/** Months that one process keeps. */
const MOST_REMEMBERED = 100

/**
 * A month's dates as they were within the last minute, so that who looks at a list of actions costs no
 * more than the one query of the form. Whether an answer is still taken is never told by them.
 *
 * @throws Error where the month is not in the table
 */
export const rememberMoments = ({
  cycles,
  now,
}: {
  cycles: { findCycle: (month: CycleKey) => Promise<Pick<Cycle, 'moments'> | null> }
  now: () => Instant
}): ((month: CycleKey) => Promise<Moments>) => {
  const known = new Map<string, { moments: Moments; readAt: number }>()
  return async ({ partnershipId, planId, cycleId }) => {
    const name = JSON.stringify([partnershipId, planId, cycleId])
    const readAt = Date.parse(now())
    const found = known.get(name)
    // A clock that was put back must not keep dates for longer.
    if (found && Math.abs(readAt - found.readAt) < REMEMBERED_MS) return found.moments
    const cycle = await cycles.findCycle({ partnershipId, planId, cycleId })
    if (!cycle) throw new Error('the month of an open form is not in the table')
    known.delete(name)
    const [oldest] = known.keys()
    if (known.size >= MOST_REMEMBERED && oldest !== undefined) known.delete(oldest)
    known.set(name, { moments: cycle.moments, readAt })
    return cycle.moments
  }
}
