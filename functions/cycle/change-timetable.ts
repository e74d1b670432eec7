import { type Instant, type PlanKey, PlanSettings } from '../plan/plan.ts'
import { type AdvanceDeps, advance } from './advance.ts'
import { planKeyOf } from './cycle.ts'
import type { SteeringStore } from './ports.ts'
import type { Timetable } from './typed-timetable.ts'

/**
 * Puts a timetable in place of the one that was read: `read` is the count of the plan's settings that
 * whoever changes it saw. What is due by now by the old one is done first; a month that has not begun is
 * then planned by the new one, by whoever advances the plan next, should this process die.
 */
export const changeTimetable = async (
  key: PlanKey,
  timetable: Timetable,
  read: number,
  by: string,
  now: Instant,
  deps: AdvanceDeps & { steering: Pick<SteeringStore, 'saveSettings'> },
): Promise<'saved' | 'overtaken' | 'no-plan'> => {
  await advance(key, now, deps)
  const plan = await deps.plans.findPlan(key)
  if (!plan) return 'no-plan'
  if (plan.settingsRevision !== read) return 'overtaken'
  const { timeZone, nation, policy } = plan
  const event = {
    ...planKeyOf(key),
    at: now,
    what: 'timetable-changed',
    by,
    details: { from: { timeZone, nation, policy }, to: timetable },
  }
  const settings = PlanSettings.parse({ ...plan, ...timetable })
  if (!(await deps.steering.saveSettings(plan, settings, event))) return 'overtaken'
  await advance(key, now, deps)
  return 'saved'
}
