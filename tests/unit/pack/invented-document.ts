import type { Block, Inline, PackDocument, Table } from '../../../functions/pack/document.ts'
import type { PackStatus } from '../../../functions/pack/pack-action.ts'

export const statuses = {
  blue: { code: 'done', label: 'Embedded, sustained and completed', colour: 'blue', shape: 'tick' },
  green: { code: 'green', label: 'On track, no concerns', colour: 'green', shape: 'circle' },
  amber: { code: 'amber', label: 'On track, some concerns', colour: 'amber', shape: 'triangle' },
  red: { code: 'red', label: 'Off track', colour: 'red', shape: 'diamond' },
  none: { code: null, label: 'No status', colour: null, shape: 'ring' },
} satisfies Record<string, PackStatus>

type Style = Extract<Inline, { kind: 'text' }>['style']

export const say = (text: string, style: Style = 'plain'): Inline => ({ kind: 'text', text, style })
export const tag = (status: PackStatus): Inline => ({ kind: 'status', status })

type Tone = Extract<Block, { kind: 'line' }>['tone']

export const line = (content: string | Inline[], tone: Tone = 'plain'): Block => ({
  kind: 'line',
  tone,
  content: typeof content === 'string' ? [say(content)] : content,
})

export const prose = (text: string): Block => ({ kind: 'prose', text })

export const heading = (
  level: 1 | 2 | 3,
  content: string | Inline[],
  id: string | null = null,
  outlined = id !== null,
): Block => ({
  kind: 'heading',
  level,
  id,
  content: typeof content === 'string' ? [say(content)] : content,
  outlined,
})

/** Columns as their header and share; those of numbers begin with `#`. */
export const table = (
  label: string,
  columns: [header: string, share: number][],
  rows: (string | Inline[] | Block[])[][],
): Table => ({
  kind: 'table',
  label,
  columns: columns.map(([header, share]) => ({
    header: header.replace(/^#/, ''),
    share,
    align: header.startsWith('#') ? 'right' : 'left',
  })),
  rows: rows.map((cells) => cells.map(cellOf)),
})

const isBlocks = (cell: Inline[] | Block[]): cell is Block[] =>
  cell.every(({ kind }) => !['text', 'status', 'place', 'address'].includes(kind))

const cellOf = (cell: string | Inline[] | Block[]): Block[] =>
  typeof cell === 'string' || !isBlocks(cell) ? [line(cell)] : cell

/** A document of these blocks alone. */
export const documentOf = (blocks: Block[], about: Partial<PackDocument> = {}): PackDocument => ({
  title: 'Marram SEND Improvement Plan: pack for Inclusion Board, December 2026',
  author: 'Marram Local Area Partnership',
  at: '2026-12-22T17:00:00.000Z',
  draft: false,
  running: { plan: 'Marram SEND Improvement Plan', board: 'Inclusion Board', period: 'December 2026' },
  sha256: '29aa0507fdb0c1f2e3d4b5a69788796a5b4c3d2e1f0a9b8c7d6e5f4a3b2c1d0e',
  blocks,
  ...about,
})

const { blue, green, amber, red, none } = statuses

const answeredByMonth = [62, 58, 71, 0, 66, 74, 80, 77, 83, 79, 88, 76]
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'].map(
  (month) => `${month} 2026`,
)

const strip = (name: string, numbers: number[]) => ({
  name,
  parts: [blue, green, amber, red, none].map((status, index) => ({ status, number: numbers[index] ?? 0 })),
})

const chartOfStatuses = (now: number[], before: number[]): Block => ({
  kind: 'chart',
  title: 'Status of the live actions, now and last time',
  alt: 'Two bars of statuses. Their numbers are in the table.',
  chart: {
    shape: 'bars',
    rows: [strip('Now', now), strip('Last time', before)],
    most: null,
    unit: '',
  },
  table: table(
    'Live actions by status',
    [
      ['Status', 5],
      ['#Now', 1],
      ['#Last time', 1],
    ],
    [blue, green, amber, red, none].map((status, index) => [
      [tag(status)],
      String(now[index] ?? 0),
      String(before[index] ?? 0),
    ]),
  ),
})

export const chartOfMonths: Block = {
  kind: 'chart',
  title: 'Answers by month',
  alt: 'Twelve columns of the part of actions answered. Their numbers are in the table.',
  chart: {
    shape: 'columns',
    rows: months.map((name, index) => ({
      name,
      parts: [{ status: null, number: answeredByMonth[index] ?? 0 }],
    })),
    most: 100,
    unit: '%',
  },
  table: table(
    'Part of the actions that were answered, by month',
    [
      ['Month', 3],
      ['#Answered', 1],
    ],
    months.map((name, index) => [name, `${answeredByMonth[index] ?? 0}%`]),
  ),
}

