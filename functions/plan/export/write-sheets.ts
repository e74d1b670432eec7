import { type CellStyle, type CellValue, colToLetter, type WriteSheet, writeXlsx } from 'hucre/xlsx'
import type { Instant, LocalDate, Month, StatusColour } from '../plan.ts'
import { shorten } from '../wording.ts'

/** What stands in one cell of a workbook; null where nothing does. */
export type SheetCell =
  | { kind: 'text'; text: string }
  /** A line that runs over the empty cells beside it. */
  | { kind: 'note'; text: string }
  /** Words of the plan's key; the colour is null for words that are not in it. */
  | { kind: 'status'; text: string; colour: StatusColour | null }
  | { kind: 'month'; month: Month }
  | { kind: 'day'; day: LocalDate }
  /** `YYYY-MM-DDTHH:MM` on the clocks of the plan's time zone. */
  | { kind: 'minute'; minute: string }
  | { kind: 'number'; number: number }
  /** A part of one, shown as whole per cent. */
  | { kind: 'share'; share: number }
  | null

export type SheetColumn = {
  heading: string
  /** In widths of a digit. */
  width: number
  /** What the heading's ground tells apart: what the plan says, and what was gathered. */
  ground: 'plan' | 'gathered'
}

export type Sheet = {
  /** A name that Excel takes, and no other sheet has. */
  name: string
  columns: SheetColumn[]
  /** As many cells as there are columns. */
  rows: SheetCell[][]
  /** Whether the first column stays in sight. */
  firstStays: boolean
  /** What it is a table of, for whoever does not see it. */
  summary: string
}

export type WorkbookTerms = {
  title: string
  /** Whose plan it is. */
  company: string
  /** When it was made; the same sheets made at the same instant are the same bytes. */
  at: Instant
  /** What else the file says of itself, by its names. */
  properties?: Record<string, string>
  monthFormat?: 'mmm-yy' | 'mmm yyyy'
}

/** Characters of a cell, in UTF-16 units. */
export const LONGEST_CELL = 32_767

const INK = '15232B'
const FONT = { name: 'Arial', size: 10, color: { rgb: INK } }
/** The dark letters and the light ground of each colour, as in the packs; their contrast is 7 and more. */
export const STATUS_COLOURS = {
  blue: { ink: '174D80', ground: 'E3EEF8' },
  green: { ink: '095A39', ground: 'E2F2EA' },
  amber: { ink: '7D4100', ground: 'FDF0DC' },
  red: { ink: '8C1D17', ground: 'FBE6E4' },
} satisfies Record<StatusColour, { ink: string; ground: string }>
const HEADER = { plan: 'DCE5EC', gathered: 'FFF3C4' } satisfies Record<SheetColumn['ground'], string>
const RULE = { style: 'thin', color: { rgb: 'C3CCD1' } } as const

const FORMATS = {
  text: '@',
  note: '@',
  status: '@',
  month: 'mmm-yy',
  day: 'dd/mm/yyyy',
  minute: 'dd/mm/yyyy hh:mm',
  number: '0',
  share: '0%',
} satisfies Record<NonNullable<SheetCell>['kind'], string>

/**
 * Tables as an Excel workbook, each a sheet with its header frozen and filtered. Every text is text,
 * whatever it begins with; months, days and instants are real dates, without a time zone.
 * No text may be longer than `LONGEST_CELL`.
 */
export const writeSheets = async (sheets: Sheet[], terms: WorkbookTerms): Promise<Uint8Array> => {
  const made = new Date(terms.at)
  return await writeXlsx({
    properties: {
      title: terms.title,
      creator: 'Muster',
      company: terms.company,
      created: made,
      modified: made,
      ...(terms.properties ? { custom: terms.properties } : {}),
    },
    defaultFont: FONT,
    sheets: sheets.map((sheet) => toSheet(sheet, terms)),
    namedRanges: sheets.map(({ name }) => printTitles(name)),
  })
}

/** The headings on every printed page. Said here and not in the page's set-up, where the library leaves out the quotation marks that a name with a blank needs. */
const printTitles = (sheet: string) => ({
  name: '_xlnm.Print_Titles',
  range: `'${sheet.replaceAll("'", "''")}'!$1:$1`,
  scope: sheet,
})

