import type { Pack, PackQueue, PackStore } from '../pack/ports.ts'
import type { Snapshot } from '../pack/snapshot.ts'
import { type Directory, type DirectoryReader, findPerson, stayingId } from '../plan/directory.ts'
import { compareRefs, type Instant } from '../plan/plan.ts'
import { type Ask, isOwn } from '../update/ask.ts'
import type { Cycle, Request } from './cycle.ts'
import { planKeyOf } from './cycle.ts'
import type { CycleStore, PlanReader, SnapshotStore, UpdateReader } from './ports.ts'

export type CloseCycleDeps = {
  cycles: Pick<CycleStore, 'findCycle' | 'moveCycle' | 'listRequests' | 'closeRequest' | 'listAsks'>
  plans: PlanReader
  directory: DirectoryReader
  updates: UpdateReader
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
    (board): Pack => ({
      ...planKeyOf(cycle),
      cycleId: cycle.cycleId,
      boardId: board.boardId,
      boardName: board.name,
      state: 'wanted',
      round: cycle.revision,
      file: null,
      sha256: null,
      pages: null,
      issuedBy: null,
      issuedAt: null,
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

type SnapshotDeps = Pick<CloseCycleDeps, 'cycles' | 'plans' | 'directory' | 'updates'>

/** Reads the whole cycle as it stands. Only a locked cycle gives the same twice. */
const readSnapshot = async (
  cycle: Cycle,
  requests: Request[],
  closedAt: Instant,
  deps: SnapshotDeps,
): Promise<Snapshot> => {
  const file = await deps.plans.loadPlanFile(cycle)
  if (!file) throw new Error('the plan of the cycle is not in the table')
  const { plan, actions } = file
  const directory = await deps.directory.loadDirectory(cycle.partnershipId)
  const heads = new Map((await deps.updates.findHeads(actions)).map((update) => [update.ref, update]))
  const asksOf = new Map(
    await Promise.all(
      requests.map(async (request) => [request.personId, await deps.cycles.listAsks(request)] as const),
    ),
  )
  const previousOf = new Map([...asksOf.values()].flat().map((ask) => [ask.ref, ask.previous] as const))
  return {
    ...planKeyOf(cycle),
    format: 1,
    partnershipName: plan.partnershipName,
    plan: {
      name: plan.name,
      timeZone: plan.timeZone,
      statuses: plan.statuses,
      priorities: plan.priorities,
      sources: plan.sources,
    },
    cycle: {
      cycleId: cycle.cycleId,
      openedAt: cycle.openedAt ?? cycle.moments.opensAt,
      dueAt: cycle.moments.dueAt,
      closedAt,
    },
    boards: directory.boards
      .map(({ boardId, name, chair, sees }) => ({ boardId, name, chair: nameOf(directory, chair), sees }))
      .sort((a, b) => a.name.localeCompare(b.name, 'en')),
    actions: actions
      .map((action) => {
        const head = heads.get(action.ref) ?? null
        const answered = head?.cycleId === cycle.cycleId
        return {
          ...action,
          update: answered ? head : null,
          previous: answered ? (previousOf.get(action.ref) ?? null) : head,
        }
      })
      .sort((a, b) => compareRefs(a.ref, b.ref)),
    requests: [...Map.groupBy(requests, ({ personId }) => stayingId(directory, personId))]
      .map(([personId, theirs]) => {
        // Entries that were merged meanwhile each have a request: in the pack they are one person.
        const asks = theirs.flatMap((request) => (asksOf.get(request.personId) ?? []).filter(isOwn))
        const own = theirs.find((request) => request.personId === personId)
        return {
          personId,
          name: own?.personName ?? nameOf(directory, personId) ?? theirs[0]?.personName ?? '',
          asked: refsOf(asks),
          answered: refsOf(asks.filter((ask) => ask.answer !== null)),
        }
      })
      .sort((a, b) => a.name.localeCompare(b.name, 'en')),
  }
}

const refsOf = (asks: Ask[]): string[] => [...new Set(asks.map(({ ref }) => ref))].sort(compareRefs)

const nameOf = (directory: Directory, personId: string | null): string | null =>
  personId === null ? null : (findPerson(directory, personId)?.name ?? null)
