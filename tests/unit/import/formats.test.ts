import { writeCsv } from 'hucre/csv'
import { type CellValue, writeXlsx } from 'hucre/xlsx'
import { describe, expect, it } from 'vitest'
import { readPlanFile } from '../../../functions/plan/import/read-plan.ts'
import { hullText, hullWords, readOk, TODAY } from './hull.ts'

const expected = readOk(hullText)
const rows = hullText.split('\n').map((line) => line.split('\t'))

const readBytes = async (bytes: Uint8Array, mapping = {}) => {
  const read = await readPlanFile(bytes, { words: hullWords, today: TODAY, mapping })
  if (!read.ok) throw new Error(read.reason)
  return read
}
const reasonOf = async (bytes: Uint8Array) => {
  const read = await readPlanFile(bytes, { words: hullWords, today: TODAY })
  return read.ok ? 'It can be read' : read.reason
}

/** The seed as spreadsheets write CSV, its empty rows included. */
const csvWith = (delimiter: string) => writeCsv(rows, { delimiter })

describe("Hull's plan in other formats", () => {
  it.each([
    ['commas', ','],
    ['semicolons', ';'],
    ['bars', '|'],
    ['tabs, with quotation marks where needed', '\t'],
  ])('reads the same with %s', async (_, delimiter) => {
    const read = await readBytes(new TextEncoder().encode(csvWith(delimiter)))
    expect(read.actions).toEqual(expected.actions)
    expect(read.findings).toEqual(expected.findings)
  })

  it('reads the same with a mark of UTF-8, a line that names the delimiter, and Windows line ends', async () => {
    const text = `\uFEFFsep=;\r\n${csvWith(';')}`
    expect((await readBytes(new TextEncoder().encode(text))).actions).toEqual(expected.actions)
  })

  it('reads the same in Windows-1252 and in UTF-16', async () => {
    const curly = hullText.replaceAll("'", '’')
    const curlyActions = readOk(curly).actions
    const cp1252 = Uint8Array.from(curly, (sign) => ({ '’': 0x92, '–': 0x96 })[sign] ?? sign.charCodeAt(0))
    expect((await readBytes(cp1252)).actions).toEqual(curlyActions)
    const utf16 = Buffer.from(`\uFEFF${curly}`, 'utf16le')
    expect((await readBytes(utf16)).actions).toEqual(curlyActions)
  })

  it('keeps lines within a quoted cell together', async () => {
    const csv =
      'Ref,Action,Due date,RAG,Action owner\n1.1,"First line\n2.2,second ""line""",Mar-26,Completed,Kelly Hare\n'
    const { actions } = await readBytes(new TextEncoder().encode(csv))
    expect(actions).toMatchObject([
      { ref: '1.1', description: 'First line\n2.2,second "line"', due: '2026-03' },
    ])
  })

  it('reads text whose quotation marks end nowhere as it stands', async () => {
    const text =
      'Ref\tAction\tDue date\tRAG\tAction owner\n1.1\t"Not ended\tMar-26\tCompleted\tKelly Hare\n1.2\tNext\tApr-26\tCompleted\tKelly Hare\n'
    const { actions } = await readBytes(new TextEncoder().encode(text))
    expect(actions.map(({ ref, description }) => [ref, description])).toEqual([
      ['1.1', '"Not ended'],
      ['1.2', 'Next'],
    ])
  })

  it('reads the same from a workbook, whether its dates are text or real', async () => {
    const asText = await writeXlsx({ sheets: [{ name: 'Plan', rows }] })
    expect((await readBytes(asText)).actions).toEqual(expected.actions)

    const dated = rows.map((row) => row.map(realDate))
    const cells = new Map(
      dated.flatMap((row, r) =>
        row.flatMap((value, c) =>
          value instanceof Date
            ? [
                [
                  `${r},${c}`,
                  { value, type: 'date' as const, style: { numFmt: formatOf(rows[r]?.[c] ?? '') } },
                ] as const,
              ]
            : [],
        ),
      ),
    )
    const asDates = await readBytes(await writeXlsx({ sheets: [{ name: 'Plan', rows: dated, cells }] }))
    expect(asDates.actions).toEqual(expected.actions)
    // A real date has one reading.
    expect(asDates.findings.filter(({ kind }) => kind === 'ambiguous-date')).toEqual([])
  })
})

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const realDate = (cell: string): CellValue => {
  const [, month = '', year = ''] = /^([A-Z][a-z]{2})-(\d\d)$/.exec(cell) ?? []
  if (month !== '') return new Date(Date.UTC(2000 + Number(year), MONTHS.indexOf(month), 1))
  const [, m, d, y] = /^(\d+)\/(\d+)\/(\d{4})$/.exec(cell) ?? []
  if (y !== undefined) return new Date(Date.UTC(Number(y), Number(m) - 1, Number(d)))
  return cell === '' ? null : cell
}
const formatOf = (cell: string) => (/^[A-Z]/.test(cell) ? 'mmm-yy' : 'dd/mm/yyyy')

