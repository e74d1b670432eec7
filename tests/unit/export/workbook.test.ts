import { readXlsx } from 'hucre/xlsx'
import { describe, expect, it } from 'vitest'
import { type CycleUpdates, planTables } from '../../../functions/plan/export/plan-tables.ts'
import { nameSheets } from '../../../functions/plan/export/sheet-names.ts'
import { toCsv } from '../../../functions/plan/export/to-csv.ts'
import { toWorkbook } from '../../../functions/plan/export/to-workbook.ts'
import { STATUS_COLOURS } from '../../../functions/plan/export/write-sheets.ts'
import { readHeader } from '../../../functions/plan/import/columns.ts'
import type { PlanLayout } from '../../../functions/plan/plan-import.ts'
import { actions, plan } from '../../support/small-plan.ts'
import { unsaid } from '../../support/unsaid.ts'
import { partsOf } from './parts-of.ts'

const terms = { title: 'Improvement plan', company: 'Testshire', at: '2026-11-24T09:00:00.000Z' }
const [first, second, ...others] = actions
if (!first || !second) throw new Error('the small plan has too few actions')

const write = async (...input: Parameters<typeof planTables>) => {
  const workbook = await toWorkbook(planTables(...input), terms)
  if (!workbook.ok) throw new Error(workbook.reason)
  return workbook.bytes
}
const headingsOf = (...input: Parameters<typeof planTables>) =>
  planTables(...input).map(({ sheet, columns }) => [sheet, ...columns.map(({ heading }) => heading)])

const layout: PlanLayout = [
  {
    sheet: 'SEND',
    closed: false,
    columns: [
      { field: 'ref', heading: '=Ref' },
      { field: 'other', heading: 'Our own' },
      { field: 'description', heading: 'What we\nwill do' },
      { field: 'status', heading: 'BRAG' },
    ],
    refs: ['1.3', '9.9', '1.1'],
  },
]

const december: CycleUpdates = {
  cycleId: '2026-12',
  updates: new Map([
    [
      '1.1',
      {
        statusCode: 'off-track',
        progress: '+ two\r\nlines',
        obstacles: '',
        consequence: '',
        impact: '=Fewer wait',
        links: ['https://a.example/x'],
        files: [{ name: 'audit.pdf', mediaType: 'application/pdf', bytes: 1, sha256: 'a'.repeat(64) }],
        forecast: '2027-05',
        onBehalfOf: { personId: 'bob', name: 'Bob' },
        byName: '@Ann',
        at: '2026-07-03T16:30:00.000Z',
      },
    ],
  ]),
}

describe('the tables of an export', () => {
  it('have the headings of the file, what has no column yet at their end, then the updates', () => {
    expect(headingsOf(plan, [{ ...first, boards: [], strategicLeads: [] }], layout, december)).toEqual([
      [
        'SEND',
        '=Ref',
        'What we\nwill do',
        'BRAG',
        'Improvement lead',
        'Start date',
        'Due date',
        'Source',
        'Muster: status December 2026',
        'Muster: progress December 2026',
        'Muster: what is in the way December 2026',
        'Muster: what happens otherwise December 2026',
        'Muster: impact December 2026',
        'Muster: evidence December 2026',
        'Muster: new date December 2026',
        'Muster: answered by December 2026',
        'Muster: answered on December 2026',
      ],
    ])
  })

  it('have headings that an import knows, whatever the layout', () => {
    const [table] = planTables(plan, actions, null, december)
    const columns = table?.columns ?? []
    expect(readHeader(columns.map(({ heading }) => heading))).toEqual({
      kind: 'actions',
      columns: columns.map((column, index) => ({ ...column, index })),
    })
  })

  it('have the actions in the order of the file, later ones where their refs belong', () => {
    const later = [
      { ...first, ref: '1.10' },
      { ...first, ref: '1.2' },
    ]
    const [table] = planTables(plan, [...later, ...others, first], layout, null)
    const refs = table?.rows.map(([cell]) => (cell?.kind === 'text' ? cell.text : null))
    // The file had 1.3 before 1.1; 1.2, 1.4 and 1.10 came later.
    expect(refs).toEqual(['1.3', '1.1', '1.2', '1.4', '1.10'])
  })

  it('give an action that was closed since a table of closed actions', () => {
    const tables = planTables(plan, [{ ...first, closed: true }, ...others], layout, null)
    expect(tables.map(({ sheet, closed, rows }) => [sheet, closed, rows.length])).toEqual([
      ['SEND', false, 2],
      ['Closed actions', true, 1],
    ])
  })

  it('have names that Excel takes, no name twice, and none that says closed of what is live', () => {
    const names = nameSheets([
      { sheet: '', closed: false },
      { sheet: 'plan', closed: false },
      { sheet: '[Priority 1]: who/what?', closed: false },
      { sheet: 'Open and closed actions', closed: false },
      { sheet: 'Open and closed actions', closed: true },
      { sheet: '', closed: true },
      { sheet: '', closed: true },
      { sheet: "'A long name of the many closed actions'", closed: true },
      { sheet: "'A long name of the many closed actions'", closed: true },
      { sheet: 'History', closed: false },
    ])
    expect(names).toEqual([
      'Plan',
      'plan 2',
      'Priority 1 who what',
      'Open and closed actions',
      'Closed actions',
      'Closed actions 2',
      'Closed actions 3',
      'Closed actions 4',
      'Closed actions 5',
      'History 2',
    ])
  })
})

