import { alignRow, type Placed } from './align-row.ts'
import { classifyCell } from './classify-cell.ts'
import type { RawAction, RawRow } from './find-rows.ts'
import { fold, type Lookup } from './plan-words.ts'

export type PlacedAction = Pick<RawAction, 'ref' | 'closed' | 'sheet' | 'line' | 'hidden' | 'columns'> & {
  placed: Placed[]
}

/** The number of the priority a ref belongs to: 3 for 3.11a. */
export const priorityOf = (ref: string): number => Number.parseInt(ref, 10)

/**
 * Finds the column of every cell of every action. A text in the priority's column of a priority's
 * first row is its title from there on.
 */
export const placeActions = (rows: RawAction[], lookup: Lookup): PlacedAction[] => {
  const learned = new Set<string>()
  const seen = new Set<number>()
  const isTitle: Lookup['isTitle'] = (priority, text) =>
    lookup.isTitle(priority, text) || learned.has(`${priority} ${fold(text)}`)

  return rows.map(({ cells, ...row }) => {
    const { ref, columns } = row
    const priority = priorityOf(ref)
    const placed = placeCells({ cells, columns }, priority, { ...lookup, isTitle }, !seen.has(priority))
    seen.add(priority)
    const title = placed.find(({ field }) => field === 'priority')
    if (title) learned.add(`${priority} ${fold(title.cell.text)}`)
    return { ...row, placed }
  })
}

export const placeNotes = (rows: RawRow[], lookup: Lookup): Placed[][] =>
  rows.map((row) => placeCells(row, 0, lookup, false))

const placeCells = (
  row: Pick<RawRow, 'cells' | 'columns'>,
  priority: number,
  lookup: Lookup,
  isFirst: boolean,
): Placed[] => {
  const cells = row.cells.map((cell) => classifyCell(cell, priority, lookup))
  return alignRow(
    cells.filter(({ text }) => text !== ''),
    row.columns,
    isFirst,
  )
}
