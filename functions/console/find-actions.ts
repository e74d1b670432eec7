import { fold } from '../plan/fold.ts'
import type { Action } from '../plan/plan.ts'

/**
 * The actions that have every word of a query, in their texts, names or status, or as the beginning
 * of their ref. Case, accents and punctuation do not matter. An empty query finds all.
 */
export const findActions = (actions: Action[], query: string): Action[] => {
  const words = query.split(/\s+/).filter((word) => fold(word) !== '')
  return actions.filter((action) => {
    const text = fold(
      [
        action.ambition,
        action.description,
        action.pillar,
        action.outcomes,
        action.measures,
        action.dependencies,
        action.status,
        action.movedTo,
        ...action.strategicLeads,
        ...action.improvementLeads,
        ...action.sources,
        ...action.boards,
      ].join(' '),
    )
    return words.every(
      (word) => action.ref.toLowerCase().startsWith(word.toLowerCase()) || text.includes(fold(word)),
    )
  })
}
