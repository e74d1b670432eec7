import { randomUUID } from 'node:crypto'
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { inject } from 'vitest'
import { createStores } from '../../functions/entrypoints/wiring.ts'
import type { PlanKey } from '../../functions/plan/plan.ts'
import { entitiesOf } from '../../functions/platform/dynamo/entities.ts'
import { tableDefinition } from '../../functions/platform/dynamo/table.ts'

/** The bucket's files, in memory. */
export const createFileStore = () => {
  const files = new Map<string, Uint8Array>()
  return {
    saveImportFile: async ({ partnershipId, planId }: PlanKey, sha256: string, bytes: Uint8Array) => {
      const key = `imports/${partnershipId}/${planId}/${sha256}`
      files.set(key, bytes)
      return key
    },
    loadImportFile: async (key: string) => files.get(key) ?? null,
  }
}

/** A fresh table on the run's DynamoDB Local, and the stores on it. */
export const openTestTable = async () => {
  const client = new DynamoDBClient({
    endpoint: inject('dynamodbUrl'),
    region: 'eu-west-2',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })
  const table = `test-${randomUUID()}`
  await client.send(new CreateTableCommand(tableDefinition(table)))
  return {
    entities: entitiesOf({ client, table }),
    ...createStores({ client, table }),
    importFiles: createFileStore(),
  }
}
