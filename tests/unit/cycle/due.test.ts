import { describe, expect, it } from 'vitest'
import { createCalendar } from '../../../functions/cycle/calendar.ts'
import {
  Cycle,
  type CycleState,
  cycleTransitions,
  isOutstanding,
  Request,
  statesBefore,
} from '../../../functions/cycle/cycle.ts'
import { type Decision, due } from '../../../functions/cycle/due.ts'
import { extendMoments } from '../../../functions/cycle/extend-cycle.ts'
import { reopenMoments, usualClosingDay } from '../../../functions/cycle/reopen-cycle.ts'
import type { Instant } from '../../../functions/plan/plan.ts'
import { bankHolidaysBetween } from '../../support/bank-holiday-rules.ts'
import { momentsIn, policy } from './policy.ts'

const calendar = createCalendar({
  timeZone: 'Europe/London',
  holidays: bankHolidaysBetween(2024, 2040, 'england-and-wales'),
})
const moments = momentsIn(policy, calendar, '2026-12')
/** What decides where nobody looks whether mail has gone out. */
const rule = { ...policy, sentBy: null }
const [firstReminder = '', secondReminder = '', thirdReminder = ''] = moments.remindAt
const key = { partnershipId: 'hull', planId: 'send', cycleId: '2026-12' }
const plus = (instant: Instant, ms: number): Instant => new Date(Date.parse(instant) + ms).toISOString()
const HOUR = 3_600_000

const aCycle = (change: Partial<Cycle> = {}): Cycle =>
  Cycle.parse({
    ...key,
    state: 'planned',
    moments,
    remindersDone: 0,
    escalated: false,
    leadsAsked: 0,
    shareOut: null,
    askedThrough: null,
    openedAt: null,
    closedAt: null,
    snapshot: null,
    ...change,
  })
const openCycle = (change: Partial<Cycle> = {}) =>
  aCycle({ state: 'open', openedAt: moments.opensAt, leadsAsked: 3, ...change })

const aRequest = (personId: string, change: Partial<Request> = {}): Request =>
  Request.parse({
    ...key,
    personId,
    personName: `Lead ${personId}`,
    state: 'open',
    asked: 3,
    answered: 0,
    openedAt: moments.opensAt,
    formOpenedAt: null,
    draftSavedAt: null,
    lastAnsweredAt: null,
    lateAt: null,
    linkRevision: 0,
    ...change,
  })
const leads = [aRequest('c', { answered: 2 }), aRequest('a'), aRequest('b', { answered: 3 })]

/** What the use case does with one decision. */
const apply = (cycle: Cycle, requests: Request[], decision: Decision, now: Instant) => {
  switch (decision.kind) {
    case 'hold':
      return { cycle: { ...cycle, state: 'held' as const }, requests }
    case 'open': {
      const made =
        requests.length > 0 ? requests : leads.map((lead) => ({ ...lead, answered: 0, openedAt: now }))
      return { cycle: { ...cycle, state: 'open' as const, openedAt: now }, requests: made }
    }
    case 'remind':
      return { cycle: { ...cycle, remindersDone: decision.ordinal }, requests }
    case 'escalate':
      return { cycle: { ...cycle, escalated: true }, requests }
    case 'check-sent':
      return { cycle: { ...cycle, sentChecked: true }, requests }
    case 'close':
      return {
        cycle: { ...cycle, state: 'closed' as const, closedAt: now },
        requests: requests.map((request) => ({ ...request, state: 'closed' as const })),
      }
    case 'reopen':
      return {
        cycle: { ...cycle, state: 'open' as const, closedAt: null },
        requests: requests.map((request) => ({ ...request, state: 'open' as const })),
      }
  }
}
const tick = (
  cycle: Cycle,
  requests: Request[],
  now: Instant,
  rule: { staleAfterHours: number } = policy,
) => {
  const sentBy = cycle.openedAt && plus(cycle.openedAt, HOUR)
  const { decisions, nextMoment } = due(cycle, requests, { ...rule, sentBy }, now)
  let state = { cycle, requests }
  for (const decision of decisions) state = apply(state.cycle, state.requests, decision, now)
  return { ...state, decisions, nextMoment }
}

