import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { type Entry, fromBuffer, type ZipFile } from 'yauzl'
import { lookThrough, MARKUP } from './look-through.ts'
import { unreadable } from './sheet.ts'
import {
  DAMAGED,
  LARGEST_UNPACKED,
  MOST_PARTS,
  NO_WORKBOOK,
  PROTECTED,
  Refused,
  TOO_LARGE,
} from './workbook-limits.ts'

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

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0)
