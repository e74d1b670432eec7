import type { Cycle, Request } from '../cycle/cycle.ts'
import { planKeyOf } from '../cycle/cycle.ts'
import type { CycleStore, PlanReader, SnapshotStore, UpdateReader } from '../cycle/ports.ts'
import { isOpen } from '../plan/change-request.ts'
import { type Directory, type DirectoryReader, findPerson, stayingId } from '../plan/directory.ts'
import { type ImportTrailDeps, listImportedDues } from '../plan/import-trail.ts'
import { compareRefs, type Instant, type PlanKey } from '../plan/plan.ts'
import type { ChangeStore } from '../plan/ports.ts'
import { type Ask, isOwn } from '../update/ask.ts'
import { type Agreed, asPast, MONTHS_BACK, type PastMonth, type Redate, type Snapshot } from './snapshot.ts'

export type ReadSnapshotDeps = ImportTrailDeps & {
  cycles: Pick<CycleStore, 'listCycles' | 'listAsks'>
  plans: Pick<PlanReader, 'loadPlanFile'>
  directory: DirectoryReader
  updates: UpdateReader
  changes: Pick<ChangeStore, 'list'>
  snapshots: Pick<SnapshotStore, 'loadSnapshot'>
}

/**
 * Reads a whole cycle as it stands, with what earlier months' packs and the plan's changes say of its
 * actions. Only a locked cycle gives the same answers twice.
 */
export const readSnapshot = async (
  cycle: Cycle,
  requests: Request[],
  closedAt: Instant,
  deps: ReadSnapshotDeps,
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
  /** Whose the newest answer of this month to an action is. */
  const giverOf = (ref: string): string | null => {
    const head = heads.get(ref)
    if (head?.cycleId !== cycle.cycleId) return null
    return stayingId(directory, head.onBehalfOf?.personId ?? head.by)
  }
  const changes = await deps.changes.list(cycle)
  const redates = await listRedates(cycle, changes, directory, deps)
  const agreed = lastAgreed(changes)
  const { past, since } = await readPast(cycle, directory, deps)
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
      isLocked: cycle.state === 'closing' || cycle.state === 'closed',
    },
    boards: directory.boards
      .map(({ boardId, name, chair, sees, publishes }) => ({
        boardId,
        name,
        chair: nameOf(directory, chair),
        sees,
        publishes,
      }))
      .sort((a, b) => a.name.localeCompare(b.name, 'en')),
    actions: actions
      .map((action) => {
        const head = heads.get(action.ref) ?? null
        const answered = head?.cycleId === cycle.cycleId
        return {
          ...action,
          update: answered ? head : null,
          previous: answered ? (previousOf.get(action.ref) ?? null) : head,
          redates: redates.get(action.ref) ?? [],
          agreed: agreed.get(action.ref) ?? null,
        }
      })
      .sort((a, b) => compareRefs(a.ref, b.ref)),
    requests: [...Map.groupBy(requests, ({ personId }) => stayingId(directory, personId))]
      .map(([personId, theirs]) => {
        // Entries that were merged meanwhile each have a request: in the pack they are one person.
        const asks = theirs.flatMap((request) => (asksOf.get(request.personId) ?? []).filter(isOwn))
        const own = theirs.find((request) => request.personId === personId)
        const answered = refsOf(asks.filter((ask) => ask.answer !== null))
        return {
          personId,
          name: own?.personName ?? nameOf(directory, personId) ?? theirs[0]?.personName ?? '',
          asked: refsOf(asks),
          answered,
          gave: answered.filter((ref) => giverOf(ref) === personId),
        }
      })
      .sort((a, b) => a.name.localeCompare(b.name, 'en')),
    internal: plan.packs.internal,
    names: [...new Set(directory.people.flatMap(({ name, otherNames }) => [name, ...otherNames]))].sort(),
    changes: changes.filter((change) => isOpen(change) || (change.decidedAt ?? '') > since),
    past,
  }
}

const refsOf = (asks: Ask[]): string[] => [...new Set(asks.map(({ ref }) => ref))].sort(compareRefs)

const nameOf = (directory: Directory, personId: string | null): string | null =>
  personId === null ? null : (findPerson(directory, personId)?.name ?? null)

/** The last approval of a status, or of a closing, by ref. */
const lastAgreed = (changes: Snapshot['changes']): Map<string, Agreed> =>
  new Map(
    changes
      .filter(({ state }) => state === 'approved')
      .flatMap(({ ref, changes: fields, askedAt, decidedAt, decidedByName, evidence }) =>
        fields.flatMap((change): [string, Agreed][] => {
          const by = { at: decidedAt ?? askedAt, by: decidedByName ?? '', evidence }
          if (change.field === 'status') return [[ref, { status: change.to, ...by }]]
          return change.field === 'closed' && change.to ? [[ref, { status: null, ...by }]] : []
        }),
      )
      .sort(([, a], [, b]) => a.at.localeCompare(b.at)),
  )

/** Every change of a due date by ref, approved or imported, the oldest first. */
const listRedates = async (
  plan: PlanKey,
  changes: Snapshot['changes'],
  directory: Directory,
  deps: ImportTrailDeps,
): Promise<Map<string, Redate[]>> => {
  const approved = changes
    .filter(({ state }) => state === 'approved')
    .flatMap(({ ref, changes: fields, decidedAt, decidedByName, askedAt, reason }) =>
      fields.flatMap((change) => {
        if (change.field !== 'due') return []
        const { from, to } = change
        return [{ ref, from, to, at: decidedAt ?? askedAt, by: decidedByName ?? '', reason }]
      }),
    )
  const imported = [...(await listImportedDues(plan, deps))].flatMap(([ref, dues]) =>
    dues.map(({ made, from, to }) => ({
      ref,
      from,
      to,
      at: made.at,
      by: nameOf(directory, made.by) ?? '',
      reason: null,
    })),
  )
  const all = [...approved, ...imported].sort((a, b) => a.at.localeCompare(b.at))
  return new Map(
    [...Map.groupBy(all, ({ ref }) => ref)].map(([ref, redates]) => [
      ref,
      redates.map(({ from, to, at, by, reason }) => ({ from, to, at, by, reason })),
    ]),
  )
}

/**
 * The months before, out of the last one's snapshot, and when that month was closed; no months where the
 * snapshot is not there any more.
 */
const readPast = async (
  cycle: Cycle,
  directory: Directory,
  { cycles, snapshots }: Pick<ReadSnapshotDeps, 'cycles' | 'snapshots'>,
): Promise<{ past: PastMonth[]; since: string }> => {
  const last = (await cycles.listCycles(cycle))
    .filter(({ cycleId, snapshot }) => cycleId < cycle.cycleId && snapshot !== null)
    .sort((a, b) => b.cycleId.localeCompare(a.cycleId))[0]
  const kept = last?.snapshot ? await snapshots.loadSnapshot(last.snapshot.key) : null
  const since = last?.closedAt ?? ''
  if (!kept) return { past: [], since }
  const past = [asPast(kept.snapshot), ...kept.snapshot.past].slice(0, MONTHS_BACK).map((month) => ({
    ...month,
    requests: month.requests.map((request) => ({
      ...request,
      personId: stayingId(directory, request.personId),
    })),
  }))
  return { past, since }
}
