import type { Board, Person } from './plan.ts'

/** The people and boards of a partnership. */
export type Directory = { people: Person[]; boards: Board[] }

export type DirectoryReader = { loadDirectory: (partnershipId: string) => Promise<Directory> }

/** The id of the entry that stands for an id: its own, or where it was merged, the one that stays. */
export const stayingId = ({ people }: Pick<Directory, 'people'>, personId: string): string => {
  let id = personId
  // No more steps than entries, so that not even a circle in the table goes on for ever.
  for (let step = 0; step < people.length; step += 1) {
    const into = people.find((person) => person.personId === id)?.mergedInto
    if (!into) return id
    id = into
  }
  return id
}

/** Ids as the entries that stand for them, each once, in order. */
export const stayingIds = (directory: Pick<Directory, 'people'>, personIds: readonly string[]): string[] => [
  ...new Set(personIds.map((personId) => stayingId(directory, personId))),
]

/** The person of an id; of an entry that was merged, the one that stays. */
export const findPerson = (directory: Pick<Directory, 'people'>, personId: string): Person | null => {
  const id = stayingId(directory, personId)
  return directory.people.find((person) => person.personId === id) ?? null
}

/** Everybody once, in the order of their names: entries that were merged are left out. */
export const listPeople = ({ people }: Pick<Directory, 'people'>): Person[] =>
  people
    .filter(({ mergedInto }) => mergedInto === null)
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en'))

/** An id and those of the entries that were merged into it, directly or by way of another. */
export const idsOfPerson = (directory: Pick<Directory, 'people'>, personId: string): Set<string> =>
  new Set(
    directory.people
      .map((person) => person.personId)
      .filter((id) => stayingId(directory, id) === personId)
      .concat(personId),
  )

/** Who can be asked instead of somebody whose mail was stopped: their deputy, where mail reaches them. */
export const reachableDeputy = (directory: Pick<Directory, 'people'>, person: Person): Person | null => {
  if (!person.mailStopped || person.deputyId === null) return null
  const deputy = findPerson(directory, person.deputyId)
  return deputy && deputy.personId !== person.personId && !deputy.mailStopped ? deputy : null
}

/** Coordinators, in the order of their names; the first one answers the replies. */
export const coordinatorsOf = (directory: Directory): Person[] =>
  directory.people
    .filter((person) => person.roles.includes('coordinator'))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'))
