import { join } from 'node:path'
import { type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import {
  type FunctionName,
  functions,
  functionsByTrigger,
  scheduleGroup,
  sesConfigurationSet,
  tableName as usualTableName,
} from '../system.ts'
import { region, startAwsEmulator } from './aws-emulator.ts'
import { type MovableClock, openClock, readMove } from './clock.ts'
import { createClockBar } from './clock-bar.ts'
import { lockData } from './data-lock.ts'
import { ensureTable, startDynamodb } from './dynamodb.ts'
import { describeEnvironment, scheduleRoleArn, setEnvironment } from './environment.ts'
import { createActivity, functionArn, type Handler, invoke, invokeAsync, reportTo } from './lambda.ts'
import { createHttpServer } from './lambda-http.ts'
import { drainQueues, startPoller } from './lambda-queue.ts'
import { findRunningMachine, removeMachineFile, writeMachineFile } from './machine-file.ts'
import { type Mailbox, startMailbox } from './mailbox.ts'
import { closeServer, listen } from './ports.ts'
import { ScheduleInput } from './schedule-book.ts'
import { describeFault, readFault } from './schedule-fault.ts'
import { type LocalScheduler, startScheduler } from './scheduler.ts'
import { createMover } from './time-travel.ts'

/** A failed message is tried again so soon, so that its five attempts are over within a jump of the clock. */
const RETRY_AFTER_SECONDS = 1
const TIMER_MS = 1000

export type MachineOptions = {
  /** Everything that lasts is kept here. */
  dataDir: string
  /** Wished ports; a free one where there is none, or 0. */
  ports?: { web?: number; dynamodb?: number; aws?: number; mailbox?: number; scheduler?: number }
  /** Called once, when process.env says where everything is. */
  loadHandlers: () => Promise<Record<FunctionName, Handler>>
  tableDefinition: CreateTableCommandInput
  /** Fills the empty system, for instance with an example plan; before any handler is loaded. */
  beforeHandlers?: (env: Record<string, string>) => Promise<void>
  /** Fires schedules as time goes by. Off in tests that move the clock themselves. */
  runTimer?: boolean
  say?: (line: string) => void
}

export type Machine = {
  webUrl: string
  mailboxUrl: string
  clock: MovableClock
  mailbox: Mailbox
  scheduler: LocalScheduler
  env: Record<string, string>
  /** Resolves when no message waits and no handler runs; throws after a minute. */
  drain: () => Promise<void>
  /** Runs one function now, with an event of its own, and waits until all it set off is done. */
  run: (name: FunctionName, event: unknown) => Promise<void>
  /** Goes forward through everything that falls due on the way, in order. */
  moveClockTo: (instant: string) => Promise<void>
  stop: () => Promise<void>
}

/** Starts the whole system in this process, with Java as its one child. @throws PortTakenError */
export const startMachine = async (options: MachineOptions): Promise<Machine> => {
  const running = await findRunningMachine(options.dataDir)
  if (running !== null) throw new Error(`It already runs at ${running.webUrl}. Stop that first, with Ctrl-C.`)
  const stops: (() => unknown)[] = [await lockData(options.dataDir)]
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) await end()
  }
  try {
    return await assemble(options, stops, stop)
  } catch (error) {
    await stop()
    throw error
  }
}

