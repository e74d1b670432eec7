import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'
import fc from 'fast-check'

/** Part of an expression, and what it needs of values; each value is spelt `?` until all parts are together. */
type Part = { text: string; values: unknown[] }

/** An expression with a name for each of its values. */
const spell = (part: Part, prefix: string) => {
  let place = 0
  const text = part.text.replaceAll('?', () => `:${prefix}${place++}`)
  return {
    text,
    values: Object.fromEntries(part.values.map((value, index) => [`:${prefix}${index}`, value])),
  }
}

const text = fc.constantFrom('a', 'ab', 'b', 'é', '\uFFFD', '😀')
const number = fc.integer({ min: -2, max: 3 })
const scalar = fc.oneof(text, number, fc.boolean(), fc.constant(null))
const texts = fc.uniqueArray(text, { minLength: 1, maxLength: 3 }).map((members) => new Set(members))
const list = fc.array(scalar, { maxLength: 3 })
const map = fc.record({ x: number, y: fc.record({ z: text }) }, { requiredKeys: [] })
const values = { s: text, n: number, l: list, m: map, ss: texts }
const anyValue = fc.oneof(scalar, texts, list, map)

const attribute = fc.constantFrom('s', 'n', 'l', 'm', 'ss')
const place = fc.oneof(attribute, fc.constantFrom('m.x', 'm.y', 'm.y.z', 'l[0]', 'l[1]', 's.q', 'gone'))
const orderable = fc.oneof(text, number)
const part = (text: string, ...values: unknown[]): Part => ({ text, values })

const atom: fc.Arbitrary<Part> = fc.oneof(
  fc
    .tuple(place, fc.constantFrom('=', '<>'), anyValue)
    .map(([at, by, value]) => part(`${at} ${by} ?`, value)),
  fc
    .tuple(place, fc.constantFrom('<', '<=', '>', '>='), orderable)
    .map(([at, by, value]) => part(`${at} ${by} ?`, value)),
  fc.tuple(place, number, number).map(([at, one, other]) => {
    return part(`${at} BETWEEN ? AND ?`, Math.min(one, other), Math.max(one, other))
  }),
  fc.tuple(place, scalar, anyValue).map(([at, one, other]) => part(`${at} IN (?, ?)`, one, other)),
  fc
    .tuple(fc.constantFrom('attribute_exists', 'attribute_not_exists'), place)
    .map(([name, at]) => part(`${name}(${at})`)),
  fc
    .tuple(place, fc.constantFrom('S', 'N', 'L', 'M', 'SS', 'NULL', 'BOOL'))
    .map(([at, type]) => part(`attribute_type(${at}, ?)`, type)),
  fc.tuple(place, text).map(([at, value]) => part(`begins_with(${at}, ?)`, value)),
  fc.tuple(place, scalar).map(([at, value]) => part(`contains(${at}, ?)`, value)),
  fc
    .tuple(place, fc.constantFrom('=', '<>', '<', '>='), number)
    .map(([at, by, value]) => part(`size(${at}) ${by} ?`, value)),
)

const { condition } = fc.letrec<{ condition: Part; joined: Part }>((tie) => ({
  condition: fc.oneof({ depthSize: 'small' }, atom, tie('joined')),
  joined: fc
    .tuple(tie('condition'), fc.constantFrom('AND', 'OR', 'AND NOT', 'or not'), tie('condition'))
    .map(([left, by, right]) =>
      part(`(${left.text}) ${by} (${right.text})`, ...left.values, ...right.values),
    ),
}))

