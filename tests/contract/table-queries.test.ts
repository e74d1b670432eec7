import { GetCommand, QueryCommand, type QueryCommandInput, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Table } from '../../functions/platform/dynamo/table.ts'
import { engines, outcomeOf, put } from '../support/table-engines.ts'

type Query = Omit<QueryCommandInput, 'TableName'>
type Answer = string[] | typeof invalid
const invalid = { refused: 'ValidationException' }

const SORTED = ['Z', 'a', 'ab', 'b', 'no-index', '\uFFFD', '😀']
const INDEXED = ['Z', 'b', 'a', 'ab', '\uFFFD', '😀']

const where = (condition: string, values: Record<string, unknown>, more: Query = {}): Query => ({
  KeyConditionExpression: condition,
  ExpressionAttributeValues: values,
  ...more,
})
const all = (more: Query = {}) => where('pk = :p', { ':p': 'q' }, more)
const byIndex = (more: Query = {}) => where('gsi1pk = :p', { ':p': 'g' }, { IndexName: 'gsi1', ...more })
const sorted = (condition: string, s: unknown, t?: unknown): Query =>
  where(`pk = :p AND ${condition}`, { ':p': 'q', ':s': s, ...(t === undefined ? {} : { ':t': t }) })

const cases: [what: string, query: Query, answer: Answer][] = [
  ['a partition, by the bytes of its keys', all(), SORTED],
  ['backwards', all({ ScanIndexForward: false }), SORTED.toReversed()],
  ['a partition nobody is in', where('pk = :p', { ':p': 'nobody' }), []],
  ['with the value first', where(':p = pk', { ':p': 'q' }), SORTED],
  ['with parentheses', where('(pk = :p) and (sk >= :s)', { ':p': 'q', ':s': 'b' }), SORTED.slice(3)],
  ['with the sort key first', where('sk < :s AND pk = :p', { ':p': 'q', ':s': 'b' }), ['Z', 'a', 'ab']],
  ['one key', sorted('sk = :s', 'ab'), ['ab']],
  ['below', sorted('sk < :s', 'ab'), ['Z', 'a']],
  ['up to', sorted('sk <= :s', 'ab'), ['Z', 'a', 'ab']],
  ['above', sorted('sk > :s', 'b'), ['no-index', '\uFFFD', '😀']],
  ['mirrored', sorted(':s >= sk', 'a'), ['Z', 'a']],
  ['between', sorted('sk BETWEEN :s AND :t', 'a', 'b'), ['a', 'ab', 'b']],
  ['by how a key begins', sorted('begins_with(sk, :s)', 'a'), ['a', 'ab']],
  ['between nothing', sorted('sk BETWEEN :s AND :t', 'b', 'a'), invalid],
  ['by how a key begins, empty', sorted('begins_with(sk, :s)', ''), invalid],
  ['by another type', sorted('sk > :s', 1), invalid],
  ['other than', sorted('sk <> :s', 'b'), invalid],
  ['one or another', sorted('sk = :s OR sk = :s', 'b'), invalid],
  ['by two conditions on a key', sorted('sk > :s AND sk < :t', 'a', 'b'), invalid],
  ['by what is no key', sorted('n = :s', 1), invalid],
  ['by part of a partition key', where('begins_with(pk, :p)', { ':p': 'q' }), invalid],
  ['from a place on', all({ ExclusiveStartKey: { pk: 'q', sk: 'aa' } }), SORTED.slice(2)],
  ['from an item on', all({ ExclusiveStartKey: { pk: 'q', sk: 'ab' } }), SORTED.slice(3)],
  [
    'back from an item',
    all({ ExclusiveStartKey: { pk: 'q', sk: 'ab' }, ScanIndexForward: false }),
    ['a', 'Z'],
  ],
  ['from another partition', all({ ExclusiveStartKey: { pk: 'z', sk: 'a' } }), invalid],
  ['from outside', { ...sorted('sk > :s', 'b'), ExclusiveStartKey: { pk: 'q', sk: 'a' } }, invalid],
  ['none', all({ Limit: 0 }), invalid],
  ['an index, of those that are in it', byIndex(), INDEXED],
  ['an index backwards', byIndex({ ScanIndexForward: false }), INDEXED.toReversed()],
  [
    'an index by how a key begins',
    where('gsi1pk = :p AND begins_with(gsi1sk, :s)', { ':p': 'g', ':s': 'k' }, { IndexName: 'gsi1' }),
    INDEXED.slice(1, 4),
  ],
  [
    'an index from an item on',
    byIndex({ ExclusiveStartKey: { pk: 'q', sk: 'a', gsi1pk: 'g', gsi1sk: 'k2' } }),
    INDEXED.slice(3),
  ],
  ['an index from half a key', byIndex({ ExclusiveStartKey: { pk: 'q', sk: 'b' } }), invalid],
  ['an index consistently', byIndex({ ConsistentRead: true }), invalid],
  ['an index that is none', byIndex({ IndexName: 'gsi9' }), invalid],
  ['an index by the table’s key', all({ IndexName: 'gsi1' }), invalid],
]

const Page = z.object({ Items: z.array(z.object({ sk: z.string() })) })

