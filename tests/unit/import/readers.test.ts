import { describe, expect, it } from 'vitest'
import { readHeader } from '../../../functions/plan/import/columns.ts'
import { plainText } from '../../../functions/plan/import/plain-text.ts'
import { createLookup } from '../../../functions/plan/import/plan-words.ts'
import { readBoards } from '../../../functions/plan/import/read-boards.ts'
import { majorityOrder, readMonth, readWrittenDate } from '../../../functions/plan/import/read-dates.ts'
import { readHistory } from '../../../functions/plan/import/read-history.ts'
import { splitPeople } from '../../../functions/plan/import/read-names.ts'
import { readSources } from '../../../functions/plan/import/read-sources.ts'
import { hullText, hullWords } from './hull.ts'

const lookup = createLookup(hullWords)

describe('months', () => {
  it.each([
    ['Feb-23', '2023-02'],
    ['Sept 2024', '2024-09'],
    ['december 25', '2025-12'],
    ["Jul '28", '2028-07'],
    ['2026-04', '2026-04'],
    ['03/2026', '2026-03'],
    ['end of March 2026', '2026-03'],
    ['2026-13', null],
    ['Mai-24', null],
    ['May', null],
    ['-23', null],
  ])('%s is %s', (text, month) => {
    expect(readMonth(text)).toBe(month)
  })
})

describe('dates', () => {
  it.each([
    ['1/30/2025', '2025-01-30', '2025-01-30'],
    ['30.01.25', '2025-01-30', '2025-01-30'],
    ['12/09/2025', '2025-12-09', '2025-09-12'],
    ['5/5/2025', '2025-05-05', '2025-05-05'],
    ['2025-02-28', '2025-02-28', '2025-02-28'],
    ['30th January 2025', '2025-01-30', '2025-01-30'],
    ['1 Sept 25', '2025-09-01', '2025-09-01'],
  ])('%s is %s with the month first and %s with the day first', (text, monthFirst, dayFirst) => {
    expect(readWrittenDate(text)).toEqual({ 'month-first': monthFirst, 'day-first': dayFirst })
  })

  it.each(['2/30/2025', '31/31/2025', '0/1/2025', '2025-02-29', '1/2', 'soon', ''])(
    '%s is no date',
    (text) => {
      expect(readWrittenDate(text)).toBeNull()
    },
  )

  it('are in the order of those that have one reading, and British where none has', () => {
    expect(majorityOrder(['1/30/2025', '30/1/2025', '2/28/2025', '1/2/2025'])).toEqual({
      order: 'month-first',
      isTold: true,
    })
    expect(majorityOrder(['30/1/2025', '1/2/2025'])).toEqual({ order: 'day-first', isTold: true })
    expect(majorityOrder(['1/2/2025', '3/4/2025'])).toEqual({ order: 'day-first', isTold: false })
  })
})

describe('progress notes', () => {
  it('begin an entry at each date that begins a sentence or has a dash', () => {
    expect(
      readHistory(
        '<p>First words.</p><p>7.9.23 - Begun. 13.10.23 The copy is final</p> <p>08.02. 24 -Sent out 18.06.2024 - closed</p>',
      ),
    ).toEqual([
      { date: null, text: 'First words.' },
      { date: '2023-09-07', text: 'Begun.' },
      { date: '2023-10-13', text: 'The copy is final' },
      { date: '2024-02-08', text: 'Sent out' },
      { date: '2024-06-18', text: 'closed' },
    ])
  })

  it('leave a date within a sentence where it is', () => {
    expect(readHistory('24/04/24 - we meet again on 01.05.24 in Hull')).toEqual([
      { date: '2024-04-24', text: 'we meet again on 01.05.24 in Hull' },
    ])
  })

  it('go on with the entry before in a paragraph without a date', () => {
    expect(readHistory('<p>1.2.24 - One</p><p>Two &amp; <b>three</b></p>')).toEqual([
      { date: '2024-02-01', text: 'One\nTwo & three' },
    ])
  })

  it('take a day that does not exist for text', () => {
    expect(readHistory('31.02.24 - odd')).toEqual([{ date: null, text: '31.02.24 - odd' }])
  })

  it('of nothing are none', () => {
    expect(readHistory('<p> </p>')).toEqual([])
  })
})

describe('plain text', () => {
  it.each([
    ['<p>One</p> <p>Two</p>', 'One\nTwo'],
    ['a <i class="x">b</i>   c<br/>d', 'a b c\nd'],
    ['fewer than x < 5 and y > 3', 'fewer than x < 5 and y > 3'],
    ['Tom &amp; Jo&#39;s &lt;b&gt; &#x2013; &unknown; &#0;', "Tom & Jo's <b> – &unknown; &#0;"],
    ['\u00A0 a\u00A0b ', 'a b'],
  ])('of %s', (html, text) => {
    expect(plainText(html)).toBe(text)
  })
})

