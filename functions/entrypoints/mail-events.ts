import { z } from 'zod'
import { alertCoordinators } from '../cycle/advance.ts'
import { MailEvent, settleMessage } from '../message/settle-message.ts'
import { createBatchHandler } from '../platform/lambda.ts'
import { connectMailQueue, connectStores, createFailureSentence } from './wiring.ts'

const env = z
  .object({
    TABLE_NAME: z.string().min(1),
    MAIL_QUEUE_URL: z.url(),
    CLOCK_FILE: z.string().optional(),
  })
  .parse(process.env)

const stores = { ...connectStores(env), ...connectMailQueue(env) }
const failureSentence = createFailureSentence(stores)

/** Deliveries, bounces and complaints, from the mail service to the ledger. */
export const handler = createBatchHandler({
  schema: MailEvent,
  work: async (event) => {
    await settleMessage(event, {
      ...stores,
      people: stores.plans,
      alert: async (message, reason) => {
        const sentence = await failureSentence(message, reason)
        await alertCoordinators(message, `mail-${message.messageId}`, sentence, stores.now(), stores)
      },
    })
    return event.eventType
  },
  idsOf: (event) => ({ sesMessageId: event.mail.messageId }),
  worked: 'mail.settled',
  failed: 'event.failed',
})
