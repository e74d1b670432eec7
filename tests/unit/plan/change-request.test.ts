import { describe, expect, it } from 'vitest'
import {
  applyChange,
  ChangeRequest,
  ChangeState,
  changeStatesBefore,
  changeTransitions,
  decideOn,
  isAskedAgain,
  movedFields,
  objectionTo,
  type Refusal,
  refusalsOf,
  requestChange,
  standOf,
  type WantedChange,
  type Wish,
} from '../../../functions/plan/change-request.ts'
import { refusalWords } from '../../../functions/plan/change-words.ts'
import type { Directory } from '../../../functions/plan/directory.ts'
import { type Action, ChangeableField } from '../../../functions/plan/plan.ts'
import { actions, boards, people, plan } from '../../support/small-plan.ts'

const directory: Directory = { people, boards }
const found = actions[0]
if (!found) throw new Error('the small plan has no action')
const action: Action = { ...found, start: '2026-01', due: '2027-03' }
const asker = { personId: 'cora', personName: 'Cora Coordinator' }
const other = { personId: 'dan', personName: 'Dan Decider' }
const withDan: Directory = {
  ...directory,
  people: [
    ...people,
    ...people.filter(({ personId }) => personId === 'cora').map((cora) => ({ ...cora, ...other })),
  ],
}
const askedAt = '2026-12-03T10:00:00.000Z'
const decidedAt = '2026-12-04T09:00:00.000Z'

const wishFor = (changes: WantedChange[], more: Partial<Wish> = {}): Wish => ({
  changes,
  reason: 'The provider starts later',
  evidence: '',
  strangersMeant: false,
  ...more,
})
const request = (changes: WantedChange[], more: Partial<Wish> = {}) =>
  requestChange(wishFor(changes, more), action, { asker, askedAt, cycleId: '2026-12' })
const refusals = (wish: Wish, open: ChangeRequest[] = [], of = action): Refusal[] =>
  refusalsOf(wish, { action: of, open, plan, directory })
const whys = (wish: Wish, open: ChangeRequest[] = [], of = action) =>
  refusals(wish, open, of).map(({ field, why }) => `${field} ${why}`)

const later: WantedChange = { field: 'due', to: '2027-06' }

