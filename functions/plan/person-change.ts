import type { AuditEvent } from '../cycle/ports.ts'
import { decidePerson, newPerson, type TypedPerson } from './decide-person.ts'
import { changeDirectory, type DirectoryStore, type Problem } from './directory-store.ts'
import { fingerprint } from './fingerprint.ts'
import type { Instant, Person, PlanKey } from './plan.ts'
import { toDateFields } from './read-day.ts'

/** A person as their form shows them before anybody has typed. */
export const typedOf = (person: Person): TypedPerson => ({
  name: person.name,
  email: person.email,
  position: person.position ?? '',
  otherNames: person.otherNames.join('\n'),
  coordinator: person.roles.includes('coordinator'),
  approver: person.roles.includes('approver'),
  deputyId: person.deputyId ?? '',
  absences: person.absences.map(({ from, to }) => ({ from: toDateFields(from), to: toDateFields(to) })),
  isAnother: false,
})

/** What a form may change of a person. */
const changeable = ['name', 'email', 'position', 'otherNames', 'roles', 'deputyId', 'absences'] as const
export type ChangeableOfPerson = (typeof changeable)[number]

export type PersonFieldChange = {
  [F in ChangeableOfPerson]: { field: F; from: Person[F]; to: Person[F] }
}[ChangeableOfPerson]

/** Which fields differ, and what they were and are. */
export const changesOfPerson = (before: Person, after: Person): PersonFieldChange[] => {
  const changes: PersonFieldChange[] = [
    { field: 'name', from: before.name, to: after.name },
    { field: 'email', from: before.email, to: after.email },
    { field: 'position', from: before.position, to: after.position },
    { field: 'otherNames', from: before.otherNames, to: after.otherNames },
    { field: 'roles', from: before.roles, to: after.roles },
    { field: 'deputyId', from: before.deputyId, to: after.deputyId },
    { field: 'absences', from: before.absences, to: after.absences },
  ]
  return changes.filter(({ from, to }) => JSON.stringify(from) !== JSON.stringify(to))
}

/** What a form shows of a person, as one word: it is another when somebody has changed them since. */
export const seenPerson = (person: Person): string =>
  fingerprint([...changeable.map((field) => person[field]), person.mergedInto])

export type PersonOrder = PlanKey & {
  /** Null for somebody new. */
  personId: string | null
  typed: TypedPerson
  /** The entry as the form was filled from it, by `seenPerson`; empty for somebody new. */
  seen: string
  by: string
}

export type PersonOutcome =
  | { outcome: 'saved'; person: Person }
  | { outcome: 'refused'; problems: Problem[] }
  /** Somebody else has changed them since the form was opened. */
  | { outcome: 'overtaken'; current: Person }
  | { outcome: 'not-there' }

export type DirectoryDeps = { directoryStore: DirectoryStore; now: () => Instant }

/** Adds or changes one person, in one transaction with its audit event. */
export const changePerson = async (order: PersonOrder, deps: DirectoryDeps): Promise<PersonOutcome> => {
  const { partnershipId, planId, personId, typed, by } = order
  const newId = deps.directoryStore.newPersonId()
  return await changeDirectory<PersonOutcome>(partnershipId, deps.directoryStore, (directory) => {
    const before =
      personId === null
        ? newPerson(partnershipId, newId)
        : directory.people.find((person) => person.personId === personId && person.mergedInto === null)
    if (!before) return { change: null, result: { outcome: 'not-there' } }
    if (personId !== null && seenPerson(before) !== order.seen) {
      return { change: null, result: { outcome: 'overtaken', current: before } }
    }
    const now = deps.now()
    const decided = decidePerson(before, typed, directory, { now, by })
    if (!decided.ok) return { change: null, result: { outcome: 'refused', problems: decided.problems } }
    const { person } = decided
    const changes = changesOfPerson(before, person)
    const event: AuditEvent = {
      partnershipId,
      planId,
      at: now,
      what: personId === null ? 'person-added' : 'person-changed',
      by,
      details: { personId: person.personId, changes },
    }
    return {
      change: changes.length === 0 ? null : { people: [person], boards: [], event },
      result: { outcome: 'saved', person },
    }
  })
}

/** Lets mail go again to an address at which it was stopped. False when it was not stopped. */
export const resumeMail = async (
  { partnershipId, planId, personId, by }: PlanKey & { personId: string; by: string },
  deps: DirectoryDeps,
): Promise<boolean> =>
  await changeDirectory(partnershipId, deps.directoryStore, ({ people }) => {
    const person = people.find((one) => one.personId === personId && one.mergedInto === null)
    if (!person?.mailStopped) return { change: null, result: false }
    const event: AuditEvent = {
      partnershipId,
      planId,
      at: deps.now(),
      what: 'mail-resumed',
      by,
      details: { personId, stopped: person.mailStopped },
    }
    return {
      change: { people: [{ ...person, mailStopped: null }], boards: [], event },
      result: true,
    }
  })