describe.each(engines)('a query of %s', (_, open) => {
  let table: Table
  beforeAll(async () => {
    table = await open()
    const indexed = INDEXED.map((sk) => ({
      pk: 'q',
      sk,
      gsi1pk: 'g',
      gsi1sk: { b: 'k1', a: 'k2', ab: 'k3' }[sk] ?? sk,
      n: sk.length,
      m: { x: 1, y: { z: 2 } },
      l: ['first', 'second'],
    }))
    await put(table, ...indexed, { pk: 'q', sk: 'no-index', gsi1pk: 'g' })
  })
  const ask = (query: Query) => outcomeOf(table, new QueryCommand({ TableName: table.table, ...query }))
  const keysOf = (answer: unknown) => Page.parse(answer).Items.map(({ sk }) => sk)

  it.each(cases)('finds %s', async (_what, query, expected) => {
    const answer = await ask(query)
    if (!Array.isArray(expected)) return expect(answer).toEqual(expected)
    expect(keysOf(answer)).toEqual(expected)
    expect(answer).toMatchObject({ Count: expected.length, ScannedCount: expected.length })
    expect(answer['LastEvaluatedKey']).toBeUndefined()
  })

  it('gives so many and says where to go on, also where nothing more comes', async () => {
    const first = await ask(all({ Limit: 2 }))
    expect([keysOf(first), first['LastEvaluatedKey']]).toEqual([['Z', 'a'], { pk: 'q', sk: 'a' }])
    const last = await ask(all({ Limit: SORTED.length }))
    expect(last['LastEvaluatedKey']).toEqual({ pk: 'q', sk: '😀' })
    expect((await ask(all({ Limit: SORTED.length + 1 })))['LastEvaluatedKey']).toBeUndefined()
    const inIndex = await ask(byIndex({ Limit: 2 }))
    expect([keysOf(inIndex), inIndex['LastEvaluatedKey']]).toEqual([
      ['Z', 'b'],
      { pk: 'q', sk: 'b', gsi1pk: 'g', gsi1sk: 'k1' },
    ])
  })

  it('leaves out what a filter does not take, after counting it', async () => {
    const values = { ':p': 'q', ':n': 2 }
    const filtered = await ask(where('pk = :p', values, { FilterExpression: 'n = :n', Limit: 3 }))
    expect(filtered).toMatchObject({ Count: 1, ScannedCount: 3, LastEvaluatedKey: { pk: 'q', sk: 'ab' } })
    expect(keysOf(filtered)).toEqual(['ab'])
    expect(await ask(where('pk = :p', { ...values, ':n': 'a' }, { FilterExpression: 'sk = :n' }))).toEqual(
      invalid,
    )
    expect(await ask(where('pk = :p', values, { FilterExpression: 'n < :n OR NOT (sk = :n)' }))).toEqual(
      invalid,
    )
    const count = await ask(where('pk = :p', values, { FilterExpression: 'n = :n', Select: 'COUNT' }))
    expect(count).toEqual({ Count: 2, ScannedCount: 7 })
  })

  it('gives only what is asked for of an item', async () => {
    const get = (ProjectionExpression: string, names?: Record<string, string>) =>
      outcomeOf(
        table,
        new GetCommand({
          TableName: table.table,
          Key: { pk: 'q', sk: 'a' },
          ProjectionExpression,
          ...(names ? { ExpressionAttributeNames: names } : {}),
        }),
      )
    expect(await get('m.#y, n, l[1], l[5], gone', { '#y': 'y' })).toEqual({
      Item: { m: { y: { z: 2 } }, n: 1, l: ['second'] },
    })
    expect(await get('gone')).toEqual({ Item: {} })
    expect(await get('m, m.x')).toEqual(invalid)
    expect(await get('m,')).toEqual(invalid)
    const found = await ask({ ...sorted('sk = :s', 'a'), ProjectionExpression: 'n' })
    expect(found).toMatchObject({ Items: [{ n: 1 }] })
  })

  it('ends a page at the item with which it has a megabyte', async () => {
    const sizes = { full: 262_144 - 10, less: 262_144 - 11 }
    for (const [pk, size] of Object.entries(sizes)) {
      const items = ['1', '2', '3', '4', '5'].map((sk) => ({ pk, sk, d: 'x'.repeat(size) }))
      await put(table, ...items)
    }
    const page = async (pk: string) => keysOf(await ask(where('pk = :p', { ':p': pk }))).length
    expect(await page('full')).toBe(4)
    expect(await page('less')).toBe(5)
  })

  it('finds an item where its keys of an index are now, and nowhere else', async () => {
    const key = { pk: 'moves', sk: 'item' }
    const update = (UpdateExpression: string, values?: Record<string, unknown>) =>
      outcomeOf(
        table,
        new UpdateCommand({
          TableName: table.table,
          Key: key,
          UpdateExpression,
          ...(values ? { ExpressionAttributeValues: values } : {}),
        }),
      )
    const isDue = async (attention: string) =>
      keysOf(await ask(where('gsi2pk = :p', { ':p': attention }, { IndexName: 'gsi2' }))).length
    const seen: number[][] = []
    const look = async () => seen.push([await isDue('due'), await isDue('later')])
    await update('SET gsi2pk = :v', { ':v': 'due' })
    await look()
    await update('SET gsi2sk = :v', { ':v': '2026-12-01' })
    await look()
    await update('SET gsi2pk = :v', { ':v': 'later' })
    await look()
    await update('REMOVE gsi2sk')
    await look()
    expect(seen).toEqual([
      [0, 0],
      [1, 0],
      [0, 1],
      [0, 0],
    ])
  })
})
