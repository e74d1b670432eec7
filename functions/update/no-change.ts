import { monthName } from '../plan/wording.ts'
import { type Judge, missedMonth } from './answer.ts'
import type { Ask } from './ask.ts'
import type { Answer } from './update.ts'

/** So many months in a row an action may be said not to have changed; the next one wants words of its own. */
const MOST_IN_A_ROW = 2
const SO_THEY_READ = 'so the boards need to read what is being done about it.'

export type NoChange =
  /** What is stored: last time's answer, and how many months in a row nothing has changed. */
  | { ok: true; answer: Answer; unchanged: number; since: string }
  /** `reason` is a sentence for the lead. */
  | { ok: false; reason: string }

/**
 * What "no change since last month" says of an action, or why it may not be said: boards must read
 * what is being done where an action is off track or overdue, a final status is shown and not repeated,
 * and nothing stands still for long.
 */
export const noChangeOf = ({ previous, says }: Pick<Ask, 'previous' | 'says'>, judge: Judge): NoChange => {
  const status = judge.statuses.find(({ code }) => code === previous?.statusCode)
  if (!previous || !status) {
    return { ok: false, reason: 'There is no earlier update here that could still hold.' }
  }
  if (status.final) {
    return {
      ok: false,
      reason: `It was ${status.label} last time. Say in your own words whether that holds, and what shows it.`,
    }
  }
  if (status.colour === 'red') {
    return { ok: false, reason: `It was ${status.label} last time, ${SO_THEY_READ}` }
  }
  const missed = missedMonth(says.due, judge)
  if (missed) return { ok: false, reason: `It was due in ${monthName(missed)}, ${SO_THEY_READ}` }
  const missedAgain = missedMonth(previous.forecast, judge)
  if (missedAgain) {
    return {
      ok: false,
      reason: `The new date given last time was ${monthName(missedAgain)}, ${SO_THEY_READ}`,
    }
  }
  if (previous.unchanged >= MOST_IN_A_ROW) {
    return {
      ok: false,
      reason: `No change was said ${MOST_IN_A_ROW} times in a row. Say in your own words where it stands.`,
    }
  }
  const since = monthName(previous.cycleId)
  return {
    ok: true,
    since,
    unchanged: previous.unchanged + 1,
    answer: {
      statusCode: status.code,
      progress: `No change since ${since}.`,
      obstacles: previous.obstacles,
      consequence: previous.consequence,
      impact: previous.impact,
      links: previous.links,
      files: previous.files,
      // Where the plan has taken it over meanwhile, it is no other date any more.
      forecast: previous.forecast === says.due ? null : previous.forecast,
    },
  }
}
