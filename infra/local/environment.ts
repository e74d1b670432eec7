import { scheduleGroup, sesConfigurationSet } from '../system.ts'
import { type AwsEmulator, accountId, region } from './aws-emulator.ts'
import type { MovableClock } from './clock.ts'
import type { Dynamodb } from './dynamodb.ts'
import { functionArn } from './lambda.ts'
import type { Mailbox } from './mailbox.ts'
import type { LocalScheduler } from './scheduler.ts'

export const scheduleRoleArn = `arn:aws:iam::${accountId}:role/muster-schedules`

export type Parts = {
  dynamodb: Dynamodb
  aws: AwsEmulator
  mailbox: Mailbox
  scheduler: LocalScheduler
  clock: MovableClock
  webUrl: string
  tableName: string
}

/** What tells a command where the table and the bucket are; the AWS SDK reads its own part by itself. */
export const describeStores = (
  parts: Pick<Parts, 'dynamodb' | 'aws' | 'tableName'>,
): Record<string, string> => ({
  AWS_REGION: region,
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_ENDPOINT_URL_DYNAMODB: parts.dynamodb.url,
  AWS_ENDPOINT_URL_SQS: parts.aws.url,
  AWS_ENDPOINT_URL_S3: parts.aws.s3Url,
  TABLE_NAME: parts.tableName,
  S3_PATH_STYLE: 'true',
  PACK_BUCKET: parts.aws.buckets.packs,
})

/** What tells the handlers where everything is. */
export const describeEnvironment = (parts: Parts): Record<string, string> => ({
  ...describeStores(parts),
  AWS_ENDPOINT_URL_SES: parts.mailbox.url,
  AWS_ENDPOINT_URL_SCHEDULER: parts.scheduler.url,
  MAIL_QUEUE_URL: parts.aws.queueUrls.mail,
  PACK_QUEUE_URL: parts.aws.queueUrls.packs,
  MAIL_FROM: 'updates@muster.example',
  SES_CONFIGURATION_SET: sesConfigurationSet,
  // The mailbox takes all that comes.
  MAIL_REST_MS: '0',
  PUBLIC_URL: parts.webUrl,
  SCHEDULE_GROUP: scheduleGroup,
  SCHEDULE_ROLE_ARN: scheduleRoleArn,
  TICK_TARGET_ARN: functionArn('tick'),
  CLOCK_FILE: parts.clock.file,
})

/** A developer's own settings that would lead the SDK past this machine to real AWS. */
const MISLEADING = [
  'AWS_PROFILE',
  'AWS_SESSION_TOKEN',
  'AWS_ENDPOINT_URL',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
]

/** Sets process.env; what is returned puts it back. */
export const setEnvironment = (env: Record<string, string>): (() => void) => {
  const before = new Map([...Object.keys(env), ...MISLEADING].map((name) => [name, process.env[name]]))
  for (const name of MISLEADING) delete process.env[name]
  Object.assign(process.env, env)
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  }
}
