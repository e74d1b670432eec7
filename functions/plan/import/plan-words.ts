import type { Priority, Source, Status } from '../plan.ts'

/** What a plan's text is read against. */
export type PlanWords = {
  statuses: Status[]
  sources: Source[]
  people: { name: string }[]
  boards: { name: string; aliases: string[] }[]
  /** Without them, a priority's title is known only by standing in the first row of its priority. */
  priorities?: Priority[]
}

type BoardSpelling = { words: string[]; name: string }

/** Looks words of a plan up, whatever their case, accents, spacing and punctuation. */
export type Lookup = {
  /** A person's name as the directory writes it. */
  person: (text: string) => string | null
  /** A status's label as the key writes it. */
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

/** A text reduced to what two spellings of the same words have in common. */
export const fold = (text: string): string =>
  PLAIN.test(text)
    ? text
        .toLowerCase()
        .replace(/['`]/g, '')
        .replace(/&/g, ' and ')
        .replace(/[^a-z0-9]+/g, ' ')
        .trim()
    : foldAny(text)

/** Most of a plan is plain ASCII, which costs far less to fold. */
const PLAIN = /^[\x20-\x7e]*$/

const foldAny = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[\p{M}'’`]/gu, '')
    .replace(/&/g, ' and ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase()

/** A code with the characters that are mistaken for each other made one: AF12 and AFI2 are the same. */
const blur = (code: string): string => fold(code).replace(/[1l|]/g, 'i').replace(/0/g, 'o')

export const createLookup = (words: PlanWords): Lookup => {
  const people = new Map(words.people.map(({ name }) => [fold(name), name]))
  const statuses = new Map(
    words.statuses.flatMap(({ code, label }): [string, string][] => [
      [fold(code), label],
      [fold(label), label],
    ]),
  )
  const codes = new Map(words.sources.map(({ code }) => [fold(code), code]))
  const blurred = Map.groupBy(words.sources, ({ code }) => blur(code))
  const isStatus = longEnoughFor(words.statuses.flatMap(({ code, label }) => [code, label]))
  const isPerson = longEnoughFor(words.people.map(({ name }) => name))
  const isSource = longEnoughFor(words.sources.map(({ code }) => code))
  const foldWord = remember(fold)
  return {
    person: remember((text) => (isPerson(text) ? (people.get(fold(text)) ?? null) : null)),
    status: remember((text) => (isStatus(text) ? (statuses.get(fold(text)) ?? null) : null)),
    source: remember((token) => {
      if (!isSource(token)) return null
      const code = codes.get(fold(token))
      if (code !== undefined) return { code, exact: true }
      const [alike, ...others] = blurred.get(blur(token)) ?? []
      return alike !== undefined && others.length === 0 ? { code: alike.code, exact: false } : null
    }),
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
