import type { AuditEvent, PlanReader } from '../cycle/ports.ts'
import {
  applyChange,
  type ChangeRequest,
  contradictionsOf,
  type Decision,
  decideOn,
  isOpen,
  type Objection,
  objectionTo,
  type Refusal,
  standOf,
} from './change-request.ts'
import type { DirectoryReader } from './directory.ts'
import type { Action, Instant, Plan } from './plan.ts'
import type { ChangeStore } from './ports.ts'

export type DecideChangeDeps = {
  plans: Pick<PlanReader, 'loadPlanFile'>
  directory: DirectoryReader
  changes: Pick<ChangeStore, 'find' | 'decide' | 'withdraw'>
  now: () => Instant
}

type Decider = { personId: string; personName: string }

export type DecisionOrder = {
  changeId: string
  decision: Exclude<Decision, 'withdrawn'>
  by: Decider
  /** What the decider says about it; empty where that is nothing, which a refusal must not be. */
  note: string
  /** `standOf` the fields of the request as the decider was shown them. */
  seen: string
}

export type DecisionOutcome =
  | { outcome: 'decided'; change: ChangeRequest }
  /** Somebody has decided already; `change` says who and how. */
  | { outcome: 'decided-before'; change: ChangeRequest }
  | { outcome: 'not-allowed'; objection: Objection }
  /** What the plan has is not what the decider was shown. */
  | { outcome: 'moved' }
  /** With what the plan has now, the action would contradict itself. */
  | { outcome: 'contradicts'; refusals: Refusal[] }
  | { outcome: 'no-note' }
  | { outcome: 'no-change' }
  /** The plan has changed since it was read, or an import of it is being written. Nothing was written. */
  | { outcome: 'stale' }

/**
 * Approves or refuses a change. Approval writes the action, the plan's next revision, the request and
 * the audit event as one. `plan` is the plan as it was read before the call: another change of its
 * actions since then makes this one stale.
 */
export const decideChange = async (
  plan: Plan,
  order: DecisionOrder,
  deps: DecideChangeDeps,
): Promise<DecisionOutcome> => {
  const { changeId, decision, by, note } = order
  const { partnershipId, planId } = plan
  const file = await deps.plans.loadPlanFile(plan)
  // The request after the action: an action that a decision has moved comes with that decision.
  const [asked, directory] = await Promise.all([
    deps.changes.find({ partnershipId, planId, changeId }),
    deps.directory.loadDirectory(partnershipId),
  ])
  const action = file?.actions.find(({ ref }) => ref === asked?.ref)
  if (!asked || !action) return { outcome: 'no-change' }
  if (!isOpen(asked)) return settled(asked, decision, by)
  const objection = objectionTo(decision, by.personId, asked, directory)
  if (objection) return { outcome: 'not-allowed', objection }
  if (decision === 'refused' && note === '') return { outcome: 'no-note' }
  const at = deps.now()
  const change = decideOn(asked, decision, { by, at, note: note === '' ? null : note })
  let effect: { action: Action; read: Plan } | null = null
  if (decision === 'approved') {
    const shown = standOf(
      action,
      asked.changes.map(({ field }) => field),
    )
    if (order.seen !== shown) return { outcome: 'moved' }
    const refusals = contradictionsOf(asked.changes, action, plan)
    if (refusals.length > 0) return { outcome: 'contradicts', refusals }
    const byName = by.personName
    effect = { action: applyChange(action, asked, { at, byName, plan, directory }), read: plan }
  }
  if (await deps.changes.decide(change, effect, eventOf(change, by, at)))
    return { outcome: 'decided', change }
  return await whatCameBetween(change, by, deps)
}

/** Takes a request back, which its asker alone may do. */
export const withdrawChange = async (
  plan: Plan,
  { changeId, by }: { changeId: string; by: Decider },
  deps: DecideChangeDeps,
): Promise<DecisionOutcome> => {
  const { partnershipId, planId } = plan
  const [asked, directory] = await Promise.all([
    deps.changes.find({ partnershipId, planId, changeId }),
    deps.directory.loadDirectory(partnershipId),
  ])
  if (!asked) return { outcome: 'no-change' }
  if (!isOpen(asked)) return settled(asked, 'withdrawn', by)
  const objection = objectionTo('withdrawn', by.personId, asked, directory)
  if (objection) return { outcome: 'not-allowed', objection }
  const at = deps.now()
  const change = decideOn(asked, 'withdrawn', { by, at, note: null })
  if (await deps.changes.withdraw(change, eventOf(change, by, at))) return { outcome: 'decided', change }
  return await whatCameBetween(change, by, deps)
}

/** A second press of the same button by the same person finds done what it asks for. */
const settled = (change: ChangeRequest, decision: Decision, by: Decider): DecisionOutcome =>
  change.state === decision && change.decidedBy === by.personId
    ? { outcome: 'decided', change }
    : { outcome: 'decided-before', change }

const whatCameBetween = async (
  { partnershipId, planId, changeId, state }: ChangeRequest,
  by: Decider,
  deps: Pick<DecideChangeDeps, 'changes'>,
): Promise<DecisionOutcome> => {
  const now = await deps.changes.find({ partnershipId, planId, changeId })
  if (!now || state === 'asked' || isOpen(now)) return { outcome: 'stale' }
  return settled(now, state, by)
}

const eventOf = (
  { partnershipId, planId, changeId, ref, changes, state }: ChangeRequest,
  by: Decider,
  at: Instant,
): AuditEvent => ({
  partnershipId,
  planId,
  at,
  what: `change-${state}`,
  by: by.personId,
  details: { changeId, ref, fields: changes.map(({ field }) => field) },
})
