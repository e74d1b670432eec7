import type { AuditEvent } from '../cycle/ports.ts'
import type { DirectoryReader } from '../plan/directory.ts'
import type { Plan } from '../plan/plan.ts'
import { objectionToStep, type PackObjection, type PackStep } from './decide-pack.ts'
import { finishIssue, type IssuePackDeps, issuePack } from './issue-pack.ts'
import type { Commentary, Pack, PackKey, PackQueue, PackStore, Signature } from './ports.ts'

export type SteerPackDeps = Omit<IssuePackDeps, 'packs'> & {
  packs: PackStore
  directory: DirectoryReader
  packQueue: PackQueue
}

/** What somebody wants of a pack, which they had read with `edition`. */
export type WantedStep = { edition: number } & (
  | { step: 'comment'; commentary: Omit<Commentary, keyof Signature> }
  | { step: Exclude<PackStep, 'comment' | 'reissue' | 'explain'> }
  | { step: 'reissue' | 'explain'; why: string }
)

/** `overtaken`: somebody else has changed the pack since it was read, and nothing was done. */
export type StepTaken = { ok: true } | { ok: false; reason: PackObjection | 'overtaken' | 'not-there' }

/**
 * One step of one person with one pack. What changes what the pack says has it built anew; the sweeper
 * queues it where this dies in between.
 */
export const steerPack = async (
  key: PackKey,
  wanted: WantedStep,
  by: Signature,
  plan: Plan,
  deps: SteerPackDeps,
): Promise<StepTaken> => {
  const [pack, directory] = await Promise.all([
    deps.packs.find(key),
    deps.directory.loadDirectory(key.partnershipId),
  ])
  if (!pack) return { ok: false, reason: 'not-there' }
  const objection = objectionToStep(wanted.step, pack, by.by, { directory, policy: plan.packs })
  if (objection) return { ok: false, reason: objection }
  if (pack.edition !== wanted.edition) return { ok: false, reason: 'overtaken' }
  if (!(await write(pack, wanted, by, deps))) return { ok: false, reason: 'overtaken' }
  if (rebuilt.has(wanted.step)) await deps.packQueue.enqueuePack(key)
  return { ok: true }
}

const rebuilt: ReadonlySet<PackStep> = new Set<PackStep>([
  'comment',
  'explain',
  'approve',
  'send-back',
  'reissue',
])

const eventOf = (pack: Pack, what: string, { by, at }: Signature): AuditEvent => ({
  partnershipId: pack.partnershipId,
  planId: pack.planId,
  at,
  what,
  by,
  details: {
    cycleId: pack.cycleId,
    boardId: pack.boardId,
    version: pack.version,
    pack: pack.built?.modelSha256 ?? null,
  },
})

const write = async (
  pack: Pack,
  wanted: WantedStep,
  by: Signature,
  deps: SteerPackDeps,
): Promise<boolean> => {
  switch (wanted.step) {
    case 'comment':
      return deps.packs.comment(pack, { ...wanted.commentary, ...by }, eventOf(pack, 'pack-commented', by))
    case 'explain':
      return deps.packs.explain(pack, wanted.why, eventOf(pack, 'pack-reissue-explained', by))
    case 'ask':
      return deps.packs.askApproval(pack, by, eventOf(pack, 'pack-approval-asked', by))
    case 'approve':
      return deps.packs.approve(pack, by, eventOf(pack, 'pack-approved', by))
    case 'send-back':
      return deps.packs.sendBack(pack, eventOf(pack, 'pack-sent-back', by))
    case 'issue':
      return issuePack(pack, by, deps)
    case 'reissue':
      // Whoever has not been told of the version before is told first: after this nobody would.
      if (pack.attentionAt !== '') await finishIssue(pack, by.at, deps)
      return deps.packs.reissue(pack, wanted.why, eventOf(pack, 'pack-reissue-begun', by))
  }
}
