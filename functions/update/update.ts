import { createHash } from 'node:crypto'
import { z } from 'zod'
import { Instant, Month, PlanKey } from '../plan/plan.ts'

/** What a lead says of one action. Texts are as typed, line breaks kept. */
export const Answer = z.object({
  /** A code of the plan's key. */
  statusCode: z.string().min(1),
  progress: z.string(),
  /** What is in the way, and what will bring it back; empty where nothing is. */
  obstacles: z.string(),
})
export type Answer = z.infer<typeof Answer>

/** One submitted answer for one action in one cycle. Appended, never overwritten. */
export const Update = PlanKey.extend({
  ref: z.string(),
  /** 1, 2, 3 … without gaps over the whole life of the action. */
  version: z.number().int().positive(),
  cycleId: Month,
  ...Answer.shape,
  by: z.string(),
  byName: z.string(),
  at: Instant,
  /** Hash of the version before; null for the first. */
  previousHash: z.string().length(64).nullable(),
  hash: z.string().length(64),
})
export type Update = z.infer<typeof Update>

/**
 * SHA-256 (hex) of an update's content and of the hash before it, over JSON with the keys in this
 * fixed order, so that anybody can recompute the chain from an export.
 */
export const hashUpdate = (update: Omit<Update, 'hash'>): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        update.partnershipId,
        update.planId,
        update.ref,
        update.version,
        update.cycleId,
        update.statusCode,
        update.progress,
        update.obstacles,
        update.by,
        update.byName,
        update.at,
        update.previousHash,
      ]),
    )
    .digest('hex')
