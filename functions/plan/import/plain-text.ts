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
const ANY_TAG = /<\/?[a-z][a-z0-9]*(?:\s[^<>]*)?\/?>/gi

/**
 * A cell as plain text: HTML's blocks become lines of their own, its other tags go, its entities are
 * decoded, and blanks are made one. What only looks like a tag, as in "x < 5", stays.
 */
export const plainText = (cell: string): string =>
  // Most cells are plain already.
  ODD.test(cell) || cell.startsWith(' ') || cell.endsWith(' ') ? toPlainText(cell) : cell

/** A sign of HTML, a blank that is no space, or one too many. */
const ODD = /[<&\t-\r\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]| {2}/

const toPlainText = (cell: string): string =>
  decodeEntities(cell.replace(BLOCK_TAG, '\n').replace(ANY_TAG, ''))
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
