import { decidePerson, newPerson, type TypedPerson } from './decide-person.ts'
import { type Directory, listPeople } from './directory.ts'
import { findByWords } from './find-by-words.ts'
import { fold } from './fold.ts'
import { type ListRow, type PersonField, personHeadings } from './import/directory-columns.ts'
import { majorityOrder, readWrittenDate } from './import/read-dates.ts'
import { isRole } from './import/read-names.ts'
import {
  type BroughtList,
  type ListImported,
  type ListOrder,
  partsOfCell,
  readListFile,
  sha256,
  writeList,
} from './import-list.ts'
import { changesOfPerson, type DirectoryDeps, type PersonFieldChange, typedOf } from './person-change.ts'
import { type Instant, type LocalDate, type Person, Role } from './plan.ts'
import { type DateFields, emptyDate, readDay, toDateFields } from './read-day.ts'
import { likelyPeople } from './similar-names.ts'
import { tidy } from './typed-text.ts'

/** What a row of the list comes to. Rows are numbered as the spreadsheet shows them. */
export type PersonRow =
  | { kind: 'added'; row: number; person: Person }
  | { kind: 'changed'; row: number; person: Person; changes: PersonFieldChange[] }
  | { kind: 'unchanged'; row: number; person: Person }
  /** Somebody must say whether it is one of these people. */
  | { kind: 'unsure'; row: number; name: string; likely: Person[] }
  /** `problems` are sentences that say what to do. */
  | { kind: 'refused'; row: number; name: string; problems: string[] }

export type PeoplePreview =
  | {
      ok: true
      rows: PersonRow[]
      /** Headings that mean nothing here. */
      ignored: string[]
      revision: number
      sha256: string
      /** Everybody as they would be, for names of deputies. */
      directory: Directory
    }
  /** A sentence for the coordinator. */
  | { ok: false; reason: string }

const NO_HEADINGS =
  'No row of headings was found. Give the list a first row with at least Name and Email, and choose the file again.'

/** Reads a list of people against the directory as it stands. Writes nothing. */
export const previewPeople = async (
  { partnershipId, bytes, by, decisions }: BroughtList,
  deps: DirectoryDeps,
): Promise<PeoplePreview> => {
  const [list, { revision, ...directory }] = await Promise.all([
    readListFile(bytes, personHeadings, [['name'], ['firstName', 'lastName'], ['email']], NO_HEADINGS),
    deps.directoryStore.readDirectory(partnershipId),
  ])
  if (!list.ok) return list
  const decided = decideRows(list.rows, { ...directory, partnershipId }, { decisions, by }, deps)
  return { ok: true, ...decided, ignored: list.ignored, revision, sha256: sha256(bytes) }
}

type Cells = ListRow<PersonField>['cells']

/** A row whose person is known or new, with what is to be typed into their form. */
type Found = { row: number; before: Person; typed: TypedPerson; cells: Cells; problems: string[] }

