import { type Action, compareRefs, isFinal, type PlanSettings } from '../plan/plan.ts'

/** Which actions a cycle asks about, and whom. */
export type ShareOut = {
  /** What each lead is asked, by person id; refs in the plan's order. */
  leads: { personId: string; actions: Action[] }[]
  /** Asked about, but nobody leads them: the coordinator's list. */
  waitingForLead: Action[]
}

/**
 * Shares the plan's actions out to their improvement leads. An action with several leads goes to
 * each of them. Closed actions and those whose status is final are not asked about.
 */
export const shareOut = (plan: Pick<PlanSettings, 'statuses'>, actions: Action[]): ShareOut => {
  const asked = actions
    .filter((action) => !action.closed && !isFinal(plan, action))
    .sort((a, b) => compareRefs(a.ref, b.ref))
  const personIds = [...new Set(asked.flatMap((action) => action.improvementLeadIds))].sort()
  return {
    leads: personIds.map((personId) => ({
      personId,
      actions: asked.filter((action) => action.improvementLeadIds.includes(personId)),
    })),
    waitingForLead: asked.filter((action) => action.improvementLeadIds.length === 0),
  }
}
