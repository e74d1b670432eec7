/**
 * `measure-opening.ts ENDPOINT TABLE PARTNERSHIP...`: opens the month of each partnership's plan, one after
 * another, or goes on with one that was killed, in a process of its own; says on standard output what the
 * last of them took: milliseconds, those of them on a processor, units of the table, the most memory the
 * process ever had, in bytes, and the milliseconds of one bare write by which the others may be judged.
 */
import { randomUUID } from 'node:crypto'
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { advance } from '../../functions/cycle/advance.ts'
import { createCalendar, holidaysOf } from '../../functions/cycle/calendar.ts'
import { createStores } from '../../functions/entrypoints/wiring.ts'
import { atOnce } from '../../functions/plan/at-once.ts'
import bankHolidays from '../../seeds/bank-holidays.json' with { type: 'json' }
import { countCalls, unitsOf } from '../support/count-calls.ts'

const PLANNED = '2026-11-20T10:00:00.000Z'
const OPENS = '2026-12-01T09:00:00.000Z'
const PEER_WRITES = 16
/** As long as Hull's asks are on average. */
const PEER_TEXT = 'x'.repeat(1_000)

const [endpoint = '', table = '', ...partnerships] = process.argv.slice(2)
const connect = () =>
  new DynamoDBClient({
    endpoint,
    region: 'eu-west-2',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })
const client = connect()
/** The peer's, whose calls are not counted. */
const bare = connect()
const takeCalls = countCalls(client)
const stores = createStores({ client, table })
let queued = 0
const deps = {
  ...stores,
  cycles: {
    ...stores.cycles,
    // The peer's turn comes between two batches, so that both meet the machine as it is at the time.
    openRequests: async (...step: Parameters<typeof stores.cycles.openRequests>) => {
      const isDone = await stores.cycles.openRequests(...step)
      await writePeers(PEER_WRITES)
      return isDone
    },
  },
  queue: {
    enqueueMessage: async () => {
      queued += 1
    },
  },
  packQueue: { enqueuePack: async () => {} },
  scheduler: { arm: async () => {} },
  onNothingSent: () => {},
  snapshots: { saveSnapshot: async () => ({ key: '', sha256: '' }), loadSnapshot: async () => null },
  importFiles: { loadImportFile: async () => null },
  calendarOf: () =>
    createCalendar({ timeZone: 'Europe/London', holidays: holidaysOf(bankHolidays, 'england-and-wales') }),
}

const count = (before: { read: number; write: number }) => {
  const { read, write } = unitsOf(takeCalls())
  return { read: before.read + read, write: before.write + write }
}

/** What the opening itself has not spent. */
let peer = { writes: 0, milliseconds: 0, processor: 0 }

/** So many bare writes of an ask's size, as many at a time as the opening's, each on condition that it is absent. */
const writePeers = async (asks: number): Promise<void> => {
  const from = performance.now()
  const before = process.cpuUsage()
  const pk = randomUUID()
  await atOnce(8, [...Array(asks).keys()], async (index) => {
    await bare.send(
      new PutItemCommand({
        TableName: table,
        Item: { pk: { S: `peer ${pk} ${index}` }, sk: { S: 'peer' }, text: { S: PEER_TEXT } },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    )
  })
  peer = {
    writes: peer.writes + asks,
    milliseconds: peer.milliseconds + performance.now() - from,
    processor: peer.processor + processorSince(before),
  }
}
const processorSince = (before: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}

let spent = { milliseconds: 0, processor: 0 }
let units = { read: 0, write: 0 }
for (const partnershipId of partnerships) {
  const key = { partnershipId, planId: 'plan' }
  // One that was killed is gone on with, and its time counts.
  if (!(await stores.plans.findPlan(key))?.currentCycleId) await advance(key, PLANNED, deps)
  takeCalls()
  queued = 0
  units = { read: 0, write: 0 }
  peer = { writes: 0, milliseconds: 0, processor: 0 }
  // Calls are added up and let go, so that the memory that is measured is the opening's own.
  const counting = setInterval(() => {
    units = count(units)
  }, 100)
  const from = performance.now()
  const before = process.cpuUsage()
  await advance(key, OPENS, deps)
  spent = {
    milliseconds: performance.now() - from - peer.milliseconds,
    processor: processorSince(before) - peer.processor,
  }
  clearInterval(counting)
  units = count(units)
}
const memory = process.resourceUsage().maxRSS * 1024
process.stdout.write(
  JSON.stringify({ ...spent, ...units, queued, memory, peer: peer.milliseconds / peer.writes }),
)
