import { type AdvanceDeps, advance } from '../../functions/cycle/advance.ts'
import { createCalendar } from '../../functions/cycle/calendar.ts'
import type { MessageId } from '../../functions/message/message.ts'
import type { PackKey } from '../../functions/pack/ports.ts'
import type { Snapshot } from '../../functions/pack/snapshot.ts'
import { serialiseSnapshot } from '../../functions/pack/snapshot.ts'
import type { Instant } from '../../functions/plan/plan.ts'
import { actions, boards, key, people, plan } from './small-plan.ts'
import { openTestTable } from './table.ts'

/** The small plan on a table of its own, with queues and a scheduler that only remember. */
export const openTestMonth = async () => {
  const table = await openTestTable()
  await table.plans.saveDirectory({ people, boards })
  await table.plans.savePlan(plan)
  await table.imports.writeActions(actions)

  const queued: MessageId[] = []
  const wantedPacks: PackKey[] = []
  const armed: Instant[] = []
  const snapshots: Snapshot[] = []
  const silentOpenings: string[] = []
  const deps: AdvanceDeps = {
    ...table,
    queue: {
      enqueueMessage: async (id) => {
        queued.push(id)
      },
    },
    packQueue: {
      enqueuePack: async (pack) => {
        wantedPacks.push(pack)
      },
    },
    scheduler: {
      arm: async (_, moment) => {
        armed.push(moment)
      },
    },
    onNothingSent: (cycle) => {
      silentOpenings.push(cycle.cycleId)
    },
    snapshots: {
      saveSnapshot: async (snapshot) => {
        snapshots.push(snapshot)
        const { sha256 } = serialiseSnapshot(snapshot)
        return { key: sha256, sha256 }
      },
      loadSnapshot: async (hash) => {
        const snapshot = snapshots.findLast((one) => serialiseSnapshot(one).sha256 === hash)
        return snapshot ? { snapshot, sha256: hash } : null
      },
    },
    importFiles: { loadImportFile: async () => null },
    calendarOf: ({ timeZone }) =>
      createCalendar({ timeZone, holidays: ['2026-12-25', '2026-12-28', '2027-01-01'] }),
  }
  const tick = (now: Instant) => advance(key, now, deps)
  return { table, deps, queued, wantedPacks, armed, snapshots, silentOpenings, tick }
}
