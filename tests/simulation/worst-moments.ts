import type { PlanKey } from '../../functions/plan/plan.ts'
import type { Coordinators } from './coordinators.ts'
import type { StoredItem } from './memory-table.ts'
import type { People } from './people.ts'
import type { Setting } from './setting.ts'
import type { System } from './system.ts'
import type { World } from './world.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/**
 * What people do, and what comes late, just as something is being written. By chance alone it would
 * hardly ever meet.
 */
export const createWorstMoments = (
  world: World,
  {
    people,
    coordinators,
    settings,
    isSteered,
    system,
  }: {
    people: People
    coordinators: Coordinators
    settings: Setting[]
    isSteered: boolean
    system: () => System
  },
) => {
  const { random } = world

  const onMessage = (was: string, message: StoredItem): void => {
    const planId = String(message['planId'])
    const partnershipId = String(message['partnershipId'])
    if (message['state'] === 'claimed' && was === 'owed') {
      people.interrupt(partnershipId, String(message['personId']))
      system().interruptMail(String(message['messageId']))
    }
    // Whoever is told that nobody knows of a mail may press at once.
    const isNews = message['state'] === 'unknown' && was === 'claimed' && planId !== ''
    if (isSteered && isNews && random.chance(0.3)) {
      coordinators.sendUnknownAgain({ partnershipId, planId }, random.int(100, MINUTE))
    }
  }

  /** The same tick once more, while the first is at it. */
  const tickTwice = (plan: PlanKey): void => {
    if (world.strikes(0.6)) world.after(random.int(0, 100), () => system().tick(plan))
  }

  const onCycle = (was: string, state: string, cycle: StoredItem): void => {
    const partnershipId = String(cycle['partnershipId'])
    const plan = settings.find((setting) => setting.plan.partnershipId === partnershipId)?.plan
    if (!plan) return
    switch (state) {
      case 'open': {
        const { closesAt } = cycle['moments'] as { closesAt: string }
        const end = Date.parse(closesAt) - world.now()
        world.after(end - random.int(0, 15 * MINUTE), () => people.comeAtTheLastMinute(partnershipId))
        // Opened by mistake.
        if (isSteered && random.chance(0.25)) {
          coordinators.close(plan, random.int(0, random.pick([300, MINUTE])))
        }
        if (was === 'reopening') world.hurry()
        return
      }
      case 'reopening':
        world.blur()
        tickTwice(plan)
        return
      case 'opening':
        tickTwice(plan)
        return
      case 'closing':
        people.submitAtOnce(partnershipId)
        tickTwice(plan)
        return
      case 'closed': {
        if (random.chance(0.5)) coordinators.issuePacks(plan, random.int(MINUTE, DAY))
        if (!isSteered) return
        // Somebody who is slow may still be closing it.
        const isSlowed = world.isSomethingSlow()
        if (random.chance(isSlowed ? 0.9 : 0.5)) {
          const inMs = random.int(0, isSlowed ? 500 : random.pick([500, 5 * MINUTE]))
          coordinators.reopenLast(plan, inMs)
          if (random.chance(0.5)) coordinators.open(plan, inMs + random.int(0, 60))
        }
        return
      }
    }
  }

  return {
    onWrite: (before: StoredItem | null, after: StoredItem | null): void => {
      if (!after) return
      const was = String(before?.['state'] ?? '')
      const isMoved = was !== after['state']
      const entity = after['__edb_e__']
      if (entity === 'message' && isMoved) onMessage(was, after)
      if (entity === 'cycle' && isMoved) onCycle(was, String(after['state']), after)
      // What follows is owed to every member.
      if (entity === 'pack' && isMoved && after['state'] === 'issued') world.doom()
      // Somebody else answers the same action, or the same person in another window.
      if (entity === 'update') people.submitAtOnce(String(after['partnershipId']))
      const isDrafted = entity === 'ask' && before !== null && before['draft'] !== after['draft']
      if (isDrafted && random.chance(0.5)) world.hurry()
    },
  }
}
