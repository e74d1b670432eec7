import type { Cycle } from '../../functions/cycle/cycle.ts'
import { extendCycle } from '../../functions/cycle/extend-cycle.ts'
import { pausePlan, resumePlan } from '../../functions/cycle/pause.ts'
import { reopenCycle } from '../../functions/cycle/reopen-cycle.ts'
import { skipCycle } from '../../functions/cycle/skip-cycle.ts'
import { closeNow, openNow, remindNow, type SteerResult } from '../../functions/cycle/steer.ts'
import { sendAgain } from '../../functions/message/send-again.ts'
import { issuePack } from '../../functions/pack/issue-pack.ts'
import type { PlanKey } from '../../functions/plan/plan.ts'
import { tableDefinition } from '../../functions/platform/dynamo/table.ts'
import { calm, drawFaults } from './faults.ts'
import { createInvariants, type Violation } from './invariants.ts'
import { createMemoryTable, type StoredItem } from './memory-table.ts'
import { createPeople } from './people.ts'
import { createRandom } from './random.ts'
import { drawSetting } from './setting.ts'
import { createSystem, plant, type System } from './system.ts'
import { createWorld } from './world.ts'

const DAY = 86_400_000
/** Bank holidays are known from 2023 to the end of 2027. */
const FIRST_START = Date.parse('2023-01-05T00:00:00.000Z')
const LAST_START = Date.parse('2027-08-01T00:00:00.000Z')
/** So long after the last fault everything must have come right. */
const QUIET_DAYS = 20

export type SeedResult = {
  seed: number
  violation: (Violation & { step: number }) | null
  steps: number
  simulatedDays: number
  /** How often what happened: faults, mails by kind, answers. */
  counts: Record<string, number>
}

