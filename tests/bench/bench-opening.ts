import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { z } from 'zod'
import { createStores } from '../../functions/entrypoints/wiring.ts'
import { entitiesOf } from '../../functions/platform/dynamo/entities.ts'
import { tableDefinition } from '../../functions/platform/dynamo/table.ts'
import { ensureTable, startDynamodb } from '../../infra/local/dynamodb.ts'
import { writeInventedPlan } from '../support/invented-plan.ts'

const MEASURE = fileURLToPath(new URL('measure-opening.ts', import.meta.url))
const TABLE = 'bench'
const CYCLE = '2026-12'
/** Leads, and how many plans of so many are opened; the median counts. */
const SIZES = [
  { leads: 100, plans: 5 },
  { leads: 1_000, plans: 3 },
  { leads: 10_000, plans: 1 },
]
/** Of the plan whose opening is killed half way. */
const KILLED_LEADS = 1_000
/** Opened before each, so that process and table are warm. */
const WARM_UP_LEADS = 100
/** The heap a process may have, in megabytes: much less than what a plan of 10,000 leads holds. */
const HEAP = 192
/** Time and write units a lead, of the largest plan to the smallest. */
const WANTED = 1.3

/** Milliseconds, units of the table as DynamoDB Local counts them, and bytes. */
const Opened = z.object({
  milliseconds: z.number(),
  /** Milliseconds of one bare write, between the batches of the same opening. */
  peer: z.number(),
  /** Of the opening process alone, whatever else the machine does. */
  processor: z.number(),
  read: z.number(),
  write: z.number(),
  queued: z.number(),
  memory: z.number(),
})
type Opened = z.infer<typeof Opened>
type Row = Opened & { leads: number }
type Killed = { leads: number; askedWhenKilled: number; milliseconds: number }

/** A month opened for 100 to 10,000 leads of three actions each, and one killed half way and opened again. */
export const benchOpening = async (
  say: (line: string) => void,
): Promise<{
  rows: Row[]
  time: number
  processor: number
  write: number
  killed: Killed
  wanted: number
}> => {
  const dynamodb = await startDynamodb({ dataDir: null })
  const client = new DynamoDBClient({
    endpoint: dynamodb.url,
    region: 'eu-west-2',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })
  const where = { client, table: TABLE }
  const stores = { ...createStores(where), entities: entitiesOf(where) }

  const start = (partnerships: string[]) => {
    const args = [`--max-old-space-size=${HEAP}`, MEASURE, dynamodb.url, TABLE, ...partnerships]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
    return { child, ended: once(child, 'exit').then(() => output) }
  }
  const plant = async (partnershipId: string, leads: number) => {
    await writeInventedPlan({ partnershipId, planId: 'plan' }, { leads, alone: 2 }, stores)
    return partnershipId
  }
  const open = async (partnershipId: string): Promise<Opened> => {
    const warmUp = await plant(`${partnershipId}-warm-up`, WARM_UP_LEADS)
    return Opened.parse(JSON.parse(await start([warmUp, partnershipId]).ended))
  }
  /** @throws Error unless each lead has one request and one mail */
  const check = async (partnershipId: string, leads: number) => {
    const cycle = { partnershipId, planId: 'plan', cycleId: CYCLE }
    const found = await stores.cycles.findCycle(cycle)
    const requests = await stores.cycles.listRequests(cycle)
    const messages = await stores.cycles.listMessages(cycle)
    const counts = [found?.leadsAsked, requests.length, messages.length]
    if (found?.state !== 'open' || counts.some((count) => count !== leads)) {
      throw new Error(`${counts.join(', ')} leads, requests and mails instead of ${leads}`)
    }
  }

  /** Kills the opening with SIGKILL when half of the leads are asked, and opens it again. */
  const killAndRepeat = async (leads: number): Promise<Killed> => {
    const partnershipId = await plant('killed', leads)
    const cycle = { partnershipId, planId: 'plan', cycleId: CYCLE }
    const { child, ended } = start([partnershipId])
    const asked = async () => (await stores.cycles.findCycle(cycle))?.leadsAsked ?? 0
    while ((await asked()) < leads / 2) await sleep(20)
    child.kill('SIGKILL')
    await ended
    const askedWhenKilled = await asked()
    const { milliseconds } = Opened.parse(JSON.parse(await start([partnershipId]).ended))
    await check(partnershipId, leads)
    return { leads, askedWhenKilled, milliseconds }
  }

  try {
    await ensureTable(client, tableDefinition(TABLE))
    say('opening: a month opened for so many leads of three actions each')
    say(' leads      time   a lead   in bare writes   processor a lead   write units a lead   read   memory')
    const rows: Row[] = []
    for (const { leads, plans } of SIZES) {
      const opened: Opened[] = []
      for (let plan = 0; plan < plans; plan += 1) {
        const partnershipId = await plant(`bench-${leads}-${plan}`, leads)
        opened.push(await open(partnershipId))
        await check(partnershipId, leads)
      }
      const [middle] = opened.toSorted((a, b) => a.milliseconds - b.milliseconds).slice(Math.floor(plans / 2))
      if (!middle) continue
      const row = { leads, ...middle, memory: Math.max(...opened.map(({ memory }) => memory)) }
      rows.push(row)
      say(describe(row))
    }
    const time = ratioOf(rows, ({ milliseconds, peer }) => milliseconds / peer)
    const processor = ratioOf(rows, (row) => row.processor)
    const write = ratioOf(rows, (row) => row.write)
    say(
      `  a lead, of the most leads to the fewest: time in bare writes ${time.toFixed(2)}, processor ${processor.toFixed(2)}, write units ${write.toFixed(2)}; wanted: ${WANTED} at most`,
    )
    const killed = await killAndRepeat(KILLED_LEADS)
    say(
      `  killed at ${killed.askedWhenKilled} of ${killed.leads} leads, the rest took ${(killed.milliseconds / 1_000).toFixed(1)} s, and each lead has one request and one mail`,
    )
    return { rows, time, processor, write, killed, wanted: WANTED }
  } finally {
    client.destroy()
    await dynamodb.stop()
  }
}

const ratioOf = (rows: Row[], of: (row: Row) => number): number => {
  const [first, last] = [rows[0], rows.at(-1)]
  return first && last ? of(last) / last.leads / (of(first) / first.leads) : Number.NaN
}

const describe = (row: Row): string =>
  [
    String(row.leads).padStart(6),
    `${(row.milliseconds / 1_000).toFixed(1)} s`.padStart(10),
    `${(row.milliseconds / row.leads).toFixed(2)} ms`.padStart(9),
    (row.milliseconds / row.leads / row.peer).toFixed(1).padStart(17),
    `${(row.processor / row.leads).toFixed(2)} ms`.padStart(19),
    (row.write / row.leads).toFixed(2).padStart(21),
    (row.read / row.leads).toFixed(2).padStart(7),
    `${(row.memory / 1_048_576).toFixed(0)} MB`.padStart(9),
  ].join('')
