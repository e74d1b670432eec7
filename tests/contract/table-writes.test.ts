import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Table } from '../../functions/platform/dynamo/table.ts'
import { engines, outcomeOf, put } from '../support/table-engines.ts'

const old = {
  s: 'text',
  n: 5,
  l: [1, 'a'],
  m: { x: { y: 1 } },
  ss: new Set(['a', 'b']),
  nul: null,
}
const invalid = { refused: 'ValidationException' }
const conditionFailed = { refused: 'ConditionalCheckFailedException' }

type Change = Record<string, unknown> | typeof invalid
type Case = [expression: string, values: Record<string, unknown> | null, change: Change]

const updates: Case[] = [
  // SET
  ['SET a = :v, c = n', { ':v': 'new' }, { a: 'new', c: 5 }],
  ['SET n = :v, c = n', { ':v': 2 }, { n: 2, c: 5 }],
  ['SET n = n + :v', { ':v': 2 }, { n: 7 }],
  ['SET a = n - :v', { ':v': 7 }, { a: -2 }],
  ['SET a = (if_not_exists(gone, :z) - :v)', { ':z': 0, ':v': 3 }, { a: -3 }],
  ['SET a = if_not_exists(nul, :v)', { ':v': 1 }, { a: null }],
  ['SET a = if_not_exists(gone, if_not_exists(gone2, n))', null, { a: 5 }],
  ['SET a = if_not_exists(gone, gone2)', null, invalid],
  ['SET a = gone', null, invalid],
  ['SET a = gone + :v', { ':v': 1 }, invalid],
  ['SET a = s + :v', { ':v': 1 }, invalid],
  ['SET a = n + n + n', null, invalid],
  ['SET l = list_append(l, :v)', { ':v': ['z'] }, { l: [1, 'a', 'z'] }],
  ['SET l = list_append(:v, l)', { ':v': ['z'] }, { l: ['z', 1, 'a'] }],
  ['SET a = list_append(if_not_exists(gone, :e), :v)', { ':e': [], ':v': [1] }, { a: [1] }],
  ['SET l = list_append(n, :v)', { ':v': ['z'] }, invalid],
  ['SET l[0] = :v', { ':v': 'first' }, { l: ['first', 'a'] }],
  ['SET l[9] = :v, l[7] = :w', { ':v': 'nine', ':w': 'seven' }, { l: [1, 'a', 'seven', 'nine'] }],
  ['SET m.x.z = :v', { ':v': [{ deep: true }] }, { m: { x: { y: 1, z: [{ deep: true }] } } }],
  ['SET m.x = m', null, { m: { x: { x: { y: 1 } } } }],
  ['SET m.q.z = :v', { ':v': 1 }, invalid],
  ['SET s.q = :v', { ':v': 1 }, invalid],
  ['SET l.q = :v', { ':v': 1 }, invalid],
  ['SET m[0] = :v', { ':v': 1 }, invalid],
  ['SET a = :v', { ':v': '' }, { a: '' }],
  // REMOVE
  ['REMOVE s, gone', null, { s: undefined }],
  ['REMOVE l[0], l[1]', null, { l: [] }],
  ['REMOVE l[50]', null, {}],
  ['REMOVE m.x.y', null, { m: { x: {} } }],
  ['REMOVE m.x.gone', null, {}],
  ['REMOVE m.gone.z', null, invalid],
  ['REMOVE gone.z', null, invalid],
  // ADD
  ['ADD n :v, a :v', { ':v': 3 }, { n: 8, a: 3 }],
  ['ADD n :v', { ':v': -6 }, { n: -1 }],
  [
    'ADD ss :v, a :v',
    { ':v': new Set(['b', 'c']) },
    { ss: new Set(['a', 'b', 'c']), a: new Set(['b', 'c']) },
  ],
  ['ADD m.x.y :v', { ':v': 1 }, { m: { x: { y: 2 } } }],
  ['ADD m.gone.y :v', { ':v': 1 }, invalid],
  ['ADD s :v', { ':v': 1 }, invalid],
  ['ADD nul :v', { ':v': 1 }, invalid],
  ['ADD ss :v', { ':v': 1 }, invalid],
  ['ADD ss :v', { ':v': new Set([1]) }, invalid],
  ['ADD a :v', { ':v': 'text' }, invalid],
  ['ADD l :v', { ':v': ['x'] }, invalid],
  ['ADD n s', null, invalid],
  // DELETE: the last one takes the set with it
  ['DELETE ss :v', { ':v': new Set(['b', 'z']) }, { ss: new Set(['a']) }],
  ['DELETE ss :v', { ':v': new Set(['a', 'b']) }, { ss: undefined }],
  ['DELETE gone :v', { ':v': new Set(['a']) }, {}],
  ['DELETE ss :v', { ':v': new Set([1]) }, invalid],
  ['DELETE n :v', { ':v': new Set(['a']) }, invalid],
  ['DELETE ss :v', { ':v': 'a' }, invalid],
  // Together
  ['SET l[0] = :v REMOVE l[1]', { ':v': 'z' }, { l: ['z'] }],
  ['SET l[1] = :v REMOVE l[0]', { ':v': 'z' }, { l: ['z'] }],
  ['SET l[5] = :v REMOVE l[0]', { ':v': 'z' }, { l: ['a', 'z'] }],
  ['set a = :v remove s add n :v', { ':v': 1 }, { a: 1, s: undefined, n: 6 }],
  ['SET m.a = :v REMOVE m.x', { ':v': 1 }, { m: { a: 1 } }],
  ['SET a = :v, a = :v', { ':v': 1 }, invalid],
  ['SET m.x = :v REMOVE m.x.y', { ':v': 1 }, invalid],
  ['SET m.x = :v, m[0] = :v', { ':v': 1 }, invalid],
  ['SET a = :v SET c = :v', { ':v': 1 }, invalid],
  ['SET a = :v,', { ':v': 1 }, invalid],
  ['a = :v', { ':v': 1 }, invalid],
  ['', null, invalid],
  ['SET a = :v', { ':v': 1, ':w': 1 }, invalid],
  // Keys
  ['SET pk = :v', { ':v': 'item' }, invalid],
  ['REMOVE sk', null, invalid],
  ['SET gsi1pk = :v', { ':v': '' }, invalid],
  ['SET gsi1sk = :v', { ':v': 5 }, invalid],
  ['SET gsi1sk = :v', { ':v': 'x'.repeat(1024) }, { gsi1sk: 'x'.repeat(1024) }],
  ['SET gsi1sk = :v', { ':v': 'x'.repeat(1025) }, invalid],
  ['SET gsi1pk = :v', { ':v': 'x'.repeat(2049) }, invalid],
  ['REMOVE gsi1pk', null, {}],
]

