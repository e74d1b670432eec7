import { coordinatorsOf, type Directory } from '../plan/directory.ts'
import type { Plan } from '../plan/plan.ts'
import type { FormTerms } from './ask.ts'

/** What forms need of their plan; when they are due and end, their cycle says. */
export const formTermsOf = (plan: Plan, directory: Directory): FormTerms => {
  const coordinator = coordinatorsOf(directory)[0]
  return {
    planName: plan.name,
    partnershipName: plan.partnershipName,
    timeZone: plan.timeZone,
    statuses: plan.statuses,
    coordinator: coordinator ? { name: coordinator.name, email: coordinator.email } : null,
  }
}
