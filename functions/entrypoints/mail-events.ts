import { z } from 'zod'
import { createMailSettler } from './handlers.ts'
import { connectMailQueue, connectStores, createAlertOfMail } from './wiring.ts'

const env = z
  .object({
    TABLE_NAME: z.string().min(1),
    MAIL_QUEUE_URL: z.url(),
    CLOCK_FILE: z.string().optional(),
  })
  .parse(process.env)

const stores = { ...connectStores(env), ...connectMailQueue(env) }

/** Deliveries, bounces and complaints, from the mail service to the ledger. */
export const handler = createMailSettler({
  ...stores,
  people: stores.plans,
  alert: createAlertOfMail(stores),
})
