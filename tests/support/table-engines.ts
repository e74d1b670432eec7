import type { PutCommandInput } from '@aws-sdk/lib-dynamodb'
import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { inject } from 'vitest'
import { z } from 'zod'
import type { Table } from '../../functions/platform/dynamo/table.ts'
import { freshTable } from './table.ts'

/** What must behave alike: DynamoDB's own engine, and the table in memory that stands in for it. */
export const engines = [
  ['DynamoDB Local', () => freshTable(inject('dynamodbUrl'))],
  ['the table in memory', () => freshTable(null)],
] as const

export const put = ({ client, table }: Table, ...items: NonNullable<PutCommandInput['Item']>[]) =>
  Promise.all(items.map((Item) => client.send(new PutCommand({ TableName: table, Item }))))

const Answer = z.record(z.string(), z.unknown())

/** An item as it goes over the wire, in which a set is a list without an order. */
const Shown = z
  .record(z.string(), z.unknown())
  .transform((item): unknown =>
    JSON.parse(JSON.stringify(item), (name, value) =>
      Array.isArray(value) && (name === 'SS' || name === 'NS') ? value.toSorted() : value,
    ),
  )

const Refusal = z.object({
  name: z.string(),
  Item: Shown.optional(),
  CancellationReasons: z.array(z.object({ Code: z.string(), Item: Shown.optional() })).optional(),
})

/** What a command answers, or under which name and for which reasons it is refused. */
export const outcomeOf = async ({ client }: Table, command: unknown): Promise<Record<string, unknown>> => {
  try {
    const { $metadata, ConsumedCapacity, ...answer } = Answer.parse(await client.send(command))
    return answer
  } catch (error) {
    if (!(error instanceof Error && '$metadata' in error)) throw error
    const { name, Item, CancellationReasons } = Refusal.parse(error)
    return {
      refused: name,
      ...(Item === undefined ? {} : { shown: Item }),
      ...(CancellationReasons ? { reasons: CancellationReasons } : {}),
    }
  }
}
