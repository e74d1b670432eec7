import { z } from 'zod'
import { oweMessage } from '../message/message.ts'
import type { MessageQueue, MessageStore } from '../message/ports.ts'
import { fingerprint } from '../plan/fingerprint.ts'
import type { Instant } from '../plan/plan.ts'
import { requestKeyOf } from './ask.ts'
import type { LeadSession } from './ports.ts'
import type { Submitted } from './submit-answers.ts'

/** Which versions of which actions a receipt is for: what its message is about. */
const Receipted = z.array(z.object({ ref: z.string(), version: z.number().int().positive() }))
export type Receipted = z.infer<typeof Receipted>

/** @throws ZodError or SyntaxError when a message is about something else */
export const readReceipted = (about: string): Receipted => Receipted.parse(JSON.parse(about))

export type ReceiptDeps = {
  messages: Pick<MessageStore, 'owe'>
  queue: MessageQueue
  now: () => Instant
  /** Hears of a receipt that could not be owed or queued: what was submitted is stored all the same. */
  onFault: (error: unknown) => void
}

/** Owes a lead one mail with what they have just submitted; pressing twice owes it once. */
export const oweReceipt = async (
  session: LeadSession,
  submitted: Submitted[],
  deps: ReceiptDeps,
): Promise<void> => {
  const stored: Receipted = submitted.flatMap((one) =>
    one.outcome === 'stored' ? [{ ref: one.ref, version: one.version }] : [],
  )
  if (stored.length === 0) return
  const about = JSON.stringify(stored)
  const ordinal = fingerprint(stored, 16)
  const message = oweMessage({ ...requestKeyOf(session), kind: 'receipt', ordinal, about }, deps.now())
  try {
    if (await deps.messages.owe(message)) await deps.queue.enqueueMessage(message)
  } catch (error) {
    deps.onFault(error)
  }
}
