import { buffer } from 'node:stream/consumers'
import { lookIntoParts } from '../plan/import/packed-parts.ts'
import { sizeName } from '../plan/wording.ts'
import type { Ask } from './ask.ts'
import type { EvidenceFile } from './update.ts'

/** Bytes of one file. */
export const LARGEST_FILE = 10 * 1024 * 1024
export const MOST_FILES = 10
/** Characters of a name that are kept. */
const LONGEST_NAME = 200
/** Parts of a packed file that are looked at; documents have some hundreds. */
const MOST_PARTS = 10_000
/** Bytes that the part may unpack to which says what a packed file is. */
const LARGEST_TELLTALE = 1024 * 1024

type Kind = {
  mediaType: string
  /** What people call it. */
  words: string
  ending: string
}

const OFFICE = 'application/vnd.openxmlformats-officedocument'
const OPEN_DOCUMENT = 'application/vnd.oasis.opendocument'

/** What may be added: nothing that runs, by itself or by its macros. */
const kinds = {
  pdf: { mediaType: 'application/pdf', words: 'PDF', ending: 'pdf' },
  docx: { mediaType: `${OFFICE}.wordprocessingml.document`, words: 'Word', ending: 'docx' },
  xlsx: { mediaType: `${OFFICE}.spreadsheetml.sheet`, words: 'Excel', ending: 'xlsx' },
  pptx: { mediaType: `${OFFICE}.presentationml.presentation`, words: 'PowerPoint', ending: 'pptx' },
  odt: { mediaType: `${OPEN_DOCUMENT}.text`, words: 'OpenDocument text', ending: 'odt' },
  ods: { mediaType: `${OPEN_DOCUMENT}.spreadsheet`, words: 'OpenDocument spreadsheet', ending: 'ods' },
  odp: { mediaType: `${OPEN_DOCUMENT}.presentation`, words: 'OpenDocument presentation', ending: 'odp' },
  png: { mediaType: 'image/png', words: 'PNG picture', ending: 'png' },
  jpg: { mediaType: 'image/jpeg', words: 'JPEG picture', ending: 'jpg' },
  csv: { mediaType: 'text/csv', words: 'CSV', ending: 'csv' },
  txt: { mediaType: 'text/plain', words: 'text', ending: 'txt' },
} as const satisfies Record<string, Kind>

const allKinds: readonly Kind[] = Object.values(kinds)

/** Endings that files may have, as a file field's `accept` names them. */
export const ACCEPTED: string = [...allKinds.map(({ ending }) => `.${ending}`), '.jpeg'].join(',')

/** A file's kind and size as people say them: `PDF, 240 KB`. */
export const kindAndSize = ({ mediaType, bytes }: Pick<EvidenceFile, 'mediaType' | 'bytes'>): string => {
  const kind = allKinds.find((one) => one.mediaType === mediaType)
  return `${kind?.words ?? 'file'}, ${sizeName(bytes)}`
}

/**
 * A file's name as it is shown: without folders, and without characters that nobody sees or that turn
 * the reading direction, by which a program could pass for a document. At most 200 characters; the
 * ending stays.
 */
const cleanName = (name: string): string => {
  const bare = (name.normalize('NFC').split(/[/\\]/).at(-1) ?? '')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, '')
    .replace(/\s+/gu, ' ')
    .trim()
  const characters = [...bare]
  if (bare.length <= LONGEST_NAME) return bare
  const ending = /\.[A-Za-z0-9]{1,8}$/.exec(bare)?.[0] ?? ''
  let start = ''
  for (const character of characters) {
    if (start.length + character.length + ending.length + 1 > LONGEST_NAME) break
    start += character
  }
  return `${start}…${ending}`
}

export type Inspected = { ok: true; mediaType: string } | { ok: false; reason: string }

const refuse = (reason: string): Inspected => ({ ok: false, reason })

/**
 * What a file is, by its bytes, and whether it may be added. `reason` goes on after the file's name and
 * says what to do. A packed file is not unpacked, but for the one small part that says what it is.
 */
export const inspectFile = async (name: string, bytes: Uint8Array): Promise<Inspected> => {
  if (bytes.length === 0) return refuse('is empty. Save it again and choose it again')
  if (bytes.length > LARGEST_FILE) return refuse(tooLarge(bytes.length))
  const ending =
    /\.([^.]+)$/
      .exec(name)?.[1]
      ?.toLowerCase()
      .replace(/^jpeg$/, 'jpg') ?? ''
  const found = await kindOf(bytes, ending)
  if (typeof found === 'string') return refuse(found)
  if (found.ending === ending) return { ok: true, mediaType: found.mediaType }
  // Programs and scripts of all sorts are text as well.
  const isKnown = allKinds.some((kind) => kind.ending === ending)
  if (found === kinds.txt && !isKnown) return refuse(NOT_ALLOWED)
  // A name decides what a computer does with a file, so it must say what the file is.
  return refuse(
    `is not what its name says: what is in it is ${found.words}. Save it as .${found.ending} and choose it again`,
  )
}

