import { z } from 'zod'
import { type Action, compareRefs, isFinal, type PlanSettings } from '../plan/plan.ts'

/** What sharing out needs to know of an action. */
export type Sharable = Pick<Action, 'ref' | 'closed' | 'statusCode' | 'improvementLeadIds'>

/** Which actions a cycle asks about, and whom. */
export type ShareOut<A extends Sharable> = {
  /** What each lead is asked, by person id; refs in the plan's order. */
  leads: { personId: string; actions: A[] }[]
  /** Asked about, but nobody leads them: the coordinator's list. */
  waitingForLead: A[]
}

/**
 * Shares the actions that are asked about out to their improvement leads. An action with several leads goes
 * to each of them.
 */
export const shareOut = <A extends Sharable>(
  plan: Pick<PlanSettings, 'statuses'>,
  actions: A[],
): ShareOut<A> => {
  const asked = askedActions(plan, actions)
  return {
    leads: byLead(asked, ({ improvementLeadIds }) => improvementLeadIds),
    waitingForLead: asked.filter((action) => action.improvementLeadIds.length === 0),
  }
}

/** The actions that a cycle asks about, in the plan's order: neither closed ones nor those whose status is final. */
export const askedActions = <A extends Sharable>(plan: Pick<PlanSettings, 'statuses'>, actions: A[]): A[] =>
  actions
    .filter((action) => !action.closed && !isFinal(plan, action))
    .sort((a, b) => compareRefs(a.ref, b.ref))

/** An action that a cycle asks about, and everybody who is asked, as a cycle's list keeps it. */
export const SharedAction = z.object({ ref: z.string().min(1), holders: z.array(z.string().min(1)) })
export type SharedAction = z.infer<typeof SharedAction>

/** What one lead is asked. */
export type AskedLead = { personId: string; actions: SharedAction[] }

/** A cycle's list by lead, in the order of ids, which is the order in which they are asked. */
export const leadsOf = (list: SharedAction[]): AskedLead[] => byLead(list, ({ holders }) => holders)

const byLead = <A>(
  actions: A[],
  leadsOfOne: (action: A) => string[],
): { personId: string; actions: A[] }[] => {
  const shares = new Map<string, A[]>()
  for (const action of actions) {
    for (const personId of new Set(leadsOfOne(action))) {
      const share = shares.get(personId)
      if (share) share.push(action)
      else shares.set(personId, [action])
    }
  }
  return [...shares.entries()]
    .map(([personId, theirs]) => ({ personId, actions: theirs }))
    .sort((a, b) => (a.personId < b.personId ? -1 : 1))
}
