import type { Instant, PlanKey } from '../plan/plan.ts'
import { type AdvanceDeps, advance } from './advance.ts'
import { planKeyOf } from './cycle.ts'
import type { SteeringStore } from './ports.ts'

/**
 * Lets a plan's months stand still: no month opens, reminds, escalates or closes, and no mail of the plan
 * goes out but what somebody waits for. Leads may still answer. What is due and not done by then waits as
 * well; only a closing or reopening that has begun is finished, by the sweeper. False when it was paused
 * before.
 */
export const pausePlan = (
  key: PlanKey,
  by: string,
  now: Instant,
  { steering }: { steering: Pick<SteeringStore, 'pause'> },
): Promise<boolean> => steering.pause({ ...planKeyOf(key), at: now, what: 'plan-paused', by })

/**
 * Lets a plan go on. What fell due meanwhile is done at once: of the reminders that passed only the
 * latest goes out, and a month whose opening is long past waits to be opened by hand. False when it
 * was not paused.
 */
export const resumePlan = async (
  key: PlanKey,
  by: string,
  now: Instant,
  deps: AdvanceDeps & { steering: Pick<SteeringStore, 'resume'> },
): Promise<boolean> => {
  // The same write calls the sweeper to the plan, should this process die before it has advanced.
  const isResumed = await deps.steering.resume({ ...planKeyOf(key), at: now, what: 'plan-resumed', by })
  await advance(key, now, deps)
  return isResumed
}
