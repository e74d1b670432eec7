import { type Message, oweMessage } from '../message/message.ts'
import type { MessageQueue } from '../message/ports.ts'
import { atOnce, inParts } from '../plan/at-once.ts'
import { type Directory, type DirectoryReader, findPerson } from '../plan/directory.ts'
import type { Instant, Plan } from '../plan/plan.ts'
import { Ask } from '../update/ask.ts'
import type { Cycle, CycleKey, Request } from './cycle.ts'
import { cycleKeyOf, newRequest, planKeyOf } from './cycle.ts'
import type { Pace } from './pace.ts'
import type { CycleStore, PlanReader, UpdateReader } from './ports.ts'
import { type AskedLead, askedActions, leadsOf, type SharedAction } from './share-out.ts'

export type OpenCycleDeps = {
  cycles: Pick<
    CycleStore,
    'findCycle' | 'moveCycle' | 'fixShareOut' | 'loadShareOut' | 'writeAsks' | 'openRequests'
  >
  plans: Pick<PlanReader, 'findPlan' | 'indexActions' | 'findActions'>
  directory: DirectoryReader
  updates: UpdateReader
  queue: MessageQueue
  /** How many leads one transaction makes requests for; as many as it holds where nothing is said. */
  leadsAtOnce?: number
}

/** A transaction holds 100 items: two for each lead, and the cycle. */
const LEADS_AT_ONCE = 40
/** As many actions are read in full, and held, at a time. */
const ACTIONS_AT_ONCE = 100
/** How many mails are queued at a time. */
const QUEUED_AT_ONCE = 8
/** After how many it is looked whether there is time for more. */
const QUEUED_BETWEEN = 200

/**
 * Opens a cycle, or goes on opening it: one request and one owed mail for each lead. False where some
 * of it is left for a next step, since the pace allowed no more or somebody else is at it.
 *
 * 1. The cycle is `opening`. From then on no import and no merge changes what is read below.
 * 2. Who is asked about what is fixed: the plan is read once, of each action no more than that takes, and
 *    the list is kept. However much later the next step comes and whatever the directory says by then,
 *    all who hold an action have each other on their form, and the order of leads stays.
 * 3. Leads are taken in that order, some at a time: first their asks, which nobody sees before there is
 *    a request and of which a second writing changes nothing; then in one transaction their requests,
 *    their mails, the count, and how far it has come. It is conditional on how far it had come, so that
 *    two at it at once, or one that was asleep, make nothing twice.
 * 4. The cycle is `open`, and then the mails are queued. Nobody is mailed before everybody has a form: an
 *    answer goes onto the form of each who leads the action, and would miss one that is made later. What
 *    a crash leaves unqueued the sweeper finds.
 *
 * Whatever it is that dies, each of these is safe to repeat. A plan that is paused meanwhile goes on from
 * where it is when it is resumed.
 */
