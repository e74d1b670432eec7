import { shorten } from '../functions/plan/wording.ts'

/** Controls, and the marks that turn the direction of writing, with which a name can pose as another. */
const unseen = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu

/** A text as one line: no line breaks, no control characters, single spaces. */
export const toLine = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\s\u0085]+/gu, ' ')
    .replace(unseen, '')
    .trim()

/** A text with its line breaks kept, each line cleaned as `toLine` does. */
export const toLines = (text: string): string =>
  text
    .split(/\r\n|[\n\r\u0085\u2028\u2029]/u)
    .map(toLine)
    .join('\n')
    .trim()

/** The longest line of a plain-text mail, so that it still fits when it is quoted. */
const columns = 76

/**
 * A paragraph wrapped at 76 columns. The first line begins with `first`, the others are set in as far.
 * A word longer than a line, such as an address, is not broken.
 */
export const wrap = (paragraph: string, first = ''): string => {
  const rest = ' '.repeat(first.length)
  const lines: string[] = []
  let line = first
  let empty = true
  for (const word of paragraph.split(' ')) {
    if (!empty && line.length + 1 + word.length > columns) {
      lines.push(line)
      line = rest
      empty = true
    }
    line += empty ? word : ` ${word}`
    empty = false
  }
  return [...lines, line].join('\n')
}

/** A heading of a plain-text mail. */
export const underline = (heading: string): string =>
  `${heading}\n${'-'.repeat(Math.min(heading.length, columns))}`

/** Why the reader gets the mail, below the line after which mail programs expect a signature. */
export const toSmallPrint = (text: string): string => `-- \n${wrap(text)}`

/** Puts the blocks of a plain-text mail one after the other with an empty line between; empty ones fall out. */
export const toText = (blocks: readonly (string | null)[]): string =>
  `${blocks.filter((block) => block !== null && block !== '').join('\n\n')}\n`

/** `1 action`, `3 actions`. */
export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`

/** `your action`, `your 3 actions`. */
export const yourActions = (number: number): string =>
  number === 1 ? 'your action' : `your ${number} actions`

/** Why somebody is mailed about actions, and what to do where they are for somebody else. */
export const standingOf = ({ handedBy, planName }: { handedBy: string[]; planName: string }) =>
  handedBy.length === 0
    ? {
        why: `the ${planName} names you as a lead`,
        ifNotYou:
          'If somebody else should answer, or you are away, say so on the form: there you can hand your actions over.',
      }
    : {
        why: `you are asked to answer in the place of ${new Intl.ListFormat('en-GB').format(handedBy)}`,
        ifNotYou: 'If it is not for you, or you are away, give it back on the form.',
      }

/** `Monday 14 December` out of `5pm on Monday 14 December 2026`; a text of another form stays whole. */
export const dayOf = (moment: string): string =>
  /^\S+ on (?<day>\p{L}+ \d{1,2} \p{L}+) \d{4}$/u.exec(moment)?.groups?.['day'] ?? moment

/** A subject of at most 120 characters: what it is about stays whole, the name of the plan is cut. */
export const toSubject = (about: string, planName: string): string => {
  const most = 120
  const start = `${shorten(about, most - 24)}: `
  return `${start}${shorten(planName, most - start.length)}`
}
