import { type Message, oweMessage } from '../message/message.ts'
import type { MessageQueue } from '../message/ports.ts'
import { type DirectoryReader, findPerson, stayingIds } from '../plan/directory.ts'
import type { Instant, PlanKey } from '../plan/plan.ts'
import type { Ask } from '../update/ask.ts'
import type { Cycle, Request } from './cycle.ts'
import type { AuditTrail, CycleStore, PlanReader, UpdateReader } from './ports.ts'
import { shareOut } from './share-out.ts'

export type OpenCycleDeps = {
  cycles: Pick<CycleStore, 'moveCycle' | 'openRequest'>
  plans: PlanReader
  directory: DirectoryReader
  updates: UpdateReader
  queue: MessageQueue
  audit: AuditTrail
}

/**
 * Opens a cycle: one request and one owed mail for each lead. It goes lead by lead, each in one
 * transaction that is conditional on being the first, so that after a crash anywhere a repeat makes
 * what is missing and nothing twice.
 */
export const openCycle = async (cycle: Cycle, now: Instant, deps: OpenCycleDeps): Promise<void> => {
  const file = await deps.plans.loadPlanFile(cycle)
  if (!file) return
  if (file.plan.importing) throw new Error('an import of the plan is being written')
  const opening = cycle.state === 'opening' || (await deps.cycles.moveCycle(cycle, 'opening', {}))
  if (!opening) return

  const directory = await deps.directory.loadDirectory(cycle.partnershipId)
  // A merge may have come between the reading of the plan and of the directory.
  const actions = file.actions.map((action) => ({
    ...action,
    improvementLeadIds: stayingIds(directory, action.improvementLeadIds),
  }))
  const { leads } = shareOut(file.plan, actions)
  const heads = await deps.updates.findHeads(leads.flatMap((lead) => lead.actions))
  const first: Message[] = []
  for (const { personId, actions: theirs } of leads) {
    const person = findPerson(directory, personId)
    if (!person) continue
    const key = { ...planKeyOf(cycle), cycleId: cycle.cycleId, personId }
    const request: Request = {
      ...key,
      personName: person.name,
      state: 'open',
      asked: theirs.length,
      answered: 0,
      openedAt: now,
      formOpenedAt: null,
      draftSavedAt: null,
      lastAnsweredAt: null,
      lateAt: null,
      linkRevision: 0,
    }
    const asks = theirs.map((action): Ask => {
      const previous = heads.find((update) => update.ref === action.ref) ?? null
      return {
        ...key,
        ref: action.ref,
        says: action,
        previous,
        holders: action.improvementLeadIds,
        draft: null,
        draftRevision: 0,
        answer: null,
        late: [],
        lateRevision: 0,
        handedTo: null,
        onBehalfOf: null,
        takenBackAt: null,
        shareRevision: 0,
      }
    })
    const message = requestMessage(key, now)
    await deps.cycles.openRequest(request, asks, message)
    first.push(message)
  }
  if (await deps.cycles.moveCycle(cycle, 'open', { openedAt: now })) {
    await deps.audit.record({
      ...planKeyOf(cycle),
      at: now,
      what: 'cycle-opened',
      by: 'clockwork',
      details: { cycleId: cycle.cycleId, leads: leads.length },
    })
  }
  // Nobody is mailed before everybody has a form: an answer goes onto the form of each who leads the
  // action, and would miss one that is made later. What a crash leaves unqueued the sweeper finds.
  for (const message of first) await deps.queue.enqueueMessage(message)
}

const requestMessage = (key: PlanKey & { cycleId: string; personId: string }, now: Instant): Message =>
  oweMessage({ ...key, kind: 'request', ordinal: '1' }, now)

export const planKeyOf = ({ partnershipId, planId }: PlanKey): PlanKey => ({ partnershipId, planId })
