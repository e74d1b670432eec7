import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { Instant, LocalDate, type Month, type Nation } from '../plan/plan.ts'

/** Local times between which mail may be sent: from `from`, up to but not including `to`. */
export type Window = { from: string; to: string }

const toInstant = (instant: Temporal.Instant): Instant =>
  Instant.parse(instant.toString({ smallestUnit: 'millisecond' }))

/**
 * The working days and local times of one plan. A working day is Monday to Friday and not one of the
 * `holidays`; a year the list does not reach has none.
 *
 * @throws RangeError for a time zone, date or time that does not exist.
 */
export const createCalendar = (options: { timeZone: string; holidays: readonly LocalDate[] }) => {
  // Asked now, so that an unknown zone fails here and not in the middle of a cycle.
  const zoned = (instant: Temporal.Instant) => instant.toZonedDateTimeISO(options.timeZone)
  zoned(Temporal.Instant.fromEpochMilliseconds(0))
  const holidays = new Set<LocalDate>(options.holidays)

  const isWorking = (day: Temporal.PlainDate): boolean => day.dayOfWeek <= 5 && !holidays.has(day.toString())

  const nextWorking = (from: Temporal.PlainDate, step: 1 | -1): Temporal.PlainDate => {
    let day = from
    while (!isWorking(day)) day = day.add({ days: step })
    return day
  }

  const isWorkingDay = (date: LocalDate): boolean => isWorking(Temporal.PlainDate.from(date))

  /** The nth working day of a month, from 1; the last one in a month that has fewer. */
  const nthWorkingDay = (month: Month, n: number): LocalDate => {
    const { year, month: number } = Temporal.PlainYearMonth.from(month)
    let found = nextWorking(Temporal.PlainDate.from(`${month}-01`), 1)
    for (let count = 1; count < n; count++) {
      const following = nextWorking(found.add({ days: 1 }), 1)
      if (following.year !== year || following.month !== number) break
      found = following
    }
    return found.toString()
  }

  /**
   * The date n working days later, or earlier where n is negative. A date that is no working day
   * counts as the next one that is: from a Saturday, 0 and the Monday are the same, 1 is Tuesday and
   * -1 is Friday. So `add(add(d, a), b)` is always `add(d, a + b)`.
   */
  const addWorkingDays = (date: LocalDate, n: number): LocalDate => {
    let day = nextWorking(Temporal.PlainDate.from(date), 1)
    const step = n < 0 ? -1 : 1
    for (let left = Math.abs(n); left > 0; left--) day = nextWorking(day.add({ days: step }), step)
    return day.toString()
  }

  /**
   * The instant of a local time. Where the clocks go forward over it, the time an hour later (01:30
   * reads 02:30); where they go back and it comes twice, the first of the two.
   */
  const at = (date: LocalDate, time: string): Instant =>
    toInstant(
      Temporal.PlainDate.from(date)
        .toZonedDateTime({ timeZone: options.timeZone, plainTime: Temporal.PlainTime.from(time) })
        .toInstant(),
    )

  /** The calendar day it is, in the plan's time zone. */
  const localDate = (instant: Instant): LocalDate =>
    zoned(Temporal.Instant.from(instant)).toPlainDate().toString()

  const placeInDay = (instant: Instant, window: Window): 'before' | 'in' | 'after' => {
    const from = Temporal.PlainTime.from(window.from)
    const to = Temporal.PlainTime.from(window.to)
    if (Temporal.PlainTime.compare(from, to) >= 0) {
      throw new RangeError(`The window from ${window.from} to ${window.to} is empty`)
    }
    const time = zoned(Temporal.Instant.from(instant)).toPlainTime()
    if (Temporal.PlainTime.compare(time, from) < 0) return 'before'
    return Temporal.PlainTime.compare(time, to) < 0 ? 'in' : 'after'
  }

  /**
   * Whether the instant is on a working day within the window.
   *
   * @throws RangeError for a window that ends before it begins.
   */
  const isInWindow = (instant: Instant, window: Window): boolean =>
    placeInDay(instant, window) === 'in' && isWorkingDay(localDate(instant))

  /**
   * The instant itself where it is inside the window, or else the start of the next one.
   *
   * @throws RangeError for a window that ends before it begins.
   */
  const nextInWindow = (instant: Instant, window: Window): Instant => {
    if (isInWindow(instant, window)) return instant
    const today = localDate(instant)
    const late = isWorkingDay(today) && placeInDay(instant, window) === 'after'
    return at(addWorkingDays(today, late ? 1 : 0), window.from)
  }

  return {
    isWorkingDay,
    nthWorkingDay,
    addWorkingDays,
    at,
    localDate,
    isInWindow,
    nextInWindow,
    holidaysUntil: endOfLastYear(options.holidays),
  }
}
export type Calendar = ReturnType<typeof createCalendar>

/** The last day that a list of holidays covers, for they are published by whole years; null for an empty list. */
const endOfLastYear = (holidays: readonly LocalDate[]): LocalDate | null => {
  const last = holidays.toSorted().at(-1)
  return last === undefined ? null : `${last.slice(0, 4)}-12-31`
}

/** The last day of a month: what a due month means. */
export const endOfMonth = (month: Month): LocalDate => {
  const first = Temporal.PlainDate.from(`${month}-01`)
  return first.with({ day: first.daysInMonth }).toString()
}

const Division = z.object({ events: z.array(z.object({ title: z.string(), date: LocalDate })) })
const BankHolidays = z.object({
  'england-and-wales': Division,
  scotland: Division,
  'northern-ireland': Division,
} satisfies Record<Nation, typeof Division>)

/**
 * One nation's bank holidays, ascending, out of the JSON that GOV.UK publishes at
 * https://www.gov.uk/bank-holidays.json. It reaches about two years ahead.
 *
 * @throws ZodError for anything of another form.
 */
export const holidaysOf = (bankHolidaysJson: unknown, nation: Nation): LocalDate[] =>
  BankHolidays.parse(bankHolidaysJson)
    [nation].events.map((event) => event.date)
    .toSorted()
