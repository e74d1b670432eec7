import { z } from 'zod'
import { fold } from '../fold.ts'
import type { Mapping } from '../plan-import.ts'

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
  [
    'muster',
    /^muster(?:status|progress|whatisintheway|whathappensotherwise|impact|evidence|newdate|answered|nomonth)/,
  ],
  ['ref', /^(?:action|item)?(?:ref|refno|refnumber|reference|no|number|id|code)$/],
  ['priority', /priority(?!hml|level|rating|ranking|score|highmed)|^theme|workstream/],
  [
    'description',
    /whatwewilldo|description|^(?:key|improvement)?actions?$|actionstobetaken|^activit|^tasks?$/,
  ],
  ['ambition', /ambition|whatdowewant|^aims?$|objective|^goals?$/],
  ['pillar', /pillar/],
  ['measures', /measure|kpi|indicator|successcriteria/],
  ['outcomes', /outcome|impact/],
  ['strategicLeads', /strategiclead|sro|seniorresponsible|accountable|executivelead|sponsor/],
  [
    'improvementLeads',
    /improvementlead|leadofficer|actionlead|actionowner|operationallead|deliverylead|responsible|assignedto|^leads?$|^owners?$/,
  ],
  ['start', /start|commence/],
  ['due', /(?<!over)due|deadline|enddate|targetdate|completiondate|completeby|bywhen|timescale/],
  ['sources', /^sefdbv|(?<!re)source|areaforimprovement|^afi/],
  ['dependencies', /dependenc/],
  ['status', /^(?:current)?status|brag|^rag|ragrating/],
  ['lastReviewed', /lastreview|datereviewed|reviewdate|dateofreview|lastupdated/],
  ['boards', /governance|^boards?$|reportingto|reportsto/],
  ['movedTo', /movedfrom|movedto/],
  ['progress', /^progress|^(?:latest)?updates?$|^comment|^narrative|^notes?$/],
]

/** What a heading means: as somebody has said, else by its letters. */
export const meaningOf = (heading: string, mapping: Mapping): Field => matchOf(heading, mapping).field

/** A heading's meaning, and how much of the heading says so: 1 is all of it, and 2 is what somebody has said. */
const matchOf = (heading: string, mapping: Mapping): { field: Field; share: number } => {
  const said = saidOf(heading, mapping)
  if (said !== undefined) return { field: said, share: 2 }
  const letters = lettersOf(heading)
  for (const [field, pattern] of HEADINGS) {
    const [match] = pattern.exec(letters) ?? []
    if (match !== undefined) return { field, share: match.length / letters.length }
  }
  return { field: 'other', share: 0 }
}

const saidOf = (heading: string, mapping: Mapping): Field | undefined =>
  Object.keys(mapping).length > 0 ? mapping[fold(heading)] : undefined

const lettersOf = (heading: string): string => heading.toLowerCase().replace(/[^a-z]/g, '')

/**
 * The columns of a row of headings, each field once: the heading that says it most plainly has it, the
 * first of several alike; all others are `other`.
 */
const readColumns = (row: string[], mapping: Mapping): Column[] => {
  const found = row.flatMap((cell, index) => {
    const heading = cell.trim()
    return heading === '' ? [] : [{ heading, index, ...matchOf(heading, mapping) }]
  })
  const holders = new Map<Field, (typeof found)[number]>()
  for (const column of found) {
    if (column.share > (holders.get(column.field)?.share ?? 0)) holders.set(column.field, column)
  }
  return found.map((column) => {
    const { field, heading, index } = column
    return { field: field === 'muster' || holders.get(field) === column ? field : 'other', heading, index }
  })
}

export type Header = { kind: 'actions' | 'notes'; columns: Column[] }

/** So many headings of a table must mean something. */
export const FEWEST_COLUMNS = { actions: 4, notes: 2 }
const LONGEST_HEADING = 120
const LONGEST_OF_NOTES = 40

/**
 * The columns of a table of actions or of their notes, if the row is its header: it has the ref, or
 * begins with the progress, and enough of the other headings mean something.
 */
export const readHeader = (row: string[], mapping: Mapping = {}): Header | null => {
  // Hardly any row of a file is a header: most are told by their lack of one short word.
  if (
    !row.some((cell) => mayHead(cell, mapping)) ||
    row.some((cell) => cell.trim().length > LONGEST_HEADING)
  ) {
    return null
  }
  const columns = readColumns(row, mapping)
  const known = columns.filter(({ field }) => field !== 'other')
  const kind = kindOf(columns)
  if (kind === null || known.length < FEWEST_COLUMNS[kind]) return null
  return { kind, columns }
}

/** Headings of which every header has one. */
const HEADS: ReadonlySet<Field> = new Set(['ref', 'progress'])
const HEAD_PATTERNS = HEADINGS.filter(([field]) => HEADS.has(field)).map(([, pattern]) => pattern)

/** Of what the patterns of such headings begin with. */
const FIRST_LETTER = /^[^a-z]*[aclinpru]/i

const mayHead = (cell: string, mapping: Mapping): boolean => {
  if (cell === '' || cell.length > LONGEST_OF_NOTES) return false
  const said = saidOf(cell, mapping)
  if (said !== undefined) return HEADS.has(said)
  if (!FIRST_LETTER.test(cell)) return false
  const letters = lettersOf(cell)
  return HEAD_PATTERNS.some((pattern) => pattern.test(letters))
}

const kindOf = (columns: Column[]): Header['kind'] | null => {
  if (columns.some(({ field }) => field === 'ref')) return 'actions'
  const [first] = columns
  return first?.field === 'progress' && first.heading.length <= LONGEST_OF_NOTES ? 'notes' : null
}
