import { Temporal } from 'temporal-polyfill'
import type { LocalDate, Month, Opening } from '../plan/plan.ts'
import type { Calendar } from './calendar.ts'

/**
 * The day on which a month's cycle opens: a working day, or null where the month has none. The last
 * Monday of a month can be a bank holiday, so the day may be one of the next month.
 */
export const openingDay = (open: Opening, calendar: Calendar, month: Month): LocalDate | null => {
  if ('workingDay' in open) return calendar.nthWorkingDay(month, open.workingDay)
  if ('dates' in open) {
    const given = open.dates.toSorted().find((date) => date.startsWith(month))
    return given === undefined ? null : calendar.addWorkingDays(given, 0)
  }
  return calendar.addWorkingDays(nthWeekday(month, open.weekday, open.nth), 0)
}

const nthWeekday = (month: Month, weekday: number, nth: 1 | 2 | 3 | 4 | 'last'): LocalDate => {
  const first = Temporal.PlainDate.from(`${month}-01`)
  if (nth === 'last') {
    const last = first.with({ day: first.daysInMonth })
    return last.subtract({ days: (last.dayOfWeek - weekday + 7) % 7 }).toString()
  }
  return first.add({ days: ((weekday - first.dayOfWeek + 7) % 7) + 7 * (nth - 1) }).toString()
}