const decideRows = (
  rows: ListRow<PersonField>[],
  { partnershipId, ...directory }: Directory & { partnershipId: string },
  { decisions, by }: Pick<BroughtList, 'decisions' | 'by'>,
  deps: DirectoryDeps,
): { rows: PersonRow[]; directory: Directory } => {
  const now = deps.now()
  const dates = dateReader(rows)
  const results: PersonRow[] = []
  const found: Found[] = []
  for (const { row, cells } of rows) {
    const name = nameIn(cells)
    const who = identify(row, name, cells, directory, decisions)
    if (who.is === 'unclear') results.push({ kind: 'refused', row, name, problems: [who.problem] })
    else if (who.is === 'unsure') results.push({ kind: 'unsure', row, name, likely: who.likely })
    else {
      const before =
        who.is === 'known' ? who.person : newPerson(partnershipId, deps.directoryStore.newPersonId())
      const earlier = found.find((other) => other.before.personId === before.personId)
      if (earlier) {
        const problem = `Row ${earlier.row} is about ${before.name} too. Make the two one row`
        results.push({ kind: 'refused', row, name, problems: [problem] })
      } else found.push({ row, before, cells, ...typedFrom(before, name, cells, dates) })
    }
  }

  // Each row is judged with all others applied: a deputy may be new too, and two rows may want one address.
  const drafted = found.map(({ before, typed }) => draftOf(before, typed))
  const draft = withPeople(directory, drafted)
  for (const one of found) {
    const { deputy } = one.cells
    if (!deputy) continue
    const known = findByWords(deputy, listPeople(draft))
    if (known.ok) one.typed.deputyId = known.person.personId
    else one.problems.push(`Deputy: ${known.text}`)
  }
  const judged = withPeople(
    draft,
    found.map(({ before, typed }) => draftOf(before, typed)),
  )
  const after: Person[] = []
  for (const { row, before, typed, problems } of found) {
    const decided = decidePerson(before, typed, judged, { now, by })
    const wrong = [...problems, ...(decided.ok ? [] : decided.problems.map(({ text }) => text))]
    if (!decided.ok || wrong.length > 0) {
      results.push({ kind: 'refused', row, name: tidy(typed.name) || typed.email, problems: wrong })
      continue
    }
    const { person } = decided
    const changes = changesOfPerson(before, person)
    after.push(person)
    if (before.name === '') results.push({ kind: 'added', row, person })
    else if (changes.length === 0) results.push({ kind: 'unchanged', row, person })
    else results.push({ kind: 'changed', row, person, changes })
  }
  return {
    rows: results.sort((a, b) => a.row - b.row),
    directory: withPeople(directory, after),
  }
}

const withPeople = (directory: Directory, people: Person[]): Directory => ({
  ...directory,
  people: [
    ...directory.people.filter(({ personId }) => !people.some((one) => one.personId === personId)),
    ...people,
  ],
})

/** As they would be if nothing were wrong. */
const draftOf = (before: Person, typed: TypedPerson): Person => ({
  ...before,
  name: tidy(typed.name),
  email: typed.email.trim().toLowerCase(),
  otherNames: typed.otherNames.split('\n').filter((line) => line !== ''),
  roles: Role.options.filter((role) => typed[role]),
  deputyId: typed.deputyId === '' ? null : typed.deputyId,
})

/** A name as the directory writes it: `Hare, Kelly` the other way round. */
const nameIn = ({ name = '', firstName = '', lastName = '' }: Cells): string => {
  const [surname = '', given, ...more] = name.split(',')
  const inOrder =
    given !== undefined && given.trim() !== '' && more.length === 0 ? `${given} ${surname}` : name
  return tidy(inOrder) || tidy(`${firstName} ${lastName}`)
}

type Identified =
  | { is: 'known'; person: Person }
  | { is: 'new' }
  | { is: 'unsure'; likely: Person[] }
  | { is: 'unclear'; problem: string }

/** Whom a row is about: by address, else by name; by a similar name where somebody has said so. */
const identify = (
  row: number,
  name: string,
  cells: Cells,
  directory: Directory,
  decisions: BroughtList['decisions'],
): Identified => {
  const people = listPeople(directory)
  const email = (cells.email ?? '').toLowerCase()
  const byAddress = email === '' ? undefined : people.find((person) => person.email === email)
  const byName = name === '' ? [] : people.filter((person) => isKnownAs(person, name))
  const [named, second] = byName
  if (byAddress && named && !byName.includes(byAddress)) {
    return {
      is: 'unclear',
      problem: `The address is ${byAddress.name}’s and the name is ${named.name}’s. Correct one of the two`,
    }
  }
  if (!named && isRole(name) && likelyPeople(name, people).length === 0) {
    return {
      is: 'unclear',
      problem: `“${name}” is a role. Write their name here, and the role in the column Position. If it is a name after all, add that person by hand first`,
    }
  }
  if (byAddress) return { is: 'known', person: byAddress }
  if (named && second) {
    return {
      is: 'unclear',
      problem: 'Several people have this name. Give the address of the one who is meant',
    }
  }
  if (named) return { is: 'known', person: named }
  if (name === '') {
    return { is: 'unclear', problem: 'Nobody has this address. Give a name, so that they can be added' }
  }
  const decision = decisions.get(row)
  const same = decision?.is === 'same' ? people.find(({ personId }) => personId === decision.id) : undefined
  if (same) return { is: 'known', person: same }
  if (decision?.is !== 'another') {
    const had = people.filter(({ formerEmails }) => formerEmails.some((former) => former.email === email))
    const likely = [...new Set([...likelyPeople(name, people), ...had])]
    if (likely.length > 0) return { is: 'unsure', likely }
  }
  if (email === '') {
    return {
      is: 'unclear',
      problem: 'They are not in the directory yet. Give their address, so that they can be added',
    }
  }
  return { is: 'new' }
}

