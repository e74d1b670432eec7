import type { Month } from './plan.ts'

/** A month's two fields as somebody typed them. */
export type MonthFields = { month: string; year: string }

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** Whether nothing was typed into either field. */
export const isEmptyMonth = ({ month, year }: MonthFields): boolean =>
  month.trim() === '' && year.trim() === ''

/** A month in figures or by its name, and a year; else a sentence that says what is wrong, without its full stop. */
export const readMonthFields = (
  fields: MonthFields,
): { ok: true; month: Month } | { ok: false; text: string } => {
  const month = fields.month.trim().toLowerCase()
  const year = fields.year.trim()
  const named = month.length >= 3 ? MONTHS.findIndex((name) => month.startsWith(name)) + 1 : 0
  const number = /^\d{1,2}$/.test(month) ? Number(month) : named
  if (number < 1 || number > 12) {
    return { ok: false, text: 'Enter the month as a number from 1 to 12, or by its name' }
  }
  if (!/^\d{4}$/.test(year)) return { ok: false, text: 'Enter the year as four digits, such as 2027' }
  if (!year.startsWith('20')) return { ok: false, text: 'Enter a year from 2000 to 2099' }
  return { ok: true, month: `${year}-${String(number).padStart(2, '0')}` }
}
