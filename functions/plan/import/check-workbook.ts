import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { type Entry, fromBuffer, type ZipFile } from 'yauzl'
import { unreadable } from './sheet.ts'

/** What a workbook may unpack to, bytes: a plan of 10,000 actions is some 25 MB of XML. Reading costs six times as much memory. */
const LARGEST_UNPACKED = 40 * 1024 * 1024
const MOST_PARTS = 1_000
/** Rows of all sheets together, empty ones included; also the last row that may hold something. */
const MOST_ROWS = 50_000
const MOST_CELLS = 500_000

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
  let rows = 0
  let cells = 0
  for (const entry of entries) {
    const counter = /^xl\/worksheets\/[^/]+\.xml$/.test(entry.fileName) ? createCounter() : null
    const stream: Readable = await openPart(zip, entry)
    for await (const chunk of stream) {
      if (!(chunk instanceof Buffer)) continue
      unpacked += chunk.length
      if (unpacked > LARGEST_UNPACKED) return unreadable(TOO_LARGE)
      if (counter === null) continue
      const found = counter(chunk)
      rows += found.rows
      cells += found.cells
      if (rows > MOST_ROWS) return unreadable(TOO_MANY_ROWS)
      if (cells > MOST_CELLS) return unreadable(TOO_MANY_CELLS)
      if (found.farAt !== null) return unreadable(hasFarCell(found.farAt))
      if (found.formulaAt !== null) return unreadable(hasFormula(found.formulaAt))
    }
  }
  return null
}

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

/** As many characters as the longest tag that is looked for may have been cut at the end of a piece. */
const OVERLAP = 400

/** `formulaAt` and `farAt` are cells such as `B7`; null where there is none. */
type Found = { rows: number; cells: number; formulaAt: string | null; farAt: string | null }

/** Counts a worksheet's rows and cells and finds its first formula, piece by piece, without reading its XML. */
const createCounter = () => {
  let tail = ''
  return (chunk: Buffer): Found => {
    const text = tail + chunk.toString('latin1')
    const before = { rows: count(tail, ROW), cells: count(tail, CELL_BEGINS) }
    tail = text.slice(-OVERLAP)
    const formula = FORMULA.exec(text)
    const cells = formula && [...text.slice(0, formula.index).matchAll(CELL)]
    return {
      rows: count(text, ROW) - before.rows,
      cells: count(text, CELL_BEGINS) - before.cells,
      formulaAt: formula && (cells?.at(-1)?.[1] ?? ''),
      farAt: FAR_CELL.exec(text)?.[1] ?? null,
    }
  }
}

const ROW = /(?:<|\w:)row[\s/>]/g
const CELL_BEGINS = /(?:<|\w:)c[\s/>]/g
/** Lists and colours that depend on other cells have theirs in `xm:f`: they hold no value of a cell. */
const FORMULA = /<(?!xm:)(?:\w+:)?f[\s/>]/
const CELL = /<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3}\d{1,7})"/g

const count = (text: string, pattern: RegExp): number => {
  let found = 0
  pattern.lastIndex = 0
  while (pattern.test(text)) found += 1
  return found
}

/** A cell right of column ZZ or below MOST_ROWS: a sheet is read as a rectangle, so one makes it huge. */
const FAR_CELL = / r="([A-Z]{3}\d+|[A-Z]{1,2}(?:[5-9]\d{4}|\d{6,7}))"/

const hasFarCell = (cell: string): string =>
  `The workbook has a cell far outside of the plan, ${cell}. In Excel press Ctrl and End to go there, delete the rows and columns beyond the plan, save it and choose that file.`

/** The sentence for a workbook with a formula, at a cell such as `B7`. */
export const hasFormula = (cell: string, sheet?: string): string =>
  `The workbook has formulas${cell === '' ? '' : `, the first in cell ${cell}`}${sheet === undefined ? '' : ` of the sheet ${sheet}`}. What they show can change unseen, so copy the sheet, paste it as values only, save it and choose that file.`

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0)
