import type { Policy } from '../../../functions/plan/plan.ts'

/** A policy like the one a partnership starts with. */
export const policy: Policy = {
  open: { workingDay: 1, at: '09:00' },
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
