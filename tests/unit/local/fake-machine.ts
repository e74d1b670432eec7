import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler'
import { SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { z } from 'zod'
import type { Handler } from '../../../infra/local/lambda.ts'
import { type Machine, type MachineOptions, startMachine } from '../../../infra/local/machine.ts'
import type { FunctionName } from '../../../infra/system.ts'
import { temporaryFolder } from './temporary-folder.ts'

const tableDefinition = {
  TableName: 'muster',
  BillingMode: 'PAY_PER_REQUEST' as const,
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' as const }],
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' as const }],
}

const quiet: Handler = () => {}
const page: Handler = () => ({
  statusCode: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: '<!doctype html><html><body class="x"><a href="#main">Skip to main content</a><main id="main">Hello</main></body></html>',
})

type Handlers = Record<FunctionName, Handler>

const quietHandlers: Handlers = {
  'lead-web': page,
  'console-web': page,
  tick: quiet,
  sweep: quiet,
  'send-mail': quiet,
  'mail-events': quiet,
  'build-pack': quiet,
}

export const start = async (handlers: Partial<Handlers> = {}, options: Partial<MachineOptions> = {}) => {
  const machine = await startMachine({
    dataDir: temporaryFolder(),
    tableDefinition,
    runTimer: false,
    say: () => {},
    loadHandlers: async () => ({ ...quietHandlers, ...handlers }),
    ...options,
  })
  onTestFinished(machine.stop)
  return { machine }
}

/** Importing this file starts one machine for most tests of the file, since Java takes its time; each test gives it handlers of its own. */
export const sharedData = mkdtempSync(join(tmpdir(), 'muster-machine-'))
export const said: string[] = []
let current: Handlers = quietHandlers
let shared: Machine

beforeAll(async () => {
  const delegate =
    (name: FunctionName): Handler =>
    (event, context) =>
      current[name](event, context)
  shared = await startMachine({
    dataDir: sharedData,
    tableDefinition,
    runTimer: false,
    say: (line) => said.push(line),
    loadHandlers: async () => ({
      'lead-web': delegate('lead-web'),
      'console-web': delegate('console-web'),
      tick: delegate('tick'),
      sweep: delegate('sweep'),
      'send-mail': delegate('send-mail'),
      'mail-events': delegate('mail-events'),
      'build-pack': delegate('build-pack'),
    }),
  })
})

afterAll(async () => {
  await shared.stop()
  rmSync(sharedData, { recursive: true, force: true })
})

export const withHandlers = (handlers: Partial<Handlers> = {}): Machine => {
  said.length = 0
  current = { ...quietHandlers, ...handlers }
  return shared
}

export const armTick = (name: string, at: string) =>
  new SchedulerClient({}).send(
    new CreateScheduleCommand({
      Name: name,
      GroupName: process.env['SCHEDULE_GROUP'],
      ScheduleExpression: `at(${at.slice(0, 19)})`,
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      Target: {
        Arn: process.env['TICK_TARGET_ARN'],
        RoleArn: process.env['SCHEDULE_ROLE_ARN'],
        Input: JSON.stringify({ name }),
      },
    }),
  )

export const sendHello = (to: string) =>
  new SESClient({}).send(
    new SendRawEmailCommand({
      Source: process.env['MAIL_FROM'],
      Destinations: [to],
      RawMessage: { Data: Buffer.from('From: a@muster.example\r\nSubject: Hello\r\n\r\nHi') },
      ConfigurationSetName: process.env['SES_CONFIGURATION_SET'],
    }),
  )

export const inDays = (now: string, days: number): string =>
  new Date(Math.ceil(Date.parse(now) / 1000) * 1000 + days * 86_400_000).toISOString()

export const Tick = z.object({ name: z.string() })
