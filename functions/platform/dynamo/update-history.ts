import type { PlanKey } from '../../plan/plan.ts'
import { Update } from '../../update/update.ts'
import type { Entities } from './entities.ts'
import { parseItem } from './item.ts'

/** All updates of one action over its whole life, the newest first: one query. */
export const createListUpdates =
  ({ update }: Entities) =>
  async ({ partnershipId, planId, ref }: PlanKey & { ref: string }): Promise<Update[]> => {
    const { data } = await update.query
      .primary({ partnershipId, planId, ref })
      .go({ pages: 'all', order: 'desc', consistent: true })
    return data.map((item) => parseItem(Update, item))
  }
