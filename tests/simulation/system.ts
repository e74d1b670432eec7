import { createHash } from 'node:crypto'
import { GetCommand, QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import type { AdvanceDeps } from '../../functions/cycle/advance.ts'
import { paceWhile } from '../../functions/cycle/pace.ts'
import {
  createMailSender,
  createMailSettler,
  createPackBuilder,
  createSweeper,
  createTick,
} from '../../functions/entrypoints/handlers.ts'
import {
  calendarOf,
  createAlertOfMail,
  createAlertOfQuota,
  createNextInWindow,
  createStores,
} from '../../functions/entrypoints/wiring.ts'
import { createCompose } from '../../functions/message/compose.ts'
import type { MessageId } from '../../functions/message/message.ts'
import type { PackModel } from '../../functions/pack/pack-model.ts'
import { Snapshot, serialiseSnapshot } from '../../functions/pack/snapshot.ts'
import type { Instant, PlanKey } from '../../functions/plan/plan.ts'
import { createListDue } from '../../functions/platform/dynamo/attention-repository.ts'
import { entitiesOf } from '../../functions/platform/dynamo/entities.ts'
import { sha256 } from '../../functions/platform/ids.ts'
import { createLeadApp } from '../../functions/update/app.tsx'
import { rememberLeadSessions } from '../../functions/update/remember-sessions.ts'
import { type FunctionName, functions, type QueueName, queues } from '../../infra/system.ts'
import { noEvidence } from '../support/no-evidence.ts'
import { plainRenderers } from '../support/plain-renderers.ts'
import { createMailService, type MailServiceOptions } from './mail-service.ts'
import { createMemoryQueue } from './memory-queue.ts'
import type { createMemoryTable } from './memory-table.ts'
import type { Ending, Process, World } from './world.ts'

export const ORIGIN = 'https://muster.example'
const SWEEP_EVERY_MS = 15 * 60_000
/** The most writes that an index may be behind. */
const MOST_LAG = 60

/** Where commands go. The entities are made once, for ElectroDB checks their models as it makes them. */
const nowhere = (_: unknown): Promise<never> => Promise.reject(new Error('there is no world'))
const gateway: {
  reach: (command: unknown) => Promise<object>
  pause: (milliseconds: number) => Promise<void>
} = { reach: nowhere, pause: nowhere }
const where = {
  client: { send: (command: unknown) => gateway.reach(command) },
  pause: (milliseconds: number) => gateway.pause(milliseconds),
  table: 'muster',
}
const entities = entitiesOf(where)

/** Writes what a world begins with. */
export const plant = async (
  table: ReturnType<typeof createMemoryTable>,
  write: (into: ReturnType<typeof createStores>) => Promise<void>,
): Promise<void> => {
  gateway.reach = async (command) => table.apply(command)
  await write(createStores(where, entities))
}

/** The system itself, every function of it, with the world in place of AWS. */
export const createSystem = (
  world: World,
  table: ReturnType<typeof createMemoryTable>,
  {
    onTaken,
    deliver,
    firstAttention,
  }: Pick<MailServiceOptions, 'onTaken' | 'deliver'> & {
    /** The earliest instant at which the sweeper must look at something; null where it need not. */
    firstAttention: () => string | null
  },
) => {
  const { random, faults } = world

  /** When each process last read what. */
  const looked = new WeakMap<Process, Map<string, number>>()
  const looksOf = (process: Process): Map<string, number> => {
    const looks = looked.get(process) ?? new Map()
    looked.set(process, looks)
    return looks
  }

  const send = (command: unknown) => {
    const isIndexQuery = command instanceof QueryCommand && command.input.IndexName !== undefined
    const stale = isIndexQuery && world.isIndexBehind()
    if (stale) world.fault('stale index')
    const options = stale ? { indexLag: random.int(1, MOST_LAG) } : {}
    const looks = looksOf(world.present())
    let first: { value: object } | null = null
    return world.call({
      kind: 'table',
      what: () => describeCommand(command),
      apply: () => {
        const value = table.apply(command, options)
        if (command instanceof GetCommand) looks.set(String(command.input.Key?.['pk']), world.now())
        first = { value }
        return value
      },
      // Transactions carry a token: repeated by the SDK they are answered as the first time.
      repeat: () =>
        first && command instanceof TransactWriteCommand ? first.value : table.apply(command, options),
    })
  }
  gateway.reach = send
  gateway.pause = world.sleep
  const stores = createStores(where, entities)

  /** How long a function may go on: now and then it is told in the middle of its work that its time is up. */
  const context = (name: FunctionName) => ({
    getRemainingTimeInMillis: () => (random.chance(0.5) ? limitOf(name) : 0),
  })
  const limitOf = (name: FunctionName): number => functions[name].timeoutSeconds * 1000

  /** A queue of the system, and the function it feeds. */
  const connect = (
    name: QueueName,
    worker: FunctionName,
    handler: (event: SQSEvent) => Promise<SQSBatchResponse>,
  ) => {
    const spec = queues[name]
    const { trigger } = functions[worker]
    const batchSize = trigger.kind === 'queue' ? trigger.batchSize : 1
    const queue = createMemoryQueue({
      now: world.now,
      visibilityTimeoutSeconds: spec.visibilityTimeoutSeconds,
      maxReceiveCount: spec.maxReceiveCount,
    })
    const look = (inMs: number) => world.after(inMs, work)
    const work = () => {
      const batch = queue.receive(random.int(1, batchSize))
      if (batch.length === 0) return
      // More may be waiting, and what is not done by then comes again.
      look(random.int(1, 2_000))
      look(spec.visibilityTimeoutSeconds * 1000 + random.int(1, 2_000))
      const Records = batch.map(({ messageId, receiptHandle, body }) => ({
        messageId,
        receiptHandle,
        body,
      }))
      const done = (failed: readonly string[]) => {
        for (const { messageId, receiptHandle } of batch) {
          if (failed.includes(messageId)) continue
          queue.delete(receiptHandle)
        }
      }
      world.spawn(
        worker,
        limitOf(worker),
        () => handler({ Records } as SQSEvent),
        (ending) => {
          if (ending.state === 'ended') done(ending.value.batchItemFailures.map((one) => one.itemIdentifier))
        },
      )
    }
    /** Puts a body in, as often and as late as the world has it. */
    const put = (body: string, delaySeconds = 0): void => {
      if (world.strikes(faults.lose)) {
        world.fault(`lost in the queue ${name}`)
        return
      }
      const times = world.strikes(faults.double) ? 2 : 1
      if (times > 1) world.fault(`doubled in the queue ${name}`)
      for (let i = 0; i < times; i += 1) {
        const late = world.strikes(faults.delay) ? random.int(0, faults.longestDelayMs) : 0
        if (late > 0) world.fault(`late in the queue ${name}`)
        world.after(late, () => {
          queue.send(body, { delaySeconds })
          look(delaySeconds * 1000 + random.int(1, random.pick([20, 20, 3_000])))
        })
      }
    }
    const enqueue = (body: unknown, delaySeconds = 0): Promise<void> =>
      world.call({
        kind: 'queue',
        what: () => `put ${JSON.stringify(body)}`,
        apply: () => put(JSON.stringify(body), delaySeconds),
        repeat: () => put(JSON.stringify(body), delaySeconds),
      })
    return { put, enqueue, look }
  }

  const files = new Map<string, Uint8Array>()
  const file = {
    put: (key: string, bytes: Uint8Array) =>
      world.call({
        kind: 'files',
        what: () => `put ${key}`,
        apply: () => void files.set(key, bytes),
        repeat: () => void files.set(key, bytes),
      }),
    get: (key: string) =>
      world.call({ kind: 'files', what: () => `get ${key}`, apply: () => files.get(key) ?? null }),
  }
  const packFiles = {
    saveSnapshot: async (snapshot: Snapshot) => {
      const { body, sha256: hash } = serialiseSnapshot(snapshot)
      const { partnershipId, planId, cycle } = snapshot
      const key = `snapshots/${partnershipId}/${planId}/${cycle.cycleId}-${hash.slice(0, 12)}.json`
      await file.put(key, new TextEncoder().encode(body))
      return { key, sha256: hash }
    },
    loadSnapshot: async (key: string) => {
      const bytes = await file.get(key)
      if (!bytes) return null
      const hash = createHash('sha256').update(bytes).digest('hex')
      return { snapshot: readSnapshot(bytes), sha256: hash }
    },
    savePack: file.put,
    loadPack: file.get,
  }
  const noImports = async (): Promise<never> => {
    throw new Error('nothing is imported in these worlds')
  }

  const now = world.instant
  const secrets = {
    newToken: () => random.token(43),
    newCode: () => String(random.int(100_000, 999_999)),
    hashToken: sha256,
  }

  const mailQueue = connect('mail', 'send-mail', (event) => sendMail(event))
  const eventQueue = connect('mail-events', 'mail-events', (event) => settleMail(event))
  const packQueue = connect('packs', 'build-pack', (event) => buildPacks(event))

  /** Whether the clockwork stands still at a time. */
  const isOut = (at: number): boolean =>
    faults.outage !== null && faults.outage.from <= at && at < faults.outage.to

  const armed = new Set<string>()
  const scheduler: AdvanceDeps['scheduler'] = {
    arm: (key, moment) => {
      const name = `${key.partnershipId}/${key.planId}/${moment}`
      const put = () => {
        if (armed.has(name)) return
        const at = Math.ceil(Date.parse(moment) / 1000) * 1000
        // A moment that has passed is refused: the plan itself carries it for the sweeper.
        if (at < world.now()) return
        armed.add(name)
        fire(name, key, at)
      }
      return world.call({ kind: 'schedule', what: () => `arm ${name}`, apply: put, repeat: put })
    },
  }
  const fire = (name: string, key: PlanKey, at: number): void => {
    if (isOut(at) || (at < faults.endAt && world.strikes(faults.lose))) {
      world.fault('tick lost')
      return
    }
    const times = world.strikes(faults.double) ? random.int(2, 5) : 1
    if (times > 1) world.fault('tick doubled')
    for (let i = 0; i < times; i += 1) {
      const late = world.strikes(faults.delay) ? random.int(0, faults.longestDelayMs) : 0
      if (late > 0) world.fault('tick late')
      world.after(at - world.now() + late, () => {
        armed.delete(name)
        world.spawn('tick', limitOf('tick'), () => tick({ ...key, moment: name }, context('tick')))
      })
    }
  }

  const deps = {
    ...stores,
    queue: {
      enqueueMessage: ({ partnershipId, messageId }: MessageId, delaySeconds?: number) =>
        mailQueue.enqueue({ partnershipId, messageId }, delaySeconds),
    },
    packQueue: {
      enqueuePack: ({ partnershipId, planId, cycleId, boardId }: PackKeyOf) =>
        packQueue.enqueue({ partnershipId, planId, cycleId, boardId }),
    },
    snapshots: packFiles,
    importFiles: { saveImportFile: noImports, loadImportFile: noImports },
    evidence: noEvidence,
    scheduler,
    onNothingSent: () => world.count('alarms that nothing was sent'),
    listDue: createListDue(entities, 3),
    calendarOf,
    pace: () => paceWhile(() => random.chance(0.5), now),
    // Few leads are many steps.
    leadsAtOnce: 1,
    secrets,
    now,
  }
  const alert = createAlertOfMail(deps)
  const tick = createTick(deps)
  const sweep = createSweeper({ ...deps, alert })
  const mailService = createMailService(world, {
    onTaken,
    deliver,
    lastLookAt: ({ partnershipId, messageId }) => {
      const { pk } = entities.message.get({ partnershipId, messageId }).params<{ Key: { pk: string } }>().Key
      return looksOf(world.present()).get(pk) ?? null
    },
    publish: (event) => eventQueue.put(JSON.stringify(event)),
  })
  const sendMail = createMailSender({
    ...deps,
    compose: createCompose({
      ...deps,
      packFiles,
      publicUrl: ORIGIN,
      renderEmail: async (content) => ({
        subject: content.kind,
        html: '',
        text: JSON.stringify(content),
      }),
    }),
    mail: mailService.service,
    nextInWindow: createNextInWindow(deps),
    newOwner: () => random.token(12),
    alert,
    alertOfQuota: createAlertOfQuota(deps),
    random: () => random.int(0, 999_999) / 1_000_000,
    rest: () => world.sleep(500),
  })
  const settleMail = createMailSettler({ ...deps, people: stores.plans, alert })
  const buildPacks = createPackBuilder({
    ...deps,
    files: packFiles,
    renderers: plainRenderers,
  })
  const app = createLeadApp({
    ...deps,
    sessions: rememberLeadSessions(stores.sessions),
    publicUrl: ORIGIN,
    restBeforeAnswer: async () => {},
    onFault: () => {},
  })

  /** A sweep that would find nothing is not run: it reads one index and ends. */
  const isAnythingDue = (): boolean => {
    const first = firstAttention()
    // Its machine's clock may be ahead.
    return first !== null && Date.parse(first) <= world.now() + faults.mostSkewMs
  }
  const sweepForever = (): void => {
    world.after(SWEEP_EVERY_MS, () => {
      sweepForever()
      if (isOut(world.now()) || world.strikes(faults.skipSweep)) return
      if (isAnythingDue()) world.spawn('sweep', limitOf('sweep'), () => sweep(null, context('sweep')))
    })
  }
  sweepForever()

  /** One request of a browser; null where no answer came. `sluggish`: on a machine that is slow. */
  const visit = (path: string, init: RequestInit, sluggish = false): Promise<PageSeen | null> =>
    world.wait((resolve) => {
      const read = async (): Promise<PageSeen> => {
        const response = await app.request(new URL(path, ORIGIN).href, init)
        return {
          status: response.status,
          location: response.headers.get('location'),
          cookie: response.headers.get('set-cookie')?.split(';')[0] ?? null,
          text: await response.text(),
        }
      }
      world.spawn(
        'lead-web',
        limitOf('lead-web'),
        read,
        (ending: Ending<PageSeen>) => resolve(ending.state === 'ended' ? ending.value : null),
        { sluggish },
      )
    })

  return {
    deps,
    visit,
    interruptMail: mailService.interrupt,
    /** Runs what a coordinator pressed, as the console would; null where it failed. */
    press: <T>(work: (now: Instant) => Promise<T>): Promise<T | null> =>
      world.wait((resolve) => {
        world.spawn(
          'console-web',
          limitOf('console-web'),
          () => work(now()),
          (ending) => resolve(ending.state === 'ended' ? ending.value : null),
        )
      }),
    /** A tick more, on a machine that is slow. */
    tick: ({ partnershipId, planId }: PlanKey) =>
      world.spawn(
        'tick',
        limitOf('tick'),
        () => tick({ partnershipId, planId }, context('tick')),
        () => {},
        { sluggish: true },
      ),
    snapshotAt: (key: string): Snapshot | null => {
      const bytes = files.get(key)
      return bytes ? readSnapshot(bytes) : null
    },
    packAt: (key: string): PackModel | null => {
      const bytes = files.get(key)
      return bytes ? (JSON.parse(new TextDecoder().decode(bytes)) as PackModel) : null
    },
  }
}
export type System = ReturnType<typeof createSystem>

/** What a browser gets. */
export type PageSeen = { status: number; location: string | null; cookie: string | null; text: string }

type PackKeyOf = { partnershipId: string; planId: string; cycleId: string; boardId: string }

const readSnapshot = (bytes: Uint8Array): Snapshot =>
  Snapshot.parse(JSON.parse(new TextDecoder().decode(bytes)))

const describeCommand = (command: unknown): string => {
  if (!(command instanceof Object) || !('input' in command)) return String(command)
  const name = command.constructor.name.replace('Command', '')
  const input = command.input as { Key?: Record<string, unknown>; Item?: Record<string, unknown> }
  const key = input.Key ?? input.Item
  if (!key) return name
  // An audit event's own id is random, and says nothing.
  const sortKey = String(key['sk']).replace(/#eventId_.*/, '')
  return `${name} ${String(key['pk'])} ${sortKey}`
}
