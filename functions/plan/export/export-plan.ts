import { z } from 'zod'
import { type Cycle, isUnderWay } from '../../cycle/cycle.ts'
import type { CycleStore, PlanReader, UpdateReader } from '../../cycle/ports.ts'
import type { Action, Instant, PlanKey } from '../plan.ts'
import type { ImportStore } from '../ports.ts'
import { localDay } from '../wording.ts'
import { type CycleUpdates, planTables } from './plan-tables.ts'
import { toCsv } from './to-csv.ts'
import { toWorkbook } from './to-workbook.ts'

export type ExportDeps = {
  plans: Pick<PlanReader, 'loadPlanFile'>
  cycles: Pick<CycleStore, 'listCycles'>
  updates: UpdateReader
  imports: Pick<ImportStore, 'findLastImport'>
  now: () => Instant
}

export const PlanFormat = z.enum(['xlsx', 'csv'])
export type PlanFormat = z.infer<typeof PlanFormat>

export const contentTypes = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
} satisfies Record<PlanFormat, string>

export type ExportedPlan =
  /** `name` is the file's: the plan's id and the local day. */
  | { outcome: 'exported'; name: string; bytes: Uint8Array; actions: number }
  | { outcome: 'no-plan' }
  /** `reason` is a sentence for the coordinator. */
  | { outcome: 'refused'; reason: string }

/** A plan as it stands, in the layout of the file it last came in, with the answers of its cycle. */
export const exportPlan = async (
  key: PlanKey,
  format: PlanFormat,
  deps: ExportDeps,
): Promise<ExportedPlan> => {
  const [file, last, cycles] = await Promise.all([
    deps.plans.loadPlanFile(key),
    deps.imports.findLastImport(key),
    deps.cycles.listCycles(key),
  ])
  if (!file) return { outcome: 'no-plan' }
  const { plan, actions } = file
  const tables = planTables(plan, actions, last?.layout ?? null, await loadUpdates(actions, cycles, deps))
  const at = deps.now()
  const title = plan.name
  const workbook =
    format === 'csv'
      ? { ok: true as const, bytes: new TextEncoder().encode(toCsv(tables)) }
      : await toWorkbook(tables, { title, company: plan.partnershipName, at })
  if (!workbook.ok) return { outcome: 'refused', reason: workbook.reason }
  return {
    outcome: 'exported',
    name: `${plan.planId.replace(/[^\w-]+/g, '-')}-${localDay(at, plan.timeZone)}.${format}`,
    bytes: workbook.bytes,
    actions: actions.length,
  }
}

/** The answers of the cycle under way, or else of the last one. An action's newest answer is of no later one. */
const loadUpdates = async (
  actions: Action[],
  cycles: Cycle[],
  { updates }: Pick<ExportDeps, 'updates'>,
): Promise<CycleUpdates | null> => {
  const cycle = cycles.find(isUnderWay) ?? cycles.find(({ state }) => state === 'closed')
  if (!cycle) return null
  const heads = await updates.findHeads(actions)
  const answered = heads.filter(({ cycleId }) => cycleId === cycle.cycleId)
  return { cycleId: cycle.cycleId, updates: new Map(answered.map((update) => [update.ref, update])) }
}
