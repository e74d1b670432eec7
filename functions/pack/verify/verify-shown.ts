import { referenceOf, type Update } from '../../update/update.ts'
import { type PackAction, PackAnswer, type PackStatus, showAnswer, showStatus } from '../pack-action.ts'
import type { PackModel } from '../pack-model.ts'
import { differenceOf, type Finding, isSame, nameOf, type Section } from './finding.ts'

type Records = { update: Update | null; previous: Update | null; more: Update[] }

/**
 * Whether what a pack shows is what its records say: every answer wherever it stands, every status, who is
 * in which register, and the counts of the statuses. Of actions in `doubtful` a record cannot be read.
 */
export const verifyShown = (model: PackModel, doubtful: ReadonlySet<string>): Finding[] => {
  const live = [...model.board, ...model.others].flatMap(({ actions }) => actions)
  const actions = [...live, ...model.closed].filter(({ ref }) => !doubtful.has(ref))
  const chains = Map.groupBy(model.records, ({ ref }) => ref)
  const recordsOf = new Map(actions.map((action) => [action.ref, pair(action, chains.get(action.ref) ?? [])]))
  const words = { timeZone: model.control.timeZone, show: statusesOf(model) }
  const show = (record: Update) => showAnswer(words, record)

  /** An answer as it stands somewhere, against the record that it must be of. */
  const compare = (
    section: Section,
    ref: string,
    shown: PackAnswer | null,
    record: Update | null | undefined,
  ): Finding[] => {
    if (doubtful.has(ref) || (shown === null && !record)) return []
    if (!record) return [{ kind: 'shown-without-record', section, ref }]
    if (shown === null) return [{ kind: 'record-not-shown', record: nameOf(record) }]
    const expected = show(record)
    const differing = PackAnswer.keyof().options.filter((field) => !isSame(shown[field], expected[field]))
    // Another reference and other words besides: it is no answer of this record.
    if (differing.includes('reference') && differing.length > 3) {
      return [{ kind: 'shown-without-record', section, ref }]
    }
    return differing.map((field) => ({
      kind: 'shown-differs',
      section,
      record: nameOf(record),
      field,
      difference: differenceOf(wordsOf(shown[field]), wordsOf(expected[field])),
    }))
  }

  const same = (section: Section, ref: string, what: string, shown: unknown, expected: unknown): Finding[] =>
    isSame(shown, expected)
      ? []
      : [
          {
            kind: 'status-differs',
            section,
            ref,
            what,
            difference: differenceOf(wordsOf(shown), wordsOf(expected)),
          },
        ]

  const verifyAction = (action: PackAction): Finding[] => {
    const { update, previous, more } = recordsOf.get(action.ref) ?? { update: null, previous: null, more: [] }
    const { ref, planStatus } = action
    const before = previous ? words.show(previous.statusCode) : planStatus
    const now = update ? words.show(update.statusCode) : before
    return [
      ...compare('actions', ref, action.update, update),
      ...compare('actions', ref, action.previous, previous),
      ...more.map((record): Finding => ({ kind: 'record-not-shown', record: nameOf(record) })),
      ...same('actions', ref, 'status now', action.now, now),
      ...same('actions', ref, 'status last time', action.before, before),
      ...same(
        'actions',
        ref,
        'whose word the status is',
        action.standsOn,
        update ? 'this-cycle' : previous ? 'earlier' : 'plan',
      ),
      ...same('actions', ref, 'whether it was answered', action.answer === 'answered', update !== null),
      ...(update && update.cycleId !== model.control.period.month
        ? same('actions', ref, 'the month of its answer', model.control.period.month, update.cycleId)
        : []),
    ]
  }

  const byRef = new Map(actions.map((action) => [action.ref, action]))
  const newest = ({ update, previous }: Records) => update ?? previous

  /** Entries of a register, each with the action it is about. */
  const entriesOf = <T extends { ref: string }>(
    section: Section,
    entries: T[],
    verify: (entry: T, action: PackAction, records: Records) => Finding[],
  ): Finding[] =>
    entries.flatMap((entry) => {
      const action = byRef.get(entry.ref)
      const records = recordsOf.get(entry.ref)
      if (doubtful.has(entry.ref)) return []
      if (!action || !records) return [{ kind: 'shown-without-record', section, ref: entry.ref }]
      return verify(entry, action, records)
    })

  const lacking = (section: Section, entries: { ref: string }[], owed: PackAction[]): Finding[] => {
    const refs = new Set(entries.map(({ ref }) => ref))
    return owed
      .filter(({ ref }) => !refs.has(ref))
      .map(({ ref }): Finding => ({ kind: 'not-in-section', section, ref }))
  }

  const known = live.filter(({ ref }) => !doubtful.has(ref))
  return [
    ...actions.flatMap(verifyAction),
    ...[...chains]
      .filter(([ref]) => !byRef.has(ref) && !doubtful.has(ref))
      .flatMap(([, chain]) =>
        chain.map((record): Finding => ({ kind: 'record-not-shown', record: nameOf(record) })),
      ),
    ...entriesOf('movement', model.movements, ({ ref, from, to, answer }, action, { update }) => [
      ...compare('movement', ref, answer, update),
      ...same('movement', ref, 'status last time', from, action.before),
      ...same('movement', ref, 'status now', to, action.now),
    ]),
    ...lacking(
      'movement',
      model.movements,
      actions.filter(({ update, now, before }) => update !== null && now.code !== before.code),
    ),
    ...entriesOf('exceptions', model.exceptions, (entry, action, records) => [
      ...compare('exceptions', entry.ref, entry.answer, newest(records)),
      ...same('exceptions', entry.ref, 'status now', entry.status, action.now),
      ...same(
        'exceptions',
        entry.ref,
        'whether it is of this month',
        entry.thisMonth,
        records.update !== null,
      ),
    ]),
    ...lacking(
      'exceptions',
      model.exceptions,
      known.filter(({ now }) => now.colour === 'amber' || now.colour === 'red'),
    ),
    ...entriesOf('closures', model.closuresProposed, (entry, action, records) => [
      ...compare('closures', entry.ref, entry.answer, newest(records)),
      ...same('closures', entry.ref, 'the plan’s status', entry.planStatus, action.planStatus),
    ]),
    ...entriesOf('impact', model.impact, ({ ref, answer }, _, { update }) =>
      compare('impact', ref, answer, update),
    ),
    ...lacking(
      'impact',
      model.impact,
      actions.filter(
        ({ update }) => update !== null && (update.impact.trim() !== '' || update.evidence.length > 0),
      ),
    ),
    ...verifyCounts(model),
  ]
}

