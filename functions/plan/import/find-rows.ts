import { type Column, readHeader } from './columns.ts'

/** A cell that is not empty, without the blanks around it; `index` is its place in the row, from 0. */
export type RawCell = { index: number; raw: string }

export type RawRow = { columns: Column[]; cells: RawCell[] }
export type RawAction = RawRow & { ref: string; closed: boolean }

export type FoundRows =
  | {
      ok: true
      actions: RawAction[]
      /** Second halves of the closed actions, in the order of the first. */
      notes: RawRow[]
      /** What stands in no row of a table, row by row, with a tab between the cells. */
      loose: string[]
    }
  | { ok: false; reason: string }

const REF = /^[1-9]\d?\.\d{1,3}[a-z]?$/i
const CLOSURES = /\bclos(?:ed|ures?)\b/i
const LONGEST_HEADING = 120
const MOST_ACTIONS = 2_000
const MOST_CELLS = 60

/**
 * Tells the rows of a plan apart: headers, actions, the line after which actions are closed, and the
 * block of notes that the closed actions' second halves stand in. `reason` is a sentence for the
 * coordinator.
 */
export const findRows = (rows: string[][]): FoundRows => {
  const actions: RawAction[] = []
  const notes: RawRow[] = []
  const loose: string[] = []
  let table: ReturnType<typeof readHeader> = null
  let actionColumns: Column[] | null = null
  let closed = false

  for (const row of rows) {
    const [first, ...others] = row.flatMap((raw, index) =>
      raw.trim() === '' ? [] : [{ index, raw: raw.trim() }],
    )
    if (first === undefined) continue
    const header = readHeader(row)
    if (header) {
      table = header
      if (header.kind === 'actions') actionColumns = header.columns
    } else if (actionColumns && REF.test(first.raw)) {
      const cells = others.slice(0, MOST_CELLS)
      if (others.length > MOST_CELLS) loose.push(textOf(others.slice(MOST_CELLS)))
      actions.push({ ref: first.raw.toLowerCase(), closed, columns: withoutRef(actionColumns), cells })
    } else if (table?.kind === 'notes') {
      const cells = [first, ...others]
      notes.push({ columns: table.columns, cells: cells.slice(0, MOST_CELLS) })
      if (cells.length > MOST_CELLS) loose.push(textOf(cells.slice(MOST_CELLS)))
    } else if (
      table &&
      others.length === 0 &&
      first.raw.length <= LONGEST_HEADING &&
      CLOSURES.test(first.raw)
    ) {
      closed = true
    } else {
      loose.push(textOf([first, ...others]))
    }
  }

  const reason = whyUnreadable(actionColumns !== null, actions.length)
  return reason === null ? { ok: true, actions, notes, loose } : { ok: false, reason }
}

const textOf = (cells: RawCell[]): string => cells.map(({ raw }) => raw).join('\t')

const withoutRef = (columns: Column[]): Column[] => columns.filter(({ field }) => field !== 'ref')

const whyUnreadable = (hasHeader: boolean, actions: number): string | null => {
  if (!hasHeader) {
    return 'No row of column headings was found. The plan needs one that begins with Ref and names the leads, the dates and the status, with a tab between the columns.'
  }
  if (actions === 0) {
    return 'There are column headings but no actions. Each action’s row must begin with its ref, such as 2.11 or 3.11a.'
  }
  if (actions > MOST_ACTIONS) {
    return `The file has more than ${MOST_ACTIONS} actions. Divide it into several plans and import each on its own.`
  }
  return null
}