export const openCycle = async (
  planned: Cycle,
  now: Instant,
  deps: OpenCycleDeps,
  pace?: Pick<Pace, 'mayGoOn'>,
): Promise<boolean> => {
  if (planned.state !== 'opening' && !(await deps.cycles.moveCycle(planned, 'opening', {}))) return true
  const plan = await deps.plans.findPlan(planned)
  if (!plan) return true
  // It may have begun just before the opening did. Half of it must not be acted on.
  if (plan.importing) return false
  const cycle = await findFixed(planned, plan, deps)
  if (cycle?.state !== 'opening') return true

  const directory = await deps.directory.loadDirectory(plan.partnershipId)
  const leads = leadsOf(await deps.cycles.loadShareOut(cycle))
  let after = cycle.askedThrough
  const batches = inParts(leadsAfter(leads, after), deps.leadsAtOnce ?? LEADS_AT_ONCE)
  for (const [index, batch] of batches.entries()) {
    if (index > 0 && pace && !pace.mayGoOn()) return false
    const through = batch.at(-1)?.personId ?? ''
    const requests = requestsOf(batch, cycle, directory, now)
    await writeAsks(batch, requests, plan, deps)
    const made = requests.map((request) => ({ request, message: requestMessage(request, now) }))
    // Somebody else has gone on from here: they, or the next step, do the rest.
    if (!(await deps.cycles.openRequests(cycle, { after, through, made }))) return false
    after = through
  }

  const event = {
    ...planKeyOf(cycle),
    at: now,
    what: 'cycle-opened',
    by: 'clockwork',
    details: { cycleId: cycle.cycleId },
  }
  if (!(await deps.cycles.moveCycle(cycle, 'open', { openedAt: now }, event))) return true
  for (const [index, part] of inParts(leads, QUEUED_BETWEEN).entries()) {
    // Somebody may wait for this step. What is not queued is owed, and the sweeper finds it.
    if (index > 0 && pace && !pace.mayGoOn()) break
    await atOnce(QUEUED_AT_ONCE, part, ({ personId }) =>
      deps.queue.enqueueMessage(requestMessage({ ...cycleKeyOf(cycle), personId }, now)),
    )
  }
  return true
}

/** The cycle with its list. Where two make one at the same time, the first counts. */
const findFixed = async (cycle: CycleKey, plan: Plan, deps: OpenCycleDeps): Promise<Cycle | null> => {
  const found = await deps.cycles.findCycle(cycle)
  if (found?.state !== 'opening' || found.shareOut) return found
  const list = askedActions(plan, await deps.plans.indexActions(plan))
    .filter(({ improvementLeadIds }) => improvementLeadIds.length > 0)
    .map(({ ref, improvementLeadIds }): SharedAction => ({ ref, holders: improvementLeadIds }))
  await deps.cycles.fixShareOut(found, list, leadsOf(list).length)
  return await deps.cycles.findCycle(cycle)
}

const leadsAfter = (leads: AskedLead[], after: string | null): AskedLead[] =>
  after === null ? leads : leads.filter(({ personId }) => personId > after)

/** One request for each lead who is in the directory. */
const requestsOf = (batch: AskedLead[], cycle: CycleKey, directory: Directory, now: Instant): Request[] =>
  batch.flatMap(({ personId, actions }) => {
    const person = findPerson(directory, personId)
    if (!person) return []
    return newRequest({ ...cycle, personId }, person.name, actions.length, now)
  })

/** Writes what the leads are asked, so many actions at a time, whoever has how many. */
const writeAsks = async (
  batch: AskedLead[],
  requests: Request[],
  plan: Plan,
  deps: OpenCycleDeps,
): Promise<void> => {
  const asked = new Map(batch.map(({ personId, actions }) => [personId, actions]))
  const wanted = requests.flatMap((request) =>
    (asked.get(request.personId) ?? []).map((action) => ({
      ...action,
      key: { ...cycleKeyOf(request), personId: request.personId },
    })),
  )
  for (const part of inParts(wanted, ACTIONS_AT_ONCE)) {
    const actions = await deps.plans.findActions(plan, [...new Set(part.map(({ ref }) => ref))])
    const heads = new Map((await deps.updates.findHeads(actions)).map((update) => [update.ref, update]))
    const says = new Map(actions.map((action) => [action.ref, Ask.shape.says.parse(action)]))
    await deps.cycles.writeAsks(
      part.map(({ key, ref, holders }): Ask => {
        const action = says.get(ref)
        if (!action) throw new Error('an action that is asked about is not in the plan')
        return {
          ...key,
          ref,
          says: action,
          previous: heads.get(ref) ?? null,
          holders,
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
      }),
    )
  }
}

/** The mail that asks a lead, as it is owed first. */
export const requestMessage = (
  { personId, ...cycle }: CycleKey & { personId: string },
  now: Instant,
): Message => oweMessage({ ...cycleKeyOf(cycle), personId, kind: 'request', ordinal: '1' }, now)
