import type { Sweep } from '../../cycle/sweep.ts'
import { Message } from '../../message/message.ts'
import { Pack } from '../../pack/ports.ts'
import { type Instant, PlanKey } from '../../plan/plan.ts'
import { PlanImport } from '../../plan/plan-import.ts'
import { attend } from './attributes.ts'
import type { Entities } from './entities.ts'
import { parseItem } from './item.ts'

/**
 * What is due or stuck at `now`, of every partnership, by a query of the sparse index: one page of it, of
 * a megabyte at most, and where the next begins.
 *
 * @param limit of items in a page
 */
export const createListDue =
  ({ service }: Entities, limit?: number) =>
  async (now: Instant, from: string | null = null): Promise<Sweep> => {
    // The key goes on behind the instant, so what is due in this very millisecond sorts below the next.
    const justAfter = new Date(Date.parse(now) + 1).toISOString()
    const { attention, attentionAt } = attend(justAfter)
    const { data, cursor } = await service.collections
      .attention({ attention })
      .lt({ attentionAt })
      .go({ cursor: from, ...(limit === undefined ? {} : { limit }) })
    return {
      imports: data.planImport.map((item) => parseItem(PlanImport, item)),
      plans: data.plan.map((item) => PlanKey.parse(item)),
      messages: data.message.map((item) => parseItem(Message, item)),
      packs: data.pack.map((item) => parseItem(Pack, item)),
      rest: cursor,
    }
  }
