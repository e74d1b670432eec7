import type { Cell, CellKind } from './classify-cell.ts'
import type { Column, Field } from './columns.ts'

/** A cell and the field it belongs to; null where it fits none. */
export type Placed = { cell: Cell; field: Field | null; heading: string }

/**
 * What it costs to read a kind of cell in a field. A field not named takes `stranger`, if that is set:
 * fields of free text take anything, the others nothing but a short text, which is then reported.
 */
type Price = Partial<Record<Field, number>> & { prose: number; stranger: number }

const NEVER = Number.POSITIVE_INFINITY
const PEOPLE_ONLY = (price: number) => ({ strategicLeads: price, improvementLeads: price })

const PRICES = {
  title: { priority: 0, prose: 4, stranger: NEVER },
  person: { ...PEOPLE_ONLY(0), prose: 6, stranger: NEVER },
  name: { ...PEOPLE_ONLY(1), sources: 1, prose: 0, stranger: 5 },
  role: { ...PEOPLE_ONLY(1.5), sources: 1, prose: 0, stranger: 5 },
  month: { start: 0, due: 0, prose: 8, stranger: NEVER },
  date: { lastReviewed: 0, start: 2, due: 2, prose: 8, stranger: NEVER },
  status: { status: 0, prose: 8, stranger: NEVER },
  pillar: { pillar: 0, prose: 3, stranger: NEVER },
  source: { sources: 0, prose: 2, stranger: NEVER },
  'short-text': { ...PEOPLE_ONLY(4), sources: 1, prose: 0, stranger: 5 },
  text: { sources: 3, prose: 0, stranger: NEVER },
} satisfies Record<CellKind, Price>

const PROSE = new Set<Field>([
  'priority',
  'ambition',
  'description',
  'outcomes',
  'measures',
  'dependencies',
  'boards',
  'movedTo',
  'progress',
  'other',
])

/** Text in the priority's column that is no title has slipped there, but in a priority's first row. */
const NOT_A_TITLE = 3
/** A row that has slipped as a whole is as good as one that has not. */
const FIRST_SLIP = 0.1
const SLIP = 1
const SWAPPED = 0.5
/** A row that says neither what is wanted nor what will be done is hardly an action. */
const SAYS_NOTHING = 1
const WITHOUT_FIELD = 12
/** A reading this much dearer than the cheapest so far is given up. */
const HOPELESS = 2 * WITHOUT_FIELD

/** A reading of a row up to one of its cells: the cells placed so far, the last one first. */
type Reading = { cost: number; column: number; slip: number | null; placed: Link | null }
type Link = { column: number | null; before: Link | null }

/**
 * What the row costs as it stands, each cell in the column above it, by the prices below. Endless where a
 * cell stands below no heading, or cannot be what its column holds.
 */
export const costAsItStands = (cells: Cell[], columns: Column[], isFirstOfPriority: boolean): number => {
  let cost = 0
  let at = 0
  for (const cell of cells) {
    while ((columns[at]?.index ?? NEVER) < cell.index) at += 1
    const column = columns[at]
    if (column?.index !== cell.index) return NEVER
    cost += priceOf(cell.kind, column.field, isFirstOfPriority)
  }
  return cost
}

/** The row as it stands, each cell in the column above it; a cell below no heading is in none. */
export const placeAsItStands = (cells: Cell[], columns: Column[]): Placed[] => {
  let at = 0
  return cells.map((cell) => {
    while ((columns[at]?.index ?? NEVER) < cell.index) at += 1
    const column = columns[at]
    return column?.index === cell.index
      ? { cell, field: column.field, heading: column.heading }
      : { cell, field: null, heading: '' }
  })
}

/** Rows of the same kinds of cells in the same places are aligned once. */
export type Alignments = Map<string, (number | null)[]>

/**
 * Finds which column each cell of a slipped row belongs to. The cells keep their order, and the
 * cheapest reading wins: a cell costs what its kind costs in the field, and each change of the slip
 * from one cell to the next costs, since cells slip together. Rows of Hull's plan also have the pillar
 * after the outcomes instead of before them.
 */
