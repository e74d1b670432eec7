import { z } from 'zod'
import { compareRefs } from '../plan/plan.ts'
import {
  groupByPriority,
  PackAction,
  PackMoment,
  PackMonth,
  PackStatus,
  showAction,
  showMoment,
  showMonth,
  showStatus,
} from './pack-action.ts'
import {
  askedRefs,
  countMonth,
  type Entry,
  Exception,
  explainSources,
  findExceptions,
  findMovements,
  findOverdue,
  findProposedClosures,
  findSilentLeads,
  findUnowned,
  GlossaryEntry,
  MonthInNumbers,
  Movement,
  OverdueAction,
  ProposedClosure,
  SilentLead,
  Unowned,
} from './pack-sections.ts'
import type { Snapshot } from './snapshot.ts'

const ByPriority = z.array(
  z.object({ number: z.number().int(), title: z.string().nullable(), actions: z.array(PackAction) }),
)

/** What one board gets for one cycle, in the order in which it is read. */
export const PackModel = z.object({
  format: z.literal(1),
  title: z.string(),
  control: z.object({
    partnership: z.string(),
    plan: z.string(),
    board: z.string(),
    chair: z.string().nullable(),
    /** Whether it has the board's own actions alone, and counts no others. */
    ownOnly: z.boolean(),
    period: PackMonth,
    opened: PackMoment,
    due: PackMoment,
    closed: PackMoment,
    version: z.literal(1),
    draft: z.boolean(),
    snapshotSha256: z.string(),
    actions: z.object({
      total: z.number().int(),
      live: z.number().int(),
      closed: z.number().int(),
      /** Live actions of this board. */
      board: z.number().int(),
    }),
  }),
  month: MonthInNumbers,
  movements: z.array(Movement),
  exceptions: z.array(Exception),
  overdue: z.array(OverdueAction),
  closuresProposed: z.array(ProposedClosure),
  unowned: z.array(Unowned),
  silentLeads: z.array(SilentLead),
  /** This board's live actions. */
  board: ByPriority,
  /** Every other live action of the plan. */
  others: ByPriority,
  closed: z.array(PackAction),
  key: z.array(z.object({ status: PackStatus, meaning: z.string() })),
  glossary: z.array(GlossaryEntry),
})
export type PackModel = z.infer<typeof PackModel>

/**
 * The pack of one board from the locked snapshot of a cycle. Pure: the same input gives the same
 * model. `snapshotSha256` is the hash of the stored snapshot, in hex. Every live action of the plan
 * is in it once: in `board` or in `others`; of a board that sees its own alone, those only.
 *
 * @throws when the board is not in the snapshot.
 */
export const buildPackModel = (
  whole: Snapshot,
  boardId: string,
  options: { draft: boolean; snapshotSha256: string },
): PackModel => {
  const board = whole.boards.find((candidate) => candidate.boardId === boardId)
  if (!board) throw new Error(`board ${boardId} is not in the snapshot`)
  const snapshot = board.sees === 'own-only' ? onlyOwn(whole, boardId) : whole

  const { plan, cycle } = snapshot
  const asked = askedRefs(snapshot)
  const entries = snapshot.actions
    .map((action): Entry => ({ action, shown: showAction(plan, action, asked) }))
    .sort((a, b) => compareRefs(a.action.ref, b.action.ref))
  const live = entries.filter(({ action }) => !action.closed)
  const closed = entries.filter(({ action }) => action.closed)
  const own = live.filter(({ action }) => action.boardIds.includes(boardId))
  const others = live.filter((entry) => !own.includes(entry))
  const grouped = (chosen: Entry[]) =>
    groupByPriority(
      plan,
      chosen.map(({ action, shown }) => ({ priority: action.priority, entry: shown })),
    )
  const period = showMonth(cycle.cycleId)

  return {
    format: 1,
    title: `${plan.name}: pack for ${board.name}, ${period.text}`,
    control: {
      partnership: snapshot.partnershipName,
      plan: plan.name,
      board: board.name,
      chair: board.chair,
      ownOnly: board.sees === 'own-only',
      period,
      opened: showMoment(cycle.openedAt, plan.timeZone),
      due: showMoment(cycle.dueAt, plan.timeZone),
      closed: showMoment(cycle.closedAt, plan.timeZone),
      version: 1,
      draft: options.draft,
      snapshotSha256: options.snapshotSha256,
      actions: { total: entries.length, live: live.length, closed: closed.length, board: own.length },
    },
    month: countMonth(snapshot, entries),
    movements: findMovements(entries),
    exceptions: findExceptions(snapshot, entries),
    overdue: findOverdue(snapshot, entries),
    closuresProposed: findProposedClosures(snapshot, entries),
    unowned: findUnowned(entries),
    silentLeads: findSilentLeads(snapshot, entries),
    board: grouped(own),
    others: grouped(others),
    closed: closed.map(({ shown }) => shown),
    key: [...plan.statuses]
      .sort((a, b) => a.order - b.order)
      .map(({ code, meaning }) => ({ status: showStatus(plan, code), meaning })),
    glossary: explainSources(snapshot, live),
  }
}

/** The snapshot as if the plan had a board's own actions alone, and its leads had been asked about those. */
const onlyOwn = (snapshot: Snapshot, boardId: string): Snapshot => {
  const actions = snapshot.actions.filter(({ boardIds }) => boardIds.includes(boardId))
  const refs = new Set(actions.map(({ ref }) => ref))
  return {
    ...snapshot,
    actions,
    requests: snapshot.requests
      .map((request) => ({
        ...request,
        asked: request.asked.filter((ref) => refs.has(ref)),
        answered: request.answered.filter((ref) => refs.has(ref)),
      }))
      .filter(({ asked }) => asked.length > 0),
  }
}
