import { Temporal } from 'temporal-polyfill'
import type { Instant, Policy } from '../plan/plan.ts'
import { type Cycle, isOutstanding, type Request } from './cycle.ts'

/**
 * What time owes a cycle. A reminder or escalation with nobody on it sends nothing, yet its moment
 * is dealt with and is marked so.
 */
export type Decision =
  | { kind: 'hold' }
  | { kind: 'open' }
  /** `ordinal` counts the cycle's reminder moments from 1. It and all before it are then done. */
  | { kind: 'remind'; ordinal: number; personIds: string[] }
  | { kind: 'escalate'; personIds: string[] }
  /** It is to be looked whether any mail of the opening has gone out. */
  | { kind: 'check-sent' }
  | { kind: 'close' }
  | { kind: 'reopen' }

// Instants of one form, UTC to the millisecond, sort as text.
const isReached = (moment: Instant, now: Instant): boolean => moment <= now

const isStale = (cycle: Cycle, policy: Pick<Policy, 'staleAfterHours'>, now: Instant): boolean => {
  const limit = Temporal.Instant.from(cycle.moments.opensAt).add({ hours: policy.staleAfterHours })
  return (
    Temporal.Instant.compare(Temporal.Instant.from(now), limit) > 0 || isReached(cycle.moments.closesAt, now)
  )
}

/**
 * Those who owed an answer at a moment and owe it still. Whoever was asked at the moment or after it
 * has only just had the first mail.
 */
const owingSince = (requests: readonly Request[], moment: Instant): string[] => [
  ...new Set(
    requests
      .filter((request) => isOutstanding(request) && request.openedAt < moment)
      .map((request) => request.personId)
      .toSorted(),
  ),
]

/** Whether a moment was past before the cycle had opened: it then concerns nobody. */
const isMissed = (cycle: Cycle, moment: Instant): boolean =>
  cycle.openedAt !== null && isReached(moment, cycle.openedAt)

/**
 * What of a plan decides. `sentBy` is by when some mail must have gone out of the cycle, which the plan's
 * calendar says; null where it is not open.
 */
export type DueRule = Pick<Policy, 'staleAfterHours'> & { sentBy: Instant | null }

/** When it is to be looked whether any mail has gone out; null where it was, or nothing is open. */
const checkAt = (cycle: Cycle, rule: DueRule): Instant | null => (cycle.sentChecked ? null : rule.sentBy)

const decideWhileOpen = (
  cycle: Cycle,
  requests: readonly Request[],
  rule: DueRule,
  now: Instant,
): Decision[] => {
  const { remindAt, escalateAt, closesAt } = cycle.moments
  if (isReached(closesAt, now)) return [{ kind: 'close' }]

  const decisions: Decision[] = []
  const check = checkAt(cycle, rule)
  if (check !== null && isReached(check, now)) decisions.push({ kind: 'check-sent' })
  const ordinal = remindAt.filter((at) => isReached(at, now)).length
  const latest = remindAt[ordinal - 1]
  if (latest !== undefined && ordinal > cycle.remindersDone && !isMissed(cycle, latest)) {
    decisions.push({ kind: 'remind', ordinal, personIds: owingSince(requests, latest) })
  }
  if (!cycle.escalated && isReached(escalateAt, now) && !isMissed(cycle, escalateAt)) {
    decisions.push({ kind: 'escalate', personIds: owingSince(requests, escalateAt) })
  }
  return decisions
}

const decide = (cycle: Cycle, requests: readonly Request[], policy: DueRule, now: Instant): Decision[] => {
  switch (cycle.state) {
    case 'planned':
      if (!isReached(cycle.moments.opensAt, now)) return []
      return [{ kind: isStale(cycle, policy, now) ? 'hold' : 'open' }]
    case 'opening':
      // Begun in time and cut short. If it is past closing by now, it opens and closes at once.
      return isReached(cycle.moments.closesAt, now)
        ? [{ kind: 'open' }, { kind: 'close' }]
        : [{ kind: 'open' }]
    case 'open':
      return decideWhileOpen(cycle, requests, policy, now)
    case 'closing':
      return [{ kind: 'close' }]
    case 'reopening':
      return [{ kind: 'reopen' }]
    case 'held':
    case 'closed':
    case 'skipped':
      return []
  }
}

const momentsLeft = (cycle: Cycle, rule: DueRule): Instant[] => {
  const { opensAt, remindAt, escalateAt, closesAt } = cycle.moments
  const whileOpen = [
    ...remindAt.slice(cycle.remindersDone),
    ...(cycle.escalated ? [] : [escalateAt]),
    ...[checkAt(cycle, rule)].filter((moment) => moment !== null),
    closesAt,
  ].filter((moment) => moment <= closesAt)
  const left = {
    planned: [opensAt, ...whileOpen],
    // Nobody opened it: at its own closing it is over, and the next month's turn comes.
    held: [closesAt],
    opening: whileOpen,
    open: whileOpen,
    closing: [],
    closed: [],
    reopening: whileOpen,
    skipped: [],
  } satisfies Record<Cycle['state'], Instant[]>
  return left[cycle.state]
}

/**
 * All that time owes a cycle at `now`, and the next moment at which it will owe something (null where
 * none is left). Decisions are in order, each to be applied to the cycle as the one before left it.
 * It decides from what it is given and nothing else, so a tick that comes twice, late or early changes
 * nothing but the hour: once the decisions are applied (an opening sets `openedAt` to the hour it
 * happened) the same call gives none.
 *
 * - A planned cycle later than `staleAfterHours` past its opening, or past its closing, is held.
 * - Of several reminder moments gone by, only the latest is sent, to those who still owe an answer.
 * - The escalation is owed once, with those who still owe an answer.
 * - After the opening it is looked once whether any mail has gone out.
 * - Once closing is due nothing else is sent.
 *
 * It knows no sending window: whoever sends waits for it.
 */
export const due = (
  cycle: Cycle,
  requests: readonly Request[],
  policy: DueRule,
  now: Instant,
): { decisions: Decision[]; nextMoment: Instant | null } => {
  const decisions = decide(cycle, requests, policy, now)
  const over = decisions.some(({ kind }) => kind === 'hold' || kind === 'close')
  const future = over ? [] : momentsLeft(cycle, policy).filter((moment) => !isReached(moment, now))
  return { decisions, nextMoment: future.toSorted()[0] ?? null }
}
