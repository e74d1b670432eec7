import { sweep } from '../../functions/cycle/sweep.ts'
import type { MessageId } from '../../functions/message/message.ts'
import type { AlertOfMail, Composed, MessageQueue, SendResult } from '../../functions/message/ports.ts'
import { type SendMessageDeps, sendMessage } from '../../functions/message/send-message.ts'
import { MailEvent, settleMessage } from '../../functions/message/settle-message.ts'
import { openTestMonth } from './month.ts'
import { key } from './small-plan.ts'

export const OPENS = '2026-12-01T09:00:00.000Z'
export const annsRequest = { partnershipId: key.partnershipId, messageId: 'plan_2026-12_request_1_ann' }

/** A mail as it is composed, of which only that it goes out matters. */
export const mail: Extract<Composed, { owed: true }>['mail'] = {
  to: { name: 'Ann Lead', address: 'ann@testshire.example' },
  from: { name: 'Improvement plan' },
  replyTo: null,
  subject: 'Update',
  html: '<p>Update</p>',
  text: 'Update',
  inReplyTo: null,
  attachments: [],
}

/** What a worker needs that has nothing to do but send. */
export const idleWorker = {
  alertOfQuota: async () => {},
  queue: { enqueueMessage: async () => {} },
  random: () => 0,
  rest: async () => {},
} satisfies Partial<SendMessageDeps>

type Change = Partial<SendMessageDeps> & { result?: SendResult; id?: MessageId }

/** An event of the mail service about a message, that happened at an instant. */
export const mailEvent = (
  eventType: string,
  rest: object = {},
  { messageId, partnershipId }: MessageId = annsRequest,
  at = OPENS,
): MailEvent =>
  MailEvent.parse({
    eventType,
    mail: {
      messageId: 'ses-1',
      timestamp: at,
      tags: { message: [messageId], partnership: [partnershipId] },
    },
    ...rest,
  })

/** The small plan's December just opened, and the ledger of its mail; the clock is the test's. */
export const openTestLedger = async () => {
  const month = await openTestMonth()
  await month.tick('2026-11-20T10:00:00.000Z')
  await month.tick(OPENS)
  month.queued.length = 0
  const ledger = {
    month,
    clock: { now: '2026-12-01T09:00:05.000Z' },
    /** Calls of the mail service. */
    sends: 0,
    /** What coordinators were told of failed mail: the state, then the sentence. */
    alerts: [] as string[],
    /** Delays in seconds of what was queued, as it was queued. */
    delays: [] as (number | undefined)[],
    owners: 0,
  }
  const now = () => ledger.clock.now
  const alert: AlertOfMail = async (_, state, sentence) => {
    ledger.alerts.push(`${state}: ${sentence}`)
  }
  const queue: MessageQueue = {
    enqueueMessage: async (id, delaySeconds) => {
      ledger.delays.push(delaySeconds)
      await month.deps.queue.enqueueMessage(id)
    },
  }
  return Object.assign(ledger, {
    queue,
    work: ({ result, id = annsRequest, ...change }: Change = {}) =>
      sendMessage(id, {
        ...idleWorker,
        messages: month.table.messages,
        compose: async () => ({ owed: true, mail }),
        mail: {
          send: async () => {
            ledger.sends += 1
            return result ?? { outcome: 'accepted', sesMessageId: `ses-${ledger.sends}` }
          },
        },
        nextInWindow: async (_, now) => now,
        now,
        newOwner: () => `owner-${++ledger.owners}`,
        alert,
        queue,
        ...change,
      }),
    settle: (event: MailEvent) =>
      settleMessage(event, {
        messages: month.table.messages,
        pulse: month.table.pulse,
        people: month.table.plans,
        alert,
        now,
      }),
    sweepAt: async (at: string) => {
      ledger.clock.now = at
      await sweep(at, {
        ...month.deps,
        ...month.table,
        queue,
        alert,
        advance: async () => {},
        advancePack: async () => {},
        finishImport: async () => {},
        onFailure: (error) => {
          throw error
        },
      })
    },
    stored: (id: MessageId = annsRequest) => month.table.messages.find(id),
  })
}
