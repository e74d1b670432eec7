import { describe, expect, it } from 'vitest'
import type { Block, Inline, PackDocument, Table } from '../../../functions/pack/document.ts'
import {
  buildPackModel,
  noPapers,
  type PackPapers,
  serialiseModel,
} from '../../../functions/pack/pack-model.ts'
import { cutForPublic, namesIn } from '../../../functions/pack/public-cut.ts'
import type { Snapshot } from '../../../functions/pack/snapshot.ts'
import { writeDocument } from '../../../functions/pack/write-document.ts'
import { Status } from '../../../functions/plan/plan.ts'
import { inventAction, inventChange, inventMonth, inventSnapshot, inventUpdate } from './invented-snapshot.ts'

const approval = {
  asked: { by: 'Cora Coordinator', at: '2026-12-23T09:00:00.000Z' },
  approved: { by: 'Ines Porter', at: '2026-12-23T11:30:00.000Z' },
}

const write = (snapshot: Snapshot, papers: Partial<PackPapers> = {}, boardId = 'inclusion'): PackDocument => {
  const model = buildPackModel(snapshot, boardId, {
    papers: { ...noPapers, ...papers },
    snapshotSha256: 'a'.repeat(64),
  })
  return writeDocument(model, serialiseModel(model).sha256)
}
const writeActions = (...actions: Snapshot['actions']) => write(inventSnapshot({ actions }))

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** All blocks, those within others after them. */
const allBlocks = (blocks: readonly Block[]): Block[] =>
  blocks.flatMap((block): Block[] => {
    switch (block.kind) {
      case 'list':
        return [block, ...allBlocks(block.items.flat())]
      case 'table':
        return [block, ...allBlocks(block.rows.flat(2))]
      case 'quote':
        return [block, ...allBlocks(block.blocks)]
      case 'entries':
        return [block, ...allBlocks(block.entries.flat())]
      case 'chart':
        return [block, ...allBlocks([block.table])]
      default:
        return [block]
    }
  })

const inlinesIn = (blocks: readonly Block[]): Inline[] =>
  allBlocks(blocks).flatMap((block) => {
    if (block.kind === 'heading' || block.kind === 'line') return block.content
    return block.kind === 'facts' ? block.facts.flatMap(({ value }) => value) : []
  })

const sayInline = (inline: Inline): string => (inline.kind === 'status' ? inline.status.label : inline.text)

/** What blocks say, in the order in which they are read, headers of tables included. */
const wordsOf = (blocks: readonly Block[]): string =>
  allBlocks(blocks)
    .map((block) => {
      switch (block.kind) {
        case 'heading':
        case 'line':
          return block.content.map(sayInline).join('')
        case 'prose':
          return block.text
        case 'facts':
          return block.facts.map(({ name, value }) => `${name}: ${value.map(sayInline).join('')}`).join('\n')
        case 'figures':
          return block.figures.map(({ number, words }) => `${number} ${words}`).join('\n')
        case 'table':
          return block.columns.map(({ header }) => header).join(' | ')
        default:
          return ''
      }
    })
    .join('\n')

const tablesIn = (blocks: readonly Block[]): Table[] =>
  allBlocks(blocks).flatMap((block) => (block.kind === 'table' ? [block] : []))

const headingsIn = (blocks: readonly Block[]) =>
  allBlocks(blocks).flatMap((block) => (block.kind === 'heading' ? [block] : []))

const titlesIn = (document: PackDocument, level: number) =>
  headingsIn(document.blocks)
    .filter((heading) => heading.level === level)
    .map(({ content }) => content.map(sayInline).join(''))

/** What stands under a heading of level 1, up to the next. */
const sectionOf = ({ blocks }: PackDocument, title: string): Block[] => {
  const isSection = (block: Block) => block.kind === 'heading' && block.level === 1
  const from = blocks.findIndex((block) => isSection(block) && wordsOf([block]) === title)
  expect(from, title).toBeGreaterThanOrEqual(0)
  const length = blocks.slice(from + 1).findIndex(isSection)
  return blocks.slice(from + 1, length === -1 ? undefined : from + 1 + length)
}