describe('a planned cycle', () => {
  it('does nothing before its moment and says when that is', () => {
    expect(due(aCycle(), [], rule, plus(moments.opensAt, -1))).toEqual({
      decisions: [],
      nextMoment: moments.opensAt,
    })
  })

  it('opens at its moment, and next comes the first reminder', () => {
    expect(due(aCycle(), [], rule, moments.opensAt)).toEqual({
      decisions: [{ kind: 'open' }],
      nextMoment: firstReminder,
    })
  })

  it('still opens as late as the policy allows, and not a millisecond later', () => {
    const limit = plus(moments.opensAt, policy.staleAfterHours * HOUR)
    expect(due(aCycle(), [], rule, limit).decisions).toEqual([{ kind: 'open' }])
    expect(due(aCycle(), [], rule, plus(limit, 1))).toEqual({
      decisions: [{ kind: 'hold' }],
      nextMoment: null,
    })
  })

  it('never opens when it should have closed, however patient the policy', () => {
    const { decisions } = due(aCycle(), [], { sentBy: null, staleAfterHours: 9999 }, moments.closesAt)
    expect(decisions).toEqual([{ kind: 'hold' }])
  })

  it('that opens after a reminder moment sends the request alone', () => {
    const late = plus(moments.escalateAt, HOUR)
    const opened = tick(aCycle(), [], late, { staleAfterHours: 9999 })
    expect(opened.decisions).toEqual([{ kind: 'open' }])
    expect(due(opened.cycle, opened.requests, rule, late).decisions).toEqual([])
    expect(opened.nextMoment).toBe(moments.closesAt)
  })
})

describe('a cycle cut short', () => {
  it('while opening goes on opening, however late', () => {
    const cycle = aCycle({ state: 'opening' })
    expect(due(cycle, [], rule, plus(secondReminder, HOUR))).toEqual({
      decisions: [{ kind: 'open' }],
      nextMoment: thirdReminder,
    })
  })

  it('while opening and past its closing opens and closes', () => {
    const { cycle, decisions } = tick(aCycle({ state: 'opening' }), leads, moments.closesAt)
    expect(decisions).toEqual([{ kind: 'open' }, { kind: 'close' }])
    expect(cycle.state).toBe('closed')
  })

  it('while closing goes on closing, also when closed early by hand', () => {
    const cycle = openCycle({ state: 'closing' })
    expect(due(cycle, leads, rule, firstReminder)).toEqual({
      decisions: [{ kind: 'close' }],
      nextMoment: null,
    })
  })
})

