import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { writeHistory } from '../../../functions/plan/export/write-history.ts'
import { plainText, tidyLines, toCell } from '../../../functions/plan/import/plain-text.ts'
import { readHistory } from '../../../functions/plan/import/read-history.ts'
import type { HistoryEntry } from '../../../functions/plan/plan.ts'

const backAndForth = (history: HistoryEntry[]) => readHistory(toCell(writeHistory(history).join('\n')))

/** Texts of pieces that look like the beginning of a note, and of what may stand between them. */
const awkwardText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '12.01.2024',
        '1. 2. 03. 12. 25',
        '08.09. 23 -',
        '24/04/24',
        '31.02.2024 - ',
        'Undated - ',
        '\n',
        ' ',
        ' - ',
        '–',
        ':',
        '. ',
        ')',
        '\u2060',
        '<p>',
        '&amp;',
        '&lt;b&gt;',
        'x < 5',
        'met',
        '5',
      ),
      fc.string({ unit: 'grapheme', maxLength: 6 }),
    ),
    { maxLength: 12 },
  )
  .map((pieces) => tidyLines(pieces.join('')))

const day = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))

const entry: fc.Arbitrary<HistoryEntry> = fc.record({
  date: fc.option(day),
  text: awkwardText,
})

describe('progress notes in a cell', () => {
  it('are a paragraph each, with their dates as people in Britain write them', () => {
    expect(
      writeHistory([
        { date: null, text: 'Begun in spring.' },
        { date: '2024-04-12', text: 'Sent out.\nTo be agreed.' },
        { date: '2024-06-18', text: '' },
      ]),
    ).toEqual(['Begun in spring.', '12.04.2024 - Sent out.\nTo be agreed.', '18.06.2024 -'])
  })

  it('are read back as they were, whatever is in their texts', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 5 }), (history) => {
        expect(backAndForth(history)).toEqual(history)
      }),
      { numRuns: 3000 },
    )
  })

  it('hold no invisible character where none is needed', () => {
    expect(writeHistory([{ date: '2024-04-12', text: 'We meet on 01.05.24 in Hull' }])).not.toContain(
      '\u2060',
    )
  })
})

describe('a text in a cell', () => {
  it('is read back as it was but for its blanks, whatever looks like HTML in it', () => {
    fc.assert(
      fc.property(awkwardText, (text) => {
        expect(plainText(toCell(text))).toBe(text)
      }),
      { numRuns: 3000 },
    )
  })
})
