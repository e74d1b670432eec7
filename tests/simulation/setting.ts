import { newPerson } from '../../functions/plan/decide-person.ts'
import type { Action, Board, Nation, Person, Plan, Policy } from '../../functions/plan/plan.ts'
import { actions as sampleActions, plan as samplePlan } from '../support/small-plan.ts'
import type { Random } from './random.ts'

/** One partnership with one plan, its people and its board. */
export type Setting = { plan: Plan; actions: Action[]; people: Person[]; boards: Board[] }

const time = (random: Random, from: number, to: number): string =>
  `${String(random.int(from, to)).padStart(2, '0')}:${random.pick(['00', '15', '30'])}`

const drawPolicy = (random: Random): Policy => {
  const close = random.int(1, 4)
  return {
    open: random.pick([
      { workingDay: random.int(1, 4), at: time(random, 8, 10) },
      { weekday: random.int(1, 5), nth: random.pick([1, 2] as const), at: time(random, 8, 10) },
    ]),
    skip: random.chance(0.1) ? [random.int(1, 12)] : [],
    due: { workingDays: random.int(3, 10), at: time(random, 14, 17) },
    reminders: random
      .some([-3, -2, -1, 1], 0.6)
      .map((workingDays) => ({ workingDays, at: time(random, 8, 11) })),
    escalate: { workingDays: random.int(0, close), at: time(random, 9, 12) },
    close: { workingDays: close, at: time(random, 15, 17) },
    sendingWindow: { from: '08:00', to: random.pick(['12:00', '18:00']) },
    staleAfterHours: random.pick([4, 24]),
  }
}

const nations: Nation[] = ['england-and-wales', 'scotland', 'northern-ireland']

/** An invented partnership, small enough to be run many times and odd enough to be worth it. */
export const drawSetting = (random: Random, partnershipId: string): Setting => {
  const key = { partnershipId, planId: 'plan' }
  const person = (personId: string, roles: Person['roles'] = []): Person => ({
    ...newPerson(partnershipId, personId),
    name: `Person ${personId}`,
    email: `${personId}@${partnershipId}.example`,
    roles,
  })
  const leadIds = Array.from({ length: random.int(1, 4) }, (_, index) => `lead${index + 1}`)
  const people = [
    ...leadIds.map((id) => person(id)),
    person('above'),
    person('coordinator', ['coordinator', 'approver']),
    person('member'),
  ]
  const [sample] = sampleActions
  if (!sample) throw new Error('there is no sample of an action')
  const nameOf = (id: string) => `Person ${id}`
  const actions = Array.from({ length: random.int(1, 5) }, (_, index): Action => {
    // Some are led by two, a few by nobody.
    const improvementLeadIds = [...new Set([random.pick(leadIds), random.pick(leadIds)])].slice(
      0,
      random.pick([0, 1, 1, 2, 2]),
    )
    const strategicLeadIds = [random.chance(0.2) ? random.pick(leadIds) : 'above']
    return {
      ...sample,
      ...key,
      ref: `1.${index + 1}`,
      description: `Do what 1.${index + 1} says`,
      improvementLeadIds,
      improvementLeads: improvementLeadIds.map(nameOf),
      strategicLeadIds,
      strategicLeads: strategicLeadIds.map(nameOf),
      due: random.pick([null, '2024-01', '2029-12']),
    }
  })
  const plan: Plan = {
    ...samplePlan,
    ...key,
    nation: random.pick(nations),
    policy: drawPolicy(random),
    packs: { approval: 'anyone', issue: null, remindBefore: 0, internal: [] },
  }
  const board: Board = {
    partnershipId,
    boardId: 'board',
    name: 'Main Board',
    aliases: [],
    chair: 'member',
    members: ['member', ...random.some(leadIds, 0.2)],
    sees: random.pick(['own-first', 'own-only']),
    sends: 'link-and-pdf',
    publishes: false,
    meetings: [],
  }
  return { plan, actions, people, boards: [board] }
}
