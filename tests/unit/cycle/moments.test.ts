import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCalendar } from '../../../functions/cycle/calendar.ts'
import { Moments } from '../../../functions/cycle/cycle.ts'
import { momentsFromNow, momentsOf, sentBy } from '../../../functions/cycle/moments.ts'
import { addMonths, nextCycle } from '../../../functions/cycle/next-cycle.ts'
import { Policy } from '../../../functions/plan/plan.ts'
import { bankHolidaysBetween } from '../../support/bank-holiday-rules.ts'
import { momentsIn, policy } from './policy.ts'

const holidays = bankHolidaysBetween(2023, 2041, 'england-and-wales')
const calendar = createCalendar({ timeZone: 'Europe/London', holidays })

const everyMonth = Array.from(
  { length: 17 * 12 },
  (_, index) => `${2024 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`,
)
const isHoliday = new Set(holidays)
/** Half a year on both sides of those months, for moments that reach out of them. */
const workingDays = Array.from({ length: 18 * 366 }, (_, index) => new Date(Date.UTC(2023, 6, 1 + index)))
  .filter((day) => day.getUTCDay() % 6 !== 0)
  .map((day) => day.toISOString().slice(0, 10))
  .filter((date) => !isHoliday.has(date))

describe("a month's moments", () => {
  it('are counted in working days from the opening and from the due day', () => {
    expect(momentsIn(policy, calendar, '2026-12')).toEqual({
      opensAt: '2026-12-01T09:00:00.000Z',
      remindAt: ['2026-12-09T09:00:00.000Z', '2026-12-14T09:00:00.000Z', '2026-12-16T09:00:00.000Z'],
      dueAt: '2026-12-14T17:00:00.000Z',
      escalateAt: '2026-12-17T09:00:00.000Z',
      closesAt: '2026-12-21T17:00:00.000Z',
    })
  })

  it('keep the local hour in a cycle across a clock change', () => {
    const { opensAt, dueAt } = momentsIn(
      { ...policy, open: { workingDay: 18, at: '09:00' } },
      calendar,
      '2026-03',
    )
    expect(opensAt).toBe('2026-03-25T09:00:00.000Z')
    expect(dueAt).toBe('2026-04-09T16:00:00.000Z')
  })

  it('drop reminders that are not between opening and closing, and doubles, and put the rest in order', () => {
    const days = [2, -9, -8, 5, 6, 2, 0].map((workingDays) => ({ workingDays, at: '09:00' }))
    const { remindAt } = momentsIn(
      { ...policy, reminders: [...days, { workingDays: 5, at: '17:00' }] },
      calendar,
      '2026-12',
    )
    expect(remindAt).toEqual([
      '2026-12-02T09:00:00.000Z',
      '2026-12-14T09:00:00.000Z',
      '2026-12-16T09:00:00.000Z',
      '2026-12-21T09:00:00.000Z',
    ])
  })

  it('never escalate or close before the answers are due', () => {
    const early = { workingDays: 0, at: '08:00' }
    const { dueAt, escalateAt, closesAt } = momentsIn(
      { ...policy, escalate: early, close: early },
      calendar,
      '2026-12',
    )
    expect([escalateAt, closesAt]).toEqual([dueAt, dueAt])
  })

  it('are in order and on working days in every month of 17 years', () => {
    for (const month of everyMonth) {
      const moments = Moments.parse(momentsIn(policy, calendar, month))
      const { opensAt, remindAt, dueAt, escalateAt, closesAt } = moments
      const inOrder = [opensAt, ...remindAt.slice(0, 2), dueAt, ...remindAt.slice(2), escalateAt, closesAt]
      expect(inOrder.toSorted()).toEqual(inOrder)
      expect(inOrder.map(calendar.localDate).every(calendar.isWorkingDay)).toBe(true)
      expect(opensAt.startsWith(month)).toBe(true)
    }
  })

  const localTime = fc
    .record({ hour: fc.integer({ min: 0, max: 23 }), minute: fc.constantFrom('00', '01', '30', '59') })
    .map(({ hour, minute }) => `${String(hour).padStart(2, '0')}:${minute}`)
  const daysFromDue = (min: number) => fc.record({ workingDays: fc.integer({ min, max: 40 }), at: localTime })
  const anyPolicy = fc.record({
    skip: fc.constant<number[]>([]),
    open: fc.record({ workingDay: fc.integer({ min: 1, max: 20 }), at: localTime }),
    due: daysFromDue(1),
    reminders: fc.array(daysFromDue(-40), { maxLength: 9 }),
    escalate: daysFromDue(0),
    close: daysFromDue(0),
    sendingWindow: fc.constant(policy.sendingWindow),
    staleAfterHours: fc.constant(24),
  })
  const local = new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'Europe/London',
    dateStyle: 'short',
    timeStyle: 'short',
  })

  it('keep the hour and the count of working days of any policy, over every clock change', () => {
    fc.assert(
      fc.property(anyPolicy, fc.constantFrom(...everyMonth), (any, month) => {
        const { opensAt, remindAt, dueAt, escalateAt, closesAt } = momentsIn(any, calendar, month)
        const ofMonth = workingDays.filter((date) => date.startsWith(month))
        const openDay = ofMonth[any.open.workingDay - 1] ?? ofMonth.at(-1) ?? ''
        const dueIndex = workingDays.indexOf(openDay) + any.due.workingDays
        const show = (instant: string) => local.format(Date.parse(instant))
        const meant = ({ workingDays: days, at }: { workingDays: number; at: string }) =>
          `${workingDays[dueIndex + days]} ${at}`
        const due = `${workingDays[dueIndex]} ${any.due.at}`
        const orDue = (moment: string) => (moment > due ? moment : due)

        expect(show(opensAt)).toBe(`${openDay} ${any.open.at}`)
        expect(show(dueAt)).toBe(due)
        expect(show(escalateAt)).toBe(orDue(meant(any.escalate)))
        expect(show(closesAt)).toBe(orDue(meant(any.close)))
        const between = any.reminders
          .map(meant)
          .filter((moment) => show(opensAt) < moment && moment < show(closesAt))
        expect(remindAt.map(show)).toEqual([...new Set(between)].toSorted())
      }),
      { numRuns: 400, seed: 2024 },
    )
  })
})