const chartOfStacks: Block = {
  kind: 'chart',
  title: 'Statuses by month',
  alt: 'Twelve columns of statuses. Their numbers are in the table.',
  chart: {
    shape: 'columns',
    rows: months.map((name, index) => strip(name, [10 + index, 30 - index, 9, index % 4, 1])),
    most: null,
    unit: '',
  },
  table: table(
    'Live actions by month and status',
    [['Month', 2], ...[blue, green, amber, red, none].map(({ label }): [string, number] => [`#${label}`, 1])],
    months.map((name, index) => [
      name,
      ...[10 + index, 30 - index, 9, index % 4, 1].map((number) => String(number)),
    ]),
  ),
}

/** Every kind of block, in little. */
export const everyKind: Block[] = [
  heading(1, 'About this pack', 'about'),
  line('What every board member needs to know.', 'lead-in'),
  {
    kind: 'facts',
    columns: 1,
    facts: [
      { name: 'Board', value: [say('Inclusion Board')] },
      { name: 'Chair', value: [say('דנה לוי'), say(', until March', 'quiet')] },
      {
        name: 'Site',
        value: [
          { kind: 'address', text: 'marram.example/plan', href: 'https://marram.example/plan?a=1&b=2' },
        ],
      },
    ],
  },
  heading(1, 'Contents', null, false),
  { kind: 'contents' },
  { kind: 'page-break' },
  heading(1, 'The month on one page', 'month'),
  {
    kind: 'figures',
    figures: [
      { number: '26 of 34', words: 'actions answered' },
      { number: '14', words: 'statuses changed' },
      { number: '11', words: 'need attention now' },
      { number: '22', words: 'overdue' },
    ],
  },
  heading(2, 'Status of the live actions'),
  chartOfStatuses([27, 21, 9, 2, 1], [27, 22, 9, 0, 2]),
  line('Over the 60 actions that are not closed.', 'small'),
  heading(2, 'Month by month'),
  chartOfMonths,
  chartOfStacks,
  heading(1, 'What moved', 'moved'),
  {
    kind: 'entries',
    entries: [
      [
        heading(2, [{ kind: 'place', text: '1.1', to: 'action 1.1' }, say(' Publish the waiting times')]),
        line([say('From '), tag(amber), say(' to '), tag(green)]),
        line([say('Amira Holt, 10 December 2026 at 14:15', 'quiet')], 'small'),
        {
          kind: 'quote',
          status: green,
          blocks: [prose('The first three months are public.\nThe form is live.\n\nMore follows.')],
        },
      ],
      [
        heading(2, [{ kind: 'place', text: '9.9', to: 'action 9.9' }, say(' An action that is nowhere')]),
        line([say('From '), tag(none), say(' to '), tag(red)]),
        { kind: 'quote', status: null, blocks: [prose('لا توجد غرفة بعد.')] },
      ],
    ],
  },
  heading(1, 'Overdue', 'overdue'),
  table(
    'Overdue actions',
    [
      ['Ref', 1],
      ['Action', 6],
      ['Lead', 3],
      ['#Overdue', 2],
      ['Status now', 4],
    ],
    [
      [
        [{ kind: 'place', text: '1.1', to: 'action 1.1' }],
        'Publish the waiting times for each pathway every month',
        'Amira Holt, Bryn Castle',
        '3 months',
        [tag(amber)],
      ],
      [
        '2.3',
        [prose('Train a lead\n\nIn every school')],
        'None',
        '1 month',
        [line([tag(red)]), line('Closure proposed', 'small')],
      ],
    ],
  ),
  heading(1, 'Actions of this board', 'board'),
  heading(2, 'Priority 1: Families know what to expect', 'priority 1'),
  heading(3, '1.1 Publish the waiting times', 'action 1.1', true),
  {
    kind: 'facts',
    columns: 3,
    facts: [
      { name: 'Improvement lead', value: [say('Amira Holt')] },
      { name: 'Due', value: [say('March 2027')] },
      { name: 'Sources', value: [say('SEF', 'strong'), say(', '), say('AFI1', 'emphasis')] },
    ],
  },
  line([say('This month '), say('Amira Holt, 10 December 2026', 'quiet')], 'caption'),
  {
    kind: 'list',
    ordered: false,
    items: [
      [prose('The local offer page')],
      [line('A list in a list:'), { kind: 'list', ordered: true, items: [[line('one')], [line('two')]] }],
    ],
  },
  line('Nothing more is said.', 'quiet'),
]
