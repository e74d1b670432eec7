import { z } from 'zod'
import { type KeptAction, withIds } from './action-ids.ts'
import { type Directory, findPerson } from './directory.ts'
import { fingerprint } from './fingerprint.ts'
import { isSame } from './merge-plan.ts'
import {
  Action,
  type ActionText,
  ChangeableField,
  Instant,
  Month,
  type Plan,
  PlanKey,
  type PlanSettings,
} from './plan.ts'

const wording = z.enum(['ambition', 'description', 'outcomes', 'measures'])
const leads = z.enum(['strategicLeads', 'improvementLeads'])
const dates = z.enum(['start', 'due'])
const Names = z.array(z.string().min(1))

/** What somebody wants a field of an action to be. Names are as they are to stand in the plan. */
export const WantedChange = z.discriminatedUnion('field', [
  z.object({ field: wording, to: z.string().min(1).nullable() }),
  z.object({ field: leads, to: Names }),
  z.object({ field: dates, to: Month }),
  /** A label of the plan's key. */
  z.object({ field: z.literal('status'), to: z.string().min(1) }),
  z.object({ field: z.literal('closed'), to: z.boolean() }),
])
export type WantedChange = z.infer<typeof WantedChange>

/** A wanted change beside what the action had when it was asked for. */
const ProposedChange = z.discriminatedUnion('field', [
  z.object({ field: wording, from: z.string().nullable(), to: z.string().min(1).nullable() }),
  z.object({ field: leads, from: Names, to: Names }),
  z.object({ field: dates, from: Month.nullable(), to: Month }),
  z.object({ field: z.literal('status'), from: z.string().nullable(), to: z.string().min(1) }),
  z.object({ field: z.literal('closed'), from: z.boolean(), to: z.boolean() }),
])
export type ProposedChange = z.infer<typeof ProposedChange>

export const ChangeState = z.enum(['asked', 'approved', 'refused', 'withdrawn'])
export type ChangeState = z.infer<typeof ChangeState>

/** What may become of a request that is open. */
export type Decision = Exclude<ChangeState, 'asked'>

/** From each state, the states a request may move to. Everything else is refused. */
export const changeTransitions = {
  asked: ['approved', 'refused', 'withdrawn'],
  approved: [],
  refused: [],
  withdrawn: [],
} as const satisfies Record<ChangeState, readonly ChangeState[]>

/** The states from which one may be entered: the condition of the write that enters it. */
export const changeStatesBefore = (to: ChangeState): ChangeState[] =>
  ChangeState.options.filter((from) => changeTransitions[from].some((next) => next === to))

/** Asks to alter what the plan says of one action. The plan stays as it is until somebody else approves. */
export const ChangeRequest = PlanKey.extend({
  /** Begins with the instant, so that requests sort by time. */
  changeId: z.string().min(1),
  ref: z.string().min(1),
  changes: z
    .array(ProposedChange)
    .min(1)
    .refine((changes) => new Set(changes.map(({ field }) => field)).size === changes.length, {
      error: 'a request changes each field once',
    }),
  reason: z.string().min(1),
  /** What shows the impact; there wherever the action is closed or gets a final status. */
  evidence: z.string().nullable(),
  askedBy: z.string().min(1),
  askedByName: z.string().min(1),
  askedAt: Instant,
  /** The cycle in which it came up; null between two cycles. */
  cycleId: Month.nullable(),
  state: ChangeState,
  /** Whoever approved, refused or withdrew it. */
  decidedBy: z.string().nullable(),
  decidedByName: z.string().nullable(),
  decidedAt: Instant.nullable(),
  /** What they said about it. */
  note: z.string().nullable(),
})
export type ChangeRequest = z.infer<typeof ChangeRequest>

export const isOpen = ({ state }: Pick<ChangeRequest, 'state'>): boolean => state === 'asked'

/** What is asked for one action, before it is a request. Texts are tidy; evidence is empty where there is none. */
export type Wish = {
  changes: WantedChange[]
  reason: string
  evidence: string
  /** Whoever asks knows that the directory does not have all of the leads. */
  strangersMeant: boolean
}