const factOf = (document: PackDocument, name: string): string | undefined =>
  allBlocks(document.blocks)
    .flatMap((block) => (block.kind === 'facts' ? block.facts : []))
    .filter((fact) => fact.name === name)
    .map(({ value }) => value.map(sayInline).join(''))[0]

const commentary = {
  overall: 'The month went **well**.\n\n- one\n- two',
  internal: '',
  priorities: [
    { number: 2, text: 'Help comes *earlier*.' },
    { number: 9, text: 'Of no priority that is left.' },
  ],
  by: 'Cora Coordinator',
  at: '2026-12-23T08:00:00.000Z',
}
const reissue = {
  version: 2,
  reissue: {
    why: 'One date was wrong.\n\nIt is March, not May.',
    of: { sha256: 'c0ffee123456789', issuedBy: 'the timetable', issuedAt: '2026-12-28T10:00:00.000Z' },
  },
}

const month = inventMonth(81)
const withChanges: Snapshot = {
  ...month,
  changes: [
    inventChange({ ref: '1.1' }),
    inventChange({
      ref: '1.2',
      changeId: 'closing',
      changes: [{ field: 'closed', from: false, to: true }],
      state: 'approved',
      decidedBy: 'cora',
      decidedByName: 'Cora Coordinator',
      decidedAt: '2026-12-12T10:00:00.000Z',
      note: 'Well done.',
    }),
    ...month.actions
      .filter(({ closed }) => closed)
      .map(({ ref }) =>
        inventChange({
          ref,
          changeId: `closed-${ref}`,
          state: 'approved',
          decidedAt: '2026-12-12T10:00:00.000Z',
        }),
      ),
  ],
  // Somebody was asked about an action that is closed by now, and about one that is gone.
  requests: [...month.requests, { personId: 'x', name: 'Xena Late', asked: ['3.4', '9.9'], answered: [] }],
}
const manyDocuments: [string, PackDocument][] = [
  ['a whole month', write(withChanges, { ...approval, commentary })],
  ['a draft', write(withChanges)],
  ['another version', write(withChanges, { ...approval, ...reissue, commentary })],
  ['no actions', write(inventSnapshot())],
  ['the other board', write(withChanges, {}, 'health')],
  [
    'a board that sees its own alone',
    write({ ...withChanges, boards: month.boards.map((board) => ({ ...board, sees: 'own-only' as const })) }),
  ],
  ['an open month', write({ ...withChanges, cycle: { ...month.cycle, isLocked: false } })],
]