const assemble = async (
  options: MachineOptions,
  stops: (() => unknown)[],
  stop: () => Promise<void>,
): Promise<Machine> => {
  const { dataDir, ports = {}, say = (line) => console.error(line) } = options
  const activity = createActivity()
  const clock = openClock(join(dataDir, 'clock.json'))
  const dynamodb = await startDynamodb({ dataDir: join(dataDir, 'dynamodb'), port: ports.dynamodb ?? 0 })
  stops.push(dynamodb.stop)
  const aws = await startAwsEmulator({ dataDir: join(dataDir, 'aws'), port: ports.aws ?? 0 })
  stops.push(aws.stop)
  const client = { region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
  const sqs = new SQSClient({ ...client, endpoint: aws.url })
  stops.push(() => sqs.destroy())
  await createTable(new DynamoDBClient({ ...client, endpoint: dynamodb.url }), options.tableDefinition)
  const mailbox = await startMailbox({
    dataDir,
    port: ports.mailbox ?? 0,
    now: clock.now,
    configurationSet: sesConfigurationSet,
    publish: async (event) => {
      await sqs.send(new SendMessageCommand({ QueueUrl: aws.queueUrls['mail-events'], MessageBody: event }))
    },
    activity,
    say,
  })
  stops.push(mailbox.stop)

  let handlers: Record<FunctionName, Handler> | null = null
  const handlerOf =
    (name: FunctionName): Handler =>
    (event, context) => {
      if (handlers === null) throw new Error(`${name} is not loaded yet`)
      return handlers[name](event, context)
    }
  const runOnce = (name: FunctionName, event: unknown) =>
    activity.run(() => invoke(name, handlerOf(name), event, functions[name].timeoutSeconds))
  const scheduler = await startScheduler({
    dataDir,
    port: ports.scheduler ?? 0,
    now: clock.now,
    invoke: async (targetArn, input) => {
      const target = functionsByTrigger('schedule').find(({ name }) => functionArn(name) === targetArn)
      if (target === undefined) say(`No function of this machine has the ARN ${targetArn}`)
      else await invokeAsync(() => runOnce(target.name, JSON.parse(input)), reportTo(say, target.name))
    },
  })
  stops.push(scheduler.stop)

  const drain = () => drainQueues({ client: sqs, queueUrls: aws.queueUrls, activity })
  const mover = createMover({ clock, scheduler, drain })
  const bar = createClockBar({
    state: () => ({
      now: clock.now(),
      next: scheduler.nextAt('one-time'),
      fault: scheduler.faults.nextFiring && describeFault(scheduler.faults.nextFiring),
      mailboxUrl: mailbox.url,
      pid: process.pid,
    }),
    move: (move) => mover.moveBy(() => readMove(move, clock.now(), scheduler.nextAt('one-time'))),
    setFault: (fault) => {
      scheduler.faults.nextFiring = readFault(fault)
    },
  })
  const server = createHttpServer({
    functions: functionsByTrigger('http').map(({ name, spec, trigger }) => ({
      name,
      routes: trigger.routes,
      handler: handlerOf(name),
      timeoutSeconds: spec.timeoutSeconds,
    })),
    activity,
    now: () => Date.parse(clock.now()),
    say,
    ...bar,
  })
  const webUrl = `http://localhost:${await listen(server, ports.web ?? 0, 'port')}`
  stops.push(() => closeServer(server))

  const { TableName: tableName = usualTableName } = options.tableDefinition
  const env = describeEnvironment({ dynamodb, aws, mailbox, scheduler, clock, webUrl, tableName })
  stops.push(setEnvironment(env))
  await options.beforeHandlers?.(env)
  handlers = await options.loadHandlers()
  ensureStandingSchedules(scheduler, clock.now())
  const pollers = functionsByTrigger('queue').map(({ name, spec, trigger: { queue, batchSize } }) =>
    startPoller(
      {
        name,
        handler: handlerOf(name),
        timeoutSeconds: spec.timeoutSeconds,
        queueUrl: aws.queueUrls[queue],
        queueArn: aws.queueArns[queue],
        batchSize,
      },
      { client: sqs, activity, say, retryAfterSeconds: RETRY_AFTER_SECONDS },
    ),
  )
  stops.push(() => Promise.all(pollers.map((poller) => poller.stop())))
  if (options.runTimer !== false) stops.push(mover.runEvery(TIMER_MS, reportTo(say, 'scheduler')))
  writeMachineFile(dataDir, { pid: process.pid, webUrl, mailboxUrl: mailbox.url, env })
  stops.push(() => removeMachineFile(dataDir))
  return {
    webUrl,
    mailboxUrl: mailbox.url,
    clock,
    mailbox,
    scheduler,
    env,
    drain,
    run: async (name, event) => {
      await runOnce(name, event)
      await drain()
    },
    moveClockTo: mover.moveTo,
    stop,
  }
}

const createTable = async (client: DynamoDBClient, definition: CreateTableCommandInput): Promise<void> => {
  try {
    await ensureTable(client, definition)
  } finally {
    client.destroy()
  }
}

const ensureStandingSchedules = (scheduler: LocalScheduler, now: string): void => {
  if (!scheduler.book.hasGroup(scheduleGroup)) scheduler.book.addGroup(scheduleGroup)
  for (const { name, trigger } of functionsByTrigger('schedule')) {
    if (trigger.expression === null) continue
    const isThere = scheduler.book.list().some(({ input }) => input.Name === name)
    if (isThere) continue
    const input = ScheduleInput.parse({
      Name: name,
      GroupName: scheduleGroup,
      ScheduleExpression: trigger.expression,
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: functionArn(name), RoleArn: scheduleRoleArn },
    })
    scheduler.book.create(input, Date.parse(now))
  }
}
