import { describe, expect, it } from 'vitest'
import type { Block, Chart } from '../../../functions/pack/document.ts'
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
import { findElements, readPdf, squeeze, unpack } from '../../support/read-pdf.ts'

const { compilePdf } = createPackTypst(findPackAssets())

const print = async (blocks: Block[], about: Parameters<typeof inventDocument>[1] = {}) =>
  readPdf((await compilePdf(inventDocument(blocks, about))).pdf)

describe('a document as PDF', () => {
  it('is a tagged PDF/UA-1 in British English, dated and titled as it says', async () => {
    const { pdf, pages } = await compilePdf(inventDocument([prose('Words.')]))
    const read = await readPdf(pdf)

    expect(read.tagged).toBe(true)
    expect(unpack(pdf)).toMatch(/pdfuaid:part[>="]+1/)
    expect(read.info).toMatchObject({
      Title: 'Marram SEND Improvement Plan: pack for Inclusion Board, December 2026',
      Author: 'Marram Local Area Partnership',
      Language: 'en-GB',
      CreationDate: expect.stringMatching(/^D:20261222170000/),
    })
    expect(read.pageLabels).toEqual(Array.from({ length: pages }, (_, index) => String(index + 1)))
  })

  it('begins with who it is by, the plan, and what the title says besides', async () => {
    const { text } = await print([])

    expect(text).toMatch(
      /^Marram Local Area Partnership\s+Marram SEND Improvement Plan\s+Pack for Inclusion Board, December 2026\s+Start/,
    )
  })

  it('begins with the whole title where that does not begin with the plan', async () => {
    const { text } = await print([], { title: 'Something else' })

    expect(text).toMatch(/^Marram Local Area Partnership\s+Something else\s+Start/)
  })

  it('can be empty', async () => {
    const read = await print([], { blocks: [] })

    expect(read.pages).toHaveLength(1)
    expect(squeeze(read.text)).toBe(
      squeeze(
        'Marram Local Area Partnership Marram SEND Improvement Plan Pack for Inclusion Board, December 2026',
      ),
    )
  })

  it('has its outlined headings as bookmarks, and those of level 1 in the contents', async () => {
    const read = await print([
      { kind: 'contents' },
      heading(2, 'Under it'),
      heading(3, 'Under that', { outlined: false }),
      heading(1, 'Next'),
    ])

    expect(read.bookmarks).toEqual([
      { title: 'Start', level: 1 },
      { title: 'Under it', level: 2 },
      { title: 'Next', level: 1 },
    ])
    expect(read.roles.filter((role) => /^H\d$/.test(role))).toEqual(['H1', 'H2', 'H3', 'H1'])
    expect(read.roles.filter((role) => role === 'TOCI')).toHaveLength(2)
    expect(read.text.match(/Next/g)).toHaveLength(2)
    expect(read.text.match(/Under it/g)).toHaveLength(1)
  })

  it('has board, period, short hash and "page x of y" at the foot of every page', async () => {
    const read = await print([{ kind: 'page-break' }, prose('Two.'), { kind: 'page-break' }, prose('Three.')])

    expect(read.artifacts).toHaveLength(3)
    read.artifacts.forEach((running, index) => {
      expect(squeeze(running)).toContain(squeeze('Inclusion Board · December 2026 · 0123456789ab'))
      expect(squeeze(running)).toContain(squeeze(`Page ${index + 1} of 3`))
    })
  })

  it('says on every page that it is a draft, outside the text, and only then', async () => {
    const blocks: Block[] = [{ kind: 'page-break' }, prose('Two.')]
    const [draft, final] = [await print(blocks, { draft: true }), await print(blocks)]

    expect(draft.artifacts.every((running) => squeeze(running).includes('DRAFT'))).toBe(true)
    expect(squeeze(draft.text)).not.toContain('DRAFT')
    expect(final.artifacts.join('')).not.toMatch(/draft/i)
  })
})

describe('each kind of block', () => {
  const chart: Chart = {
    shape: 'bars',
    rows: [{ name: 'Now', parts: [{ status: statuses.green, number: 12 }] }],
    most: null,
    unit: '',
  }
  const said: [string, Block, string[]][] = [
    ['a heading', heading(2, 'A heading'), ['A heading']],
    ['a plain line', line('A plain line'), ['A plain line']],
    ['a quiet line', line('A quiet line', 'quiet'), ['A quiet line']],
    ['a small line', line('A small line', 'small'), ['A small line']],
    ['a lead-in', line('A lead-in', 'lead-in'), ['A lead-in']],
    ['a caption', line('A caption', 'caption'), ['A caption']],
    ['prose', prose('One.\n\nTwo\nlines.'), ['One.', 'Two', 'lines.']],
    [
      'a list',
      { kind: 'list', ordered: false, items: [[prose('First')], [prose('Second')]] },
      ['•First•Second'],
    ],
    [
      'an ordered list',
      { kind: 'list', ordered: true, items: [[prose('First')], [prose('Second')]] },
      ['1.First2.Second'],
    ],
    [
      'facts',
      { kind: 'facts', columns: 1, facts: [{ name: 'Chair', value: [words('Hana')] }] },
      ['Chair Hana'],
    ],
    [
      'facts beside each other',
      {
        kind: 'facts',
        columns: 3,
        facts: ['A', 'B', 'C', 'D'].map((name) => ({ name, value: [words(`${name}1`)] })),
      },
      ['A A1 B B1 C C1 D D1'],
    ],
    ['figures', { kind: 'figures', figures: [{ number: '3 of 4', words: 'answered' }] }, ['3 of 4 answered']],
    ['a table', table(['Ref', 'Action'], [['1.1', 'Do it']]), ['Ref Action 1.1 Do it']],
    [
      'a quote',
      { kind: 'quote', status: statuses.red, blocks: [prose('As somebody said.')] },
      ['As somebody said.'],
    ],
    ['a quote without a status', { kind: 'quote', status: null, blocks: [prose('As said.')] }, ['As said.']],
    [
      'entries',
      {
        kind: 'entries',
        entries: [
          [heading(2, 'E1'), prose('P1')],
          [heading(2, 'E2'), prose('P2')],
        ],
      },
      ['E1 P1 E2 P2'],
    ],
    [
      'a chart',
      {
        kind: 'chart',
        title: 'How many',
        alt: 'Twelve are green.',
        chart,
        table: table(['S', 'N'], [['Green', 'twelve']]),
      },
      ['How many', 'Green twelve'],
    ],
    [
      'a status',
      { kind: 'line', tone: 'plain', content: [words('From '), { kind: 'status', status: statuses.amber }] },
      ['From Some concerns'],
    ],
  ]

  it.each(said)('prints %s in full', async (_, block, texts) => {
    const { text } = await print([block, prose('After it.')])

    for (const expected of [...texts, 'After it.']) expect(squeeze(text)).toContain(squeeze(expected))
  })

  it('is read in the order of the document', async () => {
    const { text } = await print(said.flatMap(([, block], index) => [block, prose(`[end of ${index}]`)]))
    const parts = squeeze(text).split(/\[endof\d+\]/)

    said.forEach(([, , texts], index) => {
      for (const expected of texts) expect(parts[index]).toContain(squeeze(expected))
    })
  })

  it('keeps line breaks and paragraphs', async () => {
    const { text } = await print([prose('First line\nsecond line\n\nnext paragraph')])

    expect(text).toMatch(/First line\s*\n\s*second line\s*\n\s*next paragraph/)
  })

  it('tags a quote as one, and its paragraphs within', async () => {
    const { structure } = await print([
      { kind: 'quote', status: statuses.red, blocks: [prose('One.\n\nTwo.')] },
    ])
    const [quote] = findElements(structure, 'BlockQuote')

    expect(findElements(quote?.children ?? [], 'P')).toHaveLength(2)
  })

  it('leaves out what has nothing in it', async () => {
    const empty: Block[] = [
      { kind: 'heading', level: 2, id: null, content: [], outlined: true },
      prose(' \n '),
      { kind: 'list', ordered: false, items: [] },
      { kind: 'facts', columns: 3, facts: [] },
      { kind: 'figures', figures: [] },
      { kind: 'entries', entries: [] },
      { ...table([], []) },
      { kind: 'quote', status: null, blocks: [] },
      table(['Only', 'headers'], []),
    ]

    expect(squeeze((await print(empty)).text)).toMatch(/StartOnlyheaders$/)
  })
})

describe('links', () => {
  it('lead to headings and to the web', async () => {
    const { links, text } = await print([
      { kind: 'line', tone: 'plain', content: [{ kind: 'place', text: '1.1', to: 'action 1.1' }] },
      {
        kind: 'line',
        tone: 'plain',
        content: [{ kind: 'address', text: 'the audit', href: 'https://schools.example/audit?of=plans' }],
      },
      { kind: 'page-break' },
      heading(2, 'One', { id: 'action 1.1' }),
    ])

    expect(links).toEqual({ out: ['https://schools.example/audit?of=plans'], within: 1 })
    expect(text).toContain('the audit')
  })

  it('are words alone where there is no such heading, or no such address', async () => {
    const { links, text } = await print([
      {
        kind: 'line',
        tone: 'plain',
        content: [
          { kind: 'place', text: 'nowhere', to: 'gone' },
          { kind: 'address', text: 'a script', href: 'javascript:alert(1)' },
          { kind: 'address', text: 'no address', href: 'evidence' },
        ],
      },
    ])

    expect(links).toEqual({ out: [], within: 0 })
    expect(text).toMatch(/nowhere\s*a script\s*no address/)
  })

  it('lead to the first of two headings with one id', async () => {
    const { links } = await print([
      heading(2, 'One', { id: 'same' }),
      heading(2, 'Another', { id: 'same' }),
      { kind: 'line', tone: 'plain', content: [{ kind: 'place', text: 'there', to: 'same' }] },
    ])

    expect(links.within).toBe(1)
  })

  it.each([
    ['one word of 20,000 letters', 'x'.repeat(20_000)],
    ['an address of 6,000 characters', `https://marram.example/${'a/b-c_'.repeat(1_000)}`],
    ['1,200 long words', 'pneumonoultramicroscopicsilicovolcanoconiosis '.repeat(1_200)],
  ])('are printed in full, in a paragraph, a line and a cell: %s', async (_, long) => {
    const read = await print([prose(long), line(long), table(['A', 'B'], [['1', long]])])
    const [, ...parts] = squeeze(read.text).split(squeeze(long))
    expect(parts).toHaveLength(3)
    for (const { right, width } of read.pages) expect(right).toBeLessThan(width - 56)
  })

  it('have no invisible characters in a long address', async () => {
    const address = `https://schools.example/${'audit-of-plans/'.repeat(12)}`
    const { links, text, pages } = await print([
      { kind: 'line', tone: 'plain', content: [{ kind: 'address', text: address, href: address }] },
    ])

    expect(new Set(links.out)).toEqual(new Set([address]))
    expect(text.replaceAll('\n', '')).toContain(address)
    for (const { right, width } of pages) expect(right).toBeLessThan(width - 56)
  })
})

describe('tables', () => {
  it('have header cells for columns and rows, and say what they are of', async () => {
    const { pdf } = await compilePdf(
      inventDocument([
        table(
          ['Ref', 'Action'],
          [
            ['1.1', 'Do'],
            ['1.2', 'Done'],
          ],
          'What is overdue – all of it',
        ),
      ]),
    )
    const { structure } = await readPdf(pdf)
    const rows = findElements(structure, 'TR').map(({ children }) => children.map(({ role }) => role))

    expect(rows).toEqual([
      ['TH', 'TH'],
      ['TH', 'TD'],
      ['TH', 'TD'],
    ])
    const raw = unpack(pdf)
    expect(raw.match(/\/Scope \/Column/g)).toHaveLength(2)
    expect(raw.match(/\/Scope \/Row/g)).toHaveLength(2)
    const label = Buffer.from('What is overdue – all of it', 'utf16le').swap16().toString('hex')
    expect(raw).toContain(`/Summary <FEFF${label}>`)
  })

  it('keep to each its own label, also one within a cell of another', async () => {
    const outer = table(['A', 'B'], [['x', 'y']], 'outer')
    outer.rows[0]?.[1]?.push(table(['C', 'D'], [['z', 'w']], 'inner'))
    const { pdf } = await compilePdf(inventDocument([outer, table(['E'], [['v']], 'last')]))
    const order = ['outer', 'inner', 'last'].map((label) =>
      unpack(pdf).indexOf(Buffer.from(label, 'utf16le').swap16().toString('hex')),
    )

    expect(order.every((place) => place > 0)).toBe(true)
    expect(findElements((await readPdf(pdf)).structure, 'Table')).toHaveLength(3)
  })

  it('repeat their header on each page, which is read once', async () => {
    const rows = Array.from({ length: 120 }, (_, index) => [`Row ${index}`, 'Something'])
    const read = await print([table(['Reference', 'Something'], rows)])

    expect(read.pages.length).toBeGreaterThan(2)
    expect(read.text.match(/Reference/g)).toHaveLength(1)
    for (const running of read.artifacts.slice(1)) expect(running).toContain('Reference')
    for (const [name = ''] of rows) expect(squeeze(read.text)).toContain(squeeze(`${name}Something`))
  })

  it('print a cell that is longer than a page in full', async () => {
    const long = countedWords(1000)
    const read = await print([
      table(
        ['Ref', 'Said'],
        [
          ['1.1', long],
          ['1.2', 'short'],
        ],
      ),
    ])

    expect(long.length).toBeGreaterThan(5990)
    expect(squeeze(read.text)).toContain(squeeze(long))
    for (const { bottom } of read.pages) expect(bottom).toBeGreaterThan(56)
  })

  it('break a word that is wider than its column', async () => {
    const columns = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H']
    const read = await print([table(columns, [columns.map(() => 'Speechandlanguagetherapy')])])

    expect(squeeze(read.text).split('Speechandlanguagetherapy')).toHaveLength(9)
    for (const { right, width } of read.pages) expect(right).toBeLessThan(width - 56)
  })

  it('lose nothing where a row has more or fewer cells than columns', async () => {
    const { text } = await print([table(['A', 'B'], [['one', 'two', 'three'], ['four']])])

    expect(squeeze(text)).toContain('ABonetwothreefour')
  })
})

describe('charts', () => {
  const rowsOf = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      name: `Row ${index}`,
      parts: Object.values(statuses).map((status, part) => ({ status, number: (index * 7 + part * 5) % 13 })),
    }))
  const chartOf = (chart: Chart): Block => ({
    kind: 'chart',
    title: 'Statuses by month',
    alt: 'What the picture shows.',
    chart,
    table: table(['Month', 'Number'], [['May', '7']]),
  })

  it('are a figure with its words, under a caption, before a table', async () => {
    const { structure, roles } = await print([
      chartOf({ shape: 'columns', rows: rowsOf(12), most: null, unit: '' }),
    ])

    expect(findElements(structure, 'Figure')).toEqual([
      { role: 'Figure', alt: 'What the picture shows.', children: [] },
    ])
    expect(roles.filter((role) => ['Caption', 'Figure', 'Table'].includes(role))).toEqual([
      'Caption',
      'Figure',
      'Table',
    ])
  })

  it.each<[string, Chart]>(
    (['bars', 'columns'] as const).flatMap(
      (shape) =>
        [
          [`${shape} without rows`, { shape, rows: [], most: null, unit: '' }],
          [
            `${shape} of nothing`,
            { shape, rows: [{ name: 'None', parts: [{ status: null, number: 0 }] }], most: null, unit: '' },
          ],
          [`${shape} of one row`, { shape, rows: rowsOf(1), most: null, unit: '' }],
          [`${shape} of twelve`, { shape, rows: rowsOf(12), most: null, unit: '' }],
          [`${shape} of a hundred`, { shape, rows: rowsOf(100), most: null, unit: '' }],
          [`${shape} beyond their scale`, { shape, rows: rowsOf(3), most: 2, unit: '' }],
          [
            `${shape} of numbers that are none`,
            {
              shape,
              rows: [
                {
                  name: 'x',
                  parts: [
                    { status: null, number: Number.NaN },
                    { status: null, number: -3 },
                  ],
                },
              ],
              most: Number.NaN,
              unit: '',
            },
          ],
        ] satisfies [string, Chart][],
    ),
  )('draw %s within the page', async (_, chart) => {
    const read = await print([chartOf(chart), prose('After it.')])

    expect(read.text).toContain('After it.')
    for (const { right, bottom, width } of read.pages) {
      expect(right).toBeLessThan(width - 56)
      expect(bottom).toBeGreaterThan(56)
    }
  })

  it('name each status that occurs, and no other, once in the key', async () => {
    const rows = [
      {
        name: 'Now',
        parts: [
          { status: statuses.blue, number: 0 },
          { status: statuses.green, number: 3 },
        ],
      },
      {
        name: 'Before',
        parts: [
          { status: statuses.red, number: 2 },
          { status: statuses.green, number: 1 },
        ],
      },
    ]
    const { text } = await print([chartOf({ shape: 'bars', rows, most: null, unit: '' })])

    expect(text.match(/On track/g)).toHaveLength(1)
    expect(text.match(/Off track/g)).toHaveLength(1)
    expect(text).not.toContain('Embedded')
  })

  it.each(['bars', 'columns'] as const)(
    'have room in %s for the number of each part, however small',
    async (shape) => {
      const numbers = [271, 243, 139, 61, 2, 1]
      const all = [statuses.blue, statuses.green, statuses.amber, statuses.red, statuses.none, statuses.amber]
      const parts = numbers.map((number, index) => ({ status: all[index] ?? null, number }))
      const rows = Array.from({ length: 12 }, (_, index) => ({ name: `M${index}`, parts }))
      const read = await print([chartOf({ shape, rows, most: null, unit: '' })])

      for (const number of numbers) {
        const found = read.text.match(new RegExp(`(?<![\\dM])${number}(?!\\d)`, 'g'))
        expect(found, String(number)).toHaveLength(rows.length)
      }
    },
  )

  it('end their scale where they are told to, in their unit', async () => {
    const rows = [{ name: 'May', parts: [{ status: null, number: 33.333 }] }]
    const { text } = await print([chartOf({ shape: 'columns', rows, most: 100, unit: '%' })])

    expect(text).toContain('100%')
    expect(text).toContain('33.3%')
  })
})

describe('what travels with a document', () => {
  it('comes out of the PDF as it went in', async () => {
    const bytes = Buffer.from(
      '{"said":"😀 \\u0000 مرحبا  https://a-very-long-address.example/without/a/space"}',
    )
    const attachment = { name: 'pack.json', mediaType: 'application/json', description: 'The data', bytes }
    const { attachments } = await readPdf((await compilePdf(inventDocument([]), attachment)).pdf)

    expect(attachments).toMatchObject([{ filename: 'pack.json', description: 'The data' }])
    expect(Buffer.compare(attachments[0]?.content ?? Buffer.alloc(0), bytes)).toBe(0)
  })

  it('is nothing where nothing was given', async () => {
    expect((await print([])).attachments).toEqual([])
  })
})
