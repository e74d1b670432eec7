import type { Block, Fact, Inline, Table } from './document.ts'

export type Heading = Extract<Block, { kind: 'heading' }>

/** All headings of blocks, also those within other blocks, in the order in which they are read. */
export const headingsIn = (blocks: readonly Block[]): Heading[] => blocks.flatMap(headingsOf)

const headingsOf = (block: Block): Heading[] => {
  switch (block.kind) {
    case 'heading':
      return [block]
    case 'list':
      return block.items.flatMap(headingsIn)
    case 'entries':
      return block.entries.flatMap(headingsIn)
    case 'quote':
      return headingsIn(block.blocks)
    case 'table':
      return block.rows.flatMap((row) => row.flatMap(headingsIn))
    case 'chart':
      return headingsOf(block.table)
    default:
      return []
  }
}

/** What stands in lines of a block, also within other blocks, in the order in which it is read. */
export const inlinesOf = (block: Block): Inline[] => {
  switch (block.kind) {
    case 'heading':
    case 'line':
      return block.content
    case 'facts':
      return block.facts.flatMap(({ value }) => value)
    case 'list':
      return block.items.flat().flatMap(inlinesOf)
    case 'entries':
      return block.entries.flat().flatMap(inlinesOf)
    case 'quote':
      return block.blocks.flatMap(inlinesOf)
    case 'table':
      return block.rows.flat(2).flatMap(inlinesOf)
    case 'chart':
      return inlinesOf(block.table)
    default:
      return []
  }
}

type OfInline = (inline: Inline) => Inline
type OfTable = (table: Table) => Table

/** The same blocks with each thing in a line, and then each table, as the two functions make it. */
export const rewrite = (blocks: readonly Block[], ofInline: OfInline, ofTable: OfTable): Block[] => {
  const all = (within: readonly Block[]): Block[] => within.map(one)
  const table = (given: Table): Table => ofTable({ ...given, rows: given.rows.map((row) => row.map(all)) })
  const fact = ({ name, value }: Fact): Fact => ({ name, value: value.map(ofInline) })
  const one = (block: Block): Block => {
    switch (block.kind) {
      case 'heading':
      case 'line':
        return { ...block, content: block.content.map(ofInline) }
      case 'facts':
        return { ...block, facts: block.facts.map(fact) }
      case 'list':
        return { ...block, items: block.items.map(all) }
      case 'entries':
        return { ...block, entries: block.entries.map(all) }
      case 'quote':
        return { ...block, blocks: all(block.blocks) }
      case 'table':
        return table(block)
      case 'chart':
        return { ...block, table: table(block.table) }
      default:
        return block
    }
  }
  return all(blocks)
}
