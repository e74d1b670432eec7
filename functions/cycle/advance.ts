import { type Message, oweMessage } from '../message/message.ts'
import type { MessageQueue, MessageStore } from '../message/ports.ts'
import { atOnce } from '../plan/at-once.ts'
import { coordinatorsOf } from '../plan/directory.ts'
import type { Instant, Plan, PlanKey } from '../plan/plan.ts'
import { monthName } from '../plan/wording.ts'
import { isOwn } from '../update/ask.ts'
import type { Calendar } from './calendar.ts'
import { type CheckSentDeps, isNothingSent, NOTHING_SENT } from './check-sent.ts'
import { type CloseCycleDeps, closeCycle } from './close-cycle.ts'
import { findCurrentCycle } from './current-cycle.ts'
import type { Cycle, Moments } from './cycle.ts'
import { planKeyOf } from './cycle.ts'
import { type Decision, type DueRule, due } from './due.ts'
import { holidayNotice } from './holiday-notice.ts'
import { earliest, latest, sentBy } from './moments.ts'
import { nextCycle } from './next-cycle.ts'
import { type OpenCycleDeps, openCycle } from './open-cycle.ts'
import type { Pace } from './pace.ts'
import type { CycleStore, Scheduler } from './ports.ts'
import { finishReopening, type ReopeningDeps } from './reopen-cycle.ts'

export type AdvanceDeps = Omit<OpenCycleDeps & CloseCycleDeps & CheckSentDeps & ReopeningDeps, 'cycles'> & {
  cycles: CycleStore
  messages: Pick<MessageStore, 'owe' | 'oweAgain'>
  scheduler: Scheduler
  calendarOf: (plan: Pick<Plan, 'timeZone' | 'nation'>) => Calendar
  /** Begins a step of what may take long; it goes on to the end where none is given. */
  pace?: () => Pace
}

/** More rounds than a cycle has moments; a plan that needs more has a rule that does not settle. */
const MOST_ROUNDS = 20

/**
 * Does all that time has made due for one plan, and arms its next tick. Safe at any hour and any
 * number of times: what is due is decided from what is stored, and every write is conditional. What the
 * pace allows no more is left to the next step, whose tick is armed. For a paused plan it finishes what
 * has begun; the moments that pass meanwhile are dealt with when it is resumed.
 */
export const advance = async (key: PlanKey, now: Instant, deps: AdvanceDeps): Promise<void> => {
  const pace = deps.pace?.()
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const plan = await deps.plans.findPlan(key)
    // Half of an import must not be acted on: the sweeper finishes it, and comes back to the plan.
    if (!plan || plan.importing) return
    if (plan.paused) return await standStill(plan, now, deps)
    const cycle = await currentCycle(plan, now, deps)
    if (cycle === 'overtaken') continue
    if (cycle === null) {
      await deps.cycles.setNextMoment(key, null)
      return
    }
    const requests = cycle.state === 'open' ? await deps.cycles.listRequests(cycle) : []
    const { decisions, nextMoment } = due(cycle, requests, ruleOf(plan, cycle, deps), now)
    if (decisions.length === 0) {
      await deps.cycles.setNextMoment(key, nextMoment)
      if (nextMoment) await deps.scheduler.arm(key, nextMoment)
      return
    }
    // What a crash in the middle leaves undone, the sweeper finds by this mark.
    await deps.cycles.setNextMoment(key, now)
    for (const decision of decisions) {
      if (await apply(decision, cycle, now, deps, pace)) continue
      // The mark stays for the sweeper, should this tick not come.
      if (pace) await deps.scheduler.arm(key, pace.nextStepAt())
      return
    }
  }
  throw new Error(`the cycle does not settle in ${MOST_ROUNDS} rounds`)
}

/** Ends a closing or reopening that a pause came upon, for forms would stay locked with it, and rests. */
const standStill = async (plan: Plan, now: Instant, deps: AdvanceDeps): Promise<void> => {
  const cycle = await findCurrentCycle(plan, deps.cycles)
  if (cycle?.state === 'closing') await closeCycle(cycle, now, deps)
  if (cycle?.state === 'reopening') await finishReopening(cycle, now, deps)
  await deps.cycles.rest(plan)
}