describe('an open cycle', () => {
  it('owes nothing between its moments', () => {
    expect(due(openCycle(), leads, rule, plus(firstReminder, -1))).toEqual({
      decisions: [],
      nextMoment: firstReminder,
    })
  })

  it('reminds those alone who still owe an answer, in a fixed order', () => {
    const { decisions, nextMoment } = due(openCycle(), leads, rule, firstReminder)
    expect(decisions).toEqual([{ kind: 'remind', ordinal: 1, personIds: ['a', 'c'] }])
    expect(nextMoment).toBe(secondReminder)
    expect(due(openCycle(), leads.toReversed(), rule, firstReminder).decisions).toEqual(decisions)
  })

  it('does not remind those whose request is closed', () => {
    const requests = [aRequest('a', { state: 'closed' }), aRequest('c')]
    expect(due(openCycle(), requests, rule, firstReminder).decisions).toEqual([
      { kind: 'remind', ordinal: 1, personIds: ['c'] },
    ])
  })

  it('sends only the latest of several reminders gone by, and none of them again', () => {
    const late = plus(secondReminder, HOUR)
    const first = tick(openCycle(), leads, late)
    expect(first.decisions).toEqual([{ kind: 'remind', ordinal: 2, personIds: ['a', 'c'] }])
    expect(tick(first.cycle, first.requests, late).decisions).toEqual([])
    expect(first.nextMoment).toBe(thirdReminder)
  })

  it('does not remind a lead who was asked after the moment', () => {
    const requests = [...leads, aRequest('d', { openedAt: plus(firstReminder, 1) })]
    expect(due(openCycle(), requests, rule, plus(firstReminder, HOUR)).decisions).toEqual([
      { kind: 'remind', ordinal: 1, personIds: ['a', 'c'] },
    ])
  })

  it('marks a reminder done that nobody needs, so that it is not sent to somebody later', () => {
    const everybody = leads.map((lead) => ({ ...lead, answered: lead.asked }))
    const { cycle, decisions } = tick(openCycle(), everybody, firstReminder)
    expect(decisions).toEqual([{ kind: 'remind', ordinal: 1, personIds: [] }])
    expect(due(cycle, leads, rule, plus(firstReminder, HOUR)).decisions).toEqual([])
  })

  it('escalates once, with those who still owe an answer', () => {
    const cycle = openCycle({ remindersDone: 3 })
    const escalated = tick(cycle, leads, moments.escalateAt)
    expect(escalated.decisions).toEqual([{ kind: 'escalate', personIds: ['a', 'c'] }])
    expect(tick(escalated.cycle, leads, plus(moments.escalateAt, HOUR)).decisions).toEqual([])
    expect(escalated.nextMoment).toBe(moments.closesAt)
  })

  it('catches up with reminder and escalation in one late tick', () => {
    const { decisions, nextMoment } = due(openCycle(), leads, rule, plus(moments.escalateAt, HOUR))
    expect(decisions.map(({ kind }) => kind)).toEqual(['remind', 'escalate'])
    expect(nextMoment).toBe(moments.closesAt)
  })

  it.each([0, 1, 24 * HOUR])('when closing is due sends nothing else, %i ms late', (late) => {
    expect(due(openCycle(), leads, rule, plus(moments.closesAt, late))).toEqual({
      decisions: [{ kind: 'close' }],
      nextMoment: null,
    })
  })
})

describe('the look at whether any mail has gone out', () => {
  const sentBy = plus(moments.opensAt, HOUR)
  const opened = openCycle({ sentChecked: false })
  const kindsAt = (cycle: Cycle, now: Instant) =>
    due(cycle, leads, { ...policy, sentBy }, now).decisions.map(({ kind }) => kind)

  it('is due at its moment, which the plan wakes for', () => {
    const before = due(opened, leads, { ...policy, sentBy }, plus(sentBy, -1))
    expect(before).toEqual({ decisions: [], nextMoment: sentBy })
    expect(kindsAt(opened, sentBy)).toEqual(['check-sent'])
  })

  it('is taken once, and late rather than never', () => {
    expect(kindsAt(opened, plus(firstReminder, 1))).toEqual(['check-sent', 'remind'])
    expect(kindsAt(openCycle({ sentChecked: true }), sentBy)).toEqual([])
  })

  it('is not taken of a cycle that was planned before anybody looked', () => {
    expect(openCycle().sentChecked).toBe(true)
  })

  it('is not taken of a month that is closing', () => {
    expect(kindsAt(opened, moments.closesAt)).toEqual(['close'])
    const closesFirst = openCycle({ sentChecked: false, moments: { ...moments, closesAt: plus(sentBy, -1) } })
    expect(due(closesFirst, leads, { ...policy, sentBy }, moments.opensAt).nextMoment).toBe(plus(sentBy, -1))
  })

  it.each(['planned', 'held', 'opening', 'closing', 'closed'] as const)('is not taken while %s', (state) => {
    expect(kindsAt({ ...opened, state }, sentBy)).not.toContain('check-sent')
  })
})

