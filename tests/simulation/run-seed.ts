import { tableDefinition } from '../../functions/platform/dynamo/table.ts'
import { createCoordinators } from './coordinators.ts'
import { calm, drawFaults } from './faults.ts'
import { createInvariants, type Violation } from './invariants.ts'
import { createMemoryTable, type StoredItem } from './memory-table.ts'
import { createPeople } from './people.ts'
import { createRandom } from './random.ts'
import { drawSetting } from './setting.ts'
import { createSystem, plant, type System } from './system.ts'
import { createWorld } from './world.ts'
import { createWorstMoments } from './worst-moments.ts'

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
  const faults = drawn.chance(0.1) ? calm() : drawFaults(drawn, startsAt, endsAt - QUIET_DAYS * DAY)
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
  const coordinators = createCoordinators(world, theSystem, invariants.allowAgain)
  const worstMoments = createWorstMoments(world, {
    ...{ people, coordinators, settings, isSteered },
    system: theSystem,
  })
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
      worstMoments.onWrite(before, after)
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
  const lastsUntil = endsAt - QUIET_DAYS * DAY
  // A coordinator was told of each such mail, and in most places decides once the trouble is over.
  for (const { plan } of settings) {
    const inMs = Math.max(0, faults.endAt - startsAt) + 2 * DAY
    if (drawn.chance(0.7)) coordinators.sendUnknownAgain(plan, inMs)
  }
  const keepSteering = (): void => {
    world.after(world.random.int(3_600_000, 6 * DAY), () => {
      if (world.now() >= lastsUntil) return
      coordinators.steer(world.random.pick(settings).plan)
      keepSteering()
    })
  }
  if (isSteered) {
    keepSteering()
    world.after(lastsUntil - startsAt, () => {
      for (const { plan } of settings) coordinators.resume(plan)
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
