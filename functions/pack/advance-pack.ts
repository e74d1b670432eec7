import { owe } from '../cycle/advance.ts'
import type { Calendar } from '../cycle/calendar.ts'
import type { CycleStore, PlanReader } from '../cycle/ports.ts'
import { coordinatorsOf, type Directory, type DirectoryReader, listPeople } from '../plan/directory.ts'
import type { Instant, Plan } from '../plan/plan.ts'
import { dateName, monthName } from '../plan/wording.ts'
import { objectionToStep } from './decide-pack.ts'
import { finishIssue, type IssuePackDeps, issuePack } from './issue-pack.ts'
import { duePack, nextLook, type PackMoments, packMoments } from './pack-schedule.ts'
import { type Pack, type PackQueue, type PackStore, stuckSince } from './ports.ts'

export type AdvancePackDeps = Omit<IssuePackDeps, 'packs'> & {
  packs: Pick<PackStore, 'find' | 'issue' | 'noticesOwed' | 'lookAgain'>
  plans: Pick<PlanReader, 'findPlan'>
  cycles: Pick<CycleStore, 'findCycle'>
  directory: DirectoryReader
  calendarOf: (plan: Plan) => Calendar
}

/** Who issues what nobody presses for. */
const CLOCKWORK = { by: 'clockwork', byName: 'the timetable' }

/** Does what is due of a pack: has it built, finishes its issue, or does what time asks of it once it is built. */
export const advancePack = async (
  pack: Pack,
  now: Instant,
  deps: AdvancePackDeps & { packQueue: PackQueue },
): Promise<void> => {
  if (pack.state === 'wanted' || pack.state === 'early') await askForBuilding(pack, now, deps)
  else if (pack.state === 'issued') await finishIssue(pack, now, deps)
  else await advanceBuilt(pack, now, deps)
}

/** Has a pack built, and tells whoever steers the plan where that has failed for long: once for each time it was asked for. */
const askForBuilding = async (
  listed: Pack,
  now: Instant,
  deps: AdvancePackDeps & { packQueue: PackQueue },
): Promise<void> => {
  await deps.packQueue.enqueuePack(listed)
  if (stuckSince(listed, now) === null) return
  // The index that listed it may be behind.
  const pack = await deps.packs.find(listed)
  const since = pack && stuckSince(pack, now)
  if (!pack || !since) return
  const directory = await deps.directory.loadDirectory(pack.partnershipId)
  await tell(coordinators(directory), pack, `stuck-${Date.parse(since)}`, notBuilt(pack), now, deps)
}

/**
 * Does what time asks of a built pack: issues it before its board meets where it is approved, and reminds
 * those who may approve it, or those who must ask for that, where it is not. Doing it again changes nothing but when it is looked at next.
 */
const advanceBuilt = async (listed: Pack, now: Instant, deps: AdvancePackDeps): Promise<void> => {
  const [pack, plan, cycle, directory] = await Promise.all([
    deps.packs.find(listed),
    deps.plans.findPlan(listed),
    deps.cycles.findCycle(listed),
    deps.directory.loadDirectory(listed.partnershipId),
  ])
  if (pack?.state !== 'built' || !plan || !cycle?.closedAt) return
  const board = directory.boards.find(({ boardId }) => boardId === pack.boardId)
  const moments = board ? packMoments(board, plan.packs, deps.calendarOf(plan), cycle.closedAt) : null
  // A paused plan sends nothing; what is due then waits until it goes on.
  if (moments && !plan.paused) {
    switch (duePack(pack, moments, now)) {
      case 'issue':
        if (await issuePack(pack, { ...CLOCKWORK, at: now }, deps)) return
        break
      case 'remind': {
        const approvers = approversOf(pack, directory, plan)
        // Where nobody who is told could approve it, whoever steers the plan must see to it first.
        if (approvers.length > 0) await tell(approvers, pack, 'approve', reminder(pack, moments), now, deps)
        else await tell(coordinators(directory), pack, 'ask', notAsked(pack, moments), now, deps)
        break
      }
      case 'not-approved': {
        const people = [...approversOf(pack, directory, plan), ...coordinators(directory)]
        await tell([...new Set(people)], pack, 'late', notApproved(pack, moments), now, deps)
        break
      }
      case null:
        break
    }
  }
  await deps.packs.lookAgain(pack, nextLook(moments, cycle.closedAt, now))
}

/** Those who may approve this pack as it stands, by id. */
const approversOf = (pack: Pack, directory: Directory, { packs: policy }: Plan): string[] =>
  listPeople(directory)
    .map(({ personId }) => personId)
    .filter((personId) => objectionToStep('approve', pack, personId, { directory, policy }) === null)

const coordinators = (directory: Directory): string[] =>
  coordinatorsOf(directory).map(({ personId }) => personId)

const tell = (
  personIds: string[],
  pack: Pack,
  what: string,
  about: string,
  now: Instant,
  deps: AdvancePackDeps,
): Promise<number> =>
  owe(
    personIds,
    pack,
    {
      kind: 'alert',
      ordinal: `pack-${what}-${pack.boardId}-v${pack.version}`,
      about,
      link: `/console/${pack.planId}/packs/${pack.cycleId}/${pack.boardId}`,
    },
    now,
    deps,
  )

const reminder = ({ boardName, cycleId }: Pack, { meeting }: PackMoments): string =>
  `The ${monthName(cycleId)} pack for ${boardName} is not approved yet. The board meets on ${dateName(meeting)}. Please read the draft, and approve it or send it back.`

const notAsked = ({ boardName, cycleId, asked }: Pack, { meeting }: PackMoments): string => {
  const why = asked ? 'and nobody but who asked for that may approve packs' : 'and nobody has asked for that'
  const what = asked
    ? 'Please give somebody else that role on their page in People.'
    : 'Please read the draft, and ask for its approval.'
  return `The ${monthName(cycleId)} pack for ${boardName} is not approved yet, ${why}. The board meets on ${dateName(meeting)}. ${what}`
}

const notBuilt = ({ boardName, cycleId, state }: Pack): string =>
  `The ${monthName(cycleId)} ${state === 'early' ? 'draft' : 'pack'} for ${boardName} could not be built. It is tried again every quarter of an hour, and whoever runs Muster was told. No answer is lost.`

const notApproved = ({ boardName, cycleId }: Pack, { meeting }: PackMoments): string =>
  `The ${monthName(cycleId)} pack for ${boardName} was to go out by now, as the board meets on ${dateName(meeting)}. It did not, because nobody has approved it. It goes out as soon as somebody does.`
