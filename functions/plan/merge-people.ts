import type { CycleKey } from '../cycle/cycle.ts'
import type { CycleStore, PlanReader } from '../cycle/ports.ts'
import { coordinatorsOf, type Directory, stayingId } from './directory.ts'
import { type DirectoryStore, ENTRIES_AT_ONCE } from './directory-store.ts'
import { fold } from './fold.ts'
import { seenPerson } from './person-change.ts'
import {
  type Action,
  type Board,
  compareRefs,
  type Instant,
  type Person,
  type Plan,
  type PlanKey,
} from './plan.ts'

/** A plan with its actions, as it was read. */
export type PlanFile = { plan: Plan; actions: Action[] }

/** All that a merge changes, each entry as it will be. */
export type Merge = {
  survivor: Person
  merged: Person
  /** Whose deputy was the merged entry. */
  deputies: Person[]
  boards: Board[]
  /** Those that name the merged entry; they will name the survivor, who takes over its spellings. */
  actions: Action[]
  /** The survivor's deputy would have stood in for themselves, so there is none now. */
  losesDeputy: boolean
}

export type MergeRefusal = 'same' | 'not-there' | 'last-coordinator'

/**
 * What merging `mergedId` into `survivorId` changes: names and addresses go to the survivor as
 * spellings and former addresses, and everything that points to the merged entry points to the
 * survivor. What was answered stays under the id it was answered by. A repeat after a merge that was
 * cut short gives what is missing.
 */
export const decideMerge = (
  survivorId: string,
  mergedId: string,
  directory: Directory,
  files: readonly PlanFile[],
  now: Instant,
): { ok: true; merge: Merge } | { ok: false; reason: MergeRefusal } => {
  if (survivorId === mergedId) return { ok: false, reason: 'same' }
  const open = directory.people.filter(({ mergedInto }) => mergedInto === null)
  const survivor = open.find(({ personId }) => personId === survivorId)
  const merged = open.find(({ personId }) => personId === mergedId)
  if (!survivor || !merged) return { ok: false, reason: 'not-there' }
  if (!coordinatorsOf(directory).some(({ personId }) => personId !== mergedId)) {
    return { ok: false, reason: 'last-coordinator' }
  }

  const moved = (id: string): string => (id === mergedId ? survivorId : id)
  const movedAll = (ids: string[]): string[] => [...new Set(ids.map(moved))]
  const deputies = open
    .filter(({ personId, deputyId }) => deputyId === mergedId && personId !== survivorId)
    .map((person) => ({ ...person, deputyId: survivorId }))
  const chosen = [survivor.deputyId, merged.deputyId].find(
    (id) => id !== null && id !== survivorId && id !== mergedId,
  )
  const deputyId = chosen ?? null
  const circle = deputyId !== null && isReached(survivorId, deputyId, [...deputies, ...open])
  const byFold = new Map(
    [...survivor.otherNames, merged.name, ...merged.otherNames]
      .toReversed()
      .map((spelling) => [fold(spelling), spelling]),
  )
  byFold.delete(fold(survivor.name))
  return {
    ok: true,
    merge: {
      survivor: {
        ...survivor,
        position: survivor.position ?? merged.position,
        otherNames: [...byFold.values()].toReversed(),
        formerEmails: [
          ...survivor.formerEmails,
          ...merged.formerEmails,
          { email: merged.email, until: now },
        ].sort((a, b) => a.until.localeCompare(b.until)),
        deputyId: circle ? null : deputyId,
        distinctFrom: [...new Set([...(survivor.distinctFrom ?? []), ...(merged.distinctFrom ?? [])])].filter(
          (id) => id !== survivorId && id !== mergedId,
        ),
        absences: unionOfAbsences(survivor, merged),
      },
      merged: {
        ...merged,
        roles: [],
        otherNames: [],
        deputyId: null,
        absences: [],
        mergedInto: survivorId,
      },
      deputies,
      boards: directory.boards
        .filter(({ chair, members }) => chair === mergedId || members.includes(mergedId))
        .map((board) => ({
          ...board,
          chair: board.chair === null ? null : moved(board.chair),
          members: movedAll(board.members),
        })),
      actions: files
        .flatMap(({ actions }) => actions)
        .filter(
          ({ strategicLeadIds, improvementLeadIds }) =>
            strategicLeadIds.includes(mergedId) || improvementLeadIds.includes(mergedId),
        )
        .sort((a, b) => compareRefs(a.ref, b.ref)),
      losesDeputy: survivor.deputyId !== null && (circle || deputyId === null),
    },
  }
}

/** Whether asking each deputy for theirs leads from one person to another; the first entry of an id counts. */
const isReached = (to: string, from: string, people: Person[]): boolean => {
  const met = new Set<string>()
  let id: string | null = from
  while (id !== null && !met.has(id)) {
    if (id === to) return true
    met.add(id)
    const next: string | null = people.find(({ personId }) => personId === id)?.deputyId ?? null
    id = next
  }
  return false
}

