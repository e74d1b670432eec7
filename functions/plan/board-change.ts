import type { AuditEvent } from '../cycle/ports.ts'
import { boardIdOf } from './board-id.ts'
import { type Directory, findPerson, listPeople } from './directory.ts'
import { changeDirectory, fingerprint, type Problem } from './directory-store.ts'
import { findByWords } from './find-by-words.ts'
import { fold } from './fold.ts'
import { type DirectoryDeps, linesOf, tidy } from './person-change.ts'
import type { Board, LocalDate, Person, PlanKey } from './plan.ts'
import { readDay, toDateFields } from './read-day.ts'

/** A board as a form has it: every character as it was typed. */
export type TypedBoard = {
  name: string
  /** One spelling on each line. */
  aliases: string
  /** A person's id; empty for nobody. */
  chair: string
  /** One name or address on each line. */
  members: string
  sees: string
  /** One day on each line. */
  meetings: string
}

/** A board as its form shows it before anybody has typed. */
export const typedOfBoard = (board: Board, directory: Directory): TypedBoard => ({
  name: board.name,
  aliases: board.aliases.join('\n'),
  chair: board.chair ?? '',
  members: namesOf(board.members, directory).join('\n'),
  sees: board.sees,
  meetings: board.meetings
    .map(toDateFields)
    .map(({ day, month, year }) => `${day}/${month}/${year}`)
    .join('\n'),
})

/** People by name; by address where several have the name. */
const namesOf = (ids: string[], directory: Directory): string[] =>
  ids.flatMap((id) => {
    const person = findPerson(directory, id)
    if (!person) return []
    return findByWords(person.name, listPeople(directory)).ok ? [person.name] : [person.email]
  })

const changeable = ['name', 'aliases', 'chair', 'members', 'sees', 'meetings'] as const
type ChangeableOfBoard = (typeof changeable)[number]

export type BoardFieldChange = {
  [F in ChangeableOfBoard]: { field: F; from: Board[F]; to: Board[F] }
}[ChangeableOfBoard]

/** Which fields differ, and what they were and are. */
export const changesOfBoard = (before: Board, after: Board): BoardFieldChange[] => {
  const changes: BoardFieldChange[] = [
    { field: 'name', from: before.name, to: after.name },
    { field: 'aliases', from: before.aliases, to: after.aliases },
    { field: 'chair', from: before.chair, to: after.chair },
    { field: 'members', from: before.members, to: after.members },
    { field: 'sees', from: before.sees, to: after.sees },
    { field: 'meetings', from: before.meetings, to: after.meetings },
  ]
  return changes.filter(({ from, to }) => JSON.stringify(from) !== JSON.stringify(to))
}

/** The days among some changes that a board did not meet on before. */
export const meetingsAdded = (changes: BoardFieldChange[]): LocalDate[] =>
  changes.flatMap((change) =>
    change.field === 'meetings' ? change.to.filter((day) => !change.from.includes(day)) : [],
  )

/** What a form shows of a board, as one word: it is another when somebody has changed it since. */
export const seenBoard = (board: Board): string => fingerprint(changeable.map((field) => board[field]))

export const newBoard = (partnershipId: string, boardId: string): Board => ({
  partnershipId,
  boardId,
  name: '',
  aliases: [],
  chair: null,
  members: [],
  sees: 'own-first',
  meetings: [],
})

const LONGEST = 200
const MOST_MEMBERS = 200
const MOST_MEETINGS = 100

export type DecidedBoard = { ok: true; board: Board } | { ok: false; problems: Problem[] }

/**
 * A board as it would be after what somebody typed, or all that is wrong with it. A name that is given
 * up stays a spelling, since the plan goes on using it, letter by letter; the chair is a member.
 */
export const decideBoard = (before: Board, typed: TypedBoard, directory: Directory): DecidedBoard => {
  const others = directory.boards.filter(({ boardId }) => boardId !== before.boardId)
  const people = listPeople(directory)
  const name = tidy(typed.name)
  const aliases = distinct([...linesOf(typed.aliases), ...(before.name === '' ? [] : [before.name])], name)
  const members = findMembers(linesOf(typed.members), people)
  const meetings = readMeetings(linesOf(typed.meetings))
  const sees = (['own-first', 'own-only'] as const).find((choice) => choice === typed.sees)
  const chairKnown = typed.chair === '' || people.some(({ personId }) => personId === typed.chair)
  const problems: Problem[] = [
    ...problemsOfName(name, before, others),
    ...problemsOfAliases(aliases, before, others),
    ...(chairKnown ? [] : [{ field: 'chair', text: 'Choose a chair who is in the directory' }]),
    ...members.problems,
    ...(sees ? [] : [{ field: 'sees', text: 'Choose which actions the board’s pack has' }]),
    ...meetings.problems,
  ]
  if (problems.length > 0 || !sees) return { ok: false, problems }
  const chair = typed.chair === '' ? null : typed.chair
  return {
    ok: true,
    board: {
      ...before,
      name,
      aliases,
      chair,
      members: [...new Set([...members.ids, ...(chair === null ? [] : [chair])])],
      sees,
      meetings: meetings.days,
    },
  }
}

