import type { TestProject } from 'vitest/node'
import { startDynamodb } from '../../infra/local/dynamodb.ts'

declare module 'vitest' {
  // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface can be added to
  export interface ProvidedContext {
    /** Null where tests run on a table in memory. */
    dynamodbUrl: string | null
  }
}

/** One DynamoDB Local in memory for the whole run; each test file makes a table of its own. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const dynamodb = await startDynamodb({ dataDir: null })
  project.provide('dynamodbUrl', dynamodb.url)
  return dynamodb.stop
}
