import { describe, expect, it } from 'vitest'
import { createCalendar, endOfMonth, holidaysOf } from '../../../functions/cycle/calendar.ts'
import { Nation } from '../../../functions/plan/plan.ts'
import bankHolidays from '../../../seeds/bank-holidays.json' with { type: 'json' }
import { bankHolidaysBetween } from '../../support/bank-holiday-rules.ts'

const LONDON = 'Europe/London'
const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const plusDays = (date: string, days: number) =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)
const everyDay = Array.from({ length: 6210 }, (_, index) => plusDays('2024-01-01', index))

const holidays = bankHolidaysBetween(2024, 2040, 'england-and-wales')
const calendar = createCalendar({ timeZone: LONDON, holidays })

it('is looked at on every day from 2024 to 2040, leap days included', () => {
  expect(everyDay.at(-1)).toBe('2040-12-31')
  expect(everyDay.filter((date) => date.endsWith('02-29'))).toHaveLength(5)
})

/** Which days are working days, found without the calendar: the weekday by arithmetic, the holidays by their rules. */
const worksBy = (list: string[]) => {
  const isHoliday = new Set(list)
  return (date: string) => ![0, 6].includes(new Date(`${date}T12:00:00Z`).getUTCDay()) && !isHoliday.has(date)
}

describe.each(Nation.options)('working days of %s from 2024 to 2040', (nation) => {
  const ofNation = bankHolidaysBetween(2024, 2040, nation)
  const theirs = createCalendar({ timeZone: LONDON, holidays: ofNation })
  const workingDays = everyDay.filter(worksBy(ofNation))

  it('are Monday to Friday and no bank holidays', () => {
    expect(everyDay.filter(theirs.isWorkingDay)).toEqual(workingDays)
  })

  it('are those of the list that is shipped, and plain weekdays after its last year', () => {
    const shipped = createCalendar({ timeZone: LONDON, holidays: holidaysOf(bankHolidays, nation) })
    const until = shipped.holidaysUntil ?? ''
    const [known, unknown] = [true, false].map((is) => everyDay.filter((date) => date <= until === is))
    expect(known?.filter(shipped.isWorkingDay)).toEqual(workingDays.filter((date) => date <= until))
    expect(unknown?.at(0)).toMatch(/-01-01$/)
    expect(unknown?.filter(shipped.isWorkingDay)).toEqual(unknown?.filter(worksBy([])))
  })

  it('are added by counting along the list of them', () => {
    const wrong: string[] = []
    let next = 0
    for (const date of everyDay.slice(0, -60)) {
      while ((workingDays[next] ?? '') < date) next++
      for (const n of [-7, -1, 0, 1, 2, 9]) {
        const expected = workingDays[next + n]
        if (expected !== undefined && theirs.addWorkingDays(date, n) !== expected) wrong.push(`${date} ${n}`)
      }
    }
    expect(wrong).toEqual([])
  })

  it('add up: a and then b days are a + b days', () => {
    const wrong = everyDay
      .filter((_, index) => index % 13 === 0)
      .flatMap((date) =>
        [
          [3, 4],
          [-2, 5],
          [6, -6],
          [-4, -3],
        ].flatMap(([a = 0, b = 0]) => {
          const inSteps = theirs.addWorkingDays(theirs.addWorkingDays(date, a), b)
          return inSteps === theirs.addWorkingDays(date, a + b) ? [] : [`${date} ${a} ${b}`]
        }),
      )
    expect(wrong).toEqual([])
  })

  it('are numbered within each month', () => {
    const months = [...new Set(everyDay.map((date) => date.slice(0, 7)))]
    expect(months).toHaveLength(17 * 12)
    for (const month of months) {
      const ofMonth = workingDays.filter((date) => date.startsWith(month))
      for (const n of [1, 2, 10, ofMonth.length]) {
        expect(theirs.nthWorkingDay(month, n)).toBe(ofMonth[n - 1])
      }
      expect(theirs.nthWorkingDay(month, ofMonth.length + 1)).toBe(ofMonth.at(-1))
    }
  })
})