const ruleOf = (
  { policy, resumedAt, ...plan }: Plan,
  { openedAt, reopenedAt }: Cycle,
  { calendarOf }: Pick<AdvanceDeps, 'calendarOf'>,
): DueRule => ({
  ...policy,
  // While the plan was paused or the month closed no mail could go, and what was held back goes only now.
  sentBy:
    openedAt &&
    sentBy(
      [resumedAt, reopenedAt].reduce((at: Instant, one) => latest(at, one ?? at), openedAt),
      policy,
      calendarOf(plan),
    ),
})

/**
 * The plan's cycle under way. When there is none, or it is over, or it was planned by other settings,
 * the next month with an opening is planned; null where there is none. `overtaken`: what this was
 * decided by has changed meanwhile.
 */
const currentCycle = async (
  plan: Plan,
  now: Instant,
  deps: AdvanceDeps,
): Promise<Cycle | 'overtaken' | null> => {
  const current = await findCurrentCycle(plan, deps.cycles)
  const isPlanned = current?.state === 'planned'
  if (current && !isOver(current, now) && !(isPlanned && current.plannedBy !== plan.settingsRevision)) {
    return current
  }
  const cycles = await deps.cycles.listCycles(plan)
  const after = cycles.find(({ state }) => state !== 'planned')?.cycleId ?? null
  const { found } = nextCycle(plan.policy, deps.calendarOf(plan), {
    after,
    // From where the month before was to end: a closing that comes late takes no month away. One whose
    // opening has passed by then opens at once, or is held where that is too long ago.
    now: current && !isPlanned ? earliest(now, current.moments.closesAt) : now,
    kept: isPlanned ? current : null,
  })
  if (!found) {
    const cycleId = after ?? now.slice(0, 7)
    await alertCoordinators({ ...planKeyOf(plan), cycleId }, NO_MONTH, noMonthLeft(plan), now, deps)
    return null
  }
  const before = cycles.find(({ cycleId }) => cycleId === found.month)
  const planned: Cycle = {
    ...planKeyOf(plan),
    cycleId: found.month,
    state: 'planned',
    moments: found.moments,
    revision: revisionAfter(before, found.moments),
    plannedBy: plan.settingsRevision,
    remindersDone: 0,
    escalated: false,
    sentChecked: false,
    leadsAsked: 0,
    shareOut: null,
    askedThrough: null,
    openedAt: null,
    closedAt: null,
    reopenedAt: null,
    issued: false,
    snapshot: null,
  }
  // Before the cycle is written: after a crash in between it is planned again, and this owed again.
  const notice = holidayNotice(deps.calendarOf(plan), planned.moments.closesAt)
  if (notice)
    await alertCoordinators({ ...planKeyOf(plan), cycleId: '' }, notice.ordinal, notice.sentence, now, deps)
  return (await deps.cycles.planCycle(planned, plan, current)) ? planned : 'overtaken'
}

/** Moments that are planned anew count as others only where they differ. */
const revisionAfter = (before: Cycle | undefined, moments: Moments): number => {
  if (!before) return 0
  return JSON.stringify(before.moments) === JSON.stringify(moments) ? before.revision : before.revision + 1
}

/** Whether the next month has its turn. */
const isOver = ({ state, moments }: Cycle, now: Instant): boolean =>
  state === 'closed' || state === 'skipped' || (state === 'held' && moments.closesAt <= now)

/** False where some of it is left for a next step. */
const apply = async (
  decision: Decision,
  cycle: Cycle,
  now: Instant,
  deps: AdvanceDeps,
  pace?: Pace,
): Promise<boolean> => {
  switch (decision.kind) {
    case 'hold':
      await alertCoordinators(cycle, 'not-opened', notOpened(cycle, now), now, deps)
      await deps.cycles.moveCycle(cycle, 'held', {})
      return true
    case 'open':
      return await openCycle(cycle, now, deps, pace)
    case 'remind':
      await owe(
        decision.personIds,
        cycle,
        { kind: 'reminder', ordinal: ordinalOf(cycle, decision.ordinal) },
        now,
        deps,
      )
      await deps.cycles.markDone(cycle, { remindersDone: decision.ordinal })
      return true
    case 'escalate': {
      const strategic = await strategicLeadsOver(decision.personIds, cycle, deps)
      await owe(strategic, cycle, { kind: 'escalation', ordinal: ordinalOf(cycle, 1) }, now, deps)
      await deps.cycles.markDone(cycle, { escalated: true })
      return true
    }
    case 'check-sent':
      if (await isNothingSent(cycle, deps)) {
        // The log first: it raises an alarm by another way than the mail that may be what is broken.
        deps.onNothingSent(cycle)
        await alertCoordinators(cycle, 'nothing-sent', NOTHING_SENT, now, deps)
      }
      await deps.cycles.markDone(cycle, { sentChecked: true })
      return true
    case 'close':
      await closeCycle(cycle, now, deps)
      return true
    case 'reopen':
      await finishReopening(cycle, now, deps)
      return true
  }
}

