import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createCalendar, holidaysOf } from '../../functions/cycle/calendar.ts'
import { BoardsFile, PeopleFile } from '../../functions/plan/import/directory-file.ts'
import { LocalDate, Nation, PlanSettings } from '../../functions/plan/plan.ts'
import { bankHolidaysOf } from '../support/bank-holiday-rules.ts'

const load = (name: string): Buffer => readFileSync(new URL(`../../seeds/${name}`, import.meta.url))
const parse = (name: string): unknown => JSON.parse(load(name).toString('utf8'))

const plan = load('hull/plan.txt')
const settings = PlanSettings.parse(parse('hull/settings.json'))
const people = PeopleFile.parse(parse('hull/people.json'))
const boards = BoardsFile.parse(parse('hull/boards.json'))

describe("Hull's plan", () => {
  it('is what the spreadsheet gave, byte for byte', () => {
    expect(createHash('sha256').update(plan).digest('hex')).toBe(
      '26ab0bdaf1c917500b5629f7b3c8875ac37daceee876ca1fe225d8d2807719ba',
    )
  })
})

describe("Hull's settings", () => {
  it('has priorities whose titles the plan has word for word', () => {
    const cells = new Set(plan.toString('utf8').split(/[\t\n]/))
    expect(settings.priorities.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6])
    expect(settings.priorities.filter(({ title }) => !cells.has(title))).toEqual([])
  })

  it('has the key best first, with final statuses blue and mitigation asked for amber and red', () => {
    expect(settings.statuses.map(({ code }) => code)).toEqual([
      'embedded-sustained',
      'completed',
      'on-track',
      'some-concerns',
      'off-track',
    ])
    expect(settings.statuses.map(({ order }) => order)).toEqual([1, 2, 3, 4, 5])
    for (const { colour, final, demandsMitigation } of settings.statuses) {
      expect(final).toBe(colour === 'blue')
      expect(demandsMitigation).toBe(colour === 'amber' || colour === 'red')
    }
  })

  it('has each source once', () => {
    expect(settings.sources.map(({ code }) => code).join(' ')).toBe(
      'SEF DBV AFI1 AFI2 AFI3 AFI4 AFI5 AFI6 AP',
    )
  })

  it('has a policy whose moments come in their order', () => {
    const { due, reminders, escalate, close } = settings.policy
    const days = [-due.workingDays, ...reminders.map(({ workingDays }) => workingDays), 0]
    expect([...days, escalate.workingDays, close.workingDays]).toEqual([-10, -3, -1, 0, 1, 3])
  })
})

describe("Hull's people and boards", () => {
  it('has each person and each address once, and no address that could be real', () => {
    expect(new Set(people.map(({ name }) => name)).size).toBe(people.length)
    expect(new Set(people.map(({ email }) => email)).size).toBe(people.length)
    expect(people.filter(({ email }) => !email.endsWith('.example'))).toEqual([])
  })

  it('has two coordinators, who are nowhere in the plan', () => {
    const coordinators = people.filter(({ roles }) => roles?.includes('coordinator'))
    expect(coordinators).toHaveLength(2)
    for (const { name } of coordinators) expect(plan.includes(name)).toBe(false)
  })

  it('has boards of two or three known people, led by one of them, none of whom the plan names', () => {
    const names = new Set(people.map(({ name }) => name))
    expect(boards.length).toBeGreaterThan(11)
    for (const { chair, members } of boards) {
      expect(members.length === 2 || members.length === 3).toBe(true)
      expect(members).toContain(chair)
      expect(members.filter((name) => !names.has(name) || plan.includes(name))).toEqual([])
    }
  })

  it('has each name and alias of a board once', () => {
    const spellings = boards
      .flatMap(({ name, aliases }) => [name, ...aliases])
      .map((name) => name.toLowerCase())
    expect(new Set(spellings).size).toBe(spellings.length)
  })
})

describe('bank holidays', () => {
  const Division = z.strictObject({
    division: Nation,
    events: z.array(
      z.strictObject({
        title: z.string().min(1),
        date: LocalDate,
        notes: z.enum(['', 'Substitute day']),
        bunting: z.boolean(),
      }),
    ),
  })
  const holidays = z.record(Nation, Division).parse(parse('bank-holidays.json'))
  /** From the first for which the rules name all that was proclaimed; GOV.UK's own file begins earlier. */
  const yearsOf = (events: { date: string }[]) =>
    [...new Set(events.map(({ date }) => Number(date.slice(0, 4))))].filter((year) => year >= 2023)
  const divisions = Nation.options.map((nation) => ({ nation, ...holidays[nation] }))

  it.each(divisions)('of $nation are named for their nation and in order', ({ nation, division, events }) => {
    const dates = events.map(({ date }) => date)
    expect(division).toBe(nation)
    expect(dates).toEqual([...new Set(dates)].toSorted())
    expect(yearsOf(events)).toEqual(expect.arrayContaining([2024, 2025, 2026, 2027]))
  })

  it.each(divisions)(
    'of $nation are on the days that the rules give, and on no other',
    ({ nation, events }) => {
      for (const year of yearsOf(events)) {
        const found = events.filter(({ date }) => date.startsWith(String(year)))
        expect(Object.fromEntries(found.map(({ title, date }) => [title, date]))).toEqual(
          bankHolidaysOf(year, nation),
        )
      }
    },
  )

  it.each(divisions)('of $nation say where a day stands for another', ({ events }) => {
    const fixed: Record<string, string> = {
      'New Year’s Day': '01-01',
      '2nd January': '01-02',
      'St Patrick’s Day': '03-17',
      'Battle of the Boyne (Orangemen’s Day)': '07-12',
      'St Andrew’s Day': '11-30',
      'Christmas Day': '12-25',
      'Boxing Day': '12-26',
    }
    for (const { title, date, notes } of events) {
      const moved = fixed[title] !== undefined && date.slice(5) !== fixed[title]
      expect(`${date} ${notes}`.trim()).toBe(moved ? `${date} Substitute day` : date)
    }
  })

  it('make working days as the calendar counts them', () => {
    const england = holidaysOf(parse('bank-holidays.json'), 'england-and-wales')
    const calendar = createCalendar({ timeZone: 'Europe/London', holidays: england })
    expect(calendar.holidaysUntil).toMatch(/^20\d\d-12-31$/)
    expect(calendar.isWorkingDay('2026-12-28')).toBe(false)
    expect(calendar.nthWorkingDay('2027-01', 1)).toBe('2027-01-04')
  })
})
