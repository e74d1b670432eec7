import { describe, expect, it } from 'vitest'
import { Finding } from '../../../functions/plan/import/finding.ts'
import { plainText } from '../../../functions/plan/import/plain-text.ts'
import { readMonth, readWrittenDate } from '../../../functions/plan/import/read-dates.ts'
import { ActionText, isFinal, statusOf } from '../../../functions/plan/plan.ts'
import { hullText, hullWords, readOk } from './hull.ts'
import { hullTable } from './hull-table.ts'

const plan = readOk(hullText)
const live = plan.actions.filter((action) => !action.closed)
const codeOf = (label: string | null) =>
  hullWords.statuses.find((status) => status.label === label)?.code ?? null

describe("Hull's plan, against the table read by eye", () => {
  it('has every action of the table, in the order of the file', () => {
    expect(plan.actions.map(({ ref }) => ref)).toEqual(hullTable.map(({ ref }) => ref))
  })

  it.each(hullTable)('reads $ref as the table has it', (row) => {
    expect(plan.actionOf(row.ref)).toMatchObject(row)
  })

  it('takes the priority from the ref', () => {
    for (const { ref, priority } of plan.actions) expect(priority).toBe(Number(ref.split('.')[0]))
  })

  it('gives actions and findings of their own form', () => {
    expect(plan.actions.map((action) => ActionText.parse(action))).toEqual(plan.actions)
    expect(plan.findings.map((finding) => Finding.parse(finding))).toEqual(plan.findings)
  })
})

describe("the numbers of Hull's plan", () => {
  it('has 74 live and 7 closed actions', () => {
    expect([live.length, plan.actions.length - live.length]).toEqual([74, 7])
  })

  it.each([
    ['Embedded Sustained', 27],
    ['Completed', 12],
    ['On track no concerns', 22],
    ['On track some concerns', 9],
    [null, 4],
  ])('has live actions with the status %s: %i', (label, count) => {
    expect(live.filter(({ status }) => status === label)).toHaveLength(count)
  })

  it('asks 18 leads about 35 actions that are not final, and nobody about 5.7', () => {
    const open = live.filter(({ status }) => !isFinal(hullWords, { statusCode: codeOf(status) }))
    expect(open).toHaveLength(35)
    expect(new Set(open.flatMap(({ improvementLeads }) => improvementLeads)).size).toBe(18)
    expect(
      open.filter(({ improvementLeads }) => improvementLeads.length === 0).map(({ ref }) => ref),
    ).toEqual(['5.7'])
  })

  it('has every status in the key', () => {
    const labels = plan.actions.flatMap(({ status }) => (status === null ? [] : [status]))
    expect(labels).toHaveLength(77)
    expect(labels.every((label) => statusOf(hullWords, codeOf(label)) !== null)).toBe(true)
  })
})

