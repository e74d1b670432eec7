import type { Calendar } from '../cycle/calendar.ts'
import { later } from '../message/message.ts'
import type { Board, Instant, LocalDate, PackPolicy } from '../plan/plan.ts'
import type { Pack } from './ports.ts'

/** When an approved pack is issued by itself, before which meeting, and when approvers are reminded. */
export type PackMoments = { meeting: LocalDate; remindAt: Instant; issueAt: Instant }

/**
 * The moments of a pack whose answers were locked at `closedAt`: they count back, in working days of the
 * plan, from the first meeting of its board on that local day or later. Null where the plan issues by hand
 * alone, or no such meeting is known.
 */
export const packMoments = (
  { meetings }: Pick<Board, 'meetings'>,
  { issue, remindBefore }: PackPolicy,
  calendar: Calendar,
  closedAt: Instant,
): PackMoments | null => {
  const closed = calendar.localDate(closedAt)
  const meeting = meetings.toSorted().find((day) => day >= closed)
  if (issue === null || meeting === undefined) return null
  const issueDay = calendar.addWorkingDays(meeting, -issue.workingDays)
  return {
    meeting,
    issueAt: calendar.at(issueDay, issue.at),
    remindAt: calendar.at(calendar.addWorkingDays(issueDay, -remindBefore), issue.at),
  }
}

/** What a pack's time has come for. */
export type PackDue = 'remind' | 'not-approved' | 'issue' | null

/**
 * What is due of a built pack: it is issued where somebody has approved it; else those who could see to
 * that are reminded, and told once more when it ought to have been issued. A later version is begun
 * when its board has one already, so nobody is told that it is late.
 */
export const duePack = (
  { state, approved, version }: Pick<Pack, 'state' | 'approved' | 'version'>,
  { remindAt, issueAt }: PackMoments,
  now: Instant,
): PackDue => {
  if (state !== 'built') return null
  if (approved) return issueAt <= now ? 'issue' : null
  if (version > 1) return null
  if (issueAt <= now) return 'not-approved'
  return remindAt <= now ? 'remind' : null
}

/** A board's next meeting may be entered at any time, so its packs are looked at so often. */
const LOOKED_AT_EVERY_MS = 24 * 60 * 60_000
/** And for so long after its month was closed; after that only at its moments. */
const LOOKED_AT_FOR_MS = 120 * 24 * 60 * 60_000

/** When the sweeper must look at a built pack again; empty when never. */
export const nextLook = (moments: PackMoments | null, closedAt: Instant, now: Instant): string => {
  const ahead = moments ? [moments.remindAt, moments.issueAt].filter((moment) => moment > now) : []
  const isRecent = now <= later(closedAt, LOOKED_AT_FOR_MS)
  return [...ahead, ...(isRecent ? [later(now, LOOKED_AT_EVERY_MS)] : [])].toSorted()[0] ?? ''
}
