import { decodeText } from './decode-text.ts'
import { openWorkbook } from './open-workbook.ts'
import { type Sheets, unreadable } from './sheet.ts'
import { type KnownHeadings, splitText } from './split-text.ts'
import { PROTECTED } from './workbook-limits.ts'

/** More bytes than a text may have characters, however they are written. */
const LARGEST_TEXT = 60_000_000

const startsWith = (bytes: Uint8Array, ...start: number[]): boolean =>
  start.every((byte, index) => bytes[index] === byte)

/** Files by their first bytes: their names are not to be trusted. */
const FOREIGN: [what: string, ...start: number[]][] = [
  ['a picture', 0x89, 0x50, 0x4e, 0x47],
  ['a picture', 0xff, 0xd8, 0xff],
  ['a picture', 0x47, 0x49, 0x46, 0x38],
  ['a PDF', 0x25, 0x50, 0x44, 0x46],
]

/**
 * A file as sheets, by what its bytes are: an Excel workbook, or text, which is parted by what headings
 * are known. Never throws for what is in the file.
 */
export const readFile = async (bytes: Uint8Array, knownIn?: KnownHeadings): Promise<Sheets> => {
  const foreign = FOREIGN.find(([, ...start]) => startsWith(bytes, ...start))
  if (foreign) {
    return unreadable(
      `The file is ${foreign[0]}, whatever its name says. Save the plan as an Excel workbook (.xlsx), CSV or tab-separated text and choose that file.`,
    )
  }
  if (startsWith(bytes, 0x50, 0x4b)) return await openWorkbook(bytes)
  if (startsWith(bytes, 0xd0, 0xcf, 0x11, 0xe0)) return unreadable(whyCompound(bytes))
  if (bytes.length > LARGEST_TEXT) {
    return unreadable(
      'The file has more than 60 MB of text, which no plan has. Save the plan’s own sheet and choose that file.',
    )
  }
  return splitText(decodeText(bytes), knownIn)
}

/** Excel keeps workbooks with a password, and those of its old kind, in a compound file. */
const whyCompound = (bytes: Uint8Array): string => {
  const names = Buffer.from('EncryptedPackage', 'utf16le')
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(names)
    ? PROTECTED
    : 'The file is a workbook of the old kind (.xls). Save it as an Excel workbook (.xlsx) and choose that file.'
}
