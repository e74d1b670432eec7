import type { Instant } from '../plan/plan.ts'
import { later, type Message, type MessageId, type MessageKind } from './message.ts'
import type { AlertOfMail, Compose, Composed, MailService, MessageStore } from './ports.ts'

/** A claim older than this belongs to a worker that died: far beyond the worker's own time limit. */
const CLAIM_LASTS_MS = 5 * 60_000
/** How long a mail that was not taken rests; the sweeper then queues it again. */
const PAUSE_MS = 60_000
const FAULT_PAUSE_MS = 15 * 60_000

/** Mail that answers somebody who is waiting for it now; all other mail keeps to the sending window. */
const immediate: ReadonlySet<MessageKind> = new Set<MessageKind>(['sign-in-code', 'link', 'receipt'])

export type SendMessageDeps = {
  messages: MessageStore
  compose: Compose
  mail: MailService
  /** When the message's plan may send: the instant itself, or the start of the next window. */
  nextInWindow: (message: { partnershipId: string; planId: string }, now: Instant) => Promise<Instant>
  now: () => Instant
  newOwner: () => string
  alert: AlertOfMail
}

export type SendOutcome = 'sent' | 'not-owed' | 'postponed' | 'dropped' | 'rejected' | 'unknown'

/**
 * Takes one message from owed to sent, once. Whatever happens twice (the queue, this worker) finds
 * the claim taken and stops. Throws only when the table cannot be reached, before anything was sent
 * or after: the message is then `claimed`, and the sweeper calls it `unknown` when the claim is old.
 */
export const sendMessage = async (id: MessageId, deps: SendMessageDeps): Promise<SendOutcome> => {
  const message = await deps.messages.find(id)
  if (message?.state !== 'owed') return 'not-owed'

  const now = deps.now()
  if (!immediate.has(message.kind)) {
    const window = await deps.nextInWindow(message, now)
    if (window > now) {
      await deps.messages.postpone(id, window)
      return 'postponed'
    }
  }

  const owner = deps.newOwner()
  if (!(await deps.messages.claim(id, owner, now, later(now, CLAIM_LASTS_MS)))) return 'not-owed'

  const composed = await composeOrGiveBack(message, owner, deps)
  if (!composed.owed) {
    if (composed.stopped) return await giveUp('rejected', composed.reason, message, owner, deps)
    await deps.messages.move(id, 'dropped', { reason: composed.reason, attentionAt: '' }, owner)
    return 'dropped'
  }

  const result = await deps.mail.send({ ...composed.mail, tag: id })
  switch (result.outcome) {
    case 'accepted': {
      const sent = { sesMessageId: result.sesMessageId, sentAt: deps.now(), attentionAt: '' }
      await deps.messages.move(id, 'sent', sent, owner)
      return 'sent'
    }
    case 'not-taken':
      await deps.messages.move(id, 'owed', { attentionAt: later(deps.now(), PAUSE_MS) }, owner)
      return 'postponed'
    case 'rejected':
    case 'unknown':
      return await giveUp(result.outcome, result.reason, message, owner, deps)
  }
}

/** Ends what no worker can do more about, and tells the coordinators first: an alert can be repeated. */
const giveUp = async (
  state: 'rejected' | 'unknown',
  reason: string,
  message: Message,
  owner: string,
  deps: SendMessageDeps,
): Promise<SendOutcome> => {
  if (message.kind !== 'alert') await deps.alert(message, reason)
  await deps.messages.move(message, state, { reason, settledAt: deps.now(), attentionAt: '' }, owner)
  return state
}

/** A mail that cannot be written was surely not sent: it is owed again before the fault goes on. */
const composeOrGiveBack = async (
  message: Message,
  owner: string,
  deps: SendMessageDeps,
): Promise<Composed> => {
  try {
    return await deps.compose(message)
  } catch (error) {
    await deps.messages.move(message, 'owed', { attentionAt: later(deps.now(), FAULT_PAUSE_MS) }, owner)
    throw error
  }
}
