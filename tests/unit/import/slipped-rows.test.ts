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
      '28/02/2026',
      'AP Steering Board',
      'Into the service plan',
    ].map((cell, index) => changes[index] ?? cell)

  it('is read column by column', () => {
    const { actions, findings } = readOk(underHullsHeadings(row('1.1'), row('1.2')), {
      ...hullWords,
      priorities: [],
    })
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
      lastReviewed: '2026-02-28',
      boards: ['AP Steering Board'],
      movedTo: 'Into the service plan',
      history: [],
    })
    expect(findings.map(({ ref, kind }) => `${ref} ${kind}`)).toEqual(['1.1 unknown-priority-title'])
  })

  it('may have leads that nobody knows yet', () => {
    const { actions, findings } = readOk(
      underHullsHeadings(row('1.1', { 1: '', 7: 'Ada Newcomer', 8: 'Björn O’Dell-Smith & Chi Ng' })),
    )
    expect(actions[0]).toMatchObject({
      strategicLeads: ['Ada Newcomer'],
      improvementLeads: ['Björn O’Dell-Smith', 'Chi Ng'],
    })
    expect(findings.map(({ kind }) => kind)).toEqual(['unknown-person', 'unknown-person', 'unknown-person'])
  })

  it("has a known lead's name in the directory's spelling", () => {
    const { actions, findings } = readOk(underHullsHeadings(row('1.1', { 1: '', 8: 'hayley  O’Grady' })))
    expect(actions[0]?.improvementLeads).toEqual(["Hayley O'Grady"])
    expect(findings).toEqual([])
  })

  it('has strange words reported where only dates and statuses belong, and nothing made up for them', () => {
    const { actions, findings } = readOk(
      underHullsHeadings(row('1.1', { 1: '', 10: 'Ongoing', 13: 'Paused' })),
    )
    expect(actions[0]).toMatchObject({ start: '2026-03', due: null, status: null })
    expect(findings.map(({ field, kind, raw }) => [field, kind, raw])).toEqual([
      ['due', 'no-due-date', ''],
      ['status', 'no-status', ''],
      ['due', 'text-without-column', 'Ongoing'],
      ['status', 'text-without-column', 'Paused'],
    ])
  })

  it('keeps the first of two rows with one ref and reports the other whole', () => {
    const { actions, findings } = readOk(
      underHullsHeadings(row('1.1', { 1: '' }), ['1.1', '', '', 'A second thing']),
    )
    expect(actions.map(({ description }) => description)).toEqual(['A thing we will do'])
    expect(findings).toMatchObject([{ ref: '1.1', kind: 'duplicate-ref', raw: 'A second thing' }])
  })

  it('reports text that stands outside every action, and the text of columns it does not know', () => {
    const { findings } = readOk(
      ['Our plan\tof 2026', 'Ref\tDescription\tCost\tDue date\tStatus\tImprovement lead\tSRO']
        .concat(
          '1.1\tBuild it\tMuch money\tMar-26\tCompleted\tKelly Hare\tMary Meredith',
          '\tA line of its own',
        )
        .join('\n'),
    )
    expect(findings.map(({ ref, kind, raw }) => [ref, kind, raw])).toEqual([
      ['1.1', 'text-without-column', 'Much money'],
      [null, 'text-without-column', 'Our plan\tof 2026'],
      [null, 'text-without-column', 'A line of its own'],
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