const toSheet = (
  { name, columns, rows, firstStays, summary }: Sheet,
  { title, monthFormat = 'mmm-yy' }: WorkbookTerms,
): WriteSheet => {
  const headings = columns.map(({ heading }): SheetCell => ({ kind: 'text', text: heading }))
  const all = [headings, ...rows.map((row) => row.map(withoutOldDates))]
  const formats = { ...FORMATS, month: monthFormat }
  const cells: WriteSheet['cells'] = new Map()
  for (const [row, line] of all.entries()) {
    for (const [column, cell] of line.entries()) {
      const style = row === 0 ? headerStyle(columns[column]?.ground ?? 'plan') : styleOf(cell, formats)
      cells.set(`${row},${column}`, { value: toValue(cell), style })
    }
  }
  const widths = columns.map(({ width }) => width)
  const last = colToLetter(Math.max(columns.length - 1, 0))
  return {
    name,
    rows: all.map((line) => line.map(toValue)),
    cells,
    columns: widths.map((width) => ({ width })),
    rowDefs: new Map(all.map((line, row) => [row, { height: heightOf(line, widths, row === 0) }])),
    freezePane: { rows: 1, columns: firstStays ? 1 : 0 },
    autoFilter: { range: `A1:${last}${all.length}` },
    pageSetup: {
      paperSize: 'a4',
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      margins: { left: 0.4, right: 0.4, top: 0.5, bottom: 0.6, header: 0.3, footer: 0.3 },
    },
    headerFooter: { oddFooter: `&L${footerText(title)}&RPage &P of &N` },
    a11y: { headerRow: 0, summary },
  }
}

/** Excel takes no more than 255 characters of a footer; an ampersand is written twice. */
const footerText = (title: string): string => shorten(title, 110).replaceAll('&', '&&')

const LINE_POINTS = 13
/** Excel's own limit, in points. */
const HIGHEST_ROW = 409
/** Letters are narrower than the digits that widths count in; bold ones are not. */
const LETTERS_PER_DIGIT = 1.05

/**
 * A height in points that shows the longest text of a row: not every program works it out by itself when
 * it opens a workbook.
 */
const heightOf = (line: SheetCell[], widths: number[], isBold: boolean): number => {
  const lines = line.map((cell, column) => {
    const letters = (widths[column] ?? 1) * (isBold ? 0.9 : LETTERS_PER_DIGIT)
    return wrappedText(cell)
      .split('\n')
      .reduce((sum, paragraph) => sum + Math.max(1, Math.ceil(paragraph.length / letters)), 0)
  })
  return Math.min(Math.max(1, ...lines) * LINE_POINTS + 4, HIGHEST_ROW)
}

const wrappedText = (cell: SheetCell): string =>
  cell?.kind === 'text' || cell?.kind === 'status' ? cell.text : ''

const headerStyle = (ground: SheetColumn['ground']): CellStyle => ({
  font: { ...FONT, bold: true },
  fill: solid(HEADER[ground]),
  border: { bottom: { style: 'medium', color: { rgb: INK } }, right: RULE },
  alignment: { wrapText: true, vertical: 'top' },
  numFmt: FORMATS.text,
})

const styleOf = (cell: SheetCell, formats: Record<NonNullable<SheetCell>['kind'], string>): CellStyle => {
  const colours = cell?.kind === 'status' && cell.colour !== null ? STATUS_COLOURS[cell.colour] : null
  return {
    font: colours ? { ...FONT, bold: true, color: { rgb: colours.ink } } : FONT,
    ...(colours ? { fill: solid(colours.ground) } : {}),
    border: { bottom: RULE, right: RULE },
    alignment: {
      wrapText: cell?.kind !== 'note',
      vertical: 'top',
      ...(isDate(cell) ? { horizontal: 'left' } : {}),
    },
    ...(cell ? { numFmt: formats[cell.kind] } : {}),
  }
}

/** A workbook knows no day before the 20th century, and miscounts the first ones of it. */
const FIRST_DAY = '1900-03-01'

const withoutOldDates = (cell: SheetCell): SheetCell => {
  if (cell?.kind === 'month' && `${cell.month}-01` < FIRST_DAY) return { kind: 'text', text: cell.month }
  if (cell?.kind === 'day' && cell.day < FIRST_DAY) return { kind: 'text', text: cell.day }
  if (cell?.kind === 'minute' && cell.minute < FIRST_DAY) return { kind: 'text', text: cell.minute }
  return cell
}

const isDate = (cell: SheetCell): boolean => cell !== null && ['month', 'day', 'minute'].includes(cell.kind)

const solid = (rgb: string): NonNullable<CellStyle['fill']> => ({
  type: 'pattern',
  pattern: 'solid',
  fgColor: { rgb },
})

/** A workbook's dates have no time zone; hucre writes the day and the hour that a Date has in UTC. */
const toValue = (cell: SheetCell): CellValue => {
  switch (cell?.kind) {
    case undefined:
      return null
    case 'text':
    case 'note':
    case 'status':
      return keepUnderscores(cell.text)
    case 'month':
      return new Date(`${cell.month}-01T00:00:00.000Z`)
    case 'day':
      return new Date(`${cell.day}T00:00:00.000Z`)
    case 'minute':
      return new Date(`${cell.minute}:00.000Z`)
    case 'number':
      return cell.number
    case 'share':
      return cell.share
  }
}

/** In a workbook `_x0041_` is the letter A: what only looks like that is written another way. */
const keepUnderscores = (text: string): string => text.replace(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_')
