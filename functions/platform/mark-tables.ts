/**
 * Completes the tags of tables in a PDF as Typst writes it, which Typst 0.14 cannot be told to do: the
 * first cell of each row becomes that row's header, cells find their headers by scope, rows that were
 * kept together as a footer are rows like others, and each table is summed up by its label. `labels`
 * are the tables' own in the order in which they are read.
 *
 * @throws when the PDF has not the form that Typst gives it, or another number of tables.
 */
export const markTables = (pdf: Uint8Array, labels: string[]): Uint8Array => {
  if (labels.length === 0) return pdf
  const file = readObjects(pdf)
  const { tables, rowHeaders } = findTables(file)
  if (tables.length !== labels.length) {
    throw new Error(`the PDF has ${tables.length} tables, where the document has ${labels.length}`)
  }
  const summaries = new Map(tables.map((number, index) => [number, labels[index] ?? '']))
  return writeObjects(file, (number, source) => {
    const role = roleOf(source)
    if (role === 'TFoot') return source.replace('/S /TFoot', '/S /TBody')
    if (role === 'Table') {
      return source.replace(
        '\n  /A [',
        () => `\n  /A [<<\n    /O /Table\n    /Summary ${hexText(summaries.get(number) ?? '')}\n  >> `,
      )
    }
    if (role !== 'TD' && role !== 'TH') return source
    const byScope = source.replace(/\n {4}\/Headers \[[^\]]*\]/u, '')
    if (!rowHeaders.has(number)) return byScope.replace(/<<\n {4}\/O \/Table\n {2}>> ?/u, '')
    return byScope.replace('/S /TD', '/S /TH').replace('/O /Table', '/O /Table\n    /Scope /Row')
  })
}

/** A text string of PDF. */
const hexText = (text: string): string => `<FEFF${Buffer.from(text, 'utf16le').swap16().toString('hex')}>`

type PdfObject = { number: number; start: number; end: number }
type PdfFile = {
  bytes: Buffer
  /** In the order in which they stand in the file. */
  objects: PdfObject[]
  /** Structure elements by their numbers, as they are written. */
  elements: ReadonlyMap<number, string>
  /** Where the table of objects begins. */
  table: number
}

const element = /^\d+ 0 obj\n<<\n {2}\/Type \/StructElem\n {2}\/S \/(\w+)\n/u
const roleOf = (source: string): string | null => element.exec(source)?.[1] ?? null

const entryLength = 20

/** Goes by the table of objects, so that nothing within a stream can look like one. */
const readObjects = (pdf: Uint8Array): PdfFile => {
  const bytes = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength)
  const tail = bytes.subarray(bytes.lastIndexOf('startxref')).toString('latin1')
  const table = Number(/^startxref\n(\d+)\n%%EOF\s*$/u.exec(tail)?.[1] ?? Number.NaN)
  const head = /^xref\n0 (\d+)\n/u.exec(bytes.subarray(table, table + 30).toString('latin1'))
  if (!head) throw new Error('the PDF has no table of objects')
  const [line, count = '0'] = head
  const first = table + line.length
  const objects = Array.from({ length: Number(count) }, (_, number) => {
    const entry = bytes.subarray(first + number * entryLength, first + (number + 1) * entryLength)
    return { number, start: Number(entry.subarray(0, 10)), used: entry[17] === 'n'.charCodeAt(0) }
  })
    .filter(({ used }) => used)
    .sort((a, b) => a.start - b.start)
    .map(({ number, start }, index, all) => ({ number, start, end: all[index + 1]?.start ?? table }))
  const elements = new Map(
    objects.flatMap(({ number, start, end }) => {
      const opening = bytes.subarray(start, Math.min(end, start + 80)).toString('latin1')
      return element.test(opening) ? [[number, bytes.subarray(start, end).toString('latin1')] as const] : []
    }),
  )
  return { bytes, objects, elements, table }
}

/** The elements under one, leaving out what of a page stands in it. */
const kidsOf = (source: string): number[] => {
  const list = /\n {2}\/K \[([^\]]*)\]/u.exec(source)?.[1] ?? ''
  return [...list.matchAll(/(\d+) 0 R/gu)].map(([, number]) => Number(number))
}

/** Tables as they are read, and the first cells of all rows that are not theirs at the head. */
const findTables = ({ elements }: PdfFile) => {
  const tables: number[] = []
  const rowHeaders = new Set<number>()
  const root = [...elements].find(([, source]) => roleOf(source) === 'Document')
  const waiting = root ? [root[0]] : []
  for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
    const source = elements.get(number)
    if (source === undefined) continue
    const kids = kidsOf(source)
    const role = roleOf(source)
    if (role === 'Table') tables.push(number)
    const [first] = kids
    if (role === 'TR' && first !== undefined && roleOf(elements.get(first) ?? '') === 'TD')
      rowHeaders.add(first)
    waiting.push(...kids.reverse())
  }
  return { tables, rowHeaders }
}

const writeObjects = (
  { bytes, objects, elements, table }: PdfFile,
  change: (number: number, source: string) => string,
): Uint8Array => {
  const begins = objects[0]?.start ?? table
  const parts = [bytes.subarray(0, begins)]
  const offsets = new Map<number, number>()
  let offset = begins
  for (const { number, start, end } of objects) {
    const source = elements.get(number)
    const written =
      source === undefined ? bytes.subarray(start, end) : Buffer.from(change(number, source), 'latin1')
    offsets.set(number, offset)
    parts.push(written)
    offset += written.length
  }
  const rest = Buffer.from(bytes.subarray(table))
  const first = rest.indexOf('\n', rest.indexOf('\n') + 1) + 1
  for (const [number, start] of offsets)
    rest.write(String(start).padStart(10, '0'), first + number * entryLength, 'latin1')
  const closing = rest.lastIndexOf('startxref')
  parts.push(rest.subarray(0, closing), Buffer.from(`startxref\n${offset}\n%%EOF`))
  return new Uint8Array(Buffer.concat(parts))
}
