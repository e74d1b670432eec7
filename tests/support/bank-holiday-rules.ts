import type { LocalDate, Nation } from '../../functions/plan/plan.ts'

const DAY_MS = 86_400_000
const plus = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10)
/** 0 is Sunday. */
const weekday = (date: string): number => new Date(date).getUTCDay()
const firstMonday = (year: number, month: string): string => {
  const first = `${year}-${month}-01`
  return plus(first, (8 - weekday(first)) % 7)
}
/** Monday is the first day of the seven that end a month with 31 days. */
const lastMonday = (year: number, month: string): string => {
  const last = `${year}-${month}-31`
  return plus(last, -((weekday(last) + 6) % 7))
}

/** Easter Sunday by the computus of Meeus, Jones and Butcher. */
const easter = (year: number): string => {
  const [a, b, c] = [year % 19, Math.floor(year / 100), year % 100]
  const f = Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3)
  const h = (19 * a + b - Math.floor(b / 4) - f + 15) % 30
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const days = h + l - 7 * m + 114
  return `${year}-${String(Math.floor(days / 31)).padStart(2, '0')}-${String((days % 31) + 1).padStart(2, '0')}`
}

type ByTitle = Record<string, string>

/** Fixed days that fall on a weekend move to the next weekday that is no holiday yet. */
const substitute = (fixed: [string, string][]): ByTitle => {
  const taken = new Set(fixed.map(([, date]) => date).filter((date) => weekday(date) % 6 !== 0))
  return Object.fromEntries(
    fixed.map(([title, date]) => {
      if (weekday(date) % 6 !== 0) return [title, date]
      let day = date
      while (weekday(day) % 6 === 0 || taken.has(day)) day = plus(day, 1)
      taken.add(day)
      return [title, day]
    }),
  )
}

/**
 * A nation's bank holidays in a year, by title, as the rules give them: those of the Banking and Financial
 * Dealings Act 1971, and the days that were set by proclamation.
 */
export const bankHolidaysOf = (year: number, nation: Nation): ByTitle => {
  const inScotland = nation === 'scotland'
  return {
    ...substitute([
      ['New Year’s Day', `${year}-01-01`],
      ...(inScotland ? [['2nd January', `${year}-01-02`] satisfies [string, string]] : []),
    ]),
    ...(nation === 'northern-ireland' && {
      ...substitute([['St Patrick’s Day', `${year}-03-17`]]),
      ...substitute([['Battle of the Boyne (Orangemen’s Day)', `${year}-07-12`]]),
    }),
    'Good Friday': plus(easter(year), -2),
    ...(!inScotland && { 'Easter Monday': plus(easter(year), 1) }),
    'Early May bank holiday': firstMonday(year, '05'),
    'Spring bank holiday': lastMonday(year, '05'),
    'Summer bank holiday': inScotland ? firstMonday(year, '08') : lastMonday(year, '08'),
    ...(inScotland && substitute([['St Andrew’s Day', `${year}-11-30`]])),
    ...substitute([
      ['Christmas Day', `${year}-12-25`],
      ['Boxing Day', `${year}-12-26`],
    ]),
    ...(year === 2023 && { 'Bank holiday for the coronation of King Charles III': '2023-05-08' }),
    ...(year === 2026 && inScotland && { 'World Cup bank holiday': '2026-06-15' }),
  }
}

/** The same for all years from one to another, both included, as dates in order. */
export const bankHolidaysBetween = (from: number, to: number, nation: Nation): LocalDate[] =>
  Array.from({ length: to - from + 1 }, (_, index) => Object.values(bankHolidaysOf(from + index, nation)))
    .flat()
    .toSorted()