export const alignRow = (
  cells: Cell[],
  columns: Column[],
  isFirstOfPriority: boolean,
  known: Alignments = new Map(),
): Placed[] => {
  const key = `${isFirstOfPriority} ${cells.map(({ kind, index }) => `${index}${kind}`).join(' ')}`
  const places = known.get(key) ?? findPlaces(cells, columns, isFirstOfPriority)
  known.set(key, places)
  return cells.map((cell, index) => {
    const { field = null, heading = '' } = columns[places[index] ?? -1] ?? {}
    return { cell, field, heading }
  })
}

/** For each cell the place of its column in `columns`, null where it has none. */
const findPlaces = (cells: Cell[], columns: Column[], isFirstOfPriority: boolean): (number | null)[] => {
  const plain = cheapest(cells, columns, isFirstOfPriority)
  const pillar = columns.findIndex(({ field }) => field === 'pillar')
  if (pillar === -1 || columns[pillar + 1]?.field !== 'outcomes') return placesOf(plain)
  const other = cheapest(cells, swapPillar(columns, pillar), isFirstOfPriority)
  if (other.cost + SWAPPED >= plain.cost) return placesOf(plain)
  return placesOf(other).map((place) =>
    place === pillar ? pillar + 1 : place === pillar + 1 ? pillar : place,
  )
}

const cheapest = (cells: Cell[], columns: Column[], isFirstOfPriority: boolean): Reading => {
  const saying = columnsThatSay(columns)
  let readings: Reading[] = [{ cost: 0, column: -1, slip: null, placed: null }]
  for (const cell of cells) {
    const next = new Map<string, Reading>()
    const offer = (cost: number, column: number, slip: number | null, placed: Link) => {
      const key = `${column} ${slip}`
      if (cost < (next.get(key)?.cost ?? NEVER)) next.set(key, { cost, column, slip, placed })
    }
    const prices = columns.map(({ field }) => priceOf(cell.kind, field, isFirstOfPriority))
    for (const reading of readings) {
      const without = { column: null, before: reading.placed }
      offer(reading.cost + WITHOUT_FIELD, reading.column, reading.slip, without)
      for (const [column, { index }] of columns.entries()) {
        const price = prices[column] ?? NEVER
        if (column <= reading.column || price === NEVER) continue
        const slip = cell.index - index
        const skip = reading.column < saying.from && column > saying.to ? SAYS_NOTHING : 0
        const cost = reading.cost + price + priceOfSlip(reading.slip, slip) + skip
        const placed = { column, before: reading.placed }
        // A title stands by itself: the cells after it slip without it.
        offer(cost, column, cell.kind === 'title' ? null : slip, placed)
      }
    }
    const found = [...next.values()]
    const hopeless = Math.min(...found.map(({ cost }) => cost)) + HOPELESS
    readings = found.filter(({ cost }) => cost <= hopeless)
  }
  return readings.reduce((best, reading) => (reading.cost < best.cost ? reading : best))
}

const priceOf = (kind: CellKind, field: Field, isFirstOfPriority: boolean): number => {
  const price: Price = PRICES[kind]
  const known = price[field] ?? (PROSE.has(field) ? price.prose : price.stranger)
  return field === 'priority' && kind !== 'title' && !isFirstOfPriority ? known + NOT_A_TITLE : known
}

const priceOfSlip = (before: number | null, slip: number): number =>
  before === null ? Math.abs(slip) * FIRST_SLIP : Math.abs(slip - before) * SLIP

/** The columns that say what an action is; a table without both has none that can be passed over. */
const columnsThatSay = (columns: Column[]): { from: number; to: number } => {
  const found = [columns.findIndex(isField('ambition')), columns.findIndex(isField('description'))]
  return found.includes(-1) ? { from: -1, to: NEVER } : { from: Math.min(...found), to: Math.max(...found) }
}

const isField =
  (field: Field) =>
  (column: Column): boolean =>
    column.field === field

/** The columns with the pillar, which stands at the given place, and the outcomes after it in each other's place. */
const swapPillar = (columns: Column[], pillar: number): Column[] => {
  const [first, second] = [columns[pillar], columns[pillar + 1]]
  if (!first || !second) return columns
  return columns.toSpliced(pillar, 2, { ...second, index: first.index }, { ...first, index: second.index })
}

const placesOf = ({ placed }: Reading): (number | null)[] => {
  const places: (number | null)[] = []
  for (let link = placed; link !== null; link = link.before) places.push(link.column)
  return places.reverse()
}