/** Spellings each once without the name: in capitals they are others, since actions name boards exactly. */
const distinct = (spellings: string[], name: string): string[] =>
  [...new Set(spellings)].filter((spelling) => spelling !== name)

const knownAs = ({ name, aliases }: Board): string[] => [name, ...aliases].map(fold)

const problemsOfName = (name: string, before: Board, others: Board[]): Problem[] => {
  const field = 'name'
  if (name === '') return [{ field, text: 'Enter the board’s name' }]
  if (name.length > LONGEST) return [{ field, text: `The name must be ${LONGEST} characters or fewer` }]
  if (fold(name) === '') return [{ field, text: 'A name must have letters' }]
  if (knownAs(before).includes(fold(name))) return []
  const same = others.find((other) => knownAs(other).includes(fold(name)))
  return same ? [{ field, text: `The ${same.name} is known by this name already` }] : []
}

const problemsOfAliases = (aliases: string[], before: Board, others: Board[]): Problem[] => {
  const field = 'aliases'
  if (aliases.some((alias) => alias.length > LONGEST)) {
    return [{ field, text: `Each spelling must be ${LONGEST} characters or fewer` }]
  }
  if (aliases.some((alias) => fold(alias) === '')) return [{ field, text: 'Each spelling must have letters' }]
  const known = new Set(knownAs(before))
  for (const alias of aliases.filter((one) => !known.has(fold(one)))) {
    const holder = others.find((other) => knownAs(other).includes(fold(alias)))
    if (holder) return [{ field, text: `“${alias}” is how the ${holder.name} is known` }]
  }
  return []
}

const findMembers = (lines: string[], people: Person[]): { ids: string[]; problems: Problem[] } => {
  const field = 'members'
  if (lines.length > MOST_MEMBERS) {
    return { ids: [], problems: [{ field, text: `Enter at most ${MOST_MEMBERS} members` }] }
  }
  const found = lines.map((line) => findByWords(line, people))
  return {
    ids: [...new Set(found.flatMap((one) => (one.ok ? [one.person.personId] : [])))],
    problems: found.flatMap((one) => (one.ok ? [] : [{ field, text: one.text }])),
  }
}

const readMeetings = (lines: string[]): { days: string[]; problems: Problem[] } => {
  const field = 'meetings'
  if (lines.length > MOST_MEETINGS) {
    return { days: [], problems: [{ field, text: `Enter at most ${MOST_MEETINGS} meeting days` }] }
  }
  const read = lines.map((line) => ({ line, day: readDay(line) }))
  return {
    days: [...new Set(read.flatMap(({ day }) => (day === null ? [] : [day])))].sort(),
    problems: read
      .filter(({ day }) => day === null)
      .map(({ line }) => ({ field, text: `“${line}” is no date. Write dates like 27/3/2027` })),
  }
}

export type BoardOrder = PlanKey & {
  /** Null for a new board. */
  boardId: string | null
  typed: TypedBoard
  /** The board as the form was filled from it, by `seenBoard`; empty for a new one. */
  seen: string
  by: string
}

export type BoardOutcome =
  | { outcome: 'saved'; board: Board; changes: BoardFieldChange[] }
  | { outcome: 'refused'; problems: Problem[] }
  /** Somebody else has changed it since the form was opened. */
  | { outcome: 'overtaken'; current: Board }
  | { outcome: 'not-there' }

/** Adds or changes one board, in one transaction with its audit event. */
export const changeBoard = async (order: BoardOrder, deps: DirectoryDeps): Promise<BoardOutcome> => {
  const { partnershipId, planId, boardId, typed, by } = order
  return await changeDirectory<BoardOutcome>(partnershipId, deps.directoryStore, (directory) => {
    const before =
      boardId === null
        ? newBoard(partnershipId, boardIdOf(typed.name, directory.boards))
        : directory.boards.find((board) => board.boardId === boardId)
    if (!before) return { change: null, result: { outcome: 'not-there' } }
    if (boardId !== null && seenBoard(before) !== order.seen) {
      return { change: null, result: { outcome: 'overtaken', current: before } }
    }
    const decided = decideBoard(before, typed, directory)
    if (!decided.ok) return { change: null, result: { outcome: 'refused', problems: decided.problems } }
    const { board } = decided
    const changes = changesOfBoard(before, board)
    const event: AuditEvent = {
      partnershipId,
      planId,
      at: deps.now(),
      what: boardId === null ? 'board-added' : 'board-changed',
      by,
      details: { boardId: board.boardId, changes },
    }
    return {
      change: changes.length === 0 ? null : { people: [], boards: [board], event },
      result: { outcome: 'saved', board, changes },
    }
  })
}
