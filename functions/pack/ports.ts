import { z } from 'zod'
import type { AuditEvent } from '../cycle/ports.ts'
import { Instant, Month, PlanKey } from '../plan/plan.ts'

export const PackKey = PlanKey.extend({ cycleId: Month, boardId: z.string().min(1) })
export type PackKey = z.infer<typeof PackKey>

/** Somebody of the directory, by the name they had then, and when. */
const Signature = z.object({ by: z.string().min(1), byName: z.string(), at: Instant })
export type Signature = z.infer<typeof Signature>

/** What the coordinator tells a board, in Markdown; a priority without a text says nothing. */
export const Commentary = z.object({
  overall: z.string(),
  priorities: z.array(z.object({ number: z.number().int().positive(), text: z.string().min(1) })),
  /** For the board alone: no public cut has it. */
  internal: z.string().default(''),
  ...Signature.shape,
})
export type Commentary = z.infer<typeof Commentary>

/** Whether a pack has a commentary that says anything; one whose texts were all taken out is none. */
export const hasCommentary = <C extends Pick<Commentary, 'overall' | 'priorities' | 'internal'>>(
  commentary: C | null,
): commentary is C =>
  commentary !== null &&
  (commentary.overall !== '' || commentary.priorities.length > 0 || commentary.internal !== '')

/** One pack in its renderings, as keys of the bucket; `pdf` is that of the first volume where there are several. */
const PackFileKeys = z.object({ pdf: z.string(), html: z.string(), workbook: z.string() })

/** One of several PDFs that a pack comes in: its key in the bucket, and how many pages it has. */
const BuiltVolume = z.object({ pdf: z.string(), pages: z.number().int().positive() })
export type BuiltVolume = z.infer<typeof BuiltVolume>

/** A pack as it was built: its files and its hashes, in hex. */
const BuiltCut = z.object({
  files: PackFileKeys,
  /** All of its PDFs where it has several, the first among them; empty where it has one. */
  volumes: z.array(BuiltVolume).default([]),
  /** Of the PDF's bytes; those of several volumes one after the other. */
  sha256: z.string().length(64),
  /** Of the model: the pack's own hash, which it bears on every page. */
  modelSha256: z.string().length(64),
  /** Of all volumes together. */
  pages: z.number().int().positive(),
})
export type BuiltCut = z.infer<typeof BuiltCut>

/** The PDFs of a pack, of which there is at least one. */
export const volumesOf = ({ volumes, files, pages }: BuiltCut): BuiltVolume[] =>
  volumes.length > 0 ? volumes : [{ pdf: files.pdf, pages }]

/** The board's own, and the public cut where the board wants one. */
const Built = BuiltCut.extend({ publicCut: BuiltCut.nullable().default(null) })
export type Built = z.infer<typeof Built>

/**
 * Where a pack stands. `early`: its month is open, and what was built of it is a sketch. `wanted`: it is to
 * be built from the locked answers and its papers. `built`: it is, as a draft or approved. `issued`: it was
 * sent, and nothing of that version changes any more. `withdrawn`: its cycle was opened again.
 */
export const PackState = z.enum(['early', 'wanted', 'built', 'issued', 'withdrawn'])
export type PackState = z.infer<typeof PackState>

/** One board's pack of one cycle, from asked for to issued. */
export const Pack = PackKey.extend({
  boardName: z.string(),
  state: PackState,
  /** The revision of the cycle at the closing it was asked for by: a pack of another one is not this one. */
  round: z.number().int().nonnegative().default(0),
  /** 1 for the first that is issued to the board; goes up with each reissue. */
  version: z.number().int().positive().default(1),
  /** Counts the changes of its papers: whoever builds or decides says which count they had read. */
  edition: z.number().int().nonnegative().default(0),
  commentary: Commentary.nullable().default(null),
  /** Who asked for approval. */
  asked: Signature.nullable().default(null),
  approved: Signature.nullable().default(null),
  /** Why there is a later version than the first, and whose place it takes. */
  reissue: z
    .object({ why: z.string(), of: z.object({ sha256: z.string(), issued: Signature }) })
    .nullable()
    .default(null),
  built: Built.nullable().default(null),
  issued: Signature.nullable().default(null),
  /** When the sweeper must look at it; empty when nobody must. */
  attentionAt: z.string(),
})
export type Pack = z.infer<typeof Pack>

/** So long building takes at most where nothing is wrong: it is tried again every quarter of an hour. */
const BUILT_WITHIN_MS = 60 * 60_000

/**
 * Since when a pack has been waiting to be built, where that is longer than it takes; null where it is not.
 * Until it is built, `attentionAt` stays the instant at which it was asked for.
 */
export const stuckSince = (
  { state, attentionAt }: Pick<Pack, 'state' | 'attentionAt'>,
  now: Instant,
): Instant | null => {
  if ((state !== 'wanted' && state !== 'early') || attentionAt === '') return null
  return Date.parse(now) - Date.parse(attentionAt) > BUILT_WITHIN_MS ? attentionAt : null
}

