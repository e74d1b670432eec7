import type { Inline } from '../document.ts'

/** Makes a text printable. */
export type Print = (text: string) => string

/** What a block stands in: how wide that is, in mm, and its letters, in points. */
export type Place = { width: number; size: number; inTable: boolean; nested: boolean }

const zeroWidthSpaces = /\u200b/gu
/** Without the break points that printing has put in. */
export const plain = (text: string): string => text.replace(zeroWidthSpaces, '')
export const oneLine = (text: string): string => text.split(/\s+/u).filter(Boolean).join(' ')

const graphemes = new Intl.Segmenter('en-GB', { granularity: 'grapheme' })

/** Leaves room in running lines, which may not grow. */
export const clip = (text: string, length: number): string => {
  const letters = [...graphemes.segment(oneLine(plain(text)))].map(({ segment }) => segment)
  return letters.length <= length ? letters.join('') : `${letters.slice(0, length - 1).join('')}…`
}

const firstLetter = /\p{L}/u
const writtenFromRight =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u

/** Whether its first letter is of a script that is written from right to left. */
export const goesFromRight = (text: string): boolean =>
  writtenFromRight.test(firstLetter.exec(text)?.[0] ?? '')

/** An address that a link may lead to, in ASCII; null for anything but the web and mail. */
export const linkTarget = (href: string): string | null => {
  const url = URL.canParse(href) ? new URL(href) : null
  if (!url || !['http:', 'https:', 'mailto:'].includes(url.protocol)) return null
  return url.href.length < 2000 ? url.href : null
}

const charactersIn = (width: number, size: number): number => Math.max(1, (width * 72) / 25.4 / (size * 0.5))

/** About how many lines a text takes. */
export const countLines = (text: string, { width, size }: Pick<Place, 'width' | 'size'>): number =>
  text
    .split('\n')
    .reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / charactersIn(width, size))), 0)

/** Runs of letters that are wider than their column may break, though they are short. */
export const fitWords = (text: string, { width, size, inTable }: Place): string => {
  const room = Math.floor(charactersIn(width, size) * 0.8)
  if (!inTable || room >= 25) return text
  return text.replace(/[^\s\u200b]+/gu, (run) => {
    if (run.length <= room) return run
    const letters = [...graphemes.segment(run)].map(({ segment }) => segment)
    return letters
      .map((letter, index) => (index > 0 && index % room === 0 ? `\u200b${letter}` : letter))
      .join('')
  })
}

/** What a receipt calls an answer, which does not break: it is read out, and looked for. */
const reference = /(?<![^\s(])([^\s-]{1,12}-[0-9A-F]{8})(?![\w-])/u

export const isReference = (text: string): boolean => reference.exec(text)?.[0] === text

/** The pieces of an inline, each reference in it a piece of its own. */
export const apartFromReferences = (item: Inline): Inline[] =>
  item.kind === 'text' && (item.style === 'plain' || item.style === 'quiet')
    ? item.text
        .split(reference)
        .filter((text) => text !== '')
        .map((text) => ({ ...item, text }))
    : [item]
