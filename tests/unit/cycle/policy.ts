import type { Calendar } from '../../../functions/cycle/calendar.ts'
import type { Moments } from '../../../functions/cycle/cycle.ts'
import { momentsOf } from '../../../functions/cycle/moments.ts'
import type { LocalDate, Month, Policy } from '../../../functions/plan/plan.ts'

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

/** Bank holidays of England and Wales as GOV.UK gives them. */
export const holidays: LocalDate[] = [
  [
    '2024-01-01',
    '2024-03-29',
    '2024-04-01',
    '2024-05-06',
    '2024-05-27',
    '2024-08-26',
    '2024-12-25',
    '2024-12-26',
  ],
  [
    '2025-01-01',
    '2025-04-18',
    '2025-04-21',
    '2025-05-05',
    '2025-05-26',
    '2025-08-25',
    '2025-12-25',
    '2025-12-26',
  ],
  [
    '2026-01-01',
    '2026-04-03',
    '2026-04-06',
    '2026-05-04',
    '2026-05-25',
    '2026-08-31',
    '2026-12-25',
    '2026-12-28',
  ],
  [
    '2027-01-01',
    '2027-03-26',
    '2027-03-29',
    '2027-05-03',
    '2027-05-31',
    '2027-08-30',
    '2027-12-27',
    '2027-12-28',
  ],
  // Christmas on a Saturday, a Sunday and their substitute days, worked out ahead of publication.
  ['2032-12-27', '2032-12-28', '2033-12-26', '2033-12-27'],
].flat()
