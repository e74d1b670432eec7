import { z } from 'zod'
import type { Instant } from '../../plan/plan.ts'
import { givenBy, Update } from '../../update/update.ts'

/** An update with nothing besides: what no hash is over could say anything. */
const Exact = z.strictObject(Update.shape)

/** Reads what should be an update; where it is none, `field` is the first that is not what it must be. */
export const readUpdate = (
  item: unknown,
):
  | { update: Update; unreadable: null }
  | { update: null; unreadable: { record: RecordName; field: string } } => {
  const read = Exact.safeParse(item)
  if (read.success) return { update: read.data, unreadable: null }
  const [issue] = read.error.issues
  const field = issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : issue?.path.join('.')
  return { update: null, unreadable: { record: looseName(item), field: field ?? '' } }
}

const LooseName = z.object({
  ref: z.string().catch('an action without a ref'),
  version: z.number().nullable().catch(null),
  byName: z.string().catch(''),
  at: z.string().catch(''),
})

/** What something that should be an update calls itself. */
const looseName = (record: unknown): RecordName => {
  const { ref, version, byName, at } = LooseName.parse(Object(record))
  return { ref, version, by: byName, at }
}

/** What a record calls itself; the version is null where that cannot be read. */
export type RecordName = { ref: string; version: number | null; by: string; at: string }

export const nameOf = (record: Update): RecordName => ({
  ref: record.ref,
  version: record.version,
  by: givenBy(record),
  at: record.at,
})

/** Where two texts first differ, in characters from 1, with a few characters of each from there. */
export type Difference = { from: number; here: string; there: string }

/** The parts of a pack that show answers. */
export type Section = 'actions' | 'movement' | 'exceptions' | 'closures' | 'impact'

/** What verifying found. Those that are `wrong` say that something does not match; the others only tell. */
export type Finding =
  | { kind: 'no-printed-hash' }
  /** A hash that the document prints in full. */
  | { kind: 'printed-hash-differs'; printed: string; computed: string }
  /** Pages whose foot has another beginning of the hash, or none. */
  | { kind: 'foot-hash-differs'; pages: number[] }
  | { kind: 'model-misshapen'; place: string; problem: string }
  /** It has no records, and names are withheld from its texts. */
  | { kind: 'public-cut' }
  /** `field` is the first that is not what it must be. */
  | { kind: 'record-unreadable'; record: RecordName; field: string }
  | { kind: 'record-changed'; record: RecordName; says: string; computed: string }
  | { kind: 'record-of-another-plan'; record: RecordName }
  | { kind: 'record-out-of-order'; record: RecordName }
  | { kind: 'record-not-linked'; record: RecordName; before: RecordName | null }
  | { kind: 'versions-between'; ref: string; from: number; to: number }
  | { kind: 'head-missing'; record: RecordName }
  | { kind: 'head-differs'; record: RecordName; version: number }
  | { kind: 'head-without-record'; ref: string; version: number }
  | { kind: 'manifest-changed' }
  | { kind: 'shown-differs'; section: Section; record: RecordName; field: string; difference: Difference }
  | { kind: 'shown-without-record'; section: Section; ref: string }
  | { kind: 'record-not-shown'; record: RecordName }
  | { kind: 'not-in-section'; section: Section; ref: string }
  | { kind: 'status-differs'; section: Section; ref: string; what: string; difference: Difference }
  | { kind: 'count-differs'; what: string; shown: number; counted: number }
  | { kind: 'pages-differ'; pages: number[]; difference: Difference }
  /** The document says that it is this volume, and the data makes so many. */
  | { kind: 'no-such-volume'; number: number; of: number; made: number }
  | { kind: 'page-count-differs'; pages: number; rendered: number }
  | { kind: 'text-differs'; difference: Difference }
  | { kind: 'made-otherwise' }
  | { kind: 'not-rendered'; reason: string }
  | { kind: 'archive-changed' }
  | { kind: 'archive-cut-short' }
  | { kind: 'archive-line-damaged'; line: number; record: RecordName | null }
  | { kind: 'plan-not-stored'; plan: string }
  | { kind: 'stored-unreadable'; record: RecordName; field: string }
  | { kind: 'stored-changed'; record: RecordName; says: string; computed: string }
  | { kind: 'stored-twice'; record: RecordName }
  | { kind: 'stored-missing'; ref: string; from: number; to: number }
  | { kind: 'stored-not-linked'; record: RecordName; before: RecordName | null }
  | { kind: 'stored-head-differs'; ref: string; says: number; newest: number }
  | { kind: 'record-not-stored'; record: RecordName }
  /** What a public cut shows of an answer, by its reference. */
  | { kind: 'reference-not-stored'; ref: string; reference: string }
  | { kind: 'head-not-stored'; ref: string; version: number }
  | { kind: 'stored-differs'; record: RecordName; field: string; difference: Difference }
  /** An answer from before the closing, which the pack has not. */
  | { kind: 'answer-left-out'; record: RecordName; closed: Instant | null }
  | { kind: 'issued-differs'; version: number; says: string; computed: string }
  | { kind: 'not-issued'; version: number }

