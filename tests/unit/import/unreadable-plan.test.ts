import { describe, expect, it } from 'vitest'
import { ActionText } from '../../../functions/plan/plan.ts'
import { hullText, readOk, readText, underHullsHeadings } from './hull.ts'

const reasonOf = (text: string): string => {
  const read = readText(text)
  return read.ok ? 'It can be read' : read.reason
}

describe('a file that is no plan', () => {
  it.each([
    ['an empty file', '', /^The file is empty\. Save/],
    ['a file of blanks alone', '\uFEFF \r\n\t\n', /^The file is empty\. Save/],
    ['bytes with a NUL', 'Ref\tDue\u0000', /^The file is no plan.* Save/],
    ['bytes that are no UTF-8', '\uFFFD\uFFFDRef\tDue', /^The file is no plan.* Save/],
    [
      'a letter',
      'Dear all,\nplease find the plan attached.',
      /^No row of column headings was found\. The plan needs/,
    ],
    ['headings alone', underHullsHeadings(), /^There are column headings but no actions\. Each/],
    [
      'rows without refs',
      underHullsHeadings(['one', 'A', 'B']),
      /^There are column headings but no actions\. Each/,
    ],
    [
      'far too much',
      underHullsHeadings(['1.1', 'x'.repeat(20_000_001)]),
      /^The file has more than 20 million/,
    ],
    [
      'far too many actions',
      underHullsHeadings(
        ...Array.from({ length: 20_001 }, (_, index) => [`${1 + (index % 99)}.${Math.floor(index / 99)}`]),
      ),
      /^The file has more than 20,000 actions\. Divide/,
    ],
    [
      'far too many rows',
      `${underHullsHeadings(['1.1'])}${'\nx'.repeat(50_000)}`,
      /^The file has more than 50,000 rows/,
    ],
    [
      'two rows with one ref',
      underHullsHeadings(['2.11', '', 'First'], ['2.12'], ['2.11', '', 'Second']),
      /^Two rows have the ref 2\.11: row 2 and row 4\. Give each action its own ref/,
    ],
  ])('%s is refused with what is wrong and what to do', (_, text, reason) => {
    expect(reasonOf(text)).toMatch(reason)
  })
})

describe('the same plan in another wrapping', () => {
  const plan = readOk(hullText)

  it.each([
    ['a byte order mark', `\uFEFF${hullText.trimStart().replace('Ref', '"Ref"')}`],
    ['line ends of Windows', hullText.replaceAll('\n', '\r\n')],
    ['line ends of old Macs', hullText.replaceAll('\n', '\r')],
    ['cells in quotation marks', hullText.replace(/(?<=\t)([^\t\n"]*,[^\t\n"]*)(?=\t)/g, '"$1"')],
    ['empty lines at its end', `${hullText}\n\n\n`],
  ])('reads the same with %s', (_, text) => {
    expect(text).not.toBe(hullText)
    expect(readOk(text)).toMatchObject({ actions: plan.actions, findings: plan.findings })
  })
})

/** A small generator of the same numbers in every run (mulberry32). */
const createRandom = (seed: number) => {
  let state = seed
  return (below: number): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

describe('text of any kind', () => {
  const PIECES = [
    ...['\t', '\t\t', '\n', '\r\n', ' ', '1.1', '2.11', '9.9z', 'Ref', 'Feb-23', '1/30/2025', '99/99/9999'],
    ...[
      '12/09/2025',
      'Mary Meredith',
      'Kelly Hare/Nobody',
      'AF12',
      'SEF/DBV',
      'Early',
      'Completed',
      '<p>',
      '</p',
    ],
    ...[
      '&#x110000;',
      '&#55296;',
      '&amp;',
      '\uD800',
      '💷',
      'SEND Board',
      '08.09. 23 -',
      '"',
      '""',
      '__proto__',
    ],
    ...[
      'Progress Update\tLast Reviewed date\n',
      'closures',
      'constructor',
      '½',
      '\u0301',
      '\u202E',
      '-',
      '.',
      '/',
    ],
  ]

  it('never throws, and gives actions of their own form with each ref once', () => {
    const random = createRandom(20260101)
    const pick = () => PIECES[random(PIECES.length)] ?? ''
    let readable = 0
    for (let round = 0; round < 300; round++) {
      const junk = Array.from({ length: random(120) }, pick).join('')
      const read = readText(round % 3 === 0 ? junk : `${underHullsHeadings()}\n1.1\t${junk}`)
      if (!read.ok) {
        expect(read.reason).toMatch(/\.$/)
        continue
      }
      readable++
      expect(read.actions.map((action) => ActionText.parse(action))).toEqual(read.actions)
      expect(new Set(read.actions.map(({ ref }) => ref)).size).toBe(read.actions.length)
    }
    expect(readable).toBeGreaterThan(150)
  })

  it.each([
    ['very many cells in an action', underHullsHeadings(['1.1', ...Array<string>(400_000).fill('x')])],
    ['very many cells outside', underHullsHeadings(['1.1'], ['', ...Array<string>(400_000).fill('x')])],
    ['very many rows outside', `${underHullsHeadings(['1.1'])}${'\nx'.repeat(30_000)}`],
  ])('never throws for %s', (_, text) => {
    expect(readOk(text).actions).toHaveLength(1)
  })

  it("never throws for Hull's plan with pieces cut out and put in", () => {
    const random = createRandom(7)
    for (let round = 0; round < 25; round++) {
      let text = hullText
      for (let change = 0; change < 20; change++) {
        const at = random(text.length)
        text = text.slice(0, at) + (PIECES[random(PIECES.length)] ?? '') + text.slice(at + random(40))
      }
      const read = readText(text)
      expect(read.ok && read.actions.length).toBeGreaterThan(60)
    }
  })
})