const isKnownAs = ({ name, otherNames }: Person, words: string): boolean =>
  [name, ...otherNames].some((known) => fold(known) === fold(words))

const YES = new Set(['yes', 'y', 'true', '1', 'x'])
const NO = new Set(['no', 'n', 'false', '0'])

/** A person's form as a row would fill it. An empty cell leaves what is there; lists are added to. */
const typedFrom = (
  before: Person,
  name: string,
  cells: Cells,
  dates: DateReader,
): Pick<Found, 'typed' | 'problems'> => {
  const problems: string[] = []
  const typed: TypedPerson = { ...typedOf(before), isAnother: true }
  const spellings = partsOfCell(cells.otherNames ?? '')
  if (name !== '' && !isKnownAs(before, name)) {
    // Another way to write what they are called is no new name.
    const isSpelling = before.name !== '' && (!cells.email || likelyPeople(name, [before]).length > 0)
    if (isSpelling) spellings.push(name)
    else typed.name = name
  }
  typed.otherNames = [...before.otherNames, ...spellings].join('\n')
  if (cells.email) typed.email = cells.email
  if (cells.position) typed.position = cells.position
  if (cells.coordinator) {
    const answer = fold(cells.coordinator)
    if (!YES.has(answer) && !NO.has(answer)) problems.push('Coordinator must be yes or no')
    typed.coordinator = YES.has(answer)
  }
  if (cells.awayFrom || cells.awayTo) {
    const [from, to] = [dates(cells.awayFrom ?? ''), dates(cells.awayTo ?? '')]
    if (from && to) typed.absences.push({ from, to })
    else problems.push('Give both the first and the last day away, like 27/3/2027')
  }
  return { typed, problems }
}

type DateReader = (text: string) => DateFields | null

/** Reads dates in the order of numbers that most of the list has; null where it is no date. */
const dateReader = (rows: ListRow<PersonField>[]): DateReader => {
  const { order } = majorityOrder(rows.flatMap(({ cells }) => [cells.awayFrom ?? '', cells.awayTo ?? '']))
  return (text) => {
    if (text === '') return null
    const date: LocalDate | null = readWrittenDate(text)?.[order] ?? readDay(text)
    return date === null ? null : { ...emptyDate, ...toDateFields(date) }
  }
}

/** Brings a list of people in: whoever is not in it is left alone. All of its rows, or nothing. */
export const importPeople = async (order: ListOrder, deps: DirectoryDeps): Promise<ListImported> => {
  const { partnershipId, planId, by } = order
  const preview = await previewPeople(order, deps)
  if (!preview.ok) return { outcome: 'unreadable', reason: preview.reason }
  if (preview.rows.some(({ kind }) => kind === 'refused' || kind === 'unsure'))
    return { outcome: 'not-ready' }
  const added = preview.rows.flatMap((row) => (row.kind === 'added' ? [row.person] : []))
  const changed = preview.rows.flatMap((row) => (row.kind === 'changed' ? [row] : []))
  const at: Instant = deps.now()
  const event = {
    partnershipId,
    planId,
    at,
    what: 'people-imported',
    by,
    details: {
      file: preview.sha256,
      added: added.map(({ personId }) => personId),
      changed: changed.map(({ person, changes }) => ({
        personId: person.personId,
        fields: changes.map(({ field }) => field),
      })),
    },
  }
  const people = [...added, ...changed.map(({ person }) => person)]
  if (!(await writeList({ people, boards: [] }, event, order.revision, deps))) return { outcome: 'stale' }
  return { outcome: 'imported', added: added.length, changed: changed.length }
}
