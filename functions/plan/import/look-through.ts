import { colToLetter } from 'hucre/xlsx'
import {
  hasFarCell,
  hasFormula,
  LARGEST_AREA,
  LAST_COLUMN,
  LONGEST_TAG,
  MOST_CELLS,
  MOST_COLUMN_WIDTHS,
  MOST_MERGED,
  MOST_ROWS,
  MOST_WEIGHT,
  ODD,
  Refused,
  TOO_MANY_CELLS,
  TOO_MANY_ROWS,
} from './workbook-limits.ts'
import { attributeOf, columnOf, endOfTag, nameOf, placeOf, withoutPrefix } from './xml-tags.ts'

/** Names of the parts of a package that are looked through. */
export const MARKUP = /\.(?:xml|rels|vml)$/i

type Counts = {
  weight: number
  rows: number
  cells: number
  area: number
  merged: number
  columnWidths: number
}

/**
 * Looks through a part tag by tag as the XLSX reader does, whatever the part is called, and adds what
 * it finds to what other parts have. Throws Refused at what no plan has.
 */
export const lookThrough = (counts: Counts): ((chunk: Buffer) => void) => {
  let rest = ''
  const sheet = { inData: false, inCell: false, row: 0, column: 0, lastRow: 0, lastColumn: 0, texts: 0 }
  return (chunk) => {
    const text = rest + chunk.toString('latin1')
    let at = text.indexOf('<')
    while (at !== -1) {
      const end = endOfTag(text, at)
      if (end === -1) break
      if (mayMatter(text, at, end)) lookAtTag(text.slice(at + 1, end), sheet, counts)
      at = text.indexOf('<', end)
    }
    refuseIf(counts.weight > MOST_WEIGHT, ODD)
    rest = at === -1 ? '' : text.slice(at)
    refuseIf(rest.length > LONGEST_TAG, ODD)
  }
}

/** Of closing tags, nearly half of all, only those of a cell and of the rows together matter. */
const mayMatter = (text: string, begin: number, end: number): boolean => {
  if (text.charCodeAt(begin + 1) !== SLASH) return true
  const last = text.charCodeAt(end - 1)
  return last === LETTER_A || last === LETTER_C || last <= SPACE
}
const [SPACE, SLASH, LETTER_A, LETTER_C] = [0x20, 0x2f, 0x61, 0x63]

const refuseIf = (isRefused: boolean, reason: string): void => {
  if (isRefused) throw new Refused(reason)
}

type SheetSoFar = {
  inData: boolean
  inCell: boolean
  /** The row that is being read, counted from 1, and where its next cell stands, from 0. */
  row: number
  column: number
  /** How many rows and columns the sheet has so far. */
  lastRow: number
  lastColumn: number
  /** How many tags may still follow that cost nothing more. */
  texts: number
}

/** `tag` is what stands between the angle brackets. */
const lookAtTag = (tag: string, sheet: SheetSoFar, counts: Counts): void => {
  if (tag.startsWith('/')) {
    const name = withoutPrefix(tag.slice(1).trim())
    if (name === 'c') sheet.inCell = false
    if (name === 'sheetData') sheet.inData = false
    return
  }
  const name = nameOf(tag)
  weigh(name, sheet, counts)
  switch (name) {
    case 'sheetData':
      sheet.inData = true
      break
    case 'row':
      if (sheet.inData) lookAtRow(tag, sheet, counts)
      break
    case 'c':
      if (sheet.inData) lookAtCell(tag, sheet, counts)
      sheet.inCell = sheet.inData && !tag.endsWith('/')
      break
    case 'f':
      // Elsewhere than in a cell it is a condition, a list or a chart, and holds no value.
      if (sheet.inCell) throw new Refused(hasFormula(`${colToLetter(sheet.column - 1)}${sheet.row}`))
      break
    case 'mergeCell':
      counts.merged += 1 + heightOf(attributeOf(tag, 'ref') ?? 'A1')
      refuseIf(counts.merged > MOST_MERGED, ODD)
      break
    case 'col':
      // In drawings, `col` is a number and has no attributes.
      if (attributeOf(tag, 'max') !== null) counts.columnWidths += 1
      refuseIf(counts.columnWidths > MOST_COLUMN_WIDTHS, ODD)
      break
    case 'Relationship': {
      const isLookedThrough = MARKUP.test(attributeOf(tag, 'Target') ?? '')
      refuseIf(isReadAsMarkup(attributeOf(tag, 'Type') ?? '') && !isLookedThrough, ODD)
      break
    }
  }
}

