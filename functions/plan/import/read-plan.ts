import type { ActionText } from '../plan.ts'
import type { Placed } from './align-row.ts'
import { findRows } from './find-rows.ts'
import type { Finding } from './finding.ts'
import { type PlacedAction, placeActions, placeNotes } from './place-rows.ts'
import { createLookup, type PlanWords } from './plan-words.ts'
import { readAction } from './read-action.ts'
import { majorityOrder } from './read-dates.ts'
import { textToRows } from './text-to-rows.ts'

/** `reason` is a sentence for the coordinator: what is wrong, and what to do. */
export type ReadPlan =
  | { ok: true; actions: ActionText[]; findings: Finding[] }
  | { ok: false; reason: string }

/**
 * Reads a plan from tab-separated text as a spreadsheet gives it, cells slipped out of their columns
 * included. Actions come in the order of the file, each ref once. What finds no place in an action is
 * in a finding, word for word. Never throws.
 */
export const readPlan = (text: string, words: PlanWords): ReadPlan => {
  const split = textToRows(text)
  return split.ok ? readPlanRows(split.rows, words) : split
}

/** Reads a plan from rows of cells, whatever file they come from. */
const readPlanRows = (rows: string[][], words: PlanWords): ReadPlan => {
  const found = findRows(rows)
  if (!found.ok) return found
  const lookup = createLookup(words)
  const { actions, unmatched } = joinNotes(
    placeActions(found.actions, lookup),
    placeNotes(found.notes, lookup),
  )
  const { kept, repeated } = setRepeatedAside(actions)
  const dateOrder = majorityOrder(actions.flatMap(({ placed }) => datesOf(placed)))
  const read = kept.map((action) => readAction(action, { lookup, dateOrder }))
  return {
    ok: true,
    actions: read.map(({ action }) => action),
    findings: [
      ...read.flatMap(({ findings }) => findings),
      ...repeated.map(reportRepeated),
      ...unmatched.map(reportUnmatched),
      ...found.loose.map(reportLoose),
    ],
  }
}

/**
 * Puts the second halves of the closed actions to the first, by their order alone, which is all the
 * file gives. With more or fewer halves than closed actions nobody could tell whose they are, so then
 * none is joined.
 */
const joinNotes = (
  actions: PlacedAction[],
  notes: Placed[][],
): { actions: PlacedAction[]; unmatched: Placed[][] } => {
  const closed = actions.filter((action) => action.closed)
  if (closed.length !== notes.length) return { actions, unmatched: notes }
  const notesOf = new Map(closed.map((action, index) => [action, notes[index] ?? []]))
  const join = (action: PlacedAction) => ({
    ...action,
    placed: [...action.placed, ...(notesOf.get(action) ?? [])],
  })
  return { actions: actions.map(join), unmatched: [] }
}

const setRepeatedAside = (actions: PlacedAction[]) => {
  const firsts = new Map<string, PlacedAction>()
  for (const action of actions) if (!firsts.has(action.ref)) firsts.set(action.ref, action)
  const kept = [...firsts.values()]
  return { kept, repeated: actions.filter((action) => firsts.get(action.ref) !== action) }
}

const datesOf = (placed: Placed[]): string[] =>
  placed.filter(({ cell }) => cell.kind === 'date').map(({ cell }) => cell.text)

const textOf = (placed: Placed[]): string => placed.map(({ cell }) => cell.text).join('\t')

const reportRepeated = ({ ref, placed }: PlacedAction): Finding => ({
  ref,
  field: 'ref',
  kind: 'duplicate-ref',
  raw: textOf(placed),
  message: `Another row has the ref ${ref}. The first was kept and this one was left out. Give each action its own ref.`,
})

const reportUnmatched = (placed: Placed[]): Finding => ({
  ref: null,
  field: 'history',
  kind: 'text-without-column',
  raw: textOf(placed),
  message:
    'There are not as many rows of progress notes as closed actions, so it cannot be told whose notes these are. They were left out.',
})

const reportLoose = (text: string): Finding => ({
  ref: null,
  field: 'row',
  kind: 'text-without-column',
  raw: text,
  message: 'This text stands outside every action. It was left out.',
})
