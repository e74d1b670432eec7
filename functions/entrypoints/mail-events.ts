import { z } from 'zod'
import { MailEvent, settleMessage } from '../message/settle-message.ts'
import { createBatchHandler } from '../platform/lambda.ts'
import { connectMailQueue, connectStores, createAlertOfMail } from './wiring.ts'

const env = z
  .object({
    TABLE_NAME: z.string().min(1),
    MAIL_QUEUE_URL: z.url(),
    CLOCK_FILE: z.string().optional(),
  })
  .parse(process.env)

const stores = { ...connectStores(env), ...connectMailQueue(env) }
const deps = { ...stores, people: stores.plans, alert: createAlertOfMail(stores) }

/** Deliveries, bounces and complaints, from the mail service to the ledger. */
export const handler = createBatchHandler({
  schema: MailEvent,
  work: async (event) => {
    await settleMessage(event, deps)
    return event.eventType
  },
  // SES greets a new topic with a sentence in plain text.
  isOurs: (body) => body.startsWith('{'),
  idsOf: (event) => ({ sesMessageId: event.mail.messageId }),
  worked: 'mail.settled',
  failed: 'event.failed',
})