const puts: [what: string, item: Record<string, unknown>, isTaken: boolean][] = [
  ['an item of keys alone', { pk: 'p', sk: 's' }, true],
  ['what is undefined at its top, by leaving it out', { pk: 'p', sk: 's', a: undefined }, true],
  ['one key of an index without the other', { pk: 'p', sk: 's', gsi1sk: 'x' }, true],
  ['keys as long as may be', { pk: 'x'.repeat(2048), sk: 'é'.repeat(512) }, true],
  ['exactly 400 KB', { pk: 'p', sk: 's', d: 'x'.repeat(409_600 - 7) }, true],
  [
    'exactly 400 KB of all types',
    {
      pk: 'p',
      sk: 's',
      v: [12345, -1.5, null, true, { a: 0, bb: new Set(['é', 'b']) }, 0.001, 100],
      f: 'x'.repeat(409_600 - 44),
    },
    true,
  ],
  [
    'a byte more',
    {
      pk: 'p',
      sk: 's',
      v: [12345, -1.5, null, true, { a: 0, bb: new Set(['é', 'b']) }, 0.001, 100],
      f: 'x'.repeat(409_600 - 43),
    },
    false,
  ],
  ['more than 400 KB', { pk: 'p', sk: 's', d: 'é'.repeat(204_800) }, false],
  ['an item without a sort key', { pk: 'p' }, false],
  ['an empty key', { pk: 'p', sk: '' }, false],
  ['a key of another type', { pk: 'p', sk: 1 }, false],
  ['an empty key of an index', { pk: 'p', sk: 's', gsi1sk: '' }, false],
  ['a null key of an index', { pk: 'p', sk: 's', gsi1sk: null }, false],
  ['too long a sort key', { pk: 'p', sk: 'é'.repeat(513) }, false],
  ['too long a partition key', { pk: 'x'.repeat(2049), sk: 's' }, false],
]

