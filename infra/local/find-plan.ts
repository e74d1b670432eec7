import type { PlanKey } from '../../functions/plan/plan.ts'

const nameOf = ({ partnershipId, planId }: PlanKey): string => `${partnershipId}/${planId}`

/**
 * The plan that an operator means: PARTNERSHIP/PLAN, or the only one there is where none is named.
 *
 * @throws Error of one sentence that names those there are
 */
export const findPlan = (plans: PlanKey[], wanted: string | null): PlanKey => {
  const found = wanted === null ? plans : plans.filter((plan) => nameOf(plan) === wanted)
  const [plan, ...more] = found
  if (plan !== undefined && more.length === 0) return plan
  if (plans.length === 0) throw new Error('There is no plan here.')
  const there = plans.map(nameOf).sort().join(', ')
  throw new Error(
    wanted === null
      ? `Say which plan, by --plan: ${there}.`
      : `There is no plan “${wanted}” here. There is: ${there}.`,
  )
}