describe('the order of a pack', () => {
  it('is that in which a board reads it', () => {
    expect(titlesIn(write(month, { ...approval, commentary }), 1)).toEqual([
      'About this pack',
      'Contents',
      'The month on one page',
      'Commentary',
      'The plan in charts',
      'Exceptions',
      'What moved',
      'Overdue and re-dated',
      'Decisions asked of this board',
      'Changes decided',
      'Closures proposed',
      'Nobody to ask',
      'Who left something unanswered',
      'Impact',
      'Actions of this board',
      'Other actions of the plan',
      'Closed actions',
      'What the statuses mean',
      'Glossary of sources',
    ])
  })

  it.each(manyDocuments)('has every section but the commentary, also of %s', (_, document) => {
    const sections = titlesIn(document, 1).filter((title) => title !== 'Commentary')
    expect(sections).toHaveLength(18)
  })

  it.each(manyDocuments)('never skips a level of headings: %s', (_, { blocks }) => {
    const levels = headingsIn(blocks).map(({ level }) => level)
    expect(levels[0]).toBe(1)
    const skips = levels.filter((level, index) => level - (levels[index - 1] ?? 0) > 1)
    expect(skips).toEqual([])
  })

  it.each(manyDocuments)('leads from each place to one heading that is there: %s', (_, { blocks }) => {
    const ids = headingsIn(blocks).flatMap(({ id }) => (id === null ? [] : [id]))
    expect(new Set(ids).size).toBe(ids.length)
    const places = inlinesIn(blocks).flatMap((inline) => (inline.kind === 'place' ? [inline.to] : []))
    expect([...new Set(places)].filter((place) => !ids.includes(place))).toEqual([])
  })

  it('gives the bookmarks every live action once', () => {
    const ids = headingsIn(write(month).blocks).flatMap(({ id, outlined }) =>
      id !== null && outlined ? [id] : [],
    )
    const live = month.actions.filter(({ closed }) => !closed).map(({ ref }) => `action-${ref}`)
    expect(ids.toSorted()).toEqual(live.toSorted())
  })

  it('leads to the first of two actions that bear one ref, and has both', () => {
    const document = writeActions(
      inventAction({ ref: '1.1', description: 'The first' }),
      inventAction({ ref: '1.1', description: 'The second' }),
    )
    const titles = headingsIn(document.blocks).filter(({ level }) => level === 3)
    expect(titles.map(({ id }) => id)).toEqual(['action-1.1', null])
    expect(wordsOf(document.blocks)).toContain('The second')
  })

  it.each(manyDocuments)(
    'has rows as wide as their columns, and no table without columns: %s',
    (_, document) => {
      const tables = tablesIn(document.blocks)
      expect(tables.length).toBeGreaterThan(0)
      for (const { label, columns, rows } of tables) {
        expect(columns.length, label).toBeGreaterThan(1)
        expect(label).not.toBe('')
        expect(columns.every(({ header, share }) => header !== '' && share > 0)).toBe(true)
        for (const row of rows) expect(row, label).toHaveLength(columns.length)
        for (const cell of rows.flat()) expect(wordsOf(cell).trim(), label).not.toBe('')
      }
    },
  )

  it('says the same twice for the same model', () => {
    expect(write(withChanges, { commentary })).toEqual(write(withChanges, { commentary }))
  })
})

describe('what a pack keeps of what was said', () => {
  const document = write(month)
  const said = wordsOf(document.blocks)

  it('is every text that was submitted, in full', () => {
    for (const { update } of month.actions) {
      if (!update) continue
      expect(said).toContain(update.progress)
      expect(said).toContain(update.obstacles)
    }
  })

  it('is every field of an answer, of the board’s own actions, of others and of closed ones', () => {
    const rich = {
      progress: 'What has happened.',
      obstacles: 'What is in the way.',
      consequence: 'What follows.',
      impact: 'What is different.',
      links: ['https://marram.example/proof'],
      files: [{ name: 'proof.pdf', mediaType: 'application/pdf', bytes: 10, sha256: 'f'.repeat(64) }],
      forecast: '2027-06' as const,
    }
    const places = [{ boardIds: ['inclusion'] }, { boardIds: ['health'] }, { closed: true }]
    for (const place of places) {
      const update = { ...inventUpdate({ ref: '1.1' }), ...rich }
      const shown = wordsOf(sectionsOfActions(writeActions(inventAction({ ref: '1.1', ...place, update }))))
      for (const text of [
        rich.progress,
        rich.obstacles,
        rich.consequence,
        rich.impact,
        'proof.pdf',
        'June 2027',
      ])
        expect(shown, JSON.stringify(place)).toContain(text)
      expect(shown).toContain('https://marram.example/proof')
    }
  })

  const sectionsOfActions = (one: PackDocument): Block[] =>
    ['Actions of this board', 'Other actions of the plan', 'Closed actions'].flatMap((title) =>
      sectionOf(one, title),
    )

  it('is the commentary, under the priorities that it is about', () => {
    const blocks = sectionOf(write(month, { commentary }), 'Commentary')
    const words = wordsOf(blocks)
    expect(words).toContain('By Cora Coordinator, 8am on Wednesday 23 December 2026.')
    expect(words).toContain('The month went well.')
    expect(words).toContain('Priority 2: Children are helped early, in their own school\nHelp comes earlier.')
    expect(words).toContain('Priority 9\nOf no priority that is left.')
    expect(allBlocks(blocks).some(({ kind }) => kind === 'list')).toBe(true)
  })
})

