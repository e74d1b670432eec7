import type { LayoutTable, Mapping } from '../plan-import.ts'
import { saysClosed } from './closures.ts'
import { type Column, type Header, readHeader } from './columns.ts'
import type { Sheet } from './sheet.ts'

/** A cell that is not empty, without the blanks around it; `index` is its place in the row, from 0. */
export type RawCell = { index: number; raw: string }

/** A row of the file; `line` counts from 1, as spreadsheets do. */
export type RawRow = { columns: Column[]; cells: RawCell[]; sheet: string; line: number; hidden: boolean }
export type RawAction = RawRow & {
  ref: string
  closed: boolean
  /** Whether an export wrote the table: then every cell stands in its own column. */
  exported: boolean
}

/** Cells of a row that belong to no action, with a tab between them. */
export type LooseRow = {
  sheet: string
  line: number
  text: string
  /** Whether as much stands in the row as in an action's, so that only the ref may be missing. */
  lacksRef: boolean
}

export type FoundRows =
  | {
      ok: true
      actions: RawAction[]
      /** Second halves of the closed actions, in the order of the first. */
      notes: RawRow[]
      /** The tables that the actions stand in. */
      layout: LayoutTable[]
      /** What stands in no row of a table. */
      loose: LooseRow[]
      /** Rows of headings. */
      headings: string[]
      /** Lines and sheets' names that say that what follows is closed, with how many actions that was taken for. */
      closures: { text: string; closes: number }[]
      /** What stands in columns that an export added. */
      own: string[]
      /** Sheets without a row of headings, with all that they say. */
      unread: { sheet: string; text: string }[]
    }
  | { ok: false; reason: string; hasHeader: boolean }

/** An action's ref, such as 2.11 or 3.11a. */
const REF = /^[1-9]\d?\.\d{1,3}[a-z]?$/i
/** Below the ref's own heading: 12, A1, 1.1.1, P2-03. */
const OTHER_REF = /^\p{L}{0,4}[-.]?\d{1,4}(?:[./-]\d{1,4}){0,3}\p{L}?$/u
const MOST_ACTIONS = 20_000
const MOST_CELLS = 60
/** A row below a header with so many cells is no heading or sum, but an action's whose ref is missing. */
const FEWEST_CELLS = 4

/**
 * Tells the rows of a plan apart: headers, actions, the line or the sheet's name after which actions
 * are closed, and the block of notes that the closed actions' second halves stand in. `reason` is a
 * sentence for the coordinator.
 */
export const findRows = (sheets: Sheet[], mapping: Mapping): FoundRows => {
  const actions: RawAction[] = []
  const notes: RawRow[] = []
  const loose: LooseRow[] = []
  const unread: { sheet: string; text: string }[] = []
  const headings: string[] = []
  /** Each closure with the number of actions before it. */
  const closures: { text: string; closes: number }[] = []
  const own: string[] = []
  const layout = createLayout()

  for (const { name, rows, hiddenRows, mergedCells } of sheets) {
    let header: Header | null = null
    let columns: Column[] | null = null
    let fields: Column[] = []
    let ownIndexes: ReadonlySet<number> = new Set()
    let closed = saysClosed(name)
    if (closed) closures.push({ text: name, closes: actions.length })
    const beforeHeader: LooseRow[] = []

    for (const [index, row] of rows.entries()) {
      const cells = cellsOf(row)
      const [first] = cells
      if (first === undefined) continue
      const found = readHeader(row, mapping)
      if (found) {
        header = found
        loose.push(...beforeHeader.splice(0))
        if (found.kind === 'actions') {
          columns = found.columns
          fields = columnsOfText(columns)
          ownIndexes = new Set(columns.flatMap(({ field, index }) => (field === 'muster' ? [index] : [])))
        }
        headings.push(textOf(cells))
        if (found.kind === 'notes') layout.addNotes(found.columns)
        continue
      }
      const refCell = columns && refOf(cells, columns)
      const place = { sheet: name, line: index + 1, hidden: hiddenRows.has(index) }
      const looseRow = (some: RawCell[], lacksRef = false): LooseRow => ({
        sheet: name,
        line: index + 1,
        text: textOf(some),
        lacksRef,
      })
      const last = actions.at(-1)
      if (refCell && last && mergedCells.has(`${index},${refCell.index}`)) {
        // A ref that is merged down over several rows: they are one action.
        addRow(
          last,
          cells.filter((cell) => cell !== refCell),
          (at) => mergedCells.has(`${index},${at}`),
        )
      } else if (columns && refCell) {
        const ref = refCell.raw.toLowerCase()
        const others = cells.filter((cell) => cell !== refCell && !ownIndexes.has(cell.index))
        if (ownIndexes.size > 0)
          own.push(...cells.filter(({ index }) => ownIndexes.has(index)).map(({ raw }) => raw))
        if (others.length > MOST_CELLS) loose.push(looseRow(others.slice(MOST_CELLS)))
        actions.push({
          ref,
          closed,
          exported: ownIndexes.size > 0,
          columns: fields,
          cells: others.slice(0, MOST_CELLS),
          ...place,
        })
        layout.addAction(name, closed, columns, ref)
      } else if (header?.kind === 'notes') {
        notes.push({ columns: header.columns, cells: cells.slice(0, MOST_CELLS), ...place })
        if (cells.length > MOST_CELLS) loose.push(looseRow(cells.slice(MOST_CELLS)))
      } else if (header && cells.length === 1 && saysClosed(first.raw)) {
        closed = true
        closures.push({ text: first.raw, closes: actions.length })
      } else if (header) {
        loose.push(looseRow(cells, cells.length >= FEWEST_CELLS))
      } else {
        beforeHeader.push(looseRow(cells))
      }
    }
    if (beforeHeader.length > 0)
      unread.push({ sheet: name, text: beforeHeader.map(({ text }) => text).join('\n') })
  }

  const hasHeader =
    unread.length < sheets.filter(({ rows }) => rows.flat().some((cell) => cell.trim() !== '')).length
  const reason = whyUnreadable(hasHeader, actions)
  return reason === null
    ? {
        ok: true,
        actions,
        notes,
        layout: layout.tables,
        headings,
        closures: countClosed(closures, actions),
        own,
        loose,
        unread,
      }
    : { ok: false, reason, hasHeader }
}

