import type { PlanReader, UpdateReader } from '../cycle/ports.ts'
import type { DirectoryReader } from './directory.ts'
import { type LikelyHeading, type ReadPlan, readPlanFile } from './import/read-plan.ts'
import { mergePlan, type PlanDiff } from './merge-plan.ts'
import type { Action, Instant, LocalDate, Plan } from './plan.ts'
import type { Mapping, PlanImport } from './plan-import.ts'
import {
  ACTIONS_AT_ONCE,
  BYTES_AT_ONCE,
  bytesOf,
  type ImportFiles,
  type ImportStore,
  LARGEST_ACTION_BYTES,
} from './ports.ts'
import { localDay } from './wording.ts'

/** A plan's file as somebody chose it; `name` is what they call it. */
export type PlanFile = { name: string; bytes: Uint8Array }

export type PreviewDeps = {
  plans: PlanReader
  directory: DirectoryReader
  updates: UpdateReader
  imports: Pick<ImportStore, 'findLastImport'>
  now: () => Instant
  /** The day that lateness is told by; today unless given. */
  today?: LocalDate
}

/** What an import would do, before anything is written. */
export type PlanPreview =
  | {
      ok: true
      read: Extract<ReadPlan, { ok: true }>
      /** The headings' meanings that were given, those of the last import included. */
      mapping: Mapping
      diff: PlanDiff
      /** The plan's revision that the diff is against. */
      revision: number
    }
  /** `reason` is a sentence for the coordinator; `headings` are what somebody may say the meaning of. */
  | { ok: false; reason: string; headings?: LikelyHeading[]; mapping: Mapping }

/** Reads a plan's file against the directory and the plan as it stands. Writes nothing. */
export const previewPlan = async (
  plan: Plan,
  { bytes }: Pick<PlanFile, 'bytes'>,
  given: Mapping,
  deps: PreviewDeps,
): Promise<PlanPreview> => {
  // Its revision before its actions: a change that comes between the two makes the import stale.
  const current = (await deps.plans.findPlan(plan)) ?? plan
  const [directory, file, last] = await Promise.all([
    deps.directory.loadDirectory(plan.partnershipId),
    deps.plans.loadPlanFile(plan),
    deps.imports.findLastImport(plan),
  ])
  const before = file?.actions ?? []
  const mapping = { ...last?.mapping, ...given }
  const heads = await deps.updates.findHeads(before)
  const read = await readPlanFile(bytes, {
    words: { ...current, ...directory },
    mapping,
    today: deps.today ?? localDay(deps.now(), current.timeZone),
    answered: new Map(heads.map(({ ref, at }) => [ref, localDay(at, current.timeZone)])),
  })
  if (!read.ok) return { ...read, mapping }
  const diff = mergePlan(current, before, read.rows, directory)
  const large = actionsToWrite(diff).find((action) => bytesOf(action) > LARGEST_ACTION_BYTES)
  if (large) return { ok: false, reason: tooLarge(large), mapping }
  return { ok: true, read, mapping, diff, revision: current.revision }
}

const tooLarge = ({ ref }: Action): string =>
  `The action ${ref} has more text than Muster can keep of one action, which is 350,000 characters with its progress notes. Shorten it and choose the file again.`

export type ImportDeps = PreviewDeps & { imports: ImportStore; importFiles: ImportFiles }

export type ImportOutcome =
  | { outcome: 'imported'; preview: Extract<PlanPreview, { ok: true }> }
  | { outcome: 'refused'; reason: string }
  /** The plan has changed since the revision that was seen. */
  | { outcome: 'stale' }
  /** Another import is being written, or a month is being opened or closed. */
  | { outcome: 'busy' }

export type ImportOrder = {
  file: PlanFile
  mapping: Mapping
  /** The revision of the plan that the person who decided was shown. */
  revision: number
  by: string
}

/**
 * Brings a plan's file in, as one event of the audit trail: actions are added and changed, never
 * deleted; what leads have answered and what change requests have decided is left as it is. A file
 * that cannot be read changes nothing.
 */
