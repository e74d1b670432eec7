import {
  type BoardFieldChange,
  changesOfBoard,
  decideBoard,
  newBoard,
  type TypedBoard,
  typedOfBoard,
} from './board-change.ts'
import { boardIdOf } from './board-id.ts'
import { type Directory, listPeople } from './directory.ts'
import { findByWords } from './find-by-words.ts'
import { fold } from './fold.ts'
import {
  type BoardField,
  boardHeadings,
  knownInList,
  type ListRow,
  readList,
} from './import/directory-columns.ts'
import { readFile } from './import/read-file.ts'
import { type ListOrder, MOST_ROWS, partsOfCell, sha256, writeList } from './import-list.ts'
import { type DirectoryDeps, tidy } from './person-change.ts'
import type { Board } from './plan.ts'

/** What a row of the list comes to. Rows are numbered as the spreadsheet shows them. */
type BoardRow =
  | { kind: 'added'; row: number; board: Board }
  | { kind: 'changed'; row: number; board: Board; changes: BoardFieldChange[] }
  | { kind: 'unchanged'; row: number; board: Board }
  /** `problems` are sentences that say what to do. */
  | { kind: 'refused'; row: number; name: string; problems: string[] }

export type BoardsPreview =
  | { ok: true; rows: BoardRow[]; ignored: string[]; revision: number; sha256: string; directory: Directory }
  | { ok: false; reason: string }

const NO_HEADINGS =
  'No row of headings was found. Give the list a first row with at least Board and Members, and choose the file again.'

/** Reads a list of boards against the directory as it stands. Writes nothing. */
export const previewBoards = async (
  partnershipId: string,
  bytes: Uint8Array,
  deps: DirectoryDeps,
): Promise<BoardsPreview> => {
  const [file, { revision, ...directory }] = await Promise.all([
    readFile(bytes, knownInList(boardHeadings)),
    deps.directoryStore.readDirectory(partnershipId),
  ])
  if (!file.ok) return file
  const list = readList(file.sheets, boardHeadings, [['name']], NO_HEADINGS)
  if (!list.ok) return list
  if (list.rows.length === 0) return { ok: false, reason: 'The list has headings and no rows below them.' }
  if (list.rows.length > MOST_ROWS) {
    return { ok: false, reason: `The list has more than ${MOST_ROWS} rows. Split it and choose each part.` }
  }
  return {
    ok: true,
    rows: decideRows(list.rows, directory, partnershipId),
    ignored: list.ignored,
    revision,
    sha256: sha256(bytes),
    directory,
  }
}

const decideRows = (rows: ListRow<BoardField>[], directory: Directory, partnershipId: string): BoardRow[] => {
  let boards = directory.boards
  const rowOf = new Map<string, number>()
  return rows.map(({ row, cells }): BoardRow => {
    const name = tidy(cells.name ?? '')
    if (name === '') return { kind: 'refused', row, name, problems: ['Enter the board’s name'] }
    const known = directory.boards.find((board) =>
      [board.name, ...board.aliases].some((spelling) => fold(spelling) === fold(name)),
    )
    const before = known ?? newBoard(partnershipId, boardIdOf(name, boards))
    const earlier = rowOf.get(known?.boardId ?? fold(name))
    if (earlier !== undefined) {
      return {
        kind: 'refused',
        row,
        name,
        problems: [`Row ${earlier} is about the same board. Make the two one row`],
      }
    }
    rowOf.set(known?.boardId ?? fold(name), row)
    const { typed, problems } = typedFrom(before, name, cells, directory)
    const decided = decideBoard(before, typed, { ...directory, boards })
    const wrong = [...problems, ...(decided.ok ? [] : decided.problems.map(({ text }) => text))]
    if (!decided.ok || wrong.length > 0) return { kind: 'refused', row, name, problems: wrong }
    const { board } = decided
    boards = [...boards.filter(({ boardId }) => boardId !== board.boardId), board]
    const changes = changesOfBoard(before, board)
    if (!known) return { kind: 'added', row, board }
    return changes.length === 0 ? { kind: 'unchanged', row, board } : { kind: 'changed', row, board, changes }
  })
}

const SEES: Record<string, Board['sees']> = {
  'whole plan': 'own-first',
  'the whole plan': 'own-first',
  all: 'own-first',
  'all actions': 'own-first',
  'own first': 'own-first',
  'own actions': 'own-only',
  'its own actions': 'own-only',
  own: 'own-only',
  'own only': 'own-only',
}

/** A board's form as a row would fill it. An empty cell leaves what is there; a filled one takes its place. */
const typedFrom = (
  before: Board,
  name: string,
  cells: ListRow<BoardField>['cells'],
  directory: Directory,
): { typed: TypedBoard; problems: string[] } => {
  const problems: string[] = []
  const typed = typedOfBoard(before, directory)
  if (before.name === '') typed.name = name
  typed.aliases = [...before.aliases, ...partsOfCell(cells.otherNames ?? '')].join('\n')
  if (cells.chair) {
    const found = findByWords(cells.chair, listPeople(directory))
    if (found.ok) typed.chair = found.person.personId
    else problems.push(`Chair: ${found.text}`)
  }
  if (cells.members) typed.members = partsOfCell(cells.members).join('\n')
  if (cells.meets) typed.meetings = partsOfCell(cells.meets).join('\n')
  if (cells.sees) {
    const sees = SEES[fold(cells.sees)]
    if (sees) typed.sees = sees
    else problems.push('Sees must be “whole plan” or “own actions”')
  }
  return { typed, problems }
}

export type BoardsImported =
  | { outcome: 'imported'; added: number; changed: number }
  /** The directory has changed since the preview. */
  | { outcome: 'stale' }
  /** Rows are refused: nothing was written. */
  | { outcome: 'not-ready' }
  | { outcome: 'unreadable'; reason: string }

/** Brings a list of boards in: those that are not in it are left alone. All of its rows, or nothing. */
export const importBoards = async (order: ListOrder, deps: DirectoryDeps): Promise<BoardsImported> => {
  const { partnershipId, planId, by } = order
  const preview = await previewBoards(partnershipId, order.bytes, deps)
  if (!preview.ok) return { outcome: 'unreadable', reason: preview.reason }
  if (preview.rows.some(({ kind }) => kind === 'refused')) return { outcome: 'not-ready' }
  const added = preview.rows.flatMap((row) => (row.kind === 'added' ? [row.board] : []))
  const changed = preview.rows.flatMap((row) => (row.kind === 'changed' ? [row] : []))
  const event = {
    partnershipId,
    planId,
    at: deps.now(),
    what: 'boards-imported',
    by,
    details: {
      file: preview.sha256,
      added: added.map(({ boardId }) => boardId),
      changed: changed.map(({ board, changes }) => ({
        boardId: board.boardId,
        fields: changes.map(({ field }) => field),
      })),
    },
  }
  const boards = [...added, ...changed.map(({ board }) => board)]
  if (!(await writeList({ people: [], boards }, event, order.revision, deps))) return { outcome: 'stale' }
  return { outcome: 'imported', added: added.length, changed: changed.length }
}
