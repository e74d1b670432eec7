import type { Lookup } from './plan-words.ts'

const ROLE = /\b(?:director|head of|officer|manager|lead|commissioner|co-?ordinator|principal|advis[eo]r)\b/i
const NAME = /^\p{Lu}[\p{L}'’.-]*(?: (?:\p{Lu}[\p{L}'’.-]*|de|van|von|der|la|al|bin)){1,3}$/u
const ACRONYM = /\b\p{Lu}{3,}\b/u

/** Whether a text has the form of a role, such as Head of Service (SEND). */
export const isRole = (text: string): boolean => ROLE.test(text) && text.split(' ').length <= 16

/** Whether a text has the form of a person's name. */
export const isName = (text: string): boolean => NAME.test(text) && !ROLE.test(text) && !ACRONYM.test(text)

/**
 * The people of one cell. A slash, a semicolon and a new line always part two people; a comma, `&` and
 * `and` do only between names, since roles have them too.
 */
export const splitPeople = (cell: string, lookup: Pick<Lookup, 'person'>): string[] => {
  const isPerson = (part: string) => lookup.person(part) !== null || isName(part)
  return cell
    .split(/[/;\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .flatMap((part) => {
      const smaller = part.split(/\s*,\s*|\s+(?:&|and)\s+/)
      return smaller.every(isPerson) ? smaller : [part]
    })
}