/** Why a wish cannot be asked, by the field it is about. */
export type Refusal =
  | { field: 'changes'; why: 'nothing-chosen' }
  | { field: 'reason' | 'evidence'; why: 'missing' | 'too-long' }
  | { field: ChangeableField; why: 'changes-nothing' | 'too-long' }
  | { field: ChangeableField; why: 'asked-before'; first: ChangeRequest }
  | { field: ChangeableField; why: 'due-before-start'; start: Month; due: Month }
  | { field: ChangeableField; why: 'unknown-status' }
  | { field: ChangeableField; why: 'unknown-leads'; names: string[] }

/** Characters that any one text of a request may have. */
export const LONGEST_CHANGE_TEXT = 10_000

/** Whether somebody must show the impact first: an action is to be closed, or to have a final status. */
export const demandsEvidence = (
  changes: WantedChange[],
  { statuses }: Pick<PlanSettings, 'statuses'>,
): boolean =>
  changes.some(
    (change) =>
      (change.field === 'closed' && change.to) ||
      (change.field === 'status' && statuses.some(({ label, final }) => final && label === change.to)),
  )

type Against = {
  action: Action
  /** The plan's open requests, of this action and of others. */
  open: ChangeRequest[]
  plan: Pick<Plan, 'statuses'>
  directory: Directory
}

/** Why a wish cannot be asked; empty where it can. At most one refusal a field. */
export const refusalsOf = (wish: Wish, against: Against): Refusal[] => {
  const { action, open, plan, directory } = against
  const refusals: Refusal[] = []
  if (wish.changes.length === 0) refusals.push({ field: 'changes', why: 'nothing-chosen' })
  const strangers = wish.strangersMeant ? [] : unknownLeads(wish.changes, action, plan, directory)
  for (const { field, to } of wish.changes) {
    const first = open.find(
      (other) => other.ref === action.ref && other.changes.some((change) => change.field === field),
    )
    const names = strangers.find((stranger) => stranger.field === field)?.names
    if (first) refusals.push({ field, why: 'asked-before', first })
    else if (isSame(to, action[field])) refusals.push({ field, why: 'changes-nothing' })
    else if (String(to).length > LONGEST_CHANGE_TEXT) refusals.push({ field, why: 'too-long' })
    else if (names) refusals.push({ field, why: 'unknown-leads', names })
  }
  for (const contradiction of contradictionsOf(wish.changes, action, plan)) {
    if (!refusals.some(({ field }) => field === contradiction.field)) refusals.push(contradiction)
  }
  for (const field of ['reason', 'evidence'] as const) {
    const text = wish[field].trim()
    const isMissing = text === '' && (field === 'reason' || demandsEvidence(wish.changes, plan))
    if (isMissing) refusals.push({ field, why: 'missing' })
    else if (text.length > LONGEST_CHANGE_TEXT) refusals.push({ field, why: 'too-long' })
  }
  return refusals
}

/** What the action could not be with these changes: due before it starts, or of a status its key has not. */
export const contradictionsOf = (
  changes: WantedChange[],
  action: Action,
  { statuses }: Pick<PlanSettings, 'statuses'>,
): Refusal[] => {
  const { start, due, status } = withWanted(action, changes)
  const touches = (field: ChangeableField) => changes.some((change) => change.field === field)
  const dated = touches('due') ? 'due' : touches('start') ? 'start' : null
  const refusals: Refusal[] = []
  if (dated && start !== null && due !== null && due < start)
    refusals.push({ field: dated, why: 'due-before-start', start, due })
  if (touches('status') && !statuses.some(({ label }) => label === status))
    refusals.push({ field: 'status', why: 'unknown-status' })
  return refusals
}

/** Names that a change would make leads and that are nobody's in the directory: nobody could be mailed. */
export const unknownLeads = (
  changes: WantedChange[],
  action: Action,
  plan: Pick<Plan, 'statuses'>,
  directory: Directory,
): { field: ChangeableField; names: string[] }[] =>
  changes.flatMap(({ field, to }) => {
    if (!Array.isArray(to)) return []
    const names = to.filter(
      (name) =>
        withIds({ ...action, improvementLeads: [name] }, plan, directory).improvementLeadIds.length === 0,
    )
    return names.length > 0 ? [{ field, names }] : []
  })