describe('whose word a status is', () => {
  /** Who said it and when, or that the plan does. */
  const provenance = /reference \S+-[0-9A-F]{8}|as the plan has it|From the plan/

  const entriesOf = (blocks: readonly Block[]): Block[][] =>
    blocks.flatMap((block) => (block.kind === 'entries' ? block.entries : []))

  it.each(manyDocuments)('stands beside it wherever an action is shown: %s', (_, document) => {
    const places = ['Exceptions', 'What moved', 'Closures proposed', 'Impact']
    const actions = ['Actions of this board', 'Other actions of the plan']
    for (const entry of [...places, ...actions].flatMap((title) => entriesOf(sectionOf(document, title)))) {
      if (inlinesIn(entry).some(({ kind }) => kind === 'status')) expect(wordsOf(entry)).toMatch(provenance)
    }
    for (const table of sectionOf(document, 'Closed actions').filter(({ kind }) => kind === 'table')) {
      for (const row of tablesIn([table]).flatMap(({ rows }) => rows))
        expect(wordsOf(row.flat())).toMatch(provenance)
    }
  })

  it.each(manyDocuments)(
    'can be looked up by the ref, where a table has a status and not more: %s',
    (_, document) => {
      for (const title of ['Overdue and re-dated', 'Nobody to ask']) {
        const rows = tablesIn(sectionOf(document, title)).flatMap((table) => table.rows)
        for (const row of rows.filter((one) => inlinesIn(one.flat()).some(({ kind }) => kind === 'status'))) {
          expect(inlinesIn(row[0] ?? []).map(({ kind }) => kind)).toEqual(['place'])
        }
      }
    },
  )

  it.each(manyDocuments)('is told in short of what is overdue or re-dated: %s', (_, document) => {
    const rows = tablesIn(sectionOf(document, 'Overdue and re-dated')).flatMap((table) => table.rows)
    for (const row of rows.filter((one) => inlinesIn(one.flat()).some(({ kind }) => kind === 'status'))) {
      expect(wordsOf(row.flat())).toMatch(/, \d{1,2}(:\d\d)?[ap]m on |^As the plan has it/m)
    }
  })

  it('says who, when and on whose behalf', () => {
    const update = {
      ...inventUpdate({ ref: '1.1', statusCode: 'red', byName: 'Dee Deputy' }),
      onBehalfOf: { personId: 'person-1', name: 'Amira Holt' },
    }
    const document = writeActions(inventAction({ ref: '1.1', update }))
    const words = /Dee Deputy on behalf of Amira Holt, 2:15pm on Thursday 10 December 2026, reference 1\.1-/
    for (const title of ['Exceptions', 'What moved', 'Actions of this board']) {
      expect(wordsOf(sectionOf(document, title))).toMatch(words)
    }
  })

  it('is told of the status before, where the plan alone had it', () => {
    const update = inventUpdate({ ref: '1.1', statusCode: 'green' })
    const action = inventAction({ ref: '1.1', statusCode: 'red', lastReviewed: '2026-09-01', update })
    expect(wordsOf(sectionOf(writeActions(action), 'Actions of this board'))).toContain(
      '1.1 last time Off track as the plan has it, last reviewed on 1 September 2026',
    )
  })

  it('says that a status is of an earlier month', () => {
    const previous = inventUpdate({ ref: '1.1', cycleId: '2026-10', statusCode: 'amber' })
    const own = wordsOf(
      sectionOf(writeActions(inventAction({ ref: '1.1', previous })), 'Actions of this board'),
    )
    expect(own).toMatch(/The status was given by Amira Holt, 3:15pm .*, reference 1\.1-.*\n1\.1 last answer/m)
    // Who said it stands with what they said, or, in summary, beside it.
    const other = inventAction({ ref: '1.1', previous, boardIds: ['health'] })
    expect(wordsOf(sectionOf(writeActions(other), 'Other actions of the plan'))).toContain(
      'The status was given by Amira Holt, 3:15pm on Saturday 10 October 2026',
    )
  })
})

