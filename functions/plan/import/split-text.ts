import { parseCsv } from 'hucre/csv'
import { readHeader } from './columns.ts'
import { type Sheets, unreadable } from './sheet.ts'

const LARGEST_CHARACTERS = 50_000_000
const DELIMITERS = ['\t', ',', ';', '|'] as const
/** Rows that are looked at to tell how a file is written. */
const ROWS_TO_TELL = 200

/** How much of a file's first rows means something, read in one way; of two ways that tie the quoted one is taken. */
export type ScoreRows = (rows: string[][]) => number

/**
 * Splits a plan's text into rows of cells: tab-separated or CSV, whatever its delimiter, its line ends
 * and its mark. How it is written is told by its headings: the way in which most of them mean
 * something is taken. Whoever reads a file of another kind brings a score of their own.
 */
export const splitText = (text: string, score: ScoreRows = scorePlan): Sheets => {
  const body = text.replace(/^\uFEFF/, '').replace(/^sep=(.)\r?\n/i, '')
  if (body.trim() === '') {
    return unreadable('The file is empty. Save the plan from the spreadsheet again and choose that file.')
  }
  if (body.length > LARGEST_CHARACTERS) {
    return unreadable(
      'The file has more than 50 million characters, which no plan has. Save the plan’s own sheet and choose that file.',
    )
  }
  if (isBinary(body)) {
    return unreadable(
      'The file is no plan: it is neither a workbook nor plain text. Save the plan as an Excel workbook (.xlsx), CSV or tab-separated text and choose that file.',
    )
  }
  return { ok: true, sheets: [{ name: '', rows: split(body, score), hiddenRows: new Set() }] }
}

const split = (body: string, score: ScoreRows): string[][] => {
  const ways = DELIMITERS.flatMap((delimiter) => [
    { read: (most?: number) => quoted(body, delimiter, most) },
    // Text that was not written by a spreadsheet may have quotation marks that end nowhere.
    { read: (most?: number) => unquoted(body, delimiter, most) },
  ])
  const [first] = ways
    .map((way) => ({ way, score: score(way.read(ROWS_TO_TELL)) }))
    .toSorted((a, b) => b.score - a.score)
  return first?.way.read() ?? []
}

const quoted = (body: string, delimiter: string, most?: number): string[][] =>
  parseCsv(body, { delimiter, ...(most === undefined ? {} : { maxRows: most }), unescapeFormulae: true }).map(
    (row) => row.map((cell) => (cell === null ? '' : String(cell))),
  )

const unquoted = (body: string, delimiter: string, most?: number): string[][] =>
  body.split(/\r\n|\r|\n/, most).map((line) => line.split(delimiter))

/** How many headings of the best header mean something; and, where two ways tie, how many rows there are. */
const scorePlan: ScoreRows = (rows) => {
  const known = rows.map(
    (row) => readHeader(row)?.columns.filter(({ field }) => field !== 'other').length ?? 0,
  )
  return Math.max(0, ...known) + Math.min(rows.length, ROWS_TO_TELL) / 10_000
}

/** A NUL is in no text; a character that could not be decoded now and then is. */
const isBinary = (text: string): boolean =>
  text.includes('\0') || count(text, '\uFFFD') > text.length / 100 || controls(text) > text.length / 100

const count = (text: string, character: string): number => text.split(character).length - 1

// biome-ignore lint/suspicious/noControlCharactersInRegex: these tell bytes of another kind from text
const controls = (text: string): number => text.match(/[\u0001-\u0008\u000e-\u001f]/g)?.length ?? 0