describe.each(engines)('a write on %s', (_, open) => {
  let table: Table
  let made = 0
  beforeAll(async () => {
    table = await open()
  })
  const freshItem = async () => {
    made += 1
    const key = { pk: 'item', sk: String(made) }
    await put(table, { ...key, ...old })
    return key
  }
  const at = (key: Record<string, string>) => ({ TableName: table.table, Key: key })
  const find = async (key: Record<string, string>) =>
    (await outcomeOf(table, new GetCommand({ ...at(key), ConsistentRead: true })))['Item']

  it.each(updates)('updates an item by “%s” with %o', async (expression, values, change) => {
    const key = await freshItem()
    const answer = await outcomeOf(
      table,
      new UpdateCommand({
        ...at(key),
        UpdateExpression: expression,
        ...(values ? { ExpressionAttributeValues: values } : {}),
        ReturnValues: 'ALL_NEW',
      }),
    )
    const whole = { ...key, ...old, ...(change === invalid ? {} : change) }
    expect(answer).toEqual(change === invalid ? invalid : { Attributes: whole })
    expect(await find(key)).toEqual(whole)
  })

  it.each(puts)('puts %s', async (_what, item, isTaken) => {
    const answer = await outcomeOf(table, new PutCommand({ TableName: table.table, Item: item }))
    expect(answer).toEqual(isTaken ? {} : invalid)
    if (isTaken) expect(await find({ pk: String(item['pk']), sk: String(item['sk']) })).toEqual({ ...item })
  })

  it('makes an item by updating it, with no more than its key where nothing is set', async () => {
    const made = { pk: 'made', sk: 'by-update' }
    expect(await outcomeOf(table, new UpdateCommand({ ...at(made), UpdateExpression: 'REMOVE a' }))).toEqual(
      {},
    )
    expect(await find(made)).toEqual(made)
    const tooLarge = new UpdateCommand({
      ...at(made),
      UpdateExpression: 'SET a = :v',
      ExpressionAttributeValues: { ':v': 'x'.repeat(409_600) },
    })
    expect(await outcomeOf(table, tooLarge)).toEqual(invalid)
    expect(await find(made)).toEqual(made)
  })

  it('asks for the condition before it looks at what an update would do', async () => {
    const update = { ...at(await freshItem()), UpdateExpression: 'SET a = gone' }
    const refused = new UpdateCommand({ ...update, ConditionExpression: 'attribute_not_exists(pk)' })
    expect(await outcomeOf(table, refused)).toEqual(conditionFailed)
    expect(await outcomeOf(table, new UpdateCommand(update))).toEqual(invalid)
  })

  it('gives back what was there, or what is there now', async () => {
    const key = await freshItem()
    const update = { ...at(key), UpdateExpression: 'ADD n :v', ExpressionAttributeValues: { ':v': 1 } }
    const was = (n: number) => ({ Attributes: { ...key, ...old, n } })
    expect(await outcomeOf(table, new UpdateCommand({ ...update, ReturnValues: 'ALL_OLD' }))).toEqual(was(5))
    expect(await outcomeOf(table, new UpdateCommand({ ...update, ReturnValues: 'ALL_NEW' }))).toEqual(was(7))
    expect(await outcomeOf(table, new UpdateCommand({ ...update, ReturnValues: 'NONE' }))).toEqual({})
    const replace = new PutCommand({ TableName: table.table, Item: key, ReturnValues: 'ALL_OLD' })
    expect(await outcomeOf(table, replace)).toEqual(was(8))
    const remove = new DeleteCommand({ ...at(key), ReturnValues: 'ALL_OLD' })
    expect(await outcomeOf(table, remove)).toEqual({ Attributes: key })
    expect(await outcomeOf(table, remove)).toEqual({})
  })

  it('refuses keys that are not whole, and knows no other table', async () => {
    for (const Key of [{ pk: 'a' }, { pk: 'a', sk: 1 }, { pk: 'a', sk: '' }, { pk: 'a', sk: 'b', c: 'c' }]) {
      expect(await outcomeOf(table, new GetCommand({ TableName: table.table, Key }))).toEqual(invalid)
      expect(await outcomeOf(table, new DeleteCommand({ TableName: table.table, Key }))).toEqual(invalid)
    }
    const elsewhere = new GetCommand({ TableName: 'elsewhere', Key: { pk: 'a', sk: 'b' } })
    expect(await outcomeOf(table, elsewhere)).toEqual({ refused: 'ResourceNotFoundException' })
  })
})
