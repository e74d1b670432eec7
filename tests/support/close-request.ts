import type { Entities } from '../../functions/platform/dynamo/entities.ts'
import type { RequestKey } from '../../functions/update/ask.ts'

/** Locks one request as a closing does, in a cycle that stays as it is. */
export const closeRequest = async (
  { entities }: { entities: Entities },
  { partnershipId, planId, cycleId, personId }: RequestKey,
): Promise<void> => {
  await entities.request.patch({ partnershipId, planId, cycleId, personId }).set({ state: 'closed' }).go()
}
