import { formatValue, HucreError } from 'hucre'
import { type Cell, type CellValue, colToLetter, type Sheet as RawSheet, readXlsx } from 'hucre/xlsx'
import { checkWorkbook } from './check-workbook.ts'
import { type LeftOut, type Sheet, type Sheets, unreadable } from './sheet.ts'
import { hasFormula } from './workbook-limits.ts'

/**
 * A workbook's sheets as rows of texts. A value merged down over several rows stands in each of them.
 * Sheets that the workbook hides are left out, for they may be old copies; hidden rows are not, for a
 * filter hides them. A workbook that is too large, or whose values depend on something else, is refused.
 */
export const openWorkbook = async (bytes: Uint8Array): Promise<Sheets> => {
  const refusal = await checkWorkbook(bytes)
  if (refusal) return refusal
  try {
    const workbook = await readXlsx(bytes, { readStyles: true })
    for (const { name, cells } of workbook.sheets) {
      const formula = cells && [...cells].find(([, cell]) => cell.formula !== undefined)
      if (formula) return unreadable(hasFormula(addressOf(formula[0]), name))
    }
    const [shown, hidden] = [
      workbook.sheets.filter((sheet) => !isHidden(sheet)),
      workbook.sheets.filter(isHidden),
    ]
    return { ok: true, sheets: shown.map(toSheet), leftOut: hidden.map(toSheet).flatMap(leaveOut) }
  } catch (error) {
    if (!(error instanceof HucreError || error instanceof RangeError)) throw error
    return unreadable(
      'The workbook cannot be read: it is damaged, or no Excel workbook. Open it in the spreadsheet, save it as an Excel workbook (.xlsx) and choose that file.',
    )
  }
}

const isHidden = ({ hidden, veryHidden }: RawSheet): boolean => hidden === true || veryHidden === true

/** A sheet's words; nothing for a sheet that has none. */
const leaveOut = ({ name, rows, notes }: Sheet): LeftOut[] => {
  const lines = rows.map((row) => row.filter((cell) => cell.trim() !== '').join('\t'))
  const text = [...lines, ...notes.map((note) => note.text)].filter((line) => line !== '').join('\n')
  return text === '' ? [] : [{ name, text }]
}

/** `2,0` as `A3`. */
const addressOf = (key: string): string => {
  const [row = 0, column = 0] = key.split(',').map(Number)
  return `${colToLetter(column)}${row + 1}`
}

const toSheet = (sheet: RawSheet): Sheet => {
  const { name, rows, cells, merges = [], rowDefs } = sheet
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
  return { name, rows: texts, hiddenRows: new Set(hidden), mergedCells, notes: notesOf(sheet) }
}

/** Notes and the messages of threads. A thread's cell has a note too, which only repeats it for old Excels. */
const notesOf = ({ cells, threadedComments = [] }: RawSheet): Sheet['notes'] => {
  const cellById = new Map(threadedComments.map(({ id, ref }) => [id, ref]))
  const messages = threadedComments.map(({ ref, parentId, text }) => ({
    cell: ref ?? cellById.get(parentId ?? '') ?? '',
    text,
  }))
  const threads = new Set(messages.map(({ cell }) => cell))
  const notes = [...(cells ?? [])].flatMap(([key, { comment }]) =>
    comment === undefined || threads.has(addressOf(key))
      ? []
      : [{ cell: addressOf(key), text: comment.text }],
  )
  return [...notes, ...messages].filter(({ text }) => text.trim() !== '')
}

/** What a cell shows, but dates always in one form, and a number that its format shortens or hides as it is. */
const textOf = (value: CellValue, cell: Cell | undefined): string => {
  const format = cell?.style?.numFmt
  if (value === null) return ''
  if (value instanceof Date) return dateOf(value, format ?? '')
  if (typeof value === 'number') {
    const shown = format === undefined ? '' : formatValue(value, format)
    return isSame(numberIn(shown), value) ? shown : String(value)
  }
  return typeof value === 'boolean' ? String(value).toUpperCase() : value
}

/** A workbook's day has no time zone; the reader gives it as midnight in UTC. */
const dateOf = (date: Date, format: string): string => {
  if (Number.isNaN(date.valueOf())) return ''
  const day = date.toISOString().slice(0, 10)
  const showsDay = format === '' || /d/i.test(format.replace(/\[[^\]]*\]|"[^"]*"/g, ''))
  const dayAfter = new Date(date.valueOf() + 24 * 60 * 60 * 1000)
  // Where only its month is shown, the first day or the last stands for it; any other was meant.
  return !showsDay && (date.getUTCDate() === 1 || dayAfter.getUTCDate() === 1) ? day.slice(0, 7) : day
}

/** The one number that a text such as `(£1,234.50)` or `98.7%` has; NaN where it has none or several. */
const numberIn = (shown: string): number => {
  const [found, ...more] = shown.matchAll(/(?:\d[\d,]*)?\.?\d+(?:E[+-]?\d+)?/gi)
  if (found === undefined || more.length > 0) return Number.NaN
  const size = Number(found[0].replaceAll(',', '')) / (shown.includes('%') ? 100 : 1)
  return /[-(]/.test(shown.slice(0, found.index)) ? -size : size
}

/** As sure as a spreadsheet is: it has 15 figures. */
const isSame = (a: number, b: number): boolean => Math.abs(a - b) <= Math.abs(b) * 1e-14
