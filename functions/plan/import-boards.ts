import { type BoardFieldChange, changesOfBoard, typedOfBoard } from './board-change.ts'
import { boardIdOf } from './board-id.ts'
import { decideBoard, newBoard, type TypedBoard } from './decide-board.ts'
import { type Directory, listPeople } from './directory.ts'
import { findByWords } from './find-by-words.ts'
import { fold } from './fold.ts'
import { type BoardField, boardHeadings, type ListRow } from './import/directory-columns.ts'
import {
  type BroughtList,
  type ListImported,
  type ListOrder,
  partsOfCell,
  type RowDecisions,
  readListFile,
  sha256,
  writeList,
} from './import-list.ts'
import type { DirectoryDeps } from './person-change.ts'
import type { Board, Person } from './plan.ts'
import { isKnownAs, likelyBoards } from './similar-boards.ts'
import { tidy } from './typed-text.ts'

/** What a row of the list comes to. Rows are numbered as the spreadsheet shows them. */
type BoardRow =
  | { kind: 'added'; row: number; board: Board }
  | { kind: 'changed'; row: number; board: Board; changes: BoardFieldChange[] }
  | { kind: 'unchanged'; row: number; board: Board }
  /** Somebody must say whether it is one of these boards. */
  | { kind: 'unsure'; row: number; name: string; likely: Board[] }
  /** `problems` are sentences that say what to do. */
  | { kind: 'refused'; row: number; name: string; problems: string[] }

export type BoardsPreview =
  | { ok: true; rows: BoardRow[]; ignored: string[]; revision: number; sha256: string; directory: Directory }
  | { ok: false; reason: string }

const NO_HEADINGS =
  'No row of headings was found. Give the list a first row with at least Board and Members, and choose the file again.'

/** Reads a list of boards against the directory as it stands. Writes nothing. */
export const previewBoards = async (
  { partnershipId, bytes, decisions }: Omit<BroughtList, 'by'>,
  deps: DirectoryDeps,
): Promise<BoardsPreview> => {
  const [list, { revision, ...directory }] = await Promise.all([
    readListFile(bytes, boardHeadings, [['name']], NO_HEADINGS),
    deps.directoryStore.readDirectory(partnershipId),
  ])
  if (!list.ok) return list
  return {
    ok: true,
    rows: decideRows(list.rows, directory, { partnershipId, decisions }),
    ignored: list.ignored,
    revision,
    sha256: sha256(bytes),
    directory,
  }
}

const decideRows = (
  rows: ListRow<BoardField>[],
  directory: Directory,
  { partnershipId, decisions }: Pick<BroughtList, 'partnershipId' | 'decisions'>,
): BoardRow[] => {
  let boards = directory.boards
  const rowOf = new Map<string, number>()
  return rows.map(({ row, cells }): BoardRow => {
    const name = tidy(cells.name ?? '')
    if (name === '') return { kind: 'refused', row, name, problems: ['Enter the board’s name'] }
    const found = identify(row, name, directory.boards, decisions)
    if (found.is === 'unsure') return { kind: 'unsure', row, name, likely: found.likely }
    const known = found.is === 'known' ? found.board : null
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

type Identified = { is: 'known'; board: Board } | { is: 'new' } | { is: 'unsure'; likely: Board[] }

/** Which board a row is about: by name, else by a similar one where somebody has said so. */
const identify = (row: number, name: string, boards: Board[], decisions: RowDecisions): Identified => {
  const decision = decisions.get(row)
  const board =
    boards.find((one) => isKnownAs(one, name)) ??
    boards.find(({ boardId }) => decision?.is === 'same' && boardId === decision.id)
  if (board) return { is: 'known', board }
  const likely = decision?.is === 'another' ? [] : likelyBoards(name, boards)
  return likely.length > 0 ? { is: 'unsure', likely } : { is: 'new' }
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
  const people = listPeople(directory)
  const aliases = partsOfCell(cells.otherNames ?? '')
  if (before.name === '') typed.name = name
  else if (!isKnownAs(before, name)) aliases.push(name)
  typed.aliases = [...before.aliases, ...aliases].join('\n')
  if (cells.chair) {
    const found = findByWords(cells.chair, people)
    if (found.ok) typed.chair = found.person.personId
    else problems.push(`Chair: ${found.text}`)
  }
  if (cells.members) {
    const members = partsOfCell(cells.members).map((part) => membersIn(part, people))
    typed.members = members.flatMap(({ lines }) => lines).join('\n')
    problems.push(...members.flatMap(({ problem }) => problem ?? []))
  }
  if (cells.meets) typed.meetings = partsOfCell(cells.meets).join('\n')
  if (cells.sees) {
    const sees = SEES[fold(cells.sees)]
    if (sees) typed.sees = sees
    else problems.push('Sees must be “whole plan” or “own actions”')
  }
  return { typed, problems }
}

/**
 * One part of a cell of members as lines of a form: `Hare, Kelly` may be one person, and `Jo Bloggs, Kim
 * Porter` two, where both are known.
 */
const membersIn = (part: string, people: Person[]): { lines: string[]; problem?: string } => {
  if (!part.includes(',') || findByWords(part, people).ok) return { lines: [part] }
  const names = part
    .split(',')
    .map(tidy)
    .filter((name) => name !== '')
  const found = names.map((name) => findByWords(name, people))
  if (found.every(({ ok }) => ok)) return { lines: names }
  // Where none of them is anybody's, the comma is one person's own.
  const wrong = found.some(({ ok }) => ok) ? found : [findByWords(part, people)]
  const texts = wrong.flatMap((one) => (one.ok ? [] : [one.text]))
  return { lines: [], problem: [...texts, 'Names are parted by semicolons'].join('. ') }
}

/** Brings a list of boards in: those that are not in it are left alone. All of its rows, or nothing. */
export const importBoards = async (order: ListOrder, deps: DirectoryDeps): Promise<ListImported> => {
  const { partnershipId, planId, by } = order
  const preview = await previewBoards(order, deps)
  if (!preview.ok) return { outcome: 'unreadable', reason: preview.reason }
  if (preview.rows.some(({ kind }) => kind === 'refused' || kind === 'unsure'))
    return { outcome: 'not-ready' }
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
