/** Where a run of characters without a space gets long enough to be cut off by the edge of a column. */
const longRun = /\S{25,}/gu
/** Characters between two places where a long run may break. */
const breakEvery = 12
const zeroWidthSpace = '\u200b'

/** Word's bullets from its Symbol and Wingdings fonts, which are private to those fonts. */
const privateBullets = /[\uf0a7\uf0a8\uf0b7\uf076\uf0d8]/gu

const controls =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it takes out
  /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff\p{Noncharacter_Code_Point}]/gu

/**
 * A text in which line ends are `\n`, invisible control characters are gone, what is not Unicode is U+FFFD,
 * and the bullets of Word's own fonts are bullets.
 */
export const readableText = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\r\n?|[\v\f\u0085\u2028\u2029]/gu, '\n')
    .replace(privateBullets, '•')
    .replace(controls, '')

const graphemes = new Intl.Segmenter('en-GB', { granularity: 'grapheme' })

const allowBreaks = (run: string): string => {
  let sinceBreak = 0
  let broken = ''
  for (const { segment } of graphemes.segment(run)) {
    broken += segment
    sinceBreak += 1
    if (sinceBreak >= breakEvery || /[/.,:;?&=@_+\-–—\\]/u.test(segment)) {
      broken += zeroWidthSpace
      sinceBreak = 0
    }
  }
  return broken
}

const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`

/**
 * A text as it can be set in type: line ends are `\n`, tabs are spaces, invisible control characters
 * are gone, and a run too long for a line may break. Characters in `undrawable`, for which there is
 * no glyph, give way to a plain stand-in (a hyphen, a bullet, `->`) or else to their numbers, for
 * instance `[U+1F600]`, so that nothing is lost unseen.
 */
export const printableText = (text: string, undrawable: ReadonlySet<string>): string => {
  const clean = readableText(text).normalize('NFC').replaceAll('\t', '    ')
  return replaceUndrawable(clean, undrawable).replace(longRun, allowBreaks)
}

/** What readers take for the same, in characters that nearly every font has. */
const standIns = new Map(
  [
    ['-', '‐‑‒⁃'],
    ['—', '―'],
    ['•', '‣◦▪▫●○■□➢➤∙'],
    ['->', '→➔➜➡'],
    ['<-', '←'],
    ['=>', '⇒'],
    ["'", '′'],
    ['"', '″'],
    ['[tick]', '✓✔☑✅'],
    ['[cross]', '✗✘☒❌'],
  ].flatMap(([standIn = '', characters = '']) =>
    [...characters].map((character) => [character, standIn] as const),
  ),
)

/** Characters that join or tint the one before. */
const joiners = /[\u200d\ufe0e\ufe0f]/u

/** A stand-in where there is one, or else numbers; neighbours share one pair of brackets. */
const replaceUndrawable = (text: string, undrawable: ReadonlySet<string>): string => {
  if (undrawable.size === 0) return text
  let written = ''
  let run: string[] = []
  let replaced = false
  const endRun = () => {
    if (run.length > 0) written += `[${run.map(codePoint).join(' ')}]`
    run = []
  }
  for (const character of text) {
    if (replaced && joiners.test(character)) {
      if (run.length > 0) run.push(character)
      continue
    }
    replaced = undrawable.has(character)
    const shown = replaced ? (standIns.get(character) ?? character.normalize('NFKC')) : character
    if ([...shown].some((part) => undrawable.has(part))) run.push(character)
    else {
      endRun()
      written += shown
    }
  }
  endRun()
  return written
}