describe('a cycle whose moments were set anew', () => {
  const extended = extendMoments(
    openCycle({ remindersDone: 2 }),
    { policy },
    calendar,
    '2026-12-18',
    secondReminder,
  )

  it('keeps the reminders that are done in their places, and counts the rest from the new due day', () => {
    expect(extended).toEqual({
      opensAt: moments.opensAt,
      remindAt: [
        firstReminder,
        secondReminder,
        '2026-12-15T09:00:00.000Z',
        '2026-12-18T09:00:00.000Z',
        '2026-12-22T09:00:00.000Z',
      ],
      dueAt: '2026-12-18T17:00:00.000Z',
      escalateAt: '2026-12-23T09:00:00.000Z',
      closesAt: '2026-12-29T17:00:00.000Z',
    })
    const cycle = openCycle({ remindersDone: 2, moments: extended, revision: 1 })
    expect(due(cycle, leads, rule, plus(secondReminder, HOUR))).toEqual({
      decisions: [],
      nextMoment: '2026-12-15T09:00:00.000Z',
    })
    expect(due(cycle, leads, rule, '2026-12-15T09:00:00.000Z').decisions).toEqual([
      { kind: 'remind', ordinal: 3, personIds: ['a', 'c'] },
    ])
    expect(due(cycle, leads, rule, moments.closesAt).decisions.map(({ kind }) => kind)).not.toContain('close')
  })

  it('is opened again first of all, and then owes what is ahead and nothing of what has passed', () => {
    const now = plus(moments.closesAt, HOUR)
    const closed = openCycle({ state: 'closed', remindersDone: 1 })
    const again = { ...closed, moments: reopenMoments(closed, { policy }, calendar, '2026-12-23', now) }
    expect(again.moments).toMatchObject({
      remindAt: [firstReminder],
      dueAt: moments.dueAt,
      escalateAt: '2026-12-23T17:00:00.000Z',
      closesAt: '2026-12-23T17:00:00.000Z',
    })
    expect(due({ ...again, state: 'reopening' }, [], rule, now).decisions).toEqual([{ kind: 'reopen' }])
    expect(due({ ...again, state: 'open' }, leads, rule, now)).toEqual({
      decisions: [],
      nextMoment: '2026-12-23T17:00:00.000Z',
    })
  })

  it('that was closed early has its reminders and its escalation still before it', () => {
    const closed = openCycle({ state: 'closed' })
    const now = plus(moments.opensAt, HOUR)
    expect(usualClosingDay(closed, calendar, now)).toBe('2026-12-21')
    expect(reopenMoments(closed, { policy }, calendar, '2026-12-21', now)).toEqual(moments)
    expect(reopenMoments(closed, { policy }, calendar, '2026-12-09', now)).toMatchObject({
      remindAt: [firstReminder],
      dueAt: '2026-12-09T17:00:00.000Z',
      closesAt: '2026-12-09T17:00:00.000Z',
    })
  })
})

it.each(['held', 'closed', 'skipped'] as const)('a %s cycle owes nothing and waits for nothing', (state) => {
  expect(due(openCycle({ state }), leads, rule, moments.closesAt)).toEqual({
    decisions: [],
    nextMoment: null,
  })
})

it('a held cycle waits for its own closing, when the next month has its turn', () => {
  const held = openCycle({ state: 'held' })
  expect(due(held, leads, rule, plus(moments.opensAt, 48 * HOUR))).toEqual({
    decisions: [],
    nextMoment: moments.closesAt,
  })
})

it('names for each state the states before it', () => {
  expect(statesBefore('opening')).toEqual(['planned', 'held'])
  expect(statesBefore('planned')).toEqual([])
  expect(statesBefore('open')).toEqual(['opening', 'reopening'])
  expect(cycleTransitions.skipped).toEqual([])
})

/** A small seeded generator (mulberry32): numbers from 0 up to 1. */
const randomFrom = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
}