/** What is looked at, in this order. */
export const checks = ['hash', 'records', 'chain', 'shown', 'pages', 'archive'] as const
export type Check = (typeof checks)[number]

const wrong = (check: Check) => ({ check, wrong: true })
const told = (check: Check) => ({ check, wrong: false })

/** Which check each finding is of, and whether it says that something does not match. */
const kinds = {
  'no-printed-hash': told('hash'),
  'printed-hash-differs': wrong('hash'),
  'foot-hash-differs': wrong('hash'),
  'model-misshapen': wrong('records'),
  'public-cut': told('records'),
  'record-unreadable': wrong('records'),
  'record-changed': wrong('records'),
  'record-of-another-plan': wrong('records'),
  'record-out-of-order': wrong('chain'),
  'record-not-linked': wrong('chain'),
  'versions-between': told('chain'),
  'head-missing': wrong('chain'),
  'head-differs': wrong('chain'),
  'head-without-record': wrong('chain'),
  'manifest-changed': wrong('chain'),
  'shown-differs': wrong('shown'),
  'shown-without-record': wrong('shown'),
  'record-not-shown': wrong('shown'),
  'not-in-section': wrong('shown'),
  'status-differs': wrong('shown'),
  'count-differs': wrong('shown'),
  'pages-differ': wrong('pages'),
  'no-such-volume': wrong('pages'),
  'page-count-differs': wrong('pages'),
  'text-differs': wrong('pages'),
  'made-otherwise': told('pages'),
  'not-rendered': wrong('pages'),
  'archive-changed': wrong('archive'),
  'archive-cut-short': wrong('archive'),
  'archive-line-damaged': wrong('archive'),
  'plan-not-stored': wrong('archive'),
  'stored-unreadable': wrong('archive'),
  'stored-changed': wrong('archive'),
  'stored-twice': wrong('archive'),
  'stored-missing': wrong('archive'),
  'stored-not-linked': wrong('archive'),
  'stored-head-differs': wrong('archive'),
  'record-not-stored': wrong('archive'),
  'reference-not-stored': wrong('archive'),
  'head-not-stored': wrong('archive'),
  'stored-differs': wrong('archive'),
  'answer-left-out': wrong('archive'),
  'issued-differs': wrong('archive'),
  'not-issued': told('archive'),
} as const satisfies Record<Finding['kind'], { check: Check; wrong: boolean }>

export const checkOf = ({ kind }: Finding): Check => kinds[kind].check

/** Whether it says that something does not match. What a draft lacks may have come after it was read. */
export const isWrong = (finding: Finding): boolean =>
  finding.kind === 'answer-left-out' ? finding.closed !== null : kinds[finding.kind].wrong

/** Characters of a text that are shown from where it differs. */
const EXCERPT = 24

/** The first difference of two values that are not the same; what is no text is compared as JSON, null as nothing. */
export const differenceOf = (here: unknown, there: unknown): Difference => {
  const [one, other] = [here, there].map((value) =>
    Array.from(typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value)),
  )
  const [mine, theirs] = [one ?? [], other ?? []]
  const found = mine.findIndex((character, index) => character !== theirs[index])
  const at = found === -1 ? mine.length : found
  return { from: at + 1, here: excerpt(mine, at), there: excerpt(theirs, at) }
}

const excerpt = (characters: string[], at: number): string => {
  const from = Math.max(0, at - 4)
  const to = at + EXCERPT
  const kept = characters.slice(from, to).join('')
  return `${from > 0 ? '…' : ''}${kept}${to < characters.length ? '…' : ''}`
}

/** Whether two values are the same as JSON. */
export const isSame = (here: unknown, there: unknown): boolean =>
  JSON.stringify(here) === JSON.stringify(there)
