import type { Month } from './plan.ts'

/** A month's two fields as somebody typed them. */
export type MonthFields = { month: string; year: string }

/** January first, each by its name or its usual short form. */
const MONTHS = [
  /^jan(uary)?$/,
  /^feb(ruary)?$/,
  /^mar(ch)?$/,
  /^apr(il)?$/,
  /^may$/,
  /^june?$/,
  /^july?$/,
  /^aug(ust)?$/,
  /^sep(t|tember)?$/,
  /^oct(ober)?$/,
  /^nov(ember)?$/,
  /^dec(ember)?$/,
]

/** Whether nothing was typed into either field. */
export const isEmptyMonth = ({ month, year }: MonthFields): boolean =>
  month.trim() === '' && year.trim() === ''

/** 1 to 12 from a number, a month's name or its usual short form: `3`, `03`, `March`, `Sept.`; null for anything else. */
export const readMonthNumber = (text: string): number | null => {
  const name = text.trim().toLowerCase().replace(/\.$/, '')
  const number = /^\d{1,2}$/.test(name) ? Number(name) : MONTHS.findIndex((month) => month.test(name)) + 1
  return number >= 1 && number <= 12 ? number : null
}

/**
 * A month in figures or by its name, and a year; else a sentence that says what is wrong, without its
 * full stop, and which of the two fields it is.
 */
export const readMonthFields = (
  fields: MonthFields,
): { ok: true; month: Month } | { ok: false; text: string; part: keyof MonthFields } => {
  const month = readMonthNumber(fields.month)
  const year = fields.year.trim()
  if (month === null) {
    return { ok: false, text: 'Enter the month as a number from 1 to 12, or by its name', part: 'month' }
  }
  if (!/^\d{4}$/.test(year)) {
    return { ok: false, text: 'Enter the year as four digits, such as 2027', part: 'year' }
  }
  if (!year.startsWith('20')) return { ok: false, text: 'Enter a year from 2000 to 2099', part: 'year' }
  return { ok: true, month: `${year}-${String(month).padStart(2, '0')}` }
}
