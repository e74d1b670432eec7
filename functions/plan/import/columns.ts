import { z } from 'zod'
import type { Mapping } from '../plan-import.ts'
import { fold } from './plan-words.ts'

/**
 * What a column is about, by the field of ActionText it fills. `progress` becomes the history.
 * `muster` is a column that an export added, `other` one whose heading means nothing to the reader.
 */
export const Field = z.enum([
  'ref',
  'priority',
  'ambition',
  'description',
  'pillar',
  'outcomes',
  'measures',
  'strategicLeads',
  'improvementLeads',
  'start',
  'due',
  'sources',
  'dependencies',
  'status',
  'lastReviewed',
  'boards',
  'movedTo',
  'progress',
  'muster',
  'other',
])
export type Field = z.infer<typeof Field>

export type Column = { field: Field; heading: string; index: number }

/**
 * Headings by meaning: the first pattern that fits wins. They are matched against the heading's letters
 * alone, since headings come broken ("Our improve ment priority") and with notes ("Start Date (mth)").
 */
const HEADINGS: [Field, RegExp][] = [
  ['ref', /^(?:action)?(?:ref|refno|refnumber|reference|no|number|id)$/],
  ['priority', /priority/],
  ['description', /whatwewilldo|description|^actions?$/],
  ['ambition', /ambition|whatdowewant|^aims?$|objective/],
  ['pillar', /pillar/],
  ['measures', /measure|kpi/],
  ['outcomes', /outcome|impact/],
  ['strategicLeads', /strategiclead|sro|seniorresponsible/],
  ['improvementLeads', /improvementlead|leadofficer|actionlead|actionowner|^leads?$|^owner$/],
  ['start', /start/],
  ['due', /due|deadline|enddate|targetdate/],
  ['sources', /^sefdbv|source|areaforimprovement/],
  ['dependencies', /dependenc/],
  ['status', /^status|brag|^rag/],
  ['lastReviewed', /lastreview|datereviewed|reviewdate/],
  ['boards', /governance|^boards?$|reportingto/],
  ['movedTo', /movedfrom|movedto/],
  ['progress', /^progress/],
]

const fieldOf = (heading: string, mapping: Mapping): Field => {
  const given = mapping[fold(heading)]
  if (given !== undefined) return given
  const letters = heading.toLowerCase().replace(/[^a-z]/g, '')
  return HEADINGS.find(([, pattern]) => pattern.test(letters))?.[0] ?? 'other'
}

/** The columns of a row of headings, each field once; a second column of a field is `other`. */
const readColumns = (row: string[], mapping: Mapping): Column[] => {
  const columns: Column[] = []
  for (const [index, cell] of row.entries()) {
    const heading = cell.trim()
    if (heading === '') continue
    const field = fieldOf(heading, mapping)
    const isTaken = field !== 'muster' && columns.some((column) => column.field === field)
    columns.push({ field: isTaken ? 'other' : field, heading, index })
  }
  return columns
}

export type Header = { kind: 'actions' | 'notes'; columns: Column[] }

const FEWEST_COLUMNS = { actions: 4, notes: 2 }
const LONGEST_HEADING = 200

/**
 * The columns of a table of actions or of their notes, if the row is its header: it has the ref, or
 * begins with the progress, and enough of the other headings mean something.
 */
export const readHeader = (row: string[], mapping: Mapping = {}): Header | null => {
  const first = row.find((cell) => cell.trim() !== '')
  if (first === undefined || first.length > LONGEST_HEADING) return null
  const columns = readColumns(row, mapping)
  const kind = columns.some(({ field }) => field === 'ref')
    ? 'actions'
    : columns[0]?.field === 'progress'
      ? 'notes'
      : null
  if (kind === null || columns.some(({ heading }) => heading.length > LONGEST_HEADING)) return null
  return columns.filter(({ field }) => field !== 'other').length >= FEWEST_COLUMNS[kind]
    ? { kind, columns }
    : null
}
