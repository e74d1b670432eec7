import type { Instant, PlanKey } from '../plan/plan.ts'
import { type AdvanceDeps, advance, ordinalOf, owe } from './advance.ts'
import { findCurrentCycle } from './current-cycle.ts'
import { isOutstanding } from './cycle.ts'
import { momentsFromNow } from './moments.ts'

/**
 * `added`: how many mails are owed that were not before, where the step owes mail of its own.
 * `unfinished`: there were too many leads for one go, and the clockwork goes on with them.
 */
export type SteerResult =
  | { ok: true; added?: number; unfinished?: true }
  | {
      ok: false
      reason: 'no-plan' | 'not-open' | 'already-open' | 'none-planned' | 'importing' | 'paused' | 'overtaken'
    }

/**
 * Opens the plan's next cycle at once; its due day is counted from today. It goes on for as long as the
 * pace allows, and leaves the rest to the clockwork.
 */
export const openNow = async (key: PlanKey, now: Instant, deps: AdvanceDeps): Promise<SteerResult> => {
  await advance(key, now, deps)
  const found = await findCurrent(key, deps)
  if (!found) return { ok: false, reason: 'no-plan' }
  const { plan, cycle } = found
  if (plan.importing) return { ok: false, reason: 'importing' }
  if (plan.paused) return { ok: false, reason: 'paused' }
  if (cycle.state === 'closed' || cycle.state === 'skipped') return { ok: false, reason: 'none-planned' }
  if (cycle.state !== 'planned' && cycle.state !== 'held') return { ok: false, reason: 'already-open' }
  const moments = momentsFromNow(plan.policy, deps.calendarOf(plan), now)
  await deps.cycles.setNextMoment(key, now) // What a crash leaves half done, the sweeper finds.
  if (!(await deps.cycles.moveCycle(cycle, 'opening', { moments })))
    return { ok: false, reason: 'already-open' }
  await advance(key, now, deps)
  const begun = await deps.cycles.findCycle(cycle)
  return begun?.state === 'opening' ? { ok: true, unfinished: true } : { ok: true }
}

/** Owes a reminder to everybody who has not answered in full; at most one a day, however often it is pressed. */
export const remindNow = async (key: PlanKey, now: Instant, deps: AdvanceDeps): Promise<SteerResult> => {
  const found = await findCurrent(key, deps)
  if (!found) return { ok: false, reason: 'no-plan' }
  const { plan, cycle } = found
  if (plan.paused) return { ok: false, reason: 'paused' }
  if (cycle.state !== 'open') return { ok: false, reason: 'not-open' }
  const outstanding = (await deps.cycles.listRequests(cycle)).filter(isOutstanding)
  const messages = await deps.cycles.listMessages(cycle)
  // By the day on which it is sent: pressed on Friday night and again on Sunday, it is Monday's one.
  const calendar = deps.calendarOf(plan)
  const sendingDay = calendar.localDate(calendar.nextInWindow(now, plan.policy.sendingWindow))
  const day = `by-hand-${sendingDay}`
  // One that a closing dropped reached nobody: where the month was opened again, it is owed anew.
  const reminded = new Set(
    messages
      .filter(
        ({ kind, ordinal, state }) => kind === 'reminder' && ordinal.startsWith(day) && state !== 'dropped',
      )
      .map(({ personId }) => personId),
  )
  const added = await owe(
    outstanding.map(({ personId }) => personId).filter((personId) => !reminded.has(personId)),
    cycle,
    { kind: 'reminder', ordinal: ordinalOf(cycle, day) },
    now,
    deps,
  )
  return { ok: true, added }
}

/** Closes the open cycle at once. */
export const closeNow = async (key: PlanKey, now: Instant, deps: AdvanceDeps): Promise<SteerResult> => {
  const found = await findCurrent(key, deps)
  if (!found) return { ok: false, reason: 'no-plan' }
  if (found.plan.importing) return { ok: false, reason: 'importing' }
  if (found.plan.paused) return { ok: false, reason: 'paused' }
  await deps.cycles.setNextMoment(key, now)
  if (!(await deps.cycles.moveCycle(found.cycle, 'closing', { closedAt: now }))) {
    return { ok: false, reason: 'not-open' }
  }
  await advance(key, now, deps)
  return { ok: true }
}

/** The plan and its current cycle; null where there is no plan, or no cycle of it yet. */
export const findCurrent = async (key: PlanKey, deps: Pick<AdvanceDeps, 'plans' | 'cycles'>) => {
  const plan = await deps.plans.findPlan(key)
  const cycle = plan && (await findCurrentCycle(plan, deps.cycles))
  return cycle ? { plan, cycle } : null
}
