import { z } from 'zod'
import { later } from '../../message/message.ts'
import type { MailPulse } from '../../message/ports.ts'
import { Instant } from '../../plan/plan.ts'
import type { Entities } from './entities.ts'
import { parseItem, written } from './item.ts'

const Pulse = z.object({ at: Instant })

/**
 * One item for all partnerships, as they share the mail service. It moves on in steps, so that a flood
 * of events is not a flood of writes; the steps are short, for the alert about a mail of which nobody
 * knows may be the only mail whose events come after it.
 */
const STEP_MS = 5_000

const key = { of: 'mail' }

export const createMailPulse = ({ pulse }: Entities): MailPulse => {
  // Only ever too low, where another process knows better: then a write is refused in vain.
  let known = ''
  return {
    note: async (at) => {
      if (known !== '' && at < later(known, STEP_MS)) return
      await written(() =>
        pulse
          .upsert({ ...key, at })
          .where(
            (found, { notExists, lte }) => `${notExists(found.at)} OR ${lte(found.at, later(at, -STEP_MS))}`,
          )
          .go(),
      )
      known = at
    },

    latest: async () => {
      const { data } = await pulse.get(key).go({ consistent: true })
      return data ? parseItem(Pulse, data).at : null
    },
  }
}
