import { buildPackModel, noPapers, type PackModel } from '../../../functions/pack/pack-model.ts'
import type { Snapshot, SnapshotAction } from '../../../functions/pack/snapshot.ts'
import { hashUpdate, type Update } from '../../../functions/update/update.ts'
import { inventAction, inventMonth, inventUpdate } from './invented-snapshot.ts'

/** The next version of a chain. */
export const inventNext = (before: Update, about: Partial<Update>): Update => {
  const { hash, ...content } = inventUpdate({ ...before, ...about })
  const next = { ...content, version: before.version + 1, previousHash: before.hash }
  return { ...next, hash: hashUpdate(next) }
}

const first = inventUpdate({ ref: '2.11', cycleId: '2026-11', statusCode: 'green', progress: 'It begins.' })
const second = inventNext(first, {
  cycleId: '2026-12',
  statusCode: 'amber',
  progress: 'Three of five are done.',
  obstacles: 'No room.',
  at: '2026-12-03T10:00:00.000Z',
})
/** Its lead corrected it: a pack shows the first and the third. */
const third = inventNext(second, {
  statusCode: 'red',
  progress: 'Two of five are done.',
  consequence: 'Families wait until summer.',
  impact: 'Fewer calls.',
  links: ['https://a.example/audit'],
  files: [{ name: 'audit.pdf', mediaType: 'application/pdf', bytes: 9, sha256: 'b'.repeat(64) }],
  forecast: '2027-06',
  changeId: 'change-1',
  onBehalfOf: { personId: 'person-2', name: 'Bryn Castle' },
  at: '2026-12-04T10:00:00.000Z',
})
const done = inventUpdate({ ref: '2.12', statusCode: 'done', progress: 'It is done.', impact: 'It holds.' })

/** A month with every kind of answer, and an action with a whole life of them. */
export const answeredMonth = (): Snapshot => {
  const month = inventMonth(18)
  const own: SnapshotAction[] = [
    inventAction({ ref: '2.11', priority: 2, update: third, previous: first }),
    inventAction({ ref: '2.12', priority: 2, update: done }),
  ]
  return { ...month, actions: [...month.actions, ...own] }
}

/** Everything that was ever answered in it. */
export const answersEver = (): Update[] => [
  ...answeredMonth().actions.flatMap(({ update, previous }) =>
    [previous, update].filter((record) => record !== null),
  ),
  second,
]

export const answeredModel = (snapshot = answeredMonth()): PackModel =>
  buildPackModel(structuredClone(snapshot), 'inclusion', { papers: noPapers, snapshotSha256: 'a'.repeat(64) })
