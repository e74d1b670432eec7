import type { CycleStore } from '../cycle/ports.ts'
import { buildPack } from './build-pack.ts'
import type { PackFiles, PackKey, PackStore } from './ports.ts'

export type CompilePackDeps = {
  cycles: Pick<CycleStore, 'findCycle'>
  packs: Pick<PackStore, 'find' | 'built'>
  files: PackFiles
  renderPdf: Parameters<typeof buildPack>[1]['renderPdf']
}

/**
 * Builds one board's pack from the cycle's locked snapshot and keeps the PDF. The same snapshot
 * gives the same bytes under the same key, so building it twice leaves one pack. Throws when the
 * snapshot is not there or is not what was locked; the queue then tries again and at last alarms.
 * `withdrawn`: the cycle was opened again since the pack was asked for.
 */
export const compilePack = async (
  key: PackKey,
  deps: CompilePackDeps,
): Promise<'built' | 'built-before' | 'withdrawn'> => {
  const pack = await deps.packs.find(key)
  if (pack?.state !== 'wanted') return 'built-before'
  const cycle = await deps.cycles.findCycle(key)
  if (cycle && cycle.revision !== pack.round) return 'withdrawn'
  if (!cycle?.snapshot) throw new Error('the cycle has no snapshot yet')
  const kept = await deps.files.loadSnapshot(cycle.snapshot.key)
  if (!kept) throw new Error('the snapshot is not in the bucket')
  if (kept.sha256 !== cycle.snapshot.sha256) throw new Error('the snapshot is not the one that was locked')

  const { pdf, sha256, pages } = await buildPack(
    { snapshot: kept.snapshot, snapshotSha256: kept.sha256, boardId: key.boardId, draft: false },
    { renderPdf: deps.renderPdf },
  )
  const file = `packs/${key.partnershipId}/${key.planId}/${key.cycleId}/${key.boardId}-${sha256.slice(0, 12)}.pdf`
  await deps.files.savePdf(file, pdf)
  return (await deps.packs.built(pack, { file, sha256, pages })) ? 'built' : 'built-before'
}
