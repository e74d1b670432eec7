import { DAMAGED, Refused } from './workbook-limits.ts'

/** What begins with a sign besides `<` ends where the second text stands; the first that fits counts. */
const ENDS = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<!', '>'],
  ['<?', '?>'],
] as const
const LONGEST_BEGINNING = 9

/** Where the `>` of the tag that begins there stands; -1 where it has not come yet. */
export const endOfTag = (text: string, begin: number): number => {
  const first = text.charAt(begin + 1)
  if (first === '') return -1
  if (first === '/') return text.indexOf('>', begin)
  if (first === '!' || first === '?') {
    if (first === '!' && text.length < begin + LONGEST_BEGINNING) return -1
    const [beginning, ending] = ENDS.find(([start]) => text.startsWith(start, begin)) ?? ENDS[2]
    const end = text.indexOf(ending, begin + beginning.length)
    return end === -1 ? -1 : end + ending.length - 1
  }
  let quote = 0
  for (let at = begin + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (quote !== 0) quote = code === quote ? 0 : quote
    else if (code === 0x22 || code === 0x27) quote = code
    else if (code === 0x3e) return at
  }
  return -1
}

/** What a tag is called, without the prefix of its namespace. */
export const nameOf = (tag: string): string => {
  let end = 0
  while (end < tag.length && tag.charCodeAt(end) > 0x20 && tag.charAt(end) !== '/') end += 1
  return withoutPrefix(tag.slice(0, end))
}

export const withoutPrefix = (name: string): string => name.slice(name.indexOf(':') + 1)

/** `AB` as 27, counted from 0. */
export const columnOf = (letters: string): number => {
  let column = 0
  for (let at = 0; at < letters.length; at += 1) column = column * 26 + letters.charCodeAt(at) - 64
  return column - 1
}

/** A tag's attribute; null where it has none. Throws Refused where its attributes are not written plainly. */
export const attributeOf = (tag: string, name: string): string | null => {
  let value: string | null = null
  let end = tag.search(/\s|\/$|$/)
  ATTRIBUTE.lastIndex = end
  for (let found = ATTRIBUTE.exec(tag); found !== null; found = ATTRIBUTE.exec(tag)) {
    end = ATTRIBUTE.lastIndex
    if (found[1] !== name) continue
    if (value !== null) throw new Refused(DAMAGED)
    value = found[2] ?? found[3] ?? ''
  }
  const isPlain = /^\s*\/?$/.test(tag.slice(end)) && (name === 'Target' || !value?.includes('&'))
  if (!isPlain) throw new Refused(DAMAGED)
  return value
}

const ATTRIBUTE = /\s+([^\s="']+)\s*=\s*(?:"([^"]*)"|'([^']*)')/y

/** `B7` as row 7, counted from 1, and column 1, counted from 0. */
export const placeOf = (cell: string): { row: number; column: number } => {
  const [, letters, row] = /^([A-Z]{1,3})(\d{1,7})$/i.exec(cell) ?? []
  if (letters === undefined) throw new Refused(DAMAGED)
  return { row: Number(row), column: columnOf(letters.toUpperCase()) }
}
