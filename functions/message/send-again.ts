import type { Instant } from '../plan/plan.ts'
import type { MessageId } from './message.ts'
import type { MessageQueue, MessageStore } from './ports.ts'

/**
 * Owes a mail again of which nobody knows whether it went out: a person has decided to risk a second
 * one. False when it needs no decision any more. Each claim has an owner of its own, so the owner
 * tells a second press from the first.
 */
export const sendAgain = async (
  id: MessageId,
  now: Instant,
  deps: { messages: Pick<MessageStore, 'find' | 'move'>; queue: MessageQueue },
): Promise<boolean> => {
  const message = await deps.messages.find(id)
  if (message?.state !== 'unknown' || message.owner === null) return false
  if (!(await deps.messages.move(id, 'owed', { attentionAt: now }, message.owner))) return false
  await deps.queue.enqueueMessage(id)
  return true
}
