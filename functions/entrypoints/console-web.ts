import { defaultIsContentTypeBinary, handle } from 'hono/aws-lambda'
import { z } from 'zod'
import { createConsoleApp } from '../console/app.tsx'
import { briefPace } from '../cycle/pace.ts'
import { findPerson } from '../plan/directory.ts'
import { pause } from '../platform/clock.ts'
import { logFault } from '../platform/log.ts'
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
    PUBLIC_URL: z.url(),
    CLOCK_FILE: z.string().optional(),
  })
  .parse(process.env)

const stores = connectStores(env)

/** The coordinator's pages. */
export const handler = handle(
  createConsoleApp({
    ...stores,
    ...connectQueues(env),
    ...connectBucket(env),
    ...connectScheduler(env),
    listPlans: stores.plans.listPlans,
    findPeopleByEmail: stores.plans.findPeopleByEmail,
    findPerson: async (partnershipId, personId) =>
      findPerson(await stores.directory.loadDirectory(partnershipId), personId),
    pace: () => briefPace(stores.now),
    publicUrl: env.PUBLIC_URL,
    restBeforeAnswer: () => pause(1_000),
    onFault: (error) => logFault('web.failed', error),
  }),
  // As text a CSV would lose the mark by which spreadsheets know it for UTF-8.
  { isContentTypeBinary: (type) => defaultIsContentTypeBinary(type) || type.startsWith('text/csv') },
)
