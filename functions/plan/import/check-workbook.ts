import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { colToLetter } from 'hucre/xlsx'
import { type Entry, fromBuffer, type ZipFile } from 'yauzl'
import { unreadable } from './sheet.ts'

/** What a workbook may unpack to, bytes: a plan of 10,000 actions is some 25 MB of XML. Reading costs six times as much memory. */
const LARGEST_UNPACKED = 40 * 1024 * 1024
const MOST_PARTS = 1_000
/** Rows of all sheets together, empty ones included; also the last row that may hold something. */
const MOST_ROWS = 50_000
const MOST_CELLS = 300_000
const LAST_COLUMN = 702
/** A sheet is read as a rectangle, so its empty cells cost memory too. */
const LARGEST_AREA = 4_000_000
/** What the tags of all parts cost together; a plan of 20,000 actions has some 480,000. */
const MOST_WEIGHT = 550_000
const LONGEST_TAG = 256 * 1024
/** Merges, and the cells that they go down over. */
const MOST_MERGED = 250_000
const MOST_COLUMN_WIDTHS = 2_000

type Refusal = { ok: false; reason: string }

/** Parts of a package that tell what it is, and what to do about it. */
const TELLTALES: [RegExp, string][] = [
  [/^word\//, 'The file is a Word document. Save the plan from the spreadsheet and choose that file.'],
  [/^ppt\//, 'The file is a presentation. Save the plan from the spreadsheet and choose that file.'],
  [
    /^content\.xml$/,
    'The file is an OpenDocument spreadsheet. Save it as an Excel workbook (.xlsx) and choose that file.',
  ],
  [
    /^xl\/workbook\.bin$/,
    'The file is a binary workbook (.xlsb). Save it as an Excel workbook (.xlsx) and choose that file.',
  ],
  [
    /(?:^|\/)vbaProject\.bin$|^xl\/macrosheets\//i,
    'The workbook has macros, which Muster does not take in. Save it as an Excel workbook (.xlsx), without them, and choose that file.',
  ],
  [
    /^xl\/externalLinks\//,
    'The workbook has links to other workbooks, whose values Muster cannot see. In Excel choose Data, Edit Links, Break Link, save it and choose that file.',
  ],
]

const NO_WORKBOOK =
  'The file is not an Excel workbook, whatever its name says. Save the plan as an Excel workbook (.xlsx), CSV or tab-separated text and choose that file.'
const DAMAGED =
  'The workbook is damaged and cannot be opened. Open it in the spreadsheet, save it under another name and choose that file.'
export const PROTECTED =
  'The workbook is protected by a password. In Excel choose File, Info, Protect Workbook, remove the password, save it and choose that file.'
const TOO_LARGE =
  'The workbook unpacks to more than 40 MB, which no plan needs. Copy the plan’s own sheet into a new workbook and choose that file.'
const TOO_MANY_CELLS = `The workbook has more than ${MOST_CELLS.toLocaleString('en-GB')} cells, which no plan needs. Copy the plan’s own sheet into a new workbook and choose that file.`
const TOO_MANY_ROWS = `The workbook has more than ${MOST_ROWS.toLocaleString('en-GB')} rows. Delete the rows below the plan, or copy the plan’s own rows into a new workbook, and choose that file.`
const ODD =
  'The workbook has more in it than a plan has, or is built in a way no plan is. Copy the plan’s own sheet into a new workbook and choose that file.'

/**
 * Looks through a workbook's package without building anything of it, so that one made to do harm is
 * refused before it costs memory: every part is unpacked once, piece by piece, and thrown away.
 */
export const checkWorkbook = async (bytes: Uint8Array): Promise<Refusal | null> => {
  let zip: ZipFile
  try {
    zip = await openZip(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
      lazyEntries: true,
      autoClose: false,
    })
  } catch {
    return unreadable(DAMAGED)
  }
  try {
    return await checkParts(zip)
  } catch (error) {
    if (error instanceof Refused) return unreadable(error.message)
    return unreadable(DAMAGED)
  } finally {
    zip.close()
  }
}

const openZip = promisify<Buffer, { lazyEntries: boolean; autoClose: boolean }, ZipFile>(fromBuffer)

/** Ends a look through a workbook; the message is the sentence for the coordinator. */
class Refused extends Error {}

const checkParts = async (zip: ZipFile): Promise<Refusal | null> => {
  const entries = await listParts(zip)
  const told = TELLTALES.find(([name]) => entries.some(({ fileName }) => name.test(fileName)))
  if (told) return unreadable(told[1])
  if (!entries.some(({ fileName }) => fileName === 'xl/workbook.xml')) return unreadable(NO_WORKBOOK)
  if (entries.some((entry) => entry.isEncrypted())) return unreadable(PROTECTED)
  // What the package says of itself first, for it costs nothing; then what it really unpacks to.
  if (sum(entries.map(({ uncompressedSize }) => uncompressedSize)) > LARGEST_UNPACKED) {
    return unreadable(TOO_LARGE)
  }
  let unpacked = 0
  const counts = { weight: 0, rows: 0, cells: 0, area: 0, merged: 0, columnWidths: 0 }
  for (const entry of entries) {
    const look = MARKUP.test(entry.fileName) ? lookThrough(counts) : null
    const stream: Readable = await openPart(zip, entry)
    for await (const chunk of stream) {
      if (!(chunk instanceof Buffer)) continue
      unpacked += chunk.length
      if (unpacked > LARGEST_UNPACKED) return unreadable(TOO_LARGE)
      look?.(chunk)
    }
  }
  return null
}

const MARKUP = /\.(?:xml|rels|vml)$/i

const listParts = (zip: ZipFile): Promise<Entry[]> =>
  new Promise((resolve, reject) => {
    const entries: Entry[] = []
    zip.on('entry', (entry: Entry) => {
      entries.push(entry)
      if (entries.length > MOST_PARTS) reject(new Refused(TOO_LARGE))
      else zip.readEntry()
    })
    zip.on('end', () => resolve(entries))
    zip.on('error', reject)
    zip.readEntry()
  })

/** The part's bytes, unpacked; they end in an error where there are more of them than the part says. */
const openPart = (zip: ZipFile, entry: Entry): Promise<Readable> =>
  new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)))
  })

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
const lookThrough = (counts: Counts): ((chunk: Buffer) => void) => {
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

/** What begins with a sign besides `<` ends where the second text stands; the first that fits counts. */
const ENDS = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<!', '>'],
  ['<?', '?>'],
] as const
const LONGEST_BEGINNING = 9

