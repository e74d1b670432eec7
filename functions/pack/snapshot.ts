import { createHash } from 'node:crypto'
import { z } from 'zod'
import { ActionText, Board, Instant, Month, PlanKey, PlanSettings } from '../plan/plan.ts'
import { Update } from '../update/update.ts'

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
})
export type SnapshotAction = z.infer<typeof SnapshotAction>

/**
 * Everything a cycle's packs are built from, read once when the cycle is locked and kept in S3 as
 * it was. Two packs from one snapshot are the same, byte for byte.
 */
export const Snapshot = PlanKey.extend({
  format: z.literal(1),
  partnershipName: z.string(),
  plan: PlanSettings.pick({ name: true, timeZone: true, statuses: true, priorities: true, sources: true }),
  cycle: z.object({ cycleId: Month, openedAt: Instant, dueAt: Instant, closedAt: Instant }),
  boards: z.array(
    z.object({
      boardId: z.string(),
      name: z.string(),
      chair: z.string().nullable(),
      /** Which actions its pack has; a snapshot that does not say was of packs with the whole plan. */
      sees: Board.shape.sees.unwrap().optional(),
    }),
  ),
  actions: z.array(SnapshotAction),
  /** What each lead was asked, and which of that was answered (by them or by who leads it with them). */
  requests: z.array(
    z.object({
      personId: z.string(),
      name: z.string(),
      asked: z.array(z.string()),
      answered: z.array(z.string()),
    }),
  ),
})
export type Snapshot = z.infer<typeof Snapshot>

/** The snapshot as the bytes that are stored and hashed. */
export const serialiseSnapshot = (snapshot: Snapshot): { body: string; sha256: string } => {
  const body = JSON.stringify(Snapshot.parse(snapshot))
  return { body, sha256: createHash('sha256').update(body).digest('hex') }
}
