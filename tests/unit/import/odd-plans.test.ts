import { writeXlsx } from 'hucre/xlsx'
import { describe, expect, it } from 'vitest'
import { saysClosed } from '../../../functions/plan/import/closures.ts'
import { readHeader } from '../../../functions/plan/import/columns.ts'
import { plainText } from '../../../functions/plan/import/plain-text.ts'
import { readPlanFile } from '../../../functions/plan/import/read-plan.ts'
import { hullWords, readOk, TODAY } from './hull.ts'

const HEAD = ['Ref', 'Priority', 'Action', 'Outcomes', 'Due date', 'RAG', 'Action owner', 'SRO']
const rowOf = (ref: string, change: Record<string, string> = {}) => {
  const said: Record<string, string> = {
    Ref: ref,
    Action: 'Do it',
    'Due date': 'Mar-27',
    RAG: 'On track no concerns',
    'Action owner': 'Kelly Hare',
    SRO: 'Mary Meredith',
    ...change,
  }
  return HEAD.map((heading) => said[heading] ?? '')
}
const read = (...rows: string[][]) => readOk([HEAD, ...rows].map((row) => row.join('\t')).join('\n'))

describe('words that say closed', () => {
  it.each([
    'Closed actions',
    'CLOSURES',
    'Closed',
    'Closed actions 2025',
    'Priority one - closures. Link to change control register',
    'Closed items (to March)',
  ])('%s', (text) => {
    expect(saysClosed(text)).toBe(true)
  })

  it.each([
    'Priority 2: Manage school closures well',
    'Case closed after review',
    'Closed on 3 May by the board',
    'Closing the gap',
    'Not closed',
    'Open and closed actions',
  ])('but not %s', (text) => {
    expect(saysClosed(text)).toBe(false)
  })

  it('close what follows, and a finding says how many actions', () => {
    const { actions, findingsOf } = read(
      rowOf('1.1'),
      ['Priority 2: Manage school closures well'],
      rowOf('2.1'),
      ['Closed actions'],
      rowOf('3.1'),
      rowOf('3.2'),
    )
    expect(actions.map(({ closed }) => closed)).toEqual([false, false, true, true])
    expect(findingsOf('closures').map(({ message }) => message)).toEqual([
      '“Closed actions” says that what follows is closed: 2 actions were taken for closed because of it.',
    ])
  })
})

describe('headings that resemble each other', () => {
  const fieldsOf = (...row: string[]) => readHeader(row)?.columns.map(({ field }) => field)

  it('leave a field to the one that says it most plainly', () => {
    expect(fieldsOf('Ref', 'Overdue?', 'Due date', 'Status', 'Owner')).toEqual([
      'ref',
      'other',
      'due',
      'status',
      'improvementLeads',
    ])
    expect(fieldsOf('Ref', 'Resources required', 'Source', 'Status', 'Owner', 'Priority (H/M/L)')).toEqual([
      'ref',
      'other',
      'sources',
      'status',
      'improvementLeads',
      'other',
    ])
    expect(fieldsOf('Ref', 'Impact on the due process', 'Outcomes', 'Status', 'Owner')?.slice(0, 3)).toEqual([
      'ref',
      'other',
      'outcomes',
    ])
  })

  it('are reported where they are left out, once with all that they say', () => {
    const { findingsOf } = readOk(
      [
        'Ref\tAction\tCost\tDue date\tStatus\tOwner',
        '1.1\tDo it\t£5\tMar-27\tCompleted\tKelly Hare',
        '1.2\tDo that\t£6\tMar-27\tCompleted\tKelly Hare',
      ].join('\n'),
    )
    expect(findingsOf('column-not-read').map(({ raw }) => raw)).toEqual(['Cost\n1.1\t£5\n1.2\t£6'])
    expect(findingsOf('text-without-column')).toEqual([])
  })
})

describe('a status', () => {
  it('may be a colour that one status alone has, and a finding says so', () => {
    const { actions, findingsOf } = read(rowOf('1.1', { RAG: 'Amber' }), rowOf('1.2', { RAG: 'Blue' }))
    expect(actions.map(({ status }) => status)).toEqual(['On track some concerns', null])
    expect(findingsOf('status-guessed').map(({ ref }) => ref)).toEqual(['1.1'])
    expect(actions[1]?.improvementLeads).toEqual(['Kelly Hare'])
  })
})