describe('particular days', () => {
  it.each([
    ['Christmas on a Friday, Boxing Day on a Saturday', '2026-12-24', 1, '2026-12-29'],
    ['Christmas on a Saturday', '2027-12-24', 1, '2027-12-29'],
    ['Christmas on a Saturday, later', '2032-12-24', 1, '2032-12-29'],
    ['Christmas on a Sunday', '2033-12-23', 1, '2033-12-28'],
    ['Easter', '2027-03-25', 1, '2027-03-30'],
    ['an early Easter', '2035-03-22', 1, '2035-03-27'],
    ['a late Easter', '2038-04-22', 1, '2038-04-27'],
    ['New Year on a Saturday', '2027-12-31', 1, '2028-01-04'],
    ['a leap day', '2024-02-28', 1, '2024-02-29'],
    ['past a leap day', '2028-02-28', 2, '2028-03-01'],
    ['no leap day', '2025-02-28', 1, '2025-03-03'],
    ['back over the new year', '2026-01-02', -1, '2025-12-31'],
    ['on from a Saturday, which counts as the Monday', '2026-11-28', 1, '2026-12-01'],
    ['back from a Saturday', '2026-11-28', -1, '2026-11-27'],
    ['nothing from a Saturday', '2026-11-28', 0, '2026-11-30'],
  ])('%s', (_, from, days, expected) => {
    expect(calendar.addWorkingDays(from, days)).toBe(expected)
  })

  it('opens December 2026 on Tuesday the first', () => {
    expect(calendar.nthWorkingDay('2026-12', 1)).toBe('2026-12-01')
  })

  it('opens January 2027 after New Year and the weekend', () => {
    expect(calendar.nthWorkingDay('2027-01', 1)).toBe('2027-01-04')
  })

  it('gives the last working day of May 2027, which has 19, for its 20th', () => {
    expect(calendar.nthWorkingDay('2027-05', 20)).toBe('2027-05-28')
  })

  it.each([
    ['2024-02', '2024-02-29'],
    ['2025-02', '2025-02-28'],
    ['2026-12', '2026-12-31'],
    ['2026-04', '2026-04-30'],
  ])('ends %s on %s', (month, last) => {
    expect(endOfMonth(month)).toBe(last)
  })
})

describe('local time in London', () => {
  it.each([
    ['winter', '2026-12-01', '09:00', '2026-12-01T09:00:00.000Z'],
    ['summer', '2026-07-01', '09:00', '2026-07-01T08:00:00.000Z'],
    ['the Friday before the clocks go forward', '2026-03-27', '09:00', '2026-03-27T09:00:00.000Z'],
    ['the Monday after the clocks went forward', '2026-03-30', '09:00', '2026-03-30T08:00:00.000Z'],
    ['the Friday before the clocks go back', '2026-10-23', '17:00', '2026-10-23T16:00:00.000Z'],
    ['the Monday after the clocks went back', '2026-10-26', '17:00', '2026-10-26T17:00:00.000Z'],
    ['a time that the clocks skip is an hour later', '2026-03-29', '01:30', '2026-03-29T01:30:00.000Z'],
    ['a time that comes twice is the first', '2026-10-25', '01:30', '2026-10-25T00:30:00.000Z'],
  ])('%s', (_, date, time, expected) => {
    expect(calendar.at(date, time)).toBe(expected)
  })

  /** The last Sunday of a month with 31 days, at 01:00 UTC: when clocks change all over Europe (2000/84/EC, and the Summer Time Order 2002). */
  const changeOf = (year: string, month: string) => {
    const last = new Date(`${year}-${month}-31T01:00:00Z`)
    return last.getTime() - last.getUTCDay() * DAY_MS
  }
  const isSummer = (epochMs: number) => {
    const year = String(new Date(epochMs).getUTCFullYear())
    return epochMs >= changeOf(year, '03') && epochMs < changeOf(year, '10')
  }
  const clockShows = (epochMs: number) =>
    new Date(epochMs + (isSummer(epochMs) ? HOUR_MS : 0)).toISOString().slice(0, 16)

  it('is what the clock shows on every day from 2024 to 2040', () => {
    const times = ['00:00', '00:59', '01:00', '01:30', '02:00', '08:00', '09:00', '17:00', '23:59']
    const wrong: string[] = []
    const skipped: string[] = []
    const doubled: string[] = []
    for (const wanted of everyDay.flatMap((date) => times.map((time) => `${date}T${time}`))) {
      const inWinter = Date.parse(`${wanted}Z`)
      const readings = [inWinter - HOUR_MS, inWinter].filter((instant) => clockShows(instant) === wanted)
      if (readings.length === 0) skipped.push(wanted)
      if (readings.length === 2) doubled.push(wanted)
      const found = calendar.at(wanted.slice(0, 10), wanted.slice(11))
      if (Date.parse(found) !== (readings[0] ?? inWinter)) wrong.push(wanted)
      if (calendar.localDate(found) !== wanted.slice(0, 10)) wrong.push(`the date of ${wanted}`)
    }
    expect(wrong).toEqual([])
    // 01:00 and 01:30, on one Sunday in March and one in October of each year.
    expect([skipped.length, doubled.length]).toEqual([34, 34])
  })

  it('changes when the time zone database says it does', () => {
    const clock = new Intl.DateTimeFormat('sv-SE', {
      timeZone: LONDON,
      dateStyle: 'short',
      timeStyle: 'short',
    })
    for (const date of everyDay) {
      for (const time of ['00:30', '01:30', '12:00']) {
        const epochMs = Date.parse(`${date}T${time}Z`)
        expect(clock.format(epochMs).replace(' ', 'T')).toBe(clockShows(epochMs))
      }
    }
  })

  it('has its own date near midnight in summer', () => {
    expect(calendar.localDate('2026-06-30T23:30:00.000Z')).toBe('2026-07-01')
    expect(calendar.localDate('2026-12-31T23:30:00.000Z')).toBe('2026-12-31')
  })

  it('refuses a time zone that does not exist', () => {
    expect(() => createCalendar({ timeZone: 'Europe/Hull', holidays: [] })).toThrow(RangeError)
  })
})

