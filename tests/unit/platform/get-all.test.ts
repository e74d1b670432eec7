import { expect, it } from 'vitest'
import { getAll } from '../../../functions/platform/dynamo/item.ts'

it('asks again for what the table left out, and for no more than a hundred at a time', async () => {
  const keys = Array.from({ length: 230 }, (_, index) => index)
  const sizes: number[] = []
  const found = await getAll(keys, async (some) => {
    sizes.push(some.length)
    const data = some.slice(0, 60)
    return { data, unprocessed: some.slice(60) }
  })
  expect(found).toEqual(keys)
  expect(sizes).toEqual([100, 40, 100, 40, 30])
})

it('gives up where nothing is answered', async () => {
  await expect(getAll([1, 2], async (some) => ({ data: [], unprocessed: some }))).rejects.toThrow(
    '2 items could not be read',
  )
}, 30_000)
