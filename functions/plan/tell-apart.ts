import type { AuditEvent } from '../cycle/ports.ts'
import { changeDirectory } from './directory-store.ts'
import type { DirectoryDeps } from './person-change.ts'
import type { Person, PlanKey } from './plan.ts'

export type TellApartOrder = PlanKey & { one: string; other: string; by: string }

/**
 * Keeps that two entries of similar names are two people, in one transaction with its audit event.
 * False when they are not two entries of the directory; a repeat does nothing.
 */
export const tellApart = async (
  { partnershipId, planId, one, other, by }: TellApartOrder,
  deps: DirectoryDeps,
): Promise<boolean> =>
  await changeDirectory(partnershipId, deps.directoryStore, ({ people }) => {
    const entry = (id: string) =>
      people.find(({ personId, mergedInto }) => personId === id && mergedInto === null)
    const [first, second] = [entry(one), entry(other)]
    if (!first || !second || first === second) return { change: null, result: false }
    const told = [withDistinct(first, other), withDistinct(second, one)].filter((person) => person !== null)
    if (told.length === 0) return { change: null, result: true }
    const event: AuditEvent = {
      partnershipId,
      planId,
      at: deps.now(),
      what: 'people-told-apart',
      by,
      details: { personId: one, other },
    }
    return { change: { people: told, boards: [], event }, result: true }
  })

/** Null where it is there already. */
const withDistinct = (person: Person, personId: string): Person | null => {
  const { distinctFrom = [] } = person
  return distinctFrom.includes(personId) ? null : { ...person, distinctFrom: [...distinctFrom, personId] }
}
