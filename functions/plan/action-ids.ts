import type { Directory } from './directory.ts'
import { fold } from './fold.ts'
import type { Action, Plan } from './plan.ts'

/** An action as it is kept: whom and what it names is found in the directory whenever it is read. */
export type KeptAction = Omit<Action, 'statusCode' | 'strategicLeadIds' | 'improvementLeadIds' | 'boardIds'>

/** The code of what the plan calls a status; null for what its key has not. */
export const codeOfStatus = ({ statuses }: Pick<Plan, 'statuses'>, label: string | null): string | null =>
  statuses.find((status) => status.label === label)?.code ?? null

/** Finds the people, boards and status of actions in a directory and a key. */
export const createFinder = (plan: Pick<Plan, 'statuses'>, { people, boards }: Directory) => {
  const peopleByName = Map.groupBy(
    people
      .filter(({ mergedInto }) => mergedInto === null)
      .flatMap(({ personId, name, otherNames }) =>
        [name, ...otherNames].map((spelling) => ({ personId, spelling: fold(spelling) })),
      ),
    ({ spelling }) => spelling,
  )
  const idsOfNames = (names: string[]): string[] => [
    ...new Set(names.flatMap((name) => (peopleByName.get(fold(name)) ?? []).map(({ personId }) => personId))),
  ]
  return (action: KeptAction): Action => ({
    ...action,
    statusCode: codeOfStatus(plan, action.status),
    strategicLeadIds: idsOfNames(action.strategicLeads),
    improvementLeadIds: idsOfNames(action.improvementLeads),
    // By its other spellings too: an action may name a board as it was called when it was imported.
    boardIds: boards
      .filter(({ name, aliases }) => [name, ...aliases].some((known) => action.boards.includes(known)))
      .map(({ boardId }) => boardId),
  })
}

/** Finds one action's people, boards and status in the directory and the key. */
export const withIds = (action: KeptAction, plan: Pick<Plan, 'statuses'>, directory: Directory): Action =>
  createFinder(plan, directory)(action)
