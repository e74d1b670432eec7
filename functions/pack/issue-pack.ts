import { oweMessage } from '../message/message.ts'
import type { MessageQueue, MessageStore } from '../message/ports.ts'
import type { DirectoryReader } from '../plan/directory.ts'
import type { Instant } from '../plan/plan.ts'
import type { Pack, PackStore } from './ports.ts'

export type IssuePackDeps = {
  packs: Pick<PackStore, 'issue' | 'noticesOwed'>
  directory: DirectoryReader
  messages: Pick<MessageStore, 'owe'>
  queue: MessageQueue
}

/** Issues a built pack to its board's members. False when it is not built, or was issued before. */
export const issuePack = async (
  pack: Pack,
  by: string,
  now: Instant,
  deps: IssuePackDeps,
): Promise<boolean> => {
  if (!(await deps.packs.issue(pack, by, now))) return false
  await finishIssue(pack, now, deps)
  return true
}

/** Owes every member of the board their notice; a repeat owes none twice. */
export const finishIssue = async (pack: Pack, now: Instant, deps: IssuePackDeps): Promise<void> => {
  const { boards } = await deps.directory.loadDirectory(pack.partnershipId)
  const board = boards.find(({ boardId }) => boardId === pack.boardId)
  for (const personId of board?.members ?? []) {
    const { partnershipId, planId, cycleId } = pack
    const message = oweMessage(
      {
        partnershipId,
        planId,
        cycleId,
        personId,
        kind: 'pack-notice',
        ordinal: pack.boardId,
        about: pack.boardId,
      },
      now,
    )
    await deps.messages.owe(message)
    await deps.queue.enqueueMessage(message)
  }
  await deps.packs.noticesOwed(pack)
}
