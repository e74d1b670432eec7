import { type Cycle, isUnderWay } from '../cycle/cycle.ts'
import type { CycleStore } from '../cycle/ports.ts'
import type { Plan } from '../plan/plan.ts'

/** The cycle in which leads are being asked, from its opening to its close; null between two. */
export const findCycleUnderWay = async (
  { partnershipId, planId, currentCycleId }: Plan,
  cycles: Pick<CycleStore, 'findCycle'>,
): Promise<Cycle | null> => {
  const cycle = currentCycleId
    ? await cycles.findCycle({ partnershipId, planId, cycleId: currentCycleId })
    : null
  return cycle && isUnderWay(cycle) ? cycle : null
}
