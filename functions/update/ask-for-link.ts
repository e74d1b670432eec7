import { takesAnswers } from '../cycle/cycle.ts'
import type { CycleStore, PlanReader } from '../cycle/ports.ts'
import { later, oweMessage } from '../message/message.ts'
import type { MessageQueue, MessageStore } from '../message/ports.ts'
import { type DirectoryReader, idsOfPerson, stayingId } from '../plan/directory.ts'
import type { Instant, Person, PlanKey } from '../plan/plan.ts'
import type { RequestKey } from './ask.ts'
import type { FormStore } from './ports.ts'

export type AskForLinkDeps = {
  plans: Pick<PlanReader, 'findPlan'> & {
    findPeopleByEmail: (email: string) => Promise<Person[]>
    listPlans: (partnershipId: string) => Promise<PlanKey[]>
  }
  directory: DirectoryReader
  cycles: Pick<CycleStore, 'findCycle'>
  forms: Pick<FormStore, 'loadRequestFile'>
  messages: Pick<MessageStore, 'owe' | 'find'>
  queue: MessageQueue
  now: () => Instant
  /** Hears of a mail that is owed and could not be queued. */
  onFault: (error: unknown) => void
}

/** Whoever asks, and however often: one form's lead gets one link in so many minutes. */
export const MINUTES_BETWEEN_LINKS = 15
const LINKS_A_DAY = 5

/**
 * Owes a new link to whoever has an address, for each of their forms that is open. Mail goes to the
 * address in the directory, so giving the former one of a merged entry leads to whoever it became.
 *
 * @throws when the table fails. What is owed by then stays owed, and asking again owes the rest.
 */
export const askForLink = async (email: string, deps: AskForLinkDeps): Promise<void> => {
  const now = deps.now()
  const idsByPartnership = new Map<string, string[]>()
  for (const { partnershipId, personId } of await deps.plans.findPeopleByEmail(email)) {
    idsByPartnership.set(partnershipId, [...(idsByPartnership.get(partnershipId) ?? []), personId])
  }
  // One partnership whose records are broken keeps nobody from the link of another.
  const results = await Promise.allSettled(
    [...idsByPartnership].map(([partnershipId, ids]) => oweLinks(partnershipId, ids, now, deps)),
  )
  const failed = results.find((result) => result.status === 'rejected')
  if (failed) throw failed.reason
}

const oweLinks = async (
  partnershipId: string,
  personIds: string[],
  now: Instant,
  deps: AskForLinkDeps,
): Promise<void> => {
  const directory = await deps.directory.loadDirectory(partnershipId)
  const ids = new Set(personIds.flatMap((id) => [...idsOfPerson(directory, stayingId(directory, id))]))
  for (const { planId } of await deps.plans.listPlans(partnershipId)) {
    const plan = await deps.plans.findPlan({ partnershipId, planId })
    if (!plan?.currentCycleId) continue
    const key = { partnershipId, planId, cycleId: plan.currentCycleId }
    const cycle = await deps.cycles.findCycle(key)
    if (!cycle || !takesAnswers(cycle)) continue
    for (const personId of ids) {
      const file = await deps.forms.loadRequestFile({ ...key, personId })
      if (file?.request.state === 'open') await oweLink({ ...key, personId }, now, deps)
    }
  }
}

/**
 * The day's few places are ids in the ledger, taken in order, so that two who ask at once take one and
 * nobody can be flooded.
 */
const oweLink = async (request: RequestKey, now: Instant, deps: AskForLinkDeps): Promise<void> => {
  for (let place = 1; place <= LINKS_A_DAY; place += 1) {
    const wanted = oweMessage({ ...request, kind: 'link', ordinal: `${now.slice(0, 10)}-${place}` }, now)
    const message = (await deps.messages.owe(wanted)) ? wanted : await deps.messages.find(wanted)
    if (!message || later(message.owedAt, MINUTES_BETWEEN_LINKS * 60_000) <= now) continue
    // Queued also when it was owed before: whoever asked then may have met a fault at this line.
    if (message.state === 'owed') await deps.queue.enqueueMessage(message).catch(deps.onFault)
    return
  }
}