describe('a workbook', () => {
  it('prints the headings on each page of a sheet, whatever its name has in it', async () => {
    const columns = [{ field: 'ref' as const, heading: 'Ref' }]
    const layout = [{ sheet: "Ann’s and Bob's plan", closed: false, columns, refs: ['1.1'] }]
    const parts = await partsOf(await write(plan, actions, layout, december))
    const [, range = ''] = /Print_Titles"[^>]*>([^<]*)</.exec(parts.get('xl/workbook.xml') ?? '') ?? []
    // Without quotation marks Excel finds the workbook damaged.
    expect(range.replaceAll('&apos;', "'")).toBe("'Ann’s and Bob''s plan'!$1:$1")
  })

  it('has its header frozen, bold and filtered, its text wrapped, and prints wide with the header on each page', async () => {
    const bytes = await write(plan, actions, null, december)
    const parts = await partsOf(bytes)
    const sheet = parts.get('xl/worksheets/sheet1.xml') ?? ''
    expect(sheet).toContain('ySplit="1"')
    expect(sheet).toMatch(/<autoFilter ref="A1:AA5"\/>/)
    expect(sheet).toMatch(
      /<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"\/>/,
    )
    expect(parts.get('docProps/core.xml')).toContain('<dc:title>Improvement plan</dc:title>')
    const workbook = await readXlsx(bytes, { readStyles: true })
    expect(workbook.sheets[0]?.cells?.get('0,0')?.style?.font?.bold).toBe(true)
    const cells = [...(workbook.sheets[0]?.cells?.values() ?? [])]
    expect(cells.every(({ style }) => style?.alignment?.wrapText && style.alignment.vertical === 'top')).toBe(
      true,
    )
  })

  it('has no formula, whatever its texts and headings begin with', async () => {
    const texts = ['=1+1', '+44', '-5', '@SUM(A1)', '\tx', '\rx']
    const rows = texts.map((text, index) => ({ ...first, ref: `2.${index + 1}`, description: text }))
    const bytes = await write(plan, rows, layout, december)
    const parts = await partsOf(bytes)
    expect(parts.get('xl/worksheets/sheet1.xml')).not.toMatch(/<f[ >]/)
    const { sheets } = await readXlsx(bytes, { readStyles: true })
    const cells = sheets[0]?.cells
    for (const at of ['0,0', ...texts.map((_, index) => `${index + 1},1`)]) {
      expect(cells?.get(at)).toMatchObject({ type: 'string', style: { numFmt: '@' } })
    }
    expect(sheets[0]?.rows.slice(1).map((row) => row[1])).toEqual(texts)
  })

  it('has real dates of the very day, and instants by the clocks of the plan', async () => {
    const reviewed = { ...first, lastReviewed: '2026-03-29', start: '2026-01', due: '1899-12' }
    const { sheets } = await readXlsx(await write(plan, [reviewed], null, december), { readStyles: true })
    const heads = sheets[0]?.rows[0] ?? []
    const cell = (heading: string) => {
      const found = sheets[0]?.cells?.get(`1,${heads.indexOf(heading)}`)
      return [found?.value, found?.style?.numFmt]
    }
    expect(cell('Start date')).toEqual([new Date('2026-01-01T00:00:00Z'), 'mmm-yy'])
    expect(cell('Last reviewed')).toEqual([new Date('2026-03-29T00:00:00Z'), 'dd/mm/yyyy'])
    // In July clocks in London are an hour ahead of UTC.
    expect(cell('Muster: answered on December 2026')).toEqual([
      new Date('2026-07-03T17:30:00Z'),
      'dd/mm/yyyy hh:mm',
    ])
    expect(cell('Muster: new date December 2026')).toEqual([new Date('2027-05-01T00:00:00Z'), 'mmm-yy'])
    expect(cell('Muster: impact December 2026')[0]).toContain('=Fewer wait')
    expect(cell('Muster: evidence December 2026')[0]).toBe('https://a.example/x\naudit.pdf')
    expect(cell('Muster: answered by December 2026')[0]).toContain('@Ann on behalf of Bob')
    // Excel has no days before 1900: the month is text.
    expect(cell('Due date')).toEqual(['1899-12', '@'])
  })

  it('shows each status in words, on a ground that they stand out from', async () => {
    const { sheets } = await readXlsx(await write(plan, actions, null, december), { readStyles: true })
    const heads = sheets[0]?.rows[0] ?? []
    const found = sheets[0]?.cells?.get(`1,${heads.indexOf('Muster: status December 2026')}`)
    expect(found?.value).toBe('Off track')
    expect(found?.style?.fill).toMatchObject({ fgColor: { rgb: expect.stringMatching(/FBE6E4$/) } })
    for (const { ink, ground } of Object.values(STATUS_COLOURS)) {
      expect(contrast(ink, ground)).toBeGreaterThan(4.5)
    }
  })

  it('is the same, byte for byte, for the same plan at the same instant', async () => {
    const [one, other] = [
      await write(plan, actions, layout, december),
      await write(plan, actions, layout, december),
    ]
    expect(Buffer.compare(one, other)).toBe(0)
  })

  it('leaves out the oldest of more notes than a cell holds, and refuses a text that is too long', async () => {
    const history = ['2024-01-01', '2025-01-01', '2026-01-01'].map((date) => ({
      date,
      text: 'x'.repeat(15_000),
    }))
    const { sheets } = await readXlsx(await write(plan, [{ ...first, history }], null, null))
    const notes = sheets[0]?.rows[1]?.find((value) => typeof value === 'string' && value.includes('xxx'))
    expect(String(notes).match(/\d\d\.\d\d\.\d{4}/g)).toEqual(['01.01.2025', '01.01.2026'])
    const long = { ...first, description: 'x'.repeat(40_000) }
    expect(await toWorkbook(planTables(plan, [long], layout, null), terms)).toEqual({
      ok: false,
      reason:
        'Action 1.1 has 40,000 characters under “What we\nwill do”, and a cell of a workbook holds 32,767. Export the plan as CSV, or shorten that text.',
    })
    expect(toCsv(planTables(plan, [long], layout, null))).toContain('x'.repeat(40_000))
  })

  it('cuts what a lead wrote at length, which no import reads back', async () => {
    const update = {
      statusCode: 'done',
      progress: 'x'.repeat(40_000),
      obstacles: '',
      consequence: '',
      ...unsaid,
      byName: 'Ann',
      at: terms.at,
    }
    const updates = new Map([['1.1', update]])
    const { sheets } = await readXlsx(await write(plan, [first], null, { cycleId: '2026-12', updates }))
    expect(sheets[0]?.rows[1]?.some((value) => typeof value === 'string' && value.length === 32_767)).toBe(
      true,
    )
  })
})

