import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Table } from '../../functions/platform/dynamo/table.ts'
import { engines, outcomeOf, put } from '../support/table-engines.ts'

const key = { pk: 'one', sk: 'item' }
const item = {
  ...key,
  s: 'é𝒳',
  n: 5,
  b: true,
  l: [1, 'a'],
  m: { x: { y: 1 } },
  ss: new Set(['a', 'b']),
  ns: new Set([1, 2]),
  nul: null,
}

type Verdict = 'holds' | 'fails' | 'is refused'
type Case = [expression: string, values: Record<string, unknown> | null, verdict: Verdict]

const one = { ':v': 1 }
const cases: Case[] = [
  // What is not there is equal to nothing, and different from everything.
  ['gone = :v', one, 'fails'],
  ['gone <> :v', one, 'holds'],
  ['gone = gone2', null, 'fails'],
  ['gone <> gone2', null, 'holds'],
  ['gone < :v', one, 'fails'],
  ['gone BETWEEN :v AND :w', { ':v': 1, ':w': 2 }, 'fails'],
  ['gone IN (:v, gone2)', one, 'fails'],
  ['contains(gone, :v)', one, 'fails'],
  ['begins_with(s, gone)', null, 'fails'],
  ['attribute_type(gone, :v)', { ':v': 'S' }, 'fails'],
  ['size(gone) = :v', one, 'fails'],
  ['size(gone) <> :v', one, 'holds'],
  ['m.gone = :v', one, 'fails'],
  ['NOT gone = :v', one, 'holds'],
  ['NOT gone < :v', one, 'holds'],
  // Equality
  ['n = :v', { ':v': 5 }, 'holds'],
  ['n = :v', { ':v': '5' }, 'fails'],
  ['n <> :v', { ':v': '5' }, 'holds'],
  [':v = n', { ':v': 5 }, 'holds'],
  [':v = :w', { ':v': 5, ':w': 5 }, 'holds'],
  ['nul = :v', { ':v': null }, 'holds'],
  ['l = :v', { ':v': [1, 'a'] }, 'holds'],
  ['l = :v', { ':v': ['a', 1] }, 'fails'],
  ['m = :v', { ':v': { x: { y: 1 } } }, 'holds'],
  ['m = :v', { ':v': { x: { y: 1, z: 1 } } }, 'fails'],
  ['ss = :v', { ':v': new Set(['b', 'a']) }, 'holds'],
  ['ss = :v', { ':v': new Set(['b']) }, 'fails'],
  ['ss = :v', { ':v': new Set(['a', 'b', 'c']) }, 'fails'],
  ['ss IN (:v)', { ':v': new Set(['a', 'c']) }, 'fails'],
  ['l = :v', { ':v': new Set([1]) }, 'fails'],
  // Order
  ['n < :v', { ':v': 6 }, 'holds'],
  ['n <= :v', { ':v': 5 }, 'holds'],
  ['n > :v', { ':v': 5 }, 'fails'],
  ['n >= :v', { ':v': 5 }, 'holds'],
  ['n < :v', { ':v': 'a' }, 'fails'],
  ['b < :v', one, 'fails'],
  ['m < :v', one, 'fails'],
  ['s < :v', { ':v': '\uFFFD' }, 'holds'],
  [':v > :w', { ':v': '😀', ':w': '\uFFFD' }, 'holds'],
  ['n < :v', { ':v': true }, 'is refused'],
  ['n < :v', { ':v': [1] }, 'is refused'],
  ['gone = :w OR n < :v', { ':v': true, ':w': 1 }, 'is refused'],
  ['n BETWEEN :v AND :w', { ':v': 5, ':w': 5 }, 'holds'],
  ['n BETWEEN :v AND :w', { ':v': 6, ':w': 9 }, 'fails'],
  ['n BETWEEN :v AND :w', { ':v': 9, ':w': 1 }, 'is refused'],
  ['n BETWEEN :v AND :w', { ':v': 'a', ':w': 1 }, 'is refused'],
  ['n BETWEEN :v AND gone', one, 'fails'],
  ['n IN (:v, :w)', { ':v': 1, ':w': 5 }, 'holds'],
  ['n IN (:v)', one, 'fails'],
  ['n IN ()', null, 'is refused'],
  // Functions
  ['attribute_exists(m.x.y) AND attribute_not_exists(m.x.z)', null, 'holds'],
  ['attribute_exists(nul)', null, 'holds'],
  ['attribute_exists(l[1]) AND NOT attribute_exists(l[2])', null, 'holds'],
  ['attribute_exists(s.q)', null, 'fails'],
  ['attribute_exists(:v)', one, 'is refused'],
  ['attribute_type(ss, :v)', { ':v': 'SS' }, 'holds'],
  ['attribute_type(ns, :v)', { ':v': 'NS' }, 'holds'],
  ['attribute_type(nul, :v)', { ':v': 'NULL' }, 'holds'],
  ['attribute_type(m, :v)', { ':v': 'L' }, 'fails'],
  ['attribute_type(s, :v)', { ':v': 'X' }, 'is refused'],
  ['attribute_type(s, :v)', one, 'is refused'],
  ['begins_with(s, :v)', { ':v': 'é' }, 'holds'],
  ['begins_with(n, :v)', { ':v': '5' }, 'fails'],
  ['begins_with(s, n)', null, 'fails'],
  ['begins_with(s, :v)', one, 'is refused'],
  ['contains(s, :v)', { ':v': '𝒳' }, 'holds'],
  ['contains(s, :v)', one, 'fails'],
  ['contains(l, :v)', { ':v': 'a' }, 'holds'],
  ['contains(l, :v)', { ':v': [1] }, 'fails'],
  ['contains(ss, :v)', { ':v': 'a' }, 'holds'],
  ['contains(ss, :v)', { ':v': new Set(['a']) }, 'fails'],
  ['contains(ns, :v)', { ':v': '1' }, 'fails'],
  ['contains(:v, n)', { ':v': [5] }, 'holds'],
  ['size(s) = :v', { ':v': 3 }, 'holds'],
  ['size(ss) = size(l)', null, 'holds'],
  ['size(m) = :v', one, 'holds'],
  ['size(n) = :v', one, 'fails'],
  ['size(s)', null, 'is refused'],
  ['Attribute_exists(n)', null, 'is refused'],
  // What binds how
  ['attribute_exists(n) OR attribute_exists(q) AND attribute_exists(z)', null, 'holds'],
  ['(attribute_exists(n) OR attribute_exists(q)) AND attribute_exists(z)', null, 'fails'],
  ['NOT attribute_exists(n) OR attribute_exists(s)', null, 'holds'],
  ['NOT (attribute_exists(n) OR attribute_exists(s))', null, 'fails'],
  ['NOT NOT attribute_exists(n)', null, 'holds'],
  ['n between :v and :w and not b = :x', { ':v': 1, ':w': 9, ':x': false }, 'holds'],
  ['n=:v and (b) = :w', { ':v': 5, ':w': true }, 'holds'],
  ['((n = :v) AND (b = :w))', { ':v': 5, ':w': true }, 'holds'],
  ['((n = :v))', { ':v': 5 }, 'is refused'],
  ['NOT ((n = :v))', { ':v': 5 }, 'is refused'],
  // What cannot be read
  ['n = n', null, 'is refused'],
  ['begins_with(s, s)', null, 'is refused'],
  ['n = :v', null, 'is refused'],
  ['n = :v', { ':v': 5, ':w': 1 }, 'is refused'],
  ['n = :v extra', { ':v': 5 }, 'is refused'],
  ['n', null, 'is refused'],
  ['n =', null, 'is refused'],
  ['', null, 'is refused'],
  ['n = :v AND', { ':v': 5 }, 'is refused'],
  ['n ! :v', { ':v': 5 }, 'is refused'],
]

