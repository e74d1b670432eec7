import { type Message, oweMessage } from '../message/message.ts'
import type { MessageQueue, MessageStore } from '../message/ports.ts'
import { coordinatorsOf } from '../plan/directory.ts'
import type { Instant, Plan, PlanKey } from '../plan/plan.ts'
import { isOwn } from '../update/ask.ts'
import type { Calendar } from './calendar.ts'
import { type CloseCycleDeps, closeCycle } from './close-cycle.ts'
import type { Cycle } from './cycle.ts'
import { type Decision, due } from './due.ts'
import { momentsOf } from './moments.ts'
import { type OpenCycleDeps, openCycle, planKeyOf } from './open-cycle.ts'
import type { CycleStore, Scheduler } from './ports.ts'

export type AdvanceDeps = Omit<OpenCycleDeps & CloseCycleDeps, 'cycles'> & {
  cycles: CycleStore
  messages: Pick<MessageStore, 'owe'>
  scheduler: Scheduler
  calendarOf: (plan: Plan) => Calendar
}

/** More rounds than a cycle has moments; a plan that needs more has a rule that does not settle. */
const MOST_ROUNDS = 20

/**
 * Does all that time has made due for one plan, and arms its next tick. Safe at any hour and any
 * number of times: what is due is decided from what is stored, and every write is conditional.
 */
export const advance = async (key: PlanKey, now: Instant, deps: AdvanceDeps): Promise<void> => {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const plan = await deps.plans.findPlan(key)
    // Half of an import must not be acted on: the sweeper finishes it, and comes back to the plan.
    if (!plan || plan.importing) return
    const cycle = await currentCycle(plan, now, deps)
    const requests = cycle.state === 'open' ? await deps.cycles.listRequests(cycle) : []
    const { decisions, nextMoment } = due(cycle, requests, plan.policy, now)
    if (decisions.length === 0) {
      await deps.cycles.setNextMoment(key, nextMoment)
      if (nextMoment) await deps.scheduler.arm(key, nextMoment)
      return
    }
    // What a crash in the middle leaves undone, the sweeper finds by this mark.
    await deps.cycles.setNextMoment(key, now)
    for (const decision of decisions) await apply(decision, cycle, now, deps)
  }
  throw new Error(`the cycle does not settle in ${MOST_ROUNDS} rounds`)
}

/** The plan's cycle under way; when there is none, or it is closed, the next month's is planned. */
const currentCycle = async (plan: Plan, now: Instant, deps: AdvanceDeps): Promise<Cycle> => {
  const current = plan.currentCycleId
    ? await deps.cycles.findCycle({ ...planKeyOf(plan), cycleId: plan.currentCycleId })
    : null
  const isOver = current?.state === 'closed' || (current?.state === 'held' && current.moments.closesAt <= now)
  if (current && !isOver) return current

  const calendar = deps.calendarOf(plan)
  let month = current ? nextMonth(current.cycleId) : calendar.localDate(now).slice(0, 7)
  while (momentsOf(plan.policy, calendar, month).opensAt < now) month = nextMonth(month)
  const planned: Cycle = {
    ...planKeyOf(plan),
    cycleId: month,
    state: 'planned',
    moments: momentsOf(plan.policy, calendar, month),
    remindersDone: 0,
    escalated: false,
    leadsAsked: 0,
    openedAt: null,
    closedAt: null,
    snapshot: null,
  }
  await deps.cycles.planCycle(planned)
  return (await deps.cycles.findCycle(planned)) ?? planned
}

const apply = async (decision: Decision, cycle: Cycle, now: Instant, deps: AdvanceDeps) => {
  switch (decision.kind) {
    case 'hold':
      await alertCoordinators(cycle, 'not-opened', NOT_OPENED, now, deps)
      await deps.cycles.moveCycle(cycle, 'held', {})
      return
    case 'open':
      await openCycle(cycle, now, deps)
      return
    case 'remind':
      await owe(decision.personIds, cycle, { kind: 'reminder', ordinal: String(decision.ordinal) }, now, deps)
      await deps.cycles.markDone(cycle, { remindersDone: decision.ordinal })
      return
    case 'escalate': {
      const strategic = await strategicLeadsOver(decision.personIds, cycle, deps)
      await owe(strategic, cycle, { kind: 'escalation', ordinal: '1' }, now, deps)
      await deps.cycles.markDone(cycle, { escalated: true })
      return
    }
    case 'close':
      await closeCycle(cycle, now, deps)
      return
  }
}

const NOT_OPENED =
  'The cycle was not opened: its opening came too late to be sure that it is still wanted. Open it from the console when you are ready.'

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

type OweDeps = { messages: Pick<MessageStore, 'owe'>; queue: MessageQueue }

/**
 * Owes each person one message for one reason, and queues it; owing it again changes nothing.
 *
 * @returns how many of the messages are new
 */
export const owe = async (
  personIds: string[],
  cycle: PlanKey & { cycleId: string },
  reason: Pick<Message, 'kind' | 'ordinal'> & { about?: string },
  now: Instant,
  deps: OweDeps,
): Promise<number> => {
  let added = 0
  for (const personId of personIds) {
    const message = oweMessage({ ...planKeyOf(cycle), cycleId: cycle.cycleId, personId, ...reason }, now)
    if (await deps.messages.owe(message)) added += 1
    await deps.queue.enqueueMessage(message)
  }
  return added
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

const nextMonth = (month: string): string => {
  const [year = 0, number = 0] = month.split('-').map(Number)
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`
}