describe('CSV', () => {
  it('has an apostrophe before whatever a spreadsheet would take for a formula, headings too', () => {
    const rows = ['=1+1', '+44', '-5', '@SUM(A1)', '\tx', '\rx'].map((text, index) => ({
      ...first,
      ref: `1.${index + 1}`,
      description: text,
    }))
    const csv = toCsv(planTables(plan, rows, layout, december))
    expect(csv.startsWith("\uFEFF'=Ref,")).toBe(true)
    for (const text of [
      "'=1+1",
      "'+44",
      "'-5",
      "'@SUM(A1)",
      "'\tx",
      '"\'\rx"',
      '"\'+ two\nlines"',
      "'@Ann on behalf of Bob",
    ]) {
      expect(csv).toContain(`,${text},`)
    }
  })

  it('tells closed actions apart, with and without live ones', () => {
    const closed = { ...second, closed: true }
    const lines = (rows: typeof actions) =>
      toCsv(planTables(plan, rows, [], null))
        .split('\r\n')
        .map((line) => line.replace('\uFEFF', '').split(',')[0])
    expect(lines([first, closed])).toEqual(['Ref', '1.1', 'Closed actions', 'Ref', '1.2'])
    expect(lines([closed])).toEqual(['Ref', 'Closed actions', 'Ref', '1.2'])
  })
})

/** As WCAG works it out. */
const contrast = (one: string, other: string): number => {
  const [light = 0, dark = 0] = [one, other].map(luminance).sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

const luminance = (rgb: string): number => {
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
    const value = Number.parseInt(rgb.slice(at, at + 2), 16) / 255
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
