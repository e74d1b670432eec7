import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Instant } from '../../functions/plan/plan.ts'
import { createArchiveFiles } from '../../functions/platform/archive-files.ts'
import {
  createPartnershipArchive,
  tableVersion,
} from '../../functions/platform/dynamo/partnership-archive.ts'
import {
  type ArchiveRecord,
  type ArchiveTail,
  FORMAT_VERSION,
  lineOf,
  writeArchive,
} from '../../functions/platform/partnership-file.ts'
import type { Installation } from './installation.ts'

/** Times that the partnership is read once more because somebody wrote meanwhile. */
const MOST_TRIES = 5

/**
 * Writes everything that a partnership owns into one file, which appears whole or not at all. The items
 * are read twice and must be the same, so that the file holds the partnership as it was at one moment.
 *
 * @returns how many items and files there are
 * @throws Error of one sentence when there is no such partnership, or it never rests
 */
export const exportPartnership = async (
  partnershipId: string,
  file: string,
  { table, bucket, stores }: Pick<Installation, 'table' | 'bucket'> & { stores: { now: () => Instant } },
): Promise<ArchiveTail['counts']> => {
  const archive = createPartnershipArchive(table)
  const files = createArchiveFiles(bucket)
  const fresh = `${file}.${process.pid}.new`
  try {
    let before = await digestOf(archive.readItems(partnershipId))
    if (before.items === 0) throw new Error(`There is no partnership “${partnershipId}” here.`)
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const digest = createDigest()
      const head = {
        format: 'muster-partnership' as const,
        version: FORMAT_VERSION,
        partnershipId,
        exportedAt: stores.now(),
        table: tableVersion,
      }
      const records = recordsOf(partnershipId, archive, files, digest)
      const counts = { items: 0, files: 0 }
      const pieces = async function* () {
        const { counts: found } = yield* writeArchive(head, records)
        Object.assign(counts, found)
      }
      await pipeline(Readable.from(pieces()), createWriteStream(fresh, { mode: 0o600 }))
      const after = digest.result()
      if (after.hash === before.hash) {
        await rename(fresh, file)
        return counts
      }
      before = after
    }
    throw new Error(
      `Somebody keeps writing to the partnership “${partnershipId}”, so no moment of it could be exported. Try again when nobody is answering.`,
    )
  } finally {
    files.close()
    await rm(fresh, { force: true })
  }
}

/** Items first: whatever file one of them names was there before it. */
async function* recordsOf(
  partnershipId: string,
  archive: ReturnType<typeof createPartnershipArchive>,
  files: ReturnType<typeof createArchiveFiles>,
  digest: ReturnType<typeof createDigest>,
): AsyncGenerator<ArchiveRecord> {
  for await (const record of archive.readItems(partnershipId)) {
    digest.add(record)
    yield record
  }
  for await (const { key, type, bytes } of files.readFiles(partnershipId)) {
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    yield { file: key, type, sha256, base64: Buffer.from(bytes).toString('base64') }
  }
}

const digestOf = async (records: AsyncIterable<ArchiveRecord>) => {
  const digest = createDigest()
  for await (const record of records) digest.add(record)
  return digest.result()
}

/** A hash of records in whatever order they come: the hashes of all of them, one laid over the other. */
const createDigest = () => {
  const sum = Buffer.alloc(32)
  let items = 0
  return {
    add: (record: ArchiveRecord) => {
      const hash = createHash('sha256').update(lineOf(record)).digest()
      for (const [index, byte] of hash.entries()) sum[index] = (sum[index] ?? 0) ^ byte
      items += 1
    },
    result: () => ({ hash: `${items} ${sum.toString('hex')}`, items }),
  }
}