/** One change at one place; the key tells which places can be in one update together. */
const change = fc.oneof(
  fc
    .constantFrom('s', 'n', 'l', 'm', 'ss')
    .chain((name) => values[name].map((value) => ['SET', `${name} = ?`, value])),
  fc.tuple(place, anyValue).map(([at, value]) => ['SET', `${at} = ?`, value]),
  fc.tuple(attribute, number).map(([name, value]) => ['SET', `${name} = n + ?`, value]),
  fc.tuple(place, number).map(([at, value]) => ['SET', `n = if_not_exists(${at}, ?)`, value]),
  fc.tuple(fc.constantFrom('l', 'n'), list).map(([at, value]) => ['SET', `l = list_append(${at}, ?)`, value]),
  fc.constantFrom('l', 's', 'ss').map((at) => ['SET', `m.y = ${at}`]),
  fc.constantFrom('s', 'n', 'l[0]', 'm.x', 'm.y', 'm.y.z', 'ss', 'gone').map((at) => ['REMOVE', at]),
  fc.tuple(fc.constantFrom('n', 'm.x', 'gone', 's'), number).map(([at, value]) => ['ADD', `${at} ?`, value]),
  fc.tuple(fc.constantFrom('ss', 'gone', 's'), texts).map(([at, value]) => ['ADD', `${at} ?`, value]),
  fc.tuple(fc.constantFrom('ss', 'gone', 's'), texts).map(([at, value]) => ['DELETE', `${at} ?`, value]),
)

const update: fc.Arbitrary<Part> = fc.array(change, { minLength: 1, maxLength: 3 }).map((changes) => {
  const sections = ['SET', 'REMOVE', 'ADD', 'DELETE'].map((section) =>
    changes.filter(([of]) => of === section),
  )
  return part(
    sections
      .filter((some) => some.length > 0)
      .map((some) => `${some[0]?.[0]} ${some.map(([, what]) => what).join(', ')}`)
      .join(' '),
    ...sections.flat().flatMap(([, , ...values]) => values),
  )
})

const SORT_KEYS = ['a', 'b', 'c', 'é'] as const
const PARTITION_KEYS = ['1', '2'] as const
const attributes = fc.record(
  {
    ...values,
    gsi1pk: fc.constantFrom('g1', 'g2'),
    gsi1sk: fc.constantFrom('k1', 'k2'),
    gsi2pk: fc.constant('due'),
    gsi2sk: fc.constantFrom('2026-12-01', '2026-12-02'),
  },
  { requiredKeys: [] },
)

/** The keys of all items that the commands below are about: few, so that they meet one another. */
export const keysOfAll = PARTITION_KEYS.flatMap((pk) => SORT_KEYS.map((sk) => ({ pk, sk })))
const key = fc.constantFrom(...keysOfAll)

