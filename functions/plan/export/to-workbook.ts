import type { Field } from '../import/columns.ts'
import { shorten } from '../wording.ts'
import type { ExportCell, ExportTable } from './plan-tables.ts'
import { LONGEST_CELL, type Sheet, type SheetCell, type WorkbookTerms, writeSheets } from './write-sheets.ts'

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
const SENTENCES = /progress|in the way|otherwise/
const WIDTH_OF_SENTENCES = 32

export type Workbook =
  | { ok: true; bytes: Uint8Array }
  /** `reason` is a sentence for the coordinator: what is wrong, and what to do. */
  | { ok: false; reason: string }

/**
 * The tables as an Excel workbook. Of progress notes that are more than a cell holds the oldest are left
 * out; an import takes none away.
 */
export const toWorkbook = async (tables: ExportTable[], terms: WorkbookTerms): Promise<Workbook> => {
  const fitting = tables.map((table) => ({ ...table, rows: table.rows.map((row) => fitRow(row, table)) }))
  const reason = whyTooLong(fitting)
  if (reason !== null) return { ok: false, reason }
  const bytes = await writeSheets(
    fitting.map((table) => toSheet(table, terms.title)),
    terms,
  )
  return { ok: true, bytes }
}

type FittingTable = Omit<ExportTable, 'rows'> & { rows: SheetCell[][] }

const fitRow = (row: ExportCell[], { columns }: ExportTable): SheetCell[] =>
  row.map((cell, index) => {
    if (cell?.kind === 'notes') return { kind: 'text', text: newestOf(cell.paragraphs) }
    // What an import does not read back may be cut.
    if (cell?.kind === 'text' && columns[index]?.field === 'muster') {
      return { kind: 'text', text: shorten(cell.text, LONGEST_CELL) }
    }
    return cell
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

const whyTooLong = (tables: FittingTable[]): string | null => {
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

const toText = (cell: SheetCell): string =>
  cell?.kind === 'text' || cell?.kind === 'status' ? cell.text : ''

const lengthOf = (cell: SheetCell): number => toText(cell).length

const toSheet = ({ sheet, columns, rows }: FittingTable, title: string): Sheet => ({
  name: sheet,
  columns: columns.map(({ field, heading }) => ({
    heading,
    width: field === 'muster' && SENTENCES.test(heading) ? WIDTH_OF_SENTENCES : WIDTHS[field],
    ground: field === 'muster' ? 'gathered' : 'plan',
  })),
  rows,
  firstStays: columns[0]?.field === 'ref',
  summary: `${title}, a row an action.`,
})
