import type { CycleStore, PlanReader, UpdateReader } from '../cycle/ports.ts'
import { type Directory, findPerson, idsOfPerson, listPeople } from '../plan/directory.ts'
import type { DirectoryStore } from '../plan/directory-store.ts'
import {
  type Absence,
  type Action,
  type Board,
  compareRefs,
  type LocalDate,
  type Person,
  type Plan,
} from '../plan/plan.ts'
import { likelyPairs, likelyPeople } from '../plan/similar-names.ts'
import type { Update } from '../update/update.ts'

export type DirectoryViewDeps = {
  directoryStore: DirectoryStore
  plans: Pick<PlanReader, 'loadPlanFile'>
  updates: UpdateReader
  cycles: Pick<CycleStore, 'findCycle' | 'listRequests'>
}

/** An absence as of a day: the one that is on, or the next. */
export type Away = Absence & { now: boolean }

/** The absence that is on, or else the next one; null where none is left. */
const awayOf = ({ absences }: Person, today: LocalDate): Away | null => {
  const left = absences.filter(({ to }) => to >= today).sort((a, b) => a.from.localeCompare(b.from))
  const [first] = left
  return first ? { ...first, now: first.from <= today } : null
}

/** What somebody is asked about and sits on. */
export type Part = {
  /** Actions they are asked about as improvement lead; closed ones are left out. */
  leads: Action[]
  /** Actions they are accountable for. */
  accountable: Action[]
  boards: Board[]
  deputyFor: Person[]
}

export const partOf = (person: Person, directory: Directory, actions: Action[]): Part => {
  const ids = idsOfPerson(directory, person.personId)
  const any = (these: string[]) => these.some((id) => ids.has(id))
  const live = actions.filter(({ closed }) => !closed).sort((a, b) => compareRefs(a.ref, b.ref))
  return {
    leads: live.filter(({ improvementLeadIds }) => any(improvementLeadIds)),
    accountable: live.filter(({ strategicLeadIds }) => any(strategicLeadIds)),
    boards: sortBoards(
      directory.boards.filter(({ chair, members }) => any(chair === null ? members : [chair, ...members])),
    ),
    deputyFor: listPeople(directory).filter(({ deputyId }) => deputyId !== null && ids.has(deputyId)),
  }
}

export const sortBoards = (boards: Board[]): Board[] =>
  boards.toSorted((a, b) => a.name.localeCompare(b.name, 'en'))

export type PeopleView = {
  people: { person: Person; part: Part; deputy: Person | null; away: Away | null }[]
  doubles: [Person, Person][]
}

/** The whole directory's people, and who of them may be one person. */
export const loadPeople = async (
  plan: Plan,
  today: LocalDate,
  deps: DirectoryViewDeps,
): Promise<PeopleView> => {
  const [directory, file] = await Promise.all([
    deps.directoryStore.readDirectory(plan.partnershipId),
    deps.plans.loadPlanFile(plan),
  ])
  const people = listPeople(directory)
  return {
    people: people.map((person) => ({
      person,
      part: partOf(person, directory, file?.actions ?? []),
      deputy: person.deputyId === null ? null : findPerson(directory, person.deputyId),
      away: awayOf(person, today),
    })),
    doubles: likelyPairs(people),
  }
}

export type PersonView = {
  person: Person
  deputy: Person | null
  part: Part
  /** Entries that were merged into theirs. */
  merged: Person[]
  /** Others whom their name may mean. */
  likely: Person[]
  /** The newest answers of the plan's actions that are theirs, newest first. */
  answers: { action: Action; update: Update }[]
}

/** Everything the directory and the plan know of one person; null where nobody has the id. */
export const loadPerson = async (
  plan: Plan,
  personId: string,
  deps: DirectoryViewDeps,
): Promise<PersonView | null> => {
  const [directory, file] = await Promise.all([
    deps.directoryStore.readDirectory(plan.partnershipId),
    deps.plans.loadPlanFile(plan),
  ])
  const person = findPerson(directory, personId)
  if (!person) return null
  const actions = file?.actions ?? []
  const heads = await deps.updates.findHeads(actions)
  const ids = idsOfPerson(directory, person.personId)
  const others = listPeople(directory).filter((other) => other.personId !== person.personId)
  const likely = [person.name, ...person.otherNames].flatMap((name) => likelyPeople(name, others))
  return {
    person,
    deputy: person.deputyId === null ? null : findPerson(directory, person.deputyId),
    part: partOf(person, directory, actions),
    merged: directory.people.filter((one) => one.personId !== person.personId && ids.has(one.personId)),
    likely: [...new Set(likely)],
    answers: heads
      .filter(({ by }) => ids.has(by))
      .flatMap((update) =>
        actions.filter(({ ref }) => ref === update.ref).map((action) => ({ action, update })),
      )
      .sort((a, b) => b.update.at.localeCompare(a.update.at)),
  }
}