describe('people of a cell', () => {
  it.each([
    ['Steve Tomlinson/ Zoe Golding', ['Steve Tomlinson', 'Zoe Golding']],
    ['Steve Tomlinson and Ada Newcomer', ['Steve Tomlinson', 'Ada Newcomer']],
    ['Standards & Effectiveness Officer', ['Standards & Effectiveness Officer']],
    ['Head of Service, SEND', ['Head of Service, SEND']],
    ['', []],
  ])('%s', (cell, people) => {
    expect(splitPeople(cell, lookup)).toEqual(people)
  })
})

describe('sources of a cell', () => {
  it.each([
    ['SEF/DBV', ['SEF', 'DBV'], [], []],
    ['afi 4 & AFI5', ['AFI4', 'AFI5'], [], []],
    ['AF12/AFl3', ['AFI2', 'AFI3'], ['AF12', 'AFl3'], []],
    ['SEF, ASC Programme', ['SEF'], [], ['ASC Programme']],
    ['AFI7', [], [], ['AFI7']],
    ['DBV DBV', ['DBV'], [], []],
  ])('%s', (cell, codes, mistyped, unknown) => {
    const found = readSources(cell, lookup)
    expect([found.codes, found.mistyped.map(({ written }) => written), found.unknown]).toEqual([
      codes,
      mistyped,
      unknown,
    ])
  })
})

describe('boards of a cell', () => {
  it('are found by their longest spelling, whatever stands between them', () => {
    expect(
      readBoards('SEND Delivery; send dbv steering group and the Learning Partnerships?', lookup),
    ).toEqual({
      names: ['SEND Delivery Group', 'DBV Steering Group', 'Learning Partnership'],
      unknown: [],
      mistyped: [],
      marks: ['?'],
    })
  })

  it('are named once, however often and in whatever spelling', () => {
    expect(readBoards('SEND Delivery SEND Delivery Group', lookup)).toEqual({
      names: ['SEND Delivery Group'],
      unknown: [],
      mistyped: [],
      marks: [],
    })
  })

  it('leave what is none, word for word', () => {
    expect(readBoards('Dfe (north) SEND Board. Workforce and Training Steering Group, SLT', lookup)).toEqual({
      names: ['SEND Board', 'Workforce & Training Steering Group'],
      unknown: ['Dfe (north', 'SLT'],
      mistyped: [],
      marks: [')'],
    })
  })

  it('may have a slip of the keyboard in a long name, also where a shorter name would fit exactly', () => {
    const { names, unknown, mistyped } = readBoards('SEND Delivery Gruop; SEND Broom', lookup)
    expect(names).toEqual(['SEND Delivery Group'])
    expect(mistyped).toEqual([{ written: 'SEND Delivery Gruop', name: 'SEND Delivery Group' }])
    expect(unknown).toEqual(['SEND Broom'])
  })
})

describe('headings', () => {
  const lines = hullText.split('\n').map((line) => line.split('\t'))
  const fields = (row: string[] | undefined) => readHeader(row ?? [])?.columns.map(({ field }) => field)

  it("mean what Hull's three headers say", () => {
    const first = ['ref', 'priority', 'ambition', 'description']
    const texts = ['outcomes', 'measures', 'strategicLeads', 'improvementLeads', 'start', 'due', 'sources']
    const rest = ['lastReviewed', 'boards', 'movedTo']
    expect(fields(lines[2])).toEqual([...first, 'pillar', ...texts, 'dependencies', 'status', ...rest])
    expect(fields(lines[83])).toEqual([...first, ...texts, 'dependencies', 'status'])
    expect(fields(lines[102])).toEqual(['progress', ...rest])
  })

  it('are not seen in an action, nor in a note that begins with progress', () => {
    expect(readHeader(lines[3] ?? [])).toBeNull()
    expect(readHeader(['Progress has been made by all the partners so far', 'status', 'due'])).toBeNull()
    expect(readHeader(['Ref', 'One', 'Two', 'Three'])).toBeNull()
  })

  it.each([
    ['SRO', 'strategicLeads'],
    ['Accountable lead', 'strategicLeads'],
    ['Action owner', 'improvementLeads'],
    ['Responsible', 'improvementLeads'],
    ['RAG', 'status'],
    ['RAG rating', 'status'],
    ['Target date', 'due'],
    ['By when?', 'due'],
    ['KPIs', 'measures'],
    ['Theme', 'priority'],
    ['Action', 'description'],
    ['Action no.', 'ref'],
    ['Date of review', 'lastReviewed'],
    ['Reports to', 'boards'],
    ['Latest update', 'progress'],
    ['Cost', 'other'],
  ])('%s means %s', (heading, field) => {
    const others = ['Ref', 'Start', 'Pillar', 'Dependencies'].filter(
      (name) => !(field === 'ref' && name === 'Ref'),
    )
    const found = readHeader([...others, heading])?.columns.find((column) => column.heading === heading)
    expect(found?.field).toBe(field)
  })

  it('mean what somebody has said they mean, whatever their case and spacing', () => {
    const row = ['Ref', 'Start', 'Pillar', 'Dependencies', 'How it  goes']
    expect(readHeader(row, { 'how it goes': 'status' })?.columns.at(-1)?.field).toBe('status')
  })
})
