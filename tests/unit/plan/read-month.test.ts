import { describe, expect, it } from 'vitest'
import { readMonthFields, readMonthNumber } from '../../../functions/plan/read-month.ts'

describe('a month as somebody types it', () => {
  it.each([
    ['3', 3],
    ['03', 3],
    [' March ', 3],
    ['mar', 3],
    ['MAY', 5],
    ['Sept.', 9],
    ['sep', 9],
    ['September', 9],
    ['june', 6],
    ['December', 12],
  ])('%s is month %i', (text, number) => {
    expect(readMonthNumber(text)).toBe(number)
  })

  it.each([
    '',
    '0',
    '13',
    '003',
    'ma',
    'marvellous',
    'may be',
    'june 2027',
    'decent',
    'septic',
    'mar.ch',
    'x',
  ])('%s is none', (text) => {
    expect(readMonthNumber(text)).toBeNull()
  })

  it('is read with its year', () => {
    expect(readMonthFields({ month: 'Sept', year: ' 2027 ' })).toEqual({ ok: true, month: '2027-09' })
  })

  it.each([
    ['marvellous', '2030', 'month', 'Enter the month as a number from 1 to 12, or by its name'],
    ['', '2030', 'month', 'Enter the month as a number from 1 to 12, or by its name'],
    ['3', '30', 'year', 'Enter the year as four digits, such as 2027'],
    ['3', '1930', 'year', 'Enter a year from 2000 to 2099'],
  ])('is told which of its fields is wrong: %s %s', (month, year, part, text) => {
    expect(readMonthFields({ month, year })).toEqual({ ok: false, part, text })
  })
})