const HEAD = ['Ref', 'Priority', 'Action', 'Due date', 'Status', 'Improvement lead', 'SRO']
const action = (ref: CellValue, ...cells: CellValue[]): CellValue[] => [ref, ...cells]

describe('a workbook', () => {
  it('may have several sheets: plans are read, closed ones by their name, others are reported whole', async () => {
    const bytes = await writeXlsx({
      sheets: [
        { name: 'Contacts', rows: [['Kelly Hare', '01482 000000'], ['Mary Meredith']] },
        {
          name: 'Plan',
          rows: [
            ['Our plan'],
            HEAD,
            action('1.1', null, 'Open', 'Mar-26', 'Completed', 'Kelly Hare', 'Mary Meredith'),
          ],
        },
        {
          name: 'Closed actions',
          rows: [HEAD, action('1.2', null, 'Shut', 'Mar-25', 'Completed', 'Kelly Hare', 'Mary Meredith')],
        },
        { name: 'Empty', rows: [] },
        {
          name: 'Hidden',
          hidden: true,
          rows: [HEAD, action('1.3', null, 'Old', 'Mar-25', 'Completed', 'Kelly Hare', 'Mary Meredith')],
        },
      ],
    })
    const { actions, layout, findings } = await readBytes(bytes)
    expect(actions.map(({ ref, closed, description }) => [ref, closed, description])).toEqual([
      ['1.1', false, 'Open'],
      ['1.2', true, 'Shut'],
    ])
    expect(layout.map(({ sheet, closed, refs }) => [sheet, closed, refs])).toEqual([
      ['Plan', false, ['1.1']],
      ['Closed actions', true, ['1.2']],
    ])
    expect(findings.filter(({ kind }) => kind === 'sheet-not-read')).toMatchObject([
      { ref: null, raw: 'Kelly Hare\t01482 000000\nMary Meredith' },
    ])
    expect(findings.find(({ raw }) => raw === 'Our plan')?.kind).toBe('text-without-column')
  })

  it('has the value of a cell merged down in each of its rows, and of one merged across once', async () => {
    const bytes = await writeXlsx({
      sheets: [
        {
          name: 'Plan',
          rows: [
            HEAD,
            ['Priority one', null, null, null, null, null, null],
            action('1.1', 'Listen', 'First', 'Mar-26', 'Completed', 'Kelly Hare', 'Mary Meredith'),
            action('1.2', null, 'Second', 'Mar-26', 'Completed', 'Kim Porter', null),
            action('1.3', null, 'Third', 'Mar-26', 'Completed', 'Kelly Hare', null),
          ],
          merges: [
            { startRow: 1, endRow: 1, startCol: 0, endCol: 6 },
            { startRow: 2, endRow: 4, startCol: 1, endCol: 1 },
            { startRow: 2, endRow: 3, startCol: 6, endCol: 6 },
          ],
        },
      ],
    })
    const { actions, findings } = await readBytes(bytes)
    expect(actions.map(({ strategicLeads }) => strategicLeads)).toEqual([
      ['Mary Meredith'],
      ['Mary Meredith'],
      [],
    ])
    expect(findings.filter(({ raw }) => raw === 'Priority one')).toHaveLength(1)
    expect(findings.filter(({ raw }) => raw === 'Listen').map(({ kind }) => kind)).toEqual([
      'unknown-priority-title',
    ])
  })

  it('has its hidden rows read too, and says so', async () => {
    const bytes = await writeXlsx({
      sheets: [
        {
          name: 'Plan',
          rows: [
            HEAD,
            action('1.1', null, 'Filtered out', 'Mar-26', 'Completed', 'Kelly Hare', 'Mary Meredith'),
          ],
          rowDefs: new Map([[1, { hidden: true }]]),
        },
      ],
    })
    const { actions, findings } = await readBytes(bytes)
    expect(actions).toHaveLength(1)
    expect(findings.filter(({ kind }) => kind === 'hidden-row')).toMatchObject([
      { ref: '1.1', raw: 'Row 2 of the sheet Plan' },
    ])
  })

  it('may have refs that are numbers, shown as their format shows them', async () => {
    const bytes = await writeXlsx({
      sheets: [
        {
          name: 'Plan',
          rows: [
            HEAD,
            action(2.1, null, 'A', 'Mar-26', 'Completed', 'Kelly Hare', 'Mary Meredith'),
            action(2.1, null, 'B', 'Mar-26', 'Completed', 'Kelly Hare', 'Mary Meredith'),
          ],
          cells: new Map([['2,0', { value: 2.1, type: 'number', style: { numFmt: '0.00' } }]]),
        },
      ],
    })
    expect((await readBytes(bytes)).actions.map(({ ref }) => ref)).toEqual(['2.1', '2.10'])
  })

  it('with refs that were typed as numbers says which rows have lost their last figure', async () => {
    const bytes = await writeXlsx({
      sheets: [
        {
          name: 'Plan',
          rows: [
            HEAD,
            action(2.1, null, 'A', 'Mar-26', 'Completed', 'Kelly Hare', 'Mary Meredith'),
            action(2.1, null, 'B', 'Mar-26', 'Completed', 'Kelly Hare', 'Mary Meredith'),
          ],
        },
      ],
    })
    expect(await reasonOf(bytes)).toMatch(
      /^Two rows have the ref 2\.1: row 2 of the sheet Plan and row 3 of the sheet Plan\./,
    )
  })

  it('may have its ref in any column', async () => {
    const bytes = await writeXlsx({
      sheets: [
        {
          name: 'Plan',
          rows: [
            ['Theme', 'Ref', 'Action', 'Due date', 'RAG', 'Action owner'],
            ['Listen', '1.1', 'First', 'Mar-26', 'Completed', 'Kelly Hare'],
          ],
        },
      ],
    })
    expect((await readBytes(bytes)).actions).toMatchObject([
      { ref: '1.1', description: 'First', improvementLeads: ['Kelly Hare'] },
    ])
  })

  it('may have headings that nobody could guess, once somebody has said what they mean', async () => {
    const text = 'Ref;What;Until;Light;Doer\n1.1;First;Mar-26;Completed;Kelly Hare\n'
    const bytes = new TextEncoder().encode(text)
    expect(await reasonOf(bytes)).toMatch(/^No row of column headings/)
    const mapping = { what: 'description', until: 'due', light: 'status', doer: 'improvementLeads' } as const
    expect((await readBytes(bytes, mapping)).actions).toMatchObject([
      {
        ref: '1.1',
        description: 'First',
        due: '2026-03',
        status: 'Completed',
        improvementLeads: ['Kelly Hare'],
      },
    ])
  })
})
