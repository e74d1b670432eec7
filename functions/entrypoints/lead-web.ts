import { handle } from 'hono/aws-lambda'
import { z } from 'zod'
import { logFault } from '../platform/log.ts'
import { createLeadApp } from '../update/app.tsx'
import { connectMailQueue, connectStores } from './wiring.ts'

const env = z
  .object({
    TABLE_NAME: z.string().min(1),
    MAIL_QUEUE_URL: z.url(),
    PUBLIC_URL: z.url(),
    CLOCK_FILE: z.string().optional(),
  })
  .parse(process.env)

/** The lead's pages. */
export const handler = handle(
  createLeadApp({
    ...connectStores(env),
    ...connectMailQueue(env),
    publicUrl: env.PUBLIC_URL,
    onFault: (error) => logFault('web.failed', error),
  }),
)
