import { fullYear, readWrittenDate, toLocalDate } from './import/read-dates.ts'
import type { LocalDate } from './plan.ts'
import { readMonthNumber } from './read-month.ts'

/** A day as somebody types it, in three fields. */
export type DateFields = { day: string; month: string; year: string }

export const emptyDate: DateFields = { day: '', month: '', year: '' }

/** A day as three fields, to be typed over. */
export const toDateFields = (date: LocalDate): DateFields => {
  const [year = '', month = '', day = ''] = date.split('-')
  return { day: String(Number(day)), month: String(Number(month)), year }
}

export const isEmptyDate = ({ day, month, year }: DateFields): boolean =>
  `${day}${month}${year}`.trim() === ''

/** `text` says what is wrong. */
export type ReadDay = { ok: true; date: LocalDate } | { ok: false; text: string }

const PARTS: readonly (keyof DateFields)[] = ['day', 'month', 'year']

/**
 * Three fields as a day. `what` begins each message: "The first day away".
 * https://design-system.service.gov.uk/components/date-input/
 */
export const readDateFields = (what: string, fields: DateFields): ReadDay => {
  const [day, month, year] = PARTS.map((part) => fields[part].trim())
  const missing = PARTS.filter((part) => fields[part].trim() === '')
  if (missing.length === PARTS.length) {
    return { ok: false, text: `Enter ${what.charAt(0).toLowerCase()}${what.slice(1)}` }
  }
  if (missing.length > 0) {
    const words = missing.map((part) => `a ${part}`).join(' and ')
    return { ok: false, text: `${what} must include ${words}` }
  }
  if (!/^\d{4}$/.test(year ?? '')) {
    return { ok: false, text: `${what} must have a year of 4 numbers` }
  }
  const number = readMonthNumber(month ?? '')
  if (number === null) {
    return { ok: false, text: `${what} must have a month between 1 and 12` }
  }
  const date = /^\d{1,2}$/.test(day ?? '') ? toLocalDate(year ?? '', number, Number(day)) : null
  return date === null ? { ok: false, text: `${what} must be a real date` } : { ok: true, date }
}

/**
 * A day as people write it on one line, day first: `27/3/2027`, `27 3 2027`, `27 March 2027`,
 * `Monday 27 March 2027`, `2027-03-27`. Null for anything else.
 */
export const readDay = (text: string): LocalDate | null => {
  const plain = text.trim().replace(/^\p{L}+day,?\s+/iu, '')
  const written = readWrittenDate(plain.replace(/\s+/g, /^\d{1,2} \d{1,2} \d{2,4}$/.test(plain) ? '/' : ' '))
  if (written) return written['day-first'] ?? null
  const [, day, month = '', year = ''] =
    /^(\d{1,2})(?:st|nd|rd|th)?[\s-]+(\p{L}+)\.?,?[\s-]+(\d{4}|\d{2})$/iu.exec(plain) ?? []
  const number = day === undefined ? null : readMonthNumber(month)
  return number === null ? null : toLocalDate(fullYear(year), number, Number(day))
}
