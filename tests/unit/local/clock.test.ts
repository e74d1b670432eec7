import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fileClock } from '../../../functions/platform/clock.ts'
import { openClock, readMove } from '../../../infra/local/clock.ts'
import { britishTime } from '../../../infra/local/local-time.ts'
import { temporaryFolder } from './temporary-folder.ts'

const START = Date.parse('2026-12-01T09:00:00.000Z')

describe('the clock', () => {
  test('goes on ticking from where it was moved to, and never back', () => {
    let system = START
    const clock = openClock(join(temporaryFolder(), 'clock.json'), () => system)
    expect(clock.now()).toBe('2026-12-01T09:00:00.000Z')
    clock.moveTo('2026-12-04T09:00:00.000Z')
    system += 60_000
    expect(clock.now()).toBe('2026-12-04T09:01:00.000Z')
    clock.moveTo('2026-12-02T09:00:00.000Z')
    expect(clock.now()).toBe('2026-12-04T09:01:00.000Z')
  })

  test('stays moved over a restart', () => {
    const file = join(temporaryFolder(), 'clock.json')
    openClock(file, () => START).moveTo('2026-12-04T09:00:00.000Z')
    expect(openClock(file, () => START + 1000).now()).toBe('2026-12-04T09:00:01.000Z')
  })

  test('is the one the handlers read', () => {
    const clock = openClock(join(temporaryFolder(), 'clock.json'))
    clock.moveTo('2999-01-01T00:00:00.000Z')
    expect(fileClock(clock.file).now() >= '2999-01-01T00:00:00.000Z').toBe(true)
  })
})

describe('a move', () => {
  const now = '2026-12-01T09:00:00.000Z'
  const next = '2026-12-03T09:00:00.000Z'

  test.each([
    ['+30m', '2026-12-01T09:30:00.000Z'],
    ['+2h', '2026-12-01T11:00:00.000Z'],
    ['+3d', '2026-12-04T09:00:00.000Z'],
    ['next', next],
    ['2026-12-24T18:00:00+01:00', '2026-12-24T17:00:00.000Z'],
  ])('%s leads to %s', (move, instant) => {
    expect(readMove(move, now, next)).toBe(instant)
  })

  test.each(['', '3d', '-1d', '+1w', 'tomorrow', '2026-12-24'])(
    '“%s” is answered by what one can say',
    (move) => {
      expect(() => readMove(move, now, next)).toThrow('Say how far to move: +2h, +3d, next, or an instant')
    },
  )
})

test('times are shown as people in Britain have them, in summer too', () => {
  expect(britishTime('2026-12-01T09:00:00.000Z')).toBe('Tuesday 1 December 2026 at 09:00')
  expect(britishTime('2026-07-01T08:00:00.000Z')).toBe('Wednesday 1 July 2026 at 09:00')
})
