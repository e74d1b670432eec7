import { writeCsv } from 'hucre/csv'
import type { ExportCell, ExportTable } from './plan-tables.ts'

/** From this line on an import takes the actions for closed. */
const CLOSED_LINE = 'Closed actions'

/**
 * The tables as one CSV: UTF-8 with its mark, a row of headings before each table, and a line that says
 * so before the closed actions. Months are `YYYY-MM`, days `YYYY-MM-DD`. A text that a spreadsheet would
 * take for a formula has an apostrophe before it.
 */
export const toCsv = (tables: ExportTable[]): string => {
  const live = tables.filter(({ closed }) => !closed)
  const closed = tables.filter((table) => table.closed)
  // Without a header before it the line would stand outside every table.
  const first = live.length === 0 ? closed.slice(0, 1).map(headerOf) : []
  const rows = [
    ...live.flatMap(linesOf),
    ...first,
    ...(closed.length > 0 ? [[CLOSED_LINE]] : []),
    ...closed.flatMap(linesOf),
  ]
  return writeCsv(rows, { bom: true, escapeFormulae: true })
}

const headerOf = ({ columns }: ExportTable): string[] => columns.map(({ heading }) => heading)

const linesOf = (table: ExportTable): string[][] => [
  headerOf(table),
  ...table.rows.map((cells) => cells.map(textOf)),
]

const textOf = (cell: ExportCell): string => {
  switch (cell?.kind) {
    case undefined:
      return ''
    case 'text':
    case 'status':
      return cell.text.replace(APOSTROPHE_BEFORE_FORMULA, '&#39;')
    case 'notes':
      return cell.paragraphs.join('\n').replace(APOSTROPHE_BEFORE_FORMULA, '&#39;')
    case 'month':
      return cell.month
    case 'day':
      return cell.day
    case 'minute':
      return cell.minute.replace('T', ' ')
  }
}

/** An import takes such an apostrophe off; written as HTML writes it, it reads it back. */
const APOSTROPHE_BEFORE_FORMULA = /^'(?=[=+\-@|\t\r\n])/