/** Runs one world from its seed to its end, or to the first step after which something does not hold. */
export const runSeed = async (seed: number, tell?: (line: string) => void): Promise<SeedResult> => {
  const drawn = createRandom(seed)
  const startsAt = FIRST_START + drawn.int(0, Math.floor((LAST_START - FIRST_START) / 1000)) * 1000
  const days = drawn.pick([QUIET_DAYS + 15, QUIET_DAYS + 25, QUIET_DAYS + 55])
  const endsAt = startsAt + days * DAY
  const faults = drawn.chance(0.1) ? calm() : drawFaults(drawn, endsAt - QUIET_DAYS * DAY)
  const isSteered = drawn.chance(0.4)
  const settings = Array.from({ length: drawn.pick([1, 1, 2]) }, (_, index) =>
    drawSetting(drawn, `shire${index + 1}`),
  )

  const world = createWorld(seed, startsAt, faults)
  if (tell) world.listen(tell)
  let system: System | null = null
  const theSystem = (): System => {
    if (!system) throw new Error('the system is not there yet')
    return system
  }
  const invariants = createInvariants(world, theSystem, settings, isSteered)
  const people = createPeople(world, theSystem, invariants.acknowledged)
  const attention = new Map<string, string>()
  const noteAttention = (item: StoredItem | null, after: StoredItem | null): void => {
    const name = `${String(item?.['pk'])} ${String(item?.['sk'])}`
    const at = String(after?.['attentionAt'] ?? '')
    if (at === '') attention.delete(name)
    else attention.set(name, at)
  }
  const table = createMemoryTable(tableDefinition('muster'), {
    onWrite: (before, after) => {
      noteAttention(after ?? before, after)
      invariants.onWrite(before, after)
      // Whoever is told that nobody knows of a mail may press at once.
      if (isSteered && after?.['__edb_e__'] === 'message' && after['state'] === 'unknown') {
        const { partnershipId, planId, attentionAt } = after
        const isNews = before?.['state'] === 'claimed' && attentionAt !== '' && planId !== ''
        if (isNews && world.random.chance(0.3)) {
          const key = { partnershipId: String(partnershipId), planId: String(planId) }
          world.after(world.random.int(100, 60_000), () =>
            world.spawn('coordinator', DAY, () => sendUnknownAgain(key)),
          )
        }
      }
      const isClaim = after?.['__edb_e__'] === 'message' && after['state'] === 'claimed'
      if (isClaim && before?.['state'] === 'owed') {
        people.interrupt(String(after['partnershipId']), String(after['personId']))
      }
    },
  })
  const messageOf = ({ partnershipId, messageId }: { partnershipId: string; messageId: string }) => {
    const item = table
      .items()
      .find((one) => one['messageId'] === messageId && one['partnershipId'] === partnershipId)
    if (!item) throw new Error(`the mail ${messageId} is of no message`)
    return item
  }

  await plant(table, async (stores) => {
    for (const { plan, actions, people: persons, boards } of settings) {
      await stores.plans.saveDirectory({ people: persons, boards })
      await stores.plans.savePlan(plan)
      await stores.imports.writeActions(actions)
      await stores.cycles.setNextMoment(plan, new Date(startsAt).toISOString())
    }
  })

  system = createSystem(world, table, {
    firstAttention: () => [...attention.values()].sort()[0] ?? null,
    onTaken: (taken) => invariants.onTaken(taken, messageOf(taken.mail.tag)),
    deliver: (mail) => {
      const { personId, planId, cycleId } = messageOf(mail.tag)
      people.receive({
        ...mail,
        personId: String(personId),
        planId: String(planId),
        cycleId: String(cycleId),
      })
    },
  })
  const { deps } = system

  /** Has every mail of the month sent again of which nobody can say whether it went. */
  const sendUnknownAgain = (key: PlanKey) =>
    theSystem().press(async (now) => {
      const current = await deps.plans.findPlan(key)
      if (!current?.currentCycleId) return
      const messages = await deps.cycles.listMessages({ ...key, cycleId: current.currentCycleId })
      for (const message of messages.filter(({ state }) => state === 'unknown')) {
        invariants.allowAgain(`${message.partnershipId}/${message.messageId}`)
        world.count('mails that a coordinator had sent again')
        await sendAgain(message, now, deps)
      }
    })
  /** A coordinator was told of each such mail, and decides once the trouble is over. */
  for (const { plan } of settings) {
    world.after(Math.max(0, faults.endAt - startsAt) + 2 * DAY, () =>
      world.spawn('coordinator', DAY, () => sendUnknownAgain(plan)),
    )
  }

  /** What a coordinator does with a month, now and then. */
  const steer = (): void => {
    const { plan } = world.random.pick(settings)
    const key = { partnershipId: plan.partnershipId, planId: plan.planId }
    const presses: (() => Promise<unknown>)[] = [
      () => theSystem().press((now): Promise<SteerResult> => openNow(key, now, deps)),
      () => theSystem().press((now): Promise<SteerResult> => remindNow(key, now, deps)),
      () => theSystem().press((now): Promise<SteerResult> => closeNow(key, now, deps)),
      () => sendUnknownAgain(key),
      () =>
        theSystem().press(async (now) => {
          for (const cycle of await deps.cycles.listCycles(key)) {
            const packs = await deps.packs.list(cycle)
            for (const pack of packs.filter(({ state }) => state === 'built')) {
              await issuePack(pack, 'coordinator', now, deps)
            }
          }
        }),
    ]
    /** So many working days after the due day of the month under way. */
    const dayAfter = (instant: string, days: number) =>
      deps.calendarOf(plan).addWorkingDays(instant.slice(0, 10), days)
    const withCurrent = (what: (cycle: Cycle, now: string) => Promise<unknown>) => () =>
      theSystem().press(async (now) => {
        const cycleId = (await deps.plans.findPlan(key))?.currentCycleId
        const cycle = cycleId ? await deps.cycles.findCycle({ ...key, cycleId }) : null
        if (cycle) await what(cycle, now)
      })
    presses.push(
      () => theSystem().press((now) => pausePlan(key, 'coordinator', now, deps)),
      () => theSystem().press((now) => resumePlan(key, 'coordinator', now, deps)),
      withCurrent((cycle, now) =>
        extendCycle(cycle, dayAfter(cycle.moments.dueAt, world.random.int(1, 4)), 'coordinator', now, deps),
      ),
      withCurrent((cycle, now) =>
        world.random.chance(0.3) ? skipCycle(cycle, 'coordinator', now, deps) : Promise.resolve(),
      ),
      () =>
        theSystem().press(async (now) => {
          const [closed] = (await deps.cycles.listCycles(key)).filter(({ state }) => state === 'closed')
          if (closed)
            await reopenCycle(closed, dayAfter(now, world.random.int(1, 5)), 'coordinator', now, deps)
        }),
    )
    const press = world.random.pick(presses)
    world.spawn('coordinator', DAY, press)
  }
  const keepSteering = (): void => {
    world.after(world.random.int(3_600_000, 6 * DAY), () => {
      if (world.now() < endsAt - QUIET_DAYS * DAY) steer()
      keepSteering()
    })
  }
  if (isSteered) {
    keepSteering()
    // Whoever pauses a plan lets it go on some day.
    world.after(endsAt - QUIET_DAYS * DAY - startsAt, () => {
      for (const { plan } of settings) {
        const resume = (triesLeft: number): void =>
          world.spawn(
            'coordinator',
            DAY,
            () => theSystem().press((now) => resumePlan(plan, 'coordinator', now, deps)),
            (ending) => {
              if (ending.state !== 'ended' && triesLeft > 0) resume(triesLeft - 1)
            },
          )
        resume(5)
      }
    })
  }

  await world.run(endsAt, () => invariants.violation() === null && world.unexpected.length === 0)
  if (invariants.violation() === null && world.unexpected.length === 0) invariants.atEnd(table.items())
  const [unexpected] = world.unexpected
  const violation =
    invariants.violation() ??
    (unexpected
      ? {
          invariant: 'nothing fails by itself',
          what: `${unexpected.process.name}: ${unexpected.error instanceof Error ? unexpected.error.stack : String(unexpected.error)}`,
        }
      : null)
  return {
    seed,
    violation: violation && { ...violation, step: world.steps() },
    steps: world.steps(),
    simulatedDays: Math.round((world.now() - startsAt) / DAY),
    counts: Object.fromEntries(world.counts),
  }
}
