import type { Snapshot, SnapshotAction } from '../../../functions/pack/snapshot.ts'
import type { ChangeRequest } from '../../../functions/plan/change-request.ts'
import type { Status } from '../../../functions/plan/plan.ts'
import { hashUpdate, type Update } from '../../../functions/update/update.ts'
import { plainAnswer } from '../../support/plain-answer.ts'

const key = { partnershipId: 'marram', planId: 'send' }

const status = (
  code: string,
  label: string,
  colour: Status['colour'],
  order: number,
  meaning: string,
): Status => ({
  code,
  label,
  colour,
  order,
  meaning,
  final: colour === 'blue',
  demandsMitigation: colour === 'amber' || colour === 'red',
})

const statuses: Status[] = [
  status('done', 'Embedded, sustained and completed', 'blue', 1, 'It is done, and it has held for a term.'),
  status('green', 'On track, no concerns', 'green', 2, 'It will be done by its due date.'),
  status('amber', 'On track, some concerns', 'amber', 3, 'It may slip unless something changes.'),
  status('red', 'Off track', 'red', 4, 'It will not be done by its due date.'),
]

const people = ['Amira Holt', 'Bryn Castle', 'Cleo Marsh', 'Dev Okafor', 'Elin Farrow', 'Femi Stride'].map(
  (name, index) => ({ personId: `person-${index + 1}`, name }),
)

const descriptions = [
  'Publish the waiting times for each assessment pathway every month',
  'Agree one way for schools to ask for advice before they ask for an assessment, so that families are not sent from one service to the next and back again while nobody writes anything down',
  'Train a lead for inclusion in every school',
  'Write plans for preparing for adulthood from the age of 14, together with the young person, their family, their school and the services that will know them afterwards',
  'Hold a monthly drop-in with parents and carers',
  'Bring the speech and language waiting list below 18 weeks',
]

const progress = [
  'The first three months of waiting times are on the local offer page. Families told us at the November forum that the table is hard to read on a phone, so the page now shows one pathway at a time.\n\nThe communications team will publish on the fifth working day of each month from now on.',
  'Twelve of the nineteen schools have signed the protocol. The other seven meet on 12 January.\nThe form is live.',
  'Forty-one leads have finished the course and eleven more start in the new year.',
  'Reviews in Year 9 now begin with the young person’s own page. An audit of 30 plans found that 24 had one; the six that did not were written before September.',
]

const obstacles = [
  'Two vacancies in the assessment team since October. Interviews are on 4 January; an agency educational psychologist covers two days a week until then, which brings us back on track by the end of February.',
  'The provider has given notice. We have asked for an extension to 31 March while the new contract is let.',
]

const update = (
  about: Pick<Update, 'ref' | 'version' | 'cycleId' | 'statusCode' | 'progress' | 'obstacles'> &
    Partial<Pick<Update, 'at' | 'byName' | 'previousHash'>>,
): Update => {
  const content = {
    ...plainAnswer,
    ...key,
    by: 'person-1',
    byName: 'Amira Holt',
    at: `${about.cycleId}-10T14:15:00.000Z`,
    previousHash: null,
    ...about,
  }
  return { ...content, hash: hashUpdate(content) }
}

/** An answer for an action in a cycle, where only what matters is said. */
export const inventUpdate = (about: Partial<Update> & Pick<Update, 'ref'>): Update =>
  update({
    version: 1,
    cycleId: '2026-12',
    statusCode: 'green',
    progress: 'Work goes on.',
    obstacles: '',
    ...about,
  })

/** An action with nothing remarkable about it. */
export const inventAction = (
  about: Partial<SnapshotAction> & Pick<SnapshotAction, 'ref'>,
): SnapshotAction => ({
  closed: false,
  priority: 1,
  ambition: null,
  description: `Do what action ${about.ref} says`,
  pillar: null,
  outcomes: null,
  measures: null,
  strategicLeads: ['Gwen Ashdown'],
  improvementLeads: ['Amira Holt'],
  start: '2025-01',
  due: '2027-03',
  sources: [],
  dependencies: null,
  status: null,
  lastReviewed: null,
  boards: [],
  movedTo: null,
  history: [],
  statusCode: 'green',
  boardIds: ['inclusion'],
  strategicLeadIds: ['person-9'],
  improvementLeadIds: ['person-1'],
  update: null,
  previous: null,
  redates: [],
  agreed: null,
  ...about,
})

/** A change of a due date that waits for its decision. */
export const inventChange = (about: Partial<ChangeRequest> & Pick<ChangeRequest, 'ref'>): ChangeRequest => ({
  ...key,
  changeId: `change-of-${about.ref}`,
  changes: [{ field: 'due', from: '2027-03', to: '2027-06' }],
  reason: 'The building is not ready.',
  evidence: null,
  askedBy: 'person-1',
  askedByName: 'Amira Holt',
  askedAt: '2026-12-10T14:15:00.000Z',
  cycleId: '2026-12',
  state: 'asked',
  decidedBy: null,
  decidedByName: null,
  decidedAt: null,
  note: null,
  ...about,
})

