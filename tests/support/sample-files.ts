import { buffer } from 'node:stream/consumers'
import { ZipFile } from 'yazl'

type Bytes = Uint8Array<ArrayBuffer>

const bytesOf = (text: string | readonly number[]): Bytes =>
  typeof text === 'string' ? new TextEncoder().encode(text) : new Uint8Array(text)

/** A packed file of parts, in order. */
const pack = async (parts: Record<string, string | Buffer>, stored: string[] = []): Promise<Bytes> => {
  const zip = new ZipFile()
  for (const [name, content] of Object.entries(parts)) {
    zip.addBuffer(Buffer.from(content), name, { compress: !stored.includes(name) })
  }
  zip.end()
  return new Uint8Array(await buffer(zip.outputStream))
}

/** The packed file with all of its parts marked as encrypted, as a password on the package does. */
const locked = (bytes: Bytes): Bytes => {
  const copy = bytes.slice()
  // Where the flags are in a part's own header and in its entry of the list, from where either begins.
  const flagsAfter = new Map([
    ['PK\u0003\u0004', 6],
    ['PK\u0001\u0002', 8],
  ])
  for (let at = 0; at < copy.length; at += 1) {
    const flags = flagsAfter.get(String.fromCharCode(...copy.subarray(at, at + 4)))
    if (flags !== undefined) copy[at + flags] = (copy[at + flags] ?? 0) | 1
  }
  return copy
}

const OFFICE = 'application/vnd.openxmlformats-officedocument'

/** An Office document with parts besides those that say what it is. */
const officeFile = (type: string, parts: Record<string, string | Buffer> = {}): Promise<Bytes> =>
  pack({
    '[Content_Types].xml': `<Types><Override PartName="/x" ContentType="${type}.main+xml"/></Types>`,
    '_rels/.rels': '<Relationships/>',
    ...parts,
  })

const openDocument = (kind: string): Promise<Bytes> =>
  pack({ mimetype: `application/vnd.oasis.opendocument.${kind}`, 'content.xml': '<a/>' }, ['mimetype'])

/** A good file of each kind that may be added: name, media type, bytes. */
export const goodFiles: [name: string, mediaType: string, bytes: () => Promise<Bytes>][] = [
  ['audit.pdf', 'application/pdf', async () => bytesOf('%PDF-1.7\n%âãÏÓ\n1 0 obj')],
  [
    'Notes of May.docx',
    `${OFFICE}.wordprocessingml.document`,
    () => officeFile(`${OFFICE}.wordprocessingml.document`),
  ],
  ['waits.XLSX', `${OFFICE}.spreadsheetml.sheet`, () => officeFile(`${OFFICE}.spreadsheetml.sheet`)],
  [
    'talk.pptx',
    `${OFFICE}.presentationml.presentation`,
    () => officeFile(`${OFFICE}.presentationml.presentation`),
  ],
  ['a.odt', 'application/vnd.oasis.opendocument.text', () => openDocument('text')],
  ['a.ods', 'application/vnd.oasis.opendocument.spreadsheet', () => openDocument('spreadsheet')],
  ['a.odp', 'application/vnd.oasis.opendocument.presentation', () => openDocument('presentation')],
  ['board.png', 'image/png', async () => bytesOf([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0])],
  ['visit.jpeg', 'image/jpeg', async () => bytesOf([0xff, 0xd8, 0xff, 0xe0, 0, 1])],
  ['wörter “5%”.csv', 'text/csv', async () => bytesOf('Term,Wait\r\nSpring,5\r\n')],
  ['plain.txt', 'text/plain', async () => bytesOf([0x43, 0x61, 0x66, 0xe9, 0x0a])],
]

const SHEET = `${OFFICE}.spreadsheetml.sheet`
const DOCUMENT = `${OFFICE}.wordprocessingml.document`

/** Files that are refused: what they are, name, bytes, and what is said of them. */
export const badFiles: [what: string, name: string, bytes: () => Promise<Bytes>, said: string][] = [
  ['empty', 'empty.pdf', async () => bytesOf(''), '“empty.pdf” is empty'],
  [
    'larger than 10 MB',
    'big.pdf',
    async () => bytesOf(`%PDF-${'x'.repeat(12 * 1024 * 1024)}`),
    '“big.pdf” is 12.1 MB, and at most 10 MB can be added. Make it smaller',
  ],
  [
    'a script that is called a PDF',
    'report.pdf',
    async () => bytesOf('#!/bin/sh\nrm -rf /\n'),
    '“report.pdf” is not what its name says: what is in it is text',
  ],
  [
    'a program',
    'setup.exe',
    async () => bytesOf([0x4d, 0x5a, 0x90, 0, 3, 0]),
    'of a kind that cannot be added',
  ],
  [
    'a page',
    'page.html',
    async () => bytesOf('<script>alert(1)</script>'),
    'is of a kind that cannot be added',
  ],
  ['a program', 'setup.exe', async () => bytesOf('MZ'), '“setup.exe” is of a kind that cannot be added'],
  ['a picture that is a program', 'x.svg', async () => bytesOf('<svg onload="alert(1)"/>'), 'is of a kind'],
  ['an archive', 'all.zip', () => pack({ 'a.txt': 'a' }), 'of a kind that cannot be added'],
  [
    'a workbook with macros',
    'sums.xlsm',
    () => officeFile('application/vnd.ms-excel.sheet.macroEnabled', { 'xl/vbaProject.bin': 'x' }),
    '“sums.xlsm” has macros',
  ],
  [
    'a workbook with macros that is called .xlsx',
    'sums.xlsx',
    () => officeFile('application/vnd.ms-excel.sheet.macroEnabled'),
    '“sums.xlsx” has macros',
  ],
  [
    'a document that hides macros',
    'letter.docx',
    () => officeFile(DOCUMENT, { 'word/vbaProject.bin': 'x' }),
    '“letter.docx” has macros',
  ],
  [
    'an OpenDocument text with macros',
    'letter.odt',
    () =>
      pack({
        mimetype: 'application/vnd.oasis.opendocument.text',
        'Basic/Standard/script-lb.xml': '<a/>',
      }),
    '“letter.odt” has macros',
  ],
  [
    'an old workbook, or one with a password',
    'old.xls',
    async () => bytesOf([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0]),
    'in an old format of Office, or has a password',
  ],
  [
    'a document packed with a password',
    'secret.docx',
    async () => locked(await officeFile(DOCUMENT)),
    '“secret.docx” is in an old format of Office, or has a password',
  ],
  ['a workbook that is called a document', 'a.docx', () => officeFile(SHEET), 'what is in it is Excel'],
  [
    'a document cut short',
    'cut.docx',
    async () => (await officeFile(DOCUMENT)).slice(0, 60),
    '“cut.docx” cannot be opened',
  ],
  [
    'a document whose telltale part is a bomb',
    'bomb.docx',
    () => pack({ '[Content_Types].xml': Buffer.alloc(64 * 1024 * 1024) }),
    '“bomb.docx” cannot be opened',
  ],
]

/** A document with a part that unpacks to a gigabyte's tenth: it is taken as it is, and never unpacked. */
export const bombInside = (): Promise<Bytes> =>
  officeFile(DOCUMENT, { 'word/media/image1.bin': Buffer.alloc(100 * 1024 * 1024) })
