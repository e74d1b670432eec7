import { describe, expect, it } from 'vitest'
import {
  answerOf,
  errorsOf,
  isEmptyTyped,
  type Judge,
  startOf,
  tidyText,
  typedOf,
} from '../../../functions/update/answer.ts'
import type { Draft } from '../../../functions/update/ask.ts'
import { makeDraft } from '../../support/draft.ts'
import { plan } from '../../support/small-plan.ts'
import { inventUpdate } from '../pack/invented-snapshot.ts'

const judge: Judge = { statuses: plan.statuses, today: '2026-12-03' }
const says = { start: '2026-01', due: '2027-03' }
const late = { start: '2026-01', due: '2026-11' }
const file = { name: 'audit.pdf', mediaType: 'application/pdf', bytes: 10, sha256: 'a'.repeat(64) }
const draft = (said: Partial<Draft> = {}) =>
  makeDraft('2026-12-03T10:00:00.000Z', { statusCode: 'on-track', progress: 'All well', ...said })
const errors = (said: Partial<Draft>, of = says) => errorsOf(draft(said), of, judge)

describe('an answer', () => {
  it('is whole with a status and what has happened', () => {
    expect(errors({})).toEqual({})
    expect(Object.keys(errors({ statusCode: null, progress: '' }))).toEqual(['status', 'progress'])
    expect(Object.keys(errors({ statusCode: 'made-up' }))).toEqual(['status'])
  })

  it.each([
    ['off track', { statusCode: 'off-track' }, says, 'as the status is Off track'],
    ['overdue and called on track', {}, late, 'as the action was due in November 2026'],
  ])('says what is in the way where it is %s', (_, said, of, why) => {
    expect(errors(said, of).obstacles).toContain(why)
    expect(errors({ ...said, obstacles: 'Two vacancies' }, of)).toEqual({})
  })

  it('of an overdue action is told all that is missing at once', () => {
    expect(errors({ statusCode: null, progress: '' }, late)).toEqual({
      status: expect.anything(),
      progress: expect.anything(),
      obstacles: expect.stringMatching(/as the action was due in November 2026, unless it is done$/),
    })
    expect(Object.keys(errors({ statusCode: null }))).toEqual(['status'])
  })

  it('of what is due this month need not say what is in the way', () => {
    expect(errors({}, { ...says, due: '2026-12' })).toEqual({})
  })

  it('that calls an action complete shows the impact, in words, by a link or by a file', () => {
    const said = { statusCode: 'done' }
    expect(errors(said, late).impact).toContain('Show the impact, as the status is Completed')
    for (const shown of [{ impact: 'Fewer wait' }, { links: 'https://a.example/' }, { files: [file] }]) {
      expect(errors({ ...said, ...shown }, late)).toEqual({})
    }
  })

  it('takes links one on each line, and says which is none', () => {
    const links = 'https://a.example/x\n\n www.b.example '
    expect(answerOf(draft({ links }), says, judge)?.links).toEqual([
      'https://a.example/x',
      'https://www.b.example',
    ])
    for (const wrong of [
      'see the shared drive',
      'javascript:alert(1)',
      'https://',
      'ftp://a.example',
      'https://a b',
    ])
      expect(errors({ links: `https://a.example\n${wrong}` }).links).toContain(`“${wrong}” is no web address`)
    expect(errors({ links: 'https://a.example\n'.repeat(21) }).links).toBe('Give at most 20 links')
  })

  it.each([
    [{ month: '', year: '' }, null],
    [{ month: '6', year: '2027' }, '2027-06'],
    [{ month: 'June', year: '2027' }, '2027-06'],
    // The plan's own date is no new one.
    [{ month: '3', year: '2027' }, null],
  ])('reads the new date %o', (forecast, read) => {
    expect(answerOf(draft({ forecast }), says, judge)?.forecast).toBe(read)
  })

  it.each([
    [{ month: '13', year: '2027' }, {}, 'forecast-month', 'Enter the month as a number from 1 to 12'],
    [{ month: '6', year: '' }, {}, 'forecast-year', 'Enter the year as four digits'],
    [{ month: '6', year: '2026' }, {}, 'forecast', 'June 2026 is past'],
    [{ month: '6', year: '2027' }, { statusCode: 'done', impact: 'x' }, 'forecast', 'Leave the new date out'],
  ])('refuses the new date %o, and says which of its fields is wrong', (forecast, said, field, why) => {
    expect(errors({ ...said, forecast })).toEqual({ [field]: expect.stringContaining(why) })
  })

  it('is not done before it begins', () => {
    const of = { start: '2027-02', due: '2027-03' }
    expect(errors({ forecast: { month: '1', year: '2027' } }, of).forecast).toContain(
      'begins in February 2027',
    )
  })

  it('is told by how much it is too long', () => {
    expect(errors({ progress: 'x'.repeat(20_001) }).progress).toContain('Shorten the text by 1 characters')
    expect(errors({ impact: 'x'.repeat(50_000) }).impact).toContain('30,000')
    expect(errors({ progress: 'x'.repeat(20_000) })).toEqual({})
  })

  it('keeps every character but those that nobody sees', () => {
    expect(tidyText(' a\r\nb\u0000\tשלום 🎉 <script>=1+1 ')).toBe('a\nb\tשלום 🎉 <script>=1+1')
  })

  it('is what the form goes on from where the lead gave it in their own words, and no draft is newer', () => {
    const answer = {
      ...inventUpdate({ ref: '1.1', by: 'ann' }),
      draftRevision: 1,
    }
    const unchanged = { ...answer, unchanged: 1 }
    expect(startOf({ draft: null, answer, personId: 'ann' })).toBe(answer)
    expect(startOf({ draft: null, answer, personId: 'bob' })).toBeNull()
    expect(startOf({ draft: null, answer: unchanged, personId: 'ann' })).toBeNull()
    const typed = draft()
    expect(startOf({ draft: typed, answer: unchanged, personId: 'ann' })).toBe(typed)
  })

  it('comes back into the form as it was given', () => {
    const given = answerOf(
      draft({ links: 'https://a.example/', forecast: { month: '06', year: '2027' } }),
      says,
      judge,
    )
    expect(typedOf(given)).toMatchObject({
      links: 'https://a.example/',
      forecast: { month: '6', year: '2027' },
    })
    expect(isEmptyTyped(typedOf(null))).toBe(true)
    expect(isEmptyTyped({ ...typedOf(null), forecast: { month: ' ', year: '2' } })).toBe(false)
  })
})
