import { type Directory, listPeople } from './directory.ts'
import type { Problem } from './directory-store.ts'
import { findByWords } from './find-by-words.ts'
import { fold } from './fold.ts'
import type { Board, Person } from './plan.ts'
import { readDay } from './read-day.ts'
import { linesOf, tidy } from './typed-text.ts'

/** A board as a form has it: every character as it was typed. */
export type TypedBoard = {
  name: string
  /** One spelling on each line. */
  aliases: string
  /** A person's id; empty for nobody. */
  chair: string
  /** One name or address on each line. */
  members: string
  sees: string
  sends: string
  publishes: boolean
  /** One day on each line. */
  meetings: string
}

export const newBoard = (partnershipId: string, boardId: string): Board => ({
  partnershipId,
  boardId,
  name: '',
  aliases: [],
  chair: null,
  members: [],
  sees: 'own-first',
  sends: 'link-and-pdf',
  publishes: false,
  meetings: [],
})

const LONGEST = 200
const MOST_MEMBERS = 200
const MOST_MEETINGS = 100

export type DecidedBoard = { ok: true; board: Board } | { ok: false; problems: Problem[] }

/**
 * A board as it would be after what somebody typed, or all that is wrong with it. A name that is given
 * up stays a spelling, since the plan goes on using it, letter by letter; the chair is a member.
 */
export const decideBoard = (before: Board, typed: TypedBoard, directory: Directory): DecidedBoard => {
  const others = directory.boards.filter(({ boardId }) => boardId !== before.boardId)
  const people = listPeople(directory)
  const name = tidy(typed.name)
  const aliases = distinct([...linesOf(typed.aliases), ...(before.name === '' ? [] : [before.name])], name)
  const members = findMembers(linesOf(typed.members), people)
  const meetings = readMeetings(linesOf(typed.meetings))
  const sees = (['own-first', 'own-only'] as const).find((choice) => choice === typed.sees)
  const sends = (['link-and-pdf', 'link'] as const).find((choice) => choice === typed.sends)
  const chairKnown = typed.chair === '' || people.some(({ personId }) => personId === typed.chair)
  const problems: Problem[] = [
    ...problemsOfName(name, before, others),
    ...problemsOfAliases(aliases, before, others),
    ...(chairKnown ? [] : [{ field: 'chair', text: 'Choose a chair who is in the directory' }]),
    ...members.problems,
    ...(sees ? [] : [{ field: 'sees', text: 'Choose which actions the board’s pack has' }]),
    ...(sends ? [] : [{ field: 'sends', text: 'Choose how its members get the pack' }]),
    ...meetings.problems,
  ]
  if (problems.length > 0 || !sees || !sends) return { ok: false, problems }
  const chair = typed.chair === '' ? null : typed.chair
  return {
    ok: true,
    board: {
      ...before,
      name,
      aliases,
      chair,
      members: [...new Set([...members.ids, ...(chair === null ? [] : [chair])])],
      sees,
      sends,
      publishes: typed.publishes,
      meetings: meetings.days,
    },
  }
}

/** Spellings each once without the name: in capitals they are others, since actions name boards exactly. */
const distinct = (spellings: string[], name: string): string[] =>
  [...new Set(spellings)].filter((spelling) => spelling !== name)

const knownAs = ({ name, aliases }: Board): string[] => [name, ...aliases].map(fold)

const problemsOfName = (name: string, before: Board, others: Board[]): Problem[] => {
  const field = 'name'
  if (name === '') return [{ field, text: 'Enter the board’s name' }]
  if (name.length > LONGEST) return [{ field, text: `The name must be ${LONGEST} characters or fewer` }]
  if (fold(name) === '') return [{ field, text: 'A name must have letters' }]
  if (knownAs(before).includes(fold(name))) return []
  const same = others.find((other) => knownAs(other).includes(fold(name)))
  return same ? [{ field, text: `The ${same.name} is known by this name already` }] : []
}

const problemsOfAliases = (aliases: string[], before: Board, others: Board[]): Problem[] => {
  const field = 'aliases'
  if (aliases.some((alias) => alias.length > LONGEST)) {
    return [{ field, text: `Each spelling must be ${LONGEST} characters or fewer` }]
  }
  if (aliases.some((alias) => fold(alias) === '')) return [{ field, text: 'Each spelling must have letters' }]
  const known = new Set(knownAs(before))
  for (const alias of aliases.filter((one) => !known.has(fold(one)))) {
    const holder = others.find((other) => knownAs(other).includes(fold(alias)))
    if (holder) return [{ field, text: `“${alias}” is how the ${holder.name} is known` }]
  }
  return []
}

const findMembers = (lines: string[], people: Person[]): { ids: string[]; problems: Problem[] } => {
  const field = 'members'
  if (lines.length > MOST_MEMBERS) {
    return { ids: [], problems: [{ field, text: `Enter at most ${MOST_MEMBERS} members` }] }
  }
  const found = lines.map((line) => findByWords(line, people))
  return {
    ids: [...new Set(found.flatMap((one) => (one.ok ? [one.person.personId] : [])))],
    problems: found.flatMap((one) => (one.ok ? [] : [{ field, text: one.text }])),
  }
}

const readMeetings = (lines: string[]): { days: string[]; problems: Problem[] } => {
  const field = 'meetings'
  if (lines.length > MOST_MEETINGS) {
    return { days: [], problems: [{ field, text: `Enter at most ${MOST_MEETINGS} meeting days` }] }
  }
  const read = lines.map((line) => ({ line, day: readDay(line) }))
  return {
    days: [...new Set(read.flatMap(({ day }) => (day === null ? [] : [day])))].sort(),
    problems: read
      .filter(({ day }) => day === null)
      .map(({ line }) => ({ field, text: `“${line}” is no date. Write dates like 27/3/2027` })),
  }
}
