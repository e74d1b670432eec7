import type { Problem } from '../plan/directory-store.ts'
import { type LocalDate, Nation, type Opening, type Plan, Policy } from '../plan/plan.ts'
import { readDay } from '../plan/read-day.ts'
import { readTime } from '../plan/read-time.ts'
import { linesOf, tidy } from '../plan/typed-text.ts'
import { dateName, monthName } from '../plan/wording.ts'
import type { Calendar } from './calendar.ts'
import {
  fieldOrder,
  type Offset,
  reminderName,
  type TextField,
  type Timetable,
  type TypedTimetable,
  weekdays,
} from './typed-timetable.ts'

export type DecidedTimetable = { ok: true; timetable: Timetable } | { ok: false; problems: Problem[] }

/** A line such as `3 working days before at 9am`; null for anything else. */
const readReminder = (line: string): Offset | null => {
  const [, days = '0', side, time = ''] =
    /^(?:(\d{1,2})\s+(?:working\s+)?days?\s+(before|after)|on\s+the\s+(?:due\s+)?day)(?:\s+it\s+is\s+due)?\s*,?\s*(?:at\s+)?(\S.*)$/i.exec(
      tidy(line),
    ) ?? []
  const at = readTime(time)
  if (at === null || Number(days) > MOST_DAYS) return null
  return { workingDays: side?.toLowerCase() === 'before' ? -Number(days) || 0 : Number(days), at }
}

const MOST_DAYS = 40
const MOST_REMINDERS = 9
const MOST_DATES = 60
const MOST_STALE_HOURS = 240

/**
 * A timetable as somebody typed it, or all that is wrong with it, by the fields of its form. `today` is
 * the local day.
 */
export const decideTimetable = (
  typed: TypedTimetable,
  today: LocalDate,
  calendarOf: (place: Pick<Plan, 'timeZone' | 'nation'>) => Calendar,
): DecidedTimetable => {
  const problems: Problem[] = []
  const refuse = (field: string, text: string) => {
    problems.push({ field, text })
  }
  const time = (field: TextField, what: string): string => {
    const read = readTime(typed[field])
    if (read === null) refuse(field, `${what} must be a time, for example 9am or 5:30pm`)
    return read ?? '00:00'
  }
  const whole = (field: TextField, what: string, least: number, most: number): number => {
    const text = typed[field].trim()
    const number = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN
    if (!(number >= least && number <= most)) {
      refuse(field, `${what} must be a whole number from ${least} to ${most}`)
    }
    return number
  }

  const skip = typed.skip.map(Number).filter((month) => Number.isInteger(month) && month >= 1 && month <= 12)
  const opening = readOpening(typed, refuse, whole)
  const openAt = time('openAt', 'The hour of opening')
  const due: Offset = {
    workingDays: whole('dueDays', 'Days to answer', 1, MOST_DAYS),
    at: time('dueAt', 'The hour when answers are due'),
  }
  const reminders = readReminders(typed.reminders, refuse)
  const escalate = offset('escalate', 'the escalation', whole, time)
  const close = offset('close', 'closing', whole, time)
  const sendingWindow = {
    from: time('windowFrom', 'The beginning of the hours for mail'),
    to: time('windowTo', 'The end of the hours for mail'),
  }
  const staleAfterHours = whole(
    'staleAfterHours',
    'Hours after which no month opens by itself',
    1,
    MOST_STALE_HOURS,
  )
  const place = readPlace(typed, refuse, calendarOf)

  const isFine = (...fields: string[]) => !problems.some(({ field }) => fields.includes(field))
  if (isFine('windowFrom', 'windowTo') && sendingWindow.from >= sendingWindow.to) {
    refuse('windowTo', 'The hours for mail must end after they begin')
  }
  if (new Set(skip).size === 12) refuse('skip', 'At least one month of the year must not be skipped')
  if (opening && 'dates' in opening && place) {
    for (const text of problemsOfDates(opening.dates, skip, today, place.calendar)) refuse('dates', text)
  }
  // What counts from the due day is compared as days and hours, which hold in every month.
  const dueDay = { workingDays: 0, at: due.at }
  if (isFine('closeDays', 'closeAt', 'dueAt') && compare(close, dueDay) < 0) {
    refuse('closeAt', 'The month cannot close before the answers are due')
  }
  if (isFine('escalateDays', 'escalateAt', 'closeDays', 'closeAt', 'dueAt')) {
    if (compare(escalate, dueDay) < 0)
      refuse('escalateAt', 'The escalation cannot come before the answers are due')
    else if (compare(escalate, close) >= 0)
      refuse('escalateDays', 'The escalation must come before the month closes')
  }
  if (isFine('openAt', 'dueDays', 'dueAt', 'closeDays', 'closeAt', 'reminders')) {
    const opens = { workingDays: -due.workingDays, at: openAt }
    for (const reminder of reminders) {
      if (compare(reminder, opens) <= 0)
        refuse('reminders', `“${reminderName(reminder)}” is before the month opens`)
      else if (compare(reminder, close) >= 0)
        refuse('reminders', `“${reminderName(reminder)}” is not before the month closes`)
    }
  }

  if (problems.length > 0 || !opening || !place) {
    // As the form has them, from its top.
    const place = ({ field }: Problem) => fieldOrder.indexOf(field)
    return { ok: false, problems: problems.sort((a, b) => place(a) - place(b)) }
  }
  const policy: Policy = {
    open: { ...opening, at: openAt },
    skip: [...new Set(skip)].sort((a, b) => a - b),
    due,
    reminders,
    escalate,
    close,
    sendingWindow,
    staleAfterHours,
  }
  return {
    ok: true,
    timetable: { timeZone: place.timeZone, nation: place.nation, policy: Policy.parse(policy) },
  }
}

