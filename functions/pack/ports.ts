import { z } from 'zod'
import { Instant, Month, PlanKey } from '../plan/plan.ts'
import type { Snapshot } from './snapshot.ts'

export const PackKey = PlanKey.extend({ cycleId: Month, boardId: z.string().min(1) })
export type PackKey = z.infer<typeof PackKey>

/** One board's pack of one cycle, from asked for to issued. */
export const Pack = PackKey.extend({
  boardName: z.string(),
  state: z.enum(['wanted', 'built', 'issued']),
  /** Key of the PDF in the bucket. */
  file: z.string().nullable(),
  sha256: z.string().nullable(),
  pages: z.number().int().positive().nullable(),
  issuedBy: z.string().nullable(),
  issuedAt: Instant.nullable(),
  /** When the sweeper must look at it; empty when nobody must. */
  attentionAt: z.string(),
})
export type Pack = z.infer<typeof Pack>

export type PackStore = {
  /** Asks for a pack unless it was asked for before. */
  want: (pack: Pack) => Promise<void>
  find: (key: PackKey) => Promise<Pack | null>
  list: (key: PlanKey & { cycleId: string }) => Promise<Pack[]>
  /** `wanted` to `built`; false when it was built before. */
  built: (key: PackKey, file: { file: string; sha256: string; pages: number }) => Promise<boolean>
  /** `built` to `issued`; its notices are owed from then on. False when it is not built, or issued before. */
  issue: (key: PackKey, by: string, now: Instant) => Promise<boolean>
  /** All notices of an issued pack are written. */
  noticesOwed: (key: PackKey) => Promise<void>
}

export type PackFiles = {
  loadSnapshot: (key: string) => Promise<{ snapshot: Snapshot; sha256: string } | null>
  savePdf: (key: string, pdf: Uint8Array) => Promise<void>
  loadPdf: (key: string) => Promise<Uint8Array | null>
}

export type PackQueue = { enqueuePack: (key: PackKey) => Promise<void> }
