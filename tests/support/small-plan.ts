import { newPerson } from '../../functions/plan/decide-person.ts'
import { type Action, type Board, type Person, type Plan, packsByDefault } from '../../functions/plan/plan.ts'

/** A small invented plan: two leads, one strategic lead, a coordinator, one board. */
export const key = { partnershipId: 'testshire', planId: 'plan' }

export const plan: Plan = {
  ...key,
  partnershipName: 'Testshire Partnership',
  currentCycleId: null,
  revision: 0,
  importing: null,
  settingsRevision: 0,
  paused: null,
  resumedAt: null,
  name: 'Improvement plan',
  packs: packsByDefault,
  timeZone: 'Europe/London',
  nation: 'england-and-wales',
  statuses: [
    {
      code: 'done',
      label: 'Completed',
      colour: 'blue',
      order: 1,
      meaning: 'It is done.',
      final: true,
      demandsMitigation: false,
    },
    {
      code: 'on-track',
      label: 'On track',
      colour: 'green',
      order: 2,
      meaning: 'It goes well.',
      final: false,
      demandsMitigation: false,
    },
    {
      code: 'off-track',
      label: 'Off track',
      colour: 'red',
      order: 3,
      meaning: 'It does not.',
      final: false,
      demandsMitigation: true,
    },
  ],
  priorities: [{ number: 1, title: 'Listen' }],
  sources: [{ code: 'SEF', name: 'Self-evaluation form' }],
  policy: {
    open: { workingDay: 1, at: '09:00' },
    skip: [],
    due: { workingDays: 10, at: '17:00' },
    reminders: [
      { workingDays: -3, at: '09:00' },
      { workingDays: -1, at: '09:00' },
    ],
    escalate: { workingDays: 1, at: '09:00' },
    close: { workingDays: 3, at: '17:00' },
    sendingWindow: { from: '08:00', to: '18:00' },
    staleAfterHours: 24,
  },
}

const person = (personId: string, name: string, roles: Person['roles'] = []): Person => ({
  ...newPerson(key.partnershipId, personId),
  name,
  email: `${personId}@testshire.example`,
  roles,
})

export const people: Person[] = [
  person('ann', 'Ann Lead'),
  person('bob', 'Bob Lead'),
  person('sue', 'Sue Strategic'),
  person('cora', 'Cora Coordinator', ['coordinator']),
  person('mia', 'Mia Member'),
]

export const boards: Board[] = [
  {
    partnershipId: key.partnershipId,
    boardId: 'board',
    name: 'Main Board',
    aliases: [],
    chair: 'mia',
    members: ['mia', 'sue'],
    sees: 'own-first',
    sends: 'link-and-pdf',
    publishes: false,
    meetings: [],
  },
]

const makeAction = (ref: string, change: Partial<Action> = {}): Action => ({
  ...key,
  ref,
  closed: false,
  priority: 1,
  ambition: null,
  description: `Do what ${ref} says`,
  pillar: null,
  outcomes: null,
  measures: null,
  strategicLeads: ['Sue Strategic'],
  improvementLeads: ['Ann Lead'],
  start: '2026-01',
  due: '2027-03',
  sources: ['SEF'],
  dependencies: null,
  status: 'On track',
  lastReviewed: null,
  boards: ['Main Board'],
  movedTo: null,
  history: [],
  statusCode: 'on-track',
  strategicLeadIds: ['sue'],
  improvementLeadIds: ['ann'],
  boardIds: ['board'],
  decided: {},
  head: null,
  ...change,
})

/** 1.1 is Ann's, 1.2 is both's, 1.3 is done, 1.4 has no lead. */
export const actions: Action[] = [
  makeAction('1.1'),
  makeAction('1.2', { improvementLeads: ['Ann Lead', 'Bob Lead'], improvementLeadIds: ['ann', 'bob'] }),
  makeAction('1.3', { status: 'Completed', statusCode: 'done' }),
  makeAction('1.4', { improvementLeads: [], improvementLeadIds: [] }),
]
