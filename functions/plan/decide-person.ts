import { z } from 'zod'
import { coordinatorsOf, type Directory, listPeople, stayingId } from './directory.ts'
import type { Problem } from './directory-store.ts'
import { fold } from './fold.ts'
import { Absence, type Instant, type Person, Role } from './plan.ts'
import { type DateFields, isEmptyDate, readDateFields } from './read-day.ts'
import { likelyPeople } from './similar-names.ts'
import { linesOf, tidy } from './typed-text.ts'

/** A person as a form has them: every character as it was typed. */
export type TypedPerson = {
  name: string
  email: string
  position: string
  /** One spelling on each line. */
  otherNames: string
  coordinator: boolean
  approver: boolean
  /** Empty for nobody. */
  deputyId: string
  /** Rows of which every field is empty are no absences. */
  absences: { from: DateFields; to: DateFields }[]
  /** That somebody of a similar name is another person. */
  isAnother: boolean
}

const LONGEST = 200
const MOST_ABSENCES = 50

export type DecidedPerson = { ok: true; person: Person } | { ok: false; problems: Problem[] }

/** An entry that nothing is known of yet. */
export const newPerson = (partnershipId: string, personId: string): Person => ({
  partnershipId,
  personId,
  name: '',
  email: '',
  roles: [],
  position: null,
  otherNames: [],
  formerEmails: [],
  deputyId: null,
  absences: [],
  mergedInto: null,
  mailStopped: null,
})

/**
 * A person as they would be after what somebody typed, or all that is wrong with it. `before` is the
 * entry as it stands, or a new one. A name or an address that is given up is kept as a spelling or a
 * former address; a new address may be mailed again. `by` is whoever decides.
 */
export const decidePerson = (
  before: Person,
  typed: TypedPerson,
  directory: Directory,
  { now, by }: { now: Instant; by: string },
): DecidedPerson => {
  const others = listPeople(directory).filter(({ personId }) => personId !== before.personId)
  const name = tidy(typed.name)
  const email = typed.email.trim().toLowerCase()
  const position = tidy(typed.position)
  const otherNames = spellings(typed.otherNames, name, before)
  const absences = readAbsences(typed.absences)
  const problems = [
    ...problemsOfName(name, before, others, typed.isAnother),
    ...problemsOfEmail(email, before, others),
    ...(position.length > LONGEST ? [tooLong('position', 'The position')] : []),
    ...problemsOfSpellings(otherNames, before, others),
    ...problemsOfRole(typed.coordinator, before, directory, by),
    ...problemsOfDeputy(typed.deputyId, before, others),
    ...absences.problems,
  ]
  if (problems.length > 0) return { ok: false, problems }
  const moved = before.email !== '' && before.email !== email
  return {
    ok: true,
    person: {
      ...before,
      name,
      email,
      position: position === '' ? null : position,
      otherNames,
      roles: Role.options.filter((role) => typed[role]),
      deputyId: typed.deputyId === '' ? null : typed.deputyId,
      absences: absences.read,
      formerEmails: moved
        ? [...before.formerEmails, { email: before.email, until: now }]
        : before.formerEmails,
      mailStopped: moved ? null : before.mailStopped,
    },
  }
}

const tooLong = (field: string, what: string): Problem => ({
  field,
  text: `${what} must be ${LONGEST} characters or fewer`,
})

const knownAs = ({ name, otherNames }: Person): string[] => [name, ...otherNames].map(fold)

/** Spellings each once, without the name itself; a name that is given up becomes one. */
const spellings = (typed: string, name: string, before: Person): string[] => {
  const given = [...linesOf(typed), ...(before.name === '' ? [] : [before.name])]
  const byFold = new Map(given.toReversed().map((spelling) => [fold(spelling), spelling]))
  byFold.delete(fold(name))
  return [...byFold.values()].toReversed()
}

const problemsOfName = (name: string, before: Person, others: Person[], isAnother: boolean): Problem[] => {
  if (name === '') return [{ field: 'name', text: 'Enter a name' }]
  if (name.length > LONGEST) return [tooLong('name', 'The name')]
  if (fold(name) === '') return [{ field: 'name', text: 'A name must have letters' }]
  if (knownAs(before).includes(fold(name))) return []
  const same = others.find((other) => knownAs(other).includes(fold(name)))
  if (same) {
    return [
      {
        field: 'name',
        text: `${same.name} is in the directory under this name. Plans name people by name alone, so give this person a name that tells the two apart`,
      },
    ]
  }
  const [likely] = isAnother || before.name !== '' ? [] : likelyPeople(name, others)
  return likely
    ? [
        {
          field: 'name',
          text: `${likely.name} is in the directory and may be the same person. If they are not, say so below`,
        },
      ]
    : []
}

