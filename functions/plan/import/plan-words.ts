import { fold } from '../fold.ts'
import type { Priority, Source, Status } from '../plan.ts'
import { likelyPeople, type Named } from '../similar-names.ts'

/** What a plan's text is read against. */
export type PlanWords = {
  statuses: Status[]
  sources: Source[]
  people: Named[]
  boards: { name: string; aliases: string[] }[]
  /** Without them, a priority's title is known only by standing in the first row of its priority. */
  priorities?: Priority[]
}

export type BoardSpelling = { words: string[]; name: string }

/** Looks words of a plan up, whatever their case, accents, spacing and punctuation. */
export type Lookup = {
  /** A person's name as the directory writes it, by that name or another spelling of theirs. */
  person: (text: string) => string | null
  /** The names of whom a name may mean that is in no spelling of the directory, the likeliest first. */
  likelyPeople: (name: string) => string[]
  /** A status's label as the key writes it; a colour is the one status that has it. */
  status: (text: string) => string | null
  /** A source's code; `exact` is false where a character was taken for one that looks like it. */
  source: (token: string) => { code: string; exact: boolean } | null
  /** Every spelling of every board by its first word, longest first. */
  boardsByFirstWord: ReadonlyMap<string, BoardSpelling[]>
  /** `fold` of a single word. */
  foldWord: (word: string) => string
}

/** A plan says the same short texts over and over: what one came to is kept. */
export const remember = <T>(find: (text: string) => T): ((text: string) => T) => {
  const found = new Map<string, T>()
  return (text) => {
    const known = found.get(text)
    if (known !== undefined) return known
    const value = find(text)
    if (found.size < MOST_REMEMBERED) found.set(text, value)
    return value
  }
}
const MOST_REMEMBERED = 10_000

/** A code with the characters that are mistaken for each other made one: AF12 and AFI2 are the same. */
const blur = (code: string): string => fold(code).replace(/[1l|]/g, 'i').replace(/0/g, 'o')

export const createLookup = (words: PlanWords): Lookup => {
  const known = words.people.filter(({ mergedInto }) => !mergedInto)
  const people = new Map(
    known.flatMap(({ name, otherNames = [] }) =>
      [name, ...otherNames].map((spelling): [string, string] => [fold(spelling), name]),
    ),
  )
  const statuses = new Map(
    words.statuses.flatMap(({ code, label }): [string, string][] => [
      [fold(code), label],
      [fold(label), label],
    ]),
  )
  const colours = new Map(
    [...Map.groupBy(words.statuses, ({ colour }) => colour)]
      .filter(([colour, { length }]) => length === 1 && !statuses.has(colour))
      .map(([colour, [status]]): [string, string] => [colour, status?.label ?? '']),
  )
  const codes = new Map(words.sources.map(({ code }) => [fold(code), code]))
  const blurred = Map.groupBy(words.sources, ({ code }) => blur(code))
  const isStatus = longEnoughFor(words.statuses.flatMap(({ code, label }) => [code, label]))
  const isPerson = longEnoughFor(known.flatMap(({ name, otherNames = [] }) => [name, ...otherNames]))
  const isSource = longEnoughFor(words.sources.map(({ code }) => code))
  const foldWord = remember(fold)
  return {
    person: remember((text) => (isPerson(text) ? (people.get(fold(text)) ?? null) : null)),
    status: remember((text) =>
      isStatus(text) ? (statuses.get(fold(text)) ?? colours.get(fold(text)) ?? null) : null,
    ),
    source: remember((token) => {
      if (!isSource(token)) return null
      const code = codes.get(fold(token))
      if (code !== undefined) return { code, exact: true }
      const [alike, ...others] = blurred.get(blur(token)) ?? []
      return alike !== undefined && others.length === 0 ? { code: alike.code, exact: false } : null
    }),
    likelyPeople: remember((name) => likelyPeople(name, known).map((person) => person.name)),
    boardsByFirstWord: groupBoards(words.boards),
    foldWord,
  }
}

/** Spelt with other signs and spaces a word is not much longer. */
const LONGER = 1.3
const SIGNS = 8

/** Whether a text is not too long to be one of the given words. */
const longEnoughFor = (words: string[]) => {
  const longest = Math.max(0, ...words.map(({ length }) => length)) * LONGER + SIGNS
  return (text: string): boolean => text.length <= longest
}

const groupBoards = (boards: PlanWords['boards']): Map<string, BoardSpelling[]> => {
  const spellings = boards
    .flatMap(({ name, aliases }) =>
      [name, ...aliases].map((spelling) => ({ words: fold(spelling).split(' '), name })),
    )
    .toSorted((a, b) => b.words.length - a.words.length)
  return Map.groupBy(spellings, ({ words }) => words[0] ?? '')
}