describe('where a status came from', () => {
  const said = inventUpdate({ ref: '1.1', cycleId: '2026-11', statusCode: 'red' })
  const now = inventUpdate({ ref: '1.1', statusCode: 'green', version: 2 })
  const moved = inventAction({ ref: '1.1', statusCode: 'green', previous: said, update: now })
  const decide = (state: 'approved' | 'refused') =>
    inventChange({
      ref: '1.1',
      changes: [{ field: 'due', from: '2025-10', to: '2027-04' }],
      state,
      decidedBy: 'ines',
      decidedByName: 'Ines Porter',
      decidedAt: '2026-12-01T10:00:00.000Z',
    })

  it('is told where it moved: whose word it was, and what was decided since', () => {
    const ofPlan = inventAction({
      ref: '1.2',
      statusCode: 'amber',
      lastReviewed: '2025-01-30',
      update: inventUpdate({ ref: '1.2', statusCode: 'green' }),
      boardIds: ['health'],
    })
    const redated = decide('approved')
    const words = wordsOf(
      sectionOf(write(inventSnapshot({ actions: [moved, ofPlan], changes: [redated] })), 'What moved'),
    )
    expect(words).toContain('From Off track to On track, no concerns · reports to this board')
    expect(words).toMatch(/^Last time: Amira Holt, .* November 2026, reference 1\.1-/m)
    expect(words).toContain(
      'Since the last pack, approved by Ines Porter, 10am on Tuesday 1 December 2026: Due date from October 2025 to April 2027.',
    )
    expect(words).toMatch(
      /^From On track, some concerns to On track, no concerns · reports to Health and Care Board$/m,
    )
    expect(words).toContain('Last time: as the plan has it, last reviewed on 30 January 2025.')
  })

  it('is told beside each action too, with what was decided of it since', () => {
    const refused = decide('refused')
    for (const [boardId, section] of [
      ['inclusion', 'Actions of this board'],
      ['health', 'Other actions of the plan'],
    ] as const) {
      const action = { ...moved, boardIds: [boardId] }
      const document = write(inventSnapshot({ actions: [action], changes: [refused] }))
      expect(wordsOf(sectionOf(document, section))).toContain(
        'Since the last pack, refused by Ines Porter, 10am on Tuesday 1 December 2026: Due date from October 2025 to April 2027.',
      )
    }
  })

  it('is told of an action of another board too, beside what it is now', () => {
    const document = writeActions({ ...moved, boardIds: ['health'] })
    expect(wordsOf(sectionOf(document, 'Other actions of the plan'))).toMatch(
      /^On track, no concerns was Off track /m,
    )
  })

  it('is told of a closure that is asked for, where it was not what the plan says', () => {
    const done = inventUpdate({ ref: '1.1', statusCode: 'done', version: 2 })
    const snapshot = inventSnapshot({
      actions: [{ ...moved, update: done }],
      changes: [inventChange({ ref: '1.1', changes: [{ field: 'status', from: 'On track', to: 'Done' }] })],
    })
    const document = write(snapshot)
    for (const title of ['Decisions asked of this board', 'Closures proposed']) {
      expect(wordsOf(sectionOf(document, title)), title).toMatch(
        /Last time it was reported as Off track, Amira Holt, .* November 2026, reference 1\.1-/,
      )
    }
    expect(wordsOf(sectionOf(document, 'The month on one page'))).toContain(
      '1 of the actions that are called done is called so by a lead alone: see “Closures proposed”.',
    )
  })
})

