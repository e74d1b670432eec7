import { type Cycle, isUnderWay, type Request } from '../cycle/cycle.ts'
import type { CycleStore, PlanReader } from '../cycle/ports.ts'
import { shareOut } from '../cycle/share-out.ts'
import { type Deferral, type Message, type MessageState, ofOneForm } from '../message/message.ts'
import type { Pack, PackStore } from '../pack/ports.ts'
import { type DirectoryReader, findPerson, reachableDeputy } from '../plan/directory.ts'
import { type Action, compareRefs, type Instant, type Plan, type PlanKey, titleOf } from '../plan/plan.ts'
import { localDay } from '../plan/wording.ts'
import { answerOf, isEmptyTyped, typedOf } from '../update/answer.ts'
import { type Ask, isOwn, type LateText } from '../update/ask.ts'

/** One lead's line on the cycle page. */
export type LeadLine = {
  personId: string
  name: string
  asked: number
  answered: number
  /** Who can be asked instead, where mail to the lead was stopped and the month is open. */
  instead: { personId: string; name: string } | null
  /** How the newest mail about their form fared; null while none is written. */
  mail: { state: MessageState; at: Instant; kind: Message['kind'] } | null
  reminders: number
  openedAt: Instant | null
  draftSavedAt: Instant | null
  lastAnsweredAt: Instant | null
}

/** Whether a lead has anything to answer; whoever has handed all of it over has not. */
export const isAsked = ({ asked }: Pick<LeadLine, 'asked'>): boolean => asked > 0

type LateLine = { name: string; ref: string; title: string; typed: LateText }
/** What a lead had written and not submitted when a month closed. Its text is theirs alone. */
type UnsubmittedLine = { name: string; ref: string; title: string; isReady: boolean; savedAt: Instant }

export type Overview = {
  plan: Plan
  /** The cycle under way or next; null before the first tick. */
  current: Cycle | null
  lines: LeadLine[]
  /** Mail that did not go out or may not have: the coordinator decides. */
  stuck: (Message & Pick<LeadLine, 'name' | 'instead'>)[]
  /** Mail that the mail service has taken and is still trying to hand on. */
  heldUp: (Message & { name: string; deferral: Deferral })[]
  waitingForLead: Action[]
  /**
   * What leads typed or submitted after the last month had closed: it is in no pack. That of older months
   * is not looked for any more once the next month has closed; it stays in the table and its archive.
   */
  late: LateLine[]
  /**
   * What leads who had not answered in full had written by then. A change of an answer is not looked
   * for: the answer that it would have changed is in the packs.
   */
  unsubmitted: UnsubmittedLine[]
  /** The month that they came too late for. */
  lateIn: Cycle | null
  actions: number
  /** The newest closed cycle, and its packs. */
  closed: { cycle: Cycle; packs: Pack[] } | null
}

export type OverviewDeps = {
  plans: PlanReader
  directory: DirectoryReader
  cycles: Pick<CycleStore, 'listCycles' | 'listRequests' | 'listMessages' | 'listAsks'>
  packs: Pick<PackStore, 'list'>
}

const STUCK: ReadonlySet<MessageState> = new Set<MessageState>([
  'unknown',
  'returned',
  'rejected',
  'bounced',
  'complained',
])

/** All that the coordinator's page shows of one plan; null when there is no such plan. */
export const loadOverview = async (key: PlanKey, deps: OverviewDeps): Promise<Overview | null> => {
  const file = await deps.plans.loadPlanFile(key)
  if (!file) return null
  const { plan, actions } = file
  const cycles = await deps.cycles.listCycles(key)
  const current = cycles.find(({ cycleId }) => cycleId === plan.currentCycleId) ?? null
  const lastClosed = cycles.find(({ state }) => state === 'closed') ?? null
  const shown = current && !['planned', 'held', 'skipped'].includes(current.state) ? current : lastClosed
  const [requests, messages, { people }, packs] = await Promise.all([
    shown ? deps.cycles.listRequests(shown) : [],
    shown ? deps.cycles.listMessages(shown) : [],
    deps.directory.loadDirectory(key.partnershipId),
    lastClosed ? deps.packs.list(lastClosed) : [],
  ])
  const lateIn = lateMonth(current, lastClosed, requests)
  const isOver = lateIn?.state === 'closed'
  const isLeft = (request: Request) => hasLate(request) || (isOver && hasUnsubmitted(request))
  const left = lateIn ? await loadLeft(lateIn, shown === lateIn ? requests : null, isLeft, deps) : []
  const nameOf = (personId: string) => findPerson({ people }, personId)?.name ?? 'Somebody'
  const isOpen = current?.state === 'open'
  const insteadOf = ({ personId }: Pick<LeadLine, 'personId'>): LeadLine['instead'] => {
    const person = findPerson({ people }, personId)
    return person && reachableDeputy({ people }, person)
  }
  /** The form of a merged entry is told apart from the one that stayed. */
  const nameInList = ({ personId, personName }: Request) => {
    const person = findPerson({ people }, personId)
    return person && person.personId !== personId ? `${person.name} (asked as ${personName})` : personName
  }
  const messagesOf = Map.groupBy(messages, ({ personId }) => personId)
  const lines = requests
    .map((request) => ({
      ...lineOf(request, messagesOf.get(request.personId) ?? []),
      name: nameInList(request),
    }))
    .map((line) => ({ ...line, instead: isOpen && line.answered < line.asked ? insteadOf(line) : null }))
    .sort(byNeed)
  return {
    plan,
    current,
    lines,
    stuck: messages
      .filter(({ state }) => STUCK.has(state))
      .map((message) => ({
        ...message,
        name: nameOf(message.personId),
        instead: lines.find(({ personId }) => personId === message.personId)?.instead ?? null,
      })),
    heldUp: messages.flatMap((message) =>
      message.state === 'sent' && message.deferral
        ? [{ ...message, deferral: message.deferral, name: nameOf(message.personId) }]
        : [],
    ),
    waitingForLead: shareOut(plan, actions).waitingForLead.sort((a, b) => compareRefs(a.ref, b.ref)),
    late: lateOf(left).map(({ personId, ...text }) => ({ ...text, name: nameOf(personId) })),
    unsubmitted: (lateIn && isOver ? unsubmittedOf(left, lateIn, plan) : []).map(
      ({ personId, ...draft }) => ({ ...draft, name: nameOf(personId) }),
    ),
    lateIn,
    actions: actions.length,
    closed: lastClosed && { cycle: lastClosed, packs },
  }
}

