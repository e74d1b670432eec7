import { describe, expect, it } from 'vitest'
import type { Block } from '../../../functions/pack/document.ts'
import { createPackTypst, findPackAssets } from '../../../functions/platform/typst.ts'
import {
  countedWords,
  heading,
  inventDocument,
  line,
  prose,
  statuses,
  table,
  words,
} from '../../support/pack-document.ts'
import { readPdf, squeeze } from '../../support/read-pdf.ts'

const { compilePdf } = createPackTypst(findPackAssets())

/** So many lines before the blocks: where a page ends is tried at every height. */
const print = async (linesBefore: number, blocks: Block[]): Promise<string[]> => {
  const before = Array.from({ length: linesBefore }, () => prose('Before.'))
  const { pages } = await readPdf((await compilePdf(inventDocument([...before, ...blocks]))).pdf)
  return pages.map(({ text }) => squeeze(text))
}

const heights = Array.from({ length: 32 }, (_, index) => index + 4)

const pageOf = (pages: string[], text: string): number =>
  pages.findIndex((page) => page.includes(squeeze(text)))

describe('the end of a page', () => {
  it('leaves a heading, its lines and the start of a quote together', async () => {
    const entry: Block[] = [
      heading(2, 'The heading'),
      { kind: 'line', tone: 'plain', content: [{ kind: 'status', status: statuses.amber }] },
      { kind: 'facts', columns: 3, facts: [{ name: 'Due', value: [words('In some month')] }] },
      line('Somebody, some day', 'caption'),
      {
        kind: 'quote',
        status: statuses.amber,
        blocks: [prose(`Begins here. ${countedWords(60)} ends there.`)],
      },
      prose('After it.'),
    ]
    for (const height of heights) {
      const pages = await print(height, entry)
      const places = ['The heading', 'Some concerns', 'Somebody, some day', 'Begins here', 'ends there'].map(
        (text) => pageOf(pages, text),
      )
      expect(new Set(places).size, `after ${height} lines`).toBe(1)
    }
  })

  it('tears a long quote, but leaves its start with its heading', async () => {
    const entry: Block[] = [
      heading(2, 'The heading'),
      line('Somebody, some day', 'small'),
      { kind: 'quote', status: null, blocks: [prose(`Begins here. ${countedWords(600)}`)] },
    ]
    for (const height of heights) {
      const pages = await print(height, entry)
      expect(pageOf(pages, 'The heading'), `after ${height} lines`).toBe(pageOf(pages, 'Begins here'))
    }
  })

  it('tears no row of a table, and leaves a heading with the first', async () => {
    const rows = Array.from({ length: 30 }, (_, index) => [
      `r${index}-a`,
      `r${index}-begin ${countedWords(20)} r${index}-end`,
    ])
    for (const height of heights) {
      const pages = await print(height, [
        heading(2, 'Overdue'),
        line('What is late.', 'lead-in'),
        table(['Ref', 'Said'], rows),
      ])
      rows.forEach((_, index) => {
        const places = ['a', 'begin', 'end'].map((part) => pageOf(pages, `r${index}-${part}`))
        expect(new Set(places).size, `row ${index} after ${height} lines`).toBe(1)
      })
      expect(pageOf(pages, 'Overdue')).toBe(pageOf(pages, 'r0-begin'))
      expect(pageOf(pages, 'What is late.')).toBe(pageOf(pages, 'r0-begin'))
    }
  })

  it('leaves the last rows of a long table together, and a short table whole', async () => {
    const rows = Array.from({ length: 25 }, (_, index) => [`r${index}!`, 'said'])
    for (const height of heights) {
      const pages = await print(height, [
        table(['Ref', 'Said'], rows),
        table(
          ['S', 'T'],
          rows.slice(0, 4).map(([ref]) => [`s${ref}`, 'x']),
        ),
      ])
      expect(new Set([22, 23, 24].map((index) => pageOf(pages, `r${index}!`))).size).toBe(1)
      expect(new Set([0, 1, 2, 3].map((index) => pageOf(pages, `sr${index}!`))).size).toBe(1)
    }
  })

  /** An entry of so many lines, as long as the first and the last of them are told apart. */
  const entryOf = (name: string, lines: number): Block[] => [
    heading(2, `Entry ${name}`),
    prose(Array.from({ length: lines }, (_, index) => `${name}-${index}!`).join('\n')),
  ]

  it('tears no entry or table of less than half a page, and begins a longer one where there is room', async () => {
    for (const height of [8, 20, 32]) {
      const entries: Block = {
        kind: 'entries',
        entries: [entryOf('a', 19), entryOf('b', 19), entryOf('c', 19)],
      }
      const pages = await print(height, [entries])
      for (const name of ['a', 'b', 'c'])
        expect(pageOf(pages, `${name}-0!`), `${name} after ${height}`).toBe(pageOf(pages, `${name}-18!`))

      const rows = Array.from({ length: 11 }, (_, index) => [`t${index}!`, 'said'])
      const tables = await print(height, [table(['Ref', 'Said'], rows)])
      expect(pageOf(tables, 't0!'), `after ${height}`).toBe(pageOf(tables, 't10!'))
    }
    const long = await print(8, [{ kind: 'entries', entries: [entryOf('a', 24), entryOf('b', 36)] }])
    expect(pageOf(long, 'b-0!')).toBe(0)
    expect(pageOf(long, 'b-35!')).toBe(1)
  })

  it('does not break what a receipt calls an answer at the end of a line', async () => {
    const said = Array.from({ length: 40 }, (_, length) => [
      line(`${'x'.repeat(length + 60)} on Monday, reference 3.11b-C95589F${(length % 10).toString()}.`),
      line(
        `${'x'.repeat(length + 60)} on Monday, reference 3.11b-C95589F${(length % 10).toString()}`,
        'small',
      ),
    ]).flat()
    const { pages } = await readPdf((await compilePdf(inventDocument(said))).pdf)
    const text = pages.map((page) => page.text).join('\n')
    expect(text.match(/3\.11b-C95589F\d/g)).toHaveLength(said.length)
  })

  it('leaves short facts together', async () => {
    const names = ['Ambition', 'Outcomes', 'Measures', 'Dependencies']
    const facts: Block = {
      kind: 'facts',
      columns: 1,
      facts: names.map((name) => ({ name, value: [words(`of ${name}`)] })),
    }
    for (const height of heights) {
      const pages = await print(height, [line('What the plan says', 'caption'), facts, prose('After.')])
      expect(new Set(['What the plan says', ...names].map((text) => pageOf(pages, text))).size).toBe(1)
    }
  })

  it('does not begin a page with the last line of a paragraph', async () => {
    for (const height of heights) {
      const pages = await print(height, [prose(countedWords(70))])
      for (const page of pages) expect(page.match(/w\d{4}/g)?.length ?? 99).toBeGreaterThan(14)
    }
  })

  it('begins a page where the document says so, and none that is empty', async () => {
    const pages = await print(1, [
      { kind: 'page-break' },
      { kind: 'page-break' },
      prose('Second.'),
      { kind: 'quote', status: null, blocks: [prose('Still'), { kind: 'page-break' }, prose('second.')] },
      { kind: 'page-break' },
    ])

    expect(pages).toHaveLength(2)
    expect(pages[1]).toBe('Second.Stillsecond.')
  })
})
