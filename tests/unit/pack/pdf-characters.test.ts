import { describe, expect, it } from 'vitest'
import type { Block } from '../../../functions/pack/document.ts'
import { createPackTypst, findPackAssets } from '../../../functions/platform/typst.ts'
import { heading, inventDocument, line, prose, statuses, table, words } from '../../support/pack-document.ts'
import { readPdf, squeeze } from '../../support/read-pdf.ts'

const { compilePdf } = createPackTypst(findPackAssets())

const print = async (blocks: Block[]) => readPdf((await compilePdf(inventDocument(blocks))).pdf)

/** The same text wherever a document can have one. */
const everywhere = (text: string): Block[] => [
  heading(2, text),
  line(text),
  prose(text),
  { kind: 'list', ordered: false, items: [[prose(text)]] },
  { kind: 'facts', columns: 1, facts: [{ name: text, value: [words(text)] }] },
  { kind: 'facts', columns: 3, facts: [{ name: text, value: [words(text)] }] },
  { kind: 'figures', figures: [{ number: text, words: text }] },
  table([text], [[text]], text),
  {
    kind: 'quote',
    status: { ...statuses.red, label: text },
    blocks: [{ kind: 'line', tone: 'plain', content: [words(text, 'emphasis'), words(text, 'strong')] }],
  },
  {
    kind: 'chart',
    title: text,
    alt: text,
    chart: {
      shape: 'bars',
      rows: [{ name: text, parts: [{ status: { ...statuses.red, label: text }, number: 1 }] }],
      most: null,
      unit: '',
    },
    table: table([text], [[text]], text),
  },
]

describe('whatever is written', () => {
  it.each([
    '#import "x.typ": * #panic("no") #sys.inputs',
    '<script>alert(1)</script> <p>one</p> &amp;',
    '=SUM(A1:A9) +1 -1 @cmd',
    '$x^2$ *bold* _it_ `raw` @ref <label> = Heading',
    '\\ \\n \\u{41} ~ -- --- ... // comment /* c */ "quotes" \'one\'',
    '](https://x.example) #link("x")[y] ]] }} )',
  ])('is printed as it was typed: %s', async (hostile) => {
    const read = await print(everywhere(hostile))

    expect(squeeze(read.text).split(squeeze(hostile)).length - 1).toBe(19)
    expect(read.links.out).toEqual([])
  })

  it('breaks a word of 300 characters over lines, and prints it in full', async () => {
    const word = Array.from({ length: 300 }, (_, index) => 'abcdefghijklm'.charAt(index % 13)).join('')
    const read = await print([prose(word), line(word), table(['A', 'B'], [[word, word]])])

    expect(squeeze(read.text).split(word)).toHaveLength(5)
    expect(read.text).not.toContain('\u200b')
    for (const { width, right } of read.pages) expect(right).toBeLessThan(width - 56)
  })
})

describe('characters', () => {
  it.each([
    ['Polish, Romanian, Lithuanian and Latvian', 'Łódź żółć țigară șarpe ąžuolas šķēres'],
    ['Ukrainian', 'Привіт, їжак ґанок'],
    ['Greek', 'Καλημέρα'],
    ['Hindi', 'नमस'],
    ['Gujarati', 'ગજરત'],
    ['Punjabi', 'ਪਜਬ'],
    ['Bengali', 'বল'],
    ['Tamil', 'தமழ'],
    ['emoji', '😀 ✅ 🎉'],
  ])('of %s are printed as they are', async (_, text) => {
    const read = await print([prose(text), heading(2, text)])

    expect(read.text).not.toContain('U+')
    expect(squeeze(read.text)).toContain(squeeze(text))
  })

  it.each([
    ['Arabic', 'مرحبا بالعالم'],
    ['Kurdish', 'چۆنی ڕۆژباش'],
    ['Urdu', 'آپ کیسے ہیں'],
    ['Hebrew', 'שלום עולם'],
  ])('of %s go from right to left, each word as it was typed', async (_, text) => {
    // A PDF has what it shows from the left: the last word comes first.
    const shown = squeeze(text.split(' ').reverse().join(' '))
    for (const block of [prose(text), line(text), heading(2, text)]) {
      const read = await print([block])
      const [page] = read.pages

      expect(page?.right).toBeGreaterThan((page?.width ?? 0) - 64)
      expect(squeeze(read.text.normalize('NFKC'))).toContain(shown)
    }
    const within = await print([prose(`In a sentence: ${text}, and on.`)])
    expect(squeeze(within.text.normalize('NFKC'))).toContain(`sentence:${shown},andon.`)
  })

  it('that no font has are written as their numbers', async () => {
    const read = await print([prose('Done 汉 and g\u0331 k\u20e3 ok'), line('語 done')])

    expect(squeeze(read.text)).toContain(squeeze('Done [U+6C49] and'))
    expect(squeeze(read.text)).toContain(squeeze('[U+8A9E] done'))
  })

  it('that are common signs are written in plain characters where no font has them', async () => {
    const read = await print([prose('amber → green, well‑known, ● point, ﬁrst, 5 µg')])

    expect(squeeze(read.text)).toContain(squeeze('amber -> green, well‑known, • point, first, 5 μg'))
  })
})
