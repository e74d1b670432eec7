import { takesAnswers } from '../cycle/cycle.ts'
import type { CycleStore, SnapshotStore } from '../cycle/ports.ts'
import type { Instant } from '../plan/plan.ts'
import { buildPack, type RenderedCut, type Renderers } from './build-pack.ts'
import type { PackPapers } from './pack-model.ts'
import {
  type Built,
  type BuiltCut,
  type BuiltVolume,
  hasCommentary,
  type Pack,
  type PackFiles,
  type PackKey,
  type PackStore,
} from './ports.ts'
import { type ReadSnapshotDeps, readSnapshot } from './read-snapshot.ts'
import { type Snapshot, serialiseSnapshot } from './snapshot.ts'

export type CompilePackDeps = Omit<ReadSnapshotDeps, 'cycles' | 'snapshots'> & {
  cycles: ReadSnapshotDeps['cycles'] & Pick<CycleStore, 'findCycle' | 'listRequests'>
  packs: Pick<PackStore, 'find' | 'build' | 'keepSketch'>
  files: Pick<PackFiles, 'savePack'>
  snapshots: Pick<SnapshotStore, 'loadSnapshot'>
  renderers: Renderers
  now: () => Instant
}

/**
 * Builds one board's pack and keeps its files: from the cycle's locked snapshot and the pack's papers, or
 * as a sketch of an open cycle from its answers as they are. The same snapshot and papers give the same
 * bytes under the same keys, so building it twice leaves one pack. Throws when the snapshot is not there
 * or is not what was locked; the queue then tries again and at last alarms. `withdrawn`: the cycle was
 * opened again, or closed, since the pack was asked for. `overtaken`: somebody has changed its papers
 * meanwhile, and it is asked for anew.
 */
export const compilePack = async (
  key: PackKey,
  deps: CompilePackDeps,
): Promise<'built' | 'sketched' | 'built-before' | 'withdrawn' | 'overtaken'> => {
  const pack = await deps.packs.find(key)
  if (pack?.state === 'early') return await sketchPack(pack, deps)
  if (pack?.state !== 'wanted') return 'built-before'
  const cycle = await deps.cycles.findCycle(key)
  if (cycle && cycle.revision !== pack.round) return 'withdrawn'
  if (!cycle?.snapshot) throw new Error('the cycle has no snapshot yet')
  const kept = await deps.snapshots.loadSnapshot(cycle.snapshot.key)
  if (!kept) throw new Error('the snapshot is not in the bucket')
  if (kept.sha256 !== cycle.snapshot.sha256) throw new Error('the snapshot is not the one that was locked')
  const built = await render(pack, kept, deps)
  return (await deps.packs.build(pack, built, deps.now())) ? 'built' : 'overtaken'
}

const sketchPack = async (
  pack: Pack,
  deps: CompilePackDeps,
): Promise<'sketched' | 'withdrawn' | 'overtaken'> => {
  const cycle = await deps.cycles.findCycle(pack)
  if (!cycle || !takesAnswers(cycle)) return 'withdrawn'
  const snapshot = await readSnapshot(cycle, await deps.cycles.listRequests(cycle), deps.now(), deps)
  const { sha256 } = serialiseSnapshot(snapshot)
  const built = await render(pack, { snapshot, sha256 }, deps)
  return (await deps.packs.keepSketch(pack, built)) ? 'sketched' : 'overtaken'
}

const render = async (
  pack: Pack,
  { snapshot, sha256 }: { snapshot: Snapshot; sha256: string },
  deps: CompilePackDeps,
): Promise<Built> => {
  const input = { snapshot, snapshotSha256: sha256, boardId: pack.boardId, papers: papersOf(pack) }
  const kept = await buildPack(input, deps.renderers, (cut) => keepCut(pack, cut, deps))
  return { ...kept.pack, publicCut: kept.publicCut }
}

/** What a pack prints of its papers. */
const papersOf = ({ version, reissue, asked, approved, commentary }: Pack): PackPapers => {
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
    commentary: hasCommentary(commentary) ? { ...commentary, by: commentary.byName } : null,
  }
}

/** Keeps a pack's files under keys made of what they say, so that nothing else is ever written over them. */
const keepCut = async (
  { partnershipId, planId, cycleId, boardId }: PackKey,
  { volumes, html, workbook, sha256, modelSha256, pages, model }: RenderedCut,
  { files }: Pick<CompilePackDeps, 'files'>,
): Promise<BuiltCut> => {
  const what = model.control.cut === 'public' ? 'public-' : ''
  const stem = `packs/${partnershipId}/${planId}/${cycleId}/${boardId}-${what}${modelSha256.slice(0, 12)}`
  const pdf = `${stem}-${sha256.slice(0, 12)}`
  const kept = { pdf: `${pdf}.pdf`, html: `${stem}.html`, workbook: `${stem}.xlsx` }
  const keptVolumes: BuiltVolume[] = []
  for (const [index, volume] of volumes.entries()) {
    const key = index === 0 ? kept.pdf : `${pdf}-${index + 1}.pdf`
    await files.savePack(key, volume.pdf, 'application/pdf')
    keptVolumes.push({ pdf: key, pages: volume.pages })
  }
  await files.savePack(kept.html, new TextEncoder().encode(html), 'text/html; charset=utf-8')
  await files.savePack(
    kept.workbook,
    workbook,
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  )
  return {
    files: kept,
    volumes: keptVolumes.length > 1 ? keptVolumes : [],
    sha256,
    modelSha256,
    pages,
  }
}
