import { LONGEST_CELL, type Sheet, type SheetCell, type SheetColumn } from '../plan/export/write-sheets.ts'
import { localMinute } from '../plan/wording.ts'
import type { PackMoment, PackMonth, PackStatus } from './pack-action.ts'
import { readableText } from './printable-text.ts'

/** A column of a pack's workbook, and what its cell of a row is. */
export type Column<T> = SheetColumn & { cell: (row: T) => SheetCell }

/** Widths of what a column holds, in digits. */
const widths = {
  ref: 8,
  word: 14,
  name: 22,
  month: 11,
  moment: 17,
  number: 10,
  heading: 38,
  sentences: 48,
  hash: 68,
} as const
type Width = keyof typeof widths

const column =
  (ground: SheetColumn['ground']) =>
  <T>(heading: string, width: Width, cell: (row: T) => SheetCell): Column<T> => ({
    heading,
    width: widths[width],
    ground,
    cell,
  })

/** What the plan says. */
export const ofPlan = column('plan')
/** What was answered, asked or decided. */
export const gathered = column('gathered')

/** A text in full, its line ends as a cell has them; nothing where it is blank. */
export const text = (said: string | null): SheetCell => {
  const readable = readableText(said ?? '')
  return readable.trim() === '' ? null : { kind: 'text', text: readable }
}
/** A line each. */
export const lines = (texts: readonly string[]): SheetCell => text(texts.join('\n'))
export const yesOrNo = (is: boolean): SheetCell => text(is ? 'Yes' : 'No')
export const number = (value: number | null): SheetCell =>
  value === null ? null : { kind: 'number', number: value }
export const month = (value: PackMonth | null): SheetCell =>
  value === null ? null : { kind: 'month', month: value.month }
export const status = ({ label, colour }: PackStatus): SheetCell => ({
  kind: 'status',
  text: readableText(label),
  colour,
})
/** An instant as clocks in the time zone show it. */
export const moment = (value: PackMoment | null, timeZone: string): SheetCell =>
  value === null ? null : { kind: 'minute', minute: localMinute(value.at, timeZone) }

/**
 * A register as a sheet. A text that is longer than a cell goes on in columns beside it, so that it is
 * whole; the columns are there only where a text needs them. An empty register says so in its one row.
 */
export const register = <T>(
  name: string,
  summary: string,
  rows: readonly T[],
  none: string,
  columns: Column<T>[],
): Sheet => {
  const filled = columns.map(({ cell, ...column }) => continued(column, rows.map(cell)))
  return {
    name,
    summary,
    firstStays: columns[0]?.heading === 'Ref',
    columns: filled.flatMap((parts) => parts.map(({ column }) => column)),
    rows:
      rows.length === 0
        ? [columns.map((_, index) => (index === 0 ? { kind: 'note', text: none } : null))]
        : rows.map((_, row) => filled.flatMap((parts) => parts.map(({ cells }) => cells[row] ?? null))),
  }
}

/** A column with those that its longest text goes on in. */
const continued = (
  column: SheetColumn,
  cells: SheetCell[],
): { column: SheetColumn; cells: SheetCell[] }[] => {
  const split = cells.map(partsOf)
  const most = Math.max(1, ...split.map(({ length }) => length))
  return Array.from({ length: most }, (_, part) => ({
    column: {
      ...column,
      heading: part === 0 ? column.heading : `${column.heading}, continued${part === 1 ? '' : ` ${part}`}`,
    },
    cells: split.map((parts) => parts[part] ?? null),
  }))
}

/** What of a part may be given up to end it after a line, a sentence or a word. */
const WORTH_A_BREAK = 2_000

const partsOf = (cell: SheetCell): SheetCell[] => {
  if (cell?.kind !== 'text' && cell?.kind !== 'status') return [cell]
  const parts: SheetCell[] = []
  let rest = cell.text
  while (rest.length > LONGEST_CELL) {
    const end = endOfPart(rest)
    parts.push({ ...cell, text: rest.slice(0, end) })
    rest = rest.slice(end)
  }
  return [...parts, { ...cell, text: rest }]
}

const graphemes = new Intl.Segmenter('en-GB', { granularity: 'grapheme' })

/** Where the first part of a text ends: behind a line end or a blank near its limit, else between characters. */
const endOfPart = (whole: string): number => {
  const from = LONGEST_CELL - WORTH_A_BREAK
  const near = whole.slice(from, LONGEST_CELL)
  for (const sign of ['\n', ' ']) {
    const at = near.lastIndexOf(sign)
    if (at !== -1) return from + at + 1
  }
  let end = from
  for (const { segment } of graphemes.segment(near + whole.slice(LONGEST_CELL, LONGEST_CELL + 1))) {
    if (end + segment.length > LONGEST_CELL) break
    end += segment.length
  }
  // One character of thousands of marks is cut between two of its marks.
  return end > from ? end : from + (/^.{1,1000}/su.exec(near)?.[0].length ?? 1)
}