/**
 * Tells apart the mails of one kind in one cycle. Where the moments were set anew it says how often, so
 * that what went out by the old ones keeps nothing back that is owed by the new.
 */
export const ordinalOf = ({ revision }: Pick<Cycle, 'revision'>, place: number | string): string =>
  revision === 0 ? String(place) : `${place}-${revision}`

const notOpened = ({ cycleId, moments }: Cycle, now: Instant): string =>
  moments.closesAt > now
    ? `${monthName(cycleId)} was not opened: its opening came too late to be sure that it is still wanted. Open it from the console when you are ready.`
    : `${monthName(cycleId)} was not opened: by the time it could be, it should have closed already. Nobody was asked in it.`

const NO_MONTH = 'no-month-left'
const noMonthLeft = ({ policy }: Plan): string =>
  'dates' in policy.open
    ? 'The dates given for opening have run out, so no further month opens by itself. Give new dates on the timetable.'
    : 'By the timetable no further month opens by itself in the next two years. Change it in the console.'

/**
 * The strategic leads of what the given people have not answered. Their forms say what that is, and not
 * the plan: an action may have been handed to somebody who leads none.
 */
const strategicLeadsOver = async (
  personIds: string[],
  cycle: Cycle,
  { cycles, plans }: Pick<AdvanceDeps, 'cycles' | 'plans'>,
): Promise<string[]> => {
  const asks = await Promise.all(personIds.map((personId) => cycles.listAsks({ ...cycle, personId })))
  const owed = new Set(asks.flat().flatMap((ask) => (isOwn(ask) && ask.answer === null ? [ask.ref] : [])))
  const file = await plans.loadPlanFile(cycle)
  const over = (file?.actions ?? []).filter(({ ref }) => owed.has(ref))
  return [...new Set(over.flatMap((action) => action.strategicLeadIds))].sort()
}

/** To how many mail is owed at a time. */
const OWED_AT_ONCE = 8

type OweDeps = { messages: Pick<MessageStore, 'owe'>; queue: MessageQueue }

/**
 * Owes each person one message for one reason, and queues it; owing it again changes nothing.
 *
 * @returns how many of the messages are new
 */
export const owe = async (
  personIds: string[],
  cycle: PlanKey & { cycleId: string },
  reason: Pick<Message, 'kind' | 'ordinal'> & { about?: string; link?: string | null },
  now: Instant,
  deps: OweDeps,
): Promise<number> => {
  const added = await atOnce(OWED_AT_ONCE, personIds, async (personId) => {
    const message = oweMessage({ ...planKeyOf(cycle), cycleId: cycle.cycleId, personId, ...reason }, now)
    const isNew = await deps.messages.owe(message)
    await deps.queue.enqueueMessage(message)
    return isNew
  })
  return added.filter((isNew) => isNew).length
}

/**
 * Tells every coordinator one sentence, once for each `ordinal`.
 *
 * @returns how many of the messages are new
 */
export const alertCoordinators = async (
  cycle: PlanKey & { cycleId: string },
  ordinal: string,
  sentence: string,
  now: Instant,
  deps: OweDeps & Pick<OpenCycleDeps, 'directory'>,
): Promise<number> => {
  const coordinators = coordinatorsOf(await deps.directory.loadDirectory(cycle.partnershipId))
  return await owe(
    coordinators.map((person) => person.personId),
    cycle,
    { kind: 'alert', ordinal, about: sentence },
    now,
    deps,
  )
}
