import { Instant } from '../../plan/plan.ts'
import { momentName } from '../../plan/wording.ts'
import {
  type Check,
  checkOf,
  type Difference,
  type Finding,
  isWrong,
  type RecordName,
  type Section,
} from './finding.ts'

/** What was looked at, for the words that say so. */
export type Looked = {
  /** How many records the model has, and how many pages were compared; null where there was no document. */
  records: number
  actions: number
  cut: 'board' | 'public'
  document: 'pdf' | 'html' | null
  /** Whether the document is one of several volumes. */
  isVolume: boolean
  pages: number | null
  /** How many stored updates; null where no archive was given. */
  stored: number | null
}

const sections = {
  actions: 'its action',
  movement: 'what moved',
  exceptions: 'what needs attention',
  closures: 'the proposed closures',
  impact: 'the impact',
} as const satisfies Record<Section, string>

/** Fields in the words of forms and packs. */
const fields: Partial<Record<string, string>> = {
  statusCode: 'the status',
  obstacles: 'what is in the way',
  consequence: 'what happens otherwise',
  links: 'the links',
  files: 'the files',
  evidence: 'the evidence',
  forecast: 'the new date asked for',
  by: 'who answered',
  byName: 'the name of who answered',
  onBehalfOf: 'on whose behalf',
  at: 'when it was answered',
  cycle: 'the month',
  cycleId: 'the month',
  unchanged: 'whether nothing has changed',
  changeId: 'the change asked for with it',
  previousHash: 'the hash of the version before',
}
const fieldName = (field: string): string => fields[field] ?? `the ${field}`

