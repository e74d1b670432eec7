import type { Cycle } from '../cycle/cycle.ts'
import { coordinatorsOf, type Directory } from '../plan/directory.ts'
import type { Plan } from '../plan/plan.ts'
import type { FormTerms } from './ask.ts'

/** What the forms of one cycle need of its plan. */
export const formTermsOf = (plan: Plan, cycle: Cycle, directory: Directory): FormTerms => {
  const coordinator = coordinatorsOf(directory)[0]
  return {
    planName: plan.name,
    partnershipName: plan.partnershipName,
    timeZone: plan.timeZone,
    statuses: plan.statuses,
    dueAt: cycle.moments.dueAt,
    closesAt: cycle.moments.closesAt,
    coordinator: coordinator ? { name: coordinator.name, email: coordinator.email } : null,
  }
}