export const importPlan = async (
  plan: Plan,
  order: ImportOrder,
  deps: ImportDeps,
): Promise<ImportOutcome> => {
  const { file, mapping, by } = order
  const preview = await previewPlan(plan, file, mapping, deps)
  if (!preview.ok) return { outcome: 'refused', reason: preview.reason }
  if (preview.revision !== order.revision) return { outcome: 'stale' }
  const { partnershipId, planId } = plan
  const at = deps.now()
  const sha256 = await deps.importFiles.saveImportFile(plan, file.bytes)
  const made: PlanImport = {
    partnershipId,
    planId,
    importId: `${at}-${sha256.slice(0, 12)}`,
    state: 'begun',
    at,
    by,
    file: { name: file.name, sha256, bytes: file.bytes.length },
    mapping: preview.mapping,
    layout: preview.read.layout,
    diff: await deps.importFiles.saveImportFile(plan, serialiseDiff(preview.diff)),
    counts: {
      added: preview.diff.added.length,
      changed: preview.diff.changed.length,
      gone: preview.diff.gone.length,
      findings: preview.read.findings.length,
    },
  }
  const actions = actionsToWrite(preview.diff)
  const read = { ...plan, revision: preview.revision }
  const done: ImportOutcome = { outcome: 'imported', preview }
  if (actions.length <= ACTIONS_AT_ONCE && sumOfBytes(actions) <= BYTES_AT_ONCE) {
    const isWritten = await deps.imports.importAtOnce(made, read, actions, eventOf(made))
    return isWritten ? done : await whatCameBetween(plan, preview.revision, deps)
  }
  if (!(await deps.imports.beginImport(made, read)))
    return await whatCameBetween(plan, preview.revision, deps)
  // Where somebody else has finished it meanwhile, it is done.
  if (await deps.imports.writeActions(actions, made)) await deps.imports.endImport(made, eventOf(made))
  return done
}

const whatCameBetween = async (plan: Plan, seen: number, deps: PreviewDeps): Promise<ImportOutcome> => {
  const now = await deps.plans.findPlan(plan)
  return { outcome: now && now.revision !== seen && !now.importing ? 'stale' : 'busy' }
}

/** Writes what is missing of an import that was cut short. Once it is done a repeat changes nothing. */
export const finishImport = async (begun: PlanImport, deps: ImportDeps): Promise<void> => {
  const plan = await deps.plans.findPlan(begun)
  const bytes = await deps.importFiles.loadImportFile(begun, begun.file.sha256)
  if (!plan || !bytes) throw new Error('the file of an import that was cut short is not there')
  const preview = await previewPlan(plan, { bytes }, begun.mapping, deps)
  if (!preview.ok) throw new Error('the file of an import that was cut short cannot be read')
  if (await deps.imports.writeActions(actionsToWrite(preview.diff), begun)) {
    await deps.imports.endImport(begun, eventOf(begun))
  }
}

const NOT_FINISHED =
  'An import of the plan was begun and could not be finished, so the plan cannot be changed and no month opens. It is tried again every quarter of an hour. Tell whoever runs Muster.'

/**
 * Finishes an import that was cut short, as `finishImport` does; where it cannot be finished, tells the
 * coordinators so, once for each `ordinal`, and throws what was in the way.
 */
export const finishImportOrTell = async (
  begun: PlanImport,
  deps: ImportDeps & { tell: (ordinal: string, sentence: string) => Promise<void> },
): Promise<void> => {
  try {
    await finishImport(begun, deps)
  } catch (error) {
    await deps.tell(`import-${begun.importId}`, NOT_FINISHED)
    throw error
  }
}

const sumOfBytes = (actions: Action[]): number => actions.reduce((sum, action) => sum + bytesOf(action), 0)

/** What an import changed, field by field, as it is kept for whoever asks later. */
const serialiseDiff = ({ added, changed, gone, kept }: PlanDiff): Uint8Array =>
  new TextEncoder().encode(
    JSON.stringify({
      added: added.map(({ ref }) => ref),
      changed: changed.map(({ before, action, fields }) => ({
        ref: action.ref,
        fields: fields.map((field) => ({ field, from: before[field], to: action[field] })),
      })),
      gone: gone.map(({ ref }) => ref),
      kept: kept.map(({ before, inFile, field, decided }) => ({
        ref: before.ref,
        field,
        decided: before[field],
        by: decided.changeId,
        inFile: inFile[field],
      })),
    }),
  )

const actionsToWrite = ({ added, changed }: PlanDiff): Action[] => [
  ...added,
  ...changed.map(({ action }) => action),
]

const eventOf = ({ partnershipId, planId, importId, at, by, file, diff, counts }: PlanImport) => ({
  partnershipId,
  planId,
  at,
  what: 'plan-imported',
  by,
  details: { importId, file: file.sha256, diff, ...counts },
})
