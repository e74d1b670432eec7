import { z } from 'zod'
import type { Plan } from '../plan/plan.ts'
import { dateName, timeName } from '../plan/wording.ts'

const textFields = [
  'rule',
  'workingDay',
  'nth',
  'weekday',
  'dates',
  'openAt',
  'dueDays',
  'dueAt',
  'reminders',
  'escalateDays',
  'escalateAt',
  'closeDays',
  'closeAt',
  'windowFrom',
  'windowTo',
  'nation',
  'timeZone',
  'staleAfterHours',
] as const
export type TextField = (typeof textFields)[number]

/** The fields of the form, from its top. */
export const fieldOrder: readonly string[] = textFields.flatMap((name) =>
  name === 'dueDays' ? ['skip', name] : [name],
)

/** A timetable as its form has it: every character as it was typed. */
export type TypedTimetable = Record<TextField, string> & {
  /** Numbers of the months of the year that are skipped. */
  skip: string[]
}

/** A timetable as it was sent; a field that was not is empty. */
export const readTyped = (text: (field: TextField) => string, skip: string[]): TypedTimetable => ({
  ...z
    .record(z.enum(textFields), z.string())
    .parse(Object.fromEntries(textFields.map((name) => [name, text(name)]))),
  skip,
})

export const weekdays = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const

/** What a timetable says. */
export type Timetable = Pick<Plan, 'timeZone' | 'nation' | 'policy'>

export type Offset = { workingDays: number; at: string }

/** The form of a timetable as it is, before anybody has typed. */
export const typedOfTimetable = ({ timeZone, nation, policy }: Timetable): TypedTimetable => {
  const { open } = policy
  return {
    rule: 'dates' in open ? 'dates' : 'weekday' in open ? 'weekday' : 'workingDay',
    workingDay: 'workingDay' in open ? String(open.workingDay) : '1',
    nth: 'nth' in open ? String(open.nth) : '1',
    weekday: 'weekday' in open ? String(open.weekday) : '1',
    dates: 'dates' in open ? open.dates.toSorted().map(dateName).join('\n') : '',
    openAt: timeName(open.at),
    dueDays: String(policy.due.workingDays),
    dueAt: timeName(policy.due.at),
    reminders: policy.reminders.map(reminderName).join('\n'),
    escalateDays: String(policy.escalate.workingDays),
    escalateAt: timeName(policy.escalate.at),
    closeDays: String(policy.close.workingDays),
    closeAt: timeName(policy.close.at),
    windowFrom: timeName(policy.sendingWindow.from),
    windowTo: timeName(policy.sendingWindow.to),
    staleAfterHours: String(policy.staleAfterHours),
    timeZone,
    nation,
    skip: policy.skip.map(String),
  }
}

/** `3 working days before, 9am`; `On the day, 9am`. */
export const reminderName = ({ workingDays, at }: Offset): string => {
  if (workingDays === 0) return `On the day, ${timeName(at)}`
  const days = Math.abs(workingDays)
  return `${days} working ${days === 1 ? 'day' : 'days'} ${workingDays < 0 ? 'before' : 'after'}, ${timeName(at)}`
}