/** The words for findings. Instants are said by the clocks of the time zone. */
export const createWords = (timeZone: string) => {
  const name = ({ ref, version, by, at }: RecordName): string => {
    const moment = Instant.safeParse(at).success ? momentName(at, timeZone) : at
    return `${ref} version ${version ?? 'unknown'}, by ${by || 'nobody named'}, ${moment || 'at no time'}`
  }

  /** One finding as a sentence. */
  const say = (finding: Finding): string => {
    switch (finding.kind) {
      case 'no-printed-hash':
        return 'The document prints no hash in full that could be compared.'
      case 'printed-hash-differs':
        return `The document prints the hash ${finding.printed}; the data that travels with it has ${finding.computed}.`
      case 'foot-hash-differs':
        return `The foot of ${pageList(finding.pages)} does not have the beginning of the hash of the data.`
      case 'model-misshapen':
        return `The data is not what a pack’s is: ${finding.place}: ${finding.problem}.`
      case 'public-cut':
        return 'This is the public cut: it has no records, and names are withheld from its texts. Verify the board’s own pack to compare every word.'
      case 'record-unreadable':
        return `${name(finding.record)}: the record cannot be read (${finding.field}).`
      case 'record-changed':
        return `${name(finding.record)}: what the record says has the hash ${short(finding.computed)}, and it bears ${short(finding.says)}. It was changed.`
      case 'record-of-another-plan':
        return `${name(finding.record)}: the record is of another plan than the others.`
      case 'record-out-of-order':
        return `${name(finding.record)}: the record does not come after the one before it.`
      case 'record-not-linked':
        return notLinked(finding.record, finding.before)
      case 'versions-between':
        return `${finding.ref}: ${versions(finding.from, finding.to)} between the two that the pack shows.`
      case 'head-missing':
        return `${name(finding.record)}: the list of the ends of all chains does not have this action.`
      case 'head-differs':
        return `${name(finding.record)}: the list of the ends of all chains has ${finding.version === finding.record.version ? 'another hash for it' : `version ${finding.version}`}.`
      case 'head-without-record':
        return `${finding.ref}: the list of the ends of all chains has version ${finding.version}, and the record is not there.`
      case 'manifest-changed':
        return 'The list of the ends of all chains does not have the hash that it bears.'
      case 'shown-differs':
        return `${name(finding.record)}: ${fieldName(finding.field)} shown under ${sections[finding.section]} is not what the record says; ${differ(finding.difference, 'the pack says', 'the record says')}.`
      case 'shown-without-record':
        return `${finding.ref}: an answer is shown under ${sections[finding.section]}, and there is no record of it.`
      case 'record-not-shown':
        return `${name(finding.record)}: there is a record, and the pack does not show it.`
      case 'not-in-section':
        return `${finding.ref}: it belongs under ${sections[finding.section]}, and is not there.`
      case 'status-differs':
        return `${finding.ref}: ${finding.what}, as shown under ${sections[finding.section]}, does not follow from the records; ${differ(finding.difference, 'the pack says', 'the records say')}.`
      case 'count-differs':
        return `The month on one page says ${finding.shown} for ${finding.what}, and there are ${finding.counted}.`
      case 'pages-differ':
        return `${capital(pageList(finding.pages))} ${finding.pages.length === 1 ? 'does' : 'do'} not say what the data says. On page ${finding.pages[0]}, ${differ(finding.difference, 'the document says', 'the data says')}.${finding.pages.length > MANY_PAGES ? ' Where another release of Muster made the document, its pages may fall otherwise: verify it with that release.' : ''}`
      case 'no-such-volume':
        return `The document says that it is volume ${finding.number} of ${finding.of}, and the data makes ${finding.made === 1 ? 'one document' : `${finding.made} volumes`}. Where another release of Muster made it, verify it with that release.`
      case 'page-count-differs':
        return `The document has ${finding.pages} pages, and the data makes ${finding.rendered}.`
      case 'text-differs':
        return `The document does not say what the data says: ${differ(finding.difference, 'the document says', 'the data says')}.`
      case 'made-otherwise':
        return 'The document says the same words on every page, but was made otherwise than here: by another release of Muster, or changed in what is no text. Charts and colours were not compared.'
      case 'not-rendered':
        return `The data could not be made into a document to compare: ${finding.reason}.`
      case 'archive-changed':
        return 'The archive was changed since it was exported: it does not have the hash that it bears.'
      case 'archive-cut-short':
        return 'The archive ends too early: it was not copied whole.'
      case 'archive-line-damaged':
        return finding.record === null
          ? `Line ${finding.line} of the archive cannot be read.`
          : `${name(finding.record)}: the stored update cannot be read (line ${finding.line} of the archive).`
      case 'plan-not-stored':
        return `The archive does not have the plan “${finding.plan}” of this pack, or no answers of it.`
      case 'stored-unreadable':
        return `${name(finding.record)}: the stored update cannot be read (${finding.field}).`
      case 'stored-changed':
        return `${name(finding.record)}: what is stored has the hash ${short(finding.computed)}, and it bears ${short(finding.says)}. It was changed.`
      case 'stored-twice':
        return `${name(finding.record)}: this version is stored twice.`
      case 'stored-missing':
        return `${finding.ref}: ${versions(finding.from, finding.to)} missing from what is stored.`
      case 'stored-not-linked':
        return notLinked(finding.record, finding.before)
      case 'stored-head-differs':
        return `${finding.ref}: the action says that its last answer is version ${finding.says}, and ${finding.newest === finding.says ? 'that has another hash' : `the last that is stored is version ${finding.newest}`}.`
      case 'record-not-stored':
        return `${name(finding.record)}: the pack has this answer, and it is not stored.`
      case 'reference-not-stored':
        return `${finding.ref}: the pack shows an answer of the reference ${finding.reference}, and none is stored.`
      case 'head-not-stored':
        return `${finding.ref}: version ${finding.version} is where the pack says that the answers end, and what is stored is another or none.`
      case 'stored-differs':
        return `${name(finding.record)}: ${fieldName(finding.field)} is not what the pack says; ${differ(finding.difference, 'the pack says', 'the store says')}.`
      case 'answer-left-out':
        return finding.closed === null
          ? `${name(finding.record)}: it is stored, and came too late for this draft.`
          : `${name(finding.record)}: it was stored before the month was closed, and the pack does not have it.`
      case 'issued-differs':
        return `Version ${finding.version} was issued with the hash ${finding.says}; this one has ${finding.computed}.`
      case 'not-issued':
        return `The archive does not know that version ${finding.version} of this pack was issued.`
    }
  }

  const notLinked = (record: RecordName, before: RecordName | null): string =>
    before === null
      ? `${name(record)}: only a first version has none before it, and this ${record.version === 1 ? 'first one names one' : 'one names none'}.`
      : `${name(record)}: it does not follow version ${before.version}, whose hash it should bear.`

  return { say }
}

