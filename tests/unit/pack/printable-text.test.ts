import { describe, expect, it } from 'vitest'
import { printableText } from '../../../functions/pack/printable-text.ts'

const none = new Set<string>()

describe('printable text', () => {
  it.each([
    ['any line end is one', 'a\r\nb\rc\vd\u2028e\u0085f', 'a\nb\nc\nd\ne\nf'],
    ['a tab is spaces', 'a\tb', 'a    b'],
    ['control characters go', 'a\u0000b\u0007c\ufeffd', 'abcd'],
    ['text cannot be turned round', '\u202eabc\u202c \u2067def\u2069', 'abc def'],
    ['half a character becomes a replacement', 'a\ud800b', 'a\ufffdb'],
    ['bullets of Word stay bullets', '\uf0b7 one', '• one'],
    ['a mark joins its letter', 'e\u0301', 'é'],
    ['markup stays as it is', '#import $x$ <b> =SUM( \\', '#import $x$ <b> =SUM( \\'],
  ])('%s', (_, text, printed) => {
    expect(printableText(text, none)).toBe(printed)
  })

  it('writes what cannot be drawn as numbers, neighbours and joiners together', () => {
    expect(printableText('a 👩\u200d👧 b 👧', new Set(['👩', '👧']))).toBe(
      'a [U+1F469 U+200D U+1F467] b [U+1F467]',
    )
  })

  it('puts a plain stand-in for a common sign, and drops what tinted it', () => {
    const undrawable = new Set('→✔●‑ﬁ⅓')

    expect(printableText('a → b ✔\ufe0f ● c‑d ﬁ', undrawable)).toBe('a -> b [tick] • c-d fi')
  })

  it('leaves a sign alone that can be drawn', () => {
    expect(printableText('a → b ✔\ufe0f', new Set('汉'))).toBe('a → b ✔\ufe0f')
  })

  it('writes the number where the stand-in cannot be drawn either', () => {
    expect(printableText('5 µ', new Set('µμ'))).toBe('5 [U+00B5]')
  })

  it('lets a long run break every twelve characters, and loses none of it', () => {
    const printed = printableText(`short ${'w'.repeat(300)}`, none)

    expect(printed.replaceAll('\u200b', '')).toBe(`short ${'w'.repeat(300)}`)
    expect(printed.split(/[\s\u200b]/u).every((piece) => piece.length <= 12)).toBe(true)
  })

  it('leaves ordinary words whole', () => {
    expect(printableText('incomprehensibilities', none)).toBe('incomprehensibilities')
  })
})
