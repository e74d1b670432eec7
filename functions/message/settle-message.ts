import { z } from 'zod'
import type { Instant } from '../plan/plan.ts'
import { type Deferral, type MessageState, priorStates } from './message.ts'
import type { AlertOfMail, MailPulse, MessageStore } from './ports.ts'

/** An instant in any form of ISO 8601; one that cannot be read is as if it were not there. */
const ReportedInstant = z
  .string()
  .optional()
  .transform((text): Instant | null => {
    const time = Date.parse(text ?? '')
    return Number.isNaN(time) ? null : new Date(time).toISOString()
  })
const At = z.object({ timestamp: ReportedInstant })

/**
 * One event of SES's event publishing, as far as Muster reads it.
 * https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */
export const MailEvent = z.object({
  eventType: z.string(),
  mail: z.object({
    messageId: z.string(),
    /** When SES took the mail. */
    timestamp: ReportedInstant,
    /** The addresses it went to, with or without names. */
    destination: z.array(z.string()).optional(),
    tags: z.record(z.string(), z.array(z.string())).optional(),
  }),
  delivery: At.optional(),
  bounce: At.extend({ bounceType: z.string() }).optional(),
  complaint: At.optional(),
  reject: z.object({ reason: z.string() }).optional(),
  deliveryDelay: At.extend({ delayType: z.string(), expirationTime: ReportedInstant }).optional(),
})
export type MailEvent = z.infer<typeof MailEvent>

/** The names of the two tags every mail carries. */
export const MESSAGE_TAG = 'message'
export const PARTNERSHIP_TAG = 'partnership'

export type SettleDeps = {
  messages: Pick<MessageStore, 'find' | 'move' | 'defer'>
  pulse: Pick<MailPulse, 'note'>
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

type Settled = {
  state: Extract<MessageState, 'sent' | 'delivered' | 'returned' | 'rejected' | 'bounced' | 'complained'>
  reason?: string
  deferral?: Deferral
}

/**
 * What an event means for its message; null for events that mean nothing here. Opens and clicks are not
 * asked for, as both would go by way of a tracker; a mail that could not be rendered and a choice of
 * subscriptions come of templates and lists, which Muster does not use.
 */
const meaningOf = (event: MailEvent): Settled | null => {
  switch (event.eventType) {
    case 'Send':
      return { state: 'sent' }
    case 'DeliveryDelay':
      // Whoever holds a mail up has it. A delay alone is no news for anybody: most end by themselves.
      return { state: 'sent', deferral: deferralOf(event) }
    case 'Delivery':
      return { state: 'delivered' }
    case 'Bounce':
      return meaningOfBounce(event.bounce?.bounceType)
    case 'Complaint':
      return { state: 'complained', reason: 'The recipient marked the mail as unwanted.' }
    case 'Reject':
      return { state: 'rejected', reason: event.reject?.reason ?? 'The mail service refused it.' }
    default:
      return null
  }
}

/**
 * Only a bounce that is for good stops an address. One of which the mail service cannot tell
 * (`Undetermined`) is no proof against an address, and valid ones must not be lost to it.
 */
const meaningOfBounce = (bounceType: string | undefined): Settled => {
  switch (bounceType) {
    case 'Permanent':
      return { state: 'bounced', reason: 'The address does not exist or refuses mail.' }
    case 'Transient':
      // Full mailboxes, and notices that somebody is away, which come after the delivery.
      return { state: 'returned', reason: 'The mailbox did not take the mail this time.' }
    default:
      return { state: 'returned', reason: 'The mail came back, and the mail service cannot tell why.' }
  }
}

/** SES's kinds of delay that say something to a coordinator. */
const delays: Readonly<Record<string, string>> = {
  MailboxFull: 'The mailbox is full.',
  SpamDetected: 'Their mail server takes it for unwanted mail for now.',
  RecipientServerError: 'Their mail server has a fault.',
  TransientCommunicationFailure: 'Their mail server could not be reached.',
}

const deferralOf = ({ deliveryDelay }: MailEvent): Deferral => ({
  why: delays[deliveryDelay?.delayType ?? ''] ?? 'Their mail server has not taken it yet.',
  until: deliveryDelay?.expirationTime ?? null,
})

/** The states that stop mail to the address. */
const stopsMail: ReadonlySet<MessageState> = new Set<MessageState>(['bounced', 'complained'])

/**
 * Applies one event of the mail service. A doubled or late event finds a state it may not be entered
 * from and moves nothing; its consequences are such that a repeat adds nothing.
 */
export const settleMessage = async (event: MailEvent, deps: SettleDeps): Promise<void> => {
  await applyEvent(event, deps)
  // Last, so that nobody who waits for the events of a mail takes its own for that of another. The
  // clock of another machine may not tell of the future.
  const now = deps.now()
  const at = happenedAt(event)
  await deps.pulse.note(at !== null && at < now ? at : now)
}

const applyEvent = async (event: MailEvent, deps: SettleDeps): Promise<void> => {
  const messageId = event.mail.tags?.[MESSAGE_TAG]?.[0]
  const partnershipId = event.mail.tags?.[PARTNERSHIP_TAG]?.[0]
  const settled = meaningOf(event)
  if (!messageId || !partnershipId || !settled) return
  const message = await deps.messages.find({ partnershipId, messageId })
  if (!message) return

  // The consequences come first: each can be repeated, and a crash after the move would lose them.
  const { state, reason, deferral } = settled
  const now = deps.now()
  if (stopsMail.has(state)) {
    // By the time of the event the person may have another address, which must not be stopped.
    const addresses = event.mail.destination?.map(bareAddress) ?? null
    await deps.people.stopMail(partnershipId, message.personId, now, reason ?? state, addresses)
  }
  // Not where more is known already, and not for an alert itself: its own bounce would go on for ever.
  const before: readonly MessageState[] = [state, ...priorStates[state]]
  const isNews = before.includes(message.state) && message.kind !== 'alert'
  if (isNews && reason !== undefined && isAlerted(state)) {
    await deps.alert(message, state, reason)
  }
  const isMoved = await deps.messages.move(message, state, {
    sesMessageId: event.mail.messageId,
    // Whatever is reported on was taken: the first that is heard of it may be this event.
    ...(message.sentAt === null ? { sentAt: event.mail.timestamp ?? now } : {}),
    ...(state === 'sent' ? {} : { settledAt: now }),
    reason: reason ?? null,
    ...(deferral === undefined ? {} : { deferral }),
    attentionAt: '',
  })
  if (!isMoved && deferral) await deps.messages.defer(message, deferral)
}

const isAlerted = (state: MessageState): state is Extract<MessageState, Parameters<AlertOfMail>[1]> =>
  state === 'bounced' || state === 'complained' || state === 'rejected'

/** When what is reported happened, as far as the event says: the latest instant in it. */
const happenedAt = ({ mail, delivery, bounce, complaint, deliveryDelay }: MailEvent): Instant | null =>
  [mail, delivery, bounce, complaint, deliveryDelay]
    .flatMap((part) => part?.timestamp ?? [])
    .toSorted()
    .at(-1) ?? null

/** `Kelly Hare <kelly.hare@council.example>` as the address alone, in lower case. */
const bareAddress = (destination: string): string =>
  (/<([^<>]+)>\s*$/.exec(destination)?.[1] ?? destination).trim().toLowerCase()
