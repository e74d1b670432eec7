import type { Board, Person } from './plan.ts'

/** The people and boards of a partnership. */
export type Directory = { people: Person[]; boards: Board[] }

export type DirectoryReader = { loadDirectory: (partnershipId: string) => Promise<Directory> }

export const findPerson = (directory: Directory, personId: string): Person | null =>
  directory.people.find((person) => person.personId === personId) ?? null

/** Coordinators, in the order of their names; the first one answers the replies. */
export const coordinatorsOf = (directory: Directory): Person[] =>
  directory.people
    .filter((person) => person.roles.includes('coordinator'))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'))
