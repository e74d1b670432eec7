const NAMED: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  hellip: '…',
  bull: '•',
  pound: '£',
  eacute: 'é',
}

const BLOCK_TAG = /<\/?(?:p|div|br|li|ul|ol|tr|h[1-6])(?:\s[^<>]*)?\/?>/gi
/** Elements that texts of spreadsheets and mail have. `<name of school>` is none: it stays as it is written. */
const INLINE_TAG =
  /<\/?(?:a|b|i|u|s|em|strong|span|font|sup|sub|small|strike|del|ins|mark|code|img|hr|table|thead|tbody|td|th|blockquote|pre|o:p)(?:\s[^<>]*)?\/?>/gi
/** A link keeps its address where its words have another. */
const LINK = /<a\s[^<>]*href=["']?([^"'<>\s]+)[^<>]*>([^<>]*)<\/a>/gi

/**
 * A cell as plain text: HTML's blocks become lines of their own, its other tags go, its entities are
 * decoded, and blanks are made one. What only looks like a tag, as in "x < 5", stays.
 */
export const plainText = (cell: string): string =>
  // Most cells are plain already.
  ODD.test(cell) || cell.startsWith(' ') || cell.endsWith(' ')
    ? tidyLines(decodeEntities(withoutTags(cell)))
    : cell

const withoutTags = (cell: string): string =>
  cell
    .replace(LINK, (_, address: string, words: string) =>
      words.includes(address) ? words : `${words} (${address})`,
    )
    .replace(BLOCK_TAG, '\n')
    .replace(INLINE_TAG, '')

/** A sign of HTML, a blank that is no space, or one too many. */
const ODD = /[<&\t-\r\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]| {2}/

/** A text with its blanks made one and its empty lines left out. */
export const tidyLines = (text: string): string =>
  text
    .split(/\r\n|\r|\n/)
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n')

const decodeEntities = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+));/gi, (whole, decimal, hex, name) => {
    if (typeof name === 'string') return NAMED[name.toLowerCase()] ?? whole
    const code = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16)
    const isCharacter = code > 31 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
    return isCharacter ? String.fromCodePoint(code) : whole
  })

const ENTITY_START = /&(?=(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]+);)/gi
const TAG_START = /<(?=\/?[a-z][a-z0-9]*(?:\s[^<>]*)?\/?>)/gi

/** A text as a cell that `plainText` gives back as it is, but for its blanks and empty lines. */
export const toCell = (text: string): string => text.replace(ENTITY_START, '&amp;').replace(TAG_START, '&lt;')