/** Where the `>` of the tag that begins there stands; -1 where it has not come yet. */
const endOfTag = (text: string, begin: number): number => {
  const first = text.charAt(begin + 1)
  if (first === '') return -1
  if (first === '/') return text.indexOf('>', begin)
  if (first === '!' || first === '?') {
    if (first === '!' && text.length < begin + LONGEST_BEGINNING) return -1
    const [beginning, ending] = ENDS.find(([start]) => text.startsWith(start, begin)) ?? ENDS[2]
    const end = text.indexOf(ending, begin + beginning.length)
    return end === -1 ? -1 : end + ending.length - 1
  }
  let quote = 0
  for (let at = begin + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (quote !== 0) quote = code === quote ? 0 : quote
    else if (code === 0x22 || code === 0x27) quote = code
    else if (code === 0x3e) return at
  }
  return -1
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

const nameOf = (tag: string): string => {
  let end = 0
  while (end < tag.length && tag.charCodeAt(end) > 0x20 && tag.charAt(end) !== '/') end += 1
  return withoutPrefix(tag.slice(0, end))
}

const withoutPrefix = (name: string): string => name.slice(name.indexOf(':') + 1)

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

/** `AB` as 27, counted from 0. */
const columnOf = (letters: string): number => {
  let column = 0
  for (let at = 0; at < letters.length; at += 1) column = column * 26 + letters.charCodeAt(at) - 64
  return column - 1
}

/** A tag's attribute; null where it has none. Throws Refused where its attributes are not written plainly. */
const attributeOf = (tag: string, name: string): string | null => {
  let value: string | null = null
  let end = tag.search(/\s|\/$|$/)
  ATTRIBUTE.lastIndex = end
  for (let found = ATTRIBUTE.exec(tag); found !== null; found = ATTRIBUTE.exec(tag)) {
    end = ATTRIBUTE.lastIndex
    if (found[1] !== name) continue
    if (value !== null) throw new Refused(DAMAGED)
    value = found[2] ?? found[3] ?? ''
  }
  const isPlain = /^\s*\/?$/.test(tag.slice(end)) && (name === 'Target' || !value?.includes('&'))
  if (!isPlain) throw new Refused(DAMAGED)
  return value
}

const ATTRIBUTE = /\s+([^\s="']+)\s*=\s*(?:"([^"]*)"|'([^']*)')/y

/** `B7` as row 7, counted from 1, and column 1, counted from 0. */
const placeOf = (cell: string): { row: number; column: number } => {
  const [, letters, row] = /^([A-Z]{1,3})(\d{1,7})$/i.exec(cell) ?? []
  if (letters === undefined) throw new Refused(DAMAGED)
  return { row: Number(row), column: columnOf(letters.toUpperCase()) }
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

const hasFarCell = ({ row, column }: { row: number; column: number }): string =>
  `The workbook has a cell far outside of the plan, ${colToLetter(column)}${row}. In Excel press Ctrl and End to go there, delete the rows and columns beyond the plan, save it and choose that file.`

/** The sentence for a workbook with a formula, at a cell such as `B7`. */
export const hasFormula = (cell: string, sheet?: string): string =>
  `The workbook has formulas${cell === '' ? '' : `, the first in cell ${cell}`}${sheet === undefined ? '' : ` of the sheet ${sheet}`}. What they show can change unseen, so copy the sheet, paste it as values only, save it and choose that file.`

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0)
