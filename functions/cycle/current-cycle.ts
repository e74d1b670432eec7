import type { Plan } from '../plan/plan.ts'
import { type Cycle, isUnderWay, planKeyOf } from './cycle.ts'
import type { CycleStore } from './ports.ts'

type PlanStanding = Pick<Plan, 'partnershipId' | 'planId' | 'currentCycleId'>

/** The cycle that a plan stands at; null where it has had none yet. */
export const findCurrentCycle = async (
  plan: PlanStanding,
  cycles: Pick<CycleStore, 'findCycle'>,
): Promise<Cycle | null> =>
  plan.currentCycleId ? await cycles.findCycle({ ...planKeyOf(plan), cycleId: plan.currentCycleId }) : null

/** The cycle in which leads are being asked, from its opening to its close; null between two. */
export const findCycleUnderWay = async (
  plan: PlanStanding,
  cycles: Pick<CycleStore, 'findCycle'>,
): Promise<Cycle | null> => {
  const cycle = await findCurrentCycle(plan, cycles)
  return cycle && isUnderWay(cycle) ? cycle : null
}
