import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { atOnce, inParts } from '../../../functions/plan/at-once.ts'

it('works on so many at a time and gives the results in order', async () => {
  let running = 0
  let most = 0
  const results = await atOnce(3, [5, 1, 4, 2, 3, 6, 0], async (item) => {
    running += 1
    most = Math.max(most, running)
    for (let turns = 0; turns < item; turns += 1) await turn()
    running -= 1
    return item * 10
  })
  expect(results).toEqual([50, 10, 40, 20, 30, 60, 0])
  expect(most).toBe(3)
  expect(await atOnce(3, [], async () => 1)).toEqual([])
})

it('begins nothing after a failure, and throws once what was begun has ended', async () => {
  const begun: number[] = []
  const ended: number[] = []
  const failing = atOnce(2, [0, 1, 2, 3, 4], async (item) => {
    begun.push(item)
    if (item === 0) throw new Error('no')
    for (let turns = 0; turns < 5; turns += 1) await turn()
    ended.push(item)
  })
  await expect(failing).rejects.toThrow('no')
  expect([begun, ended]).toEqual([[0, 1], [1]])
})

it('cuts a list into parts of so many', () => {
  expect(inParts([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]])
  expect(inParts([], 2)).toEqual([])
})
