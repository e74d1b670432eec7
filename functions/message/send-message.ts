import type { Instant } from '../plan/plan.ts'
import { later, type Message, type MessageId, type MessageKind } from './message.ts'
import type {
  AlertOfMail,
  Compose,
  Composed,
  MailService,
  MessageQueue,
  MessageStore,
  SendResult,
} from './ports.ts'
import { callUnknown } from './silence.ts'
import { pauseAfter } from './throttle.ts'

/** A claim older than this belongs to a worker that died: far beyond the worker's own time limit. */
const CLAIM_LASTS_MS = 5 * 60_000
const FAULT_PAUSE_MS = 15 * 60_000
/** So long after it the sweeper looks at what could not be told yet. */
const SOON_MS = 60_000

/** Mail that answers somebody who is waiting for it now; all other mail keeps to the sending window. */
const immediate: ReadonlySet<MessageKind> = new Set<MessageKind>(['sign-in-code', 'link', 'receipt'])

export type SendMessageDeps = {
  messages: MessageStore
  compose: Compose
  mail: MailService
  /** When the message's plan may send: the instant itself, or the start of the next window. */
  nextInWindow: (
    message: Pick<Message, 'partnershipId' | 'planId' | 'cycleId'>,
    now: Instant,
  ) => Promise<Instant>
  now: () => Instant
  newOwner: () => string
  alert: AlertOfMail
  /** Tells a partnership’s coordinators, once a day, that the account may send no more mail for now. */
  alertOfQuota: (partnershipId: string) => Promise<void>
  queue: MessageQueue
  /** From 0 up to 1. */
  random: () => number
  /** Lets so much time pass that all workers together keep to the account's rate. */
  rest: () => Promise<void>
}

export type SendOutcome = 'sent' | 'not-owed' | 'postponed' | 'not-taken' | 'dropped' | 'rejected' | 'unknown'

/**
 * Takes one message from owed to sent, once. Whatever happens twice (the queue, this worker) finds
 * the claim taken and stops. Throws only when the table cannot be reached, before anything was sent
 * or after: the message is then `claimed`, and the sweeper calls it `unknown` when the claim is old.
 * What was not taken is owed again and back in the queue, to be had after a pause that grows.
 */
export const sendMessage = async (id: MessageId, deps: SendMessageDeps): Promise<SendOutcome> => {
  const message = await deps.messages.find(id)
  if (message?.state !== 'owed') return 'not-owed'

  const now = deps.now()
  if (!immediate.has(message.kind)) {
    const window = await deps.nextInWindow(message, now)
    if (window > now) {
      await deps.messages.postpone(message, window)
      return 'postponed'
    }
  }

  const owner = deps.newOwner()
  if (!(await deps.messages.claim(id, owner, now, later(now, CLAIM_LASTS_MS)))) return 'not-owed'

  const claim = { message: { ...message, attempts: message.attempts + 1 }, owner }

  const composed = await composeOrGiveBack(claim, deps)
  if (!composed.owed) {
    if (composed.stopped) return await reject(composed.reason, claim, deps)
    if (composed.soon) {
      await deps.messages.move(id, 'owed', { attentionAt: later(now, SOON_MS) }, owner)
      return 'postponed'
    }
    await deps.messages.move(id, 'dropped', { reason: composed.reason, attentionAt: '' }, owner)
    if (asks.has(message.kind)) await oweIfOwedAgain(claim.message, deps)
    return 'dropped'
  }
  // Of one that may have gone out before, word may have come while this one was written.
  if (message.unknownSince !== null && !(await isStillClaimed(claim, deps))) return 'not-owed'

  const result = await deps.mail.send({ ...composed.mail, tag: id })
  try {
    return await record(result, claim, deps)
  } finally {
    // After the record, which must not wait; before the next mail, whichever batch that is in.
    await deps.rest()
  }
}

/** The mails by which somebody is asked at all; who opens a month again owes them again where they were dropped. */
const asks: ReadonlySet<MessageKind> = new Set<MessageKind>(['request', 'handed'])

/**
 * Looks once more whether what was just dropped is owed: somebody may have opened the month again since it
 * was composed, and may have looked for what was dropped before it was.
 */
const oweIfOwedAgain = async (message: Message, deps: SendMessageDeps): Promise<void> => {
  const composed = await deps.compose(message)
  if (composed.owed || composed.soon) await deps.messages.oweAgain(message, later(deps.now(), SOON_MS))
}

type Claim = { message: Message; owner: string }

const isStillClaimed = async ({ message, owner }: Claim, { messages }: SendMessageDeps): Promise<boolean> => {
  const now = await messages.find(message)
  return now?.state === 'claimed' && now.owner === owner
}

/** Writes down what became of the one attempt. */
const record = async (
  result: SendResult,
  { message, owner }: Claim,
  deps: SendMessageDeps,
): Promise<SendOutcome> => {
  const now = deps.now()
  switch (result.outcome) {
    case 'accepted': {
      const sent = { sesMessageId: result.sesMessageId, sentAt: now, reason: null, attentionAt: '' }
      await deps.messages.move(message, 'sent', sent, owner)
      return 'sent'
    }
    case 'not-taken': {
      const { delaySeconds, attentionAt } = pauseAfter(result.because, message.attempts, deps.random(), now)
      // Owed first, or the queue's copy could find it claimed; what is then not queued the sweeper finds.
      const isOwed = await deps.messages.move(message, 'owed', { attentionAt }, owner)
      if (isOwed && delaySeconds !== null) await deps.queue.enqueueMessage(message, delaySeconds)
      if (result.because === 'quota') await deps.alertOfQuota(message.partnershipId)
      return 'not-taken'
    }
    case 'rejected':
      return await reject(result.reason, { message, owner }, deps)
    case 'unknown':
      await callUnknown(message, owner, result.reason, now, deps)
      return 'unknown'
  }
}

/** Ends what no worker can do more about, and tells the coordinators first: an alert can be repeated. */
const reject = async (
  reason: string,
  { message, owner }: Claim,
  deps: SendMessageDeps,
): Promise<SendOutcome> => {
  if (message.kind !== 'alert') await deps.alert(message, 'rejected', reason)
  const rejected = { reason, settledAt: deps.now(), attentionAt: '' }
  await deps.messages.move(message, 'rejected', rejected, owner)
  return 'rejected'
}

/** A mail that cannot be written was surely not sent: it is owed again before the fault goes on. */
const composeOrGiveBack = async ({ message, owner }: Claim, deps: SendMessageDeps): Promise<Composed> => {
  try {
    return await deps.compose(message)
  } catch (error) {
    await deps.messages.move(message, 'owed', { attentionAt: later(deps.now(), FAULT_PAUSE_MS) }, owner)
    throw error
  }
}
