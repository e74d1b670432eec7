import { advance } from '../../functions/cycle/advance.ts'
import { createCalendar, holidaysOf } from '../../functions/cycle/calendar.ts'
import type { createStores } from '../../functions/entrypoints/wiring.ts'
import { sha256 } from '../../functions/platform/ids.ts'
import type { Ask, RequestKey } from '../../functions/update/ask.ts'
import { writeHull } from '../../infra/local/hull.ts'
import bankHolidays from '../../seeds/bank-holidays.json' with { type: 'json' }

const OPENS = '2026-12-01T09:00:00.000Z'
const CYCLE = '2026-12'

/** A lead of the month: whose request, under what name, and what they are asked. */
export type HullLead = { request: RequestKey; asks: Ask[] }

/** Hull's plan in a partnership of its own, its December just opened; mail and files are only let go. */
export const openHullMonth = async (
  stores: ReturnType<typeof createStores>,
  partnershipId: string,
): Promise<HullLead[]> => {
  const key = { partnershipId, planId: 'plan' }
  await writeHull(key, {
    ...stores,
    importFiles: {
      saveImportFile: async (_, bytes) => sha256(new TextDecoder().decode(bytes)),
      loadImportFile: async () => null,
    },
    now: () => '2026-11-20T10:00:00.000Z',
  })
  const plan = await stores.plans.findPlan(key)
  if (!plan) throw new Error('the plan was not written')
  const deps = {
    ...stores,
    queue: { enqueueMessage: async () => {} },
    packQueue: { enqueuePack: async () => {} },
    scheduler: { arm: async () => {} },
    onNothingSent: () => {},
    snapshots: { saveSnapshot: async () => ({ key: '', sha256: '' }), loadSnapshot: async () => null },
    importFiles: { loadImportFile: async () => null },
    calendarOf: () =>
      createCalendar({ timeZone: plan.timeZone, holidays: holidaysOf(bankHolidays, plan.nation) }),
  }
  await advance(key, '2026-11-20T10:00:00.000Z', deps)
  await advance(key, OPENS, deps)
  const requests = await stores.cycles.listRequests({ ...key, cycleId: CYCLE })
  return await Promise.all(
    requests.map(async ({ personId }) => {
      const request = { ...key, cycleId: CYCLE, personId }
      return { request, asks: await stores.cycles.listAsks(request) }
    }),
  )
}