describe('the sending window', () => {
  const window = { from: '08:00', to: '18:00' }

  it.each([
    ['inside, nothing is put off', '2026-12-01T09:12:34.567Z', '2026-12-01T09:12:34.567Z'],
    ['its first instant is inside', '2026-12-01T08:00:00.000Z', '2026-12-01T08:00:00.000Z'],
    ['its last is the one before its end', '2026-12-01T17:59:59.999Z', '2026-12-01T17:59:59.999Z'],
    ['at its end, tomorrow', '2026-12-01T18:00:00.000Z', '2026-12-02T08:00:00.000Z'],
    ['before it, the same day', '2026-12-01T03:00:00.000Z', '2026-12-01T08:00:00.000Z'],
    ['on a Friday evening, Monday', '2026-12-04T20:00:00.000Z', '2026-12-07T08:00:00.000Z'],
    ['on a Saturday at noon, Monday', '2026-12-05T12:00:00.000Z', '2026-12-07T08:00:00.000Z'],
    ['early on a Sunday, Monday', '2026-12-06T02:00:00.000Z', '2026-12-07T08:00:00.000Z'],
    ['on Christmas Eve in the evening, four days on', '2026-12-24T18:30:00.000Z', '2026-12-29T08:00:00.000Z'],
    ['in the night of the spring clock change', '2026-03-29T00:59:00.000Z', '2026-03-30T07:00:00.000Z'],
    ['in the night of the autumn clock change', '2026-10-25T01:30:00.000Z', '2026-10-26T08:00:00.000Z'],
    ['late in summer, by the local hour', '2026-07-01T17:30:00.000Z', '2026-07-02T07:00:00.000Z'],
  ])('%s', (_, instant, expected) => {
    expect(calendar.nextInWindow(instant, window)).toBe(expected)
    expect(calendar.isInWindow(instant, window)).toBe(instant === expected)
  })

  it('always gives an instant inside, never an earlier one', () => {
    for (let hour = 0; hour < 24 * 365; hour += 5) {
      const instant = new Date(Date.UTC(2026, 0, 1) + hour * 3_600_000).toISOString()
      const next = calendar.nextInWindow(instant, window)
      expect(next >= instant).toBe(true)
      expect(calendar.isInWindow(next, window)).toBe(true)
    }
  })

  it('refuses a window that ends before it begins', () => {
    expect(() => calendar.nextInWindow('2026-12-01T09:00:00.000Z', { from: '18:00', to: '08:00' })).toThrow(
      RangeError,
    )
  })
})

describe('bank holidays', () => {
  const events = (...dates: string[]) => ({
    events: dates.map((date) => ({ title: 'A holiday', date, notes: '', bunting: true })),
  })
  const json = {
    'england-and-wales': { division: 'england-and-wales', ...events('2026-12-28', '2026-12-25') },
    scotland: { division: 'scotland', ...events('2026-11-30') },
    'northern-ireland': { division: 'northern-ireland', ...events('2026-03-17') },
  }

  it("are read from GOV.UK's form for one nation, in order", () => {
    expect(holidaysOf(json, 'england-and-wales')).toEqual(['2026-12-25', '2026-12-28'])
    expect(holidaysOf(json, 'scotland')).toEqual(['2026-11-30'])
  })

  it('are refused in any other form', () => {
    expect(() => holidaysOf({ scotland: [] }, 'scotland')).toThrow()
    expect(() => holidaysOf({ ...json, scotland: events('30/11/2026') }, 'scotland')).toThrow()
  })
})