describe('what may be asked of a plan', () => {
  it.each<{ change: WantedChange; evidence?: string }>([
    { change: later },
    { change: { field: 'start', to: '2026-02' } },
    { change: { field: 'description', to: 'Other words' } },
    { change: { field: 'ambition', to: 'A wider one' } },
    { change: { field: 'improvementLeads', to: ['Bob Lead'] } },
    { change: { field: 'strategicLeads', to: [] } },
    { change: { field: 'status', to: 'Off track' } },
    { change: { field: 'status', to: 'Completed' }, evidence: 'Waits fell by half' },
    { change: { field: 'closed', to: true }, evidence: 'Waits fell by half' },
  ])('takes another $change.field', ({ change, evidence }) => {
    const wish = wishFor([change], { evidence: evidence ?? '' })
    expect(refusals(wish)).toEqual([])
    const made = requestChange(wish, action, { asker, askedAt, cycleId: null })
    expect(ChangeRequest.parse(made)).toEqual(made)
    expect(made.changes).toEqual([{ ...change, from: action[change.field] }])
  })

  it.each<{ change: WantedChange }>([
    { change: { field: 'due', to: '2027-03' } },
    { change: { field: 'start', to: '2026-01' } },
    { change: { field: 'improvementLeads', to: ['Ann Lead'] } },
    { change: { field: 'status', to: 'On track' } },
    { change: { field: 'closed', to: false } },
    { change: { field: 'measures', to: null } },
  ])('refuses a change of $change.field that changes nothing', ({ change }) => {
    expect(whys(wishFor([change]))).toEqual([`${change.field} changes-nothing`])
  })

  it('refuses a request for nothing, and one without a reason', () => {
    expect(whys(wishFor([]))).toEqual(['changes nothing-chosen'])
    expect(whys(wishFor([later], { reason: ' \n' }))).toEqual(['reason missing'])
  })

  it('refuses a due date before the start date, whichever of the two is to change', () => {
    expect(whys(wishFor([{ field: 'due', to: '2025-12' }]))).toEqual(['due due-before-start'])
    expect(whys(wishFor([{ field: 'start', to: '2027-04' }]))).toEqual(['start due-before-start'])
    expect(whys(wishFor([{ field: 'due', to: '2026-01' }]))).toEqual([])
    const both: WantedChange[] = [
      { field: 'start', to: '2027-04' },
      { field: 'due', to: '2027-05' },
    ]
    expect(whys(wishFor(both))).toEqual([])
  })

  it('lets other fields change where the plan itself has a due date before the start date', () => {
    const odd = { ...action, start: '2027-04' }
    expect(whys(wishFor([{ field: 'ambition', to: 'A wider one' }]), [], odd)).toEqual([])
  })

  it('reports leads whom the directory has not, and takes them where they are meant', () => {
    const wish = wishFor([{ field: 'improvementLeads', to: ['Ann Lead', 'Anne Laed'] }])
    expect(refusals(wish)).toEqual([
      { field: 'improvementLeads', why: 'unknown-leads', names: ['Anne Laed'] },
    ])
    expect(refusals({ ...wish, strangersMeant: true })).toEqual([])
  })

  it('knows a lead by whatever spelling the directory has', () => {
    expect(whys(wishFor([{ field: 'improvementLeads', to: ['bob  LEAD'] }]))).toEqual([])
  })

  it('demands evidence for a closure and a final status, and for no other change', () => {
    expect(whys(wishFor([{ field: 'closed', to: true }]))).toEqual(['evidence missing'])
    expect(whys(wishFor([{ field: 'status', to: 'Completed' }]))).toEqual(['evidence missing'])
    expect(whys(wishFor([{ field: 'closed', to: false }]), [], { ...action, closed: true })).toEqual([])
  })

  it('refuses a status that the key does not have', () => {
    expect(whys(wishFor([{ field: 'status', to: 'Splendid' }]))).toEqual(['status unknown-status'])
  })

  it('refuses texts that are too long, evidence too', () => {
    const long = 'x'.repeat(10_001)
    const wish = wishFor([{ field: 'ambition', to: long }], { reason: long, evidence: long })
    expect(whys(wish)).toEqual(['ambition too-long', 'reason too-long', 'evidence too-long'])
  })

  it('tells the second who asks for a field of the first, and lets other fields be asked for', () => {
    const first = request([later])
    const wish = wishFor([{ field: 'due', to: '2027-09' }])
    expect(refusals(wish, [first])).toEqual([{ field: 'due', why: 'asked-before', first }])
    expect(whys(wishFor([{ field: 'ambition', to: 'Wider' }]), [first])).toEqual([])
    expect(whys(wish, [{ ...first, ref: '9.9' }])).toEqual([])
  })

  it('takes the same wish of the same person for a second press, and no other', () => {
    const first = request([later])
    expect(isAskedAgain(wishFor([later]), asker, first)).toBe(true)
    expect(isAskedAgain(wishFor([later]), other, first)).toBe(false)
    expect(isAskedAgain(wishFor([later], { reason: 'Another' }), asker, first)).toBe(false)
    expect(isAskedAgain(wishFor([{ field: 'due', to: '2027-07' }]), asker, first)).toBe(false)
  })

  it('says what to do in words, for each refusal', () => {
    const first = request([later])
    const sentences = [
      ...refusals(wishFor([], { reason: '' })),
      ...refusals(wishFor([{ field: 'closed', to: true }])),
      ...refusals(wishFor([later]), [first]),
      ...refusals(wishFor([{ field: 'due', to: '2025-12' }])),
      ...refusals(wishFor([{ field: 'strategicLeads', to: ['Nobody Known'] }])),
    ].map((refusal) => refusalWords(refusal, plan))
    expect(sentences).toEqual([
      'Select what should change',
      'Enter why the plan should change',
      'Enter what shows the impact: nothing is closed or completed without evidence',
      'Due date: Cora Coordinator asked to change this on Thursday 3 December 2026. That must be decided or withdrawn first',
      'The due date, December 2025, must not be before the start date, January 2026',
      '“Nobody Known” is not in the directory, so nobody can be mailed under that name. Correct the name, or tick the box below',
    ])
  })
})

