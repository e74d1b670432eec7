import { handle } from 'hono/aws-lambda'
import { z } from 'zod'
import { pause } from '../platform/clock.ts'
import { logFault } from '../platform/log.ts'
import { createLeadApp } from '../update/app.tsx'
import { rememberLeadSessions } from '../update/remember-sessions.ts'
import { connectBucket, connectMailQueue, connectStores } from './wiring.ts'

const env = z
  .object({
    TABLE_NAME: z.string().min(1),
    MAIL_QUEUE_URL: z.url(),
    PACK_BUCKET: z.string().min(1),
    S3_PATH_STYLE: z.string().optional(),
    PUBLIC_URL: z.url(),
    CLOCK_FILE: z.string().optional(),
  })
  .parse(process.env)

const stores = connectStores(env)

/** The lead's pages. */
export const handler = handle(
  createLeadApp({
    ...stores,
    sessions: rememberLeadSessions(stores.sessions),
    ...connectMailQueue(env),
    evidence: connectBucket(env).evidence,
    publicUrl: env.PUBLIC_URL,
    restBeforeAnswer: () => pause(1_000),
    onFault: (error) => logFault('web.failed', error),
  }),
)