describe('refs of other forms', () => {
  it('are refs below their own heading, and their priority is the one whose title stands beside them', () => {
    const title = 'To identify need early so that the right support can be put in at the right time.'
    const { actions } = read(rowOf('A1'), rowOf('12', { Priority: title }), rowOf('1.1.1'), rowOf('P2-03'))
    expect(actions.map(({ ref, priority }) => [ref, priority])).toEqual([
      ['a1', 1],
      ['12', 3],
      ['1.1.1', 1],
      ['p2-03', 1],
    ])
  })

  it('are missed in a row that says as much as an action’s', () => {
    const { actions, findingsOf } = read(rowOf('1.1'), rowOf('', { Action: 'Do that too' }), rowOf('1.3'))
    expect(actions.map(({ ref }) => ref)).toEqual(['1.1', '1.3'])
    expect(findingsOf('row-without-ref')).toMatchObject([
      { ref: null, raw: expect.stringContaining('Do that too'), message: expect.stringContaining('row 3') },
    ])
  })

  it('are none where they stand alone or elsewhere', () => {
    const { actions, findings } = read(rowOf('1.1'), ['2026'], ['', '', 'Total', '', '81'])
    expect(actions.map(({ ref }) => ref)).toEqual(['1.1'])
    expect(findings.filter(({ ref, kind }) => ref === null && kind === 'text-without-column')).toHaveLength(2)
  })
})

describe('two rows with one ref', () => {
  const refusal = async (ref: string) => {
    const rows = [HEAD, rowOf(ref), rowOf(ref)].map((row) => row.join('\t')).join('\n')
    const file = await readPlanFile(new TextEncoder().encode(rows), { words: hullWords, today: TODAY })
    return file.ok ? 'read' : file.reason
  }

  it('are refused with their places, and with what spreadsheets do to a last zero', async () => {
    expect(await refusal('3.2')).toMatch(/row 2 and row 3.*If one of them is 3\.20/)
    expect(await refusal('3.11')).not.toContain('zero')
  })
})

describe('angle brackets', () => {
  it.each([
    ['Contact <jane> or <TBC> about <name of school>', 'Contact <jane> or <TBC> about <name of school>'],
    ['<p>a <b>b</b></p><p>c</p>', 'a b\nc'],
    ['See <a href="https://hull.example/plan">the plan</a>', 'See the plan (https://hull.example/plan)'],
    ['<a href="https://hull.example">https://hull.example</a>', 'https://hull.example'],
  ])('%s', (cell, text) => {
    expect(plainText(cell)).toBe(text)
  })
})

describe('a date that may mean two days', () => {
  it('is said to be read as in Britain where no other date tells', () => {
    const text =
      'Ref\tAction\tDue date\tStatus\tOwner\tLast reviewed\n1.1\tDo it\tMar-27\tCompleted\tKelly Hare\t04/05/2026'
    const { actions, findingsOf } = readOk(text)
    expect(actions[0]?.lastReviewed).toBe('2026-05-04')
    expect(findingsOf('ambiguous-date')[0]?.message).toContain('since no other date of the file tells')
  })
})

describe('a stray quotation mark', () => {
  it('spoils no other row', () => {
    const text =
      'Ref,Action,Due date,Status,Owner\n1.1,"Now, and then",Mar-27,Completed,Kelly Hare\n1.2,"Quality" first,Apr-27,Completed,Kelly Hare\n'
    expect(readOk(text).actions.map(({ description, due }) => [description, due])).toEqual([
      ['Now, and then', '2027-03'],
      ['"Quality" first', '2027-04'],
    ])
  })
})

describe('a ref that is merged down over several rows', () => {
  it('is one action, which has what all of its rows say', async () => {
    const row = (...cells: (string | null)[]) => cells
    const bytes = await writeXlsx({
      sheets: [
        {
          name: 'Plan',
          rows: [
            row('Ref', 'Action', 'Measures', 'Due date', 'Status', 'Action owner'),
            row('1.1', 'Plant trees', 'Trees planted', 'Mar-27', 'Completed', 'Kelly Hare'),
            row(null, null, 'Trees alive after a year', null, null, 'Kim Porter'),
            row('1.2', 'Water them', 'Litres', 'Apr-27', 'Completed', 'Kim Porter'),
          ],
          merges: [0, 1, 3, 4].map((column) => ({
            startRow: 1,
            endRow: 2,
            startCol: column,
            endCol: column,
          })),
        },
      ],
    })
    const plan = await readPlanFile(bytes, { words: hullWords, today: TODAY })
    expect(
      plan.ok &&
        plan.actions.map(({ ref, measures, due, improvementLeads }) => [
          ref,
          measures,
          due,
          improvementLeads,
        ]),
    ).toEqual([
      ['1.1', 'Trees planted\nTrees alive after a year', '2027-03', ['Kelly Hare', 'Kim Porter']],
      ['1.2', 'Litres', '2027-04', ['Kim Porter']],
    ])
  })
})
