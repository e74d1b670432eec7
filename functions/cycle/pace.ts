import { later } from '../message/message.ts'
import type { Instant } from '../plan/plan.ts'

/** How long one step of a long piece of work goes on. */
export type Pace = {
  /** Asked between two batches. */
  mayGoOn: () => boolean
  /** When the next step comes, should this one have to stop. */
  nextStepAt: () => Instant
}

const NEXT_STEP_MS = 15_000

/** The pace of a step that goes on while there is time. */
export const paceWhile = (mayGoOn: () => boolean, now: () => Instant): Pace => ({
  mayGoOn,
  nextStepAt: () => later(now(), NEXT_STEP_MS),
})

/** So long a browser is kept waiting. */
const PATIENCE_MS = 5_000

/** The pace of a step that somebody waits for, counted from this call. */
export const briefPace = (now: () => Instant): Pace => {
  const until = later(now(), PATIENCE_MS)
  return paceWhile(() => now() < until, now)
}
