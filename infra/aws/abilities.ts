import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Clockwork } from './clockwork.ts'
import type { WorkQueue } from './constructs/work-queue.ts'
import { type Ability, mailWorkers } from './function-needs.ts'
import type { MailDelivery } from './mail-delivery.ts'
import type { Storage } from './storage.ts'
import { packAssetsInLambda } from './typst-package.ts'

export type Parts = {
  storage: Storage
  clockwork: Clockwork
  mailDelivery: MailDelivery
  queues: { mail: WorkQueue; packs: WorkQueue }
  publicUrl: string
  mailFrom: string
  mailsPerSecond: number
}

/** What an ability takes: the variables a function finds things by, and leave to use them. */
export type Grant = { environment: Record<string, string>; statements: PolicyStatement[] }

const sendTo = ({ queue }: WorkQueue): PolicyStatement =>
  new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queue.queueArn] })

/** Each ability in terms of one deployment's parts. */
const grantsOf = ({
  storage,
  clockwork,
  mailDelivery,
  queues,
  publicUrl,
  mailFrom,
  mailsPerSecond,
}: Parts) => {
  const packQueue = { PACK_QUEUE_URL: queues.packs.queue.queueUrl }
  const bucket = { PACK_BUCKET: storage.packs.bucketName }
  return {
    'keep-records': () => ({
      environment: { TABLE_NAME: storage.table.tableName },
      statements: storage.keepRecords(),
    }),
    'enqueue-mail': () => ({
      environment: { MAIL_QUEUE_URL: queues.mail.queue.queueUrl },
      statements: [sendTo(queues.mail)],
    }),
    'enqueue-packs': () => ({ environment: packQueue, statements: [sendTo(queues.packs)] }),
    // A snapshot looks back on the one before, and on what imports have changed.
    'save-snapshots': () => ({
      environment: bucket,
      statements: [
        storage.writeFiles('snapshots'),
        storage.readFiles('snapshots'),
        storage.readFiles('imports'),
      ],
    }),
    'read-packs': () => ({ environment: bucket, statements: [storage.readFiles('packs')] }),
    'make-packs': () => ({
      environment: { ...bucket, PACK_ASSETS: packAssetsInLambda },
      // A draft of an open month looks back as a snapshot does.
      statements: [storage.readFiles('snapshots'), storage.readFiles('imports'), storage.writeFiles('packs')],
    }),
    'keep-imports': () => ({
      environment: bucket,
      statements: [storage.readFiles('imports'), storage.writeFiles('imports')],
    }),
    'take-evidence': () => ({
      environment: bucket,
      statements: [
        storage.readFiles('uploads'),
        // Who signs a form for the bucket must be one who may write there.
        storage.writeFiles('uploads'),
        storage.readFiles('evidence'),
        storage.writeFiles('evidence'),
      ],
    }),
    'read-evidence': () => ({ environment: bucket, statements: [storage.readFiles('evidence')] }),
    'arm-ticks': () => ({
      environment: {
        SCHEDULE_GROUP: clockwork.group.scheduleGroupName,
        SCHEDULE_ROLE_ARN: clockwork.tickRole.roleArn,
        TICK_TARGET_ARN: clockwork.tickArn,
      },
      statements: clockwork.armTicks(),
    }),
    'send-mail': () => ({
      environment: {
        MAIL_FROM: mailFrom,
        SES_CONFIGURATION_SET: mailDelivery.configurationSet.configurationSetName,
        // Each worker has its share of the account's rate.
        MAIL_REST_MS: String(Math.ceil((1000 * mailWorkers) / mailsPerSecond)),
      },
      statements: [mailDelivery.sendMail()],
    }),
    'make-links': () => ({ environment: { PUBLIC_URL: publicUrl }, statements: [] }),
  } satisfies Record<Ability, () => Grant>
}

/** All that a function's abilities take together. */
export const grantAll = (abilities: readonly Ability[], parts: Parts): Grant => {
  const grants = grantsOf(parts)
  const given = abilities.map((ability): Grant => grants[ability]())
  return {
    environment: Object.assign({}, ...given.map(({ environment }) => environment)),
    statements: given.flatMap(({ statements }) => statements),
  }
}
