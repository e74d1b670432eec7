import { formatValue, HucreError } from 'hucre'
import { type Cell, type CellValue, colToLetter, type Sheet as RawSheet, readXlsx } from 'hucre/xlsx'
import { checkWorkbook, hasFormula } from './check-workbook.ts'
import { type Sheet, type Sheets, unreadable } from './sheet.ts'

/**
 * A workbook's sheets as rows of texts. A value merged down over several rows stands in each of them.
 * Sheets that the workbook hides are left out; hidden rows are not, for a filter hides them. A
 * workbook that is too large, or whose values depend on something else, is refused.
 */
export const openWorkbook = async (bytes: Uint8Array): Promise<Sheets> => {
  const refusal = await checkWorkbook(bytes)
  if (refusal) return refusal
  try {
    const workbook = await readXlsx(bytes, {
      readStyles: true,
      sheets: ({ hidden, veryHidden }) => !hidden && !veryHidden,
    })
    for (const { name, cells } of workbook.sheets) {
      const formula = cells && [...cells].find(([, cell]) => cell.formula !== undefined)
      if (formula) return unreadable(hasFormula(addressOf(formula[0]), name))
    }
    return { ok: true, sheets: workbook.sheets.map(toSheet), leftOut: [] }
  } catch (error) {
    if (!(error instanceof HucreError || error instanceof RangeError)) throw error
    return unreadable(
      'The workbook cannot be read: it is damaged, or no Excel workbook. Open it in the spreadsheet, save it as an Excel workbook (.xlsx) and choose that file.',
    )
  }
}

/** `2,0` as `A3`. */
const addressOf = (key: string): string => {
  const [row = 0, column = 0] = key.split(',').map(Number)
  return `${colToLetter(column)}${row + 1}`
}

const toSheet = ({ name, rows, cells, merges = [], rowDefs }: RawSheet): Sheet => {
  const texts = rows.map((row, index) =>
    row.map((value, column) =>
      typeof value === 'string' ? value : textOf(value, cells?.get(`${index},${column}`)),
    ),
  )
  const mergedCells = new Set<string>()
  for (const { startRow, endRow, startCol } of merges) {
    const text = texts[startRow]?.[startCol] ?? ''
    for (let row = startRow + 1; text !== '' && row <= endRow && row < texts.length; row += 1) {
      const cellsOfRow = texts[row] ?? []
      while (cellsOfRow.length <= startCol) cellsOfRow.push('')
      cellsOfRow[startCol] = text
      mergedCells.add(`${row},${startCol}`)
    }
  }
  const hidden = [...(rowDefs ?? [])].filter(([, row]) => row.hidden).map(([index]) => index)
  return { name, rows: texts, hiddenRows: new Set(hidden), mergedCells, notes: [] }
}

/** What a cell shows, but dates always in one form. */
const textOf = (value: CellValue, cell: Cell | undefined): string => {
  if (value === null) return ''
  if (value instanceof Date) {
    // A workbook's day has no time zone; the reader gives it as midnight in UTC.
    const day = Number.isNaN(value.valueOf()) ? '' : value.toISOString().slice(0, 10)
    const format = cell?.style?.numFmt ?? ''
    return /d/i.test(format.replace(/\[[^\]]*\]|"[^"]*"/g, '')) || format === '' ? day : day.slice(0, 7)
  }
  if (typeof value === 'number') {
    const format = cell?.style?.numFmt
    return format === undefined ? String(value) : formatValue(value, format)
  }
  return typeof value === 'boolean' ? String(value).toUpperCase() : value
}
