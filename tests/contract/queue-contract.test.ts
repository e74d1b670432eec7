import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type AwsEmulator, region, startAwsEmulator } from '../../infra/local/aws-emulator.ts'
import { createMemoryQueue, type QueuedMessage, type ReceivedMessage } from '../simulation/memory-queue.ts'

/** Long enough for a slow machine to do the next thing within it. */
const VISIBILITY_SECONDS = 2
const MOST_RECEIVES = 2

type Answer<T> = T | Promise<T>
type Queue = {
  send: (body: string, options?: { delaySeconds?: number }) => Answer<unknown>
  receive: (most: number, invisibleSeconds?: number) => Answer<ReceivedMessage[]>
  delete: (receiptHandle: string) => Answer<unknown>
  changeVisibility: (receiptHandle: string, seconds: number) => Answer<unknown>
  size: () => Answer<number>
}
/** A queue that gives up on a message after two receives, and time to pass. */
type World = {
  queue: Queue
  listDead: () => Answer<QueuedMessage[]>
  pass: (seconds: number) => Answer<unknown>
}

let emulator: AwsEmulator
let client: SQSClient
beforeAll(async () => {
  emulator = await startAwsEmulator({ dataDir: null })
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  client = new SQSClient({ region, credentials, endpoint: emulator.url })
})
afterAll(() => emulator.stop())

const Received = z.object({
  Messages: z
    .array(
      z.object({
        MessageId: z.string(),
        ReceiptHandle: z.string(),
        Body: z.string(),
        Attributes: z.object({ ApproximateReceiveCount: z.coerce.number() }),
      }),
    )
    .default([]),
})
const Counts = z.object({
  Attributes: z.object({
    ApproximateNumberOfMessages: z.coerce.number(),
    ApproximateNumberOfMessagesNotVisible: z.coerce.number(),
    ApproximateNumberOfMessagesDelayed: z.coerce.number(),
  }),
})
const Arn = z.object({ Attributes: z.object({ QueueArn: z.string() }) })

const openQueue = async (QueueName: string, more: Record<string, string>): Promise<[Queue, string]> => {
  const Attributes = { VisibilityTimeout: String(VISIBILITY_SECONDS), ...more }
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName, Attributes }))
  const described = await client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  )
  const queue: Queue = {
    send: (MessageBody, { delaySeconds: DelaySeconds = 0 } = {}) =>
      client.send(new SendMessageCommand({ QueueUrl, MessageBody, DelaySeconds })),
    receive: async (most, invisibleSeconds = VISIBILITY_SECONDS) => {
      const { Messages } = Received.parse(
        await client.send(
          new ReceiveMessageCommand({
            QueueUrl,
            MaxNumberOfMessages: most,
            VisibilityTimeout: invisibleSeconds,
            MessageSystemAttributeNames: ['All'],
          }),
        ),
      )
      return Messages.map(({ MessageId, ReceiptHandle, Body, Attributes }) => ({
        messageId: MessageId,
        receiptHandle: ReceiptHandle,
        body: Body,
        receiveCount: Attributes.ApproximateReceiveCount,
      }))
    },
    delete: (ReceiptHandle) => client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })),
    changeVisibility: (ReceiptHandle, VisibilityTimeout) =>
      client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout })),
    size: async () => {
      const { Attributes } = Counts.parse(
        await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] })),
      )
      return Object.values(Attributes).reduce((sum, count) => sum + count, 0)
    },
  }
  return [queue, Arn.parse(described).Attributes.QueueArn]
}

let opened = 0
const openEmulated = async (): Promise<World> => {
  opened += 1
  const name = `contract-${opened}`
  const [deadLetters, deadLetterTargetArn] = await openQueue(`${name}-dead`, {})
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: MOST_RECEIVES })
  const [queue] = await openQueue(name, { RedrivePolicy })
  return {
    queue,
    listDead: () => deadLetters.receive(10),
    // A little more, for its own clock and the way to it.
    pass: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000 + 50)),
  }
}

const openInMemory = async (): Promise<World> => {
  let now = Date.parse('2026-12-01T09:00:00.000Z')
  const queue = createMemoryQueue({
    now: () => now,
    visibilityTimeoutSeconds: VISIBILITY_SECONDS,
    maxReceiveCount: MOST_RECEIVES,
  })
  return {
    queue,
    listDead: () => queue.dead,
    pass: (seconds) => {
      now += seconds * 1000
    },
  }
}

