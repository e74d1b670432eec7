import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import type { SQSEvent, SQSRecord } from 'aws-lambda'
import { z } from 'zod'
import { region } from './aws-emulator.ts'
import { type Activity, type Handler, invoke, reportTo } from './lambda.ts'

/** Short for a long poll, because a stop waits for it: a poll cut off would swallow the message it gets. */
const LONG_POLL_SECONDS = 1
const AFTER_FAULT_MS = 500

export type QueueFunction = {
  name: string
  handler: Handler
  timeoutSeconds: number
  queueUrl: string
  queueArn: string
  batchSize: number
}

export type PollerOptions = {
  client: SQSClient
  activity: Activity
  say: (line: string) => void
  /** Seconds until a failed message is tried again; null leaves the queue's own visibility timeout. */
  retryAfterSeconds: number | null
}

export type Poller = { stop: () => Promise<void> }

/**
 * Feeds a function from its queue as Lambda's event source mapping does: deletes what succeeded and
 * leaves what the handler named in `batchItemFailures`; a handler that throws fails its whole batch.
 */
export const startPoller = (target: QueueFunction, options: PollerOptions): Poller => {
  const state = { stopped: false }
  const done = poll(target, options, state)
  return {
    stop: async () => {
      state.stopped = true
      await done
    },
  }
}

const poll = async (
  target: QueueFunction,
  options: PollerOptions,
  state: { readonly stopped: boolean },
): Promise<void> => {
  while (!state.stopped) {
    try {
      const messages = await receive(target, options.client)
      if (messages.length > 0) await options.activity.run(() => deliver(target, options, messages))
    } catch (error) {
      reportTo(options.say, `queue of ${target.name}`)(error)
      await new Promise((resolve) => setTimeout(resolve, AFTER_FAULT_MS))
    }
  }
}

const receive = async ({ queueUrl, batchSize }: QueueFunction, client: SQSClient): Promise<Message[]> => {
  const received = await client.send(
    new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: batchSize,
      WaitTimeSeconds: LONG_POLL_SECONDS,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    }),
  )
  return received.Messages ?? []
}

const deliver = async (target: QueueFunction, options: PollerOptions, messages: Message[]): Promise<void> => {
  const failed = await runBatch(target, options, messages)
  const succeeded = messages.filter(({ MessageId }) => !failed.has(MessageId ?? ''))
  if (succeeded.length > 0) {
    await options.client.send(
      new DeleteMessageBatchCommand({
        QueueUrl: target.queueUrl,
        Entries: succeeded.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
      }),
    )
  }
  if (options.retryAfterSeconds === null) return
  for (const { MessageId, ReceiptHandle } of messages) {
    if (!failed.has(MessageId ?? '')) continue
    await options.client.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: target.queueUrl,
        ReceiptHandle,
        VisibilityTimeout: options.retryAfterSeconds,
      }),
    )
  }
}

const BatchResponse = z.object({
  batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })).nullish(),
})

/** The ids of the messages that must be tried again. */
const runBatch = async (
  target: QueueFunction,
  { say }: PollerOptions,
  messages: Message[],
): Promise<Set<string>> => {
  const all = new Set(messages.map(({ MessageId }) => MessageId ?? ''))
  const event: SQSEvent = { Records: messages.map((message) => toRecord(message, target.queueArn)) }
  try {
    const returned = await invoke(target.name, target.handler, event, target.timeoutSeconds)
    const response = BatchResponse.nullish().safeParse(returned)
    if (!response.success) return all
    const failed = new Set((response.data?.batchItemFailures ?? []).map((item) => item.itemIdentifier))
    // Lambda takes an id it did not hand out for a failure of the whole batch
    return [...failed].every((id) => all.has(id)) ? failed : all
  } catch (error) {
    reportTo(say, target.name)(error)
    return all
  }
}

const toRecord = (message: Message, eventSourceARN: string): SQSRecord => ({
  messageId: message.MessageId ?? '',
  receiptHandle: message.ReceiptHandle ?? '',
  body: message.Body ?? '',
  attributes: {
    ApproximateReceiveCount: message.Attributes?.ApproximateReceiveCount ?? '1',
    SentTimestamp: message.Attributes?.SentTimestamp ?? '',
    SenderId: message.Attributes?.SenderId ?? '',
    ApproximateFirstReceiveTimestamp: message.Attributes?.ApproximateFirstReceiveTimestamp ?? '',
  },
  messageAttributes: Object.fromEntries(
    Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [
      name,
      {
        dataType: value.DataType === 'Number' ? 'Number' : value.DataType === 'Binary' ? 'Binary' : 'String',
        ...(value.StringValue === undefined ? {} : { stringValue: value.StringValue }),
      },
    ]),
  ),
  md5OfBody: message.MD5OfBody ?? '',
  eventSource: 'aws:sqs',
  eventSourceARN,
  awsRegion: region,
})

/** How many messages wait or are being worked on; those delayed on purpose are not counted. */
export const countMessages = async (client: SQSClient, queueUrl: string): Promise<number> => {
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  )
  return (
    Number(Attributes?.ApproximateNumberOfMessages ?? 0) +
    Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? 0)
  )
}

export type DrainOptions = {
  client: SQSClient
  queueUrls: Record<string, string>
  activity: Activity
  timeoutMs?: number
}

/**
 * Resolves when all queues are empty, nothing is in flight and no handler runs.
 * @throws Error that names the queues still busy after `timeoutMs` (default a minute)
 */
export const drainQueues = async (options: DrainOptions): Promise<void> => {
  const { client, queueUrls, activity, timeoutMs = 60_000 } = options
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const before = activity.count()
    const counts = await Promise.all(
      Object.entries(queueUrls).map(async ([name, url]) => ({
        name,
        left: await countMessages(client, url),
      })),
    )
    const busy = counts.filter(({ left }) => left > 0)
    // a handler that ended while we counted may have filled a queue already counted as empty
    if (busy.length === 0 && activity.running() === 0 && activity.count() === before) return
    if (Date.now() > deadline) {
      const names = busy.map(({ name, left }) => `${name} (${left})`).join(', ') || 'a handler that runs'
      throw new Error(`Still busy after ${timeoutMs / 1000} s: ${names}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}
