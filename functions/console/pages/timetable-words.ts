import { reminderName, type Timetable, weekdays } from '../../cycle/typed-timetable.ts'
import type { Nation, Opening } from '../../plan/plan.ts'
import { dateName, monthName, timeName } from '../../plan/wording.ts'
import { counted } from './person-words.tsx'

export const nationWords = {
  'england-and-wales': 'England and Wales',
  scotland: 'Scotland',
  'northern-ireland': 'Northern Ireland',
} as const satisfies Record<Nation, string>

export const nthWords = { 1: 'First', 2: 'Second', 3: 'Third', 4: 'Fourth', last: 'Last' } as const

export const monthsOfYear: readonly string[] = Array.from({ length: 12 }, (_, index) =>
  monthName(`2026-${String(index + 1).padStart(2, '0')}`).replace(' 2026', ''),
)

/** The checkbox of a month of the year, 1 to 12. */
export const skipName = (month: number): string => `skip-${month}`

const openingWords = (open: Opening): string[] => {
  const at = timeName(open.at)
  if ('dates' in open) return open.dates.map((date) => `${dateName(date)}, ${at}`)
  if ('weekday' in open) return [`${nthWords[open.nth]} ${weekdays[open.weekday - 1]} of the month, ${at}`]
  return [`Working day ${open.workingDay} of the month, ${at}`]
}

const afterDue = ({ workingDays, at }: { workingDays: number; at: string }): string =>
  reminderName({ workingDays, at }).replace('On the day', 'On the due day')

/** A timetable in words, by what its form calls the parts. */
export const timetableWords = ({
  timeZone,
  nation,
  policy,
}: Timetable): { field: string; words: string[] }[] => [
  { field: 'Opens', words: openingWords(policy.open) },
  { field: 'Skipped', words: policy.skip.map((month) => monthsOfYear[month - 1] ?? '') },
  {
    field: 'Answers due',
    words: [`${counted(policy.due.workingDays, 'working day')} later, ${timeName(policy.due.at)}`],
  },
  { field: 'Reminders', words: policy.reminders.map(afterDue) },
  { field: 'Strategic lead told', words: [afterDue(policy.escalate)] },
  { field: 'Closes', words: [afterDue(policy.close)] },
  {
    field: 'Mail goes out',
    words: [
      `On working days, ${timeName(policy.sendingWindow.from)} to ${timeName(policy.sendingWindow.to)}`,
    ],
  },
  { field: 'Bank holidays', words: [nationWords[nation]] },
  { field: 'Time zone', words: [timeZone] },
  { field: 'No opening by itself', words: [`After ${counted(policy.staleAfterHours, 'hour')}`] },
]