/** What may be refused at once or by a promise. */
const refusal = async (attempt: () => Answer<unknown>): Promise<boolean> => {
  try {
    await attempt()
    return false
  } catch {
    return true
  }
}

const only = <T>(all: readonly T[]): T => {
  const [one, ...rest] = all
  if (one === undefined || rest.length > 0) throw new Error(`there are ${all.length}`)
  return one
}

describe.each([
  ['the SQS emulator', openEmulated],
  ['the queue in memory', openInMemory],
])('%s', (_, open) => {
  it.concurrent('hides what was received, and gives it again when its time is up', async () => {
    const { queue, pass } = await open()
    await queue.send('one')
    const first = only(await queue.receive(1))
    expect(first).toMatchObject({ body: 'one', receiveCount: 1 })
    expect(await queue.receive(1)).toEqual([])
    await pass(VISIBILITY_SECONDS)
    const second = only(await queue.receive(1))
    expect(second).toMatchObject({ messageId: first.messageId, body: 'one', receiveCount: 2 })
    expect(second.receiptHandle).not.toBe(first.receiptHandle)
  })

  it.concurrent('forgets what was deleted, however often', async () => {
    const { queue, pass } = await open()
    await queue.send('one')
    const { receiptHandle } = only(await queue.receive(1))
    await queue.delete(receiptHandle)
    await queue.delete(receiptHandle)
    await pass(VISIBILITY_SECONDS)
    expect(await queue.receive(1)).toEqual([])
    expect(await queue.size()).toBe(0)
  })

  it.concurrent('gives ten at most, and each of them once', async () => {
    const { queue } = await open()
    const bodies = Array.from({ length: 12 }, (_one, place) => `message ${place}`)
    for (const body of bodies) await queue.send(body)
    const given = [...(await queue.receive(10, 60)), ...(await queue.receive(10, 60))]
    expect(given.map(({ body }) => body).toSorted()).toEqual(bodies.toSorted())
    expect(await refusal(() => queue.receive(11))).toBe(true)
    expect(await refusal(() => queue.receive(0))).toBe(true)
  })

  it.concurrent('holds back what is delayed, for up to a quarter of an hour', async () => {
    const { queue, pass } = await open()
    await queue.send('later', { delaySeconds: 2 })
    await queue.send('much later', { delaySeconds: 900 })
    expect(await queue.receive(10)).toEqual([])
    expect(await queue.size()).toBe(2)
    await pass(2)
    expect(only(await queue.receive(10)).body).toBe('later')
  })

  it.concurrent('shows a message sooner or later where its holder says so, while it is held', async () => {
    const { queue, pass } = await open()
    await queue.send('one')
    const first = only(await queue.receive(1))
    await queue.changeVisibility(first.receiptHandle, 0)
    expect(await refusal(() => queue.changeVisibility(first.receiptHandle, 10))).toBe(true)
    const second = only(await queue.receive(1))
    await queue.changeVisibility(second.receiptHandle, 60)
    await pass(VISIBILITY_SECONDS)
    expect(await queue.receive(1)).toEqual([])
  })

  it.concurrent('sends to the dead letters what was received too often', async () => {
    const { queue, listDead, pass } = await open()
    await queue.send('poison')
    const { messageId } = only(await queue.receive(1))
    await pass(VISIBILITY_SECONDS)
    await queue.receive(1)
    await pass(VISIBILITY_SECONDS)
    expect([await queue.receive(1), await queue.size()]).toEqual([[], 0])
    expect(only(await listDead())).toMatchObject({ messageId, body: 'poison' })
  })

  it.concurrent('deletes nothing by a receipt of an earlier time', async () => {
    const { queue, pass } = await open()
    await queue.send('one')
    const first = only(await queue.receive(1))
    await pass(VISIBILITY_SECONDS)
    await queue.receive(1)
    await queue.delete(first.receiptHandle)
    expect(await queue.size()).toBe(1)
  })
})

it('refuses in memory, as SQS does and its emulator does not, a delay of more than a quarter of an hour', async () => {
  const { queue } = await openInMemory()
  expect(await refusal(() => queue.send('too late', { delaySeconds: 901 }))).toBe(true)
  expect(await queue.size()).toBe(0)
})
