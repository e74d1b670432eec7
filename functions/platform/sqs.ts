import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { MessageId } from '../message/message.ts'
import type { MessageQueue } from '../message/ports.ts'
import { PackKey, type PackQueue } from '../pack/ports.ts'

const enqueue = async (
  client: SQSClient,
  url: string,
  body: unknown,
  delaySeconds?: number,
): Promise<void> => {
  const DelaySeconds = delaySeconds === undefined ? {} : { DelaySeconds: delaySeconds }
  await client.send(
    new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify(body), ...DelaySeconds }),
  )
}

/** The queue of mail to be sent: ids only. */
export const createMessageQueue = (url: string): MessageQueue => {
  const client = new SQSClient({})
  return {
    enqueueMessage: (id, delaySeconds) => enqueue(client, url, MessageId.parse(id), delaySeconds),
  }
}

/** The queue of packs to be built. */
export const createPackQueue = (url: string): PackQueue => {
  const client = new SQSClient({})
  return { enqueuePack: (key) => enqueue(client, url, PackKey.parse(key)) }
}
