import type { Block, Table } from './document.ts'
import type { Heading } from './walk-document.ts'

/** A block of the document or a part of it; `of` is that block's place in the document. */
type Piece = { block: Block; of: number; weight: number }

/**
 * What stays together: a piece with the headings and lines that lead to it. `under` are the headings that
 * it stands under, the highest first; its own are not among them.
 */
type Unit = { pieces: Piece[]; weight: number; under: Heading[] }

/** What one volume has of a document, and the headings that its beginning stands under. */
export type Cut = { blocks: Block[]; under: Heading[]; first: Block[] }

/** Rows and items that are not parted from each other, unless they are heavy: so many or less. */
const TOGETHER = 20
/** What part of a volume such a group may weigh. */
const HEAVY = 0.05
/** How full a volume must be for a section to begin the next one. */
const NEARLY_FULL = 0.9

const weigh = (value: unknown): number => JSON.stringify(value).length
/** Characters of blocks as JSON. */
export const weighBlocks = (blocks: readonly Block[]): number =>
  blocks.reduce((total, block) => total + weigh(block), 0)

const sum = (all: readonly { weight: number }[]): number =>
  all.reduce((total, { weight }) => total + weight, 0)

/**
 * Cuts blocks into as few runs as possible of about the same weight, each of at most the limit. What cannot
 * be parted and is heavier stands alone. Where everything may stay together there is one.
 */
export const cutBlocks = (blocks: readonly Block[], limit: number): Cut[] => {
  const units = unitsOf(blocks, limit)
  const total = sum(units)
  for (let count = Math.ceil(total / limit); ; count += 1) {
    // A cut at a section leaves more to the volumes after it, which may then be too many.
    const fitting = [NEARLY_FULL, Number.POSITIVE_INFINITY]
      .map((full) => cutInto(units, count, full))
      .find((runs) => count >= units.length || runs.every((run) => run.length === 1 || sum(run) <= limit))
    if (fitting) return fitting.map(toCut)
  }
}

const unitsOf = (blocks: readonly Block[], limit: number): Unit[] => {
  const units: Unit[] = []
  // The control page is whole, for the contents that end it tell where all volumes begin.
  const front = blocks.findIndex(({ kind }) => kind === 'contents')
  let under: Heading[] = []
  let isOpen = false
  blocks.forEach((block, of) => {
    for (const part of partsOf(block, limit)) {
      const piece = { block: part, of, weight: weigh(part) }
      const last = units.at(-1)
      if (last && (isOpen || of <= front)) {
        last.pieces.push(piece)
        last.weight += piece.weight
      } else units.push({ pieces: [piece], weight: piece.weight, under })
      isOpen = leadsOn(part)
      if (part.kind === 'heading') under = [...under.filter(({ level }) => level < part.level), part]
    }
  })
  return units
}

/** Whether a block must not end a volume: it belongs to what follows it. */
const leadsOn = (block: Block): boolean =>
  block.kind === 'heading' ||
  block.kind === 'page-break' ||
  (block.kind === 'line' && (block.tone === 'caption' || block.tone === 'lead-in'))

/** A block in parts that may go to different volumes. An ordered list is whole: its numbers would begin again. */
const partsOf = (block: Block, limit: number): Block[] => {
  const parts = ((): Block[] => {
    switch (block.kind) {
      case 'entries':
        return block.entries.map((entry) => ({ ...block, entries: [entry] }))
      case 'table':
        return groupsOf(block.rows, limit).map((rows) => ({ ...block, rows }))
      case 'list':
        return block.ordered ? [] : groupsOf(block.items, limit).map((items) => ({ ...block, items }))
      default:
        return []
    }
  })()
  return parts.length > 1 ? parts : [block]
}

const groupsOf = <T>(all: readonly T[], limit: number): T[][] => {
  const groups: T[][] = []
  let weight = 0
  for (const each of all) {
    const own = weigh(each)
    const last = groups.at(-1)
    if (last && last.length < TOGETHER && weight + own <= limit * HEAVY) {
      last.push(each)
      weight += own
    } else {
      groups.push([each])
      weight = own
    }
  }
  return groups
}

/**
 * At most `count` runs; each ends where it is nearest to its even part of what is left, or where a section
 * begins when it is that full of it.
 */
const cutInto = (units: readonly Unit[], count: number, full: number): Unit[][] => {
  const runs: Unit[][] = []
  let left = sum(units)
  let room = 0
  let weight = 0
  for (const unit of units) {
    const last = runs.at(-1)
    const isFull = weight + unit.weight / 2 > room || (weight >= room * full && beginsSection(unit))
    if (last && !(isFull && runs.length < count)) {
      last.push(unit)
      weight += unit.weight
    } else {
      left -= weight
      room = left / (count - runs.length)
      weight = unit.weight
      runs.push([unit])
    }
  }
  return runs
}

const beginsSection = ({ pieces }: Unit): boolean =>
  pieces.some(({ block }) => block.kind === 'heading' && block.level === 1)

const toCut = (units: Unit[]): Cut => {
  const pieces = units.flatMap((unit) => unit.pieces)
  const first = units[0]?.pieces.map(({ block }) => block) ?? []
  const begins = first.find(({ kind }) => kind !== 'page-break')
  const under = units[0]?.under ?? []
  return {
    blocks: [...Map.groupBy(pieces, ({ of }) => of).values()].map((parts) =>
      joinParts(parts.map(({ block }) => block)),
    ),
    first,
    under: begins?.kind === 'heading' ? under.filter(({ level }) => level < begins.level) : under,
  }
}

/** Parts of one block as one again. */
const joinParts = (parts: Block[]): Block => {
  const [first, ...others] = parts
  if (!first) throw new Error('there is no part')
  if (others.length === 0) return first
  switch (first.kind) {
    case 'entries':
      return { ...first, entries: parts.flatMap((part) => (part.kind === 'entries' ? part.entries : [])) }
    case 'list':
      return { ...first, items: parts.flatMap((part) => (part.kind === 'list' ? part.items : [])) }
    case 'table':
      return {
        ...first,
        rows: parts.flatMap((part): Table['rows'] => (part.kind === 'table' ? part.rows : [])),
      }
    default:
      throw new Error(`a block of the kind ${first.kind} has no parts`)
  }
}