export const tooLarge = (bytes: number): string =>
  `is ${sizeName(bytes)}, and at most ${sizeName(LARGEST_FILE)} can be added. Make it smaller, or give a link to it instead`

const NOT_ALLOWED =
  'is of a kind that cannot be added. Save it as PDF, or choose a Word, Excel, PowerPoint, OpenDocument, PNG, JPEG, CSV or text file'
const MACROS = 'has macros, which nobody here may be sent. Save it without them and choose it again'
const OLD_OFFICE =
  'is in an old format of Office, or has a password. Save it as .docx, .xlsx or .pptx without a password and choose it again'
const DAMAGED = 'cannot be opened: it may be damaged. Open it yourself, save it again and choose it again'

/** By the bytes that files of a kind begin with. */
const signatures: [bytes: number[], means: Kind | string][] = [
  [[0x25, 0x50, 0x44, 0x46, 0x2d], kinds.pdf],
  [[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], kinds.png],
  [[0xff, 0xd8, 0xff], kinds.jpg],
  [[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], OLD_OFFICE],
]
const PACKED = [0x50, 0x4b, 0x03, 0x04]

/** A file's kind, or why it is of none. Which kind of text a text is, its name alone can say. */
const kindOf = async (bytes: Uint8Array, ending: string): Promise<Kind | string> => {
  const beginsWith = (signature: number[]) => signature.every((byte, index) => bytes[index] === byte)
  const signed = signatures.find(([signature]) => beginsWith(signature))
  if (signed) return signed[1]
  if (beginsWith(PACKED)) return await kindOfPacked(bytes)
  if (!isText(bytes)) return NOT_ALLOWED
  return ending === kinds.csv.ending ? kinds.csv : kinds.txt
}

/** Text in UTF-8, UTF-16 with its mark, or the one byte a letter of older spreadsheets. */
const isText = (bytes: Uint8Array): boolean => {
  const isWide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
  const label = isWide ? (bytes[0] === 0xff ? 'utf-16le' : 'utf-16be') : 'latin1'
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what no text has
  return !/[\u0000-\u0008\u000b\u000e-\u001f]/.test(new TextDecoder(label).decode(bytes))
}

/** Where Office keeps macros, and where OpenDocument does. */
const MACRO_PART = /(?:^|\/)vbaProject\.bin$|^xl\/macrosheets\/|^(?:Basic|Scripts)\/./i
const OFFICE_TYPE = /"([^"]*)\.main\+xml"/

const kindOfPacked = async (bytes: Uint8Array): Promise<Kind | string> => {
  try {
    return await lookIntoParts(bytes, MOST_PARTS, async (parts, open) => {
      if (parts.some(({ fileName }) => MACRO_PART.test(fileName))) return MACROS
      if (parts.some((part) => part.isEncrypted())) return OLD_OFFICE
      /** The part that says what the file is, as text; null where there is none. */
      const readTelltale = async (name: string): Promise<string | null> => {
        const part = parts.find(({ fileName }) => fileName === name)
        if (!part) return null
        if (part.uncompressedSize > LARGEST_TELLTALE) throw new Error('the part is too large')
        return (await buffer(await open(part))).toString('utf8')
      }
      const openDocument = await readTelltale('mimetype')
      if (openDocument !== null) return kindOfMedia(openDocument.trim())
      const office = await readTelltale('[Content_Types].xml')
      if (office === null) return NOT_ALLOWED
      return /macroEnabled/i.test(office) ? MACROS : kindOfMedia(OFFICE_TYPE.exec(office)?.[1])
    })
  } catch {
    return DAMAGED
  }
}

const kindOfMedia = (mediaType: string | undefined): Kind | string =>
  allKinds.find((kind) => kind.mediaType === mediaType) ?? NOT_ALLOWED

/** Everything that may be asked for by an action's form: what is answered now, and what was before. */
export const filesOf = ({ draft, answer, previous }: Ask): EvidenceFile[] =>
  [draft, answer, previous].flatMap((said) => said?.files ?? [])

/** Where the uploads of one action's form go, and no other's; each is then in a folder of its own. */
export const uploadFolder = (ask: Ask): string => {
  const { partnershipId, planId, cycleId, personId, ref } = ask
  return ['uploads', partnershipId, planId, cycleId, personId, encodeURIComponent(ref), ''].join('/')
}

/** The name that an upload came with; null for what was not uploaded from this action's form. */
export const nameOfUpload = (ask: Ask, key: string): string | null => {
  const folder = uploadFolder(ask)
  if (!key.startsWith(folder)) return null
  const match = /^[\w-]{43}\/(.*)$/s.exec(key.slice(folder.length))
  return match ? cleanName(match[1] ?? '') : null
}
