import { type Message, ofOneForm } from '../message/message.ts'
import type { MessageQueue, MessageStore } from '../message/ports.ts'
import type { Pack, PackStore } from '../pack/ports.ts'
import { atOnce } from '../plan/at-once.ts'
import type { Instant, LocalDate, Plan, PlanKey } from '../plan/plan.ts'
import { type AdvanceDeps, advance } from './advance.ts'
import type { Calendar } from './calendar.ts'
import { listAllRequests } from './close-cycle.ts'
import type { Cycle, Moments, Request } from './cycle.ts'
import { planKeyOf } from './cycle.ts'
import { type DayProblem, judgeDay } from './judge-day.ts'
import { earliest } from './moments.ts'
import { requestMessage } from './open-cycle.ts'
import type { CycleStore, SteeringStore } from './ports.ts'
import type { SteerResult } from './steer.ts'

/** So long after it closed a month can be opened again. */
export const REOPEN_HOURS = 24
/** So far ahead it may then close. */
const MOST_DAYS_OPEN = 31

export type ReopeningDeps = {
  cycles: Pick<CycleStore, 'listRequests' | 'reopenRequest' | 'moveCycle' | 'listMessages'>
  messages: Pick<MessageStore, 'find' | 'oweAgain'>
  queue: MessageQueue
  packs: Pick<PackStore, 'list' | 'withdraw'>
}

type NotReopened = 'not-closed' | 'issued' | 'long-closed' | 'next-begun'

/** Why a cycle cannot be opened again; null where it can. `cycles` are all of the plan's. */
export const judgeReopening = (
  cycle: Cycle,
  cycles: readonly Cycle[],
  packs: readonly Pick<Pack, 'state'>[],
  now: Instant,
): NotReopened | null => {
  if (cycle.state !== 'closed' || cycle.closedAt === null) return 'not-closed'
  if (cycle.issued || packs.some(({ state }) => state === 'issued')) return 'issued'
  const later = cycles.filter(({ cycleId }) => cycleId > cycle.cycleId)
  if (later.some(({ state }) => state !== 'planned' && state !== 'skipped')) return 'next-begun'
  return Date.parse(now) - Date.parse(cycle.closedAt) > REOPEN_HOURS * 3_600_000 ? 'long-closed' : null
}

/** What is wrong with a day on which a reopened cycle is to close; null where nothing is. */
export const judgeClosingDay = (
  day: LocalDate,
  { moments }: Pick<Cycle, 'moments'>,
  { policy }: Pick<Plan, 'policy'>,
  calendar: Calendar,
  now: Instant,
): DayProblem | null => {
  const problem = judgeDay(day, policy.close.at, calendar, now)
  if (problem) return problem
  const closesAt = calendar.at(day, policy.close.at)
  // So long it was to be open anyway.
  if (closesAt <= moments.closesAt) return null
  return Date.parse(closesAt) - Date.parse(now) > MOST_DAYS_OPEN * 86_400_000 ? 'too-far' : null
}

/** The day a reopened cycle closes unless another is chosen: as it would have, or the next working day. */
export const usualClosingDay = ({ moments }: Cycle, calendar: Calendar, now: Instant): LocalDate =>
  moments.closesAt > now
    ? calendar.localDate(moments.closesAt)
    : calendar.addWorkingDays(calendar.localDate(now), calendar.isWorkingDay(calendar.localDate(now)) ? 1 : 0)

/** The moments of a reopened cycle: those still ahead, up to the new closing. What has passed is not made good. */
export const reopenMoments = (
  { moments, remindersDone }: Pick<Cycle, 'moments' | 'remindersDone'>,
  { policy }: Pick<Plan, 'policy'>,
  calendar: Calendar,
  closingDay: LocalDate,
  now: Instant,
): Moments => {
  const closesAt = calendar.at(closingDay, policy.close.at)
  const isAhead = (moment: Instant) => moment > now && moment < closesAt
  return {
    ...moments,
    remindAt: [
      ...moments.remindAt.slice(0, remindersDone),
      ...moments.remindAt.slice(remindersDone).filter(isAhead),
    ],
    dueAt: earliest(moments.dueAt, closesAt),
    // At the closing itself nothing else is sent.
    escalateAt: isAhead(moments.escalateAt) ? moments.escalateAt : closesAt,
    closesAt,
  }
}

/**
 * Opens a closed cycle again, within a day and while no pack of it is issued and no later month has
 * begun. The first write makes the cycle the plan's own again and calls the sweeper to it, so that what
 * follows is finished however often it is cut short. Nobody is mailed by it but who was never asked.
 * Reopening once more, to close at the same time, changes nothing.
 */
