import { describe, expect, it } from 'vitest'
import {
  objectionToStep,
  type PackObjection,
  type PackStep,
  packObjectionWords,
} from '../../../functions/pack/decide-pack.ts'
import { Pack, PackState } from '../../../functions/pack/ports.ts'
import { newPerson } from '../../../functions/plan/decide-person.ts'
import { type PackPolicy, type Person, packsByDefault, type Role } from '../../../functions/plan/plan.ts'
import { builtAs, signature } from '../../support/packs.ts'

const AT = '2026-12-18T17:00:00.000Z'

const person = (personId: string, roles: Role[], mergedInto: string | null = null): Person => ({
  ...newPerson('testshire', personId),
  name: personId,
  email: `${personId}@testshire.example`,
  roles,
  mergedInto,
})

const directory = {
  people: [
    person('cora', ['coordinator']),
    person('ines', ['approver']),
    person('both', ['coordinator', 'approver']),
    person('both-again', [], 'both'),
    person('both-once-more', [], 'both-again'),
    person('mia', []),
  ],
  boards: [],
}

/** How its papers stand, by a word. */
const papers = {
  draft: {},
  asked: { asked: signature('cora', AT) },
  approved: { asked: signature('cora', AT), approved: signature('ines', AT) },
}
type Papers = keyof typeof papers

const pack = (state: PackState, which: Papers = 'draft', change: Partial<Pack> = {}): Pack =>
  Pack.parse({
    partnershipId: 'testshire',
    planId: 'plan',
    cycleId: '2026-12',
    boardId: 'board',
    boardName: 'Main Board',
    state,
    asked: null,
    approved: null,
    built: builtAs(),
    issued: state === 'issued' ? signature('cora', AT) : null,
    attentionAt: '',
    ...papers[which],
    ...change,
  })

const objection = (step: PackStep, one: Pack, who: string, policy: Partial<PackPolicy> = {}) =>
  objectionToStep(step, one, who, { directory, policy: { ...packsByDefault, ...policy } })

const steps: PackStep[] = ['comment', 'ask', 'approve', 'send-back', 'issue', 'reissue', 'explain']

/** What somebody with both roles hears, step by step; `-` where nothing keeps them. */
const table: [PackState, Papers, ...(PackObjection | '-')[]][] = [
  ['early', 'draft', '-', 'month-open', 'month-open', 'month-open', 'month-open', 'month-open', 'month-open'],
  [
    'withdrawn',
    'draft',
    'month-open',
    'month-open',
    'month-open',
    'month-open',
    'month-open',
    'month-open',
    'month-open',
  ],
  [
    'wanted',
    'draft',
    '-',
    'not-built',
    'not-asked',
    'not-asked',
    'not-approved',
    'not-issued',
    'first-version',
  ],
  ['wanted', 'asked', '-', 'asked-before', 'not-built', '-', 'not-approved', 'not-issued', 'first-version'],
  ['wanted', 'approved', 'approved', 'approved', 'approved', '-', 'not-built', 'not-issued', 'first-version'],
  ['built', 'draft', '-', '-', 'not-asked', 'not-asked', 'not-approved', 'not-issued', 'first-version'],
  ['built', 'asked', '-', 'asked-before', '-', '-', 'not-approved', 'not-issued', 'first-version'],
  ['built', 'approved', 'approved', 'approved', 'approved', '-', '-', 'not-issued', 'first-version'],
  ['issued', 'approved', 'issued', 'issued', 'issued', 'issued', 'issued', '-', 'issued'],
]
const cases = table.flatMap(([state, which, ...outcomes]) =>
  steps.map((step, index) => [step, state, which, outcomes[index] ?? '-'] as const),
)

describe('a step with a pack, for somebody who has both roles', () => {
  it.each(cases)('%s of one that is %s, %s: %s', (step, state, which, outcome) => {
    expect(objection(step, pack(state, which), 'both') ?? '-').toBe(outcome)
  })

  it('is told of for every state and step', () => {
    expect(new Set(table.map(([state]) => state))).toEqual(new Set(PackState.options))
    expect(table.every(([, , ...outcomes]) => outcomes.length === steps.length)).toBe(true)
  })
})