type Refuse = (field: string, text: string) => void
type ReadWhole = (field: TextField, what: string, least: number, most: number) => number
type ReadTime = (field: TextField, what: string) => string

const compare = (a: Offset, b: Offset): number => a.workingDays - b.workingDays || a.at.localeCompare(b.at)

const offset = (name: 'escalate' | 'close', what: string, whole: ReadWhole, time: ReadTime): Offset => ({
  workingDays: whole(`${name}Days`, `Days from the due day to ${what}`, 0, MOST_DAYS),
  at: time(`${name}At`, `The hour of ${what}`),
})

type Rule =
  | { workingDay: number }
  | { weekday: number; nth: Extract<Opening, { weekday: number }>['nth'] }
  | { dates: LocalDate[] }

const NTHS = [1, 2, 3, 4, 'last'] as const

/** The rule that was chosen; null where it is wrong. What stands in the fields of the others is left alone. */
const readOpening = (typed: TypedTimetable, refuse: Refuse, whole: ReadWhole): Rule | null => {
  switch (typed.rule) {
    case 'workingDay': {
      const workingDay = whole('workingDay', 'The working day', 1, 20)
      return Number.isNaN(workingDay) ? null : { workingDay }
    }
    case 'weekday': {
      const nth = NTHS.find((one) => String(one) === typed.nth)
      const weekday = weekdays.findIndex((_, index) => String(index + 1) === typed.weekday) + 1
      if (nth === undefined) refuse('nth', 'Choose which of the month’s weekdays')
      if (weekday === 0) refuse('weekday', 'Choose a weekday')
      return nth === undefined || weekday === 0 ? null : { weekday, nth }
    }
    case 'dates': {
      const lines = linesOf(typed.dates)
      if (lines.length === 0) refuse('dates', 'Enter at least one date')
      if (lines.length > MOST_DATES) refuse('dates', `Enter at most ${MOST_DATES} dates`)
      const dates = lines.flatMap((line) => {
        const date = readDay(line)
        if (date === null) refuse('dates', `“${line}” is not a date, for example 27/3/2027`)
        return date ?? []
      })
      return dates.length === 0 ? null : { dates: [...new Set(dates)].toSorted() }
    }
    default:
      refuse('rule', 'Choose when the month opens')
      return null
  }
}

const problemsOfDates = (
  dates: LocalDate[],
  skip: number[],
  today: LocalDate,
  calendar: Calendar,
): string[] => [
  // Those that are past have done what they had to.
  ...dates
    .filter((date) => date >= today && !calendar.isWorkingDay(date))
    .map((date) => `${dateName(date)} is not a working day`),
  ...dates
    .filter((date) => date >= today && skip.includes(Number(date.slice(5, 7))))
    .map((date) => `${dateName(date)} is in a month that is skipped`),
  ...dates
    .filter((date, index) => dates[index - 1]?.slice(0, 7) === date.slice(0, 7))
    .map((date) => `${monthName(date.slice(0, 7))} has more than one date`),
  ...(dates.some((date) => date >= today) ? [] : ['At least one date must be today or later']),
]

const readReminders = (text: string, refuse: Refuse): Offset[] => {
  const lines = linesOf(text)
  if (lines.length > MOST_REMINDERS) refuse('reminders', `Enter at most ${MOST_REMINDERS} reminders`)
  const reminders = lines.flatMap((line) => {
    const reminder = readReminder(line)
    if (!reminder) {
      refuse(
        'reminders',
        `“${line}” is not a reminder, for example “3 working days before, 9am” or “On the day, 9am”`,
      )
    }
    return reminder ?? []
  })
  return reminders.sort(compare)
}

const readPlace = (
  typed: TypedTimetable,
  refuse: Refuse,
  calendarOf: (place: Pick<Plan, 'timeZone' | 'nation'>) => Calendar,
) => {
  const nation = Nation.safeParse(typed.nation)
  if (!nation.success) refuse('nation', 'Choose whose bank holidays count')
  const timeZone = typed.timeZone.trim()
  try {
    const calendar = calendarOf({ timeZone, nation: nation.data ?? 'england-and-wales' })
    return nation.success ? { timeZone, nation: nation.data, calendar } : null
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    refuse('timeZone', 'The time zone must be one that exists, for example Europe/London')
    return null
  }
}
