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
  /** An action that a lead has taken back from the colleague they had handed it to. */
  'taken-back',
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
 * The life of one mail. `unknown` means that the mail service may or may not have taken it; `returned`
 * that it came back this time, where `bounced` says that the address is no good; `dropped` that it was
 * no longer owed when its turn came. The README beside this file has the whole way.
 */
export const MessageState = z.enum([
  'owed',
  'claimed',
  'sent',
  'delivered',
  'unknown',
  'returned',
  'rejected',
  'bounced',
  'complained',
  'dropped',
])
export type MessageState = z.infer<typeof MessageState>

/** Where a mail is before anything is known of it outside, and where it is given up. */
const unsettled = ['owed', 'claimed', 'unknown', 'dropped'] as const

/**
 * From which states each state may be entered. Every write of a state names these in its condition.
 *
 * What the mail service reports can overtake the worker's own record, come twice, in any order, and for
 * a mail that is owed a second time or was dropped then. So its states are ranked, sent < returned <
 * rejected < delivered < bounced < complained, and each is entered from all below it: whatever the
 * order, the highest stays. A notice of absence is a return after the delivery, so delivery is above.
 */
export const priorStates = {
  // From dropped only where a month is opened again.
  owed: ['claimed', 'unknown', 'dropped'],
  claimed: ['owed'],
  unknown: ['claimed'],
  dropped: ['claimed'],
  sent: [...unsettled],
  returned: [...unsettled, 'sent'],
  rejected: [...unsettled, 'sent', 'returned'],
  delivered: [...unsettled, 'sent', 'returned', 'rejected'],
  bounced: [...unsettled, 'sent', 'returned', 'rejected', 'delivered'],
  complained: [...unsettled, 'sent', 'returned', 'rejected', 'delivered', 'bounced'],
} as const satisfies Record<MessageState, readonly MessageState[]>

/** The states in which a message is in somebody's hands, or was left there: only its owner's word moves it. */
export const heldStates: readonly MessageState[] = ['claimed', 'unknown']

/** The states of a mail that has left the house, whatever became of it then. */
export const wentOut: ReadonlySet<MessageState> = new Set<MessageState>([
  'sent',
  'returned',
  'delivered',
  'bounced',
  'complained',
])

export const MessageId = z.object({ partnershipId: z.string().min(1), messageId: z.string().min(1) })
export type MessageId = z.infer<typeof MessageId>

/** Why the mail service has not handed a mail on yet, in a sentence, and until when it tries. */
export const Deferral = z.object({ why: z.string().min(1), until: Instant.nullable() })
export type Deferral = z.infer<typeof Deferral>

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
  /** Where an alert's button leads, as a path from `/console` on; null for the console itself. */
  link: z.string().nullable(),
  state: MessageState,
  owedAt: Instant,
  /** When the sweeper must look at it; empty when nobody must. */
  attentionAt: z.string(),
  owner: z.string().nullable(),
  claimedAt: Instant.nullable(),
  /** How often a worker has claimed it. */
  attempts: z.number().int().nonnegative().default(0),
  /** Since when nobody knows whether it went out; kept when it is owed again. */
  unknownSince: Instant.nullable(),
  /** How often it was owed again by itself after a silence. */
  repeats: z.number().int().nonnegative().default(0),
  /** The latest the mail service said of a delay; of no account any more once it is delivered or came back. */
  deferral: Deferral.nullable(),
  /** The mail service's own id, which later mails refer to as the first of their thread. */
  sesMessageId: z.string().nullable(),
  sentAt: Instant.nullable(),
  /** When it was delivered, came back or was given up. */
  settledAt: Instant.nullable(),
  reason: z.string().nullable(),
})
export type Message = z.infer<typeof Message>

/** How long the queue may take before the sweeper queues a message again. */
export const QUEUE_PATIENCE_MS = 2 * 60_000

/**
 * A message to be written on condition that its id is absent. The id is made of what it is for, so
 * whoever decides the same twice owes it once. Ids hold letters, digits, `_` and `-` only, as SES
 * demands of tags.
 */
export const oweMessage = (
  reason: Pick<Message, 'partnershipId' | 'planId' | 'cycleId' | 'kind' | 'ordinal' | 'personId'> & {
    about?: string
    link?: string | null
  },
  now: Instant,
): Message => ({
  ...reason,
  messageId: [reason.planId, reason.cycleId, reason.kind, reason.ordinal, reason.personId]
    .filter((part) => part !== '')
    .join('_')
    .replaceAll(/[^A-Za-z0-9_-]/g, '-'),
  about: reason.about ?? null,
  link: reason.link ?? null,
  state: 'owed',
  owedAt: now,
  attentionAt: later(now, QUEUE_PATIENCE_MS),
  owner: null,
  claimedAt: null,
  attempts: 0,
  unknownSince: null,
  repeats: 0,
  deferral: null,
  sesMessageId: null,
  sentAt: null,
  settledAt: null,
  reason: null,
})

/** `now` plus a number of milliseconds. */
export const later = (now: Instant, milliseconds: number): Instant =>
  new Date(Date.parse(now) + milliseconds).toISOString()
