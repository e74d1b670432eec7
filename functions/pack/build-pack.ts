import { createHash } from 'node:crypto'
import type { PackDocument } from './document.ts'
import { buildPackModel, type PackModel, type PackPapers, serialiseModel } from './pack-model.ts'
import { cutForPublic, namesIn, withoutInternal } from './public-cut.ts'
import { type Snapshot, serialiseSnapshot } from './snapshot.ts'
import { splitDocument, type VolumeLimits } from './split-document.ts'
import { writeDocument } from './write-document.ts'

export type BuildPackInput = {
  snapshot: Snapshot
  boardId: string
  papers: PackPapers
  /** Hash of the stored snapshot in hex; worked out from the snapshot where it is not given. */
  snapshotSha256?: string
}

/** What travels within a pack: its model, by the bytes that its hash is of. */
export type PackAttachment = { name: string; mediaType: string; description: string; bytes: Uint8Array }

export type Renderers = {
  renderPdf: (document: PackDocument, attachment: PackAttachment) => Promise<RenderedVolume>
  renderHtml: (document: PackDocument, attachment: { name: string; json: string }) => string
  renderWorkbook: (model: PackModel, sha256: string) => Promise<Uint8Array>
  /** What volumes may weigh, where that is not what they usually may. */
  volumeLimits?: VolumeLimits
}

type RenderedVolume = { pdf: Uint8Array; pages: number }

/** A pack in its renderings, for the board or for anybody, as its model says. */
export type RenderedCut = {
  /** One PDF, or several where the pack is too large for one. */
  volumes: RenderedVolume[]
  html: string
  workbook: Uint8Array
  /** Hash of the bytes of all PDFs, one after the other, in hex. */
  sha256: string
  /** The pack's own hash, in hex: that of the model's bytes. */
  modelSha256: string
  /** Of all volumes together. */
  pages: number
  model: PackModel
}

/** The name of the model's file within a pack. */
export const MODEL_FILE = 'pack-model.json'

/** A serialised model as it travels with its PDF. */
export const attachModel = (bytes: Uint8Array): PackAttachment => ({
  name: MODEL_FILE,
  mediaType: 'application/json',
  description: 'All that this pack says, as data, to verify it by',
  bytes,
})

/**
 * Builds the pack of one board in all its renderings, and then the public cut where the board wants one. Each
 * is given to `keep` before the next is begun, and held no longer, for a large one takes much memory. The
 * same input gives the same bytes.
 *
 * @throws when the board is not in the snapshot, or a rendering cannot be made.
 */
export const buildPack = async <Kept>(
  { snapshot, boardId, papers, snapshotSha256 = serialiseSnapshot(snapshot).sha256 }: BuildPackInput,
  renderers: Renderers,
  keep: (cut: RenderedCut) => Promise<Kept>,
): Promise<{ pack: Kept; publicCut: Kept | null }> => {
  const about = { papers, snapshotSha256 }
  const keepCut = async (model: PackModel): Promise<Kept> => await keep(await render(model, renderers))
  const publishes = snapshot.boards.find((board) => board.boardId === boardId)?.publishes === true
  const keepWhole = async () => {
    const model = buildPackModel(snapshot, boardId, about)
    return { names: publishes ? namesIn(snapshot, model) : [], pack: await keepCut(model) }
  }
  const { names, pack } = await keepWhole()
  if (!publishes) return { pack, publicCut: null }
  const shown = buildPackModel(withoutInternal(snapshot, snapshot.internal), boardId, about)
  return { pack, publicCut: await keepCut(cutForPublic(shown, names)) }
}

/** The PDFs last: what Typst's layout takes is not given back, and the others leave much behind that is. */
const render = async (model: PackModel, renderers: Renderers): Promise<RenderedCut> => {
  const { body, sha256: modelSha256 } = serialiseModel(model)
  const document = writeDocument(model, modelSha256)
  const html = renderers.renderHtml(document, { name: MODEL_FILE, json: body })
  const workbook = await renderers.renderWorkbook(model, modelSha256)
  const volumes = await renderVolumes(document, body, renderers)
  return {
    volumes,
    html,
    workbook,
    sha256: volumes.reduce((hash, { pdf }) => hash.update(pdf), createHash('sha256')).digest('hex'),
    modelSha256,
    pages: volumes.reduce((sum, { pages }) => sum + pages, 0),
    model,
  }
}

/** Each volume after the other, for laying out takes much memory; the model travels with each. */
const renderVolumes = async (
  document: PackDocument,
  model: string,
  { renderPdf, volumeLimits }: Renderers,
): Promise<RenderedVolume[]> => {
  const attachment = attachModel(new TextEncoder().encode(model))
  const volumes: RenderedVolume[] = []
  for (const volume of splitDocument(document, volumeLimits))
    volumes.push(await renderPdf(volume, attachment))
  return volumes
}
