import { describe, expect, it } from 'vitest'
import { pauseAfter } from '../../../functions/message/throttle.ts'

const NOW = '2026-12-01T09:00:00.000Z'
const secondsTo = (instant: string) => (Date.parse(instant) - Date.parse(NOW)) / 1000

describe('the pause of a mail that was not taken', () => {
  it('grows with the attempts, as far as the queue can keep anything back', () => {
    const longest = [1, 2, 3, 4, 5, 6, 7, 100].map(
      (attempts) => pauseAfter('rate', attempts, 0.999999, NOW).delaySeconds,
    )
    expect(longest).toEqual([30, 60, 120, 240, 480, 900, 900, 900])
  })

  it('is spread, so that those refused together do not come back together', () => {
    const pauses = [0, 0.25, 0.5, 0.75].map((random) => pauseAfter('other', 6, random, NOW).delaySeconds)
    expect(pauses).toEqual([450, 563, 675, 788])
  })

  it('ends before the sweeper looks', () => {
    const { delaySeconds, attentionAt } = pauseAfter('rate', 3, 0.5, NOW)
    expect(secondsTo(attentionAt)).toBeGreaterThan(delaySeconds ?? Infinity)
  })

  it('is an hour and some for the quota of the day, and the sweeper’s to end', () => {
    expect(pauseAfter('quota', 1, 0, NOW)).toEqual({
      delaySeconds: null,
      attentionAt: '2026-12-01T10:00:00.000Z',
    })
    expect(pauseAfter('quota', 9, 0.5, NOW).attentionAt).toBe('2026-12-01T10:07:30.000Z')
  })
})
