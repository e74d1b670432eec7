import { type CellStyle, type CellValue, colToLetter, type WriteSheet, writeXlsx } from 'hucre/xlsx'
import type { Field } from '../import/columns.ts'
import type { Instant, StatusColour } from '../plan.ts'
import { shorten } from '../wording.ts'
import type { ExportCell, ExportTable } from './plan-tables.ts'

export type WorkbookTerms = {
  title: string
  /** Whose plan it is. */
  company: string
  /** When it was made; the same tables made at the same instant are the same bytes. */
  at: Instant
}

/** Cells as Excel shows them at first, in widths of a digit. */
const WIDTHS: Record<Field, number> = {
  ref: 7,
  priority: 20,
  ambition: 26,
  description: 32,
  pillar: 9.5,
  outcomes: 28,
  measures: 26,
  strategicLeads: 15,
  improvementLeads: 15,
  start: 8.5,
  due: 8.5,
  sources: 10,
  dependencies: 20,
  status: 13,
  lastReviewed: 11.5,
  boards: 18,
  movedTo: 16,
  progress: 36,
  muster: 17,
  other: 20,
}
/** Of columns of the cycle's updates, those that hold sentences. */
const SENTENCES = /progress|in the way/
const WIDTH_OF_SENTENCES = 32

const INK = '15232B'
const FONT = { name: 'Arial', size: 10, color: { rgb: INK } }
/** The dark letters and the light ground of each colour, as in the packs; their contrast is 7 and more. */
export const STATUS_COLOURS = {
  blue: { ink: '174D80', ground: 'E3EEF8' },
  green: { ink: '095A39', ground: 'E2F2EA' },
  amber: { ink: '7D4100', ground: 'FDF0DC' },
  red: { ink: '8C1D17', ground: 'FBE6E4' },
} satisfies Record<StatusColour, { ink: string; ground: string }>
const HEADER = { plan: 'DCE5EC', muster: 'FFF3C4' }
const RULE = { style: 'thin', color: { rgb: 'C3CCD1' } } as const

const FORMATS = {
  text: '@',
  status: '@',
  notes: '@',
  month: 'mmm-yy',
  day: 'dd/mm/yyyy',
  minute: 'dd/mm/yyyy hh:mm',
}

/** Characters of a cell. */
const LONGEST_CELL = 32_767

export type Workbook =
  | { ok: true; bytes: Uint8Array }
  /** `reason` is a sentence for the coordinator: what is wrong, and what to do. */
  | { ok: false; reason: string }

/**
 * The tables as an Excel workbook, each a sheet with its header frozen and filtered. Every text is text,
 * whatever it begins with; months, days and instants are real dates, without a time zone. Of progress
 * notes that are more than a cell holds the oldest are left out; an import takes none away.
 */
export const toWorkbook = async (tables: ExportTable[], terms: WorkbookTerms): Promise<Workbook> => {
  const fitting = tables.map((table) => ({ ...table, rows: table.rows.map((row) => fitRow(row, table)) }))
  const reason = whyTooLong(fitting)
  if (reason !== null) return { ok: false, reason }
  const made = new Date(terms.at)
  const bytes = await writeXlsx({
    properties: {
      title: terms.title,
      creator: 'Muster',
      company: terms.company,
      created: made,
      modified: made,
    },
    defaultFont: FONT,
    sheets: fitting.map((table) => toSheet(table, terms.title)),
    namedRanges: fitting.map(({ sheet }) => printTitles(sheet)),
  })
  return { ok: true, bytes }
}

/** The headings on every printed page. Said here and not in the page's set-up, where the library leaves out the quotation marks that a name with a blank needs. */
const printTitles = (sheet: string) => ({
  name: '_xlnm.Print_Titles',
  range: `'${sheet.replaceAll("'", "''")}'!$1:$1`,
  scope: sheet,
})

const fitRow = (row: ExportCell[], { columns }: ExportTable): ExportCell[] =>
  row.map((cell, index) => {
    if (cell?.kind === 'notes') return { kind: 'text', text: newestOf(cell.paragraphs) }
    // What an import does not read back may be cut.
    if (cell?.kind === 'text' && columns[index]?.field === 'muster') {
      return { kind: 'text', text: shorten(cell.text, LONGEST_CELL) }
    }
    return withoutOldDates(cell)
  })

const newestOf = (paragraphs: string[]): string => {
  let kept = paragraphs
  let length = kept.join('\n').length
  while (kept.length > 1 && length > LONGEST_CELL) {
    length -= (kept[0]?.length ?? 0) + 1
    kept = kept.slice(1)
  }
  return kept.join('\n')
}

const whyTooLong = (tables: ExportTable[]): string | null => {
  for (const { columns, rows } of tables) {
    const ref = columns.findIndex(({ field }) => field === 'ref')
    for (const row of rows) {
      const at = row.findIndex((cell) => lengthOf(cell) > LONGEST_CELL)
      if (at === -1) continue
      const [found, most] = [lengthOf(row[at] ?? null), LONGEST_CELL].map((count) =>
        count.toLocaleString('en-GB'),
      )
      return `Action ${toText(row[ref] ?? null)} has ${found} characters under “${columns[at]?.heading}”, and a cell of a workbook holds ${most}. Export the plan as CSV, or shorten that text.`
    }
  }
  return null
}

