import type { Instant } from '../plan/plan.ts'
import type { Deferral, Message, MessageId, MessageState } from './message.ts'

/** The ledger. Each method is one conditional write or one read; false means the condition did not hold. */
export type MessageStore = {
  find: (id: MessageId) => Promise<Message | null>
  /** Writes a message unless its id is there already. */
  owe: (message: Message) => Promise<boolean>
  claim: (id: MessageId, owner: string, now: Instant, attentionAt: Instant) => Promise<boolean>
  /**
   * Moves a message on, if it is in a state from which `state` may be entered. Whoever gives an `owner`
   * speaks for a claim: it must be the message's last, and nothing be known of it from elsewhere.
   */
  move: (
    id: MessageId,
    state: MessageState,
    change: Partial<
      Pick<
        Message,
        'sesMessageId' | 'sentAt' | 'settledAt' | 'unknownSince' | 'repeats' | 'deferral' | 'reason'
      >
    > & { attentionAt: string },
    owner?: string,
  ) => Promise<boolean>
  /** Owes again what was dropped; false where it is not. */
  oweAgain: (id: MessageId, attentionAt: Instant) => Promise<boolean>
  /** Puts off when the sweeper looks at a message that is still as it was read; empty for never. */
  postpone: (read: MessageId & Pick<Message, 'state' | 'owner'>, attentionAt: string) => Promise<boolean>
  /** Notes on a message that is `sent` why it is not handed on yet. */
  defer: (id: MessageId, deferral: Deferral) => Promise<boolean>
}

/** What tells a mail of which nothing is heard from a mail service of which nothing is heard. */
export type MailPulse = {
  /** Notes that the mail service has reported something that happened at an instant. */
  note: (at: Instant) => Promise<void>
  /** The latest such instant, give or take a few seconds; null where there never was one. */
  latest: () => Promise<Instant | null>
}

/** `delaySeconds`: how long nobody gets it from the queue, at most 900. */
export type MessageQueue = { enqueueMessage: (id: MessageId, delaySeconds?: number) => Promise<void> }

/** What is handed to the mail service. Bodies are characters; attachments are bytes. */
export type OutgoingMail = {
  to: { name: string; address: string }
  from: { name: string }
  replyTo: { name: string; address: string } | null
  subject: string
  html: string
  text: string
  /** The mail service's id of the first mail of the thread. */
  inReplyTo: string | null
  attachments: { filename: string; content: Uint8Array; contentType: string }[]
  /** Comes back with every event of the mail service. */
  tag: MessageId
}

/** What became of one attempt. `unknown`: the service may have taken it and failed to say so. */
export type SendResult =
  | { outcome: 'accepted'; sesMessageId: string }
  /**
   * Surely not sent, for a reason that passes: more than the account may send in a second or in a day;
   * or no connection, no rights, an account that is paused.
   */
  | { outcome: 'not-taken'; because: 'rate' | 'quota' | 'other' }
  | { outcome: 'rejected'; reason: string }
  | { outcome: 'unknown'; reason: string }

export type MailService = { send: (mail: OutgoingMail) => Promise<SendResult> }

/** What a kind of message says now, or why it is no longer owed. */
export type Composed =
  | { owed: true; mail: Omit<OutgoingMail, 'tag'> }
  /**
   * `stopped`: it is owed, but no mail may go to the address. The coordinator must find another way.
   * `soon`: whether it is owed can be told in a moment, and not now.
   */
  | { owed: false; reason: string; stopped?: true; soon?: true }

/** Asked at the last moment before the send, so that nobody who has answered is chased. */
export type Compose = (message: Message) => Promise<Composed>

/**
 * Tells the coordinators that a mail did not arrive, or that nobody knows: once for each state it comes
 * to, and for each attempt of which nobody knows.
 */
export type AlertOfMail = (
  message: Message,
  /** `unheard`: of one that nobody knows about, and that is not sent again after all. */
  state: 'unknown' | 'unheard' | 'rejected' | 'bounced' | 'complained',
  reason: string,
) => Promise<void>
