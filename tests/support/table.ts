import { randomUUID } from 'node:crypto'
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { inject } from 'vitest'
import { createAccessRepository } from '../../functions/platform/dynamo/access-repository.ts'
import { createListDue } from '../../functions/platform/dynamo/attention-repository.ts'
import { createAuditTrail } from '../../functions/platform/dynamo/audit-repository.ts'
import { createCycleRepository } from '../../functions/platform/dynamo/cycle-repository.ts'
import { entitiesOf } from '../../functions/platform/dynamo/entities.ts'
import { createFormRepository } from '../../functions/platform/dynamo/form-repository.ts'
import { createMessageRepository } from '../../functions/platform/dynamo/message-repository.ts'
import { createPackRepository } from '../../functions/platform/dynamo/pack-repository.ts'
import { createPlanRepository } from '../../functions/platform/dynamo/plan-repository.ts'
import { tableDefinition } from '../../functions/platform/dynamo/table.ts'

const connectTestClient = (endpoint: string): DynamoDBClient =>
  new DynamoDBClient({
    endpoint,
    region: 'eu-west-2',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })

/** A fresh table on the run's DynamoDB Local, and the stores on it. */
export const openTestTable = async () => {
  const client = connectTestClient(inject('dynamodbUrl'))
  const table = `test-${randomUUID()}`
  await client.send(new CreateTableCommand(tableDefinition(table)))
  return { client, table, ...connectTestStores(client, table) }
}

/** The stores on a table that is there. */
const connectTestStores = (client: DynamoDBClient, table: string) => {
  const entities = entitiesOf({ client, table })
  const plans = createPlanRepository(entities)
  const cycles = createCycleRepository(entities)
  const access = createAccessRepository(entities)
  return {
    entities,
    plans,
    directory: plans,
    writer: plans,
    cycles,
    updates: cycles,
    forms: createFormRepository(entities),
    messages: createMessageRepository(entities),
    packs: createPackRepository(entities),
    audit: createAuditTrail(entities),
    listDue: createListDue(entities),
    links: access,
    sessions: access,
    signIns: access,
  }
}
