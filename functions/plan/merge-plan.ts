import { createFinder } from './action-ids.ts'
import type { Directory } from './directory.ts'
import { fold } from './fold.ts'
import type { Field } from './import/columns.ts'
import { tidyLines } from './import/plain-text.ts'
import {
  type Action,
  type ActionText,
  ChangeableField,
  type Decided,
  type HistoryEntry,
  type Plan,
  titleOf,
} from './plan.ts'

/** A field that the file has otherwise than a change request decided: the decision stays. */
export type KeptDecision = {
  before: Action
  inFile: ActionText
  field: ChangeableField
  decided: Decided
}

/** An action that is gone, and the new one that has its number, as 4.1 has that of 4.10, or its title. */
export type Renamed = { before: Action; ref: string; why: 'number' | 'title' }

export type PlanDiff = {
  added: Action[]
  changed: { before: Action; action: Action; fields: (keyof ActionText)[] }[]
  /** Actions of the plan that the file does not have. They stay as they are. */
  gone: Action[]
  /** Of those that are gone, such as the file probably has by another ref. */
  renamed: Renamed[]
  kept: KeptDecision[]
  /** How many actions the import leaves as they are. */
  unchanged: number
}

/** An action as a file has it, and which of its fields the file has a column for. */
export type ReadActionText = { action: ActionText; columns: ReadonlySet<Field> }

/**
 * What an import would change. A field that the file has no column for is left alone; so is one that
 * a change request has decided; progress notes are added to, never taken away.
 */
export const mergePlan = (
  plan: Plan,
  before: Action[],
  read: ReadActionText[],
  directory: Directory,
): PlanDiff => {
  const known = new Map(before.map((action) => [action.ref, action]))
  const findIds = createFinder(plan, directory)
  const diff: PlanDiff = { added: [], changed: [], gone: [], renamed: [], kept: [], unchanged: 0 }
  for (const { action: text, columns } of read) {
    const old = known.get(text.ref)
    known.delete(text.ref)
    if (old === undefined) {
      diff.added.push(findIds({ ...newAction(plan), ...text }))
      continue
    }
    const { merged, kept } = mergeText(old, text, columns)
    diff.kept.push(...kept)
    const action = findIds({ ...old, ...merged })
    const fields = textFields.filter((field) => !isSame(old[field], action[field]))
    if (fields.length > 0) diff.changed.push({ before: old, action, fields })
    else diff.unchanged += 1
  }
  diff.gone = [...known.values()]
  diff.renamed = findRenamed(diff)
  return diff
}

/** A spreadsheet makes 4.1 of 4.10; people give an action another ref and leave its text as it was. */
const findRenamed = ({ added, gone }: PlanDiff): Renamed[] => {
  const byNumber = new Map(added.map(({ ref }) => [withoutLastZeros(ref), ref]))
  const byTitle = new Map(added.map((action) => [fold(titleOf(action)), action.ref]))
  return gone.flatMap((before): Renamed[] => {
    const sameNumber = byNumber.get(withoutLastZeros(before.ref))
    if (sameNumber !== undefined) return [{ before, ref: sameNumber, why: 'number' }]
    const sameTitle = byTitle.get(fold(titleOf(before)))
    return sameTitle === undefined ? [] : [{ before, ref: sameTitle, why: 'title' }]
  })
}

const newAction = ({ partnershipId, planId }: Plan) => ({
  partnershipId,
  planId,
  decided: {},
  head: null,
})

/** Which column fills a field; the ref and whether an action is closed are told by where it stands. */
const COLUMN_OF = {
  ambition: 'ambition',
  description: 'description',
  pillar: 'pillar',
  outcomes: 'outcomes',
  measures: 'measures',
  strategicLeads: 'strategicLeads',
  improvementLeads: 'improvementLeads',
  start: 'start',
  due: 'due',
  sources: 'sources',
  dependencies: 'dependencies',
  status: 'status',
  lastReviewed: 'lastReviewed',
  boards: 'boards',
  movedTo: 'movedTo',
  history: 'progress',
  ref: null,
  priority: null,
  closed: null,
} as const satisfies Record<keyof ActionText, Field | null>

export const textFields = Object.keys(COLUMN_OF).filter(
  (field): field is keyof ActionText => field in COLUMN_OF,
)

const mergeText = (old: Action, text: ActionText, columns: ReadonlySet<Field>) => {
  const kept: KeptDecision[] = []
  let merged: Partial<ActionText> = {}
  for (const field of textFields) {
    const column = COLUMN_OF[field]
    if (column !== null && !columns.has(column)) continue
    // A cell keeps no empty lines and no second blank, so a text that lacks them is the same text.
    if (isSame(tidied(field, old), tidied(field, text))) continue
    const decision = decisionOn(old, field)
    if (decision && !isSame(old[field], text[field])) {
      kept.push({ before: old, inFile: text, ...decision })
    } else if (!decision) {
      merged = {
        ...merged,
        [field]: field === 'history' ? mergeHistory(old.history, text.history) : text[field],
      }
    }
  }
  return { merged, kept }
}

/** What tells one value of a field from another: a name in other letters is the same name. */
const tidied = (field: keyof ActionText, action: ActionText) => {
  const value = action[field]
  if (field === 'strategicLeads' || field === 'improvementLeads') return action[field].map(fold)
  return typeof value === 'string' ? tidyLines(value) || null : value
}

const decisionOn = (
  { decided }: Action,
  field: keyof ActionText,
): { field: ChangeableField; decided: Decided } | null => {
  const changeable = ChangeableField.safeParse(field)
  const found = changeable.success && decided[changeable.data]
  return found ? { field: changeable.data, decided: found } : null
}

const withoutLastZeros = (ref: string): string => ref.replace(/(\.\d*[1-9])0+$/, '$1')

/** All notes of both, each once, in the order of their days; notes without a day come first. */
const mergeHistory = (old: HistoryEntry[], read: HistoryEntry[]): HistoryEntry[] => {
  const isThere = (entry: HistoryEntry) => old.some((other) => isSame(other, entry))
  const fresh = read.filter((entry) => !isThere(entry))
  if (fresh.length === 0) return old
  return [...old, ...fresh].toSorted((a, b) => (a.date ?? '').localeCompare(b.date ?? ''))
}

/** Fields hold texts, numbers, and lists and records of them, always in one order. */
export const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
