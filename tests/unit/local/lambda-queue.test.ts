import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import {
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { z } from 'zod'
import { createMessageQueue } from '../../../functions/platform/sqs.ts'
import { type AwsEmulator, isLoopback, startAwsEmulator } from '../../../infra/local/aws-emulator.ts'
import { createActivity, type Handler } from '../../../infra/local/lambda.ts'
import { countMessages, drainQueues, startPoller } from '../../../infra/local/lambda-queue.ts'
import { temporaryFolder } from './temporary-folder.ts'

const local = { region: 'eu-west-2', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
const Batch = z.looseObject({
  Records: z.array(z.looseObject({ messageId: z.string(), body: z.string(), eventSourceARN: z.string() })),
})

const start = async (dataDir: string | null = null) => {
  const aws = await startAwsEmulator({ dataDir })
  const client = new SQSClient({ ...local, endpoint: aws.url })
  onTestFinished(() => aws.stop())
  return { aws, client, activity: createActivity() }
}

const feed = (
  { aws, client, activity }: Awaited<ReturnType<typeof start>>,
  handler: Handler,
  retryAfterSeconds: number | null = 0,
) => {
  const poller = startPoller(
    {
      name: 'send-mail',
      handler,
      timeoutSeconds: 10,
      queueUrl: aws.queueUrls.mail,
      queueArn: aws.queueArns.mail,
      batchSize: 10,
    },
    { client, activity, say: () => {}, retryAfterSeconds },
  )
  onTestFinished(poller.stop)
  return poller
}

const sendAll = (client: SQSClient, url: string, bodies: string[]) =>
  client.send(
    new SendMessageBatchCommand({
      QueueUrl: url,
      Entries: bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody })),
    }),
  )

const deadLetters = async (client: SQSClient, aws: AwsEmulator) =>
  await countMessages(client, `${aws.queueUrls.mail}-dead-letters`)