export const reopenCycle = async (
  key: PlanKey & { cycleId: string },
  closingDay: LocalDate,
  by: string,
  now: Instant,
  deps: AdvanceDeps & { steering: Pick<SteeringStore, 'reopen'> },
): Promise<SteerResult | { ok: false; reason: NotReopened | DayProblem }> => {
  // The next month may be due by now: it then opens, and this one stays closed.
  await advance(key, now, deps)
  const [plan, cycles, packs] = await Promise.all([
    deps.plans.findPlan(key),
    deps.cycles.listCycles(key),
    deps.packs.list(key),
  ])
  const cycle = cycles.find(({ cycleId }) => cycleId === key.cycleId)
  if (!plan?.currentCycleId || !cycle) return { ok: false, reason: 'no-plan' }
  if (plan.paused) return { ok: false, reason: 'paused' }
  if (plan.importing) return { ok: false, reason: 'importing' }
  const calendar = deps.calendarOf(plan)
  const isAsked = calendar.at(closingDay, plan.policy.close.at) === cycle.moments.closesAt
  if (cycle.state === 'open' && cycle.revision > 0 && isAsked) return { ok: true }
  const refusal =
    judgeReopening(cycle, cycles, packs, now) ?? judgeClosingDay(closingDay, cycle, plan, calendar, now)
  if (refusal) return { ok: false, reason: refusal }

  const moments = reopenMoments(cycle, plan, calendar, closingDay, now)
  const event = {
    ...planKeyOf(key),
    at: now,
    what: 'cycle-reopened',
    by,
    details: { cycleId: cycle.cycleId, closedAt: cycle.closedAt, closesAt: moments.closesAt },
  }
  if (!(await deps.steering.reopen(cycle, moments, plan.currentCycleId, event))) {
    return { ok: false, reason: 'overtaken' }
  }
  await advance(key, now, deps)
  return { ok: true }
}

/**
 * Does what is left of a reopening. The requests come before the cycle, so that an open cycle has open
 * requests alone; the packs, which nobody can issue meanwhile, come before it too, so that the next
 * closing finds none of the last. Each write names this reopening: who comes late does nothing more.
 */
export const finishReopening = async (cycle: Cycle, now: Instant, deps: ReopeningDeps): Promise<void> => {
  const requests = await listAllRequests(cycle, deps.cycles)
  for (const request of requests) {
    if (!(await deps.cycles.reopenRequest(request, cycle))) return
  }
  // Before the cycle is open, for what comes after is not made up for; queued after it, for mail waits until then.
  const dropped = await findDroppedForAll(cycle, requests, deps)
  for (const message of dropped) await deps.messages.oweAgain(message, now)
  for (const pack of await deps.packs.list(cycle)) {
    if (!(await deps.packs.withdraw(pack, cycle))) return
  }
  await deps.cycles.moveCycle(cycle, 'open', {})
  for (const message of dropped) await deps.queue.enqueueMessage(message)
}

/** How many leads' mails are read at once. */
const LEADS_AT_ONCE = 8

/**
 * The mail that asked those who owe an answer and whose every mail about it was dropped, as the month had
 * closed before its turn came: a month that is closed soon after it was opened, or outside of the sending
 * window. Whoever was handed actions was asked by the mail about that. The index that lists them may be
 * behind, so each is read by its own key before it counts as gone out.
 */
const findDroppedForAll = async (
  cycle: Cycle,
  requests: readonly Request[],
  { cycles, messages }: Pick<ReopeningDeps, 'cycles' | 'messages'>,
): Promise<Message[]> => {
  const listed = Map.groupBy(
    (await cycles.listMessages(cycle)).filter(({ kind }) => ofOneForm.has(kind)),
    ({ personId }) => personId,
  )
  const owing = requests.filter(({ asked, answered }) => answered < asked)
  const found = await atOnce(LEADS_AT_ONCE, owing, async ({ personId }) => {
    const known = listed.get(personId) ?? []
    const first = requestMessage({ ...cycle, personId }, cycle.moments.opensAt)
    const ids = [...known.filter(({ messageId }) => messageId !== first.messageId), first]
    const theirs = (await Promise.all(ids.map((id) => messages.find(id)))).filter((one) => one !== null)
    if (theirs.some(({ state }) => state !== 'dropped')) return []
    const asking = theirs.filter(({ kind }) => kind === 'request')
    return asking.length > 0 ? asking : theirs.filter(({ kind }) => kind === 'handed')
  })
  return found.flat()
}
