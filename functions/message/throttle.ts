import type { Instant } from '../plan/plan.ts'
import { later, QUEUE_PATIENCE_MS } from './message.ts'

const FIRST_PAUSE_SECONDS = 30
/** The longest that a queue keeps anything back. */
const LONGEST_PAUSE_SECONDS = 900
/** The quota is of any 24 hours, so a little of it comes back all the time. */
const QUOTA_PAUSE_MS = 60 * 60_000
const QUOTA_SPREAD_MS = 15 * 60_000

/**
 * When a mail that was not taken is tried again. `delaySeconds` is for the queue; null where that is
 * too long for it and the sweeper does it. The sweeper looks at `attentionAt` in any case. `attempts`
 * counts from 1; `random` is from 0 up to 1 and spreads those that were refused together.
 */
export const pauseAfter = (
  because: 'rate' | 'quota' | 'other',
  attempts: number,
  random: number,
  now: Instant,
): { delaySeconds: number | null; attentionAt: Instant } => {
  if (because === 'quota') {
    return { delaySeconds: null, attentionAt: later(now, QUOTA_PAUSE_MS + random * QUOTA_SPREAD_MS) }
  }
  const most = Math.min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** Math.max(0, attempts - 1))
  const delaySeconds = Math.ceil(most * (0.5 + random / 2))
  return { delaySeconds, attentionAt: later(now, delaySeconds * 1000 + QUEUE_PATIENCE_MS) }
}