describe('what a later version says of itself', () => {
  const later = (state: PackState, which: Papers) =>
    pack(state, which, {
      version: 2,
      reissue: { why: 'A date was wrong.', of: { sha256: 'a'.repeat(64), issued: signature('cora', AT) } },
    })

  it.each<[PackState, Papers, PackObjection | null]>([
    ['wanted', 'draft', null],
    ['wanted', 'asked', null],
    ['wanted', 'approved', 'approved'],
    ['built', 'draft', null],
    ['built', 'asked', null],
    ['built', 'approved', 'approved'],
    ['issued', 'approved', 'issued'],
    ['withdrawn', 'draft', 'month-open'],
  ])('of one that is %s, %s: %s', (state, which, outcome) => {
    expect(objection('explain', later(state, which), 'both')).toBe(outcome)
  })
})

describe('a step with a pack, by the roles that somebody has', () => {
  const readyFor = {
    comment: pack('built'),
    ask: pack('built'),
    approve: pack('built', 'asked'),
    'send-back': pack('built', 'asked'),
    issue: pack('built', 'approved'),
    reissue: pack('issued', 'approved'),
    explain: pack('built', 'draft', {
      reissue: { why: 'A date was wrong.', of: { sha256: 'a'.repeat(64), issued: signature('cora', AT) } },
    }),
  } satisfies Record<PackStep, Pack>

  it.each<[PackStep, coordinator: string, approver: string, neither: string]>([
    ['comment', '-', 'not-a-coordinator', 'not-a-coordinator'],
    ['ask', '-', 'not-a-coordinator', 'not-a-coordinator'],
    ['approve', 'not-an-approver', '-', 'not-an-approver'],
    ['send-back', '-', '-', 'not-an-approver'],
    ['issue', '-', 'not-a-coordinator', 'not-a-coordinator'],
    ['reissue', '-', 'not-a-coordinator', 'not-a-coordinator'],
    ['explain', '-', 'not-a-coordinator', 'not-a-coordinator'],
  ])('%s: a coordinator hears %s, an approver %s, somebody without a role %s', (step, ...outcomes) => {
    const heard = ['cora', 'ines', 'mia'].map((who) => objection(step, readyFor[step], who) ?? '-')
    expect(heard).toEqual(outcomes)
  })

  it('is for nobody who is not in the directory', () => {
    for (const step of steps) expect(objection(step, readyFor[step], 'stranger')).toMatch(/^not-an?-/)
  })

  it('says first that the role is missing, whatever the state', () => {
    for (const [state, which] of table) {
      expect(objection('approve', pack(state, which), 'cora')).toBe('not-an-approver')
      expect(objection('issue', pack(state, which), 'ines')).toBe('not-a-coordinator')
    }
  })
})

describe('approving what one has asked for oneself', () => {
  const askedBy = (who: string) => pack('built', 'draft', { asked: signature(who, AT) })

  it('is for somebody else', () => {
    expect(objection('approve', askedBy('both'), 'both')).toBe('own-request')
    expect(objection('approve', askedBy('both'), 'ines')).toBeNull()
  })

  it.each([
    ['both', 'both-again'],
    ['both-again', 'both'],
    ['both-once-more', 'both'],
    ['both-again', 'both-once-more'],
  ])('is seen through where %s asked and the same person comes as %s', (asker, approver) => {
    expect(objection('approve', askedBy(asker), approver)).toBe('own-request')
  })

  it('is allowed where the plan lets anybody approve, and still needs the role', () => {
    const policy = { approval: 'anyone' } as const
    expect(objection('approve', askedBy('both'), 'both', policy)).toBeNull()
    expect(objection('approve', askedBy('both'), 'both-again', policy)).toBeNull()
    expect(objection('approve', askedBy('cora'), 'cora', policy)).toBe('not-an-approver')
    expect(objection('approve', pack('built'), 'both', policy)).toBe('not-asked')
  })

  it('does not keep anybody from sending back what they asked for', () => {
    expect(objection('send-back', askedBy('both'), 'both')).toBeNull()
    expect(objection('send-back', askedBy('cora'), 'cora')).toBeNull()
  })

  it('is told apart from somebody who has left the directory', () => {
    expect(objection('approve', askedBy('gone'), 'both')).toBeNull()
  })
})

describe('why a step cannot be taken', () => {
  it.each(Object.entries(packObjectionWords))('is said in whole sentences: %s', (_, words) => {
    expect(words).toMatch(/^[A-Z].*\.$/)
  })
})
