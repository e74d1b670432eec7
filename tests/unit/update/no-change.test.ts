import { describe, expect, it } from 'vitest'
import { noChangeOf } from '../../../functions/update/no-change.ts'
import { actions, plan } from '../../support/small-plan.ts'
import { inventUpdate } from '../pack/invented-snapshot.ts'

const judge = { statuses: plan.statuses, today: '2026-12-03' }
const [says] = actions
if (!says) throw new Error('the small plan has an action')
const file = { name: 'audit.pdf', mediaType: 'application/pdf', bytes: 10, sha256: 'a'.repeat(64) }
const before = inventUpdate({
  ref: '1.1',
  cycleId: '2026-11',
  statusCode: 'on-track',
  obstacles: 'Snow',
  consequence: 'They wait',
  impact: 'Fewer wait',
  links: ['https://a.example/report'],
  files: [file],
  forecast: '2027-06',
})

describe('“no change since last month”', () => {
  it('says again what was said last time, by its month', () => {
    expect(noChangeOf({ previous: before, says }, judge)).toEqual({
      ok: true,
      since: 'November 2026',
      unchanged: 1,
      answer: {
        statusCode: 'on-track',
        progress: 'No change since November 2026.',
        obstacles: 'Snow',
        consequence: 'They wait',
        impact: 'Fewer wait',
        links: ['https://a.example/report'],
        files: [file],
        forecast: '2027-06',
      },
    })
  })

  it('gives no new date where the plan has taken it over', () => {
    expect(noChangeOf({ previous: before, says: { ...says, due: '2027-06' } }, judge)).toMatchObject({
      ok: true,
      answer: { forecast: null },
    })
  })

  it.each([
    ['there is nothing that could hold still', null, says, 'no earlier update'],
    ['it was off track', { ...before, statusCode: 'off-track' }, says, 'It was Off track last time'],
    [
      'it was said to be done',
      { ...before, statusCode: 'done' },
      says,
      'It was Completed last time. Say in your own words whether that holds',
    ],
    [
      'the new date that was given is past',
      { ...before, forecast: '2026-11' },
      says,
      'The new date given last time was November 2026',
    ],
    ['it is overdue', before, { ...says, due: '2026-11' }, 'It was due in November 2026'],
    ['it was said twice in a row', { ...before, unchanged: 2 }, says, 'No change was said 2 times in a row'],
    ['the key has the status no more', { ...before, statusCode: 'gone' }, says, 'no earlier update'],
  ])('may not be said where %s', (_, previous, of, reason) => {
    expect(noChangeOf({ previous, says: of }, judge)).toEqual({
      ok: false,
      reason: expect.stringContaining(reason),
    })
  })

  it('may be said a second time', () => {
    expect(noChangeOf({ previous: { ...before, unchanged: 1 }, says }, judge)).toMatchObject({ unchanged: 2 })
  })
})
