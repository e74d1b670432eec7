import type { PlanReader } from '../cycle/ports.ts'
import {
  type ChangeRequest,
  isAskedAgain,
  type Refusal,
  refusalsOf,
  requestChange,
  standOf,
  type Wish,
} from './change-request.ts'
import type { DirectoryReader } from './directory.ts'
import type { Action, Instant, Month, PlanKey } from './plan.ts'
import type { ChangeStore } from './ports.ts'

export type AskForChangeDeps = {
  plans: Pick<PlanReader, 'loadPlanFile'>
  directory: DirectoryReader
  changes: Pick<ChangeStore, 'ask' | 'listOpen'>
  now: () => Instant
}

export type ChangeOrder = {
  ref: string
  wish: Wish
  asker: { personId: string; personName: string }
  /** The cycle in which it came up; null between two cycles. */
  cycleId: Month | null
  /** `standOf` the action that whoever asks was shown; null where they were shown none. */
  seen: string | null
}

export type AskOutcome =
  | { outcome: 'asked'; change: ChangeRequest }
  | { outcome: 'refused'; refusals: Refusal[] }
  /** The action has changed since it was shown. */
  | { outcome: 'moved'; action: Action }
  | { outcome: 'no-action' }
  /** Something came between; nothing was written. */
  | { outcome: 'stale' }

/** Asks to change what the plan says of an action. The plan itself stays as it is. */
export const askForChange = async (
  key: PlanKey,
  order: ChangeOrder,
  deps: AskForChangeDeps,
): Promise<AskOutcome> => {
  const { wish, asker, cycleId } = order
  const [file, directory, open] = await Promise.all([
    deps.plans.loadPlanFile(key),
    deps.directory.loadDirectory(key.partnershipId),
    deps.changes.listOpen(key),
  ])
  const action = file?.actions.find(({ ref }) => ref === order.ref)
  if (!file || !action) return { outcome: 'no-action' }
  const same = open.find((other) => other.ref === action.ref && isAskedAgain(wish, asker, other))
  if (same) return { outcome: 'asked', change: same }
  if (order.seen !== null && order.seen !== standOf(action)) return { outcome: 'moved', action }
  const refusals = refusalsOf(wish, { action, open, plan: file.plan, directory })
  if (refusals.length > 0) return { outcome: 'refused', refusals }

  const change = requestChange(wish, action, { asker, askedAt: deps.now(), cycleId })
  const event = {
    partnershipId: change.partnershipId,
    planId: change.planId,
    at: change.askedAt,
    what: 'change-asked',
    by: asker.personId,
    details: { changeId: change.changeId, ref: change.ref, fields: change.changes.map(({ field }) => field) },
  }
  if (await deps.changes.ask(change, event)) return { outcome: 'asked', change }
  // Somebody may have asked at the same moment: then there is a first to be told of.
  const since = await deps.changes.listOpen(key)
  const told = refusalsOf(wish, { action, open: since, plan: file.plan, directory })
  return told.length > 0 ? { outcome: 'refused', refusals: told } : { outcome: 'stale' }
}
