import type { LocalDate, Status } from '../plan/plan.ts'
import { isOverdue, monthName } from '../plan/wording.ts'
import type { Judge } from './answer.ts'
import type { Ask } from './ask.ts'
import type { Answer } from './update.ts'

/** So many months in a row an action may be said not to have changed; the next one wants words of its own. */
const MOST_IN_A_ROW = 2

export type NoChange =
  /** What is stored: last time's status, and how many months in a row nothing has changed. */
  | { ok: true; answer: Answer; unchanged: number; since: string }
  /** `reason` is a sentence for the lead. */
  | { ok: false; reason: string }

/**
 * What "no change since last month" says of an action, or why it may not be said: boards must read
 * what is being done where an action is off track or overdue, and nothing stands still for long.
 */
export const noChangeOf = ({ previous, says }: Pick<Ask, 'previous' | 'says'>, judge: Judge): NoChange => {
  const status = judge.statuses.find(({ code }) => code === previous?.statusCode)
  if (!previous || !status) {
    return { ok: false, reason: 'There is no earlier update here that could still hold.' }
  }
  if (status.colour === 'red') {
    return {
      ok: false,
      reason: `It was ${status.label} last time, so the boards need to read what is being done about it.`,
    }
  }
  if (isLate(says.due, status, judge.today)) {
    return {
      ok: false,
      reason: `It was due in ${monthName(says.due ?? '')}, so the boards need to read what is being done about it.`,
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
      impact: '',
      links: [],
      files: [],
      forecast: null,
    },
  }
}

const isLate = (due: string | null, status: Status, today: LocalDate): boolean =>
  due !== null && !status.final && isOverdue(due, today)