/** A month of an invented plan with these actions; who was asked follows from `requests` alone. */
export const inventSnapshot = (about: Partial<Snapshot> = {}): Snapshot => ({
  ...key,
  format: 1,
  partnershipName: 'Marram Local Area Partnership',
  plan: {
    name: 'Marram SEND Improvement Plan',
    timeZone: 'Europe/London',
    statuses,
    priorities: [
      { number: 1, title: 'Families know what to expect and when' },
      { number: 2, title: 'Children are helped early, in their own school' },
      { number: 3, title: 'Young people are ready for adult life' },
    ],
    sources: [
      { code: 'SEF', name: 'Self-evaluation' },
      { code: 'AFI1', name: 'Area for improvement 1 of the inspection' },
      { code: 'DBV', name: 'Delivering Better Value programme' },
    ],
  },
  cycle: {
    cycleId: '2026-12',
    openedAt: '2026-12-01T09:00:00.000Z',
    dueAt: '2026-12-15T17:00:00.000Z',
    closedAt: '2026-12-22T17:00:00.000Z',
    isLocked: true,
  },
  boards: [
    { boardId: 'inclusion', name: 'Inclusion Board', chair: 'Hana Whitlock', publishes: false },
    { boardId: 'health', name: 'Health and Care Board', chair: null, publishes: false },
  ],
  actions: [],
  requests: [],
  changes: [],
  past: [],
  internal: [],
  names: [],
  ...about,
})

const pick = <T>(list: readonly T[], index: number): T => {
  const found = list[index % list.length]
  if (found === undefined) throw new Error('the list is empty')
  return found
}

/** A whole month of a plan with so many actions, closed ones among them, every kind of answer in it. */
export const inventMonth = (size: number): Snapshot => {
  const actions = Array.from({ length: size }, (_, index): SnapshotAction => {
    const priority = (index % 3) + 1
    const ref = `${priority}.${Math.floor(index / 3) + 1}`
    const lead = index % 11 === 7 ? null : pick(people, index)
    const closed = index % 12 === 11
    const answered = lead !== null && !closed && index % 5 !== 3
    const now = pick(['green', 'amber', 'green', 'red', 'green', 'done', 'amber'], index)
    const last = pick(['green', 'green', 'amber', 'amber', 'red', 'green'], index)
    const troubled = now === 'amber' || now === 'red'
    const common = { ref, byName: lead?.name ?? 'Ines Porter' }
    const previous =
      index % 3 === 1
        ? null
        : update({
            ...common,
            version: 1,
            cycleId: '2026-11',
            statusCode: last,
            progress: pick(progress, index + 1),
            obstacles: last === 'green' ? '' : pick(obstacles, index + 1),
          })
    return inventAction({
      ref,
      priority,
      closed,
      description: pick(descriptions, index),
      ambition:
        index % 4 === 0 ? 'Families are told the truth about waiting, and what they can do meanwhile.' : null,
      outcomes: 'Fewer complaints about waiting.\nMore families say that they know who to ask.',
      measures: 'Complaints about waiting, each quarter. Share of calls answered on the day.',
      dependencies: index % 3 === 0 ? 'Recruitment of educational psychologists.' : null,
      improvementLeads: lead ? [lead.name] : [],
      improvementLeadIds: lead ? [lead.personId] : [],
      due: pick(['2026-09', '2026-12', '2027-03', '2027-07', null], index),
      sources: pick([['SEF'], ['AFI1', 'DBV'], ['SEF', 'Parents’ forum']], index),
      lastReviewed: '2026-11-18',
      boardIds: index % 2 === 0 ? ['inclusion'] : ['health'],
      history:
        index % 3 === 1
          ? [{ date: '2026-09-03', text: 'The working group has met twice and agreed its terms.' }]
          : [],
      statusCode: closed ? 'done' : pick(['green', 'amber', null], index),
      update: answered
        ? update({
            ...common,
            version: previous === null ? 1 : 2,
            previousHash: previous?.hash ?? null,
            cycleId: '2026-12',
            statusCode: now,
            progress: pick(progress, index),
            obstacles: troubled ? pick(obstacles, index) : '',
          })
        : null,
      previous,
    })
  })
  const requests = people.map((person) => {
    const own = actions.filter(
      (action) => !action.closed && action.improvementLeadIds.includes(person.personId),
    )
    return {
      ...person,
      asked: own.map(({ ref }) => ref),
      answered: own.filter((action) => action.update).map(({ ref }) => ref),
    }
  })
  return inventSnapshot({ actions, requests })
}