type Asker = { personId: string; personName: string }

/** The request that a wish becomes. Its id is the same for the same wish at the same instant. */
export const requestChange = (
  wish: Wish,
  action: KeptAction,
  { asker, askedAt, cycleId }: { asker: Asker; askedAt: Instant; cycleId: Month | null },
): ChangeRequest => ({
  partnershipId: action.partnershipId,
  planId: action.planId,
  changeId: `${askedAt}-${fingerprint([action.ref, wish.changes.map(({ field }) => field), asker.personId], 16)}`,
  ref: action.ref,
  changes: wish.changes.map((wanted) => ProposedChange.parse({ ...wanted, from: action[wanted.field] })),
  reason: wish.reason,
  evidence: wish.evidence === '' ? null : wish.evidence,
  askedBy: asker.personId,
  askedByName: asker.personName,
  askedAt,
  cycleId,
  state: 'asked',
  decidedBy: null,
  decidedByName: null,
  decidedAt: null,
  note: null,
})

/** Whether a wish is what its own asker has asked already: the button was pressed twice. */
export const isAskedAgain = (wish: Wish, asker: Asker, first: ChangeRequest): boolean =>
  first.askedBy === asker.personId &&
  first.reason === wish.reason &&
  (first.evidence ?? '') === wish.evidence &&
  isSame(
    first.changes.map(({ field, to }) => [field, to]),
    wish.changes.map(({ field, to }) => [field, to]),
  )

/** Why somebody may not make a decision. */
export type Objection = 'not-a-coordinator' | 'own-request' | 'not-the-asker'

/**
 * Why this person may not decide so: a coordinator who is not the asker approves or refuses, the
 * asker alone withdraws. Two entries of the directory that were found to be one person are one person.
 */
export const objectionTo = (
  decision: Decision,
  personId: string,
  { askedBy }: Pick<ChangeRequest, 'askedBy'>,
  directory: Directory,
): Objection | null => {
  const isAsker = whoIs(personId, directory) === whoIs(askedBy, directory)
  if (decision === 'withdrawn') return isAsker ? null : 'not-the-asker'
  if (isAsker) return 'own-request'
  return findPerson(directory, personId)?.roles.includes('coordinator') ? null : 'not-a-coordinator'
}

const whoIs = (personId: string, directory: Directory): string =>
  findPerson(directory, personId)?.personId ?? personId

/** The request as its decision leaves it. */
export const decideOn = (
  change: ChangeRequest,
  decision: Decision,
  { by, at, note }: { by: Asker; at: Instant; note: string | null },
): ChangeRequest => ({
  ...change,
  state: decision,
  decidedBy: by.personId,
  decidedByName: by.personName,
  decidedAt: at,
  note,
})

/** What approval makes of an action: the new values, that they were decided, and its people and status again. */
export const applyChange = (
  action: Action,
  { changeId, changes }: Pick<ChangeRequest, 'changeId' | 'changes'>,
  { at, byName, plan, directory }: { at: Instant; byName: string; plan: Plan; directory: Directory },
): Action =>
  withIds(
    {
      ...withWanted(action, changes),
      decided: {
        ...action.decided,
        ...Object.fromEntries(changes.map(({ field }) => [field, { changeId, at, byName }])),
      },
    },
    plan,
    directory,
  )

/** The action with the wanted values, its people and status not yet looked up. */
const withWanted = (action: Action, changes: WantedChange[]): Action =>
  Action.parse({ ...action, ...Object.fromEntries(changes.map(({ field, to }) => [field, to])) })

/** The fields whose value has changed since somebody asked to change it. */
export const movedFields = (
  { changes }: Pick<ChangeRequest, 'changes'>,
  action: ActionText,
): ChangeableField[] =>
  changes.filter(({ field, from }) => !isSame(from, action[field])).map(({ field }) => field)

/** Stands for the values that some fields of an action have: a page sends back which ones it has shown. */
export const standOf = (
  action: ActionText,
  fields: readonly ChangeableField[] = ChangeableField.options,
): string =>
  fingerprint(
    fields.map((field) => [field, action[field]]),
    16,
  )
