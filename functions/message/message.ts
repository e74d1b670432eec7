import { z } from 'zod'
import { Instant } from '../plan/plan.ts'

/** Why somebody is owed a mail. */
export const MessageKind = z.enum([
  'request',
  'reminder',
  'escalation',
  'alert',
  'sign-in-code',
  'pack-notice',
  /** A new link that somebody asked for who gave the address. */
  'link',
  /** Actions that a lead handed to a colleague, or a colleague gave back. */
  'handed',
  /** What a lead has just submitted. */
  'receipt',
  /** A new link instead of those a coordinator took back. */
  'replaced-link',
])
export type MessageKind = z.infer<typeof MessageKind>

/** Mail to a lead about their own form. */
export const ofOneForm: ReadonlySet<MessageKind> = new Set<MessageKind>([
  'request',
  'reminder',
  'link',
  'replaced-link',
  'handed',
])

/**
 * The life of one mail. `unknown` means that the mail service may or may not have taken it: nobody
 * can say, so nothing is sent again by itself. `dropped` means it was no longer owed when its turn came.
 */
export const MessageState = z.enum([
  'owed',
  'claimed',
  'sent',
  'delivered',
  'unknown',
  'rejected',
  'bounced',
  'complained',
  'dropped',
])
export type MessageState = z.infer<typeof MessageState>

/** From which states each state may be entered. Every write of a state names these in its condition. */
export const priorStates = {
  owed: ['claimed', 'unknown'],
  claimed: ['owed'],
  // Events can overtake the worker's own record, and can come for a mail that is owed a second time.
  sent: ['owed', 'claimed', 'unknown'],
  delivered: ['owed', 'claimed', 'unknown', 'sent'],
  unknown: ['claimed'],
  rejected: ['owed', 'claimed', 'unknown', 'sent'],
  bounced: ['owed', 'claimed', 'unknown', 'sent', 'delivered'],
  complained: ['owed', 'claimed', 'unknown', 'sent', 'delivered'],
  dropped: ['claimed'],
} as const satisfies Record<MessageState, readonly MessageState[]>

export const MessageId = z.object({ partnershipId: z.string().min(1), messageId: z.string().min(1) })
export type MessageId = z.infer<typeof MessageId>

/** One email owed to one person for one reason. */
export const Message = MessageId.extend({
  kind: MessageKind,
  /** Tells apart the mails of one kind to one person: the first reminder, the pack of one board. */
  ordinal: z.string().min(1),
  personId: z.string().min(1),
  planId: z.string(),
  /** Empty for mail that belongs to no cycle. */
  cycleId: z.string(),
  /** What the mail is about, where person and cycle do not say it: a board, a sign-in, an alert's sentence. */
  about: z.string().nullable(),
  state: MessageState,
  owedAt: Instant,
  /** When the sweeper must look at it; empty when nobody must. */
  attentionAt: z.string(),
  owner: z.string().nullable(),
  claimedAt: Instant.nullable(),
  /** The mail service's own id, which later mails refer to as the first of their thread. */
  sesMessageId: z.string().nullable(),
  sentAt: Instant.nullable(),
  /** When it was delivered, bounced or given up. */
  settledAt: Instant.nullable(),
  reason: z.string().nullable(),
})
export type Message = z.infer<typeof Message>

/** How long the queue may take before the sweeper queues a message again. */
const QUEUE_PATIENCE_MS = 2 * 60_000

/**
 * A message to be written on condition that its id is absent. The id is made of what it is for, so
 * whoever decides the same twice owes it once. Ids hold letters, digits, `_` and `-` only, as SES
 * demands of tags.
 */
export const oweMessage = (
  reason: Pick<Message, 'partnershipId' | 'planId' | 'cycleId' | 'kind' | 'ordinal' | 'personId'> & {
    about?: string
  },
  now: Instant,
): Message => ({
  ...reason,
  messageId: [reason.planId, reason.cycleId, reason.kind, reason.ordinal, reason.personId]
    .filter((part) => part !== '')
    .join('_')
    .replaceAll(/[^A-Za-z0-9_-]/g, '-'),
  about: reason.about ?? null,
  state: 'owed',
  owedAt: now,
  attentionAt: later(now, QUEUE_PATIENCE_MS),
  owner: null,
  claimedAt: null,
  sesMessageId: null,
  sentAt: null,
  settledAt: null,
  reason: null,
})

/** `now` plus a number of milliseconds. */
export const later = (now: Instant, milliseconds: number): Instant =>
  new Date(Date.parse(now) + milliseconds).toISOString()
