import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { mkdirSync } from 'node:fs'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { startFauxqs } from 'fauxqs'
import { buckets, type QueueName, queueNames, queues } from '../system.ts'
import { asPortTaken, closeServer, listen } from './ports.ts'
import { createS3Gate } from './s3-gate.ts'

export const region = 'eu-west-2'
/** The account every local resource belongs to. */
export const accountId = '000000000000'

const CONNECTIONS = 'net.server.socket'

export type AwsEmulatorOptions = {
  /** Where queues and files are kept over restarts; null keeps them in memory. */
  dataDir: string | null
  /** 0 takes a free port. */
  port?: number
}
export type AwsEmulator = {
  /** SQS answers here, and S3 to whoever needs no signature. */
  url: string
  /** S3, with what it checks of forms and signed addresses. */
  s3Url: string
  queueUrls: Record<QueueName, string>
  queueArns: Record<QueueName, string>
  buckets: Record<keyof typeof buckets, string>
  stop: () => Promise<void>
}

/**
 * Starts SQS and S3, with every queue, its dead-letter queue and the bucket of the system table.
 * @throws PortTakenError
 */
export const startAwsEmulator = async (options: AwsEmulatorOptions): Promise<AwsEmulator> => {
  const port = options.port ?? 0
  const guard = refuseStrangers()
  try {
    const emulator = await startFauxqs({
      port,
      logger: false,
      defaultRegion: region,
      init: { queues: queueNames.flatMap(describeQueue), buckets: [bucketName('packs')] },
      ...storage(options.dataDir),
    })
    guard.watch(emulator.port)
    const url = `http://127.0.0.1:${emulator.port}`
    const gate = createS3Gate({ emulatorUrl: url, region })
    const s3Url = `http://127.0.0.1:${await listen(gate, 0, 'aws-port')}`
    return {
      url,
      s3Url,
      queueUrls: eachQueue((name) => `${url}/${accountId}/${name}`),
      queueArns: eachQueue(queueArn),
      buckets: { packs: bucketName('packs') },
      stop: async () => {
        await closeServer(gate)
        await emulator.stop()
        guard.end()
      },
    }
  } catch (error) {
    guard.end()
    throw asPortTaken(error, port, 'aws-port')
  }
}

const queueArn = (name: string): string => `arn:aws:sqs:${region}:${accountId}:${name}`

const bucketName = (key: keyof typeof buckets): string => `muster-local-${buckets[key]}`

const describeQueue = (name: QueueName) => {
  const { deadLetters, maxReceiveCount, visibilityTimeoutSeconds } = queues[name]
  return [
    // AWS keeps what is in a dead-letter queue for 14 days at most
    { name: deadLetters, attributes: { MessageRetentionPeriod: '1209600' } },
    {
      name,
      attributes: {
        VisibilityTimeout: String(visibilityTimeoutSeconds),
        RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn(deadLetters), maxReceiveCount }),
      },
    },
  ]
}

const eachQueue = (of: (name: QueueName) => string): Record<QueueName, string> => ({
  mail: of('mail'),
  'mail-events': of('mail-events'),
  packs: of('packs'),
})

const storage = (dataDir: string | null) => {
  if (dataDir === null) return {}
  const s3StorageDir = join(dataDir, 's3')
  mkdirSync(s3StorageDir, { recursive: true })
  return { dataDir, s3StorageDir }
}

/** The emulator listens on every address of the machine; turn away whoever is not on this machine. */
const refuseStrangers = () => {
  let port: number | null = null
  const onConnection = (message: unknown) => {
    const socket = socketOf(message)
    if (socket !== null && socket.localPort === port && !isLoopback(socket.remoteAddress)) socket.destroy()
  }
  subscribe(CONNECTIONS, onConnection)
  return {
    watch: (of: number) => {
      port = of
    },
    end: () => {
      unsubscribe(CONNECTIONS, onConnection)
    },
  }
}

const socketOf = (message: unknown): Socket | null =>
  typeof message === 'object' && message !== null && 'socket' in message && message.socket instanceof Socket
    ? message.socket
    : null

/** IPv4 and IPv6 forms of 127.0.0.0/8 and ::1. */
export const isLoopback = (address: string | undefined): boolean =>
  address !== undefined && /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/i.test(address)
