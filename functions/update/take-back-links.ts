import { oweMessage } from '../message/message.ts'
import type { MessageQueue } from '../message/ports.ts'
import type { Instant } from '../plan/plan.ts'
import { type RequestKey, requestKeyOf } from './ask.ts'
import type { FormStore, LinkStore } from './ports.ts'

export type TakeBackLinksDeps = {
  links: Pick<LinkStore, 'takeBackLinks'>
  forms: Pick<FormStore, 'loadRequestFile'>
  queue: MessageQueue
  now: () => Instant
}

/**
 * Ends every link of a request and every session begun with one, and owes its lead a mail with a new link.
 * `revision` is the link revision that whoever decides it saw: a second press ends no link twice.
 *
 * @returns `before` where somebody else, or the same press, was quicker; `closed` where there is no open request
 */
export const takeBackLinks = async (
  request: RequestKey,
  revision: number,
  by: string,
  deps: TakeBackLinksDeps,
): Promise<'taken-back' | 'before' | 'closed'> => {
  const key = requestKeyOf(request)
  const at = deps.now()
  const message = oweMessage({ ...key, kind: 'replaced-link', ordinal: String(revision + 1) }, at)
  const event = {
    partnershipId: key.partnershipId,
    planId: key.planId,
    at,
    what: 'links-taken-back',
    by,
    details: { cycleId: key.cycleId, personId: key.personId, messageId: message.messageId },
  }
  const isTaken = await deps.links.takeBackLinks({ key, revision, message, event })
  if (!isTaken) {
    const file = await deps.forms.loadRequestFile(key)
    if (file?.request.state !== 'open' || file.request.linkRevision <= revision) return 'closed'
  }
  // Queued also the second time: the first may have met a fault at this line.
  await deps.queue.enqueueMessage(message)
  return isTaken ? 'taken-back' : 'before'
}
