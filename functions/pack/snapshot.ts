import { createHash } from 'node:crypto'
import { z } from 'zod'
import { ChangeRequest } from '../plan/change-request.ts'
import { ActionText, Board, Instant, Month, PlanKey, PlanSettings } from '../plan/plan.ts'
import { Update } from '../update/update.ts'

/** That the plan came to have another due date. */
const Redate = z.object({
  from: Month.nullable(),
  to: Month.nullable(),
  at: Instant,
  /** Whoever approved the change, or imported the file that had it. */
  by: z.string(),
  /** Why, as whoever asked for it said; null where a file just had it. */
  reason: z.string().nullable(),
})
export type Redate = z.infer<typeof Redate>

/** That somebody approved what the plan says of an action: its status, or that it is closed. */
const Agreed = z.object({
  /** The status's label; null where it was closed. */
  status: z.string().nullable(),
  at: Instant,
  by: z.string(),
  /** What showed it, as whoever asked for it said. */
  evidence: z.string().nullable(),
})
export type Agreed = z.infer<typeof Agreed>

const SnapshotAction = z.object({
  ...ActionText.shape,
  statusCode: z.string().nullable(),
  boardIds: z.array(z.string()),
  strategicLeadIds: z.array(z.string()),
  improvementLeadIds: z.array(z.string()),
  /** The last answer of this cycle; null where nobody answered or nobody was asked. */
  update: Update.nullable(),
  /** The last answer of any earlier cycle. */
  previous: Update.nullable(),
  /** Every change of its due date that is known, the oldest first. */
  redates: z.array(Redate).default([]),
  /** The last approval by which the plan's status came about, or the action's closing; null where none is known. */
  agreed: Agreed.nullable().default(null),
})
export type SnapshotAction = z.infer<typeof SnapshotAction>

/** What each lead was asked, and which of that was answered (by them or by who leads it with them). */
const Asked = z.object({ personId: z.string(), asked: z.array(z.string()), answered: z.array(z.string()) })

/** What is kept of an earlier month: how each live action stood at its end, and who answered. */
const PastMonth = z.object({
  cycleId: Month,
  closedAt: Instant,
  actions: z.array(z.object({ ref: z.string(), statusCode: z.string().nullable() })),
  requests: z.array(Asked),
})
export type PastMonth = z.infer<typeof PastMonth>

/** How many earlier months a pack looks back on: with its own they are a year. */
export const MONTHS_BACK = 11

/**
 * Everything a cycle's packs are built from, read once when the cycle is locked and kept in S3 as
 * it was. Two packs from one snapshot are the same, byte for byte.
 */
export const Snapshot = PlanKey.extend({
  format: z.literal(1),
  partnershipName: z.string(),
  plan: PlanSettings.pick({ name: true, timeZone: true, statuses: true, priorities: true, sources: true }),
  cycle: z.object({
    cycleId: Month,
    openedAt: Instant,
    dueAt: Instant,
    /** When it was closed; of a cycle that is open, when it was read. */
    closedAt: Instant,
    /** Whether its answers can no longer change. */
    isLocked: z.boolean().default(true),
  }),
  boards: z.array(
    z.object({
      boardId: z.string(),
      name: z.string(),
      chair: z.string().nullable(),
      /** Which actions its pack has; a snapshot that does not say was of packs with the whole plan. */
      sees: Board.shape.sees.unwrap().optional(),
      /** Whether its pack has a public cut. */
      publishes: z.boolean().default(false),
    }),
  ),
  /** Refs of actions that no public cut has. */
  internal: z.array(z.string()).default([]),
  actions: z.array(SnapshotAction),
  requests: z.array(
    Asked.extend({
      name: z.string(),
      /** Of what was answered, that of which the newest answer is their own, or was given on their behalf. */
      gave: z.array(z.string()).optional(),
    }),
  ),
  /** Everybody in the directory, by each spelling of their name: what a public cut withholds. */
  names: z.array(z.string()).default([]),
  /** Changes of the plan that nobody has decided, and those decided since the month before was closed; the newest first. */
  changes: z.array(ChangeRequest).default([]),
  /** Earlier months that were closed, the newest first, at most MONTHS_BACK. */
  past: z.array(PastMonth).default([]),
})
export type Snapshot = z.infer<typeof Snapshot>

/** The status an action stands at: this cycle's answer, or else the last of any cycle, or else the plan's own. */
export const statusNow = ({ update, previous, statusCode }: SnapshotAction): string | null =>
  update?.statusCode ?? previous?.statusCode ?? statusCode

/** The snapshot as if the plan had only some of its actions, and its leads had been asked about those. */
export const keepActions = (snapshot: Snapshot, isKept: (ref: string) => boolean): Snapshot => {
  const ofKept = <T extends { asked: string[]; answered: string[] }>(requests: T[]): T[] =>
    requests
      .map((request) => ({
        ...request,
        asked: request.asked.filter(isKept),
        answered: request.answered.filter(isKept),
      }))
      .filter(({ asked }) => asked.length > 0)
  return {
    ...snapshot,
    actions: snapshot.actions.filter(({ ref }) => isKept(ref)),
    requests: ofKept(snapshot.requests).map(({ gave, ...request }) => ({
      ...request,
      ...(gave && { gave: gave.filter(isKept) }),
    })),
    changes: snapshot.changes.filter(({ ref }) => isKept(ref)),
    past: snapshot.past.map((month) => ({
      ...month,
      actions: month.actions.filter(({ ref }) => isKept(ref)),
      requests: ofKept(month.requests),
    })),
  }
}

/** What later packs look back on. */
export const asPast = ({ cycle, actions, requests }: Snapshot): PastMonth => ({
  cycleId: cycle.cycleId,
  closedAt: cycle.closedAt,
  actions: actions
    .filter(({ closed }) => !closed)
    .map((action) => ({ ref: action.ref, statusCode: statusNow(action) })),
  requests: requests.map(({ personId, asked, answered }) => ({ personId, asked, answered })),
})

/** The snapshot as the bytes that are stored and hashed. */
export const serialiseSnapshot = (snapshot: Snapshot): { body: string; sha256: string } => {
  const body = JSON.stringify(Snapshot.parse(snapshot))
  return { body, sha256: createHash('sha256').update(body).digest('hex') }
}
