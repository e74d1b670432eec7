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
  isTitle: (priority: number, text: string) => boolean
  /** Every spelling of every board by its first word, longest first. */
  boardsByFirstWord: ReadonlyMap<string, BoardSpelling[]>
}

/** A text reduced to what two spellings of the same words have in common. */
export const fold = (text: string): string =>
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
  const titles = new Set((words.priorities ?? []).map(({ number, title }) => `${number} ${fold(title)}`))
  return {
    person: (text) => people.get(fold(text)) ?? null,
    status: (text) => statuses.get(fold(text)) ?? null,
    source: (token) => {
      const code = codes.get(fold(token))
      if (code !== undefined) return { code, exact: true }
      const alike = words.sources.filter((source) => blur(source.code) === blur(token))
      return alike.length === 1 && alike[0] !== undefined ? { code: alike[0].code, exact: false } : null
    },
    isTitle: (priority, text) => titles.has(`${priority} ${fold(text)}`),
    boardsByFirstWord: groupBoards(words.boards),
  }
}

const groupBoards = (boards: PlanWords['boards']): Map<string, BoardSpelling[]> => {
  const spellings = boards
    .flatMap(({ name, aliases }) =>
      [name, ...aliases].map((spelling) => ({ words: fold(spelling).split(' '), name })),
    )
    .toSorted((a, b) => b.words.length - a.words.length)
  return Map.groupBy(spellings, ({ words }) => words[0] ?? '')
}
