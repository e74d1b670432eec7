import { z } from 'zod'
import type { RecordName } from '../../functions/pack/verify/finding.ts'
import type { Stored } from '../../functions/pack/verify/verify-stored.ts'
import { ArchiveProblem, readDamagedArchive } from '../../functions/platform/partnership-file.ts'
import type { Update } from '../../functions/update/update.ts'
import { linesOf } from './lines-of.ts'

const StoredHead = z.object({
  partnershipId: z.string(),
  planId: z.string(),
  ref: z.string(),
  headVersion: z.number().int(),
  headHash: z.string().nullable(),
})
const StoredPlan = z.object({
  partnershipId: z.string(),
  planId: z.string(),
  settings: z.object({ name: z.string() }),
})
const StoredIssue = z.object({
  planId: z.string(),
  cycleId: z.string(),
  boardName: z.string(),
  version: z.number().int(),
  built: z.object({
    modelSha256: z.string(),
    publicCut: z.object({ modelSha256: z.string() }).nullable().default(null),
  }),
})

/**
 * Reads the answers of a partnership's archive, also of one that was changed since: what is wrong with it
 * is for whoever compares to say.
 *
 * @throws Error of one sentence when there is no such file, or it is no archive.
 */
export const readStored = async (file: string): Promise<Stored> => {
  const stored: Stored = { state: 'cut-short', damaged: [], plans: [], updates: [], heads: [], issued: [] }
  try {
    for await (const line of readDamagedArchive(linesOf(file))) {
      if (line.kind === 'damaged') stored.damaged.push({ line: line.line, record: nameIn(line.text) })
      if (line.kind === 'tail') {
        stored.state = line.sha256 === line.tail.sha256 ? 'as-written' : 'changed'
      }
      if (line.kind === 'record' && 'entity' in line.record) take(line.record, stored)
    }
  } catch (error) {
    if (error instanceof ArchiveProblem) throw new Error(`${file} ${error.message}`)
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new Error(`There is no file ${file}.`)
    }
    throw error
  }
  return stored
}

const take = ({ entity, item }: { entity: string; item: Record<string, unknown> }, stored: Stored): void => {
  if (entity === 'update') stored.updates.push(updateOf(item))
  if (entity === 'plan') {
    const plan = StoredPlan.safeParse(item)
    if (plan.success) {
      const { settings, ...key } = plan.data
      stored.plans.push({ ...key, name: settings.name })
    }
  }
  if (entity === 'action') {
    const head = StoredHead.safeParse({ headHash: null, ...item })
    if (head.success) {
      const { headVersion: version, headHash: hash, ...key } = head.data
      stored.heads.push({ ...key, version, hash })
    }
  }
  if (entity === 'issuedPack') {
    const issue = StoredIssue.safeParse(item)
    if (issue.success) {
      const { built, ...key } = issue.data
      stored.issued.push({
        ...key,
        modelSha256: built.modelSha256,
        publicSha256: built.publicCut?.modelSha256 ?? null,
      })
    }
  }
}

/** An update as it was before the table left its nulls out. */
const updateOf = (item: Record<string, unknown>): unknown => ({ ...absent, ...item })

const absent: Partial<Update> = { forecast: null, onBehalfOf: null, changeId: null, previousHash: null }

/** What a line that is no JSON any more says of the update in it. */
const nameIn = (line: string): RecordName | null => {
  const ref = /"ref":"([^"]{1,40})"/.exec(line)?.[1]
  if (!line.includes('"previousHash"') && !/"entity":"update"/.test(line)) return null
  if (ref === undefined) return null
  const version = /"version":(\d{1,9})\b/.exec(line)?.[1]
  return {
    ref,
    version: version === undefined ? null : Number(version),
    by: /"byName":"([^"]{1,200})"/.exec(line)?.[1] ?? '',
    at: /"at":"([^"]{1,40})"/.exec(line)?.[1] ?? '',
  }
}
