import { z } from 'zod'
import { compareRefs } from '../../plan/plan.ts'
import { hashUpdate, referenceOf, Update } from '../../update/update.ts'
import { showAnswer } from '../pack-action.ts'
import { isDraft, type PackModel } from '../pack-model.ts'
import { differenceOf, type Finding, isSame, nameOf, type RecordName, readUpdate } from './finding.ts'
import { statusesOf } from './verify-shown.ts'

/** What an installation has stored, as its archive says. */
export type Stored = {
  /** Whether the archive is whole, and the one that was written. */
  state: 'as-written' | 'changed' | 'cut-short'
  /** Lines that cannot be read, with the update they held where that can be told. */
  damaged: { line: number; record: RecordName | null }[]
  plans: { partnershipId: string; planId: string; name: string }[]
  /** Items that should be updates, of every plan, in any order. */
  updates: unknown[]
  /** Where the chain of each action ends; version 0 where nobody has answered. */
  heads: { partnershipId: string; planId: string; ref: string; version: number; hash: string | null }[]
  /** The packs that boards got, each by the hash of its model, and of its public cut's. */
  issued: {
    planId: string
    cycleId: string
    boardName: string
    version: number
    modelSha256: string
    publicSha256: string | null
  }[]
}

export type VerifiedStored = { findings: Finding[]; updates: number }

const OfPlan = z
  .object({ partnershipId: z.string(), planId: z.string() })
  .catch({ partnershipId: '', planId: '' })

/**
 * Compares a pack with what is stored: each stored update of its plan by its own hash and its chain, each
 * record of the pack field by field, what came before the closing and is not in the pack, and the hash that
 * was kept of the pack when it was issued. `sha256` is the pack's own hash, in hex.
 */
export const verifyStored = (
  model: PackModel,
  sha256: string,
  { state, damaged, plans, updates, heads, issued }: Stored,
): VerifiedStored => {
  const plan = planOf(model.records) ?? planNamed(model.control.plan, plans)
  const read = updates.filter((item) => isSame(OfPlan.parse(item), plan)).map(readUpdate)
  const known = read.flatMap(({ update }) => update ?? [])
  const unreadable = read.flatMap((item) => item.unreadable ?? [])
  const doubtful = [...unreadable, ...damaged].flatMap(({ record }) => record ?? [])
  const chains = Map.groupBy(
    known.toSorted((a, b) => compareRefs(a.ref, b.ref) || a.version - b.version),
    ({ ref }) => ref,
  )
  const ofArchive: Finding[] = [
    ...(state === 'changed' ? [{ kind: 'archive-changed' as const }] : []),
    ...(state === 'cut-short' ? [{ kind: 'archive-cut-short' as const }] : []),
    ...damaged.map((line): Finding => ({ kind: 'archive-line-damaged', ...line })),
  ]
  if (plan === null || (read.length === 0 && model.records.length > 0)) {
    return {
      updates: 0,
      findings: [...ofArchive, { kind: 'plan-not-stored', plan: model.control.plan }],
    }
  }
  return {
    updates: read.length,
    findings: [
      ...ofArchive,
      ...unreadable.map((one): Finding => ({ kind: 'stored-unreadable', ...one })),
      ...[...chains.values()].flatMap((chain) => verifyStoredChain(chain, doubtful)),
      ...verifyHeads(
        chains,
        heads.filter(({ partnershipId, planId }) => isSame({ partnershipId, planId }, plan)),
        doubtful,
      ),
      ...model.records.flatMap((record) => compareRecord(record, chains.get(record.ref) ?? [], doubtful)),
      ...(model.control.cut === 'public' ? comparePublic(model, chains) : []),
      ...findLeftOut(model, chains),
      ...verifyIssued(
        model,
        sha256,
        issued.filter(({ planId }) => planId === plan.planId),
      ),
    ],
  }
}

/** The plan that most records are of; null where there are none. */
const planOf = (records: Update[]): z.infer<typeof OfPlan> | null => {
  const groups = Map.groupBy(records, (item) => JSON.stringify(OfPlan.parse(item)))
  const [most] = [...groups.values()].toSorted((a, b) => b.length - a.length)
  return most ? OfPlan.parse(most[0]) : null
}

const planNamed = (wanted: string, plans: Stored['plans']): z.infer<typeof OfPlan> | null => {
  const found = plans.find(({ name }) => name === wanted)
  return found ? OfPlan.parse(found) : null
}

const isDoubtful = (doubtful: RecordName[], ref: string, version: number): boolean =>
  doubtful.some((name) => name.ref === ref && (name.version === null || name.version === version))

