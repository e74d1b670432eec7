import { beforeAll, describe, expect, it } from 'vitest'
import { caption, leadIn, placeOf, toAction } from '../../../functions/pack/blocks.ts'
import type { Block, Inline, PackDocument } from '../../../functions/pack/document.ts'
import { buildPackModel, noPapers } from '../../../functions/pack/pack-model.ts'
import { splitDocument } from '../../../functions/pack/split-document.ts'
import { headingsIn, inlinesOf } from '../../../functions/pack/walk-document.ts'
import { writeDocument } from '../../../functions/pack/write-document.ts'
import { textsOf } from '../../bench/pack/texts.ts'
import { heading, inventDocument, line, prose, table, words } from '../../support/pack-document.ts'
import { inventMonth } from './invented-snapshot.ts'

const weigh = (blocks: Block[]): number =>
  blocks.reduce((sum, block) => sum + JSON.stringify(block).length, 0)
const wordsOf = (content: Inline[]) => content.map((item) => ('text' in item ? item.text : '')).join('')
const textsIn = (blocks: Block[]) => blocks.flatMap(textsOf)

/** What a volume says of the document: without its own first page, and headings said again. */
const ownBlocks = ({ blocks }: PackDocument, index: number): Block[] => {
  const contents = blocks.findIndex(({ kind }) => kind === 'contents')
  if (index === 0) return [...blocks.slice(0, contents - 3), ...blocks.slice(contents)]
  const goesOn = (block: Block) => block.kind === 'heading' && wordsOf(block.content).endsWith(', continued')
  return blocks.slice(contents + 2).filter((block) => !goesOn(block))
}

const contentsPage: Block[] = [heading(1, 'Contents', { outlined: false }), { kind: 'contents' }]
const limitOf = (limit: number) => ({ whole: limit, volume: limit })
/** Words of about so many characters. */
const long = (characters: number, name = 'w') => `${name} `.repeat(Math.ceil(characters / (name.length + 1)))
const entry = (ref: string, characters = 400): Block[] => [
  heading(3, `${ref} An action`, { id: placeOf(ref) }),
  prose(long(characters, ref)),
]
const split = (blocks: Block[], limit: number) =>
  splitDocument(inventDocument([...contentsPage, ...blocks]), limitOf(limit))
const kindsOf = ({ blocks }: PackDocument) => blocks.map(({ kind }) => kind)

describe('a document that is small enough', () => {
  it('is the same, untouched', () => {
    const document = inventDocument([...contentsPage, prose('Words.')])

    const [only, ...others] = splitDocument(document)
    expect(only).toBe(document)
    expect(others).toEqual([])
    expect(splitDocument(document, limitOf(weigh(document.blocks)))[0]).toBe(document)
  })

  it('stays whole longer than a volume of a larger one', () => {
    const blocks = [
      ...contentsPage,
      ...Array.from({ length: 20 }, (_, index) => prose(long(100, `p${index}`))),
    ]
    const document = inventDocument(blocks)
    const weight = weigh(document.blocks)

    expect(splitDocument(document, { whole: weight, volume: weight / 3 })).toEqual([document])
    expect(splitDocument(document, { whole: weight - 1, volume: weight / 2 }).length).toBeGreaterThan(1)
  })
})

