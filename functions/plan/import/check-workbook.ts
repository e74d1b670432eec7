import { lookThrough, MARKUP } from './look-through.ts'
import { lookIntoParts, TooManyParts } from './packed-parts.ts'
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
  try {
    return await lookIntoParts(bytes, MOST_PARTS, async (parts, open) => {
      const told = TELLTALES.find(([name]) => parts.some(({ fileName }) => name.test(fileName)))
      if (told) return unreadable(told[1])
      if (!parts.some(({ fileName }) => fileName === 'xl/workbook.xml')) return unreadable(NO_WORKBOOK)
      if (parts.some((part) => part.isEncrypted())) return unreadable(PROTECTED)
      // What the package says of itself first, for it costs nothing; then what it really unpacks to.
      if (sum(parts.map(({ uncompressedSize }) => uncompressedSize)) > LARGEST_UNPACKED) {
        return unreadable(TOO_LARGE)
      }
      let unpacked = 0
      const counts = { weight: 0, rows: 0, cells: 0, area: 0, merged: 0, columnWidths: 0 }
      for (const part of parts) {
        const look = MARKUP.test(part.fileName) ? lookThrough(counts) : null
        for await (const chunk of await open(part)) {
          if (!(chunk instanceof Buffer)) continue
          unpacked += chunk.length
          if (unpacked > LARGEST_UNPACKED) return unreadable(TOO_LARGE)
          look?.(chunk)
        }
      }
      return null
    })
  } catch (error) {
    if (error instanceof TooManyParts) return unreadable(TOO_LARGE)
    if (error instanceof Refused) return unreadable(error.message)
    return unreadable(DAMAGED)
  }
}

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0)
