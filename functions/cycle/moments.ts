import { later } from '../message/message.ts'
import type { Instant, LocalDate, Month, Policy } from '../plan/plan.ts'
import type { Calendar } from './calendar.ts'
import type { Moments } from './cycle.ts'
import { openingDay } from './opening-day.ts'

export const latest = (a: Instant, b: Instant): Instant => (a > b ? a : b)
export const earliest = (a: Instant, b: Instant): Instant => (a < b ? a : b)

type Counting = Pick<Policy, 'due' | 'reminders' | 'escalate' | 'close'>

/** The moments of a cycle whose answers are due on the given day; all but its opening count from there. */
export const momentsDueOn = (
  policy: Counting,
  calendar: Calendar,
  opensAt: Instant,
  dueDay: LocalDate,
): Moments => {
  const fromDue = (offset: { workingDays: number; at: string }): Instant =>
    calendar.at(calendar.addWorkingDays(dueDay, offset.workingDays), offset.at)

  const dueAt = calendar.at(dueDay, policy.due.at)
  // On the due day itself a policy can name an earlier hour, yet nobody is late before it is due.
  const escalateAt = latest(dueAt, fromDue(policy.escalate))
  const closesAt = latest(dueAt, fromDue(policy.close))
  const remindAt = policy.reminders.map(fromDue).filter((moment) => opensAt < moment && moment < closesAt)
  return { opensAt, remindAt: [...new Set(remindAt)].toSorted(), dueAt, escalateAt, closesAt }
}

/** How long the first mails of a month may take. Nobody waits for them outside the sending window. */
const FIRST_MAILS_MS = 60 * 60_000

/** By when some mail must have gone out of a cycle that was opened at an instant. */
export const sentBy = (
  openedAt: Instant,
  policy: Pick<Policy, 'sendingWindow'>,
  calendar: Calendar,
): Instant => {
  const by = later(calendar.nextInWindow(openedAt, policy.sendingWindow), FIRST_MAILS_MS)
  const next = calendar.nextInWindow(by, policy.sendingWindow)
  // Where the window ends before the hour is over, the next one has an hour of its own.
  return next === by ? by : later(next, FIRST_MAILS_MS)
}

const momentsAfter = (policy: Counting, calendar: Calendar, opensAt: Instant, openDay: LocalDate): Moments =>
  momentsDueOn(policy, calendar, opensAt, calendar.addWorkingDays(openDay, policy.due.workingDays))

/**
 * The moments of a month's cycle under the policy; null where the policy opens none in that month.
 * Answers are due so many working days after the day of opening; reminders, escalation and closing
 * count from the day they are due. Reminders that do not fall strictly between opening and closing are
 * dropped; escalation and closing never come before the answers are due.
 */
export const momentsOf = (policy: Policy, calendar: Calendar, month: Month): Moments | null => {
  if (policy.skip.includes(Number(month.slice(5)))) return null
  const day = openingDay(policy.open, calendar, month)
  return day === null ? null : momentsAfter(policy, calendar, calendar.at(day, policy.open.at), day)
}

/**
 * The moments of a cycle that a coordinator opens now. Days count from today, or from the next
 * working day where today is none.
 */
export const momentsFromNow = (policy: Policy, calendar: Calendar, now: Instant): Moments =>
  momentsAfter(policy, calendar, now, calendar.localDate(now))