/** What a check found where nothing is wrong. */
export const sayMatch = (
  check: Check,
  { records, actions, cut, document, isVolume, pages, stored }: Looked,
): string | null => {
  switch (check) {
    case 'hash':
      if (document === null) return null
      return `The document prints the hash of the data that travels with it${document === 'pdf' ? `, in full on its first page and its beginning at the foot of all ${pages} pages` : ''}.`
    case 'records':
      return cut === 'public'
        ? null
        : `${records === 1 ? 'The one answer that travels' : `Each of the ${records} answers that travel`} with it has the hash of what it says.`
    case 'chain':
      if (cut === 'public') return 'The list of the ends of all chains has the hash that it bears.'
      return 'Each of these answers names the one before it, and the last of each action is the one that the pack names.'
    case 'shown':
      if (cut === 'public') return `The counts are those of ${actions} actions.`
      return `Wherever the pack shows an answer or a status of its ${actions} actions, it is that of these answers, or the plan’s own where there is none.`
    case 'pages':
      if (document === null) return null
      return document === 'pdf'
        ? `Every page ${isVolume ? 'of this volume ' : ''}is what the data says: made anew, all ${pages} pages are the same, byte for byte.`
        : 'The document is what the data says: made anew, it is the same, byte for byte.'
    case 'archive':
      if (stored === null) return null
      return `Each of ${stored} stored updates has its hash, no version is missing, and ${cut === 'public' ? 'the pack’s statuses and times are those' : 'the pack’s records are those'} that are stored.`
  }
}

export const checkNames = {
  hash: 'Hash',
  records: 'Records',
  chain: 'Chain',
  shown: 'Shown',
  pages: 'Pages',
  archive: 'Archive',
} as const satisfies Record<Check, string>

/** Findings as sentences; what only tells which versions lie between is one for all actions. */
export const sayAll = (
  findings: readonly Finding[],
  say: (finding: Finding) => string,
): { check: Check; wrong: boolean; says: string }[] => {
  const between = findings.filter((finding) => finding.kind === 'versions-between')
  const single = findings
    .filter((finding) => finding.kind !== 'versions-between' || between.length === 1)
    .map((finding) => ({ check: checkOf(finding), wrong: isWrong(finding), says: say(finding) }))
  if (between.length < 2) return single
  const list = between.map(({ ref, from, to }) => `${ref} (${from === to ? from : `${from} to ${to}`})`)
  return [
    ...single,
    {
      check: 'chain',
      wrong: false,
      says: `Versions that lie between two that the pack shows, and are not in it: ${list.join(', ')}.`,
    },
  ]
}

/** The last sentence: what whoever asked may rely on. */
export const sayVerdict = (findings: Finding[], { document, isVolume, stored }: Looked): string => {
  const wrong = findings.filter(isWrong).length
  if (wrong > 0) {
    return `${wrong === 1 ? 'One thing does' : `${wrong} things do`} not match. Do not rely on this file before that is explained.`
  }
  const what =
    document === null
      ? 'The data agrees with itself'
      : `${isVolume ? 'This volume' : 'The document'}, its data and its hash agree`
  return stored === null
    ? `${what}. Whether it is what is stored, only an archive shows: give one with --archive.`
    : `${what}, and it is what is stored.`
}

/** A change of a layout moves more pages than a change of a text. */
const MANY_PAGES = 5

const short = (hash: string): string => `${hash.slice(0, 12)}…`

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const versions = (from: number, to: number): string =>
  from === to ? `version ${from} is` : `versions ${from} to ${to} are`

const differ = ({ from, here, there }: Difference, one: string, other: string): string =>
  `from character ${from} on, ${one} ${quoted(here)} and ${other} ${quoted(there)}`

/** In one line, whatever stands in it. */
const quoted = (text: string): string =>
  text === ''
    ? 'nothing'
    : `“${text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`)}”`

/** `page 3`, `pages 3, 4 and 7 to 9`. */
const pageList = (pages: number[]): string => {
  const runs: [number, number][] = []
  for (const page of pages) {
    const last = runs.at(-1)
    if (last && last[1] === page - 1) last[1] = page
    else runs.push([page, page])
  }
  const words = runs.map(([from, to]) => (from === to ? String(from) : `${from} to ${to}`))
  const list = words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
  return `${pages.length === 1 ? 'page' : 'pages'} ${list}`
}