describe('what a request may become', () => {
  it('declares for each state where it may go, and leaves a decided request as it is', () => {
    expect(changeTransitions).toEqual({
      asked: ['approved', 'refused', 'withdrawn'],
      approved: [],
      refused: [],
      withdrawn: [],
    })
  })

  it.each(ChangeState.options.filter((state) => state !== 'asked'))('is %s from asked alone', (state) => {
    expect(changeStatesBefore(state)).toEqual(['asked'])
    const decided = decideOn(request([later]), state, { by: other, at: decidedAt, note: 'Agreed' })
    expect(ChangeRequest.parse(decided)).toMatchObject({
      state,
      decidedBy: 'dan',
      decidedByName: 'Dan Decider',
      decidedAt,
      note: 'Agreed',
    })
  })

  it('is never asked again', () => {
    expect(changeStatesBefore('asked')).toEqual([])
  })

  it.each([
    { decision: 'approved', by: 'dan', objection: null },
    { decision: 'approved', by: 'cora', objection: 'own-request' },
    { decision: 'approved', by: 'ann', objection: 'not-a-coordinator' },
    { decision: 'approved', by: 'nobody', objection: 'not-a-coordinator' },
    { decision: 'refused', by: 'dan', objection: null },
    { decision: 'refused', by: 'cora', objection: 'own-request' },
    { decision: 'withdrawn', by: 'cora', objection: null },
    { decision: 'withdrawn', by: 'dan', objection: 'not-the-asker' },
  ] as const)('$decision by $by: objection $objection', ({ decision, by, objection }) => {
    expect(objectionTo(decision, by, { askedBy: 'cora' }, withDan)).toBe(objection)
  })

  it('takes two entries that were found to be one person for one person', () => {
    const merged = {
      ...withDan,
      people: withDan.people.map((one) => (one.personId === 'cora' ? { ...one, mergedInto: 'dan' } : one)),
    }
    expect(objectionTo('approved', 'dan', { askedBy: 'cora' }, merged)).toBe('own-request')
    const circle = {
      ...merged,
      people: merged.people.map((one) => (one.personId === 'dan' ? { ...one, mergedInto: 'cora' } : one)),
    }
    expect(objectionTo('approved', 'ann', { askedBy: 'cora' }, circle)).toBe('not-a-coordinator')
  })
})

describe('what approval makes of an action', () => {
  const decision = { at: decidedAt, byName: 'Dan Decider', plan, directory }

  it('writes the new values, marks each as decided, and finds people and status again', () => {
    const change = request([
      { field: 'improvementLeads', to: ['Bob Lead'] },
      { field: 'status', to: 'Off track' },
      later,
    ])
    const mark = { changeId: change.changeId, at: decidedAt, byName: 'Dan Decider' }
    expect(applyChange(action, change, decision)).toEqual({
      ...action,
      improvementLeads: ['Bob Lead'],
      improvementLeadIds: ['bob'],
      status: 'Off track',
      statusCode: 'off-track',
      due: '2027-06',
      decided: { improvementLeads: mark, status: mark, due: mark },
    })
  })

  it('keeps earlier decisions about other fields', () => {
    const before = { changeId: 'earlier', at: askedAt, byName: 'Dan Decider' }
    const { decided } = applyChange(
      { ...action, decided: { ambition: before, due: before } },
      request([later]),
      decision,
    )
    expect(decided.ambition).toEqual(before)
    expect(decided.due?.changeId).not.toBe('earlier')
  })

  it('knows which fields have moved on since somebody asked', () => {
    const change = request([later, { field: 'ambition', to: 'Wider' }])
    expect(movedFields(change, action)).toEqual([])
    expect(movedFields(change, { ...action, due: '2027-05' })).toEqual(['due'])
  })

  it('stands for what the shown fields had, and for nothing else', () => {
    const moved = { ...action, due: '2027-05' }
    expect(standOf(moved, ['due'])).not.toBe(standOf(action, ['due']))
    expect(standOf(moved, ['ambition'])).toBe(standOf(action, ['ambition']))
    for (const field of ChangeableField.options)
      expect(standOf(action)).not.toBe(standOf({ ...action, [field]: 'otherwise' }))
  })
})