describe('the texts of rows that have slipped', () => {
  /** Ambition, description, pillar, outcomes and measures by their beginnings, by eye. */
  it.each([
    ['1.1', 'Measure the impact', 'Communicate transparently', null, 'Increased service', 'Customer service'],
    ['1.5', 'Map out SEND services', 'Map out the front', null, 'Identify what support', 'Customer service'],
    ['1.6', null, 'The Hull SEND Local', null, 'Clear transparent', 'Customer service'],
    ['2.1', 'Embed the values', 'To work with partners', null, 'A smoother', 'Service user feedback'],
    ['2.2', 'Meaningful involvement', null, null, 'Lived experience', 'Reduced number'],
    [
      '2.3',
      'Implement a coordinated',
      'Coproduce and deliver',
      'Shared',
      '85% of actions',
      'Stakeholder confidence',
    ],
    ['2.9', null, 'Establish a Local AP', null, 'Fosters collaboration', 'Attendance and'],
    ['2.11', null, 'All early years', 'Early', 'Improve GLD', 'Increased percentage'],
    ['3.8', 'Ensure all children', 'In collaboration', 'Local', 'Children to remain', 'Reduction in appeals'],
    ['3.11b', null, 'Tillia residential', null, 'This project will', null],
    ['3.12', 'Improve access to edge', null, null, 'More children', 'Number of children'],
    ['3.17', 'Reduce wait times', 'Refresh and publish', null, 'To deliver a refreshed', null],
    ['4.4', null, 'Audit the impact', null, 'Prompt resolution', 'Quality and timeliness'],
    ['4.14', null, 'To develop a QA', 'Effective', 'Ensures Consistency', 'Consistency, children'],
    ['5.1', 'Remodel SEND outreach', 'Through a remodelling', 'Fair', 'CYP provided', 'KPIs will underpin'],
    ['5.4', 'Reducing the need', 'Develop and introduce', 'Early', 'Children will', 'Reduced number'],
    ['5.7', null, 'Expand the TOR', null, 'This has been disbanded', null],
    ['5.8', null, 'Ensure contracts', null, 'Contracts will ensure', null],
    ['6.8', null, 'Ensure the local offer', null, null, 'Feedback from parents'],
    ['6.9', 'Increase the employment', 'Enhancing data', null, 'Robust data', 'Data monitoring'],
    ['6.14', null, 'Employ 2 Quality', 'Fair', 'Officers will work', null],
    ['6.18', null, 'Health –', 'Shared', 'Young people and', 'Increased in positive'],
    ['1.3', 'Measure the Impact', 'Refresh the', null, 'Children/young people', 'Reduced number'],
    ['3.16', 'Embed the Improved', 'Ensure that', null, 'Development of new', 'Quality data'],
  ])('puts the texts of %s where they belong', (ref, ...beginnings) => {
    const { ambition, description, pillar, outcomes, measures } = plan.actionOf(ref)
    const texts = [ambition, description, pillar, outcomes, measures]
    expect(texts.map((text, index) => text?.slice(0, beginnings[index]?.length) ?? null)).toEqual(beginnings)
  })

  it('keeps what 3.8 says in the place of a source', () => {
    expect(plan.actionOf('3.8').dependencies).toBe(
      "SEND Sufficiency high needs capital spend strategy\nEngagement of Academy's Local Authority capital from Central Government",
    )
    expect(plan.actionOf('3.8').movedTo).toMatch(/^As of 14 \/ 9 \/2023 it has been moved/)
  })

  it('reads the second DBV of 6.9 as the same source', () => {
    expect(plan.actionOf('6.9')).toMatchObject({ sources: ['DBV'], dependencies: null })
  })

  it('does not carry an ambition forward', () => {
    expect(plan.actionOf('1.2').ambition).toBeNull()
  })

  it('makes plain text of the HTML in 5.9', () => {
    const { outcomes } = plan.actionOf('5.9')
    expect(outcomes).toMatch(
      /availability\. With a contract - providers can be held to account for outcomes$/,
    )
    expect(JSON.stringify(plan.actions)).not.toMatch(/<\/?[ip]>/)
  })
})

describe('boards', () => {
  it.each([
    ['1.6', ['SEND Delivery Board', 'SEND Strategic Board']],
    ['3.4', ['SEND Delivery Board', 'SEND Strategic Board', 'AP Steering Board', 'Learning Partnership']],
    ['3.7', ['Vulnerable Groups and Attendance Board', 'SEND Board', 'Learning Partnership']],
    ['3.5', ['SEND Outreach Partnership', 'SEND Delivery Group']],
    ['4.6', ['SEND Delivery Group']],
    ['5.5', ['DBV Steering Group', 'SEND Delivery Group']],
    ['1.2', []],
    ['3.15', ['SEND Strategic Planning Group']],
  ])('finds the boards of %s', (ref, boards) => {
    expect(plan.actionOf(ref).boards).toEqual(boards)
  })
})