describe.each(Array.from({ length: 40 }, (_, seed) => seed))(
  'any month, however it is ticked (%i)',
  (seed) => {
    const run = () => {
      const random = randomFrom(seed)
      const log: { now: Instant; decision: Decision; owing: string[] }[] = []
      let state: { cycle: Cycle; requests: Request[] } = {
        cycle: aCycle({ sentChecked: false }),
        requests: [],
      }
      const states: CycleState[] = ['planned']
      let repeats = 0
      let now = plus(moments.opensAt, -5 * HOUR)
      while (now < plus(moments.closesAt, 90 * HOUR)) {
        const owing = state.requests.filter(isOutstanding).map(({ personId }) => personId)
        const { decisions, nextMoment, cycle, requests } = tick(state.cycle, state.requests, now)
        if (decisions.length === 0 && nextMoment !== null) expect(nextMoment > now).toBe(true)
        log.push(...decisions.map((decision) => ({ now, decision, owing })))
        state = { cycle, requests }
        if (states.at(-1) !== cycle.state) states.push(cycle.state)
        // The same tick comes once more.
        repeats += due(cycle, requests, rule, now).decisions.length
        // Somebody answers something, or a lead comes in later.
        if (cycle.state === 'open' && random() < 0.3) {
          const who = Math.floor(random() * requests.length)
          state.requests = requests.map((request, index) =>
            index === who ? { ...request, answered: Math.min(request.asked, request.answered + 1) } : request,
          )
          if (random() < 0.1) {
            state.requests = [...state.requests, aRequest(`late-${now}`, { openedAt: now })]
          }
        }
        now = plus(now, Math.ceil(random() ** 4 * 90 * HOUR))
      }
      return { log, states, repeats }
    }
    const { log, states, repeats } = run()
    const of = (kind: Decision['kind']) => log.filter(({ decision }) => decision.kind === kind)

    it('decides the same from the same, and nothing a second time', () => {
      expect(run().log).toEqual(log)
      expect(repeats).toBe(0)
    })

    it('looks at most once whether any mail has gone out', () => {
      expect(of('check-sent').length).toBeLessThan(2)
    })

    it('ends held or closed, and opens, escalates and closes at most once', () => {
      expect([
        ['planned', 'held'],
        ['planned', 'open', 'closed'],
      ]).toContainEqual(states)
      for (const kind of ['hold', 'open', 'escalate', 'close'] as const)
        expect(of(kind).length).toBeLessThan(2)
    })

    it('chases only those who owe an answer, never before the moment nor after closing', () => {
      for (const { now, decision, owing } of log) {
        if (decision.kind !== 'remind' && decision.kind !== 'escalate') continue
        expect(owing).toEqual(expect.arrayContaining(decision.personIds))
        const moment =
          decision.kind === 'remind' ? moments.remindAt[decision.ordinal - 1] : moments.escalateAt
        expect(now >= (moment ?? '~') && now < moments.closesAt).toBe(true)
      }
    })

    it('reminds nobody twice for one moment', () => {
      const ordinals = of('remind').map(({ decision }) => (decision.kind === 'remind' ? decision.ordinal : 0))
      expect(ordinals).toEqual([...new Set(ordinals)].toSorted((a, b) => a - b))
    })
  },
)

it('a machine that ticks at the moments alone sends all there is to send', () => {
  let state: { cycle: Cycle; requests: Request[] } = {
    cycle: aCycle({ sentChecked: false }),
    requests: [],
  }
  const kinds: string[] = []
  let now: Instant | null = moments.opensAt
  while (now !== null) {
    const { decisions, nextMoment, cycle, requests } = tick(state.cycle, state.requests, now)
    kinds.push(...decisions.map(({ kind }) => kind))
    state = { cycle, requests }
    now = nextMoment
  }
  expect(kinds).toEqual(['open', 'check-sent', 'remind', 'remind', 'remind', 'escalate', 'close'])
})