describe('the day a month opens', () => {
  const opensOn = (open: Policy['open'], month: string, skip: number[] = []) =>
    momentsOf({ ...policy, open, skip }, calendar, month)?.opensAt
  const monday = { weekday: 1, at: '09:00' } as const

  it.each([
    ['the first Monday', { ...monday, nth: 1 }, '2026-12', '2026-12-07T09:00:00.000Z'],
    [
      'the first Tuesday, where the month begins with it',
      { weekday: 2, nth: 1, at: '09:00' },
      '2026-12',
      '2026-12-01T09:00:00.000Z',
    ],
    [
      'the fourth Friday, in summer time',
      { weekday: 5, nth: 4, at: '09:00' },
      '2026-07',
      '2026-07-24T08:00:00.000Z',
    ],
    [
      'the first Monday, a bank holiday: Tuesday',
      { ...monday, nth: 1 },
      '2026-05',
      '2026-05-05T08:00:00.000Z',
    ],
    ['Easter Monday: Tuesday', { ...monday, nth: 1 }, '2026-04', '2026-04-07T08:00:00.000Z'],
    [
      'the last Monday, a bank holiday at the end of May: in June',
      { ...monday, nth: 'last' },
      '2027-05',
      '2027-06-01T08:00:00.000Z',
    ],
    [
      'the last Monday, the day after the clocks go back',
      { ...monday, nth: 'last' },
      '2026-10',
      '2026-10-26T09:00:00.000Z',
    ],
    [
      'the last Saturday: Monday',
      { weekday: 6, nth: 'last', at: '09:00' },
      '2026-03',
      '2026-03-30T08:00:00.000Z',
    ],
    [
      'the last day of February, which is its last Monday',
      { ...monday, nth: 'last' },
      '2028-02',
      '2028-02-28T09:00:00.000Z',
    ],
    [
      'a date given for the month',
      { dates: ['2027-01-12', '2026-12-03'], at: '10:30' },
      '2026-12',
      '2026-12-03T10:30:00.000Z',
    ],
    [
      'a date that has become a holiday since: the next working day',
      { dates: ['2026-12-25'], at: '09:00' },
      '2026-12',
      '2026-12-29T09:00:00.000Z',
    ],
    ['no date for the month', { dates: ['2027-01-12'], at: '09:00' }, '2026-12', undefined],
  ] as [string, Policy['open'], string, string | undefined][])('is %s', (_, open, month, expected) => {
    expect(opensOn(open, month)).toBe(expected)
  })

  it('is none in a month of the year that is skipped, and in no other', () => {
    const opening = Array.from({ length: 24 }, (_, index) => addMonths('2026-01', index)).filter((month) =>
      opensOn({ workingDay: 1, at: '09:00' }, month, [8, 12]),
    )
    expect(opening).toHaveLength(20)
    expect(opening.filter((month) => /-(08|12)$/.test(month))).toEqual([])
  })

  it('is a working day at the local hour by every rule, in every month of 8 years', () => {
    const local = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', timeStyle: 'short' })
    for (const nth of [1, 2, 3, 4, 'last'] as const) {
      for (let index = 0; index < 96 * 7; index += 1) {
        const month = addMonths('2024-01', Math.floor(index / 7))
        const opensAt = opensOn({ weekday: (index % 7) + 1, nth, at: '08:30' }, month) ?? ''
        expect(calendar.isWorkingDay(calendar.localDate(opensAt))).toBe(true)
        expect(local.format(Date.parse(opensAt))).toBe('08:30')
      }
    }
  })

  it('is read from what was stored before there were other rules and months to skip', () => {
    const { skip: _, ...stored } = policy
    expect(Policy.parse(stored)).toEqual(policy)
  })
})

