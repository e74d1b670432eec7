import type { Block, Inline, Table } from '../document.ts'

type Heading = Extract<Block, { kind: 'heading' }>

export type PlacedHeadings = {
  /** The same blocks; their headings have ids that are one of a kind, and skip no level. */
  blocks: Block[]
  /** From the ids that the document gives to those that the page has. */
  places: ReadonlyMap<string, string>
  /** What the contents list, in order. */
  contents: { id: string; content: Inline[] }[]
}

const below = { 0: 1, 1: 2, 2: 3, 3: 3 } as const

/** Characters that mean the same in an attribute, an address and a selector. */
const safeId = (given: string): string =>
  given.replace(/[^\p{L}\p{N}_-]+/gu, '-').replace(/^-+|-+$/g, '') || 'heading'

/**
 * Gives each heading an id and a level that HTML can have. Of headings with the same id the first one
 * keeps it. `taken` are ids that the page has already.
 */
export const placeHeadings = (blocks: readonly Block[], taken: readonly string[]): PlacedHeadings => {
  const uses = new Map<string, number>()
  const used = new Set(taken)
  const places = new Map<string, string>()
  const contents: PlacedHeadings['contents'] = []
  let last: 0 | 1 | 2 | 3 = 0

  const newId = (given: string): string => {
    const base = safeId(given)
    let id = base
    while (used.has(id)) {
      const use = (uses.get(base) ?? 1) + 1
      uses.set(base, use)
      id = `${base}-${use}`
    }
    used.add(id)
    return id
  }

  const placeHeading = (heading: Heading): Heading => {
    const level = heading.level > last + 1 ? below[last] : heading.level
    last = level
    const isListed = heading.outlined && heading.level === 1
    const id = heading.id === null && !isListed ? null : newId(heading.id ?? 'section')
    if (id !== null && heading.id !== null && !places.has(heading.id)) places.set(heading.id, id)
    if (id !== null && isListed) contents.push({ id, content: heading.content })
    return { ...heading, level, id }
  }

  const placeTable = (table: Table): Table => ({
    ...table,
    rows: table.rows.map((row) => row.map(placeAll)),
  })

  const place = (block: Block): Block => {
    switch (block.kind) {
      case 'heading':
        return placeHeading(block)
      case 'list':
        return { ...block, items: block.items.map(placeAll) }
      case 'table':
        return placeTable(block)
      case 'chart':
        return { ...block, table: placeTable(block.table) }
      case 'quote':
        return { ...block, blocks: placeAll(block.blocks) }
      case 'entries':
        return { ...block, entries: block.entries.map(placeAll) }
      default:
        return block
    }
  }
  const placeAll = (all: readonly Block[]): Block[] => all.map(place)

  return { blocks: placeAll(blocks), places, contents }
}
