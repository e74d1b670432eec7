import { ScanCommand } from '@aws-sdk/client-dynamodb'
import {
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { tableDefinition } from '../../functions/platform/dynamo/table.ts'
import { createMemoryTable } from './memory-table.ts'

const TableName = 'muster'
const open = () => createMemoryTable(tableDefinition(TableName))
const Page = z.object({ Items: z.array(z.object({ n: z.number() })) })

describe('the table in memory', () => {
  const dueQuery = new QueryCommand({
    TableName,
    IndexName: 'gsi2',
    KeyConditionExpression: 'gsi2pk = :due',
    ExpressionAttributeValues: { ':due': 'due' },
  })
  const item = (sk: string, n: number, gsi2sk?: string) =>
    new PutCommand({ TableName, Item: { pk: 'p', sk, n, ...(gsi2sk ? { gsi2pk: 'due', gsi2sk } : {}) } })
  const dueIn = (table: ReturnType<typeof open>, indexLag: number) =>
    Page.parse(table.apply(dueQuery, { indexLag })).Items.map(({ n }) => n)

  it('shows an index as it was some item writes ago, and the table as it is', () => {
    const table = open()
    table.apply(item('a', 1, '2026-12-01'))
    table.apply(item('b', 2, '2026-12-02'))
    table.apply(item('a', 3, '2026-12-03'))
    table.apply(item('b', 4))
    table.apply(new DeleteCommand({ TableName, Key: { pk: 'p', sk: 'a' } }))
    expect([0, 1, 2, 3, 4, 5, 6].map((lag) => dueIn(table, lag))).toEqual([
      [],
      [3],
      [2, 3],
      [1, 2],
      [1],
      [],
      [],
    ])
    const get = new GetCommand({ TableName, Key: { pk: 'p', sk: 'b' } })
    expect(table.apply(get, { indexLag: 5 })).toEqual({ Item: { pk: 'p', sk: 'b', n: 4 } })
    expect(table.apply(get, { tableLag: 3 })).toEqual({
      Item: { pk: 'p', sk: 'b', n: 2, gsi2pk: 'due', gsi2sk: '2026-12-02' },
    })
    const consistent = new GetCommand({ ...get.input, ConsistentRead: true })
    expect(table.apply(consistent, { tableLag: 3 })).toMatchObject({ Item: { n: 4 } })
  })

  it('may show an index half of a transaction, and none of what was refused', () => {
    const table = open()
    const both = (n: number, ConditionExpression: string) =>
      new TransactWriteCommand({
        TransactItems: ['a', 'b'].map((sk) => ({
          Put: { ...item(sk, n, sk).input, ConditionExpression },
        })),
      })
    table.apply(both(1, 'attribute_not_exists(pk)'))
    expect(() => table.apply(both(2, 'attribute_not_exists(pk)'))).toThrow('ConditionalCheckFailed')
    expect(table.writes()).toBe(2)
    expect([dueIn(table, 0), dueIn(table, 1), dueIn(table, 2)]).toEqual([[1, 1], [1], []])
  })

  it('keeps the last 256 writes for late readers, and refuses later ones', () => {
    const table = open()
    for (let n = 1; n <= 300; n += 1) table.apply(item('a', n, '2026-12-01'))
    expect(dueIn(table, 256)).toEqual([44])
    expect(() => dueIn(table, 257)).toThrow(RangeError)
  })

  it('shares nothing with those who write or read', () => {
    const table = open()
    const mine = { list: [{ text: 'mine' }], set: new Set(['mine']) }
    const Key = { pk: 'p', sk: 's' }
    table.apply(new PutCommand({ TableName, Item: { ...Key, put: mine } }))
    table.apply(
      new UpdateCommand({
        TableName,
        Key,
        UpdateExpression: 'SET updated = :mine',
        ExpressionAttributeValues: { ':mine': mine },
      }),
    )
    const spoil = ({ list, set }: typeof mine) => {
      list.push({ text: 'spoilt' })
      Object.assign(list[0] ?? {}, { text: 'spoilt' })
      set.add('spoilt')
    }
    spoil(mine)
    const Read = z.object({
      Item: z.object({ put: z.custom<typeof mine>(), updated: z.custom<typeof mine>() }),
    })
    const { Item } = Read.parse(table.apply(new GetCommand({ TableName, Key })))
    spoil(Item.put)
    spoil(Item.updated)
    const clean = { list: [{ text: 'mine' }], set: new Set(['mine']) }
    expect(table.items()).toEqual([{ ...Key, put: clean, updated: clean }])
  })

  it('throws whatever it does not know', () => {
    const table = open()
    const key = { TableName, Key: { pk: 'p', sk: 's' } }
    const unknown: unknown[] = [
      new ScanCommand({ TableName }),
      new UpdateCommand({ ...key, ReturnValues: 'UPDATED_NEW' }),
      new PutCommand({ TableName, Item: key.Key, ReturnConsumedCapacity: 'TOTAL' }),
      new TransactWriteCommand({ TransactItems: [{ Delete: key }], ClientRequestToken: 'token' }),
      new QueryCommand({ ...dueQuery.input, Select: 'ALL_PROJECTED_ATTRIBUTES' }),
      'no command',
    ]
    for (const command of unknown) expect(() => table.apply(command)).toThrow('does not know')
    const values = [
      0.5 / 0,
      2 ** 60,
      new Date(0),
      new Set(),
      new Set(['a', 1]),
      [undefined],
      { a: undefined },
      1n,
    ]
    for (const value of values) {
      expect(() => table.apply(new PutCommand({ TableName, Item: { ...key.Key, value } }))).toThrow('stored')
    }
    const sum = new UpdateCommand({
      ...key,
      UpdateExpression: 'SET a = :v + :w',
      ExpressionAttributeValues: { ':v': 0.1, ':w': 0.2 },
    })
    expect(() => table.apply(sum)).toThrow('does not know arithmetic')
    expect(table.items()).toEqual([])
  })
})
