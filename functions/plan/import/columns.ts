import type { ActionText } from '../plan.ts'

/** What a column is about. `other` is a column whose heading means nothing to the reader. */
export type Field = Exclude<keyof ActionText, 'closed' | 'history'> | 'progress' | 'other'

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

const fieldOf = (heading: string): Field => {
  const letters = heading.toLowerCase().replace(/[^a-z]/g, '')
  return HEADINGS.find(([, pattern]) => pattern.test(letters))?.[0] ?? 'other'
}

/** The columns of a row of headings, each field once; a second column of a field is `other`. */
const readColumns = (row: string[]): Column[] => {
  const columns: Column[] = []
  for (const [index, cell] of row.entries()) {
    const heading = cell.trim()
    if (heading === '') continue
    const field = fieldOf(heading)
    const isTaken = columns.some((column) => column.field === field)
    columns.push({ field: isTaken ? 'other' : field, heading, index })
  }
  return columns
}

const FEWEST_COLUMNS = { actions: 4, notes: 2 }

/**
 * The columns of a table of actions or of their notes, if the row is its header: it begins with the
 * ref, or with the progress, and enough of the other headings mean something.
 */
export const readHeader = (row: string[]): { kind: 'actions' | 'notes'; columns: Column[] } | null => {
  const first = row.find((cell) => cell.trim() !== '')
  if (first === undefined) return null
  const firstField = fieldOf(first)
  if (firstField !== 'ref' && !(firstField === 'progress' && first.length <= 40)) return null
  const kind = firstField === 'ref' ? 'actions' : 'notes'
  const columns = readColumns(row)
  return columns.filter(({ field }) => field !== 'other').length >= FEWEST_COLUMNS[kind]
    ? { kind, columns }
    : null
}
