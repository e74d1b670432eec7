import { findCurrentCycle } from '../cycle/current-cycle.ts'
import type { Cycle } from '../cycle/cycle.ts'
import { cycleKeyOf } from '../cycle/cycle.ts'
import type { AuditTrail, CycleStore } from '../cycle/ports.ts'
import { type DirectoryReader, findPerson, idsOfPerson } from '../plan/directory.ts'
import { compareRefs, type Person, type Plan } from '../plan/plan.ts'
import { type Ask, isOwn } from './ask.ts'
import { type HandedOver, type HandOverDeps, handOver } from './hand-over.ts'

export type AskDeputyDeps = HandOverDeps & {
  directory: DirectoryReader
  cycles: Pick<CycleStore, 'findCycle'>
  audit: AuditTrail
}

/** What a deputy can be asked about instead of a lead. */
export type DeputyOffer = {
  person: Person
  deputy: Person
  cycle: Cycle
  /** Nobody has answered them, and the deputy is not asked about them yet. In the plan's order. */
  asks: Ask[]
}

export type NoOffer = 'no-such-person' | 'no-deputy' | 'deputy-unreachable' | 'not-open'

/** What of a lead's actions in the open cycle could go to their deputy; or why none can. */
export const findDeputyOffer = async (
  plan: Plan,
  personId: string,
  deps: Pick<AskDeputyDeps, 'directory' | 'cycles' | 'forms'>,
): Promise<DeputyOffer | NoOffer> => {
  const directory = await deps.directory.loadDirectory(plan.partnershipId)
  const person = findPerson(directory, personId)
  if (!person) return 'no-such-person'
  const deputy = person.deputyId === null ? null : findPerson(directory, person.deputyId)
  if (!deputy || deputy.personId === person.personId) return 'no-deputy'
  if (deputy.mailStopped) return 'deputy-unreachable'
  const cycle = await findCurrentCycle(plan, deps.cycles)
  if (cycle?.state !== 'open') return 'not-open'

  const key = cycleKeyOf(cycle)
  // An entry that was merged into theirs has a form of its own.
  const ids = [...idsOfPerson(directory, person.personId)]
  const [theirs, ...files] = await Promise.all(
    [deputy.personId, ...ids].map((id) => deps.forms.loadRequestFile({ ...key, personId: id })),
  )
  const askedThere = new Set(theirs?.asks.filter(isOwn).map(({ ref }) => ref))
  const asks = files
    .flatMap((file) => (file?.request.state === 'open' ? file.asks : []))
    .filter((ask) => isOwn(ask) && ask.answer === null && ask.onBehalfOf === null)
    .filter(({ ref }) => !askedThere.has(ref))
    .sort((a, b) => compareRefs(a.ref, b.ref))
  return { person, deputy, cycle, asks }
}

/**
 * Hands a lead's open actions to their deputy on a coordinator's word, as the deputy's mail says. The
 * audit event that names the coordinator is written first, so that nothing is handed over without it;
 * pressed again, whatever a fault left undone is done.
 *
 * @throws when the table fails: what was handed over before stays so.
 */
export const askDeputy = async (
  plan: Plan,
  { person, deputy, cycle, asks }: DeputyOffer,
  by: { personId: string; name: string },
  deps: AskDeputyDeps,
): Promise<HandedOver[]> => {
  if (asks.length === 0) return []
  const { partnershipId, planId } = plan
  await deps.audit.record({
    partnershipId,
    planId,
    at: deps.now(),
    what: 'deputy-asked',
    by: by.personId,
    details: {
      cycleId: cycle.cycleId,
      lead: person.personId,
      deputy: deputy.personId,
      refs: asks.map(({ ref }) => ref),
    },
  })
  const results: HandedOver[] = []
  for (const [personId, theirs] of Map.groupBy(asks, (ask) => ask.personId)) {
    const lead = { partnershipId, planId, cycleId: cycle.cycleId, personId, personName: person.name }
    const refs = theirs.map(({ ref }) => ref)
    results.push(...(await handOver(lead, refs, deputy.personId, deps, by)))
  }
  return results
}
