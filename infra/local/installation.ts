import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { z } from 'zod'
import { connectBucket, connectStores } from '../../functions/entrypoints/wiring.ts'
import { type OpenTable, openTable, tableDefinition } from '../../functions/platform/dynamo/table.ts'
import type { Bucket } from '../../functions/platform/s3.ts'
import { tableName } from '../system.ts'
import { startAwsEmulator } from './aws-emulator.ts'
import { lockData } from './data-lock.ts'
import { ensureTable, startDynamodb } from './dynamodb.ts'
import { describeStores, setEnvironment } from './environment.ts'
import { findRunningMachine } from './machine-file.ts'

/** Where the machine keeps what lasts, from the folder a command is run in. */
export const DATA_DIR = '.muster'

const Env = z.object({
  TABLE_NAME: z.string().min(1),
  PACK_BUCKET: z.string().min(1),
  S3_PATH_STYLE: z.string().optional(),
  CLOCK_FILE: z.string().optional(),
})

/** An installation's stores, as a command of its operator reaches them. */
export type Installation = {
  env: z.infer<typeof Env>
  stores: ReturnType<typeof connectStores> & ReturnType<typeof connectBucket>
  /** The table and the bucket themselves, for what moves a whole partnership. */
  table: OpenTable
  bucket: Bucket
  stop: () => Promise<void>
}

/**
 * Opens the installation that TABLE_NAME and PACK_BUCKET name; else the machine that runs on the data
 * folder; else the data folder's own stores, which are started for this command alone.
 *
 * @throws Error of one sentence when only one of the two is named, or another command holds the data.
 */
export const openInstallation = async (dataDir: string = DATA_DIR): Promise<Installation> => {
  const { TABLE_NAME, PACK_BUCKET } = process.env
  if (TABLE_NAME && PACK_BUCKET) return connect(async () => {})
  if (TABLE_NAME || PACK_BUCKET) {
    throw new Error(
      `${TABLE_NAME ? 'PACK_BUCKET' : 'TABLE_NAME'} is not set: name the installation's table and its bucket, or neither for the one on this machine.`,
    )
  }
  const running = await findRunningMachine(dataDir)
  if (running) {
    const restore = setEnvironment(running.env)
    return connect(async () => restore())
  }
  return await startStores(dataDir)
}

const connect = (stop: () => Promise<void>): Installation => {
  const env = Env.parse(process.env)
  const table = openTable(env.TABLE_NAME)
  return {
    env,
    stores: { ...connectStores(env), ...connectBucket(env) },
    table,
    bucket: { name: env.PACK_BUCKET, pathStyle: env.S3_PATH_STYLE === 'true' },
    stop: async () => {
      table.client.destroy()
      await stop()
    },
  }
}

const startStores = async (dataDir: string): Promise<Installation> => {
  const stops: (() => unknown)[] = [await lockData(dataDir)]
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) await end()
  }
  try {
    const dynamodb = await startDynamodb({ dataDir: join(dataDir, 'dynamodb') })
    stops.push(dynamodb.stop)
    const aws = await startAwsEmulator({ dataDir: join(dataDir, 'aws') })
    stops.push(aws.stop)
    const clockFile = join(dataDir, 'clock.json')
    stops.push(
      setEnvironment({
        ...describeStores({ dynamodb, aws, tableName }),
        ...(existsSync(clockFile) ? { CLOCK_FILE: clockFile } : {}),
      }),
    )
    const client = new DynamoDBClient({})
    try {
      await ensureTable(client, tableDefinition(tableName))
    } finally {
      client.destroy()
    }
    return connect(stop)
  } catch (error) {
    await stop()
    throw error
  }
}