describe('closed actions', () => {
  it('have their progress notes, in order, by date', () => {
    const dates = (ref: string) => plan.actionOf(ref).history.map(({ date }) => date)
    expect(dates('1.3')).toEqual(['2023-09-08', '2024-02-15', '2024-04-12', '2024-04-24', '2024-07-26'])
    expect(dates('3.1')).toEqual(['2023-08-16', '2023-10-13', '2024-02-07', '2024-04-12', '2024-06-18'])
    expect(dates('3.10')).toEqual(['2023-09-08', '2024-02-23', '2024-04-12', '2024-06-18'])
    expect(dates('3.14')).toEqual(['2023-09-07', '2024-02-21', '2024-06-18'])
    expect(dates('3.15')).toEqual(['2023-09-07', '2024-02-21', '2024-04-24', '2024-06-18'])
    expect(dates('3.16')).toEqual(['2023-09-07', '2024-02-21', '2024-04-24', '2024-06-18'])
    expect(dates('3.19')).toEqual(['2023-09-28', '2024-06-18'])
  })

  it('have the texts of their notes without dates and tags', () => {
    const { history } = plan.actionOf('3.10')
    expect(history[0]?.text).toMatch(/^Progress to date - refreshed SEND sufficiency/)
    expect(history[1]?.text).toBe('need to ensure this translates onto the new platform (JADU)')
    expect(plan.actionOf('3.14').history[0]?.text).toMatch(/2024\.\nDependant on recruitment drive/)
    expect(plan.actionOf('3.16').history[2]?.text).toBe('no further update - ongoing')
  })

  it('have the rest of their second half', () => {
    expect(plan.actionOf('1.3').movedTo).toBe('This is now within the supervision form.')
    expect(plan.actionOf('3.14').movedTo).toBe('CWD Service Plan')
    expect(plan.actionOf('3.19')).toMatchObject({ movedTo: null, boards: ['SEND Delivery Group'] })
  })
})

describe('findings', () => {
  const about = (kind: string) =>
    plan.findingsOf(kind).map(({ ref, raw }) => (raw === '' ? ref : `${ref} ${raw}`))

  it.each([
    [
      'ambiguous-date',
      ['2.11 9/12/2025', '3.2b 12/09/2025', '3.1 4/12/2024', '3.10 4/12/2024', '3.19 4/12/2024'],
    ],
    [
      'mistyped-source',
      ['4.4 AF12', '4.4 AF15', '4.7 AF12', '4.8 AF12', '4.9 AF13', '4.10 AF13', '5.1 AF15', '5.4 AF11'],
    ],
    [
      'unknown-source',
      [
        '3.8 SEND Sufficiency high needs capital spend strategy',
        '6.4 ASC Programme',
        '6.5 ASC Programme',
        '6.11 DfE Programme',
        '6.12 DfE programme',
      ],
    ],
    ['no-lead', ['5.7']],
    ['no-strategic-lead', ['5.6', '5.7', '5.8', '5.9']],
    ['no-due-date', ['5.6', '5.7', '5.8', '5.9']],
    ['no-status', ['5.6', '5.7', '5.8', '5.9']],
    ['unknown-person', []],
    ['text-without-column', ['4.4 AF', '6.8 2']],
    ['duplicate-ref', []],
    ['unknown-priority-title', []],
    [
      'unknown-board',
      [
        '4.6 Dfe',
        '4.6 HCC DCS Performance SLT',
        '4.11 SEF',
        '4.11 Internal performance SLT p',
        '6.4 ASC Programme Preparation for Adulthood',
        '6.5 ASC Programme',
        '6.8 ASC Programme',
        '6.11 NDTI on behalf of DfE',
        '6.12 NDTI on behalf of DfE',
        '1.3 Elected Members sign off',
      ],
    ],
  ])('reports every %s', (kind, expected) => {
    expect(about(kind)).toEqual(expected)
  })

  it('reports both roles of each closed action', () => {
    const closed = hullTable.filter((row) => row.closed).map(({ ref }) => ref)
    expect(plan.findingsOf('role-not-name').map(({ ref }) => ref)).toEqual(
      closed.flatMap((ref) => [ref, ref]),
    )
  })

  it('says in a sentence how a date with two readings was read', () => {
    expect(plan.findings.find(({ ref, kind }) => ref === '3.2b' && kind === 'ambiguous-date')?.message).toBe(
      '“12/09/2025” can mean 9 December 2025 or 12 September 2025. It was read as 9 December 2025, with the month first, as the file’s other dates are written.',
    )
  })
})

