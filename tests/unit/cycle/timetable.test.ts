import { describe, expect, it } from 'vitest'
import { createCalendar } from '../../../functions/cycle/calendar.ts'
import type { Cycle } from '../../../functions/cycle/cycle.ts'
import { Cycle as CycleSchema } from '../../../functions/cycle/cycle.ts'
import { decideTimetable } from '../../../functions/cycle/decide-timetable.ts'
import { type TypedTimetable, typedOfTimetable } from '../../../functions/cycle/typed-timetable.ts'
import { upcomingCycles } from '../../../functions/cycle/upcoming.ts'
import type { Policy } from '../../../functions/plan/plan.ts'
import { readTime } from '../../../functions/plan/read-time.ts'
import { bankHolidaysBetween } from '../../support/bank-holiday-rules.ts'
import { momentsIn, policy } from './policy.ts'

const holidays = bankHolidaysBetween(2024, 2040, 'england-and-wales')

const calendarOf = ({ timeZone }: { timeZone: string }) => createCalendar({ timeZone, holidays })
const calendar = calendarOf({ timeZone: 'Europe/London' })
const place = { timeZone: 'Europe/London', nation: 'england-and-wales' } as const
const typed = typedOfTimetable({ ...place, policy })
const decide = (change: Partial<TypedTimetable>) =>
  decideTimetable({ ...typed, ...change }, '2026-11-20', calendarOf)
const problemsOf = (change: Partial<TypedTimetable>) => {
  const decided = decide(change)
  return decided.ok ? [] : decided.problems.map(({ field, text }) => `${field}: ${text}`)
}

describe('a timetable that somebody types', () => {
  const policies: [string, Partial<Policy>][] = [
    ['a working day', {}],
    ['a weekday', { open: { weekday: 3, nth: 'last', at: '12:00' }, skip: [8, 12] }],
    ['dates', { open: { dates: ['2026-12-03', '2027-01-12'], at: '00:30' }, reminders: [] }],
  ]
  it.each(policies)('reads as it was written for %s', (_, change) => {
    const timetable = { ...place, policy: { ...policy, ...change } }
    const again = decideTimetable(typedOfTimetable(timetable), '2026-11-20', calendarOf)
    expect(again).toEqual({ ok: true, timetable })
  })

  it('takes reminders as people write them, in any order', () => {
    const decided = decide({
      reminders: '2 days after at 9.30am\n\n  on the due day, midday \n1 Working Day before, 17:00',
    })
    expect(decided.ok && decided.timetable.policy.reminders).toEqual([
      { workingDays: -1, at: '17:00' },
      { workingDays: 0, at: '12:00' },
      { workingDays: 2, at: '09:30' },
    ])
  })

  it('leaves alone what stands in the fields of the rules that were not chosen', () => {
    expect(decide({ dates: 'one day', nth: 'fifth' }).ok).toBe(true)
  })

  it.each<[string, Partial<TypedTimetable>]>([
    ['rule: Choose when the month opens', { rule: '' }],
    ['workingDay: The working day must be a whole number from 1 to 20', { workingDay: '21' }],
    ['weekday: Choose a weekday', { rule: 'weekday', weekday: '8' }],
    ['nth: Choose which of the month’s weekdays', { rule: 'weekday', nth: '5' }],
    ['dates: Enter at least one date', { rule: 'dates', dates: ' \n' }],
    [
      'dates: “31/2/2027” is not a date, for example 27/3/2027',
      { rule: 'dates', dates: '1/2/2027\n31/2/2027' },
    ],
    ['dates: 25 December 2026 is not a working day', { rule: 'dates', dates: '25/12/2026' }],
    ['dates: January 2027 has more than one date', { rule: 'dates', dates: '12/1/2027\n13/1/2027' }],
    [
      'dates: 12 January 2027 is in a month that is skipped',
      { rule: 'dates', dates: '12/1/2027', skip: ['1'] },
    ],
    ['dates: At least one date must be today or later', { rule: 'dates', dates: '2/11/2026' }],
    ['openAt: The hour of opening must be a time, for example 9am or 5:30pm', { openAt: '9' }],
    [
      'skip: At least one month of the year must not be skipped',
      { skip: Array.from({ length: 12 }, (_, index) => String(index + 1)) },
    ],
    ['dueDays: Days to answer must be a whole number from 1 to 40', { dueDays: 'ten' }],
    [
      'reminders: “soon” is not a reminder, for example “3 working days before, 9am” or “On the day, 9am”',
      { reminders: 'soon' },
    ],
    [
      'reminders: “9 working days before, 9am” is before the month opens',
      { reminders: '9 days before, 9am' },
    ],
    [
      'reminders: “5 working days after, 5pm” is not before the month closes',
      { reminders: '5 days after, 5pm' },
    ],
    [
      'escalateAt: The escalation cannot come before the answers are due',
      { escalateDays: '0', escalateAt: '9am' },
    ],
    ['escalateDays: The escalation must come before the month closes', { escalateDays: '6' }],
    [
      'closeAt: The month cannot close before the answers are due',
      { closeDays: '0', closeAt: '9am', reminders: '' },
    ],
    ['windowTo: The hours for mail must end after they begin', { windowTo: '8am' }],
    ['nation: Choose whose bank holidays count', { nation: 'wales' }],
    [
      'timeZone: The time zone must be one that exists, for example Europe/London',
      { timeZone: 'Europe/Hull' },
    ],
  ])('is refused with “%s”', (problem, change) => {
    expect(problemsOf(change)).toContain(problem)
  })

  it('has all that is wrong told at once, from the top of the form', () => {
    expect(
      problemsOf({ staleAfterHours: '', workingDay: 'x', dueAt: 'late' }).map((text) => text.split(':')[0]),
    ).toEqual(['workingDay', 'dueAt', 'staleAfterHours'])
  })

  it.each([
    ['9am', '09:00'],
    ['5.30 PM', '17:30'],
    ['12am', '00:00'],
    ['12pm', '12:00'],
    ['17:05', '17:05'],
    ['midday', '12:00'],
    ['13pm', null],
    ['24:00', null],
    ['9:60am', null],
    ['9', null],
    ['', null],
  ])('reads “%s” as %s', (text, time) => {
    expect(readTime(text)).toBe(time)
  })
})

