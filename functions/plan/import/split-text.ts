import { parseCsv } from 'hucre/csv'
import type { Mapping } from '../plan-import.ts'
import { readHeader } from './columns.ts'
import { type Sheets, unreadable } from './sheet.ts'

const LARGEST_CHARACTERS = 20_000_000
const MOST_ROWS = 50_000
/** Lines within cells count too. */
const MOST_LINES = 500_000
const MOST_CELLS = 500_000
const DELIMITERS = ['\t', ',', ';', '|'] as const
/** Characters that are looked at to tell how a file is written: its headings are among them. */
const ENOUGH_TO_TELL = 200_000

/** Where no heading means anything, the sign that parts most cells in so many rows is taken. */
const FIRST_ROWS = 20

/** How many cells of a row are headings that mean something; 0 for a row that is no header. */
export type KnownHeadings = (row: string[]) => number

export const knownInPlan =
  (mapping: Mapping = {}): KnownHeadings =>
  (row) =>
    readHeader(row, mapping)?.columns.filter(({ field }) => field !== 'other').length ?? 0

/**
 * Splits a plan's text into rows of cells: tab-separated or CSV, whatever its delimiter, its line ends
 * and its mark. How it is written is told by its headings: the way in which most of them mean
 * something is taken.
 */
export const splitText = (text: string, knownIn: KnownHeadings = knownInPlan()): Sheets => {
  const body = text.replace(/^\uFEFF/, '').replace(/^sep=(.)\r?\n/i, '')
  if (body.trim() === '') {
    return unreadable('The file is empty. Save the plan from the spreadsheet again and choose that file.')
  }
  if (body.length > LARGEST_CHARACTERS) {
    return unreadable(
      'The file has more than 20 million characters, which no plan has. Save the plan’s own sheet and choose that file.',
    )
  }
  if (isBinary(body)) {
    return unreadable(
      'The file is no plan: it is neither a workbook nor plain text. Save the plan as an Excel workbook (.xlsx), CSV or tab-separated text and choose that file.',
    )
  }
  if (count(body, '\n') > MOST_LINES) return unreadable(TOO_MANY_ROWS)
  const rows = split(body, knownIn)
  if (rows.length > MOST_ROWS) return unreadable(TOO_MANY_ROWS)
  const sheet = { name: '', rows, hiddenRows: new Set<number>(), mergedCells: new Set<string>(), notes: [] }
  return { ok: true, sheets: [sheet], leftOut: [] }
}

const TOO_MANY_ROWS = `The file has more than ${MOST_ROWS.toLocaleString('en-GB')} rows, which no plan has. Save the plan’s own rows and choose that file.`

const split = (body: string, knownIn: KnownHeadings): string[][] => {
  const beginning = body.slice(0, ENOUGH_TO_TELL)
  const [best] = DELIMITERS
    // A sign that stands in it too often parts no cells of a plan.
    .filter((delimiter) => count(body, delimiter) <= MOST_CELLS)
    .map((delimiter) => ({
      delimiter,
      known: Math.max(
        mostKnown(quoted(beginning, delimiter), knownIn),
        mostKnown(unquoted(beginning, delimiter), knownIn),
      ),
      cells: quoted(beginning, delimiter).slice(0, FIRST_ROWS).flat().length,
    }))
    .toSorted((a, b) => b.known - a.known || b.cells - a.cells)
  if (best === undefined) return [[beginning]]
  if (best.known === 0) return quoted(beginning, best.delimiter)
  if (isProperlyQuoted(body, best.delimiter)) return quoted(body, best.delimiter)
  // One stray mark must not part the other rows wrongly: each line is then read by itself.
  return body
    .split(LINE_END)
    .flatMap((line) =>
      isProperlyQuoted(line, best.delimiter) ? quoted(line, best.delimiter) : unquoted(line, best.delimiter),
    )
}

const LINE_END = /\r\n|\r|\n/

/**
 * Whether every cell that begins with a quotation mark ends with one. Text that no spreadsheet has
 * written may have some that do not, and would swallow the rows behind them.
 */
const isProperlyQuoted = (text: string, delimiter: string): boolean => {
  const ends = (at: number) => at >= text.length || [delimiter, '\r', '\n'].includes(text.charAt(at))
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) {
    if (!(at === 0 || ends(at - 1))) continue
    let close = text.indexOf('"', at + 1)
    while (close !== -1 && text.charAt(close + 1) === '"') close = text.indexOf('"', close + 2)
    if (close === -1 || !ends(close + 1)) return false
    at = close
  }
  return true
}

const quoted = (text: string, delimiter: string): string[][] =>
  parseCsv(text, { delimiter, unescapeFormulae: true }).map((row) =>
    row.map((cell) => (cell === null ? '' : String(cell))),
  )

const unquoted = (text: string, delimiter: string): string[][] =>
  text.split(LINE_END).map((line) => line.split(delimiter))

const mostKnown = (rows: string[][], knownIn: KnownHeadings): number =>
  rows.reduce((most, row) => Math.max(most, knownIn(row)), 0)

/** A NUL is in no text; a character that could not be decoded now and then is. */
const isBinary = (text: string): boolean =>
  text.includes('\0') ||
  count(text, '\uFFFD') > text.length / 100 ||
  (text.slice(0, ENOUGH_TO_TELL).match(CONTROL)?.length ?? 0) > Math.min(text.length, ENOUGH_TO_TELL) / 100

const count = (text: string, character: string): number => {
  let found = 0
  for (let at = text.indexOf(character); at !== -1; at = text.indexOf(character, at + 1)) found += 1
  return found
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these tell bytes of another kind from text
const CONTROL = /[\u0001-\u0008\u000e-\u001f]/g
