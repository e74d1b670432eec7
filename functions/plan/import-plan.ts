import type { PlanReader } from '../cycle/ports.ts'
import type { Directory, DirectoryReader } from './directory.ts'
import type { Finding } from './import/finding.ts'
import { readPlan } from './import/read-plan.ts'
import type { Action, ActionText, Instant, Plan } from './plan.ts'
import type { PlanWriter } from './ports.ts'

/** What an import would do, before anything is written. */
export type PlanPreview =
  | {
      ok: true
      actions: Action[]
      findings: Finding[]
      /** Refs that are new, whose text differs, and that the file no longer has. */
      added: string[]
      changed: string[]
      gone: string[]
    }
  /** `reason` is a sentence for the coordinator. */
  | { ok: false; reason: string }

export type PreviewDeps = { plans: PlanReader; directory: DirectoryReader }

/** Reads a plan's text against the directory and the plan as it stands. Writes nothing. */
export const previewPlan = async (plan: Plan, text: string, deps: PreviewDeps): Promise<PlanPreview> => {
  const directory = await deps.directory.loadDirectory(plan.partnershipId)
  const read = readPlan(text, { ...plan, ...directory })
  if (!read.ok) return read
  const before = (await deps.plans.loadPlanFile(plan))?.actions ?? []
  const actions = read.actions.map((action) => toAction(plan, action, directory))
  const known = new Map(before.map((action) => [action.ref, action]))
  const refs = new Set(actions.map((action) => action.ref))
  return {
    ok: true,
    actions,
    findings: read.findings,
    added: actions.filter(({ ref }) => !known.has(ref)).map(({ ref }) => ref),
    changed: actions
      .filter((action) => {
        const old = known.get(action.ref)
        return old !== undefined && !saysTheSame(old, action)
      })
      .map(({ ref }) => ref),
    gone: before.filter(({ ref }) => !refs.has(ref)).map(({ ref }) => ref),
  }
}

export type ImportDeps = PreviewDeps & { writer: Pick<PlanWriter, 'saveActions'>; now: () => Instant }

/**
 * Brings a plan's text in: actions are added and changed, never deleted, and what leads have
 * answered is left as it is. A file that cannot be read changes nothing.
 */
export const importPlan = async (
  plan: Plan,
  text: string,
  by: string,
  deps: ImportDeps,
): Promise<PlanPreview> => {
  const preview = await previewPlan(plan, text, deps)
  if (!preview.ok) return preview
  const { partnershipId, planId } = plan
  await deps.writer.saveActions(preview.actions, {
    partnershipId,
    planId,
    at: deps.now(),
    what: 'plan-imported',
    by,
    details: { added: preview.added.length, changed: preview.changed.length, gone: preview.gone },
  })
  return preview
}

/** An action as the plan has it, its names and words found in the directory and the key. */
const toAction = (plan: Plan, text: ActionText, { people, boards }: Directory): Action => {
  const idsOf = (names: string[]) =>
    names.flatMap((name) =>
      people.filter((person) => isSameName(person.name, name)).map(({ personId }) => personId),
    )
  return {
    ...text,
    partnershipId: plan.partnershipId,
    planId: plan.planId,
    statusCode: plan.statuses.find(({ label }) => label === text.status)?.code ?? null,
    strategicLeadIds: idsOf(text.strategicLeads),
    improvementLeadIds: [...new Set(idsOf(text.improvementLeads))],
    boardIds: boards.filter(({ name }) => text.boards.includes(name)).map(({ boardId }) => boardId),
    head: null,
  }
}

const isSameName = (a: string, b: string): boolean => a.localeCompare(b, 'en', { sensitivity: 'base' }) === 0

const saysTheSame = (a: Action, b: Action): boolean => {
  const fields = Object.keys(b).filter((field) => field !== 'head')
  const pick = (action: Action) =>
    JSON.stringify(fields.map((field) => Object.entries(action).find(([name]) => name === field)?.[1]))
  return pick(a) === pick(b)
}
