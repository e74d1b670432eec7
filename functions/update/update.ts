import { createHash } from 'node:crypto'
import { z } from 'zod'
import { Instant, Month, PlanKey } from '../plan/plan.ts'

/** A file that shows impact, as it was checked when it came. Its bytes are kept under its hash. */
export const EvidenceFile = z.object({
  name: z.string().min(1),
  /** What its bytes show it to be, whatever its name says. */
  mediaType: z.string().min(1),
  bytes: z.number().int().positive(),
  sha256: z.string().length(64),
})
export type EvidenceFile = z.infer<typeof EvidenceFile>

/** What a lead says of one action. Texts are as typed, line breaks kept. */
export const Answer = z.object({
  /** A code of the plan's key. */
  statusCode: z.string().min(1),
  progress: z.string(),
  /** What is in the way, and what will bring it back; empty where nothing is. */
  obstacles: z.string(),
  /** What happens where it is not brought back; empty where nothing is said. */
  consequence: z.string().default(''),
  /** What has become different for children and families, and how one can tell; empty where nothing is said. */
  impact: z.string().default(''),
  /** Web addresses of what shows it. */
  links: z.array(z.url()).default([]),
  files: z.array(EvidenceFile).default([]),
  /** When the action will be done, where that is not when the plan says; null otherwise. */
  forecast: Month.nullable().default(null),
})
export type Answer = z.infer<typeof Answer>

/** One submitted answer for one action in one cycle. Appended, never overwritten. */
export const Update = PlanKey.extend({
  ref: z.string(),
  /** 1, 2, 3 … without gaps over the whole life of the action. */
  version: z.number().int().positive(),
  cycleId: Month,
  ...Answer.shape,
  /** How many updates in a row, this one included, say no more than that nothing has changed. */
  unchanged: z.number().int().nonnegative().default(0),
  /** Whose action it is, where whoever answered was asked to by them. */
  onBehalfOf: z.object({ personId: z.string(), name: z.string() }).nullable().default(null),
  /** The change of the plan that was asked for with it. */
  changeId: z.string().nullable().default(null),
  by: z.string(),
  byName: z.string(),
  at: Instant,
  /** Hash of the version before; null for the first. */
  previousHash: z.string().length(64).nullable(),
  hash: z.string().length(64),
})
export type Update = z.infer<typeof Update>

/**
 * SHA-256 (hex) of an update's content and of the hash before it, over JSON with the values in this
 * fixed order, so that anybody can recompute the chain from an export. What came to updates later
 * stands at the end, and is left out where an update has nothing of it.
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
        ...(hasMore(update)
          ? [
              update.impact,
              update.links,
              update.files.map(({ name, mediaType, bytes, sha256 }) => [name, mediaType, bytes, sha256]),
              update.forecast,
              update.unchanged,
              update.onBehalfOf && [update.onBehalfOf.personId, update.onBehalfOf.name],
              update.changeId,
              ...(update.consequence === '' ? [] : [update.consequence]),
            ]
          : []),
      ]),
    )
    .digest('hex')

/** Who gave an answer, and for whom where that was somebody else. */
export const givenBy = ({ byName, onBehalfOf }: Pick<Update, 'byName' | 'onBehalfOf'>): string =>
  onBehalfOf === null ? byName : `${byName} on behalf of ${onBehalfOf.name}`

/** The start of a stored version's hash behind the ref: short enough to read out, and it finds the version. */
export const referenceOf = (ref: string, { hash }: Pick<Update, 'hash'>): string =>
  `${ref}-${hash.slice(0, 8).toUpperCase()}`

const hasMore = (update: Omit<Update, 'hash'>): boolean =>
  update.consequence !== '' ||
  update.impact !== '' ||
  update.links.length > 0 ||
  update.files.length > 0 ||
  update.forecast !== null ||
  update.unchanged > 0 ||
  update.onBehalfOf !== null ||
  update.changeId !== null
