import type { LocalDate, Month } from '../plan.ts'

export type DateOrder = 'month-first' | 'day-first'

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
]

const NAMED_MONTH = /^(?:(?:by |end |end of |by end of )?)([a-z]{3,9})\.?[\s-]*(?:'|’)?(\d{4}|\d{2})$/i
const NUMBERED_MONTH = /^(0?[1-9]|1[0-2])[/.-](\d{4})$/
const NAMED_DATE = /^(\d{1,2})(?:st|nd|rd|th)?[\s-]+([a-z]{3,9})\.?,?[\s-]+(\d{4}|\d{2})$/i
const NUMBERED_DATE = /^(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4}|\d{2})$/
const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})(?:[T ][\d:.]+Z?)?$/
const ISO_MONTH = /^(\d{4})-(0[1-9]|1[0-2])$/

/** `Feb-23`, `February 2023`, `end of Sept 23`, `02/2023` or `2023-02` as `2023-02`; null for anything else. */
export const readMonth = (text: string): Month | null => {
  if (ISO_MONTH.test(text)) return text
  const [, numbered, yearOfNumbered] = NUMBERED_MONTH.exec(text) ?? []
  if (numbered !== undefined) return `${yearOfNumbered}-${twoDigits(Number(numbered))}`
  const [, name = '', year = ''] = NAMED_MONTH.exec(text) ?? []
  const number = monthNumber(name)
  return number === 0 ? null : `${fullYear(year)}-${twoDigits(number)}`
}

/** 1 to 12 for a month's name or its beginning; 0 for anything else. */
const monthNumber = (name: string): number =>
  MONTHS.findIndex((month) => name !== '' && month.startsWith(name.toLowerCase())) + 1

/** A date as the file writes it: every day it can mean, by the order of its numbers. */
export type WrittenDate = Partial<Record<DateOrder, LocalDate>>

/** `1/30/2025`, `30.01.25`, `30th January 2025` or `2025-01-30`; null where no order of the numbers makes a day. */
export const readWrittenDate = (text: string): WrittenDate | null => {
  const [, isoYear, isoMonth, isoDay] = ISO_DATE.exec(text) ?? []
  if (isoYear !== undefined) return allOrders(toLocalDate(isoYear, Number(isoMonth), Number(isoDay)))
  const [, namedDay, monthName = '', namedYear = ''] = NAMED_DATE.exec(text) ?? []
  if (namedDay !== undefined) {
    return allOrders(toLocalDate(fullYear(namedYear), monthNumber(monthName), Number(namedDay)))
  }
  const [, first, second, year] = NUMBERED_DATE.exec(text) ?? []
  if (year === undefined) return null
  const monthFirst = toLocalDate(fullYear(year), Number(first), Number(second))
  const dayFirst = toLocalDate(fullYear(year), Number(second), Number(first))
  if (monthFirst === null) return allOrders(dayFirst)
  if (dayFirst === null) return allOrders(monthFirst)
  return { 'month-first': monthFirst, 'day-first': dayFirst }
}

/**
 * The order most dates of a file are written in, going by those that have one reading only. Day
 * first, as in Britain, where nothing tells.
 */
export const majorityOrder = (texts: string[]): { order: DateOrder; isTold: boolean } => {
  const firsts = texts.map((text) => NUMBERED_DATE.exec(text)).filter((match) => match !== null)
  const dayFirst = firsts.filter(([, first]) => Number(first) > 12).length
  const monthFirst = firsts.filter(([, , second]) => Number(second) > 12).length
  return { order: monthFirst > dayFirst ? 'month-first' : 'day-first', isTold: monthFirst !== dayFirst }
}

/** A calendar day, or null where the month has no such day. */
export const toLocalDate = (year: string, month: number, day: number): LocalDate | null => {
  const date = new Date(0)
  date.setUTCFullYear(Number(year), month - 1, day)
  const isDay = date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return isDay ? `${year}-${twoDigits(month)}-${twoDigits(day)}` : null
}

export const fullYear = (year: string): string => (year.length === 2 ? `20${year}` : year)

const twoDigits = (number: number): string => String(number).padStart(2, '0')

const allOrders = (date: LocalDate | null): WrittenDate | null =>
  date === null ? null : { 'month-first': date, 'day-first': date }
