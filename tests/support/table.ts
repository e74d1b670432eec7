import { createHash, randomUUID } from 'node:crypto'
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { inject } from 'vitest'
import { createStores } from '../../functions/entrypoints/wiring.ts'
import type { PlanKey } from '../../functions/plan/plan.ts'
import type { ImportFiles } from '../../functions/plan/ports.ts'
import { entitiesOf } from '../../functions/platform/dynamo/entities.ts'
import { tableDefinition } from '../../functions/platform/dynamo/table.ts'
import { noEvidence } from './no-evidence.ts'

/** The bucket's files, in memory. */
const createFileStore = (): ImportFiles => {
  const files = new Map<string, Uint8Array>()
  const keyOf = ({ partnershipId, planId }: PlanKey, sha256: string) => `${partnershipId} ${planId} ${sha256}`
  return {
    saveImportFile: async (plan, bytes) => {
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      files.set(keyOf(plan, sha256), bytes)
      return sha256
    },
    loadImportFile: async (plan, sha256) => files.get(keyOf(plan, sha256)) ?? null,
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
    where: { client, table },
    entities: entitiesOf({ client, table }),
    ...createStores({ client, table }),
    importFiles: createFileStore(),
    evidence: noEvidence,
  }
}
