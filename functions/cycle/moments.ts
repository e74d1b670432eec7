import type { Instant, LocalDate, Month, Policy } from '../plan/plan.ts'
import type { Calendar } from './calendar.ts'
import type { Moments } from './cycle.ts'

const later = (a: Instant, b: Instant): Instant => (a > b ? a : b)

const momentsAfter = (policy: Policy, calendar: Calendar, opensAt: Instant, openDay: LocalDate): Moments => {
  const dueDay = calendar.addWorkingDays(openDay, policy.due.workingDays)
  const fromDue = (offset: { workingDays: number; at: string }): Instant =>
    calendar.at(calendar.addWorkingDays(dueDay, offset.workingDays), offset.at)

  const dueAt = calendar.at(dueDay, policy.due.at)
  // On the due day itself a policy can name an earlier hour, yet nobody is late before it is due.
  const escalateAt = later(dueAt, fromDue(policy.escalate))
  const closesAt = later(dueAt, fromDue(policy.close))
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
  const from = calendar.nextInWindow(openedAt, policy.sendingWindow)
  return new Date(Date.parse(from) + FIRST_MAILS_MS).toISOString()
}

/**
 * The moments of a month's cycle under the policy. Answers are due so many working days after the day
 * of opening; reminders, escalation and closing count from the day they are due. Reminders that do
 * not fall strictly between opening and closing are dropped; escalation and closing never come
 * before the answers are due.
 */
export const momentsOf = (policy: Policy, calendar: Calendar, month: Month): Moments => {
  const openDay = calendar.nthWorkingDay(month, policy.open.workingDay)
  return momentsAfter(policy, calendar, calendar.at(openDay, policy.open.at), openDay)
}

/**
 * The moments of a cycle that a coordinator opens now. Days count from today, or from the next
 * working day where today is none.
 */
export const momentsFromNow = (policy: Policy, calendar: Calendar, now: Instant): Moments =>
  momentsAfter(policy, calendar, now, calendar.localDate(now))
