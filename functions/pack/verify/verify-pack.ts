import { createHash } from 'node:crypto'
import { z } from 'zod'
import { compareRefs } from '../../plan/plan.ts'
import { hashUpdate, type Update } from '../../update/update.ts'
import { hashManifest, PackModel } from '../pack-model.ts'
import { type Finding, nameOf, readUpdate } from './finding.ts'
import { verifyCounts, verifyShown } from './verify-shown.ts'

/** The hashes that a document prints: in full, and what the foot of each page has of it. */
export type Printed = { whole: string[]; feet: (string | null)[] }

export type Verified = {
  /** SHA-256 of the model's bytes in hex: the hash of the pack. */
  sha256: string
  /** Null where the bytes are no pack's model. */
  model: PackModel | null
  findings: Finding[]
  records: number
}

/** Digits of the hash in the foot of a page. */
const IN_FOOT = 12

const LooseModel = PackModel.extend({ records: z.array(z.unknown()) })

/**
 * Checks a pack's model by itself and against what its document prints: its hash, each record's hash, the
 * chains and their ends, and whether what is shown is what the records say. `bytes` are the model as it
 * travels with the pack; `printed` is null where there is no document.
 *
 * @throws SyntaxError when the bytes are no JSON.
 */
export const verifyPack = (bytes: Uint8Array, printed: Printed | null): Verified => {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  const hashes = printed === null ? [] : verifyPrinted(sha256, printed)
  const read = LooseModel.safeParse(json)
  if (!read.success) return { sha256, model: null, findings: [...hashes, misshapen(read.error)], records: 0 }

  const records = read.data.records.map(readUpdate)
  const model = { ...read.data, records: records.flatMap(({ update }) => (update ? [update] : [])) }
  if (!isTimeZone(model.control.timeZone)) {
    const problem = `“${model.control.timeZone}” is no time zone`
    const findings: Finding[] = [...hashes, { kind: 'model-misshapen', place: 'control.timeZone', problem }]
    return { sha256, model: null, findings, records: records.length }
  }
  if (model.control.cut === 'public') {
    const findings = [
      ...hashes,
      { kind: 'public-cut' as const },
      ...verifyManifest(model),
      ...verifyCounts(model),
    ]
    return { sha256, model, findings, records: records.length }
  }
  const unreadable = records.flatMap((record) => record.unreadable ?? [])
  const doubtful = new Set(unreadable.map(({ record }) => record.ref))
  return {
    sha256,
    model,
    records: records.length,
    findings: [
      ...hashes,
      ...unreadable.map((one): Finding => ({ kind: 'record-unreadable', ...one })),
      ...verifyHashes(model.records),
      ...verifyChains(model, doubtful),
      ...verifyShown(model, doubtful),
    ],
  }
}

const verifyPrinted = (sha256: string, { whole, feet }: Printed): Finding[] => {
  const wrongFeet = feet.flatMap((foot, index) => (foot === sha256.slice(0, IN_FOOT) ? [] : [index + 1]))
  return [
    ...(whole.length === 0 ? [{ kind: 'no-printed-hash' as const }] : []),
    ...[...new Set(whole)]
      .filter((printed) => printed !== sha256)
      .map((printed): Finding => ({ kind: 'printed-hash-differs', printed, computed: sha256 })),
    ...(wrongFeet.length === 0 ? [] : [{ kind: 'foot-hash-differs' as const, pages: wrongFeet }]),
  ]
}

const misshapen = (error: z.ZodError): Finding => {
  const [issue] = error.issues
  return {
    kind: 'model-misshapen',
    place: issue?.path.join('.') || 'the whole of it',
    problem: issue?.message ?? '',
  }
}

const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

const verifyHashes = (records: Update[]): Finding[] => {
  const plan = commonPlan(records)
  return records.flatMap((record): Finding[] => {
    const computed = hashUpdate(record)
    return [
      ...(computed === record.hash
        ? []
        : [{ kind: 'record-changed' as const, record: nameOf(record), says: record.hash, computed }]),
      ...(planOf(record) === plan
        ? []
        : [{ kind: 'record-of-another-plan' as const, record: nameOf(record) }]),
    ]
  })
}

const planOf = ({ partnershipId, planId }: Update): string => JSON.stringify([partnershipId, planId])

/** The plan that most records are of. */
const commonPlan = (records: Update[]): string => {
  const counts = [...Map.groupBy(records, planOf)].map(([plan, { length }]) => ({ plan, length }))
  return counts.toSorted((a, b) => b.length - a.length)[0]?.plan ?? ''
}

const verifyChains = ({ records, manifest }: PackModel, doubtful: ReadonlySet<string>): Finding[] => {
  const chains = Map.groupBy(records, ({ ref }) => ref)
  const heads = new Map(manifest.heads.map((head) => [head.ref, head]))
  return [
    ...[...chains]
      .toSorted(([a], [b]) => compareRefs(a, b))
      .flatMap(([ref, chain]) => {
        const newest = chain.reduce((last, record) => (record.version > last.version ? record : last))
        const head = heads.get(ref)
        const found: Finding[] = verifyChain(chain)
        if (doubtful.has(ref)) return found
        if (!head) return [...found, { kind: 'head-missing' as const, record: nameOf(newest) }]
        if (head.version === newest.version && head.hash === newest.hash) return found
        return [...found, { kind: 'head-differs' as const, record: nameOf(newest), version: head.version }]
      }),
    ...manifest.heads
      .filter(({ ref }) => !chains.has(ref) && !doubtful.has(ref))
      .map(({ ref, version }): Finding => ({ kind: 'head-without-record', ref, version })),
    ...verifyManifest({ manifest }),
  ]
}

const verifyManifest = ({ manifest }: Pick<PackModel, 'manifest'>): Finding[] =>
  hashManifest(manifest.heads) === manifest.sha256 ? [] : [{ kind: 'manifest-changed' }]

/** The records of one action as they stand in the pack. */
const verifyChain = (chain: Update[]): Finding[] =>
  chain.flatMap((record, index): Finding[] => {
    const before = chain[index - 1]
    if (before && before.version >= record.version) {
      return [{ kind: 'record-out-of-order', record: nameOf(record) }]
    }
    if ((record.version === 1) !== (record.previousHash === null)) {
      return [{ kind: 'record-not-linked', record: nameOf(record), before: null }]
    }
    if (!before) return []
    if (before.version + 1 < record.version) {
      return [{ kind: 'versions-between', ref: record.ref, from: before.version + 1, to: record.version - 1 }]
    }
    if (record.previousHash === before.hash) return []
    return [{ kind: 'record-not-linked', record: nameOf(record), before: nameOf(before) }]
  })
