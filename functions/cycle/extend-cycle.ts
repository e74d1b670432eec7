import type { Instant, LocalDate, Plan, PlanKey } from '../plan/plan.ts'
import { type AdvanceDeps, advance } from './advance.ts'
import type { Calendar } from './calendar.ts'
import type { Cycle, Moments } from './cycle.ts'
import { planKeyOf } from './cycle.ts'
import { type DayProblem, judgeDay } from './judge-day.ts'
import { latest, momentsDueOn } from './moments.ts'
import type { SteeringStore } from './ports.ts'
import { findCurrent, type SteerResult } from './steer.ts'

/** A month that was extended by a slip of the pen to another year would keep all others from opening. */
const MOST_DAYS_LATER = 62

/** What is wrong with a day as the new due day of an open cycle; null where nothing is. */
export const judgeDueDay = (
  day: LocalDate,
  { moments }: Pick<Cycle, 'moments'>,
  { policy }: Pick<Plan, 'policy'>,
  calendar: Calendar,
  now: Instant,
): DayProblem | null => {
  const problem = judgeDay(day, policy.due.at, calendar, now)
  if (problem) return problem
  const dueAt = calendar.at(day, policy.due.at)
  if (dueAt <= moments.dueAt) return 'not-later'
  return Date.parse(dueAt) - Date.parse(moments.dueAt) > MOST_DAYS_LATER * 86_400_000 ? 'too-far' : null
}

/**
 * The moments of an open cycle with another due day. What was reminded of stays done, and keeps its
 * place; the reminders to come, the escalation and the closing count from the new day. It never closes
 * sooner than it was to.
 */
export const extendMoments = (
  { moments, remindersDone }: Pick<Cycle, 'moments' | 'remindersDone'>,
  { policy }: Pick<Plan, 'policy'>,
  calendar: Calendar,
  dueDay: LocalDate,
  now: Instant,
): Moments => {
  const anew = momentsDueOn(policy, calendar, moments.opensAt, dueDay)
  const done = moments.remindAt.slice(0, remindersDone)
  return {
    ...anew,
    remindAt: [...done, ...anew.remindAt.filter((moment) => moment > now)],
    closesAt: latest(anew.closesAt, moments.closesAt),
  }
}

/**
 * Gives an open cycle a later due day. What is due by now is done first, by the moments as they were;
 * then one write puts the new ones in place, on condition that nobody else has. An escalation that went
 * out goes out again by the new moment. Extending to the same day again changes nothing.
 */
export const extendCycle = async (
  key: PlanKey & { cycleId: string },
  dueDay: LocalDate,
  by: string,
  now: Instant,
  deps: AdvanceDeps & { steering: Pick<SteeringStore, 'extend'> },
): Promise<SteerResult | { ok: false; reason: DayProblem }> => {
  await advance(key, now, deps)
  const found = await findCurrent(key, deps)
  if (!found) return { ok: false, reason: 'no-plan' }
  const { plan, cycle } = found
  if (plan.paused) return { ok: false, reason: 'paused' }
  if (cycle.cycleId !== key.cycleId || cycle.state !== 'open') return { ok: false, reason: 'not-open' }
  const calendar = deps.calendarOf(plan)
  if (cycle.revision > 0 && calendar.at(dueDay, plan.policy.due.at) === cycle.moments.dueAt)
    return { ok: true }
  const problem = judgeDueDay(dueDay, cycle, plan, calendar, now)
  if (problem) return { ok: false, reason: problem }

  const moments = extendMoments(cycle, plan, calendar, dueDay, now)
  const { dueAt, closesAt } = moments
  const event = {
    ...planKeyOf(key),
    at: now,
    what: 'cycle-extended',
    by,
    details: { cycleId: cycle.cycleId, dueBefore: cycle.moments.dueAt, dueAt, closesAt },
  }
  if (!(await deps.steering.extend(cycle, moments, event))) return { ok: false, reason: 'overtaken' }
  await advance(key, now, deps)
  return { ok: true }
}
