import { fold } from './fold.ts'
import type { Person } from './plan.ts'
import { likelyPeople } from './similar-names.ts'

/** A person by name, other spelling or address, or the sentence that says who might have been meant. */
export const findByWords = (
  words: string,
  people: Person[],
): { ok: true; person: Person } | { ok: false; text: string } => {
  const address = words.trim().toLowerCase()
  const [first, second] = people.filter(
    (person) =>
      person.email === address ||
      [person.name, ...person.otherNames].some((known) => fold(known) === fold(words)),
  )
  if (first && second) return { ok: false, text: `“${words}” may be several people: enter their address` }
  if (first) return { ok: true, person: first }
  const likely = likelyPeople(words, people).slice(0, 3)
  const hint = likely.length === 0 ? 'Add them as a person first' : `Perhaps ${anyOf(likely)} is meant`
  return { ok: false, text: `“${words}” is not in the directory. ${hint}` }
}

const anyOf = (people: Person[]): string =>
  new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(people.map(({ name }) => name))
