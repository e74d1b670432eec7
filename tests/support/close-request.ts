import type { Entities } from '../../functions/platform/dynamo/entities.ts'
import { type RequestKey, requestKeyOf } from '../../functions/update/ask.ts'

/** Locks one request as a closing does, in a cycle that stays as it is. */
export const closeRequest = async ({ entities }: { entities: Entities }, key: RequestKey): Promise<void> => {
  await entities.request.patch(requestKeyOf(key)).set({ state: 'closed' }).go()
}
