import { type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { V3DocumentClient } from 'electrodb'

/** The table the entities live in: where it is and how ElectroDB reaches it. */
export type Table = {
  client: V3DocumentClient
  table: string
  /** How what met another transaction waits before it is repeated; by the machine's clock unless given. */
  pause?: (milliseconds: number) => Promise<void>
}

/** A table that the SDK's own commands reach as well. */
export type OpenTable = { client: DynamoDBClient; table: string }

/** Opens the table by its name; the region and, on one machine, the endpoint come from the SDK's own settings. */
export const openTable = (name: string): OpenTable => ({ client: new DynamoDBClient({}), table: name })

/** The table's indexes, as CDK and the local engine both create them. */
export const tableShape = {
  partitionKey: 'pk',
  sortKey: 'sk',
  timeToLive: 'expires',
  indexes: [
    /** What belongs to one cycle: requests and messages by person. Also people by address. */
    { name: 'gsi1', partitionKey: 'gsi1pk', sortKey: 'gsi1sk' },
    /** What is due or stuck, by the instant at which somebody must look at it. Sparse. */
    { name: 'gsi2', partitionKey: 'gsi2pk', sortKey: 'gsi2sk' },
  ],
} as const

/** CreateTable's input for `tableShape`, for DynamoDB Local and the tests. */
export const tableDefinition = (name: string): CreateTableCommandInput => ({
  TableName: name,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    tableShape.partitionKey,
    tableShape.sortKey,
    ...tableShape.indexes.flatMap((index) => [index.partitionKey, index.sortKey]),
  ].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
  KeySchema: [
    { AttributeName: tableShape.partitionKey, KeyType: 'HASH' },
    { AttributeName: tableShape.sortKey, KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: tableShape.indexes.map((index) => ({
    IndexName: index.name,
    KeySchema: [
      { AttributeName: index.partitionKey, KeyType: 'HASH' },
      { AttributeName: index.sortKey, KeyType: 'RANGE' },
    ],
    Projection: { ProjectionType: 'ALL' },
  })),
})
