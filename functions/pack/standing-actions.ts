import type { PackAction } from './pack-action.ts'
import type { PackModel } from './pack-model.ts'

/** The actions that stand somewhere in a pack, the live ones, by ref. */
export type StandingActions = ReadonlyMap<string, PackAction>

/** Of two actions that bear one ref it is the first, which places lead to. */
export const standingActions = ({ board, others }: Pick<PackModel, 'board' | 'others'>): StandingActions =>
  new Map(
    [...board, ...others]
      .flatMap(({ actions }) => actions)
      .toReversed()
      .map((action) => [action.ref, action]),
  )