/** The month whose late texts are shown: one that was opened again where it has some, or the last that closed. */
const lateMonth = (current: Cycle | null, lastClosed: Cycle | null, requests: Request[]): Cycle | null =>
  current && isUnderWay(current) && requests.some(({ lateAt }) => lateAt !== null) ? current : lastClosed

/** What leads typed of an action after the last month had closed; of older months none. */
export const listLate = async (
  key: PlanKey & { ref: string },
  deps: Pick<OverviewDeps, 'cycles'>,
): Promise<LateText[]> => {
  const cycles = await deps.cycles.listCycles(key)
  const underWay = cycles.find(isUnderWay) ?? null
  const requests = underWay ? await deps.cycles.listRequests(underWay) : []
  const lateIn = lateMonth(underWay, cycles.find(({ state }) => state === 'closed') ?? null, requests)
  const left = lateIn ? await loadLeft(lateIn, lateIn === underWay ? requests : null, hasLate, deps) : []
  return lateOf(left)
    .filter(({ ref }) => ref === key.ref)
    .map(({ typed }) => typed)
}

const hasLate = ({ lateAt }: Request): boolean => lateAt !== null
const hasUnsubmitted = ({ draftSavedAt, asked, answered }: Request): boolean =>
  draftSavedAt !== null && answered < asked

/** The actions of those leads whose request says that something of theirs is left. */
const loadLeft = async (
  cycle: Cycle,
  known: Request[] | null,
  isLeft: (request: Request) => boolean,
  { cycles }: Pick<OverviewDeps, 'cycles'>,
): Promise<Ask[]> => {
  const requests = (known ?? (await cycles.listRequests(cycle))).filter(isLeft)
  const asks = (await Promise.all(requests.map((request) => cycles.listAsks(request)))).flat()
  return asks.sort((a, b) => compareRefs(a.ref, b.ref))
}

const lateOf = (asks: Ask[]): (Omit<LateLine, 'name'> & { personId: string })[] =>
  asks
    .flatMap(({ personId, ref, says, late, answer }) =>
      late
        // What its lead has answered since says more.
        .filter((typed) => answer?.by !== personId || cameAt(typed) > answer.at)
        .map((typed) => ({ personId, ref, title: titleOf(says), typed })),
    )
    .sort((a, b) => compareRefs(a.ref, b.ref) || cameAt(a.typed).localeCompare(cameAt(b.typed)))

const cameAt = ({ submittedAt, savedAt }: LateText): Instant => submittedAt ?? savedAt

/** Drafts of actions that nobody answered; what was submitted too late is shown as that. */
const unsubmittedOf = (
  asks: Ask[],
  { closedAt }: Cycle,
  { statuses, timeZone }: Plan,
): (Omit<UnsubmittedLine, 'name'> & { personId: string })[] =>
  asks.filter(isOwn).flatMap(({ personId, ref, says, draft, answer, late }) => {
    if (!draft || answer || late.length > 0) return []
    if (isEmptyTyped(typedOf(draft)) && draft.files.length === 0) return []
    const judge = { statuses, today: localDay(closedAt ?? draft.savedAt, timeZone) }
    const isReady = answerOf(draft, says, judge) !== null
    return [{ personId, ref, title: titleOf(says), isReady, savedAt: draft.savedAt }]
  })

const lineOf = (request: Request, theirs: Message[]): Omit<LeadLine, 'instead'> => {
  const mine = theirs
    .filter(({ kind }) => ofOneForm.has(kind))
    .filter(({ state }) => state !== 'dropped')
    .sort((a, b) => a.owedAt.localeCompare(b.owedAt))
  const newest = mine.at(-1)
  return {
    personId: request.personId,
    name: request.personName,
    asked: request.asked,
    answered: request.answered,
    mail: newest ? { state: newest.state, at: lastKnownOf(newest), kind: newest.kind } : null,
    reminders: mine.filter(({ kind, sentAt }) => kind === 'reminder' && sentAt !== null).length,
    openedAt: request.formOpenedAt,
    draftSavedAt: request.draftSavedAt,
    lastAnsweredAt: request.lastAnsweredAt,
  }
}

/** The instant of what is known last of a mail. */
const lastKnownOf = ({ settledAt, sentAt, unknownSince, owedAt }: Message): Instant =>
  settledAt ?? sentAt ?? unknownSince ?? owedAt

/** Those who still owe answers come first, then by name. */
const byNeed = (a: LeadLine, b: LeadLine): number =>
  Number(a.answered >= a.asked) - Number(b.answered >= b.asked) || a.name.localeCompare(b.name, 'en')
