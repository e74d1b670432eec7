import { createHash, randomUUID } from 'node:crypto'
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { inject } from 'vitest'
import { createStores } from '../../functions/entrypoints/wiring.ts'
import type { PlanKey } from '../../functions/plan/plan.ts'
import type { ImportFiles } from '../../functions/plan/ports.ts'
import { entitiesOf } from '../../functions/platform/dynamo/entities.ts'
import { type OpenTable, type Table, tableDefinition } from '../../functions/platform/dynamo/table.ts'
import { createMemoryTable } from '../simulation/memory-table.ts'
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

/** @param endpoint of DynamoDB Local; null makes the table in memory. */
export const freshTable = async (endpoint: string | null): Promise<Table> => {
  const table = `test-${randomUUID()}`
  if (endpoint === null) return { client: createMemoryTable(tableDefinition(table)).asClient(), table }
  const client = new DynamoDBClient({
    endpoint,
    region: 'eu-west-2',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })
  await client.send(new CreateTableCommand(tableDefinition(table)))
  return { client, table }
}

/** The table for whoever speaks to DynamoDB itself. */
export const engineOf = ({ client, table }: Table): OpenTable => {
  if (!(client instanceof DynamoDBClient)) throw new Error('only DynamoDB itself can do what is asked here')
  return { client, table }
}

/** A fresh table on the run's DynamoDB Local, or in memory where the run has none, and the stores on it. */
export const openTestTable = async () => {
  const where = await freshTable(inject('dynamodbUrl'))
  const entities = entitiesOf(where)
  return {
    where,
    entities,
    ...createStores(where, entities),
    importFiles: createFileStore(),
    evidence: noEvidence,
  }
}
