import type { Block, Inline, PackDocument } from '../../../functions/pack/document.ts'

const wordsOfInlines = (content: readonly Inline[]): string =>
  content.map((item) => (item.kind === 'status' ? item.status.label : item.text)).join(' ')

/** Every text of a document as it stands in it, each once. */
export const textsOf = (block: Block): string[] => {
  switch (block.kind) {
    case 'heading':
    case 'line':
      return [wordsOfInlines(block.content)]
    case 'prose':
      return [block.text]
    case 'list':
      return block.items.flat().flatMap(textsOf)
    case 'facts':
      return block.facts.flatMap(({ name, value }) => [name, wordsOfInlines(value)])
    case 'figures':
      return block.figures.flatMap(({ number, words }) => [number, words])
    case 'table':
      return [...block.columns.map(({ header }) => header), ...block.rows.flat(2).flatMap(textsOf)]
    case 'quote':
      return block.blocks.flatMap(textsOf)
    case 'entries':
      return block.entries.flat().flatMap(textsOf)
    case 'chart':
      return [block.title, ...textsOf(block.table)]
    case 'contents':
    case 'page-break':
      return []
  }
}

/** How often each run of letters or digits is there; lines may break at all that is between. */
const countWords = (text: string): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const word of text
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? []) {
    counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  return counts
}

const countIn = (text: string, word: string): number => text.split(word).length - 1

/**
 * How many words a document has, and how many of them a PDF's text lacks, wherever they stand in it. A
 * word that a narrow column tears apart is not lost.
 */
export const missingWords = (
  { title, author, blocks }: PackDocument,
  text: string,
): { words: number; missing: number } => {
  const there = countWords(text)
  const squeezed = text.normalize('NFKC').toLowerCase().replace(/\s+/gu, '')
  let [words, missing] = [0, 0]
  for (const [word, count] of countWords([title, author, ...blocks.flatMap(textsOf)].join('\n'))) {
    words += count
    if ((there.get(word) ?? 0) < count) missing += Math.max(0, count - countIn(squeezed, word))
  }
  return { words, missing }
}