describe('the pack of a large month in volumes', () => {
  let limit: number
  let document: PackDocument
  let volumes: PackDocument[]

  beforeAll(() => {
    const model = buildPackModel(inventMonth(81), 'inclusion', {
      papers: noPapers,
      snapshotSha256: 'c'.repeat(64),
    })
    document = writeDocument(model, 'd'.repeat(64))
    // Five hold it, with some room.
    limit = Math.ceil(weigh(document.blocks) / 4.6)
    volumes = splitDocument(document, limitOf(limit))
  })

  it('has as few as hold it, about even, each within the limit', () => {
    const total = weigh(document.blocks)
    expect(volumes).toHaveLength(5)
    for (const [index, volume] of volumes.entries()) {
      const weight = weigh(ownBlocks(volume, index))
      expect(weight).toBeLessThanOrEqual(limit)
      expect(weight / (total / volumes.length)).toBeGreaterThan(0.85)
      expect(weight / (total / volumes.length)).toBeLessThan(1.1)
    }
  })

  it('loses nothing and says nothing twice but headings and the names of columns, in the same order', () => {
    const said = volumes.flatMap((volume, index) => textsIn(ownBlocks(volume, index)))
    const plainly = said.map((text) => text.replaceAll(/ \(volume \d+\)/gu, ''))
    const once = [...plainly]
    for (const text of textsIn(document.blocks)) {
      const at = once.indexOf(text)
      expect(at, text).not.toBe(-1)
      once.splice(at, 1)
    }
    // Tables that go on have their columns' names again.
    const headers = document.blocks.flatMap((block) =>
      block.kind === 'table' ? block.columns.map(({ header }) => header) : [],
    )
    expect(once.filter((text) => !headers.includes(text))).toEqual([])
    const order = (texts: string[]) => texts.filter((text) => !headers.includes(text))
    expect(order(plainly)).toEqual(order(textsIn(document.blocks)))
  })

  it('skips no level of headings, in any volume', () => {
    for (const { blocks } of volumes) {
      let last = 0
      for (const { level } of headingsIn(blocks)) {
        expect(level).toBeLessThanOrEqual(last + 1)
        last = level
      }
    }
  })

  it('says in each title and on each page which it is, and what pack in each volume', () => {
    for (const [index, volume] of volumes.entries()) {
      const name = `, volume ${index + 1} of ${volumes.length}`
      expect(volume.title).toBe(document.title + name)
      expect(volume.running).toEqual({ ...document.running, period: document.running.period + name })
      expect(volume.sha256).toBe(document.sha256)
      if (index === 0) continue
      expect(volume.blocks.slice(0, 5)).toMatchObject([
        {
          kind: 'heading',
          level: 1,
          content: [words(`Volume ${index + 1} of ${volumes.length}`)],
          outlined: true,
        },
        {
          kind: 'facts',
          facts: [
            { name: 'Board', value: [words('Inclusion Board')] },
            { name: 'Period', value: [words('December 2026')] },
            { name: 'Hash of this pack', value: [words('d'.repeat(64))] },
          ],
        },
        { kind: 'heading', content: [words('Contents')], outlined: false },
        { kind: 'contents' },
        { kind: 'page-break' },
      ])
    }
  })

  it('leads to what is in the same volume, and names the volume of what is in another', () => {
    const volumeOf = new Map(
      volumes.flatMap(({ blocks }, index) =>
        headingsIn(blocks).flatMap(({ id }) => (id === null ? [] : [[id, index + 1] as const])),
      ),
    )
    const places = document.blocks.flatMap(inlinesOf).filter(({ kind }) => kind === 'place')
    const found = volumes.flatMap(({ blocks }, index) =>
      blocks.flatMap(inlinesOf).flatMap((item) => {
        if (item.kind === 'place') {
          expect(volumeOf.get(item.to)).toBe(index + 1)
          return [item.text]
        }
        const [, ref = '', volume] = /^(\S+) \(volume (\d+)\)$/u.exec('text' in item ? item.text : '') ?? []
        if (volume === undefined) return []
        expect(item).toMatchObject({ kind: 'text', style: 'strong' })
        expect(volumeOf.get(placeOf(ref))).toBe(Number(volume))
        expect(Number(volume)).not.toBe(index + 1)
        return [ref]
      }),
    )
    expect(found).toEqual(places.map((item) => ('text' in item ? item.text : '')))
    expect(new Set(volumeOf.values()).size).toBeGreaterThan(1)
  })

  it('gives the same volumes again', () => {
    expect(splitDocument(document, limitOf(limit))).toEqual(volumes)
  })
})

