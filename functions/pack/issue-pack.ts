import { oweMessage } from '../message/message.ts'
import type { MessageQueue, MessageStore } from '../message/ports.ts'
import type { DirectoryReader } from '../plan/directory.ts'
import type { Instant } from '../plan/plan.ts'
import type { Pack, PackStore, Signature } from './ports.ts'

export type IssuePackDeps = {
  packs: Pick<PackStore, 'issue' | 'noticesOwed'>
  directory: DirectoryReader
  messages: Pick<MessageStore, 'owe'>
  queue: MessageQueue
}

/** Issues an approved pack to its board's members. False when it is not approved and built, or was issued before. */
export const issuePack = async (pack: Pack, issued: Signature, deps: IssuePackDeps): Promise<boolean> => {
  const { partnershipId, planId, cycleId, boardId, version, built } = pack
  const event = {
    partnershipId,
    planId,
    at: issued.at,
    what: 'pack-issued',
    by: issued.by,
    details: { cycleId, boardId, version, pack: built?.modelSha256 ?? null },
  }
  if (!(await deps.packs.issue(pack, issued, event))) return false
  await finishIssue(pack, issued.at, deps)
  return true
}

/** Owes every member of the board their notice of this version; a repeat owes none twice. */
export const finishIssue = async (pack: Pack, now: Instant, deps: IssuePackDeps): Promise<void> => {
  const { boards } = await deps.directory.loadDirectory(pack.partnershipId)
  const board = boards.find(({ boardId }) => boardId === pack.boardId)
  for (const personId of board?.members ?? []) {
    const { partnershipId, planId, cycleId, boardId, version } = pack
    const message = oweMessage(
      {
        partnershipId,
        planId,
        cycleId,
        personId,
        kind: 'pack-notice',
        // No board's id has a `_`, so no other board's first version is called the same.
        ordinal: version === 1 ? boardId : `${boardId}_v${version}`,
        about: boardId,
      },
      now,
    )
    await deps.messages.owe(message)
    await deps.queue.enqueueMessage(message)
  }
  await deps.packs.noticesOwed(pack)
}
