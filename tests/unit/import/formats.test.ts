import { writeCsv } from 'hucre/csv'
import { type CellValue, writeXlsx } from 'hucre/xlsx'
import { describe, expect, it } from 'vitest'
import { readFile } from '../../../functions/plan/import/read-file.ts'
import { readPlanFile } from '../../../functions/plan/import/read-plan.ts'
import { packageOf, relationshipsOf, rowOf, sheetOf, workbookParts } from '../../support/packages.ts'
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
      {
        ref: null,
        raw: `${HEAD.join('\t')}\n1.3\tOld\tMar-25\tCompleted\tKelly Hare\tMary Meredith`,
        message: 'The sheet “Hidden” is hidden, so it was left out. Unhide it if it belongs to the plan.',
      },
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

  it('says which cells a merge has filled from above', async () => {
    const bytes = await writeXlsx({
      sheets: [
        {
          name: 'Plan',
          rows: [['a', 'b', 'c'], ['d'], ['e'], ['f']],
          merges: [
            { startRow: 0, endRow: 2, startCol: 1, endCol: 1 },
            { startRow: 0, endRow: 0, startCol: 2, endCol: 4 },
          ],
        },
      ],
    })
    const file = await readFile(bytes)
    expect(file.ok && file.sheets.map(({ mergedCells }) => [...mergedCells])).toEqual([['1,1', '2,1']])
  })

  it('has the notes on its cells reported', async () => {
    const bytes = await writeXlsx({
      sheets: [
        {
          name: 'Plan',
          rows: [HEAD, action('1.1', null, 'First', 'Mar-26', 'Completed', 'Kelly Hare', 'Mary Meredith')],
          cells: new Map([
            ['1,2', { value: 'First', type: 'string', comment: { text: 'Ask Kim\nfirst', author: 'Mary' } }],
          ]),
        },
      ],
    })
    const { actions, findings } = await readBytes(bytes)
    expect(actions).toMatchObject([{ description: 'First' }])
    expect(findings.filter(({ kind }) => kind === 'cell-note')).toEqual([
      {
        ref: null,
        field: 'row',
        kind: 'cell-note',
        raw: 'Ask Kim\nfirst',
        message: 'There is a note on cell C2 of the sheet “Plan”. It was left out.',
      },
    ])
  })

  it('has the messages of threads reported, and not the notes that repeat them', async () => {
    const bytes = await packageOf(
      workbookParts(sheetOf(rowOf('Ref') + rowOf('1.1')), {
        'xl/worksheets/_rels/sheet1.xml.rels': relationshipsOf({
          comments: '../comments1.xml',
          threadedComment: '../threads1.xml',
        }),
        'xl/comments1.xml':
          '<comments><commentList><comment ref="A2"><text><t>[Threaded comment] Is it?</t></text></comment><comment ref="A1"><text><t>A note</t></text></comment></commentList></comments>',
        'xl/threads1.xml':
          '<ThreadedComments><threadedComment ref="A2" id="{1}" personId="{9}"><text>Is it?</text></threadedComment><threadedComment id="{2}" parentId="{1}" personId="{9}"><text>It is.</text></threadedComment></ThreadedComments>',
      }),
    )
    const file = await readFile(bytes)
    expect(file.ok && file.sheets[0]?.notes).toEqual([
      { cell: 'A1', text: 'A note' },
      { cell: 'A2', text: 'Is it?' },
      { cell: 'A2', text: 'It is.' },
    ])
  })

  it.each<[value: number | string, format: string, text: string]>([
    [4711, ';;;', '4711'],
    [0.987, '0', '0.987'],
    [0.987, '0.0%', '98.7%'],
    [0.987, '0%', '0.987'],
    [1234567, '#,##0', '1,234,567'],
    [1234567, '0,', '1234567'],
    [1234.5, '#,##0', '1234.5'],
    [2.1, '0.00', '2.10'],
    [-5, '0;(0)', '(5)'],
    [-5, '0;[Red]0', '-5'],
    [12, '0 "days"', '12 days'],
    [0.1 + 0.2, '0.0', '0.3'],
    ['2026-03-01', 'mmm-yy', '2026-03'],
    ['2026-03-31', 'mmm-yy', '2026-03'],
    ['2026-03-15', 'mmm-yy', '2026-03-15'],
    ['2026-03-15', 'dd/mm/yyyy', '2026-03-15'],
  ])('gives %s in the format %s as %s', async (content, numFmt, text) => {
    const isDay = typeof content === 'string'
    const value = isDay ? new Date(content) : content
    const bytes = await writeXlsx({
      sheets: [
        {
          name: 'Plan',
          rows: [[value]],
          cells: new Map([['0,0', { value, type: isDay ? 'date' : 'number', style: { numFmt } }]]),
        },
      ],
    })
    const file = await readFile(bytes)
    expect(file.ok && file.sheets[0]?.rows).toEqual([[text]])
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
      { ref: null, raw: 'Row 2: 1.1' },
    ])
  })

  /** Two rows whose refs are the number 2.1, some of their cells written in a way of their own. */
  const writeNumbers = (cells = new Map()) =>
    writeXlsx({
      sheets: [
        {
          name: 'Plan',
          rows: [
            HEAD,
            action(2.1, null, 'A', 'Mar-26', 'Completed', 'Kelly Hare', 'Mary Meredith'),
            action(2.1, null, 'B', 'Mar-26', 'Completed', 'Kelly Hare', 'Mary Meredith'),
          ],
          cells,
        },
      ],
    })

  it('may have refs that are numbers, shown as their format shows them', async () => {
    const bytes = await writeNumbers(
      new Map([['2,0', { value: 2.1, type: 'number', style: { numFmt: '0.00' } }]]),
    )
    expect((await readBytes(bytes)).actions.map(({ ref }) => ref)).toEqual(['2.1', '2.10'])
  })

  it('with refs that were typed as numbers says which rows have lost their last figure', async () => {
    const bytes = await writeNumbers()
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
