import type { Month } from '../plan.ts'
import type { RawCell } from './find-rows.ts'
import { plainText } from './plain-text.ts'
import { type Lookup, remember } from './plan-words.ts'
import { type ReadBoards, readBoards } from './read-boards.ts'
import { readMonth, readWrittenDate, type WrittenDate } from './read-dates.ts'
import { isName, isRole, splitPeople } from './read-names.ts'
import { type ReadSources, readSources } from './read-sources.ts'

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

/** What a cell's text comes to, by the words of the plan. */
export type CellReader = {
  kindOf: (text: string) => CellKind
  peopleOf: (text: string) => string[]
  sourcesOf: (text: string) => ReadSources
  boardsOf: (text: string) => ReadBoards
  monthOf: (text: string) => Month | null
  dateOf: (text: string) => WrittenDate | null
}

/** From this length on a text is nothing but text: codes, names, roles and dates are shorter. */
const LONG_TEXT = 120

export const createCellReader = (lookup: Lookup): CellReader => {
  const peopleOf = remember((text) => splitPeople(text, lookup))
  const monthOf = remember(readMonth)
  const dateOf = remember(readWrittenDate)
  const sourcesOf = remember((text) => readSources(text, lookup))
  const isSources = (text: string): boolean => {
    // Most texts do not even begin with one.
    const [first = ''] = FIRST_WORD.exec(text) ?? []
    if (lookup.source(first.replace(' ', '')) === null) return false
    const { codes, unknown } = sourcesOf(text)
    return codes.length > 0 && unknown.length === 0
  }
  const findKind = (text: string): CellKind => {
    if (lookup.status(text) !== null) return 'status'
    // Neither a pillar, a month nor a date is so long.
    if (text.length <= LONGEST_SHORT_TEXT) {
      if (isPillar(text)) return 'pillar'
      if (monthOf(text) !== null) return 'month'
      if (dateOf(text) !== null) return 'date'
    }
    if (isSources(text)) return 'source'
    const people = peopleOf(text)
    if (people.some((name) => lookup.person(name) !== null)) return 'person'
    if (people.length > 0 && people.every(isName)) return 'name'
    if (isRole(text)) return 'role'
    return text.length <= LONGEST_SHORT_TEXT && !text.includes('\n') ? 'short-text' : 'text'
  }
  const kindOfShort = remember(findKind)
  return {
    // Names, codes and dates come again and again; longer texts hardly do.
    kindOf: (text) =>
      text.length > LONG_TEXT
        ? 'text'
        : text.length > LONGEST_SHORT_TEXT
          ? findKind(text)
          : kindOfShort(text),
    peopleOf,
    sourcesOf,
    boardsOf: remember((text) => readBoards(text, lookup)),
    monthOf,
    dateOf,
  }
}

/** A word, with the number after it: AFI 2 is written apart as well. */
const FIRST_WORD = /^[\p{L}\p{N}]+(?: \d+)?/u

/** Pillars of the SEND reform that plans are grouped by. */
const PILLARS = new Set(['early', 'shared', 'effective', 'local', 'fair'])
const LONGEST_SHORT_TEXT = 60

const isPillar = (text: string): boolean => PILLARS.has(text.toLowerCase())

/** Says what a cell of an action looks like; the first kind that fits wins. */
export const classifyCell = (cell: RawCell, { kindOf }: Pick<CellReader, 'kindOf'>): Cell => {
  const text = plainText(cell.raw)
  return { index: cell.index, raw: cell.raw, text, kind: kindOf(text) }
}