describe('what is done by the plan', () => {
  const agreed = {
    status: 'Embedded, sustained and completed',
    at: '2027-01-21T17:00:00.000Z',
    by: 'Imogen Castlewright',
    evidence: 'Parents rate the plans 4.1 out of 5.',
  }
  const done = inventAction({ ref: '1.1', statusCode: 'done', agreed })

  const asDone = '“Embedded, sustained and completed” for 1.1'
  it.each([
    ['the board’s own', 'Actions of this board', done, asDone],
    ['another board’s', 'Other actions of the plan', { ...done, boardIds: ['health'] }, asDone],
    ['one that was closed as done', 'Closed actions', { ...done, closed: true }, asDone],
    [
      'one whose closing was approved',
      'Closed actions',
      { ...done, statusCode: 'red', movedTo: '2.4', closed: true, agreed: { ...agreed, status: null } },
      'closing 1.1',
    ],
  ])('says who agreed to what, and what showed it: %s', (_, section, action, what) => {
    const words = wordsOf(sectionOf(writeActions(action), section))
    expect(words).toContain(`Imogen Castlewright approved ${what}, 5pm on Thursday 21 January 2027.`)
    expect(words).toContain('Parents rate the plans 4.1 out of 5.')
  })

  it('says so no more where the plan has come to say something else', () => {
    const changed = [
      { ...done, statusCode: 'red' },
      { ...done, agreed: { ...agreed, status: null } },
    ]
    for (const action of changed) {
      expect(wordsOf(writeActions(action).blocks)).not.toContain('Imogen Castlewright')
    }
  })

  it('names nobody in a public cut, the one who decided and has left least of all', () => {
    const decided = inventChange({
      ref: '1.1',
      state: 'approved',
      decidedBy: 'gone',
      decidedByName: 'Oriel Vantage',
      decidedAt: '2026-12-12T10:00:00.000Z',
      note: 'Oriel Vantage agreed.',
    })
    const snapshot = inventSnapshot({ actions: [done], changes: [decided] })
    const model = buildPackModel(snapshot, 'inclusion', { papers: noPapers, snapshotSha256: 'a'.repeat(64) })
    const cut = JSON.stringify(cutForPublic(model, namesIn(snapshot, model)))
    expect(JSON.stringify(model)).toMatch(/Vantage.*Castlewright|Castlewright.*Vantage/)
    expect(cut).not.toMatch(/Vantage|Oriel|Castlewright|Imogen/)
  })
})

describe('what is overdue', () => {
  it('is named where it is green all the same', () => {
    const late = (ref: string, statusCode: string) => inventAction({ ref, statusCode, due: '2026-06' })
    const document = writeActions(late('1.1', 'green'), late('1.2', 'red'), late('1.3', 'green'))
    const words = wordsOf(sectionOf(document, 'Overdue and re-dated'))
    expect(words).toContain('2 of the 3 overdue actions are green all the same: 1.1, 1.3.')
    expect(wordsOf(sectionOf(writeActions(late('1.2', 'red')), 'Overdue and re-dated'))).not.toContain(
      'green',
    )
  })
})

describe('two statuses of one colour', () => {
  it('have each a shape of their own', () => {
    const { plan } = month
    const second = { ...plan.statuses[0], code: 'kept', label: 'Sustained', order: 9 }
    const statuses = Status.array().parse([second, ...plan.statuses])
    const document = write({ ...month, plan: { ...plan, statuses } })
    const [key] = tablesIn(sectionOf(document, 'What the statuses mean'))
    const shapes = key?.rows.flatMap(([cell = []]) =>
      inlinesIn(cell).flatMap((inline) => (inline.kind === 'status' ? [inline.status.shape] : [])),
    )
    expect(shapes).toEqual(['tick', 'circle', 'triangle', 'diamond', 'star'])
  })
})