const verdicts: Record<Verdict, Record<string, unknown>> = {
  holds: {},
  fails: { refused: 'ConditionalCheckFailedException' },
  'is refused': { refused: 'ValidationException' },
}

describe.each(engines)('a condition on %s', (_, open) => {
  let table: Table
  beforeAll(async () => {
    table = await open()
    await put(table, item)
  })
  const where = (expression: string, more: object = {}) => ({
    TableName: table.table,
    Key: key,
    ConditionExpression: expression,
    ...more,
  })

  it.each(cases)('“%s” with %o %s', async (expression, values, verdict) => {
    const command = new UpdateCommand(where(expression, values ? { ExpressionAttributeValues: values } : {}))
    expect(await outcomeOf(table, command)).toEqual(verdicts[verdict])
  })

  it('knows attributes by placeholders, each of which must be defined and used', async () => {
    const verdict = (names: Record<string, string>) =>
      outcomeOf(
        table,
        new UpdateCommand(
          where('#a.#b.y = l[0] OR attribute_exists(#a)', { ExpressionAttributeNames: names }),
        ),
      )
    expect(await verdict({ '#a': 'm', '#b': 'x' })).toEqual({})
    expect(await verdict({ '#a': 'm.x', '#b': 'x' })).toEqual(verdicts.fails)
    expect(await verdict({ '#a': 'm' })).toEqual(verdicts['is refused'])
    expect(await verdict({ '#a': 'm', '#b': 'x', '#c': 'y' })).toEqual(verdicts['is refused'])
  })

  it('shows what stands there, as it goes over the wire, where a refused write asks for it', async () => {
    const shown = {
      refused: 'ConditionalCheckFailedException',
      shown: {
        pk: { S: 'one' },
        sk: { S: 'item' },
        s: { S: 'é𝒳' },
        n: { N: '5' },
        b: { BOOL: true },
        l: { L: [{ N: '1' }, { S: 'a' }] },
        m: { M: { x: { M: { y: { N: '1' } } } } },
        ss: { SS: ['a', 'b'] },
        ns: { NS: ['1', '2'] },
        nul: { NULL: true },
      },
    }
    const ask = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const
    const never = where('attribute_not_exists(pk)', ask)
    expect(await outcomeOf(table, new UpdateCommand(never))).toEqual(shown)
    expect(await outcomeOf(table, new DeleteCommand(never))).toEqual(shown)
    const { Key, ...rest } = never
    expect(await outcomeOf(table, new PutCommand({ ...rest, Item: Key }))).toEqual(shown)
    const absent = { ...where('attribute_exists(pk)', ask), Key: { pk: 'one', sk: 'none' } }
    expect(await outcomeOf(table, new DeleteCommand(absent))).toEqual(verdicts.fails)
  })
})
