import { z } from 'zod'
import { Instant, Month, PlanKey } from '../plan/plan.ts'
import type { Snapshot } from './snapshot.ts'

export const PackKey = PlanKey.extend({ cycleId: Month, boardId: z.string().min(1) })
export type PackKey = z.infer<typeof PackKey>

/** One board's pack of one cycle, from asked for to issued. */
export const Pack = PackKey.extend({
  boardName: z.string(),
  /** `withdrawn`: its cycle was opened again after it was asked for. It is asked for anew when that closes. */
  state: z.enum(['wanted', 'built', 'issued', 'withdrawn']),
  /** The revision of the cycle at the closing it was asked for by: a pack of another one is not this one. */
  round: z.number().int().nonnegative().default(0),
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
  /** Asks for a pack unless it was asked for before. False, and nothing is done, when that closing is over. */
  want: (pack: Pack) => Promise<boolean>
  find: (key: PackKey) => Promise<Pack | null>
  list: (key: PlanKey & { cycleId: string }) => Promise<Pack[]>
  /** `wanted` to `built`; false when it was built before, or is wanted of another round. */
  built: (
    key: PackKey & Pick<Pack, 'round'>,
    file: { file: string; sha256: string; pages: number },
  ) => Promise<boolean>
  /** Takes back a pack of a cycle that is being reopened. False when the cycle is not. */
  withdraw: (key: PackKey, reopening: { revision: number }) => Promise<boolean>
  /**
   * `built` to `issued`; its notices are owed from then on, and its cycle is never opened again. False
   * when it is not built, or issued before, or its cycle is not closed.
   */
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
