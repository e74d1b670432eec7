import { fold } from '../fold.ts'
import type { Priority } from '../plan.ts'
import { type Alignments, alignRow, costAsItStands, type Placed, placeAsItStands } from './align-row.ts'
import { type Cell, type CellReader, classifyCell } from './classify-cell.ts'
import type { Column } from './columns.ts'
import type { RawAction, RawRow } from './find-rows.ts'
import { createTitles } from './titles.ts'

export type PlacedAction = Omit<RawAction, 'cells'> & { placed: Placed[]; priority: number }

/** The number of the priority that a ref such as 3.11a names: 3. Refs of other forms name none. */
const priorityOf = (ref: string): number | null => {
  const [, number] = /^(\d{1,2})\.\d/.exec(ref) ?? []
  return number === undefined || Number(number) === 0 ? null : Number(number)
}

type Row = RawAction & { kinds: Cell[] }

/** A file of which so many rows stand in their columns is taken for one that has not slipped. */
const SHARE_IN_ORDER = 0.9

/**
 * Finds the column of every cell of every action. A text in the priority's column of a priority's
 * first row is its title from there on.
 */
export const placeActions = (
  rows: RawAction[],
  priorities: Priority[],
  reader: CellReader,
): PlacedAction[] => {
  const classified = rows.map((row) => ({ ...row, kinds: classifyRow(row, reader) }))
  const inOrder = classified.filter(standsInOrder).length >= classified.length * SHARE_IN_ORDER
  const titles = createTitles(priorities)
  const alignments = new Map<Column[], Alignments>()
  // A title that the settings have need not stand in its priority's first row: rows come in any order.
  const seen = new Set(priorities.map(({ number }) => number))
  let last = priorities[0]?.number ?? 1
  return classified.map((row) => {
    // A ref that names no priority belongs to the one whose title stands beside or above it.
    const priority = priorityOf(row.ref) ?? titleIn(row.kinds, priorities) ?? last
    last = priority
    const isFirst = !seen.has(priority)
    seen.add(priority)
    let cells = row.kinds
    for (const [at, cell] of cells.entries()) {
      if (titles.isTitle(priority, cell.text)) cells = cells.with(at, { ...cell, kind: 'title' })
    }
    const known = alignments.get(row.columns) ?? new Map()
    alignments.set(row.columns, known)
    const placed = row.exported
      ? placeAsItStands(cells, row.columns)
      : placeCells(cells, row, isFirst, inOrder, known)
    const title = placed.find(({ field }) => field === 'priority')
    if (title) titles.add(priority, title.cell.text)
    const { ref, closed, exported, columns, sheet, line, hidden } = row
    return { ref, closed, exported, columns, sheet, line, hidden, placed, priority }
  })
}

/** The priority whose title is among the cells. */
const titleIn = (cells: Cell[], priorities: Priority[]): number | null =>
  priorities.find(({ title }) => cells.some(({ text }) => fold(text) === fold(title)))?.number ?? null

export const placeNotes = (rows: RawRow[], reader: CellReader): Placed[][] =>
  rows.map((row) => placeCells(classifyRow(row, reader), row, false, false))

const classifyRow = ({ cells }: RawRow, reader: CellReader): Cell[] => {
  const classified: Cell[] = []
  for (const raw of cells) {
    const cell = classifyCell(raw, reader)
    if (cell.text !== '') classified.push(cell)
  }
  return classified
}

/** Whether each cell is what its column holds; any text may be a priority's title. */
const standsInOrder = ({ kinds, columns }: Row): boolean => costAsItStands(kinds, columns, true) === 0

/** A row that stands right is left as it stands, in a file in order also one with an odd word in it. */
const placeCells = (
  cells: Cell[],
  { columns }: Pick<RawRow, 'columns'>,
  isFirst: boolean,
  inOrder: boolean,
  known?: Alignments,
): Placed[] => {
  const cost = costAsItStands(cells, columns, isFirst)
  if (cost === 0 || (inOrder && Number.isFinite(cost))) return placeAsItStands(cells, columns)
  return alignRow(cells, columns, isFirst, known)
}
