import type { Instant, PlanKey } from '../plan/plan.ts'
import { type AdvanceDeps, advance } from './advance.ts'
import { planKeyOf } from './cycle.ts'
import type { SteeringStore } from './ports.ts'
import { findCurrent, type SteerResult } from './steer.ts'

/**
 * Has a month not opened at all; the next one is then planned. Skipping it again changes nothing. What
 * is due by now comes first, so a month whose time has come has opened.
 */
export const skipCycle = async (
  key: PlanKey & { cycleId: string },
  by: string,
  now: Instant,
  deps: AdvanceDeps & { steering: Pick<SteeringStore, 'skip'> },
): Promise<SteerResult> => {
  await advance(key, now, deps)
  const found = await findCurrent(key, deps)
  const cycle = await deps.cycles.findCycle(key)
  if (!found || !cycle) return { ok: false, reason: 'no-plan' }
  if (cycle.state === 'skipped') return { ok: true }
  if (found.plan.paused) return { ok: false, reason: 'paused' }
  if (found.cycle.cycleId !== cycle.cycleId) return { ok: false, reason: 'overtaken' }
  if (cycle.state !== 'planned' && cycle.state !== 'held') return { ok: false, reason: 'already-open' }
  const event = {
    ...planKeyOf(key),
    at: now,
    what: 'cycle-skipped',
    by,
    details: { cycleId: cycle.cycleId },
  }
  if (!(await deps.steering.skip(cycle, event))) return { ok: false, reason: 'overtaken' }
  await advance(key, now, deps)
  return { ok: true }
}
