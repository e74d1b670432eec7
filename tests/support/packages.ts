import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { ZipFile } from 'yazl'

/** A part of a workbook's package: a text, or a text that is repeated between a head and a tail. */
export type Part = string | Uint8Array | { head: string; repeated: string; times: number; tail: string }

const CONTENT_TYPES = `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`
const RELATIONSHIPS = `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`
const WORKBOOK = `<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Plan" sheetId="1" r:id="rId1"/></sheets></workbook>`
const RELATIONSHIP_TYPES = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

/** The relationships of a workbook or a sheet: other parts by their kinds. */
export const relationshipsOf = (parts: Record<string, string>): string =>
  `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${Object.entries(
    parts,
  )
    .map(
      ([kind, target], index) =>
        `<Relationship Id="rId${index + 1}" Type="${RELATIONSHIP_TYPES}/${kind}" Target="${target}"/>`,
    )
    .join('')}</Relationships>`

export const SHEET_HEAD =
  '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
const SHEET_TAIL = '</sheetData></worksheet>'

/** A worksheet of the given rows' XML. */
export const sheetOf = (rows: string, times = 1): Part => ({
  head: SHEET_HEAD,
  repeated: rows,
  times,
  tail: SHEET_TAIL,
})

/** A row of texts, as a worksheet has it. */
export const rowOf = (...texts: string[]): string =>
  `<row>${texts.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`).join('')}</row>`

/** A package as a file, its parts packed. */
export const packageOf = async (parts: Record<string, Part>): Promise<Uint8Array> => {
  const zip = new ZipFile()
  for (const [name, part] of Object.entries(parts)) {
    if (typeof part === 'string') zip.addBuffer(Buffer.from(part), name)
    else if (part instanceof Uint8Array) zip.addBuffer(Buffer.from(part), name)
    else zip.addReadStream(Readable.from(repeat(part)), name)
  }
  zip.end()
  return await buffer(Readable.from(zip.outputStream))
}

const PIECE = 4_096

function* repeat({ head, repeated, times, tail }: Exclude<Part, string | Uint8Array>) {
  yield Buffer.from(head)
  const piece = Buffer.from(repeated.repeat(Math.min(times, PIECE)))
  for (let done = 0; done < times; done += PIECE) {
    yield done + PIECE <= times ? piece : Buffer.from(repeated.repeat(times - done))
  }
  yield Buffer.from(tail)
}

/** The parts of a workbook with one sheet, to which others are added. */
export const workbookParts = (sheet: Part, more: Record<string, Part> = {}): Record<string, Part> => ({
  '[Content_Types].xml': CONTENT_TYPES,
  '_rels/.rels': RELATIONSHIPS,
  'xl/workbook.xml': WORKBOOK,
  'xl/_rels/workbook.xml.rels': relationshipsOf({ worksheet: 'worksheets/sheet1.xml' }),
  'xl/worksheets/sheet1.xml': sheet,
  ...more,
})
