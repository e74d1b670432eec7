import type { Cycle } from '../../functions/cycle/cycle.ts'
import { extendCycle } from '../../functions/cycle/extend-cycle.ts'
import { pausePlan, resumePlan } from '../../functions/cycle/pause.ts'
import { reopenCycle } from '../../functions/cycle/reopen-cycle.ts'
import { skipCycle } from '../../functions/cycle/skip-cycle.ts'
import { closeNow, openNow, remindNow } from '../../functions/cycle/steer.ts'
import { sendAgain } from '../../functions/message/send-again.ts'
import { steerPack } from '../../functions/pack/steer-pack.ts'
import type { Plan, PlanKey } from '../../functions/plan/plan.ts'
import type { System } from './system.ts'
import type { World } from './world.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const WHO = 'coordinator'

/** Those who steer plans, at their consoles. `onSentAgain` hears of each mail they have sent again. */
export const createCoordinators = (
  world: World,
  system: () => System,
  onSentAgain: (name: string) => void,
) => {
  const { random } = world

  /** Presses a button, later. */
  const press = (
    inMs: number,
    work: (now: string, deps: System['deps']) => Promise<unknown>,
    triesLeft = 0,
  ): void =>
    world.after(inMs, () =>
      world.spawn(
        'coordinator',
        DAY,
        () => system().press((now) => work(now, system().deps)),
        (ending) => {
          const isDone = ending.state === 'ended' && ending.value !== null
          if (!isDone && triesLeft > 0) press(0, work, triesLeft - 1)
        },
      ),
    )

  /** Has every mail of the month sent again of which nobody can say whether it went. */
  const sendUnknownAgain = (key: PlanKey, inMs: number): void =>
    press(inMs, async (now, deps) => {
      const current = await deps.plans.findPlan(key)
      if (!current?.currentCycleId) return
      const messages = await deps.cycles.listMessages({ ...key, cycleId: current.currentCycleId })
      for (const message of messages.filter(({ state }) => state === 'unknown')) {
        onSentAgain(`${message.partnershipId}/${message.messageId}`)
        world.count('mails that a coordinator had sent again')
        await sendAgain(message, now, deps)
      }
    })

  /** Asks for the approval of packs, approves them and issues them, one step at a time and days apart. */
  const issuePacks = (key: PlanKey, inMs: number, steps = 3): void => {
    press(inMs, async (now, deps) => {
      const plan = await deps.plans.findPlan(key)
      for (const cycle of await deps.cycles.listCycles(key)) {
        const packs = await deps.packs.list(cycle)
        for (const pack of packs.filter(({ state }) => state === 'built')) {
          const step = pack.approved ? 'issue' : pack.asked ? 'approve' : 'ask'
          const by = { by: WHO, byName: WHO, at: now }
          if (plan) await steerPack(pack, { step, edition: pack.edition }, by, plan, deps)
        }
      }
    })
    if (steps > 1) world.after(inMs, () => issuePacks(key, random.int(HOUR, DAY), steps - 1))
  }

  /** So many working days after the day of an instant. */
  const dayAfter = (plan: Plan, instant: string, days: number): string =>
    system().deps.calendarOf(plan).addWorkingDays(instant.slice(0, 10), days)

  const reopenLast = (plan: Plan, inMs: number): void =>
    press(inMs, async (now, deps) => {
      const closed = (await deps.cycles.listCycles(plan)).find(({ state }) => state === 'closed')
      if (closed) await reopenCycle(closed, dayAfter(plan, now, random.int(1, 5)), WHO, now, deps)
    })
  const close = (key: PlanKey, inMs: number): void => press(inMs, (now, deps) => closeNow(key, now, deps))

  const withCurrent = (
    key: PlanKey,
    what: (cycle: Cycle, now: string, deps: System['deps']) => Promise<unknown>,
  ): void =>
    press(0, async (now, deps) => {
      const cycleId = (await deps.plans.findPlan(key))?.currentCycleId
      const cycle = cycleId ? await deps.cycles.findCycle({ ...key, cycleId }) : null
      if (cycle) await what(cycle, now, deps)
    })

  return {
    sendUnknownAgain,
    issuePacks,
    reopenLast,
    close,
    open: (key: PlanKey, inMs: number): void => press(inMs, (now, deps) => openNow(key, now, deps)),
    /** Whoever pauses a plan lets it go on some day. */
    resume: (key: PlanKey): void => press(0, (now, deps) => resumePlan(key, WHO, now, deps), 5),
    /** One of the things that a coordinator may do with a month, now and then. */
    steer: (plan: Plan): void => {
      const { partnershipId, planId } = plan
      const key = { partnershipId, planId }
      const pressAny = random.pick([
        () => press(0, (now, deps) => openNow(key, now, deps)),
        () => press(0, (now, deps) => remindNow(key, now, deps)),
        () => close(key, 0),
        () => sendUnknownAgain(key, 0),
        () => issuePacks(key, 0),
        () => press(0, (now, deps) => pausePlan(key, WHO, now, deps)),
        () => press(0, (now, deps) => resumePlan(key, WHO, now, deps)),
        () =>
          withCurrent(key, (cycle, now, deps) =>
            extendCycle(cycle, dayAfter(plan, cycle.moments.dueAt, random.int(1, 4)), WHO, now, deps),
          ),
        () => random.chance(0.3) && withCurrent(key, (cycle, now, deps) => skipCycle(cycle, WHO, now, deps)),
        () => reopenLast(plan, 0),
      ])
      pressAny()
    },
  }
}
export type Coordinators = ReturnType<typeof createCoordinators>
