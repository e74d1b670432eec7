import type { PackQueue, PackStore, WantedPack } from '../pack/ports.ts'
import { type ReadSnapshotDeps, readSnapshot } from '../pack/read-snapshot.ts'
import type { Instant } from '../plan/plan.ts'
import type { Cycle, Request } from './cycle.ts'
import { planKeyOf } from './cycle.ts'
import type { CycleStore, SnapshotStore } from './ports.ts'

export type CloseCycleDeps = ReadSnapshotDeps & {
  cycles: Pick<CycleStore, 'findCycle' | 'moveCycle' | 'listRequests' | 'closeRequest'>
  snapshots: SnapshotStore
  packs: Pick<PackStore, 'want'>
  packQueue: PackQueue
}

/** The index has not caught up with every request yet; the next tick tries again. */
class RequestsNotYetListed extends Error {
  override name = 'RequestsNotYetListed'
}

/** Every request of a cycle. @throws RequestsNotYetListed where the index lacks some */
export const listAllRequests = async (
  cycle: Cycle,
  cycles: Pick<CycleStore, 'listRequests'>,
): Promise<Request[]> => {
  const requests = await cycles.listRequests(cycle)
  if (requests.length < cycle.leadsAsked) {
    throw new RequestsNotYetListed(`${requests.length} of ${cycle.leadsAsked} requests listed`)
  }
  return requests
}

/**
 * Closes a cycle: every request is locked, then the snapshot is read and kept, then each board's
 * pack is asked for. The locks come first, so an answer is either refused or in the snapshot. Each
 * step is safe to repeat; `closedAt` is fixed by the first, so a repeat makes the same snapshot. Each
 * names the closing it belongs to: who comes late, when the cycle was reopened, does nothing more.
 */
export const closeCycle = async (open: Cycle, now: Instant, deps: CloseCycleDeps): Promise<void> => {
  // Where it has been extended since it was read, closing is not due.
  if (open.state === 'open' && !(await deps.cycles.moveCycle(open, 'closing', { closedAt: now }))) return
  const cycle = await deps.cycles.findCycle(open)
  if (cycle?.state !== 'closing') return

  const requests = await listAllRequests(cycle, deps.cycles)
  for (const request of requests) {
    if (!(await deps.cycles.closeRequest(request, cycle))) return
  }

  const snapshot = await readSnapshot(cycle, requests, cycle.closedAt ?? now, deps)
  const saved = await deps.snapshots.saveSnapshot(snapshot)
  const packs = snapshot.boards.map(
    (board): WantedPack => ({
      ...planKeyOf(cycle),
      cycleId: cycle.cycleId,
      boardId: board.boardId,
      boardName: board.name,
      round: cycle.revision,
      attentionAt: now,
    }),
  )
  for (const pack of packs) {
    if (!(await deps.packs.want(pack))) return
  }
  const event = {
    ...planKeyOf(cycle),
    at: now,
    what: 'cycle-closed',
    by: 'clockwork',
    details: { cycleId: cycle.cycleId, snapshot: saved.sha256 },
  }
  await deps.cycles.moveCycle(cycle, 'closed', { snapshot: saved }, event)
  for (const pack of packs) await deps.packQueue.enqueuePack(pack)
}
