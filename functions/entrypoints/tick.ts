import { z } from 'zod'
import { createTick } from './handlers.ts'
import { connectBucket, connectQueues, connectScheduler, connectStores } from './wiring.ts'

const env = z
  .object({
    TABLE_NAME: z.string().min(1),
    MAIL_QUEUE_URL: z.url(),
    PACK_QUEUE_URL: z.url(),
    PACK_BUCKET: z.string().min(1),
    S3_PATH_STYLE: z.string().optional(),
    SCHEDULE_GROUP: z.string().min(1),
    SCHEDULE_ROLE_ARN: z.string().min(1),
    TICK_TARGET_ARN: z.string().min(1),
    CLOCK_FILE: z.string().optional(),
  })
  .parse(process.env)

/** A plan's schedule has fired. */
export const handler = createTick({
  ...connectStores(env),
  ...connectQueues(env),
  ...connectBucket(env),
  ...connectScheduler(env),
})
