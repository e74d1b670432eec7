import type { CycleStore, SnapshotStore } from '../cycle/ports.ts'
import { buildPack, type RenderedPack, type Renderers } from './build-pack.ts'
import type { PackPapers } from './pack-model.ts'
import type { Built, Pack, PackFiles, PackKey, PackStore } from './ports.ts'

export type CompilePackDeps = {
  cycles: Pick<CycleStore, 'findCycle'>
  packs: Pick<PackStore, 'find' | 'build'>
  files: Pick<PackFiles, 'savePack'> & Pick<SnapshotStore, 'loadSnapshot'>
  renderers: Renderers
}

/**
 * Builds one board's pack from the cycle's locked snapshot and its papers, and keeps its files. The same
 * snapshot and papers give the same bytes under the same keys, so building it twice leaves one pack.
 * Throws when the snapshot is not there or is not what was locked; the queue then tries again and at last
 * alarms. `withdrawn`: the cycle was opened again since the pack was asked for. `overtaken`: somebody has
 * changed its papers meanwhile, and it is asked for anew.
 */
export const compilePack = async (
  key: PackKey,
  deps: CompilePackDeps,
): Promise<'built' | 'built-before' | 'withdrawn' | 'overtaken'> => {
  const pack = await deps.packs.find(key)
  if (pack?.state !== 'wanted') return 'built-before'
  const cycle = await deps.cycles.findCycle(key)
  if (cycle && cycle.revision !== pack.round) return 'withdrawn'
  if (!cycle?.snapshot) throw new Error('the cycle has no snapshot yet')
  const kept = await deps.files.loadSnapshot(cycle.snapshot.key)
  if (!kept) throw new Error('the snapshot is not in the bucket')
  if (kept.sha256 !== cycle.snapshot.sha256) throw new Error('the snapshot is not the one that was locked')

  const rendered = await buildPack(
    {
      snapshot: kept.snapshot,
      snapshotSha256: kept.sha256,
      boardId: key.boardId,
      papers: papersOf(pack),
    },
    deps.renderers,
  )
  const built = await keepPack(pack, rendered, deps)
  return (await deps.packs.build(pack, built)) ? 'built' : 'overtaken'
}

/** What a pack prints of its papers. */
export const papersOf = ({ version, reissue, asked, approved, commentary }: Pack): PackPapers => {
  const sign = (signature: Pack['asked']) => signature && { by: signature.byName, at: signature.at }
  return {
    version,
    reissue: reissue && {
      why: reissue.why,
      of: {
        sha256: reissue.of.sha256,
        issuedBy: reissue.of.issued.byName,
        issuedAt: reissue.of.issued.at,
      },
    },
    asked: sign(asked),
    approved: sign(approved),
    commentary: commentary && { ...commentary, by: commentary.byName },
  }
}

/** Keeps a pack's files under keys made of what they say, so that nothing else is ever written over them. */
const keepPack = async (
  { partnershipId, planId, cycleId, boardId }: PackKey,
  { pdf, html, workbook, sha256, modelSha256, pages }: RenderedPack,
  { files }: Pick<CompilePackDeps, 'files'>,
): Promise<Built> => {
  const stem = `packs/${partnershipId}/${planId}/${cycleId}/${boardId}-${modelSha256.slice(0, 12)}`
  const kept = {
    pdf: `${stem}-${sha256.slice(0, 12)}.pdf`,
    html: `${stem}.html`,
    workbook: `${stem}.xlsx`,
  }
  await files.savePack(kept.pdf, pdf, 'application/pdf')
  await files.savePack(kept.html, new TextEncoder().encode(html), 'text/html; charset=utf-8')
  await files.savePack(
    kept.workbook,
    workbook,
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  )
  return { files: kept, sha256, modelSha256, pages }
}
