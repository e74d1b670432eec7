import type { AuditEvent } from '../cycle/ports.ts'
import type { ChangeRequest } from './change-request.ts'
import type { Directory } from './directory.ts'
import type { Action, Plan, PlanKey, PlanSettings } from './plan.ts'
import type { PlanImport } from './plan-import.ts'

export type PlanWriter = {
  saveDirectory: (directory: Directory) => Promise<void>
  /** Writes the plan's settings; its cycles and actions are left as they are. */
  savePlan: (plan: PlanKey & PlanSettings & Pick<Plan, 'partnershipName'>) => Promise<void>
}

/** The plan as somebody read it, and changes it: refused when another change came between. */
export type ReadRevision = PlanKey & Pick<Plan, 'revision'>
/** As read, with the month whose opening or closing must not run beside the change. */
export type ReadPlanState = ReadRevision & Pick<Plan, 'currentCycleId'>

/** As many actions as one transaction holds beside what else an import writes. */
export const ACTIONS_AT_ONCE = 90
/** A transaction holds 4 MB. */
export const BYTES_AT_ONCE = 3_000_000
/** An item holds 400 KB, its keys and its names of attributes included. */
export const LARGEST_ACTION_BYTES = 350_000

export const bytesOf = (action: Action): number => Buffer.byteLength(JSON.stringify(action))

export type ImportStore = {
  /**
   * One transaction: the actions (at most ACTIONS_AT_ONCE), the import as done, the plan's next
   * revision, the audit event. Updates and heads are left as they are. False when the plan has
   * changed since, an import is being written, or a month is being opened or closed.
   */
  importAtOnce: (
    made: PlanImport,
    read: ReadPlanState,
    actions: Action[],
    event: AuditEvent,
  ) => Promise<boolean>
  /** Writes the import as begun, and keeps all others from changing the actions. False as above. */
  beginImport: (made: PlanImport, read: ReadPlanState) => Promise<boolean>
  /**
   * Writes actions of an import that is begun, in steps; a repeat changes nothing. False when the import
   * is no longer being written, for somebody else has finished it: nothing is written from then on.
   * Without an import, as where a plan is made, they are written whatever there is.
   */
  writeActions: (actions: Action[], begun?: PlanImport) => Promise<boolean>
  /** One transaction: the import as done, the plan free again, the audit event. False when it was done before. */
  endImport: (made: PlanImport, event: AuditEvent) => Promise<boolean>
  findImport: (key: PlanKey & { importId: string }) => Promise<PlanImport | null>
  /** All imports that are done, the newest first. */
  listImports: (key: PlanKey) => Promise<PlanImport[]>
  /** The newest import that is done. */
  findLastImport: (key: PlanKey) => Promise<PlanImport | null>
}

/** Files that plans came in, in the bucket. */
export type ImportFiles = {
  /** Keeps the file under its SHA-256, and gives that. */
  saveImportFile: (plan: PlanKey, bytes: Uint8Array) => Promise<string>
  loadImportFile: (plan: PlanKey, sha256: string) => Promise<Uint8Array | null>
}

type ChangeKey = PlanKey & { changeId: string }

export type ChangeStore = {
  /**
   * One transaction: the request, which of the action's fields are asked about, the audit event. False
   * when one of the fields is asked about already.
   */
  ask: (change: ChangeRequest, event: AuditEvent) => Promise<boolean>
  /**
   * One transaction: the decision, the action's fields free again, the audit event; with an effect
   * also what the action says from then on and the plan's next revision. False when the request was
   * decided before, or with an effect when the plan has changed since or an import is being written.
   */
  decide: (
    change: ChangeRequest,
    effect: { action: Action; read: ReadRevision } | null,
    event: AuditEvent,
  ) => Promise<boolean>
  /** As a decision without effect. */
  withdraw: (change: ChangeRequest, event: AuditEvent) => Promise<boolean>
  find: (key: ChangeKey) => Promise<ChangeRequest | null>
  /** All requests of a plan, the newest first. */
  list: (key: PlanKey) => Promise<ChangeRequest[]>
  /** Those nobody has decided, the newest first. */
  listOpen: (key: PlanKey) => Promise<ChangeRequest[]>
}
