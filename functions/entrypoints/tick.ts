import { z } from 'zod'
import { advance } from '../cycle/advance.ts'
import { PlanKey } from '../plan/plan.ts'
import { log } from '../platform/log.ts'
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

const deps = {
  ...connectStores(env),
  ...connectQueues(env),
  ...connectBucket(env),
  ...connectScheduler(env),
}

/** A plan's schedule has fired. */
export const handler = async (event: unknown): Promise<void> => {
  const key = PlanKey.parse(event)
  await advance(key, deps.now(), deps)
  log('plan.advanced', key)
}
