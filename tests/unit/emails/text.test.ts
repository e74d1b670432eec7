import { describe, expect, it } from 'vitest'
import { dayOf, toLine, toSubject, wrap } from '../../../emails/text.ts'
import { shorten } from '../../../functions/plan/wording.ts'

describe('a text as one line', () => {
  it('has no line breaks, controls or marks that turn its direction', () => {
    expect(toLine(' one\r\n two\t\u0000three\u2029\u202efour\ufeff ')).toBe('one two three four')
  })

  it('keeps accents, joined emoji and apostrophes', () => {
    expect(toLine("Zoë O'Neill 👩‍👧")).toBe("Zoë O'Neill 👩‍👧")
  })
})

describe('a shortened text', () => {
  it('is whole where it fits', () => {
    expect(shorten('exactly ten', 11)).toBe('exactly ten')
  })

  it('ends before a word where one begins near the end', () => {
    expect(shorten('alpha beta gamma delta', 18)).toBe('alpha beta gamma…')
    expect(shorten('alpha beta gamma, delta', 19)).toBe('alpha beta gamma…')
  })

  it('is never longer than asked and never cuts a character in two', () => {
    for (let most = 5; most < 60; most++) {
      const cut = shorten('👩‍👧é🏳️‍🌈abc'.repeat(9), most)
      expect(cut.length).toBeLessThanOrEqual(most)
      expect(cut).toMatch(/^(👩‍👧é🏳️‍🌈abc)*(👩‍👧(é(🏳️‍🌈(ab?)?)?)?)?…$/u)
    }
  })
})

describe('a wrapped paragraph', () => {
  it('has lines of at most 76 characters, set in under its first words', () => {
    const lines = wrap('words and words '.repeat(20).trim(), '* ').split('\n')
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(76)
    expect(lines[0]).toMatch(/^\* words/)
    expect(lines.slice(1).every((line) => /^ {2}\S/.test(line))).toBe(true)
    expect(lines.join(' ').replace(/\s+/g, ' ')).toBe(`* ${'words and words '.repeat(20).trim()}`)
  })

  it('does not break an address', () => {
    const address = `https://muster.example/${'x'.repeat(90)}`
    expect(wrap(`See ${address} now`).split('\n')).toContain(address)
  })
})

it.each([
  ['5pm on Monday 14 December 2026', 'Monday 14 December'],
  ['5:30pm on Friday 1 January 2027', 'Friday 1 January'],
  ['midday on Friday 1 January 2027', 'Friday 1 January'],
  ['soon', 'soon'],
])('the day of %s is %s', (moment, day) => {
  expect(dayOf(moment)).toBe(day)
})

it('a subject always leaves room for the plan', () => {
  expect(toSubject('x'.repeat(300), 'SEND improvement plan')).toMatch(
    /^x+…: SEND improvement…$|: SEND improvement plan$/,
  )
  expect(toSubject('x'.repeat(300), 'y'.repeat(300))).toHaveLength(120)
})