describe('every character of the file', () => {
  const lines = hullText.split('\n')
  const refs = new Set(hullTable.map(({ ref }) => ref))
  const squeeze = (text: string) => plainText(text).replace(/\s+/g, ' ')
  const wholeFile = plan.findings.filter(({ ref }) => ref === null).map(({ raw }) => raw)

  /** What is left of a text when every one of the parts that stand in it has been taken out once, the longest first. */
  const without = (text: string, parts: (string | null)[]) => {
    let left = text
    for (const part of parts.filter((one) => one !== null).toSorted((x, y) => y.length - x.length)) {
      const at = left.toLowerCase().indexOf(part.toLowerCase())
      if (part !== '' && at >= 0) left = `${left.slice(0, at)}\u0001${left.slice(at + part.length)}`
    }
    return left.replaceAll('\u0001', '')
  }
  const spellings = hullWords.boards.map(({ name, aliases }) => ({ name, spelt: [name, ...aliases] }))
  /** A board may be named twice in a cell, and stands once in the action. */
  const spellingsOf = (boards: string[]) =>
    spellings.filter(({ name }) => boards.includes(name)).flatMap(({ spelt }) => [...spelt, ...spelt])

  /** What the action and its findings say, in every form that the file may write it in. */
  const saidOf = (ref: string) => {
    const action = plan.actionOf(ref)
    const findings = plan.findings.filter((finding) => finding.ref === ref)
    return {
      texts: [action.ambition, action.description, action.outcomes, action.measures, action.movedTo].map(
        (text) => text && squeeze(text),
      ),
      words: [
        ...action.strategicLeads,
        ...action.improvementLeads,
        // A source may be written twice in a row, as DBV is in 6.9.
        ...action.sources,
        ...action.sources,
        action.status,
        action.pillar,
        ...(action.dependencies?.split('\n') ?? []).map(squeeze),
        ...spellingsOf(action.boards),
        ...findings.map(({ raw }) => squeeze(raw)),
      ],
      months: [action.start, action.due],
      reviewed: action.lastReviewed,
      history: action.history,
    }
  }

  /** What of a cell is in neither the action nor its findings; signs that part two words do not count. */
  const lostOf = (ref: string, cell: string): string => {
    const { texts, words, months, reviewed, history } = saidOf(ref)
    const text = squeeze(cell)
    if (texts.includes(text)) return ''
    if (months.includes(readMonth(text)) && readMonth(text) !== null) return ''
    const date = readWrittenDate(text)
    if (date && Object.values(date).some((one) => one === reviewed)) return ''
    const asWritten = history.flatMap((entry) => [
      ...entry.text.split('\n').map(squeeze),
      ...datesAsWritten(entry.date),
    ])
    return without(text, [...words, ...asWritten]).replace(/[\s/;,.&–-]/g, '')
  }
  const datesAsWritten = (date: string | null) => {
    const [year = '', month = '', day = ''] = date?.split('-') ?? []
    const numbers = (one: string) => [one, String(Number(one))]
    return [year, year.slice(2)].flatMap((y) =>
      numbers(month).flatMap((m) =>
        numbers(day).flatMap((d) => [`${d}.${m}.${y}`, `${d}.${m}. ${y}`, `${d}/${m}/${y}`]),
      ),
    )
  }

  it.each(hullTable)('of the row of $ref is in the action, its history or a finding', ({ ref }) => {
    const row = lines.find((line) => line.startsWith(`${ref}\t`))?.split('\t') ?? []
    const cells = row.slice(1).filter((cell) => cell.trim() !== '')
    expect(cells.length).toBeGreaterThan(2)
    expect(cells.map((cell) => lostOf(ref, cell)).filter((lost) => lost !== '')).toEqual([])
  })

  it('of the second halves is in the closed action of the same place', () => {
    const from = lines.findIndex((line) => line.startsWith('Progress Update\t'))
    const halves = lines.slice(from + 1).filter((line) => line.trim() !== '')
    const closed = hullTable.filter((row) => row.closed).map(({ ref }) => ref)
    expect(halves).toHaveLength(closed.length)
    for (const [index, half] of halves.entries()) {
      const lost = half.split('\t').map((cell) => lostOf(closed[index] ?? '', cell))
      expect(lost.filter((text) => text !== '')).toEqual([])
    }
  })

  it('of the lines that are no row of an action is in a finding of the whole file', () => {
    const from = lines.findIndex((line) => line.startsWith('Progress Update\t'))
    const others = lines.filter(
      (line, index) => line.trim() !== '' && index <= from && !refs.has(line.split('\t')[0] ?? ''),
    )
    expect(others).toHaveLength(9)
    const asRead = (line: string) =>
      line
        .split('\t')
        .map((cell) => cell.trim())
        .filter((cell) => cell !== '')
        .join('\t')
    expect(wholeFile.toSorted()).toEqual(others.map(asRead).toSorted())
  })
})
