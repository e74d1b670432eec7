import { createHash } from 'node:crypto'
import { z } from 'zod'
import { Instant } from '../plan/plan.ts'

/**
 * A partnership as one JSON document of many lines: a head, a record a line, and a tail with the counts
 * and the SHA-256 of every byte before it. It can be read whole, or line by line.
 */
export const ArchiveHead = z.object({
  format: z.literal('muster-partnership'),
  /** Grows when a reader of an older number could not read it. */
  version: z.number().int(),
  partnershipId: z.string().min(1),
  exportedAt: Instant,
  /** Which shape of the table the items are of. */
  table: z.string(),
})
export type ArchiveHead = z.infer<typeof ArchiveHead>

export const FORMAT_VERSION = 1

const Item = z.object({ entity: z.string(), item: z.record(z.string(), z.unknown()) })
const File = z.object({ file: z.string(), type: z.string(), sha256: z.string(), base64: z.base64() })
export const ArchiveRecord = z.union([Item, File])
export type ArchiveRecord = z.infer<typeof ArchiveRecord>

export const ArchiveTail = z.object({
  counts: z.object({ items: z.number().int(), files: z.number().int() }),
  sha256: z.string(),
})
export type ArchiveTail = z.infer<typeof ArchiveTail>

const TAIL = '],'

/** A record as its line: keys in one order, so that the same record is the same line. */
export const lineOf = (record: ArchiveRecord): string => oneLine(inOrder(record))

/** The document piece by piece; the tail comes last and is returned besides. */
export async function* writeArchive(
  head: ArchiveHead,
  records: AsyncIterable<ArchiveRecord>,
): AsyncGenerator<string, ArchiveTail> {
  const hash = createHash('sha256')
  const counts = { items: 0, files: 0 }
  let piece = `${oneLine(head).slice(0, -1)},"records":[`
  let separator = '\n'
  for await (const record of records) {
    hash.update(piece)
    yield piece
    piece = `${separator}${lineOf(record)}`
    separator = ',\n'
    counts['file' in record ? 'files' : 'items'] += 1
  }
  piece += '\n'
  hash.update(piece)
  yield piece
  const tail = { counts, sha256: hash.digest('hex') }
  yield `${TAIL}${oneLine(tail).slice(1)}\n`
  return tail
}

export type ArchiveLine =
  | { kind: 'head'; head: ArchiveHead }
  | { kind: 'record'; record: ArchiveRecord; line: number }
  | { kind: 'tail'; tail: ArchiveTail; counts: ArchiveTail['counts']; sha256: string }

/** A line that is no record, as it stands. */
export type DamagedLine = { kind: 'damaged'; line: number; text: string }

/**
 * Reads a document line by line. `sha256` and `counts` of the tail's line are those of what was read.
 *
 * @throws ArchiveProblem that says what is wrong with a line. What ends without a tail ends without one.
 */
export async function* readArchive(lines: AsyncIterable<string>): AsyncGenerator<ArchiveLine> {
  for await (const line of readDamagedArchive(lines)) {
    if (line.kind === 'damaged') throw damagedIn(line.line)
    yield line
  }
}

/**
 * Reads a document line by line, as `readArchive`, and on behind lines that are damaged.
 *
 * @throws ArchiveProblem when the first or the last line is not what it must be.
 */
export async function* readDamagedArchive(
  lines: AsyncIterable<string>,
): AsyncGenerator<ArchiveLine | DamagedLine> {
  const hash = createHash('sha256')
  const counts = { items: 0, files: 0 }
  let number = 0
  for await (const line of lines) {
    number += 1
    if (number === 1) {
      yield { kind: 'head', head: readHead(line) }
    } else if (line.startsWith(TAIL)) {
      const tail = ArchiveTail.safeParse(jsonOf(`{${line.slice(TAIL.length)}`))
      if (!tail.success) throw damagedIn(number)
      yield { kind: 'tail', tail: tail.data, counts, sha256: hash.digest('hex') }
      return
    } else {
      const record = ArchiveRecord.safeParse(jsonOf(line.replace(/,$/, '')))
      if (record.success) {
        counts['file' in record.data ? 'files' : 'items'] += 1
        yield { kind: 'record', record: record.data, line: number }
      } else {
        yield { kind: 'damaged', line: number, text: line }
      }
    }
    hash.update(`${line}\n`)
  }
}

/** What is wrong with a document, in words for its operator that go on after its name. */
export class ArchiveProblem extends Error {
  override readonly name = 'ArchiveProblem'
}

const readHead = (line: string): ArchiveHead => {
  const head = ArchiveHead.safeParse(jsonOf(`${line.replace(/,"records":\[$/, '')}}`))
  if (head.success) return head.data
  throw new ArchiveProblem(
    'is not a partnership as Muster exports it, or was formatted anew since. Export it with: npm run export -- --out FILE.json',
  )
}

const damagedIn = (line: number): ArchiveProblem =>
  new ArchiveProblem(
    `is damaged or cut off in line ${line}. Take a whole, unchanged copy, or export it again.`,
  )

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** JSON on one line also for readers that take Unicode's own line ends for such. */
const oneLine = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[\u2028\u2029\u0085]/g,
    (end) => `\\u${end.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

const inOrder = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(inOrder)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, inOrder(inner)]),
  )
}
