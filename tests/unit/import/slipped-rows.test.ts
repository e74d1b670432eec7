import { describe, expect, it } from 'vitest'
import { hullText, hullWords, readOk, underHullsHeadings } from './hull.ts'
import { hullTable } from './hull-table.ts'

const lines = hullText.split('\n')
const cellsOf = (ref: string): string[] =>
  lines.find((line) => line.startsWith(`${ref}\t`))?.split('\t') ?? []

const labels = new Set(hullWords.statuses.map(({ label }) => label))

const REFS = [
  '1.1',
  '1.5',
  '2.1',
  '2.3',
  '3.2',
  '3.8',
  '3.18',
  '4.4',
  '4.10',
  '5.1',
  '5.4',
  '6.3',
  '6.7',
  '6.10',
  '6.15',
]
const expected = (ref: string) => hullTable.find((row) => row.ref === ref)

describe('a row that slips further', () => {
  it.each(REFS)('%s keeps its leads, dates and status with an empty cell before its ref', (ref) => {
    const { actionOf } = readOk(underHullsHeadings(['', ...cellsOf(ref)]))
    expect(actionOf(ref)).toMatchObject(expected(ref) ?? {})
  })

  it.each(REFS)('%s keeps its leads, dates and status with empty cells anywhere before its leads', (ref) => {
    const cells = cellsOf(ref)
    for (let at = 1; at <= 6; at++) {
      for (const count of [1, 2]) {
        const slipped = cells.toSpliced(at, 0, ...Array<string>(count).fill(''))
        expect(readOk(underHullsHeadings(slipped)).actionOf(ref)).toMatchObject(expected(ref) ?? {})
      }
    }
  })

  it.each(REFS)('%s keeps its status and review with an empty cell before the status', (ref) => {
    const cells = cellsOf(ref)
    const at = cells.findIndex((cell) => labels.has(cell))
    expect(at).toBeGreaterThan(0)
    expect(readOk(underHullsHeadings(cells.toSpliced(at, 0, ''))).actionOf(ref)).toMatchObject(
      expected(ref) ?? {},
    )
  })

  it.each(REFS)('%s reads the same when an empty cell after its ref is gone', (ref) => {
    const cells = cellsOf(ref)
    const at = cells.indexOf('')
    if (at > 6) return expect(at).toBeGreaterThan(6)
    expect(readOk(underHullsHeadings(cells.toSpliced(at, 1))).actionOf(ref)).toMatchObject(
      expected(ref) ?? {},
    )
  })
})

