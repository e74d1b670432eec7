import { createHash } from 'node:crypto'
import { createArchiveFiles, prefixesOf } from '../../functions/platform/archive-files.ts'
import {
  type ArchivedItem,
  createPartnershipArchive,
  type RestoreStart,
  tableVersion,
} from '../../functions/platform/dynamo/partnership-archive.ts'
import {
  type ArchiveHead,
  ArchiveProblem,
  type ArchiveRecord,
  type ArchiveTail,
  FORMAT_VERSION,
  readArchive,
} from '../../functions/platform/partnership-file.ts'
import type { Installation } from './installation.ts'
import { linesOf } from './lines-of.ts'

const AT_ONCE = 16

export type Restored = { partnershipId: string; counts: ArchiveTail['counts'] }

/**
 * Brings a partnership from its exported file into an installation that does not have it. The whole file
 * is checked before anything is written. Then come the files, the items, the plans, and only then
 * whatever makes the sweeper act, so nothing acts on half of it. Cut short, it is finished by the same
 * file: what is there already stays as it is.
 *
 * @throws Error of one sentence that says what is wrong and what to do; nothing was written then.
 */
export const restorePartnership = async (
  file: string,
  { table, bucket }: Pick<Installation, 'table' | 'bucket'>,
): Promise<Restored> => {
  const archive = createPartnershipArchive(table)
  const files = createArchiveFiles(bucket)
  try {
    const { head, tail } = await check(file, archive)
    const { partnershipId } = head
    const start = await archive.beginRestore(partnershipId, tail.sha256)
    if (start !== 'begun') throw new Error(whyNot[start](partnershipId))

    const itemsWhere = (
      which: (item: ArchivedItem) => boolean,
      work: (item: ArchivedItem) => Promise<void>,
    ) =>
      forEach(recordsOf(file, tail), async (record) => {
        if ('file' in record) return
        const item = archive.checkItem(record, partnershipId)
        if (which(item)) await work(item)
      })
    await forEach(recordsOf(file, tail), async (record) => {
      if (!('file' in record)) return
      const bytes = Buffer.from(record.base64, 'base64')
      await files.saveFile({ key: record.file, type: record.type, bytes })
    })
    await itemsWhere((item) => !isPlan(item), archive.createItem)
    await itemsWhere(isPlan, archive.createItem)
    await itemsWhere((item) => !isPlan(item), archive.wakeItem)
    await itemsWhere(isPlan, archive.wakeItem)
    await archive.endRestore(partnershipId)
    return { partnershipId, counts: tail.counts }
  } finally {
    files.close()
  }
}

const isPlan = ({ entity }: ArchivedItem): boolean => entity === 'plan'

const whyNot: Record<Exclude<RestoreStart, 'begun'>, (partnershipId: string) => string> = {
  'in-use': (id) =>
    `The partnership “${id}” is here already, so nothing was written. Restore it into an installation that does not have it.`,
  'other-archive': (id) =>
    `Restoring the partnership “${id}” was begun with another file, so nothing was written. Finish it with that file.`,
  'done-before': (id) =>
    `The partnership “${id}” was restored from this very file before, so nothing was written.`,
}

/** Reads the file to its end, every record of it, and writes nothing. */
const check = async (
  file: string,
  archive: ReturnType<typeof createPartnershipArchive>,
): Promise<{ head: ArchiveHead; tail: ArchiveTail }> => {
  let head: ArchiveHead | null = null
  let tail: ArchiveTail | null = null
  try {
    for await (const line of readArchive(linesOf(file))) {
      if (line.kind === 'head') {
        head = line.head
        checkHead(head)
      } else if (line.kind === 'tail') {
        if (line.sha256 !== line.tail.sha256 || !isSame(line.counts, line.tail.counts)) throw changed()
        tail = line.tail
      } else if (head) {
        checkRecord(line.record, head.partnershipId, line.line, archive)
      }
    }
  } catch (error) {
    if (error instanceof ArchiveProblem) throw new Error(`${file} ${error.message}`)
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new Error(`There is no file ${file}.`)
    }
    throw error
  }
  if (!head || !tail) {
    throw new Error(`${file} ends too early: it was not copied whole. Copy it again, or export it again.`)
  }
  return { head, tail }
}

const checkHead = ({ version, table }: ArchiveHead): void => {
  if (version > FORMAT_VERSION) {
    throw new ArchiveProblem(
      `was written by a newer Muster, in format ${version}; this one reads formats up to ${FORMAT_VERSION}. Bring this installation up to date first.`,
    )
  }
  if (table !== tableVersion) {
    throw new ArchiveProblem(
      `holds items of table version ${table}, and this installation has version ${tableVersion}. Bring both installations to the same version, then export again.`,
    )
  }
}

const checkRecord = (
  record: ArchiveRecord,
  partnershipId: string,
  line: number,
  archive: ReturnType<typeof createPartnershipArchive>,
): void => {
  if (!('file' in record)) {
    try {
      archive.checkItem(record, partnershipId)
    } catch {
      throw new ArchiveProblem(
        `has an item in line ${line} that is not what it should be (${record.entity}). Take an unchanged copy, or export it again.`,
      )
    }
    return
  }
  const isOwn = prefixesOf(partnershipId).some((prefix) => record.file.startsWith(prefix))
  const sha256 = createHash('sha256').update(Buffer.from(record.base64, 'base64')).digest('hex')
  if (!isOwn || sha256 !== record.sha256) {
    throw new ArchiveProblem(
      `has a file in line ${line} that is not what it should be. Take an unchanged copy, or export it again.`,
    )
  }
}

const changed = () =>
  new ArchiveProblem('was changed since it was exported. Take an unchanged copy, or export it again.')

/** The records once more, of a file that was checked; it must still be that file. */
async function* recordsOf(file: string, checked: ArchiveTail): AsyncGenerator<ArchiveRecord> {
  for await (const line of readArchive(linesOf(file))) {
    if (line.kind === 'record') yield line.record
    if (line.kind === 'tail' && line.sha256 !== checked.sha256) throw changed()
  }
}

/** Works on some records at a time, whatever their number. */
const forEach = async <T>(records: AsyncIterable<T>, work: (record: T) => Promise<void>): Promise<void> => {
  let batch: Promise<void>[] = []
  for await (const record of records) {
    batch.push(work(record))
    if (batch.length < AT_ONCE) continue
    await Promise.all(batch)
    batch = []
  }
  await Promise.all(batch)
}

const isSame = (a: ArchiveTail['counts'], b: ArchiveTail['counts']): boolean =>
  a.items === b.items && a.files === b.files