/** Which of an action's records are this month's answer and the last one's; a pack has one of each. */
const pair = ({ update, previous }: PackAction, chain: Update[]): Records => {
  const last = chain.at(-1) ?? null
  if (chain.length > 1) {
    const [first = null] = chain.slice(-2)
    return { update: last, previous: first, more: chain.slice(0, -2) }
  }
  const isOld = update === null || (last !== null && previous?.reference === referenceOf(last.ref, last))
  return isOld ? { update: null, previous: last, more: [] } : { update: last, previous: null, more: [] }
}

/** A status by its code as the pack's own key has it. */
export const statusesOf = ({ key }: PackModel) => {
  const known = new Map(key.map(({ status }) => [status.code, status]))
  return (code: string): PackStatus => known.get(code) ?? showStatus({ statuses: [] }, code)
}

/** Whether the month on one page counts what the actions show. */
export const verifyCounts = ({ month, board, others }: PackModel): Finding[] => {
  const live = [...board, ...others].flatMap(({ actions }) => actions)
  return [
    ...countOf('live actions', month.live, live.length),
    ...month.statuses.flatMap(({ status, now, before }) => [
      ...countOf(
        `“${status.label}” now`,
        now,
        live.filter((action) => action.now.code === status.code).length,
      ),
      ...countOf(
        `“${status.label}” last time`,
        before,
        live.filter((action) => action.before.code === status.code).length,
      ),
    ]),
  ]
}

const countOf = (what: string, shown: number, counted: number): Finding[] =>
  shown === counted ? [] : [{ kind: 'count-differs', what, shown, counted }]

/** A shown value as what a reader sees of it. */
const wordsOf = (value: unknown): unknown => {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value !== 'object' || value === null) return value
  if ('label' in value && 'colour' in value && 'shape' in value && 'code' in value) {
    return `${value.label} (${value.code}, ${value.colour ?? 'no colour'}, ${value.shape})`
  }
  if ('text' in value && 'at' in value) return `${value.text} (${value.at})`
  if ('text' in value && 'month' in value) return `${value.text} (${value.month})`
  if (Array.isArray(value)) return value.join('\n')
  return value
}
