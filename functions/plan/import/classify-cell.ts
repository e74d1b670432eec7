import type { RawCell } from './find-rows.ts'
import { plainText } from './plain-text.ts'
import type { Lookup } from './plan-words.ts'
import { readMonth, readWrittenDate } from './read-dates.ts'
import { isName, isRole, splitPeople } from './read-names.ts'
import { readSources } from './read-sources.ts'

/** What a cell looks like, wherever it stands. */
export type CellKind =
  | 'title'
  | 'person'
  | 'name'
  | 'role'
  | 'month'
  | 'date'
  | 'status'
  | 'pillar'
  | 'source'
  | 'short-text'
  | 'text'

export type Cell = RawCell & { text: string; kind: CellKind }

/** Pillars of the SEND reform that plans are grouped by. */
const PILLARS = new Set(['early', 'shared', 'effective', 'local', 'fair'])
const LONGEST_SHORT_TEXT = 60

const isPillar = (text: string): boolean => PILLARS.has(text.toLowerCase())

/** Says what a cell of an action looks like; the first kind that fits wins. */
export const classifyCell = (cell: RawCell, lookup: Lookup): Cell => {
  const text = plainText(cell.raw)
  return { ...cell, text, kind: kindOf(text, lookup) }
}

/** From this length on a text is nothing but text: codes, names and dates are shorter. */
const LONG_TEXT = 200

const kindOf = (text: string, lookup: Lookup): CellKind => {
  if (text.length > LONG_TEXT) return 'text'
  if (lookup.status(text) !== null) return 'status'
  if (isPillar(text)) return 'pillar'
  if (readMonth(text) !== null) return 'month'
  if (readWrittenDate(text) !== null) return 'date'
  const { codes, unknown } = readSources(text, lookup)
  if (codes.length > 0 && unknown.length === 0) return 'source'
  const people = splitPeople(text, lookup)
  if (people.some((name) => lookup.person(name) !== null)) return 'person'
  if (people.length > 0 && people.every(isName)) return 'name'
  if (isRole(text)) return 'role'
  return text.length <= LONGEST_SHORT_TEXT && !text.includes('\n') ? 'short-text' : 'text'
}
