import { distance } from 'fastest-levenshtein'
import { isFirstName, isShortForm } from './first-names.ts'
import { fold } from './fold.ts'

/** Somebody of a directory, as far as names go. An entry that was merged into another is nobody any more. */
export type Named = {
  name: string
  otherNames?: readonly string[] | undefined
  mergedInto?: string | null | undefined
  personId?: string | undefined
  distinctFrom?: readonly string[] | undefined
}

const TITLES = new Set([
  'mr',
  'mrs',
  'ms',
  'miss',
  'mx',
  'dr',
  'prof',
  'professor',
  'cllr',
  'councillor',
  'sir',
])

type Parts = { given: string[]; surname: string; whole: string }

/** `Hare, Kelly`, `Dr Kelly Hare (Health)` and `Kelly  Hare` as given names and surname; null for one word alone. */
const partsOf = (name: string): Parts | null => {
  const bare = name
    .replace(/[([{].*?[)\]}]/g, ' ')
    // The halves of a double name stay together.
    .replace(/(?<=\p{L})\s?[-‐‑–]\s?(?=\p{L})/gu, '')
  const [before = '', after, ...more] = bare.split(',')
  const inOrder = after !== undefined && more.length === 0 ? `${after} ${before}` : bare
  const words = fold(inOrder)
    .split(' ')
    .filter((word) => !TITLES.has(word))
  const surname = words.at(-1)
  const given = words.slice(0, -1)
  return surname === undefined || given.length === 0 ? null : { given, surname, whole: words.join('') }
}

/** Whether one word is the other with two neighbours swapped. */
const isSwapped = (a: string, b: string): boolean => {
  const at = [...a].findIndex((letter, index) => letter !== b[index])
  return (
    a.length === b.length &&
    at >= 0 &&
    a[at] === b[at + 1] &&
    a[at + 1] === b[at] &&
    a.slice(at + 2) === b.slice(at + 2)
  )
}

/** In a short word one letter for another makes another name; a letter too many or too few seldom does. */
const isTypo = (a: string, b: string, shortestToReplace: number): boolean => {
  const shorter = Math.min(a.length, b.length)
  if (shorter < 3 || Math.max(a.length, b.length) < 4) return false
  if (isSwapped(a, b)) return true
  const apart = distance(a, b)
  if (apart === 1) return a.length !== b.length || shorter >= shortestToReplace
  return apart === 2 && shorter >= 9
}

/** How alike two given names are, 0 to 1. */
const alikeGiven = (a: string, b: string): number => {
  if (a === b) return 1
  if (isShortForm(a, b)) return 0.9
  if (a.length === 1 || b.length === 1) return a[0] === b[0] ? 0.7 : 0
  if (isFirstName(a) && isFirstName(b)) return 0
  return isTypo(a, b, 6) ? 0.8 : 0
}

const alikeSurname = (a: string, b: string): number => (a === b ? 1 : isTypo(a, b, 5) ? 0.8 : 0)

/** Middle names that are given on both sides must not contradict each other. */
const middlesAgree = (a: string[], b: string[]): boolean =>
  a.every((middle, index) => {
    const other = b[index]
    return other === undefined || alikeGiven(middle, other) > 0
  })

const alikeInOrder = (a: Parts, b: Parts): number => {
  // First what tells most people apart: a large directory has many pairs.
  const surname = alikeSurname(a.surname, b.surname)
  if (surname === 0) return 0
  const [first = '', ...middles] = a.given
  const [otherFirst = '', ...otherMiddles] = b.given
  if (!middlesAgree(middles, otherMiddles)) return 0
  const given = alikeGiven(first, otherFirst)
  // Two things that are each only nearly the same are most often two people.
  return given < 1 && surname < 1 ? 0 : given * surname
}

/** Somebody's names the other way round without a comma: only what is certain otherwise. */
const alikeReversed = (a: Parts, b: Parts): number => {
  const [first] = a.given
  const [otherFirst] = b.given
  const isPlain = a.given.length === 1 && b.given.length === 1
  return isPlain && first === b.surname && a.surname === otherFirst ? 0.95 : 0
}

const alike = (a: Parts, b: Parts): number => {
  if (a.whole === b.whole) return 1
  return Math.max(alikeInOrder(a, b), alikeReversed(a, b))
}

const partsOfAll = ({ name, otherNames = [] }: Named): Parts[] =>
  [name, ...otherNames].map(partsOf).filter((parts) => parts !== null)

const most = (these: Parts[], those: Parts[]): number =>
  Math.max(0, ...these.flatMap((one) => those.map((other) => alike(one, other))))

/**
 * The people of a directory whom a name may mean: the same name in another spelling or order, with a
 * short form, an initial or a slip of the keyboard. Best first; nobody where only a surname or only a
 * first name is shared.
 */
export const likelyPeople = <P extends Named>(name: string, people: readonly P[]): P[] => {
  const parts = partsOf(name)
  if (!parts) return []
  return people
    .filter(({ mergedInto }) => !mergedInto)
    .map((person) => ({ person, score: most([parts], partsOfAll(person)) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .map(({ person }) => person)
}

/** Whether somebody has said of two entries that they are two people. */
export const areDistinct = (one: Named, other: Named): boolean => isTold(one, other) || isTold(other, one)

const isTold = ({ distinctFrom = [] }: Named, { personId }: Named): boolean =>
  personId !== undefined && distinctFrom.includes(personId)

/**
 * Entries of a directory that are likely one person under two spellings, the likeliest first. Those
 * that are known to be two people are left out.
 */
export const likelyPairs = <P extends Named>(people: readonly P[]): [P, P][] => {
  const entries = people
    .filter(({ mergedInto }) => !mergedInto)
    .map((person) => ({ person, parts: partsOfAll(person) }))
  const found: { pair: [P, P]; score: number }[] = []
  for (const [index, one] of entries.entries()) {
    for (const other of entries.slice(index + 1)) {
      const score = most(one.parts, other.parts)
      if (score > 0 && !areDistinct(one.person, other.person))
        found.push({ pair: [one.person, other.person], score })
    }
  }
  return found.toSorted((a, b) => b.score - a.score).map(({ pair }) => pair)
}
