import { z } from 'zod'
import type { Instant } from '../plan/plan.ts'
import type { MessageState } from './message.ts'
import type { AlertOfMail, MessageStore } from './ports.ts'

/**
 * One event of SES's event publishing, as far as Muster reads it.
 * https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */
export const MailEvent = z.object({
  eventType: z.string(),
  mail: z.object({
    messageId: z.string(),
    /** The addresses it went to, with or without names. */
    destination: z.array(z.string()).optional(),
    tags: z.record(z.string(), z.array(z.string())).optional(),
  }),
  bounce: z.object({ bounceType: z.string() }).optional(),
  reject: z.object({ reason: z.string() }).optional(),
})
export type MailEvent = z.infer<typeof MailEvent>

/** The names of the two tags every mail carries. */
export const MESSAGE_TAG = 'message'
export const PARTNERSHIP_TAG = 'partnership'

export type SettleDeps = {
  messages: Pick<MessageStore, 'find' | 'move'>
  people: {
    stopMail: (
      partnershipId: string,
      personId: string,
      at: Instant,
      reason: string,
      addresses: readonly string[] | null,
    ) => Promise<void>
  }
  alert: AlertOfMail
  now: () => Instant
}

type Settled = { state: MessageState; reason: string | null; stopsMail: boolean; alerts: boolean }

/** What an event means for its message; null for events that change nothing, such as a delay. */
const meaningOf = (event: MailEvent): Settled | null => {
  switch (event.eventType) {
    case 'Send':
      return { state: 'sent', reason: null, stopsMail: false, alerts: false }
    case 'Delivery':
      return { state: 'delivered', reason: null, stopsMail: false, alerts: false }
    case 'Bounce':
      if (event.bounce?.bounceType === 'Permanent') {
        return {
          state: 'bounced',
          reason: 'The address does not exist or refuses mail.',
          stopsMail: true,
          alerts: true,
        }
      }
      // Full mailboxes, and notices that somebody is away, which come after the delivery.
      return {
        state: 'bounced',
        reason: 'The mailbox did not take the mail this time.',
        stopsMail: false,
        alerts: false,
      }
    case 'Complaint':
      return {
        state: 'complained',
        reason: 'The recipient marked the mail as unwanted.',
        stopsMail: true,
        alerts: true,
      }
    case 'Reject':
      return {
        state: 'rejected',
        reason: event.reject?.reason ?? 'The mail service refused it.',
        stopsMail: false,
        alerts: true,
      }
    default:
      return null
  }
}

/**
 * Applies one event of the mail service. A doubled or late event finds a state it may not be entered
 * from and moves nothing; its consequences are such that a repeat adds nothing.
 */
export const settleMessage = async (event: MailEvent, deps: SettleDeps): Promise<void> => {
  const messageId = event.mail.tags?.[MESSAGE_TAG]?.[0]
  const partnershipId = event.mail.tags?.[PARTNERSHIP_TAG]?.[0]
  const settled = meaningOf(event)
  if (!messageId || !partnershipId || !settled) return

  const message = await deps.messages.find({ partnershipId, messageId })
  if (!message || (message.state === 'delivered' && settled.state === 'bounced' && !settled.stopsMail)) return

  // The consequences come first: each can be repeated, and a crash after the move would lose them.
  const now = deps.now()
  if (settled.stopsMail) {
    // By the time of the event the person may have another address, which must not be stopped.
    const addresses = event.mail.destination?.map(bareAddress) ?? null
    await deps.people.stopMail(
      partnershipId,
      message.personId,
      now,
      settled.reason ?? settled.state,
      addresses,
    )
  }
  // Not for an alert itself: its own bounce would go on for ever.
  if (settled.alerts && settled.reason !== null && message.kind !== 'alert') {
    await deps.alert(message, settled.reason)
  }
  await deps.messages.move(message, settled.state, {
    sesMessageId: event.mail.messageId,
    ...(settled.state === 'sent' ? { sentAt: now } : { settledAt: now }),
    ...(settled.reason === null ? {} : { reason: settled.reason }),
    attentionAt: '',
  })
}

/** `Kelly Hare <kelly.hare@council.example>` as the address alone, in lower case. */
const bareAddress = (destination: string): string =>
  (/<([^<>]+)>\s*$/.exec(destination)?.[1] ?? destination).trim().toLowerCase()
