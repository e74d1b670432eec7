import { z } from 'zod'
import { renderEmail } from '../../emails/render.ts'
import { createCompose } from '../message/compose.ts'
import { pause } from '../platform/clock.ts'
import { newCode, newOwner } from '../platform/ids.ts'
import { createSes } from '../platform/ses.ts'
import { createMailSender } from './handlers.ts'
import {
  connectBucket,
  connectMailQueue,
  connectStores,
  createAlertOfMail,
  createAlertOfQuota,
  createNextInWindow,
} from './wiring.ts'

const env = z
  .object({
    AWS_REGION: z.string().min(1),
    TABLE_NAME: z.string().min(1),
    MAIL_QUEUE_URL: z.url(),
    PACK_BUCKET: z.string().min(1),
    S3_PATH_STYLE: z.string().optional(),
    MAIL_FROM: z.email(),
    SES_CONFIGURATION_SET: z.string().min(1),
    /** How long each worker rests after a mail. Milliseconds. */
    MAIL_REST_MS: z.coerce.number().int().nonnegative(),
    PUBLIC_URL: z.url(),
    CLOCK_FILE: z.string().optional(),
  })
  .parse(process.env)

const stores = { ...connectStores(env), ...connectBucket(env), ...connectMailQueue(env) }
const deps = {
  ...stores,
  compose: createCompose({
    ...stores,
    secrets: { ...stores.secrets, newCode },
    renderEmail,
    publicUrl: env.PUBLIC_URL,
  }),
  mail: createSes({
    fromAddress: env.MAIL_FROM,
    configurationSet: env.SES_CONFIGURATION_SET,
    region: env.AWS_REGION,
  }),
  nextInWindow: createNextInWindow(stores),
  newOwner,
  alert: createAlertOfMail(stores),
  alertOfQuota: createAlertOfQuota(stores),
  random: Math.random,
  rest: () => pause(env.MAIL_REST_MS),
}

/** Owed mail, from the queue to the mail service. */
export const handler = createMailSender(deps)
