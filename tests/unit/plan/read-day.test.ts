import { describe, expect, it } from 'vitest'
import { readDateFields, readDay, toDateFields } from '../../../functions/plan/read-day.ts'

describe('a day in three fields', () => {
  it.each([
    ['27', '3', '2027', '2027-03-27'],
    [' 7 ', 'March', '2027', '2027-03-07'],
    ['29', 'feb', '2028', '2028-02-29'],
    ['01', '01', '2027', '2027-01-01'],
  ])('%s %s %s is %s', (day, month, year, date) => {
    expect(readDateFields('The day', { day, month, year })).toEqual({ ok: true, date })
  })

  it.each([
    ['', '3', '2027', 'The day must include a day'],
    ['', ' ', '', 'Enter the day'],
    ['27', '', '', 'The day must include a month and a year'],
    ['27', '3', '27', 'The day must have a year of 4 numbers'],
    ['27', '13', '2027', 'The day must have a month between 1 and 12'],
    ['27', 'x', '2027', 'The day must have a month between 1 and 12'],
    ['27', 'by end of March', '2027', 'The day must have a month between 1 and 12'],
    ['29', '2', '2027', 'The day must be a real date'],
    ['0', '2', '2027', 'The day must be a real date'],
    ['1.5', '2', '2027', 'The day must be a real date'],
  ])('%s %s %s is told what is wrong with it', (day, month, year, text) => {
    expect(readDateFields('The day', { day, month, year })).toEqual({ ok: false, text })
  })

  it('is shown as it is typed', () => {
    expect(toDateFields('2027-03-07')).toEqual({ day: '7', month: '3', year: '2027' })
  })
})

describe('a day on one line', () => {
  it.each([
    ['27/3/2027', '2027-03-27'],
    ['1/2/2027', '2027-02-01'],
    ['27.03.27', '2027-03-27'],
    ['27 3 2027', '2027-03-27'],
    ['27 March 2027', '2027-03-27'],
    ['Saturday 27 March 2027', '2027-03-27'],
    ['Saturday, 27th March 2027', '2027-03-27'],
    ['27-Mar-27', '2027-03-27'],
    ['2027-03-27', '2027-03-27'],
  ])('%s is %s', (text, date) => {
    expect(readDay(text)).toBe(date)
  })

  it.each(['', 'soon', '30 February 2027', '32/1/2027', 'March 2027', '27 Foo 2027', '2027'])(
    '%s is no day',
    (text) => {
      expect(readDay(text)).toBeNull()
    },
  )
})
