import { BatchWriteCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import fc from 'fast-check'
import { expect, inject, it } from 'vitest'
import { z } from 'zod'
import { tableDefinition } from '../../functions/platform/dynamo/table.ts'
import { createMemoryTable } from '../simulation/memory-table.ts'
import { freshTable } from '../support/table.ts'
import { commandsOn, keysOfAll } from '../support/table-commands.ts'
import { outcomeOf } from '../support/table-engines.ts'

const Key = z.object({ pk: z.string(), sk: z.string() })

/** Neither a batch's items nor those of one place in an index have an order. */
const unordered = (items: unknown) =>
  Key.loose()
    .array()
    .parse(items)
    .toSorted((one, other) => `${one.pk} ${one.sk}`.localeCompare(`${other.pk} ${other.sk}`))

const comparable = (command: object, answer: Record<string, unknown>) => {
  if (command instanceof QueryCommand && command.input.IndexName) {
    return { ...answer, Items: unordered(answer['Items']) }
  }
  return 'Responses' in answer ? Object.values(Object(answer['Responses'])).map(unordered) : answer
}

it('answers whatever it is asked as DynamoDB Local does, and holds the same in the end', async () => {
  const engine = await freshTable(inject('dynamodbUrl'))
  const memory = createMemoryTable(tableDefinition(engine.table))
  const tables = [engine, { client: memory.asClient(), table: engine.table }]
  const deleteAll = keysOfAll.map((Key) => ({ DeleteRequest: { Key } }))
  const readAll = ['1', '2'].map(
    (pk) =>
      new QueryCommand({
        TableName: engine.table,
        KeyConditionExpression: 'pk = :p',
        ExpressionAttributeValues: { ':p': pk },
        ConsistentRead: true,
      }),
  )
  const check = async (command: object) => {
    const [real, ours] = await Promise.all(tables.map((table) => outcomeOf(table, command)))
    expect(comparable(command, ours ?? {}), JSON.stringify(Object(command).input)).toEqual(
      comparable(command, real ?? {}),
    )
  }
  await fc.assert(
    fc.asyncProperty(
      fc.array(commandsOn(engine.table), { minLength: 20, maxLength: 40, size: 'max' }),
      async (commands) => {
        await check(new BatchWriteCommand({ RequestItems: { [engine.table]: deleteAll } }))
        for (const command of [...commands, ...readAll]) await check(command)
      },
    ),
    { numRuns: 25, endOnFailure: true },
  )
})
