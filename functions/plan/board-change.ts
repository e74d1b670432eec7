import type { AuditEvent } from '../cycle/ports.ts'
import { boardIdOf } from './board-id.ts'
import { decideBoard, newBoard, type TypedBoard } from './decide-board.ts'
import { type Directory, findPerson, listPeople } from './directory.ts'
import { changeDirectory, type Problem } from './directory-store.ts'
import { findByWords } from './find-by-words.ts'
import { fingerprint } from './fingerprint.ts'
import type { DirectoryDeps } from './person-change.ts'
import type { Board, LocalDate, PlanKey } from './plan.ts'
import { toDateFields } from './read-day.ts'

/** A board as its form shows it before anybody has typed. */
export const typedOfBoard = (board: Board, directory: Directory): TypedBoard => ({
  name: board.name,
  aliases: board.aliases.join('\n'),
  chair: board.chair ?? '',
  members: namesOf(board.members, directory).join('\n'),
  sees: board.sees,
  sends: board.sends,
  publishes: board.publishes,
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

const changeable = ['name', 'aliases', 'chair', 'members', 'sees', 'sends', 'publishes', 'meetings'] as const
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
    { field: 'sends', from: before.sends, to: after.sends },
    { field: 'publishes', from: before.publishes, to: after.publishes },
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
