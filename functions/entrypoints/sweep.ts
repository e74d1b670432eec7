import { z } from 'zod'
import { createSweeper } from './handlers.ts'
import { connectBucket, connectQueues, connectScheduler, connectStores, createAlertOfMail } from './wiring.ts'

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

const deps = {
  ...connectStores(env),
  ...connectQueues(env),
  ...connectBucket(env),
  ...connectScheduler(env),
}

/** Every quarter of an hour: whatever is due or stuck. */
export const handler = createSweeper({ ...deps, alert: createAlertOfMail(deps) })