/** A version as its board got it. Written once. */
export const IssuedPack = PackKey.extend({
  version: z.number().int().positive(),
  boardName: z.string(),
  built: Built,
  approved: Signature.nullable(),
  issued: Signature,
})
export type IssuedPack = z.infer<typeof IssuedPack>

/** A pack that is to be built for the first time, or again after its cycle was reopened. */
export type WantedPack = PackKey & Pick<Pack, 'boardName' | 'round' | 'attentionAt'>

/** A pack's papers as they were read. */
export type ReadPack = PackKey & Pick<Pack, 'round' | 'edition'>

/**
 * Each method is one conditional write, with the audit event where one is given. False: nothing was done,
 * as the pack is no longer as it was read, or not in a state from which that may be done.
 */
export type PackStore = {
  /** Asks for a pack unless it was asked for before; false when that closing is over. What is said of it stays. */
  want: (pack: WantedPack) => Promise<boolean>
  find: (key: PackKey) => Promise<Pack | null>
  list: (key: PlanKey & { cycleId: string }) => Promise<Pack[]>
  /** `wanted` to `built`, for the sweeper to look at from `at` on; also false when it is wanted of another round or edition. */
  build: (read: ReadPack, built: Built, at: Instant) => Promise<boolean>
  /** When the sweeper must look at a built pack again; an empty one: never. */
  lookAgain: (read: ReadPack, attentionAt: string) => Promise<boolean>
  /** Asks for a sketch of a pack whose cycle is open, as it was read; false where it is no longer. */
  sketch: (wanted: WantedPack) => Promise<boolean>
  /** What a sketch was built as; false where it is no longer early, or of another edition. */
  keepSketch: (read: ReadPack, built: Built) => Promise<boolean>
  /** Takes back a pack of a cycle that is being reopened; false when the cycle is not. What is said of it stays. */
  withdraw: (key: PackKey, reopening: { revision: number }) => Promise<boolean>
  /** Another commentary for a pack that nobody has approved: whoever had asked for that must ask again. */
  comment: (
    read: ReadPack & Pick<Pack, 'state'>,
    commentary: Commentary,
    event: AuditEvent,
  ) => Promise<boolean>
  /** Asks for the approval of a pack that is built. */
  askApproval: (read: ReadPack, asked: Signature, event: AuditEvent) => Promise<boolean>
  /** Approves a pack that is built and that somebody has asked for; it is then built anew. */
  approve: (read: ReadPack, approved: Signature, event: AuditEvent) => Promise<boolean>
  /** Takes back what was asked or approved, of a pack that is not issued. */
  sendBack: (read: ReadPack, event: AuditEvent) => Promise<boolean>
  /**
   * An approved and built pack to `issued`, and the version as it is kept for good. Its notices are owed
   * from then on, and its cycle is never opened again. Also false when its cycle is not closed.
   */
  issue: (pack: Pack, issued: Signature, event: AuditEvent) => Promise<boolean>
  /** Begins the next version of an issued pack. */
  reissue: (pack: Pack, why: string, event: AuditEvent) => Promise<boolean>
  /** Says anew what a later version changes, and why, of one that nobody has approved, as a commentary is changed. */
  explain: (pack: Pack, why: string, event: AuditEvent) => Promise<boolean>
  /** All notices of a version that is issued are written. */
  noticesOwed: (issued: PackKey & Pick<Pack, 'version'>) => Promise<void>
  /** The versions that a board got, the newest first. */
  listIssued: (key: PackKey) => Promise<IssuedPack[]>
}

/** A recipient's link as it is kept: the token itself is in the mail alone. */
type ReaderLink = PackKey & { hash: string; personId: string; expiresAt: Instant }

/** That a member has opened a version of their board's pack by their link, the first time and the last. */
export const Reading = PackKey.extend({
  version: z.number().int().positive(),
  personId: z.string().min(1),
  firstAt: Instant,
  lastAt: Instant,
})
export type Reading = z.infer<typeof Reading>

export type ReaderStore = {
  saveReaderLink: (link: ReaderLink) => Promise<void>
  findReaderLink: (hash: string) => Promise<ReaderLink | null>
  /** Notes when somebody opened a version; of later times only the last is kept. */
  markRead: (read: Pick<Reading, keyof PackKey | 'version' | 'personId'>, at: Instant) => Promise<void>
  /** All readings of a pack, of whatever version. */
  listReadings: (key: PackKey) => Promise<Reading[]>
}

export type PackFiles = {
  savePack: (key: string, bytes: Uint8Array, mediaType: string) => Promise<void>
  loadPack: (key: string) => Promise<Uint8Array | null>
}

export type PackQueue = { enqueuePack: (key: PackKey) => Promise<void> }
