import { fold } from '../plan/fold.ts'
import { isRole } from '../plan/import/read-names.ts'

/** What stands where a name was. */
export const WITHHELD = '[name withheld]'
const ADDRESS_WITHHELD = '[address withheld]'
const NUMBER_WITHHELD = '[number withheld]'

const addresses = /[\p{L}\d._%+-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+/gu
/** Telephone numbers as they are written in the United Kingdom: ten or eleven digits behind 0 or +44. */
const telephones = /(?<![\d.])(?:\+44[\s-]?(?:\(0\)[\s-]?)?|0)\d(?:[\s-]?\d){8,9}(?!\d)/gu

const titles = '(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Cllr|Councillor|Sir|Dame|Lady|Lord|Rev|Reverend)'

/** A letter with or without its marks, a straight or a curly apostrophe, any hyphen, any blank space. */
const loosely = (name: string): string =>
  [...name.normalize('NFC')]
    .map((letter) => {
      if (/\s/u.test(letter)) return '[\\s\\u00a0]+'
      if (/['’‘ʼ]/u.test(letter)) return "['’‘ʼ]?"
      if (/[-‐‑‒–]/u.test(letter)) return '[-‐‑‒–\\s]?'
      const plain = letter.normalize('NFD').replace(/\p{M}/gu, '')
      const both = plain === letter ? [letter] : [letter, plain]
      return both.length === 1 ? escaped(letter) : `(?:${both.map(escaped).join('|')})`
    })
    .join('')

const escaped = (letter: string): string => letter.replace(/[\\^$.*+?()[\]{}|/-]/gu, '\\$&')

/** The ways in which texts write one person: whole, the surname first, by initial, by title. */
const waysOf = (name: string): string[] => {
  const words = name.trim().split(/\s+/u)
  const [first = '', ...others] = words
  const last = others.at(-1)
  if (last === undefined) return [loosely(first)]
  const given = loosely(words.slice(0, -1).join(' '))
  const surname = loosely(last)
  const initial = escaped([...first][0] ?? '')
  return [
    loosely(words.join(' ')),
    `${surname},[\\s\\u00a0]*${given}`,
    `${loosely(first)}[\\s\\u00a0]+${surname}`,
    `${initial}\\.?[\\s\\u00a0]*${surname}`,
    `${titles}\\.?[\\s\\u00a0]+(?:${loosely(first)}[\\s\\u00a0]+)?${surname}`,
  ]
}

/**
 * Takes people's names out of texts: each of `names` in whatever case and spacing, with the surname first,
 * by initial or by title, and all email addresses and telephone numbers. A position, such as Head of
 * Service (SEND), is no name and stays. It knows only the names it is given: one that nobody has entered
 * anywhere is found by a person who reads the text, not by this.
 */
export const createWithholder = (names: readonly string[]): ((text: string) => string) => {
  const known = [...new Set(names.map((name) => name.replace(/\s+/gu, ' ').trim()))].filter(
    (name) => fold(name).length > 1 && !isRole(name),
  )
  const ways = [...new Set(known.flatMap(waysOf))].sort((a, b) => b.length - a.length)
  const people = ways.length === 0 ? null : new RegExp(`(?<!\\p{L})(?:${ways.join('|')})(?!\\p{L})`, 'giu')
  return (text) => {
    const withoutAddresses = text.replace(addresses, ADDRESS_WITHHELD).replace(telephones, NUMBER_WITHHELD)
    return people === null ? withoutAddresses : withoutAddresses.replace(people, WITHHELD)
  }
}