const unionOfAbsences = (...people: Person[]): Person['absences'] =>
  [
    ...new Map(
      people.flatMap(({ absences }) => absences).map((absence) => [JSON.stringify(absence), absence]),
    ).values(),
  ].sort((a, b) => a.from.localeCompare(b.from))

export type MergeDeps = {
  directoryStore: DirectoryStore
  plans: PlanReader
  cycles: Pick<CycleStore, 'findCycle'>
  listPlans: (partnershipId: string) => Promise<PlanKey[]>
  now: () => Instant
}

/** Every plan of a partnership with its actions. */
export const loadPlanFiles = async (
  partnershipId: string,
  deps: Pick<MergeDeps, 'plans' | 'listPlans'>,
): Promise<PlanFile[]> => {
  const keys = await deps.listPlans(partnershipId)
  const files = await Promise.all(keys.map((key) => deps.plans.loadPlanFile(key)))
  return files.filter((file) => file !== null)
}

export type MergeOrder = PlanKey & {
  survivorId: string
  mergedId: string
  /** Both entries as they were shown, by `seenPerson`. */
  seen: { survivor: string; merged: string }
  by: string
}

export type MergeOutcome =
  | { outcome: 'merged' }
  | { outcome: 'refused'; reason: MergeRefusal }
  /** One of the two has been changed since they were shown. */
  | { outcome: 'overtaken' }
  /** A month is being opened or closed, or others never pause. */
  | { outcome: 'busy' }

const MOST_TRIES = 4

/**
 * Merges two entries of one person. What fits goes in one transaction. What does not goes in several,
 * the two entries last: cut short, both are entries that can be used, and merging them again does the
 * rest. Merging what is merged is done already.
 */
export const mergePeople = async (order: MergeOrder, deps: MergeDeps): Promise<MergeOutcome> => {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const { partnershipId } = order
    const directory = await deps.directoryStore.readDirectory(partnershipId)
    const files = await loadPlanFiles(partnershipId, deps)
    const entry = (id: string) => directory.people.find(({ personId }) => personId === id)
    const [survivor, merged] = [entry(order.survivorId), entry(order.mergedId)]
    if (!survivor || !merged) return { outcome: 'refused', reason: 'not-there' }
    if (merged.mergedInto !== null && stayingId(directory, merged.personId) === survivor.personId) {
      return { outcome: 'merged' }
    }
    if (seenPerson(survivor) !== order.seen.survivor || seenPerson(merged) !== order.seen.merged) {
      return { outcome: 'overtaken' }
    }
    const cycles = await Promise.all(
      files.flatMap(({ plan }) =>
        plan.currentCycleId ? [deps.cycles.findCycle({ ...plan, cycleId: plan.currentCycleId })] : [],
      ),
    )
    const now = deps.now()
    const decided = decideMerge(order.survivorId, order.mergedId, directory, files, now)
    if (!decided.ok) return { outcome: 'refused', reason: decided.reason }
    const settled = cycles.filter((cycle) => cycle !== null)
    if (await writeMerge(order, decided.merge, directory.revision, settled, now, deps)) {
      return { outcome: 'merged' }
    }
  }
  return { outcome: 'busy' }
}

/** Writes a merge in as few transactions as it fits in. False when something else came between, or is going on. */
const writeMerge = async (
  { partnershipId, planId, by }: MergeOrder,
  merge: Merge,
  revision: number,
  settled: CycleKey[],
  now: Instant,
  { directoryStore }: MergeDeps,
): Promise<boolean> => {
  const { survivor, merged, boards, deputies } = merge
  const event = {
    partnershipId,
    planId,
    at: now,
    what: 'people-merged',
    by,
    details: {
      personId: survivor.personId,
      merged: merged.personId,
      actions: merge.actions.map((action) => ({ plan: action.planId, ref: action.ref })),
      boards: boards.map(({ boardId }) => boardId),
      deputyOf: deputies.map(({ personId }) => personId),
    },
  }
  const entries: { boards: Board[]; people: Person[] }[] = [
    ...boards.map((board) => ({ boards: [board], people: [] })),
    ...deputies.map((person) => ({ boards: [], people: [person] })),
  ]
  // Two places are kept for the entries themselves, which go last.
  const most = ENTRIES_AT_ONCE - 2
  for (let from = 0; ; from += most) {
    const step = entries.slice(from, from + most)
    const isLast = from + most >= entries.length
    const written = await directoryStore.writeDirectory({
      partnershipId,
      revision: revision + from / most,
      people: [...step.flatMap(({ people }) => people), ...(isLast ? [survivor, merged] : [])],
      boards: step.flatMap(({ boards }) => boards),
      settled,
      event: isLast ? event : { ...event, what: 'people-merge-begun' },
    })
    if (!written || isLast) return written
  }
}
