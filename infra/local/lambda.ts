import { randomUUID } from 'node:crypto'
import type { Context } from 'aws-lambda'
import { accountId, region } from './aws-emulator.ts'

/** Any Lambda handler. Declared as a method so that handlers of one kind of event fit. */
export type Handler = { handle(event: unknown, context: Context): unknown }['handle']

/** Counts what runs, so that one can wait until nothing does. */
export type Activity = {
  run: <T>(work: () => Promise<T>) => Promise<T>
  running: () => number
  /** Grows with every start and every end: equal counts mean that nothing happened in between. */
  count: () => number
}

export const createActivity = (): Activity => {
  let running = 0
  let count = 0
  return {
    run: async (work) => {
      running++
      count++
      try {
        return await work()
      } finally {
        running--
        count++
      }
    },
    running: () => running,
    count: () => count,
  }
}

export const functionArn = (name: string): string => `arn:aws:lambda:${region}:${accountId}:function:${name}`

/** Runs a handler once as Lambda does: the event crosses as JSON, and what it throws comes out. */
export const invoke = async (
  name: string,
  handler: Handler,
  event: unknown,
  timeoutSeconds: number,
): Promise<unknown> => {
  const started = Date.now()
  const context: Context = {
    callbackWaitsForEmptyEventLoop: true,
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn(name),
    memoryLimitInMB: '1024',
    awsRequestId: randomUUID(),
    logGroupName: `/aws/lambda/${name}`,
    logStreamName: 'local',
    getRemainingTimeInMillis: () => Math.max(0, started + timeoutSeconds * 1000 - Date.now()),
    done: () => {},
    fail: () => {},
    succeed: () => {},
  }
  return await handler(JSON.parse(JSON.stringify(event)), context)
}

/** Lambda's asynchronous invocation tries twice more; here at once, there after one and two minutes. */
export const invokeAsync = async (attempt: () => Promise<unknown>, report: Report): Promise<void> => {
  for (let left = 2; left >= 0; left--) {
    try {
      await attempt()
      return
    } catch (error) {
      report(error)
    }
  }
}

export type Report = (error: unknown) => void

/** Says on stderr which function failed and where in the code. */
export const reportTo =
  (say: (line: string) => void, name: string): Report =>
  (error) =>
    say(`${name} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