/** What tags cost the reader, a tag of most kinds being 1; `texts` is how many tags within cost nothing more. */
const WEIGHTS = new Map([
  ['c', { weight: 1, texts: 2 }],
  ['si', { weight: 1, texts: 1 }],
  ['r', { weight: 3, texts: 1 }],
  ['xf', { weight: 2, texts: 0 }],
  ['hyperlink', { weight: 2, texts: 0 }],
  ['Relationship', { weight: 2, texts: 0 }],
])

const weigh = (name: string, sheet: SheetSoFar, counts: Counts): void => {
  const known = WEIGHTS.get(name)
  if (known) {
    counts.weight += known.weight
    sheet.texts = name === 'c' && !sheet.inData ? 0 : known.texts
  } else if (sheet.texts > 0 && (name === 't' || name === 'v' || name === 'is')) sheet.texts -= 1
  else counts.weight += 1
}

const lookAtRow = (tag: string, sheet: SheetSoFar, counts: Counts): void => {
  counts.rows += 1
  refuseIf(counts.rows > MOST_ROWS, TOO_MANY_ROWS)
  sheet.row = Number(attributeOf(tag, 'r')) || sheet.row + 1
  sheet.column = 0
}

const lookAtCell = (tag: string, sheet: SheetSoFar, counts: Counts): void => {
  counts.cells += 1
  refuseIf(counts.cells > MOST_CELLS, TOO_MANY_CELLS)
  const at = placeOfCell(tag, sheet)
  sheet.column = at.column + 1
  if (at.row > MOST_ROWS || sheet.column > LAST_COLUMN) throw new Refused(hasFarCell(at))
  const before = sheet.lastRow * sheet.lastColumn
  sheet.lastRow = Math.max(sheet.lastRow, at.row)
  sheet.lastColumn = Math.max(sheet.lastColumn, sheet.column)
  counts.area += sheet.lastRow * sheet.lastColumn - before
  if (counts.area > LARGEST_AREA) {
    throw new Refused(hasFarCell({ row: sheet.lastRow, column: sheet.lastColumn - 1 }))
  }
}

/** A cell as nearly all are written: its place, its style, its kind. */
const PLAIN_CELL = /^c r="([A-Z]{1,3})(\d{1,7})"(?: s="\d+")?(?: t="[a-zA-Z]+")?\/?$/

const placeOfCell = (tag: string, sheet: SheetSoFar): { row: number; column: number } => {
  const [, letters, row] = PLAIN_CELL.exec(tag) ?? []
  if (letters !== undefined) return { row: Number(row), column: columnOf(letters) }
  const named = attributeOf(tag, 'r')
  return named === null || named === '' ? { row: sheet.row, column: sheet.column } : placeOf(named)
}

/** How many rows below its first a merge such as `B7:C9` goes. */
const heightOf = (merge: string): number => {
  const [first = 0, last = first] = merge.split(':').map((cell) => placeOf(cell.replaceAll('$', '')).row)
  return Math.max(0, Math.min(last, MOST_ROWS) - first)
}

/** Parts of these kinds are read as markup whatever they are called: only such as were looked through may be. */
const isReadAsMarkup = (type: string): boolean =>
  /(?:^|\/)(?:officeDocument|worksheet|sharedStrings|styles|sheetMetadata|person|comments|threadedComment|drawing|chart|table|pivot\w+|slicer\w*|timeline\w*|cellimages?|externalLink)$/i.test(
    type,
  )