const cellsOf = (row: string[]): RawCell[] => {
  const cells: RawCell[] = []
  for (const [index, cell] of row.entries()) {
    const raw = cell.trim()
    if (raw !== '') cells.push({ index, raw })
  }
  return cells
}

/** The cell that names the action: the first of the row, or the one below the ref's heading. */
const refOf = (cells: RawCell[], columns: Column[]): RawCell | undefined => {
  const [first] = cells
  if (first && REF.test(first.raw)) return first
  const column = columns.find(({ field }) => field === 'ref')
  const below = cells.find(({ index }) => index === column?.index)
  // Other forms than 2.11 are refs where they stand right, with something beside them.
  return below && (REF.test(below.raw) || (cells.length > 1 && OTHER_REF.test(below.raw))) ? below : undefined
}

/** Adds a further row to an action: what differs goes below what its cells say already. */
const addRow = (action: RawAction, cells: RawCell[], isMerged: (index: number) => boolean): void => {
  for (const cell of cells) {
    if (isMerged(cell.index)) continue
    const above = action.cells.find(({ index }) => index === cell.index)
    if (above === undefined) action.cells.push(cell)
    else if (!above.raw.split('\n').includes(cell.raw)) above.raw = `${above.raw}\n${cell.raw}`
  }
  action.cells.sort((a, b) => a.index - b.index)
}

/** From how many actions stood before each closure to how many it closes: those up to the next one. */
const countClosed = (closures: { text: string; closes: number }[], actions: RawAction[]) =>
  closures.map(({ text, closes: from }, index) => ({
    text,
    closes: actions.slice(from, closures[index + 1]?.closes).filter(({ closed }) => closed).length,
  }))

/** Gathers the tables that actions stand in; a header that is repeated on the next page goes on with its table. */
const createLayout = () => {
  const tables: LayoutTable[] = []
  return {
    tables,
    addAction: (sheet: string, closed: boolean, columns: Column[], ref: string) => {
      const named = columns.map(({ field, heading }) => ({ field, heading }))
      const last = tables.at(-1)
      if (last?.sheet === sheet && last.closed === closed && hasColumns(last, named)) last.refs.push(ref)
      else tables.push({ sheet, closed, columns: named, refs: [ref] })
    },
    /** The closed actions' second halves go on with their tables' columns. */
    addNotes: (columns: Column[]) => {
      for (const table of tables.filter(({ closed }) => closed)) {
        const more = columns.filter(({ field }) => !table.columns.some((column) => column.field === field))
        table.columns = [...table.columns, ...more.map(({ field, heading }) => ({ field, heading }))]
      }
    },
  }
}

const hasColumns = ({ columns }: LayoutTable, others: LayoutTable['columns']): boolean =>
  columns.length === others.length &&
  columns.every(({ field, heading }, index) => {
    const other = others[index]
    return other?.field === field && other.heading === heading
  })

const textOf = (cells: RawCell[]): string => cells.map(({ raw }) => raw).join('\t')

const columnsOfText = (columns: Column[]): Column[] =>
  columns.filter(({ field }) => field !== 'ref' && field !== 'muster')

const whyUnreadable = (hasHeader: boolean, actions: RawAction[]): string | null => {
  if (!hasHeader) {
    return 'No row of column headings was found. The plan needs one that has Ref and names the leads, the dates and the status, each in a column of its own.'
  }
  if (actions.length === 0) {
    return 'There are column headings but no actions. Each action’s row must have its ref, such as 2.11 or 3.11a, below the heading Ref.'
  }
  if (actions.length > MOST_ACTIONS) {
    return `The file has more than ${MOST_ACTIONS.toLocaleString('en-GB')} actions. Divide it into several plans and import each on its own.`
  }
  return whyTwice(actions)
}

/** 3.2, which a spreadsheet makes of 3.20. */
const MAY_LACK_ZERO = /^\d+\.[1-9]$/

const whyTwice = (actions: RawAction[]): string | null => {
  const firsts = new Map<string, RawAction>()
  for (const action of actions) {
    const first = firsts.get(action.ref)
    if (first) {
      const hint = MAY_LACK_ZERO.test(action.ref)
        ? ` If one of them is ${action.ref}0, format the refs’ column as text: spreadsheets drop the last zero of a number.`
        : ''
      return `Two rows have the ref ${action.ref}: ${placeOf(first)} and ${placeOf(action)}. Give each action its own ref and choose the file again.${hint}`
    }
    firsts.set(action.ref, action)
  }
  return null
}

/** Where a row stands, in a sentence: `row 7 of the sheet Plan`. */
export const placeOf = ({ sheet, line }: Pick<RawRow, 'sheet' | 'line'>): string =>
  sheet === '' ? `row ${line}` : `row ${line} of the sheet ${sheet}`
