import { expect, it } from 'vitest'
import { createCalendar } from '../../../functions/cycle/calendar.ts'
import { holidayNotice } from '../../../functions/cycle/holiday-notice.ts'

const until2027 = createCalendar({ timeZone: 'Europe/London', holidays: ['2027-12-28', '2027-01-01'] })

it.each([
  ['90 days before the last known day, nothing', '2027-10-02T16:00:00.000Z', undefined],
  ['89 days before it', '2027-10-03T16:00:00.000Z', 'bank-holidays-2028'],
  ['by the local date near midnight', '2027-10-02T23:30:00.000Z', 'bank-holidays-2028'],
  ['after it', '2028-03-20T17:00:00.000Z', 'bank-holidays-2028'],
  ['as long as that year lasts', '2028-10-02T16:00:00.000Z', 'bank-holidays-2028'],
  ['when the next unknown year comes near', '2028-10-03T16:00:00.000Z', 'bank-holidays-2029'],
])('coordinators are told that the bank holidays run out: %s', (_, closesAt, ordinal) => {
  expect(holidayNotice(until2027, closesAt)?.ordinal).toBe(ordinal)
})

it('says after which day nothing is known', () => {
  expect(holidayNotice(until2027, '2028-01-20T17:00:00.000Z')?.sentence).toMatch(
    /^The bank holidays after 31 December 2027 are not known\./,
  )
})

it('says nothing of a calendar without holidays, which has none to run out', () => {
  const none = createCalendar({ timeZone: 'Europe/London', holidays: [] })
  expect(holidayNotice(none, '2040-01-20T17:00:00.000Z')).toBeNull()
})
