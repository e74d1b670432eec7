import { z } from 'zod'
import { Field } from './import/columns.ts'
import { Instant, PlanKey } from './plan.ts'

/** What a heading of a plan's file means, where somebody has said so: folded heading to field. */
export const Mapping = z.record(z.string(), Field)
export type Mapping = z.infer<typeof Mapping>

/** A table of the file a plan came in: an export gives the plan back in it. */
export const LayoutTable = z.object({
  /** The sheet it stands in; empty where the file has no sheets. */
  sheet: z.string(),
  /** Whether its actions are closed. */
  closed: z.boolean(),
  columns: z.array(z.object({ field: Field, heading: z.string() })),
  /** Its actions, in the order of the file. */
  refs: z.array(z.string()),
})
export type LayoutTable = z.infer<typeof LayoutTable>

export const PlanLayout = z.array(LayoutTable)
export type PlanLayout = z.infer<typeof PlanLayout>

/** The file as it came, kept in the bucket under its hash. */
const ImportFile = z.object({
  name: z.string(),
  sha256: z.string().length(64),
  bytes: z.number().int().nonnegative(),
})

/**
 * One import of a plan's file. `begun` is an import whose actions do not fit one transaction and are
 * being written; what a crash leaves of it the sweeper finishes.
 */
export const PlanImport = PlanKey.extend({
  /** Begins with the instant, so that imports sort by time. */
  importId: z.string().min(1),
  state: z.enum(['begun', 'done']),
  at: Instant,
  by: z.string(),
  file: ImportFile,
  mapping: Mapping,
  layout: PlanLayout,
  /** SHA-256 of what was changed, field by field, kept beside the file; older imports have none. */
  diff: z.string().length(64).nullable().default(null),
  counts: z.object({
    added: z.number().int(),
    changed: z.number().int(),
    gone: z.number().int(),
    findings: z.number().int(),
  }),
})
export type PlanImport = z.infer<typeof PlanImport>
