import { createHash } from 'node:crypto'
import { buildPackModel, type PackModel } from './pack-model.ts'
import { type Snapshot, serialiseSnapshot } from './snapshot.ts'

export type BuildPackInput = {
  snapshot: Snapshot
  boardId: string
  draft: boolean
  /** Hash of the stored snapshot in hex; worked out from the snapshot where it is not given. */
  snapshotSha256?: string
}

export type BuildPackDeps = { renderPdf: (model: PackModel) => { pdf: Uint8Array; pages: number } }

export type BuiltPack = {
  pdf: Uint8Array
  /** Hash of the PDF's bytes, in hex. */
  sha256: string
  pages: number
  model: PackModel
}

/**
 * Builds the pack of one board. The same input gives the same bytes.
 *
 * @throws when the board is not in the snapshot, or the PDF cannot be made.
 */
export const buildPack = (
  { snapshot, boardId, draft, snapshotSha256 = serialiseSnapshot(snapshot).sha256 }: BuildPackInput,
  { renderPdf }: BuildPackDeps,
): BuiltPack => {
  const model = buildPackModel(snapshot, boardId, { draft, snapshotSha256 })
  const { pdf, pages } = renderPdf(model)
  return { pdf, sha256: createHash('sha256').update(pdf).digest('hex'), pages, model }
}