const toText = (cell: ExportCell): string =>
  cell?.kind === 'text' || cell?.kind === 'status' ? cell.text : ''

const lengthOf = (cell: ExportCell): number => toText(cell).length

const toSheet = ({ sheet, columns, rows }: ExportTable, title: string): WriteSheet => {
  const headings = columns.map(({ heading }): ExportCell => ({ kind: 'text', text: heading }))
  const all = [headings, ...rows]
  const cells: WriteSheet['cells'] = new Map()
  for (const [row, line] of all.entries()) {
    for (const [column, cell] of line.entries()) {
      const style = row === 0 ? headerStyle(columns[column]?.field ?? 'other') : styleOf(cell)
      cells.set(`${row},${column}`, { value: toValue(cell), style })
    }
  }
  const widths = columns.map(({ field, heading }) =>
    field === 'muster' && SENTENCES.test(heading) ? WIDTH_OF_SENTENCES : WIDTHS[field],
  )
  const last = colToLetter(Math.max(columns.length - 1, 0))
  return {
    name: sheet,
    rows: all.map((line) => line.map(toValue)),
    cells,
    columns: widths.map((width) => ({ width })),
    rowDefs: new Map(all.map((line, row) => [row, { height: heightOf(line, widths, row === 0) }])),
    freezePane: { rows: 1, columns: columns[0]?.field === 'ref' ? 1 : 0 },
    autoFilter: { range: `A1:${last}${all.length}` },
    pageSetup: {
      paperSize: 'a4',
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      margins: { left: 0.4, right: 0.4, top: 0.5, bottom: 0.6, header: 0.3, footer: 0.3 },
    },
    headerFooter: { oddFooter: `&L${title.replaceAll('&', '&&')}&RPage &P of &N` },
    a11y: { headerRow: 0, summary: `${title}, a row an action.` },
  }
}

const LINE_POINTS = 13
/** Excel's own limit, in points. */
const HIGHEST_ROW = 409
/** Letters are narrower than the digits that widths count in; bold ones are not. */
const LETTERS_PER_DIGIT = 1.05

/**
 * A height in points that shows the longest text of a row: not every program works it out by itself when
 * it opens a workbook.
 */
const heightOf = (line: ExportCell[], widths: number[], isBold: boolean): number => {
  const lines = line.map((cell, column) => {
    const letters = (widths[column] ?? 1) * (isBold ? 0.9 : LETTERS_PER_DIGIT)
    return toText(cell)
      .split('\n')
      .reduce((sum, paragraph) => sum + Math.max(1, Math.ceil(paragraph.length / letters)), 0)
  })
  return Math.min(Math.max(1, ...lines) * LINE_POINTS + 4, HIGHEST_ROW)
}

const headerStyle = (field: Field): CellStyle => ({
  font: { ...FONT, bold: true },
  fill: solid(field === 'muster' ? HEADER.muster : HEADER.plan),
  border: { bottom: { style: 'medium', color: { rgb: INK } }, right: RULE },
  alignment: { wrapText: true, vertical: 'top' },
  numFmt: FORMATS.text,
})

const styleOf = (cell: ExportCell): CellStyle => {
  const colours = cell?.kind === 'status' && cell.colour !== null ? STATUS_COLOURS[cell.colour] : null
  return {
    font: colours ? { ...FONT, bold: true, color: { rgb: colours.ink } } : FONT,
    ...(colours ? { fill: solid(colours.ground) } : {}),
    border: { bottom: RULE, right: RULE },
    alignment: { wrapText: true, vertical: 'top', ...(isDate(cell) ? { horizontal: 'left' } : {}) },
    ...(cell ? { numFmt: FORMATS[cell.kind] } : {}),
  }
}

/** A workbook knows no day before the 20th century, and miscounts the first ones of it. */
const FIRST_DAY = '1900-03-01'

const withoutOldDates = (cell: ExportCell): ExportCell => {
  if (cell?.kind === 'month' && `${cell.month}-01` < FIRST_DAY) return { kind: 'text', text: cell.month }
  if (cell?.kind === 'day' && cell.day < FIRST_DAY) return { kind: 'text', text: cell.day }
  return cell
}

const isDate = (cell: ExportCell): boolean => cell !== null && ['month', 'day', 'minute'].includes(cell.kind)

const solid = (rgb: string): NonNullable<CellStyle['fill']> => ({
  type: 'pattern',
  pattern: 'solid',
  fgColor: { rgb },
})

/** A workbook's dates have no time zone; hucre writes the day and the hour that a Date has in UTC. */
const toValue = (cell: ExportCell): CellValue => {
  switch (cell?.kind) {
    case undefined:
      return null
    case 'text':
    case 'status':
      return keepUnderscores(cell.text)
    case 'notes':
      return keepUnderscores(cell.paragraphs.join('\n'))
    case 'month':
      return new Date(`${cell.month}-01T00:00:00.000Z`)
    case 'day':
      return new Date(`${cell.day}T00:00:00.000Z`)
    case 'minute':
      return new Date(`${cell.minute}:00.000Z`)
  }
}

/** In a workbook `_x0041_` is the letter A: what only looks like that is written another way. */
const keepUnderscores = (text: string): string => text.replace(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_')
