import type { ReadActionText } from '../merge-plan.ts'
import type { ActionText, LocalDate } from '../plan.ts'
import type { LayoutTable, Mapping } from '../plan-import.ts'
import type { Placed } from './align-row.ts'
import { createCellReader } from './classify-cell.ts'
import type { Field } from './columns.ts'
import { findRows, type RawAction } from './find-rows.ts'
import type { Finding } from './finding.ts'
import { type PlacedAction, placeActions, placeNotes } from './place-rows.ts'
import { createLookup, type PlanWords } from './plan-words.ts'
import { readAction } from './read-action.ts'
import { majorityOrder } from './read-dates.ts'
import { readFile } from './read-file.ts'
import {
  reportColumns,
  reportHidden,
  reportLeftOut,
  reportNotes,
  reportRows,
  reportUnmatched,
} from './report-file.ts'
import type { LeftOut, Sheet } from './sheet.ts'
import { knownInPlan } from './split-text.ts'
import { createTitles } from './titles.ts'

export type Reading = {
  words: PlanWords
  /** What headings mean, where somebody has said so. */
  mapping?: Mapping
  /** The day that what is overdue or long not reviewed is told by, in the plan's time zone. */
  today: LocalDate
  /** The days on which leads last answered for actions, by ref: an answer is a review. */
  answered?: ReadonlyMap<string, LocalDate>
}

/** What may be a heading, and what first stands below it; empty where nothing does. */
export type LikelyHeading = { heading: string; sample: string }

/** `reason` is a sentence for the coordinator: what is wrong, and what to do. */
export type ReadPlan =
  | {
      ok: true
      actions: ActionText[]
      /** The same actions, each with the columns that the file has for it. */
      rows: ReadActionText[]
      findings: Finding[]
      /** The tables that the file has its actions in. */
      layout: LayoutTable[]
      /** What stands below a heading where something first does, by heading. */
      samples: ReadonlyMap<string, string>
    }
  | {
      ok: false
      reason: string
      /** The row that looks most like headings, where none was found whose words mean enough: somebody may say what they mean. */
      headings?: LikelyHeading[]
    }

/** Reads a plan from a file of any form that is known. Never throws for what is in the file. */
export const readPlanFile = async (bytes: Uint8Array, reading: Reading): Promise<ReadPlan> => {
  const file = await readFile(bytes, knownInPlan(reading.mapping))
  return file.ok ? readPlan(file.sheets, reading, file.leftOut) : file
}

/**
 * Reads a plan from sheets, cells slipped out of their columns included. Actions come in the order of
 * the file, each ref once. What finds no place in an action is in a finding, word for word.
 */
export const readPlan = (
  sheets: Sheet[],
  { words, mapping = {}, today, answered }: Reading,
  leftOut: LeftOut[] = [],
): ReadPlan => {
  const found = findRows(sheets, mapping)
  if (!found.ok) {
    return found.hasHeader ? found : { ...found, headings: findLikelyHeadings(sheets) }
  }
  const lookup = createLookup(words)
  const reader = createCellReader(lookup)
  const titles = createTitles(words.priorities ?? [])
  const { actions, unmatched } = joinNotes(
    placeActions(found.actions, words.priorities ?? [], reader),
    placeNotes(found.notes, reader),
  )
  const dates = majorityOrder(actions.flatMap(({ placed }) => datesOf(placed)))
  const read = actions.map((action) =>
    readAction(action, {
      lookup,
      reader,
      titles,
      statuses: words.statuses,
      dates,
      today,
      answered: answered?.get(action.ref) ?? null,
    }),
  )
  const columnsOf = columnsByRef(found.layout)
  return {
    ok: true,
    actions: read.map(({ action }) => action),
    rows: read.map(({ action, notUnderstood }) => ({
      action,
      columns: without(columnsOf.get(action.ref), notUnderstood),
    })),
    layout: found.layout,
    samples: findSamples(found.layout, found.actions),
    findings: [
      ...onceForEachTitle(read.flatMap(({ findings }) => findings)),
      ...unmatched.map(reportUnmatched),
      ...reportRows(found),
      ...reportHidden(actions),
      ...reportColumns(found.layout, read),
      ...leftOut.map(reportLeftOut),
      ...sheets.flatMap(reportNotes),
    ],
  }
}

/** The columns of an action that say something of it: one whose cell was not understood says nothing. */
const without = (columns: ReadonlySet<Field> | undefined, fields: Field[]): ReadonlySet<Field> =>
  new Set([...(columns ?? [])].filter((field) => !fields.includes(field)))

const ROWS_TO_LOOK_AT = 50
const FEWEST_HEADINGS = 4
const LONGEST_HEADING = 120

/** The first row that might be headings: several short texts, no two the same. */
const findLikelyHeadings = (sheets: Sheet[]): LikelyHeading[] => {
  for (const { rows } of sheets) {
    for (const [at, row] of rows.slice(0, ROWS_TO_LOOK_AT).entries()) {
      const columns = row.flatMap((cell, index) =>
        cell.trim() === '' ? [] : [{ heading: cell.trim(), index }],
      )
      const headings = columns.map(({ heading }) => heading)
      if (
        columns.length < FEWEST_HEADINGS ||
        new Set(headings).size < columns.length ||
        headings.some((heading) => heading.length > LONGEST_HEADING)
      ) {
        continue
      }
      const below = rows.slice(at + 1, at + 1 + ROWS_TO_LOOK_AT)
      return columns.map(({ heading, index }) => ({
        heading,
        sample: below.map((cells) => cells[index]?.trim() ?? '').find((cell) => cell !== '') ?? '',
      }))
    }
  }
  return []
}

const findSamples = (layout: LayoutTable[], actions: RawAction[]): Map<string, string> => {
  const wanted = new Set(layout.flatMap(({ columns }) => columns.map(({ heading }) => heading)))
  const samples = new Map<string, string>()
  for (const { ref, columns, cells } of actions) {
    for (const { field, heading, index } of columns) {
      if (!wanted.has(heading)) continue
      const sample = field === 'ref' ? ref : cells.find((cell) => cell.index === index)?.raw
      if (sample === undefined) continue
      samples.set(heading, sample)
      wanted.delete(heading)
    }
    if (wanted.size === 0) break
  }
  return samples
}

const columnsByRef = (layout: LayoutTable[]): Map<string, ReadonlySet<Field>> =>
  new Map(
    layout.flatMap(({ columns, refs }) => {
      const fields = new Set(columns.map(({ field }) => field))
      return refs.map((ref): [string, ReadonlySet<Field>] => [ref, fields])
    }),
  )

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

/** A priority's title may stand in every one of its rows; it is reported where it stands first. */
const onceForEachTitle = (findings: Finding[]): Finding[] => {
  const seen = new Set<string>()
  return findings.filter(({ kind, message, raw }) => {
    if (kind !== 'priority-title' && kind !== 'unknown-priority-title') return true
    const key = `${message} ${raw}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

const datesOf = (placed: Placed[]): string[] =>
  placed.filter(({ cell }) => cell.kind === 'date').map(({ cell }) => cell.text)