const problemsOfEmail = (email: string, before: Person, others: Person[]): Problem[] => {
  if (email === '') return [{ field: 'email', text: 'Enter an email address' }]
  if (!z.email().safeParse(email).success || email.length > 254) {
    return [
      {
        field: 'email',
        text: 'Enter an email address in the correct format, like name@example.com',
      },
    ]
  }
  const holder = email === before.email ? undefined : others.find((other) => other.email === email)
  return holder
    ? [
        {
          field: 'email',
          text: `${holder.name} has this address. Each person needs an address of their own, since a link is for one person`,
        },
      ]
    : []
}

const problemsOfSpellings = (otherNames: string[], before: Person, others: Person[]): Problem[] => {
  const field = 'otherNames'
  const long = otherNames.find((spelling) => spelling.length > LONGEST)
  if (long) return [tooLong(field, 'Each spelling')]
  if (otherNames.some((spelling) => fold(spelling) === '')) {
    return [{ field, text: 'Each spelling must have letters' }]
  }
  const known = new Set(knownAs(before))
  for (const spelling of otherNames.filter((one) => !known.has(fold(one)))) {
    const holder = others.find((other) => knownAs(other).includes(fold(spelling)))
    if (holder) {
      return [
        {
          field,
          text: `“${spelling}” is how ${holder.name} is known. If they are the same person, merge the two entries instead`,
        },
      ]
    }
  }
  return []
}

const problemsOfRole = (
  coordinator: boolean,
  before: Person,
  directory: Directory,
  by: string,
): Problem[] => {
  const field = 'coordinator'
  if (coordinator || !before.roles.includes('coordinator')) return []
  if (!coordinatorsOf(directory).some(({ personId }) => personId !== before.personId)) {
    return [{ field, text: `${before.name} is the only coordinator. Make somebody else a coordinator first` }]
  }
  // They would be signed out at once, with no way back.
  return stayingId(directory, by) === before.personId
    ? [{ field, text: 'You cannot take this role from yourself. Ask another coordinator' }]
    : []
}

const problemsOfDeputy = (deputyId: string, before: Person, others: Person[]): Problem[] => {
  const field = 'deputyId'
  if (deputyId === '') return []
  if (deputyId === before.personId) return [{ field, text: 'The deputy must be somebody else' }]
  if (!others.some(({ personId }) => personId === deputyId)) {
    return [{ field, text: 'Choose a deputy who is in the directory' }]
  }
  const chain = deputyChain(deputyId, others)
  const names = chain.map((id) => others.find(({ personId }) => personId === id)?.name ?? before.name)
  return chain.at(-1) === before.personId
    ? [
        {
          field,
          text: `Deputies may not go round in a circle: ${names[0]}’s deputy is ${names.slice(1).join(', whose deputy is ')}`,
        },
      ]
    : []
}

/** The ids met when one asks each deputy for theirs, from `deputyId` on; it stops where one is met again. */
const deputyChain = (deputyId: string, people: Person[]): string[] => {
  const chain: string[] = []
  let id: string | null = deputyId
  while (id !== null && !chain.includes(id)) {
    chain.push(id)
    const next: string | null = people.find(({ personId }) => personId === id)?.deputyId ?? null
    id = next
  }
  return chain
}

/** Absences in order; empty rows are none. */
const readAbsences = (rows: TypedPerson['absences']): { read: Absence[]; problems: Problem[] } => {
  const read: Absence[] = []
  const problems: Problem[] = []
  if (rows.length > MOST_ABSENCES) {
    return { read, problems: [{ field: 'absences', text: `Enter at most ${MOST_ABSENCES} absences` }] }
  }
  for (const [index, row] of rows.entries()) {
    if (isEmptyDate(row.from) && isEmptyDate(row.to)) continue
    const from = readDateFields('The first day away', row.from)
    const to = readDateFields('The last day away', row.to)
    if (!from.ok) problems.push({ field: fieldOfAbsence(index, 'from'), text: from.text })
    if (!to.ok) problems.push({ field: fieldOfAbsence(index, 'to'), text: to.text })
    if (!from.ok || !to.ok) continue
    const absence = Absence.safeParse({ from: from.date, to: to.date })
    if (absence.success) read.push(absence.data)
    else {
      problems.push({
        field: fieldOfAbsence(index, 'to'),
        text: 'The last day away must be the same as or after the first day away',
      })
    }
  }
  const distinct = new Map(read.map((absence) => [`${absence.from}/${absence.to}`, absence]))
  return { read: [...distinct.values()].sort((a, b) => a.from.localeCompare(b.from)), problems }
}

/** The name of an absence's field, rows counted from 0. */
export const fieldOfAbsence = (index: number, end: 'from' | 'to'): string => `absence-${index}-${end}`