describe('a draft', () => {
  const missing = (document: PackDocument): string[] => {
    const [first, list] = document.blocks
    if (first?.kind !== 'line' || list?.kind !== 'list') return []
    return list.items.map(wordsOf)
  }

  it('says first what it is, and what is still missing', () => {
    const draft = write(month)
    expect(draft.draft).toBe(true)
    expect(wordsOf(draft.blocks.slice(0, 1))).toMatch(/^Draft\. It has not been approved/)
    expect(missing(draft)).toEqual(['There is no commentary.', 'Nobody has approved it.'])
    expect(missing(write(month, { commentary }))).toEqual(['Nobody has approved it.'])
    expect(factOf(draft, 'Version')).toBe('1, draft')
    expect(factOf(draft, 'Approval')).toBe('Not approved yet')
  })

  it('of an open month says how many answers are missing and until when', () => {
    const cycle = { ...month.cycle, isLocked: false, closedAt: '2026-12-10T10:00:00.000Z' }
    const draft = write({ ...month, cycle })
    expect(missing(draft)).toEqual([
      'The month is still open: its answers are as they were at 10am on Thursday 10 December 2026, and can change.',
      expect.stringMatching(
        /^\d+ of \d+ actions have no answer yet; they are due at 5pm on Tuesday 15 December 2026\.$/,
      ),
      'There is no commentary.',
      'Nobody has approved it.',
    ])
    expect(factOf(draft, 'Closed')).toBe('Not closed yet. Read at 10am on Thursday 10 December 2026')
    // Not even an approval makes an open month's pack final.
    expect(write({ ...month, cycle }, approval).draft).toBe(true)
  })

  it('says who has asked for approval', () => {
    expect(factOf(write(month, { asked: approval.asked }), 'Approval')).toBe(
      'Asked for by Cora Coordinator, 9am on Wednesday 23 December 2026; not approved yet',
    )
  })

  it('is none any more once it is approved, and says by whom', () => {
    const final = write(month, approval)
    expect(final.draft).toBe(false)
    expect(missing(final)).toEqual([])
    expect(wordsOf(final.blocks)).not.toContain('Draft.')
    expect(factOf(final, 'Version')).toBe('1, final')
    expect(factOf(final, 'Approval')).toBe(
      'Asked for by Cora Coordinator, 9am on Wednesday 23 December 2026; approved by Ines Porter, 11:30am on Wednesday 23 December 2026',
    )
  })
})

describe('another version', () => {
  it('says whose place it takes, what changed and why', () => {
    const document = write(month, { ...approval, ...reissue })
    expect(factOf(document, 'Version')).toBe(
      '2, final. It takes the place of version 1, issued by the timetable, 10am on Monday 28 December 2026, hash c0ffee123456',
    )
    const about = wordsOf(sectionOf(document, 'About this pack'))
    expect(about).toContain(
      'What changed since version 1, and why\nOne date was wrong.\n\nIt is March, not May.',
    )
  })
})

describe('a pack of little', () => {
  it('says so where there are no actions', () => {
    const words = wordsOf(write(inventSnapshot()).blocks)
    for (const sentence of [
      'There are no live actions.',
      'Nobody was asked this month.',
      'No live action is amber or red.',
      'No action changed its status this month.',
      'No live action of the plan reports to Inclusion Board.',
      'The plan has no other live actions.',
      'No action is closed.',
    ])
      expect(words).toContain(sentence)
    expect(wordsOf(sectionOf(write(inventSnapshot()), 'The month on one page'))).toContain(
      '0 of 0 actions answered',
    )
  })

  it('names everybody where nobody answered', () => {
    const silent = {
      ...month,
      actions: month.actions.map((action) => ({ ...action, update: null })),
      requests: month.requests.map((request) => ({ ...request, answered: [] })),
    }
    const document = write(silent)
    expect(wordsOf(sectionOf(document, 'The month on one page'))).toMatch(/^0 of \d+ actions answered/)
    const names = wordsOf(sectionOf(document, 'Who left something unanswered'))
    for (const { name, asked } of month.requests) if (asked.length > 0) expect(names).toContain(name)
  })

  it('draws no course of one month, and says that no earlier one is known', () => {
    const { blocks } = write(month)
    const titles = allBlocks(blocks).flatMap((block) => (block.kind === 'chart' ? [block.title] : []))
    expect(titles).toEqual([
      'Status now and last time',
      'Status by priority',
      'When the live actions that the plan does not call done are due',
    ])
    expect(JSON.stringify(blocks)).toContain('No earlier month is known')
  })

  it('says that an action has no lead', () => {
    const action = inventAction({
      ref: '1.1',
      improvementLeads: [],
      improvementLeadIds: [],
      statusCode: 'red',
    })
    const document = writeActions(action)
    expect(wordsOf(sectionOf(document, 'Actions of this board'))).toContain('Improvement lead: None')
    expect(wordsOf(sectionOf(document, 'Exceptions'))).toContain('No improvement lead')
    expect(wordsOf(sectionOf(document, 'Nobody to ask'))).toContain('1.1')
  })

  it('tells every one of 40 changes of a due date', () => {
    const redates = Array.from({ length: 40 }, (_, index) => ({
      from: `20${20 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`,
      to: null,
      at: '2026-11-01T10:00:00.000Z',
      by: `Approver ${index}`,
      reason: index % 2 === 0 ? `Reason ${index}.` : null,
    }))
    const words = wordsOf(
      sectionOf(writeActions(inventAction({ ref: '1.1', redates })), 'Overdue and re-dated'),
    )
    expect(words).toContain('Jan 2020')
    for (let index = 0; index < 40; index += 1) expect(words).toContain(`Approver ${index},`)
    expect(words).toContain('Reason 38.')
    expect(words.match(/It came so with an import of the plan/g)).toHaveLength(20)
    expect(words).toContain('\n40\n')
  })
})

