import type { Calendar } from '../../../functions/cycle/calendar.ts'
import type { Moments } from '../../../functions/cycle/cycle.ts'
import { momentsOf } from '../../../functions/cycle/moments.ts'
import type { Month, Policy } from '../../../functions/plan/plan.ts'

/** A policy like the one a partnership starts with. */
export const policy: Policy = {
  open: { workingDay: 1, at: '09:00' },
  skip: [],
  due: { workingDays: 9, at: '17:00' },
  reminders: [
    { workingDays: -3, at: '09:00' },
    { workingDays: 0, at: '09:00' },
    { workingDays: 2, at: '09:00' },
  ],
  escalate: { workingDays: 3, at: '09:00' },
  close: { workingDays: 5, at: '17:00' },
  sendingWindow: { from: '08:00', to: '18:00' },
  staleAfterHours: 24,
}

/** The moments of a month that has a cycle. */
export const momentsIn = (policy: Policy, calendar: Calendar, month: Month): Moments => {
  const moments = momentsOf(policy, calendar, month)
  if (!moments) throw new Error(`no cycle opens in ${month}`)
  return moments
}