/** Any command on a few items of a table. */
export const commandsOn = (TableName: string): fc.Arbitrary<object> => {
  const item = fc.tuple(key, attributes).map(([own, some]) => ({ ...own, ...some }))
  const where = fc
    .tuple(fc.option(condition, { freq: 2 }), fc.constantFrom('NONE', 'ALL_OLD'))
    .map(([some, ReturnValuesOnConditionCheckFailure]) => {
      if (!some) return { values: {}, more: {} }
      const { text: ConditionExpression, values } = spell(some, 'c')
      return { values, more: { ConditionExpression, ReturnValuesOnConditionCheckFailure } as const }
    })
  const withValues = (values: Record<string, unknown>) =>
    Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}

  const putInput = fc
    .tuple(item, where)
    .map(([Item, { values, more }]) => ({ TableName, Item, ...more, ...withValues(values) }))
  const deleteInput = fc
    .tuple(key, where)
    .map(([Key, { values, more }]) => ({ TableName, Key, ...more, ...withValues(values) }))
  const updateInput = fc.tuple(key, update, where).map(([Key, some, { values, more }]) => {
    const spelt = spell(some, 'u')
    return {
      TableName,
      Key,
      UpdateExpression: spelt.text,
      ...more,
      ...withValues({ ...values, ...spelt.values }),
    }
  })
  const checkInput = fc.tuple(key, condition).map(([Key, some]) => {
    const spelt = spell(some, 'c')
    return { TableName, Key, ConditionExpression: spelt.text, ...withValues(spelt.values) }
  })
  const action = fc.oneof(
    putInput.map((Put) => ({ key: Put.Item, action: { Put } })),
    updateInput.map((Update) => ({ key: Update.Key, action: { Update } })),
    deleteInput.map((Delete) => ({ key: Delete.Key, action: { Delete } })),
    checkInput.map((ConditionCheck) => ({ key: ConditionCheck.Key, action: { ConditionCheck } })),
  )
  const transaction = fc.uniqueArray(action, {
    minLength: 1,
    maxLength: 4,
    selector: ({ key: { pk, sk } }) => `${pk} ${sk}`,
  })

  const range = fc.oneof(
    fc.constant(part('')),
    fc
      .tuple(fc.constantFrom('=', '<', '<=', '>', '>='), fc.constantFrom(...SORT_KEYS))
      .map(([by, value]) => part(` AND sk ${by} ?`, value)),
    fc.constantFrom(...SORT_KEYS).map((value) => part(' AND sk BETWEEN ? AND ?', 'a', value)),
    fc.constantFrom(...SORT_KEYS).map((value) => part(' AND begins_with(sk, ?)', value)),
  )
  const query = fc
    .tuple(
      fc.constantFrom(...PARTITION_KEYS),
      range,
      fc.option(condition),
      fc.boolean(),
      fc.option(fc.integer({ min: 1, max: 5 })),
    )
    .map(([pk, some, filter, ScanIndexForward, Limit]) => {
      const keys = spell(part(`pk = ?${some.text}`, pk, ...some.values), 'k')
      const filtered = filter && spell(filter, 'f')
      return new QueryCommand({
        TableName,
        KeyConditionExpression: keys.text,
        ScanIndexForward,
        ConsistentRead: true,
        ...(filtered ? { FilterExpression: filtered.text } : {}),
        // DynamoDB Local alone knows of some bounds that nothing can follow what it ends with.
        ...(Limit && !/[<>]=|BETWEEN/.test(some.text) ? { Limit } : {}),
        ...withValues({ ...keys.values, ...filtered?.values }),
      })
    })
  const indexQuery = fc.tuple(fc.constantFrom('gsi1', 'gsi2'), fc.constantFrom('g1', 'g2', 'due')).map(
    ([IndexName, partition]) =>
      new QueryCommand({
        TableName,
        IndexName,
        KeyConditionExpression: `${IndexName}pk = :p`,
        ExpressionAttributeValues: { ':p': partition },
      }),
  )
  const keys = fc.uniqueArray(key, { minLength: 1, maxLength: 4, selector: ({ pk, sk }) => `${pk} ${sk}` })

  const command = fc.oneof(
    { weight: 4, arbitrary: putInput.map((input) => new PutCommand({ ...input, ReturnValues: 'ALL_OLD' })) },
    {
      weight: 6,
      arbitrary: updateInput.map((input) => new UpdateCommand({ ...input, ReturnValues: 'ALL_NEW' })),
    },
    {
      weight: 1,
      arbitrary: deleteInput.map((input) => new DeleteCommand({ ...input, ReturnValues: 'ALL_OLD' })),
    },
    {
      weight: 5,
      arbitrary: transaction.map(
        (actions) => new TransactWriteCommand({ TransactItems: actions.map((one) => one.action) }),
      ),
    },
    { weight: 2, arbitrary: query },
    { weight: 2, arbitrary: indexQuery },
    { weight: 1, arbitrary: key.map((Key) => new GetCommand({ TableName, Key, ConsistentRead: true })) },
    {
      weight: 1,
      arbitrary: keys.map(
        (Keys) => new BatchGetCommand({ RequestItems: { [TableName]: { Keys, ConsistentRead: true } } }),
      ),
    },
    {
      weight: 1,
      arbitrary: keys.map(
        ([first, ...rest]) =>
          new BatchWriteCommand({
            RequestItems: {
              [TableName]: [
                { PutRequest: { Item: { ...first, n: 1 } } },
                ...rest.map((Key) => ({ DeleteRequest: { Key } })),
              ],
            },
          }),
      ),
    },
  ) // A command's own text is its client's machinery; a report of what failed shows what it asks for.
  return command.map((one) =>
    Object.assign(one, {
      [fc.toStringMethod]: () => `${one.constructor.name} ${fc.stringify(one.input)}`,
    }),
  )
}