describe('the pack of a board that sees its own actions alone', () => {
  const document = write({
    ...withChanges,
    boards: month.boards.map((board) => ({ ...board, sees: 'own-only' as const })),
  })

  it('names no other action anywhere', () => {
    const words = wordsOf(document.blocks)
    const own = month.actions.filter(({ boardIds }) => boardIds.includes('inclusion')).map(({ ref }) => ref)
    const places = inlinesIn(document.blocks).flatMap((one) => (one.kind === 'place' ? [one.text] : []))
    expect(places.filter((ref) => !own.includes(ref))).toEqual([])
    const titles = titlesIn(document, 3)
    expect(titles.length).toBeGreaterThan(0)
    expect(titles.filter((title) => !own.includes(title.split(' ')[0] ?? ''))).toEqual([])
    expect(words).toContain('This pack has the board’s own actions alone.')
    expect(words).toContain('this pack has no others, and counts none')
  })
})

describe('a chart', () => {
  it.each(manyDocuments)('says its figures in words, and has them all in its table: %s', (_, { blocks }) => {
    for (const block of allBlocks(blocks)) {
      if (block.kind !== 'chart') continue
      const table = wordsOf([block.table])
      for (const { name, parts } of block.chart.rows) {
        for (const { number, status } of parts) {
          if (number > 0) expect(table, `${block.title} ${name}`).toMatch(new RegExp(`\\b${number}\\b`))
          const isTold = block.title !== `The plan over the last ${block.chart.rows.length} months`
          if (number > 0 && isTold)
            expect(block.alt, block.title).toMatch(new RegExp(`${number}${status ? ` ${status.label}` : ''}`))
        }
      }
      expect(block.alt).toMatch(/\d/)
      expect(block.alt).toMatch(/\.$/)
    }
  })

  it('of many months says the first and the last in words', () => {
    const past = Array.from({ length: 11 }, (_, index) => ({
      cycleId: `2026-${String(11 - index).padStart(2, '0')}`,
      closedAt: `2026-${String(11 - index).padStart(2, '0')}-20T17:00:00.000Z`,
      actions: month.actions.map(({ ref }) => ({ ref, statusCode: 'red' })),
      requests: [{ personId: 'person-1', asked: ['1.1', '1.2'], answered: index === 0 ? [] : ['1.1'] }],
    }))
    const charts = allBlocks(write({ ...month, past }).blocks).flatMap((block) =>
      block.kind === 'chart' ? [block] : [],
    )
    const course = charts.find(({ title }) => title === 'The plan over the last 12 months')
    expect(course?.alt).toMatch(/January 2026: 81 Off track\. December 2026: \d+/)
    expect(course?.table.rows).toHaveLength(12)
    const rate = charts.find(({ title }) => title === 'Response rate')
    expect(rate?.alt).toContain('October 2026: 50%; November 2026: 0%')
  })
})

it('uses no object but those that a document is made of', () => {
  const kinds = new Set<string>()
  const look = (value: unknown): void => {
    if (!isObject(value)) return
    if ('kind' in value && typeof value.kind === 'string') kinds.add(value.kind)
    for (const inner of Object.values(value)) look(inner)
  }
  for (const [, document] of manyDocuments) look(document)
  expect([...kinds].sort()).toEqual(
    [
      'chart',
      'contents',
      'entries',
      'facts',
      'figures',
      'heading',
      'line',
      'list',
      'page-break',
      'place',
      'prose',
      'quote',
      'status',
      'table',
      'text',
    ].sort(),
  )
})