describe('the next cycle', () => {
  const next = (
    change: Partial<Policy>,
    now: string,
    after: string | null,
    kept?: Parameters<typeof nextCycle>[2]['kept'],
  ) => nextCycle({ ...policy, ...change }, calendar, { after, now, kept: kept ?? null })
  const NOON = '2026-12-08T12:00:00.000Z'

  it('is the first whose opening is ahead, and says which were passed over and why', () => {
    const { found, passedOver } = next(
      { skip: [1], open: { dates: ['2026-12-01', '2027-01-05', '2027-03-02'], at: '09:00' } },
      NOON,
      '2026-11',
    )
    expect(found?.month).toBe('2027-03')
    expect(passedOver).toEqual([
      { month: '2026-12', why: 'too-late' },
      { month: '2027-01', why: 'skipped' },
      { month: '2027-02', why: 'no-date' },
    ])
  })

  it('is never the month that has begun, nor one before it', () => {
    expect(next({}, '2026-11-20T10:00:00.000Z', '2026-12').found?.month).toBe('2027-01')
  })

  it('is the month of before where its opening has slipped to now', () => {
    const open = { weekday: 1, nth: 'last', at: '09:00' } as const
    expect(next({ open }, '2027-06-01T07:00:00.000Z', '2027-04').found).toMatchObject({
      month: '2027-05',
      moments: { opensAt: '2027-06-01T08:00:00.000Z' },
    })
  })

  it('stays the one that is planned where only its tick is late', () => {
    const kept = { cycleId: '2026-12', moments: momentsIn(policy, calendar, '2026-12') }
    expect(next({}, NOON, '2026-11', kept).found?.month).toBe('2026-12')
    expect(next({ open: { workingDay: 2, at: '09:00' } }, NOON, '2026-11', kept).found?.month).toBe('2027-01')
  })

  it('is none where the dates have run out, or none comes in two years', () => {
    expect(next({ open: { dates: ['2026-12-01'], at: '09:00' } }, NOON, '2026-11').found).toBeNull()
    expect(next({ open: { dates: ['2029-01-03'], at: '09:00' } }, NOON, '2026-11').found).toBeNull()
  })
})

describe('the moments of a cycle opened now', () => {
  it('begin now and count from today', () => {
    const moments = momentsFromNow(policy, calendar, '2026-11-23T11:22:33.444Z')
    expect(moments.opensAt).toBe('2026-11-23T11:22:33.444Z')
    expect(moments.dueAt).toBe('2026-12-04T17:00:00.000Z')
    expect(moments.remindAt[0]).toBe('2026-12-01T09:00:00.000Z')
  })

  it('count from Monday when it is opened on a Saturday, for that is when the mail goes', () => {
    const saturday = momentsFromNow(policy, calendar, '2026-11-28T10:00:00.000Z')
    const monday = momentsFromNow(policy, calendar, '2026-11-30T10:00:00.000Z')
    expect(saturday.opensAt).toBe('2026-11-28T10:00:00.000Z')
    expect(saturday.dueAt).toBe(monday.dueAt)
  })

  it('go by the local date near midnight', () => {
    const { dueAt } = momentsFromNow(policy, calendar, '2026-06-30T23:30:00.000Z')
    expect(dueAt).toBe('2026-07-14T16:00:00.000Z')
  })
})

describe('by when some mail of an opening must have gone out', () => {
  it.each([
    ['within the sending window', '2026-12-01T09:00:00.000Z', '2026-12-01T10:00:00.000Z'],
    ['before the window of its day', '2026-12-01T06:00:00.000Z', '2026-12-01T09:00:00.000Z'],
    ['in the last minute of a window', '2026-12-04T17:59:50.000Z', '2026-12-07T09:00:00.000Z'],
    ['on a Friday night', '2026-12-04T20:00:00.000Z', '2026-12-07T09:00:00.000Z'],
    ['over Christmas', '2026-12-25T12:00:00.000Z', '2026-12-29T09:00:00.000Z'],
    ['by summer time', '2026-06-20T12:00:00.000Z', '2026-06-22T08:00:00.000Z'],
  ])('%s it is an hour of sending later', (_, openedAt, expected) => {
    const window = { sendingWindow: { from: '08:00', to: '18:00' } }
    expect(sentBy(openedAt, window, calendar)).toBe(expected)
  })
})
