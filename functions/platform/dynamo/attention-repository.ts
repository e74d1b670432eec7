import type { Sweep } from '../../cycle/sweep.ts'
import { Message } from '../../message/message.ts'
import { Pack } from '../../pack/ports.ts'
import { type Instant, PlanKey } from '../../plan/plan.ts'
import { PlanImport } from '../../plan/plan-import.ts'
import { attend, type Entities } from './entities.ts'
import { parseItem } from './item.ts'

/** All that is due or stuck at `now`, of every partnership, in one query of the sparse index. */
export const createListDue =
  ({ service }: Entities) =>
  async (now: Instant): Promise<Sweep> => {
    // The key goes on behind the instant, so what is due in this very millisecond sorts below the next.
    const justAfter = new Date(Date.parse(now) + 1).toISOString()
    const { attention, attentionAt } = attend(justAfter)
    const { data } = await service.collections
      .attention({ attention })
      .lt({ attentionAt })
      .go({ pages: 'all' })
    return {
      imports: data.planImport.map((item) => parseItem(PlanImport, item)),
      plans: data.plan.map((item) => PlanKey.parse(item)),
      messages: data.message.map((item) => parseItem(Message, item)),
      packs: data.pack.map((item) => parseItem(Pack, item)),
    }
  }