describe('the cycles to come', () => {
  const key = { partnershipId: 'hull', planId: 'send' }
  const cycle = (cycleId: string, state: Cycle['state']) =>
    CycleSchema.parse({
      ...key,
      cycleId,
      state,
      moments: momentsIn(policy, calendar, cycleId),
      remindersDone: 0,
      escalated: false,
      leadsAsked: 0,
      shareOut: null,
      askedThrough: null,
      openedAt: null,
      closedAt: null,
      snapshot: null,
    })
  const upcoming = (
    cycles: Cycle[],
    change: Partial<Policy> = {},
    currentCycleId = '2026-12',
    now = '2026-12-02T10:00:00.000Z',
  ) => upcomingCycles({ policy: { ...policy, ...change }, currentCycleId }, calendar, cycles, now, 3)

  it('begin after the one that is open', () => {
    expect(upcoming([cycle('2026-12', 'open')]).map(({ month }) => month)).toEqual([
      '2027-01',
      '2027-02',
      '2027-03',
    ])
  })

  it('begin with the one that is planned, also where its tick is just late', () => {
    expect(upcoming([cycle('2026-12', 'planned')])[0]?.month).toBe('2026-12')
  })

  it('leave out a month that would open while the one before is still open', () => {
    const [first, second] = upcoming([cycle('2026-12', 'open')], { due: { workingDays: 20, at: '17:00' } })
    expect(first?.month).toBe('2027-01')
    expect(second).toMatchObject({ month: '2027-03', passedOver: [{ month: '2027-02', why: 'too-late' }] })
  })

  it('are as many as there are dates', () => {
    const dates = ['2027-01-12', '2027-03-02']
    const found = upcoming([cycle('2026-12', 'closed')], { open: { dates, at: '09:00' } })
    expect(found.map(({ month, passedOver }) => [month, passedOver.map(({ why }) => why)])).toEqual([
      ['2027-01', []],
      ['2027-03', ['no-date']],
    ])
  })
})
