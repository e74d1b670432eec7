import { advance } from '../../functions/cycle/advance.ts'
import { createCalendar, holidaysOf } from '../../functions/cycle/calendar.ts'
import type { createStores } from '../../functions/entrypoints/wiring.ts'
import { BoardsFile, PeopleFile } from '../../functions/plan/import/directory-file.ts'
import { importPlan } from '../../functions/plan/import-plan.ts'
import { PlanSettings } from '../../functions/plan/plan.ts'
import { setUpPlan } from '../../functions/plan/set-up-plan.ts'
import { newPersonId, sha256 } from '../../functions/platform/ids.ts'
import type { Ask, RequestKey } from '../../functions/update/ask.ts'
import { seed } from '../../infra/local/hull.ts'
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
  await setUpPlan(
    {
      ...key,
      partnershipName: 'Hull local area partnership',
      settings: PlanSettings.parse(JSON.parse(await seed('settings.json'))),
      people: PeopleFile.parse(JSON.parse(await seed('people.json'))),
      boards: BoardsFile.parse(JSON.parse(await seed('boards.json'))),
    },
    { ...stores, newPersonId },
  )
  const plan = await stores.plans.findPlan(key)
  if (!plan) throw new Error('the plan was not written')
  const file = { name: 'plan.txt', bytes: new TextEncoder().encode(await seed('plan.txt')) }
  const imported = await importPlan(
    plan,
    { file, mapping: {}, revision: plan.revision, by: 'test' },
    {
      ...stores,
      importFiles: {
        saveImportFile: async (_, bytes) => sha256(new TextDecoder().decode(bytes)),
        loadImportFile: async () => null,
      },
      now: () => '2026-11-20T10:00:00.000Z',
    },
  )
  if (imported.outcome !== 'imported') throw new Error(`the plan was not imported: ${imported.outcome}`)
  const deps = {
    ...stores,
    queue: { enqueueMessage: async () => {} },
    packQueue: { enqueuePack: async () => {} },
    scheduler: { arm: async () => {} },
    snapshots: { saveSnapshot: async () => ({ key: '', sha256: '' }) },
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