describe('where a volume is cut', () => {
  const entries = (priority: number, count: number): Block => ({
    kind: 'entries',
    entries: Array.from({ length: count }, (_, index) => entry(`${priority}.${index + 1}`)),
  })

  it('goes on under the headings that it is within, and keeps what leads to a unit with it', () => {
    const [first, second] = split(
      [
        heading(1, 'Actions', { id: 'actions' }),
        heading(2, 'Priority 1'),
        entries(1, 8),
        heading(2, 'Priority 2'),
        entries(2, 8),
      ],
      6_000,
    )

    expect(first && headingsIn(first.blocks).at(-1)?.id).toBe('action-1.8')
    expect(second && headingsIn(second.blocks).slice(2, 5)).toMatchObject([
      { level: 1, id: null, outlined: true, content: [words('Actions'), words(', continued')] },
      { level: 2, content: [words('Priority 2')] },
      { level: 3, id: 'action-2.1' },
    ])
    expect(first && kindsOf(first).slice(-3)).toEqual(['heading', 'heading', 'entries'])
  })

  it('carries both levels into the middle of a priority, and joins its entries again', () => {
    const volumes = split([heading(1, 'Actions'), heading(2, 'Priority 1'), entries(1, 16)], 6_000)

    expect(volumes.map(({ blocks }) => blocks.filter(({ kind }) => kind === 'entries').length)).toEqual([
      1, 1,
    ])
    expect(volumes[1] && headingsIn(volumes[1].blocks).slice(2, 4)).toMatchObject([
      { level: 1, content: [words('Actions'), words(', continued')] },
      { level: 2, content: [words('Priority 1'), words(', continued')] },
    ])
  })

  it('begins a section in the next volume where the last tenth is left', () => {
    const of = (before: number) =>
      split(
        [
          heading(1, 'One'),
          entries(1, before),
          { kind: 'page-break' },
          heading(1, 'Two'),
          entries(2, 20 - before),
        ],
        7_000,
      )
    const titles = (document: PackDocument | undefined) =>
      headingsIn(document?.blocks ?? []).flatMap(({ level, content }) =>
        level === 1 ? wordsOf(content) : [],
      )

    expect(titles(of(9)[0])).not.toContain('Two')
    expect(titles(of(9)[1])).toEqual(['Volume 2 of 2', 'Contents', 'Two'])
    expect(titles(of(6)[0])).toContain('Two')
    expect(titles(of(6)[1])).toEqual(['Volume 2 of 2', 'Contents', 'Two, continued'])
    // One page break is enough.
    expect(of(9).map((document) => kindsOf(document).filter((kind) => kind === 'page-break'))).toEqual([
      [],
      ['page-break'],
    ])
  })

  it.each(Array.from({ length: 24 }, (_, index) => 2_500 + index * 333))(
    'is never after what leads on, and keeps to the limit: %i',
    (limit) => {
      const blocks: Block[] = [1, 2, 3].flatMap((priority): Block[] => [
        { kind: 'page-break' },
        heading(1, `Section ${priority}`),
        leadIn('What it has:'),
        heading(2, `Priority ${priority}`),
        entries(priority, 5),
        caption('And a table'),
        table(
          ['Ref', 'Said'],
          Array.from({ length: 20 }, () => ['1.1', long(30)]),
        ),
      ])
      const volumes = split(blocks, limit)

      expect(volumes.length).toBeGreaterThan(1)
      for (const [index, volume] of volumes.entries()) {
        const last = volume.blocks.at(-1)
        expect(['entries', 'table', 'contents']).toContain(last?.kind)
        expect(weigh(ownBlocks(volume, index))).toBeLessThanOrEqual(limit)
      }
      expect(
        volumes.flatMap(ownBlocks).flatMap((block) => (block.kind === 'entries' ? block.entries : [])),
      ).toEqual(blocks.flatMap((block) => (block.kind === 'entries' ? block.entries : [])))
    },
  )

  it.each<[string, Block]>([
    ['caption', caption('What came of it')],
    ['lead-in', leadIn('What came of it:')],
    ['heading', heading(1, 'What came of it')],
    ['page break', { kind: 'page-break' }],
  ])('has a %s with what it leads to, though it had room before', (_, leads) => {
    const volumes = split([heading(1, 'Actions'), entries(1, 5), leads, prose(long(3_700, 'after'))], 4_200)

    expect(volumes.map(({ blocks }) => blocks.at(-1)?.kind)).toEqual(['entries', 'prose'])
    // A volume has a page break of its own, before the headings that it goes on under.
    const before = volumes[1]?.blocks.at(-2)
    if (leads.kind === 'page-break') expect(before).toMatchObject({ kind: 'heading', level: 1 })
    else expect(before).toEqual(leads)
  })

  it('leaves the control page whole in the first, with its contents', () => {
    const control = [prose(long(900, 'one')), prose(long(900, 'two')), prose(long(900, 'three'))]
    const document = inventDocument([...control, ...contentsPage, entries(1, 8)])
    const [first, ...others] = splitDocument(document, limitOf(2_000))

    expect(first && kindsOf(first).slice(-1)).toEqual(['contents'])
    expect(first && textsIn(first.blocks)).toEqual(expect.arrayContaining(textsIn(control)))
    expect(textsIn(others.flatMap((volume) => volume.blocks)).join()).not.toContain('three')
  })

  it('parts a large table between rows, with its caption and its columns, and a list between items', () => {
    const rows = Array.from({ length: 60 }, (_, index) => [`row${index}`, long(60)])
    const items = Array.from({ length: 60 }, (_, index) => [prose(`item${index} ${long(60)}`)])
    const volumes = split(
      [
        heading(1, 'Lists'),
        caption('How they came about'),
        table(['Ref', 'Said'], rows, 'Dates'),
        leadIn('And a list:'),
        { kind: 'list', ordered: false, items },
      ],
      6_000,
    )

    expect(volumes.length).toBeGreaterThan(2)
    const tables = volumes.flatMap(({ blocks }) =>
      blocks.flatMap((block) => (block.kind === 'table' && block.label === 'Dates' ? [block] : [])),
    )
    expect(tables.length).toBeGreaterThan(1)
    expect(tables.flatMap((one) => one.rows)).toEqual(table(['Ref', 'Said'], rows).rows)
    expect(tables.map(({ columns }) => columns.map(({ header }) => header))).toEqual(
      tables.map(() => ['Ref', 'Said']),
    )
    const lists = volumes.flatMap(({ blocks }) => blocks.filter((block) => block.kind === 'list'))
    expect(lists.length).toBeGreaterThan(1)
    expect(lists.flatMap((one) => one.items)).toEqual(items)
    for (const { blocks } of volumes) {
      const last = blocks.at(-1)
      expect(last?.kind).not.toBe('heading')
      expect(last).not.toMatchObject({ kind: 'line', tone: 'caption' })
      expect(last).not.toMatchObject({ kind: 'line', tone: 'lead-in' })
    }
  })

  it('does not begin the numbers of a list again', () => {
    const items = Array.from({ length: 40 }, (_, index) => [prose(`item${index} ${long(60)}`)])
    const volumes = split([{ kind: 'list', ordered: true, items }, prose(long(3_000))], 3_000)

    const lists = volumes.flatMap(({ blocks }) => blocks.filter(({ kind }) => kind === 'list'))
    expect(lists).toEqual([{ kind: 'list', ordered: true, items }])
  })

  it('lets what cannot be parted and is larger than the limit stand alone', () => {
    const volumes = split([entries(1, 4), prose(long(9_000, 'whole')), entries(2, 4)], 3_000)

    const large = volumes.filter(({ blocks }) => textsIn(blocks).some((text) => text.length > 8_000))
    expect(large).toHaveLength(1)
    expect(large[0] && textsIn(ownBlocks(large[0], 1))).toEqual([long(9_000, 'whole')])
    expect(textsIn(volumes.flatMap(ownBlocks))).toEqual(
      textsIn(
        inventDocument([...contentsPage, entries(1, 4), prose(long(9_000, 'whole')), entries(2, 4)]).blocks,
      ),
    )
  })

  it('tells before the contents what each volume begins with', () => {
    const [first] = split(
      [
        heading(1, 'Actions'),
        heading(2, 'Priority 1'),
        entries(1, 16),
        { kind: 'page-break' },
        heading(1, 'Dates'),
        table(
          ['Ref', 'Said'],
          Array.from({ length: 60 }, () => ['1.1', long(60)]),
        ),
      ],
      5_000,
    )

    const at = first?.blocks.findIndex(({ kind }) => kind === 'contents') ?? 0
    const [says, begins, has] = first?.blocks.slice(at - 3, at) ?? []
    expect(says && textsOf(says)).toEqual([expect.stringMatching(/^This pack comes in 5 volumes/)])
    expect(begins && textsOf(begins)).toEqual([
      'Volume',
      'Begins with',
      '1',
      'Start',
      '2',
      expect.stringMatching(/^Actions · Priority 1 · 1\.\d+ An action$/),
      '3',
      expect.stringMatching(/^Actions · Priority 1 · 1\.\d+ An action$/),
      '4',
      'Dates, continued',
      '5',
      'Dates, continued',
    ])
    expect(has && textsOf(has)).toEqual(['Volume 1 has:'])
  })

  it('gives a column that names volumes the room for it, at the cost of the widest', () => {
    const cells = (volume: PackDocument | undefined) =>
      volume?.blocks.flatMap((block) => (block.kind === 'table' && block.label === 'Refs' ? [block] : []))[0]
    const refs: Block = {
      ...table(['Ref', 'Said'], [], 'Refs'),
      columns: [
        { header: 'Ref', share: 1, align: 'left' },
        { header: 'Said', share: 19, align: 'left' },
      ],
      rows: [[[{ kind: 'line', tone: 'plain', content: [toAction('1.16')] }], [line('Said')]]],
    }
    const [first] = split([refs, heading(1, 'Actions'), heading(2, 'Priority 1'), entries(1, 16)], 6_000)

    expect(cells(first)?.rows[0]?.[0]).toMatchObject([
      { content: [{ text: '1.16 (volume 2)', style: 'strong' }] },
    ])
    expect(cells(first)?.columns.map(({ share }) => share)).toEqual([20 * 0.115, 20 - 20 * 0.115])
    const [only] = split([refs, heading(1, 'Actions'), heading(2, 'Priority 1'), entries(1, 16)], 60_000)
    expect(cells(only)?.columns.map(({ share }) => share)).toEqual([1, 19])
  })
})