/** The whole life of one action's answers. */
const verifyStoredChain = (chain: Update[], doubtful: RecordName[]): Finding[] =>
  chain.flatMap((update, index): Finding[] => {
    const computed = hashUpdate(update)
    const before = chain[index - 1] ?? null
    const changed: Finding[] =
      computed === update.hash
        ? []
        : [{ kind: 'stored-changed', record: nameOf(update), says: update.hash, computed }]
    if (before?.version === update.version) {
      return [...changed, { kind: 'stored-twice', record: nameOf(update) }]
    }
    const [from, to] = [(before?.version ?? 0) + 1, update.version - 1]
    if (from <= to) {
      const areMissing = Array.from(
        { length: Math.min(to - from + 1, 1_000) },
        (_, step) => from + step,
      ).some((version) => !isDoubtful(doubtful, update.ref, version))
      return areMissing ? [...changed, { kind: 'stored-missing', ref: update.ref, from, to }] : changed
    }
    if (update.previousHash === (before?.hash ?? null)) return changed
    return [
      ...changed,
      { kind: 'stored-not-linked', record: nameOf(update), before: before && nameOf(before) },
    ]
  })

const verifyHeads = (
  chains: ReadonlyMap<string, Update[]>,
  heads: Stored['heads'],
  doubtful: RecordName[],
): Finding[] =>
  heads.flatMap(({ ref, version, hash }): Finding[] => {
    const newest = chains.get(ref)?.at(-1)
    if ((newest?.version ?? 0) === version && (newest?.hash ?? null) === hash) return []
    if (isDoubtful(doubtful, ref, version)) return []
    return [{ kind: 'stored-head-differs', ref, says: version, newest: newest?.version ?? 0 }]
  })

/** A record of the pack and the stored update of its version, field by field. */
const compareRecord = (record: Update, chain: Update[], doubtful: RecordName[]): Finding[] => {
  const stored = chain.find(({ version }) => version === record.version)
  if (!stored) {
    return isDoubtful(doubtful, record.ref, record.version)
      ? []
      : [{ kind: 'record-not-stored', record: nameOf(record) }]
  }
  return Update.keyof().options.flatMap((field): Finding[] =>
    isSame(record[field], stored[field])
      ? []
      : [
          {
            kind: 'stored-differs',
            record: nameOf(record),
            field,
            difference: differenceOf(record[field], stored[field]),
          },
        ],
  )
}

/** Answers of the pack's actions that were stored before its closing, and are newer than what it has. */
const findLeftOut = (model: PackModel, chains: ReadonlyMap<string, Update[]>): Finding[] => {
  const { control } = model
  return actionsOf(model).flatMap(({ ref }) => {
    const newest = model.manifest.heads.find((head) => head.ref === ref)?.version ?? 0
    return (chains.get(ref) ?? [])
      .filter(({ version, at }) => version > newest && at <= control.read.at)
      .map(
        (update): Finding => ({
          kind: 'answer-left-out',
          record: nameOf(update),
          closed: control.closed?.at ?? null,
        }),
      )
  })
}

/** A public cut has no records: its ends of chains, and of each answer all in which no name can be. */
const comparePublic = (model: PackModel, chains: ReadonlyMap<string, Update[]>): Finding[] => {
  const words = { timeZone: model.control.timeZone, show: statusesOf(model) }
  const ends = model.manifest.heads.flatMap(({ ref, version, hash }): Finding[] => {
    const stored = chains.get(ref)?.find((update) => update.version === version)
    return stored?.hash === hash ? [] : [{ kind: 'head-not-stored', ref, version }]
  })
  const answers = actionsOf(model).flatMap(({ ref, update, previous }) =>
    [update, previous].flatMap((shown): Finding[] => {
      if (shown === null) return []
      const stored = chains.get(ref)?.find((one) => referenceOf(ref, one) === shown.reference)
      if (!stored) return [{ kind: 'reference-not-stored', ref, reference: shown.reference }]
      const expected = showAnswer(words, stored)
      return (['status', 'at', 'cycle', 'forecast', 'unchanged'] as const).flatMap((field): Finding[] =>
        isSame(
          field === 'status' ? shown.status.code : shown[field],
          field === 'status' ? expected.status.code : expected[field],
        )
          ? []
          : [
              {
                kind: 'stored-differs',
                record: nameOf(stored),
                field,
                difference: differenceOf(shown[field], expected[field]),
              },
            ],
      )
    }),
  )
  return [...ends, ...answers]
}

const actionsOf = ({ board, others, closed }: PackModel) => [
  ...[...board, ...others].flatMap(({ actions }) => actions),
  ...closed,
]

const verifyIssued = (model: PackModel, sha256: string, issued: Stored['issued']): Finding[] => {
  const { control } = model
  const kept = issued.find(
    ({ cycleId, boardName, version }) =>
      cycleId === control.period.month && boardName === control.board && version === control.version,
  )
  const says = control.cut === 'public' ? kept?.publicSha256 : kept?.modelSha256
  if (says && says !== sha256) {
    return [{ kind: 'issued-differs', version: control.version, says, computed: sha256 }]
  }
  return says || isDraft(model) ? [] : [{ kind: 'not-issued', version: control.version }]
}