describe('a plan that has not slipped at all', () => {
  /** What such a file gives a coordinator to think about. */
  const toLookAt = ({ findings }: Pick<ReturnType<typeof readOk>, 'findings'>) =>
    findings.filter(({ kind }) => kind !== 'heading')
  const row = (ref: string, changes: Record<number, string> = {}): string[] =>
    [
      ref,
      'A priority of our own',
      'An ambition to reach',
      'A thing we will do',
      'Fair',
      'An outcome to have',
      'A measure to take',
      'Mary Meredith',
      'Kelly Hare',
      'March 2026',
      '2026-11',
      'SEF',
      'Another project first',
      'off track',
      '30/10/2026',
      'AP Steering Board',
      'Into the service plan',
    ].map((cell, index) => changes[index] ?? cell)

  it('is read column by column', () => {
    const read = readOk(underHullsHeadings(row('1.1'), row('1.2')), { ...hullWords, priorities: [] })
    const { actions } = read
    expect(actions[1]).toEqual({
      ref: '1.2',
      closed: false,
      priority: 1,
      ambition: 'An ambition to reach',
      description: 'A thing we will do',
      pillar: 'Fair',
      outcomes: 'An outcome to have',
      measures: 'A measure to take',
      strategicLeads: ['Mary Meredith'],
      improvementLeads: ['Kelly Hare'],
      start: '2026-03',
      due: '2026-11',
      sources: ['SEF'],
      dependencies: 'Another project first',
      status: 'Off track',
      lastReviewed: '2026-10-30',
      boards: ['AP Steering Board'],
      movedTo: 'Into the service plan',
      history: [],
    })
    expect(toLookAt(read).map(({ ref, kind }) => `${ref} ${kind}`)).toEqual(['1.1 unknown-priority-title'])
  })

  it('may have leads that nobody knows yet', () => {
    const read = readOk(
      underHullsHeadings(row('1.1', { 1: '', 7: 'Ada Newcomer', 8: 'Björn O’Dell-Smith & Chi Ng' })),
    )
    expect(read.actions[0]).toMatchObject({
      strategicLeads: ['Ada Newcomer'],
      improvementLeads: ['Björn O’Dell-Smith', 'Chi Ng'],
    })
    expect(toLookAt(read).map(({ kind }) => kind)).toEqual([
      'unknown-person',
      'unknown-person',
      'unknown-person',
    ])
  })

  it('says whom a name may mean that the directory does not have', () => {
    const read = readOk(underHullsHeadings(row('1.1', { 1: '', 7: 'M Meredith', 8: 'Kely Hare' })))
    expect(
      read.findingsOf('unknown-person').map(({ message }) => /may be ([^:]+)/.exec(message)?.[1]),
    ).toEqual(['Mary Meredith', 'Kelly Hare'])
  })

  it('knows somebody by another spelling of the directory', () => {
    const people = [...hullWords.people, { name: 'Deborah Jones', otherNames: ['Debbie Jones-Smith'] }]
    const read = readOk(underHullsHeadings(row('1.1', { 1: '', 8: 'debbie jones smith' })), {
      ...hullWords,
      people,
    })
    expect(read.findingsOf('unknown-person')).toEqual([])
  })

  it('has a lead’s name as it is written, and knows them whatever the spelling', () => {
    const read = readOk(underHullsHeadings(row('1.1', { 1: '', 8: 'hayley  O’Grady' })))
    expect(read.actions[0]?.improvementLeads).toEqual(['hayley O’Grady'])
    expect(toLookAt(read)).toEqual([])
  })

  it('has strange words reported where only dates and statuses belong, and nothing made up for them', () => {
    const read = readOk(underHullsHeadings(row('1.1', { 1: '', 10: 'Ongoing', 13: 'Paused' })))
    expect(read.actions[0]).toMatchObject({ start: '2026-03', due: null, status: null })
    expect(toLookAt(read).map(({ field, kind, raw }) => [field, kind, raw])).toEqual([
      ['due', 'text-without-column', 'Ongoing'],
      ['status', 'text-without-column', 'Paused'],
    ])
  })

  it('says what is no longer true on the day of the import, of actions that are not done', () => {
    const stale = { 1: '', 10: 'Oct-26', 13: 'On track some concerns', 14: '25/08/2026' }
    const read = readOk(
      underHullsHeadings(
        row('1.1', stale),
        row('1.2', { ...stale, 13: 'Completed' }),
        row('1.3', { ...stale, 13: 'Off track', 14: '26/08/2026' }),
        row('1.4', { ...stale, 10: 'Nov-26', 14: '' }),
      ),
    )
    expect(toLookAt(read).map(({ ref, kind, raw }) => [ref, kind, raw])).toEqual([
      ['1.1', 'overdue-on-track', 'On track some concerns'],
      ['1.1', 'not-reviewed', '25/08/2026'],
      ['1.4', 'not-reviewed', ''],
    ])
  })

  it('says that a day is not kept where dates are kept by month, but not of a month’s first or last one', () => {
    const read = readOk(
      underHullsHeadings(
        row('1.1', { 1: '', 9: '01/03/2026', 10: '15/12/2026' }),
        row('1.2', { 1: '', 9: '2026-03-02', 10: '31 December 2026' }),
        row('1.3', { 1: '', 9: '2026-03-01', 10: '01/12/2026' }),
      ),
    )
    expect(read.actions).toMatchObject([
      { start: '2026-03', due: '2026-12' },
      { start: '2026-03', due: '2026-12' },
      { start: '2026-03', due: '2026-12' },
    ])
    expect(read.findingsOf('day-not-kept').map(({ ref, field, raw }) => [ref, field, raw])).toEqual([
      ['1.1', 'due', '15/12/2026'],
      ['1.2', 'start', '2026-03-02'],
    ])
  })

  it('reports text that stands outside every action, and the text of columns it does not know', () => {
    const read = readOk(
      ['Our plan\tof 2026', 'Ref\tDescription\tCost\tDue date\tStatus\tImprovement lead\tSRO']
        .concat(
          '1.1\tBuild it\tMuch money\tMar-26\tCompleted\tKelly Hare\tMary Meredith',
          '\tA line of its own',
        )
        .join('\n'),
    )
    expect(toLookAt(read).map(({ ref, kind, raw }) => [ref, kind, raw])).toEqual([
      [null, 'text-without-column', 'Our plan\tof 2026'],
      [null, 'text-without-column', 'A line of its own'],
      [null, 'column-not-read', 'Cost\n1.1\tMuch money'],
    ])
  })
})

describe('notes of closed actions', () => {
  it('are joined to none, and reported, where there are not as many as closed actions', () => {
    const { actions, findings } = readOk(hullText.slice(0, hullText.lastIndexOf('<p>28.09.23')))
    const closed = actions.filter((action) => action.closed)
    expect(closed).toHaveLength(7)
    expect(closed.every(({ history, lastReviewed }) => history.length === 0 && lastReviewed === null)).toBe(
      true,
    )
    const unmatched = findings.filter(({ field }) => field === 'history')
    expect(unmatched).toHaveLength(6)
    expect(unmatched[0]?.raw).toMatch(/^08\.09\.23 - Protocol has been completed/)
  })
})