describe('a queue', () => {
  test('keeps a message back for as long as it is told', async () => {
    const { aws, client } = await start()
    vi.stubEnv('AWS_ENDPOINT_URL_SQS', aws.url)
    vi.stubEnv('AWS_REGION', local.region)
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'local')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local')
    onTestFinished(() => {
      vi.unstubAllEnvs()
    })
    const queue = createMessageQueue(aws.queueUrls.mail)
    await queue.enqueueMessage({ partnershipId: 'testshire', messageId: 'later' }, 900)
    await queue.enqueueMessage({ partnershipId: 'testshire', messageId: 'now' })
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl: aws.queueUrls.mail, MaxNumberOfMessages: 10 }),
    )
    expect(Messages.map(({ Body = '' }) => JSON.parse(Body).messageId)).toEqual(['now'])
  })

  test('feeds its function in batches and forgets what succeeded', async () => {
    const system = await start()
    await sendAll(system.client, system.aws.queueUrls.mail, ['a', 'b', 'c'])
    const batches: string[][] = []
    feed(system, (event) => {
      const { Records } = Batch.parse(event)
      batches.push(Records.map(({ body }) => body))
      expect(Records[0]?.eventSourceARN).toBe('arn:aws:sqs:eu-west-2:000000000000:mail')
    })
    await drainQueues({ ...system, queueUrls: system.aws.queueUrls })
    expect(batches.flat().toSorted()).toEqual(['a', 'b', 'c'])
    expect(batches).toHaveLength(1)
  })

  test('tries again only what the function named as failed', async () => {
    const system = await start()
    await sendAll(system.client, system.aws.queueUrls.mail, ['good', 'bad once'])
    const seen: string[] = []
    feed(system, (event) => {
      const { Records } = Batch.parse(event)
      const isFirst = seen.length === 0
      seen.push(...Records.map(({ body }) => body))
      return {
        batchItemFailures: Records.filter(({ body }) => isFirst && body === 'bad once').map(
          ({ messageId }) => ({
            itemIdentifier: messageId,
          }),
        ),
      }
    })
    await drainQueues({ ...system, queueUrls: system.aws.queueUrls })
    expect(seen.filter((body) => body === 'good')).toHaveLength(1)
    expect(seen.filter((body) => body === 'bad once')).toHaveLength(2)
  })

  test('tries a whole batch again when the function throws, five times, then sets it aside', async () => {
    const system = await start()
    await sendAll(system.client, system.aws.queueUrls.mail, ['poison'])
    let attempts = 0
    feed(system, () => {
      attempts++
      throw new Error('broken on purpose')
    })
    await drainQueues({ ...system, queueUrls: system.aws.queueUrls })
    expect(attempts).toBe(5)
    expect(await deadLetters(system.client, system.aws)).toBe(1)
  })

  test('takes an id it never gave out for a failure of the whole batch', async () => {
    const system = await start()
    await sendAll(system.client, system.aws.queueUrls.mail, ['a'])
    let attempts = 0
    feed(system, () => {
      attempts++
      return { batchItemFailures: attempts === 1 ? [{ itemIdentifier: 'no such message' }] : [] }
    })
    await drainQueues({ ...system, queueUrls: system.aws.queueUrls })
    expect(attempts).toBe(2)
  })

  test('hides a failed message for six times its function’s timeout when nothing else is said', async () => {
    const system = await start()
    await sendAll(system.client, system.aws.queueUrls.mail, ['fails'])
    let attempts = 0
    const poller = feed(
      system,
      () => {
        attempts++
        throw new Error('broken on purpose')
      },
      null,
    )
    await vi.waitFor(() => expect(attempts).toBe(1))
    await poller.stop()
    const { Messages = [] } = await system.client.send(
      new ReceiveMessageCommand({ QueueUrl: system.aws.queueUrls.mail, WaitTimeSeconds: 1 }),
    )
    expect(Messages).toEqual([])
    expect(await countMessages(system.client, system.aws.queueUrls.mail)).toBe(1)
  })

  test('is drained only when what its function sends on has been worked off too', async () => {
    const system = await start()
    const { aws, client, activity } = system
    const done: string[] = []
    feed(system, async () => {
      await client.send(new SendMessageCommand({ QueueUrl: aws.queueUrls.packs, MessageBody: 'after' }))
    })
    const packs = startPoller(
      {
        name: 'build-pack',
        handler: async () => {
          await new Promise((resolve) => setTimeout(resolve, 100))
          done.push('pack')
        },
        timeoutSeconds: 10,
        queueUrl: aws.queueUrls.packs,
        queueArn: aws.queueArns.packs,
        batchSize: 1,
      },
      { client, activity, say: () => {}, retryAfterSeconds: 0 },
    )
    onTestFinished(packs.stop)
    await sendAll(client, aws.queueUrls.mail, ['first'])
    await drainQueues({ client, activity, queueUrls: aws.queueUrls })
    expect(done).toEqual(['pack'])
  })

  test('is not drained while a function runs that no queue started', async () => {
    const { aws, client, activity } = await start()
    const request = Promise.withResolvers<void>()
    const running = activity.run(() => request.promise)
    const drain = (timeoutMs: number) =>
      drainQueues({ client, activity, queueUrls: aws.queueUrls, timeoutMs })
    await expect(drain(50)).rejects.toThrow('a handler that runs')
    request.resolve()
    await running
    await expect(drain(5000)).resolves.toBeUndefined()
  })

  test('is not taken for empty when it was filled while the queues were being counted', async () => {
    const { aws, client, activity } = await start()
    const other = new SQSClient({ ...local, endpoint: aws.url })
    let counted = 0
    client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args)
        counted++
        if (counted === 1) await activity.run(() => sendAll(other, aws.queueUrls.packs, ['late']))
        return result
      },
      { step: 'initialize' },
    )
    const queueUrls = { packs: aws.queueUrls.packs }
    await expect(drainQueues({ client, activity, queueUrls, timeoutMs: 500 })).rejects.toThrow('packs (1)')
  })

  test('that nobody works off is named when the waiting ends', async () => {
    const { aws, client, activity } = await start()
    await sendAll(client, aws.queueUrls.packs, ['x'])
    await expect(drainQueues({ client, activity, queueUrls: aws.queueUrls, timeoutMs: 50 })).rejects.toThrow(
      'Still busy after 0.05 s: packs (1)',
    )
  })
})

test('messages and files are there again after a restart on another port', async () => {
  const dataDir = temporaryFolder()
  const first = await startAwsEmulator({ dataDir })
  const sqs = new SQSClient({ ...local, endpoint: first.url })
  const s3 = new S3Client({ ...local, endpoint: first.url, forcePathStyle: true })
  await sendAll(sqs, first.queueUrls.mail, ['kept'])
  await s3.send(new PutObjectCommand({ Bucket: first.buckets.packs, Key: 'a/b.pdf', Body: 'bytes' }))
  await first.stop()

  const { aws, client } = await start(dataDir)
  const again = new S3Client({ ...local, endpoint: aws.url, forcePathStyle: true })
  const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl: aws.queueUrls.mail }))
  expect(Messages.map(({ Body }) => Body)).toEqual(['kept'])
  const { Body } = await again.send(new GetObjectCommand({ Bucket: aws.buckets.packs, Key: 'a/b.pdf' }))
  expect(await Body?.transformToString()).toBe('bytes')
})

test('only connections from this machine are let in', () => {
  expect(['127.0.0.1', '::1', '::ffff:127.0.0.1'].map(isLoopback)).toEqual([true, true, true])
  expect(['192.168.1.7', '::ffff:10.0.0.1', undefined].map(isLoopback)).toEqual([false, false, false])
})
