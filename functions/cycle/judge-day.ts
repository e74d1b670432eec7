import type { Instant, LocalDate } from '../plan/plan.ts'
import type { Calendar } from './calendar.ts'

/** What is wrong with a day that somebody chose for a month. */
export type DayProblem = 'no-working-day' | 'past' | 'not-later' | 'too-far'

/** What is wrong with a day, whatever it is chosen for; null where nothing is. `at` is the local time on it. */
export const judgeDay = (
  day: LocalDate,
  at: string,
  calendar: Calendar,
  now: Instant,
): Extract<DayProblem, 'no-working-day' | 'past'> | null => {
  if (!calendar.isWorkingDay(day)) return 'no-working-day'
  return calendar.at(day, at) <= now ? 'past' : null
}
