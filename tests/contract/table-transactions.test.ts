import {
  BatchGetCommand,
  BatchWriteCommand,
  GetCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Table } from '../../functions/platform/dynamo/table.ts'
import { engines, outcomeOf, put } from '../support/table-engines.ts'

const invalid = { refused: 'ValidationException' }

describe.each(engines)('a write of several items on %s', (_, open) => {
  let table: Table
  beforeAll(async () => {
    table = await open()
  })
  const at = (key: Record<string, string>) => ({ TableName: table.table, Key: key })
  const find = async (key: Record<string, string>) =>
    (await outcomeOf(table, new GetCommand({ ...at(key), ConsistentRead: true })))['Item']
  type Actions = NonNullable<TransactWriteCommandInput['TransactItems']>
  const transact = (...TransactItems: Actions) =>
    outcomeOf(table, new TransactWriteCommand({ TransactItems }))
  const of = (sk: string) => at({ pk: 'several', sk })
  const counted = (sk: string) => ({
    ...of(sk),
    UpdateExpression: 'ADD n :one',
    ExpressionAttributeValues: { ':one': 1 },
  })
  const exists = { ConditionExpression: 'attribute_exists(pk)' }

  it('does all of a transaction', async () => {
    await put(table, { pk: 'several', sk: 'b', n: 1 }, { pk: 'several', sk: 'c' })
    const answer = await transact(
      { Put: { TableName: table.table, Item: { pk: 'several', sk: 'a', n: 1 } } },
      { Update: { ...counted('b'), ...exists } },
      { Delete: { ...of('c'), ...exists } },
      { ConditionCheck: { ...of('d'), ConditionExpression: 'attribute_not_exists(pk)' } },
    )
    expect(answer).toEqual({})
    const keys = ['a', 'b', 'c', 'd'].map((sk) => ({ pk: 'several', sk }))
    expect(await Promise.all(keys.map(find))).toEqual([
      { pk: 'several', sk: 'a', n: 1 },
      { pk: 'several', sk: 'b', n: 2 },
      undefined,
      undefined,
    ])
  })

  it('does nothing of a transaction of which one condition fails, and says which, in their order', async () => {
    await put(table, { pk: 'several', sk: 'here', n: 1 })
    const answer = await transact(
      { Update: counted('here') },
      { Delete: { ...of('not-here'), ...exists } },
      { Put: { TableName: table.table, Item: { pk: 'several', sk: 'new' } } },
      {
        ConditionCheck: {
          ...of('gone'),
          ...exists,
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
    )
    expect(answer).toEqual({
      refused: 'TransactionCanceledException',
      reasons: [
        { Code: 'None' },
        { Code: 'ConditionalCheckFailed' },
        { Code: 'None' },
        { Code: 'ConditionalCheckFailed' },
      ],
    })
    expect(await find({ pk: 'several', sk: 'here' })).toEqual({ pk: 'several', sk: 'here', n: 1 })
    expect(await find({ pk: 'several', sk: 'new' })).toBeUndefined()
  })

  it('shows what stands in the way of a transaction that asks for it', async () => {
    await put(table, { pk: 'several', sk: 'there' })
    const answer = await transact({
      Put: {
        TableName: table.table,
        Item: { pk: 'several', sk: 'there' },
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    })
    const Item = { pk: { S: 'several' }, sk: { S: 'there' } }
    expect(answer).toMatchObject({ reasons: [{ Code: 'ConditionalCheckFailed', Item }] })
  })

  it('refuses a transaction that could never go through', async () => {
    await put(table, { pk: 'several', sk: 'twice', s: 'text' })
    const remove = { Delete: of('twice') }
    expect(await transact(remove, { Update: counted('twice') })).toEqual(invalid)
    expect(await transact()).toEqual(invalid)
    const many = Array.from({ length: 101 }, (_, place) => ({ Update: counted(`many-${place}`) }))
    expect(await transact(...many)).toEqual(invalid)
    expect(await transact(...many.slice(1))).toEqual({})
    const misfit = { Update: { ...counted('twice'), UpdateExpression: 'ADD s :one' } }
    const failing = { ConditionCheck: { ...of('nobody'), ...exists } }
    expect(await transact(failing, misfit)).toEqual(invalid)
    expect(await find({ pk: 'several', sk: 'twice' })).toMatchObject({ s: 'text' })
  })

  it('gets and writes by batches, none of which may name an item twice', async () => {
    const batch = (requests: object[]) =>
      outcomeOf(table, new BatchWriteCommand({ RequestItems: { [table.table]: requests } }))
    const get = (Keys: Record<string, string>[]) =>
      outcomeOf(
        table,
        new BatchGetCommand({ RequestItems: { [table.table]: { Keys, ConsistentRead: true } } }),
      )
    const keys = Array.from({ length: 26 }, (_, place) => ({ pk: 'batch', sk: String(place) }))
    const [first, second, third] = keys.map((Item) => ({ PutRequest: { Item } }))
    expect(await batch([first, second, third].filter((one) => one !== undefined))).toEqual({
      UnprocessedItems: {},
    })
    expect(await batch([{ DeleteRequest: { Key: keys[1] } }])).toEqual({ UnprocessedItems: {} })
    const found = await get(keys)
    expect(found).toEqual({
      Responses: { [table.table]: expect.arrayContaining([keys[0], keys[2]]) },
      UnprocessedKeys: {},
    })
    expect(found).toMatchObject({ Responses: { [table.table]: { length: 2 } } })
    expect(await get([...keys, { pk: 'batch', sk: '3' }])).toEqual(invalid)
    expect(await get([])).toEqual(invalid)
    expect(await batch(keys.map((Key) => ({ DeleteRequest: { Key } })))).toEqual(invalid)
    expect(await batch(keys.slice(0, 2).map(() => ({ PutRequest: { Item: keys[0] } })))).toEqual(invalid)
  })
})
