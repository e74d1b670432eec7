import { createHash } from 'node:crypto'
import { z } from 'zod'
import { compareRefs, Head, type Instant } from '../plan/plan.ts'
import { Update } from '../update/update.ts'
import {
  type Entry,
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
  DatedAction,
  findDated,
  findProposedClosures,
  PackChange,
  ProposedClosure,
  sortChanges,
} from './pack-changes.ts'
import { Course, countDueAhead, DueAhead, traceCourse } from './pack-course.ts'
import {
  askedRefs,
  countMonth,
  Exception,
  explainSources,
  findExceptions,
  findImpact,
  findMovements,
  findSilentLeads,
  findUnowned,
  GlossaryEntry,
  Impact,
  MonthInNumbers,
  Movement,
  SilentLead,
  Unowned,
} from './pack-sections.ts'
import { keepActions, type Snapshot } from './snapshot.ts'

const ByPriority = z.array(
  z.object({ number: z.number().int(), title: z.string().nullable(), actions: z.array(PackAction) }),
)

const By = z.object({ by: z.string(), at: PackMoment })

/** What the coordinator tells the board, in Markdown. */
const PackCommentary = z.object({
  overall: z.string(),
  priorities: z.array(z.object({ number: z.number().int(), title: z.string().nullable(), text: z.string() })),
  /** For the board alone: no public cut has it. */
  internal: z.string(),
  by: z.string(),
  at: PackMoment,
})

/** What one board gets for one cycle, in the order in which it is read. */
export const PackModel = z.object({
  format: z.literal(2),
  title: z.string(),
  control: z.object({
    partnership: z.string(),
    plan: z.string(),
    board: z.string(),
    chair: z.string().nullable(),
    /** For whom it is: the board, or anybody. */
    cut: z.enum(['board', 'public']),
    /** Whether it has the board's own actions alone, and counts no others. */
    ownOnly: z.boolean(),
    period: PackMonth,
    /** By whose clocks the moments are said. */
    timeZone: z.string().min(1),
    opened: PackMoment,
    due: PackMoment,
    /** When the answers were locked; null while they can still change. */
    closed: PackMoment.nullable(),
    /** When the answers were read. */
    read: PackMoment,
    version: z.number().int().positive(),
    /** Why there is another version than the first, and of what it takes the place. */
    reissue: z.object({ why: z.string(), of: z.object({ sha256: z.string(), issued: By }) }).nullable(),
    /** Who asked for approval, and who gave it. */
    asked: By.nullable(),
    approved: By.nullable(),
    snapshotSha256: z.string(),
    actions: z.object({
      total: z.number().int(),
      live: z.number().int(),
      closed: z.number().int(),
      /** Live actions of this board. */
      board: z.number().int(),
    }),
  }),
  commentary: PackCommentary.nullable(),
  month: MonthInNumbers,
  course: Course,
  dueAhead: DueAhead,
  exceptions: z.array(Exception),
  movements: z.array(Movement),
  dated: z.array(DatedAction),
  /** Changes of its own actions that nobody has decided. */
  decisions: z.array(PackChange),
  /** Changes of the plan that were decided since the last pack. */
  decided: z.array(PackChange),
  closuresProposed: z.array(ProposedClosure),
  unowned: z.array(Unowned),
  silentLeads: z.array(SilentLead),
  impact: z.array(Impact),
  /** This board's live actions. */
  board: ByPriority,
  /** Every other live action of the plan. */
  others: ByPriority,
  closed: z.array(PackAction),
  key: z.array(z.object({ status: PackStatus, meaning: z.string() })),
  glossary: z.array(GlossaryEntry),
  /** The answers that are shown, as they are stored: whoever has these can compute their hashes again. */
  records: z.array(Update),
  /** Where the chain of each action ended, and the SHA-256 of that list as JSON, in hex. */
  manifest: z.object({
    heads: z.array(z.object({ ref: z.string(), ...Head.shape })),
    sha256: z.string().length(64),
  }),
})
export type PackModel = z.infer<typeof PackModel>

/** What belongs to one board's pack besides the answers. */
export type PackPapers = {
  version: number
  reissue: { why: string; of: { sha256: string; issuedBy: string; issuedAt: Instant } } | null
  asked: { by: string; at: Instant } | null
  approved: { by: string; at: Instant } | null
  commentary: {
    overall: string
    priorities: { number: number; text: string }[]
    internal: string
    by: string
    at: Instant
  } | null
}

/** The papers of a pack of which nobody has said or decided anything. */
export const noPapers: PackPapers = {
  version: 1,
  reissue: null,
  asked: null,
  approved: null,
  commentary: null,
}

/** Whether nobody has approved it, or its answers can still change. */
export const isDraft = ({ control }: Pick<PackModel, 'control'>): boolean =>
  control.approved === null || control.closed === null

/**
 * The pack of one board from the snapshot of a cycle and the papers of the pack. Pure: the same input
 * gives the same model. `snapshotSha256` is the hash of the stored snapshot, in hex. Every live action of
 * the plan is in it once: in `board` or in `others`; of a board that sees its own alone, those only.
 *
 * @throws when the board is not in the snapshot.
 */
export const buildPackModel = (
  whole: Snapshot,
  boardId: string,
  { papers, snapshotSha256 }: { papers: PackPapers; snapshotSha256: string },
): PackModel => {
  const board = whole.boards.find((candidate) => candidate.boardId === boardId)
  if (!board) throw new Error(`board ${boardId} is not in the snapshot`)
  const snapshot = board.sees === 'own-only' ? onlyOwn(whole, boardId) : whole

  const { plan, cycle } = snapshot
  const asked = askedRefs(snapshot)
  const entries = snapshot.actions
    .map(
      (action): Entry => ({
        action,
        shown: showAction(plan, action, { asked, boardId, boards: snapshot.boards }),
      }),
    )
    .sort((a, b) => compareRefs(a.action.ref, b.action.ref))
  const isOwn = ({ action }: Entry) => action.boardIds.includes(boardId)
  const live = entries.filter(({ action }) => !action.closed)
  const closed = entries.filter(({ action }) => action.closed)
  const own = live.filter(isOwn)
  const grouped = (chosen: Entry[]) =>
    groupByPriority(
      plan,
      chosen.map(({ action, shown }) => ({ priority: action.priority, entry: shown })),
    )
  const period = showMonth(cycle.cycleId)
  const moment = (at: Instant) => showMoment(at, plan.timeZone)
  const by = (said: { by: string; at: Instant } | null) => said && { by: said.by, at: moment(said.at) }
  const month = countMonth(snapshot, entries)
  const changes = sortChanges(snapshot, entries, boardId)
  const { version, reissue, commentary } = papers

  return {
    format: 2,
    title: `${plan.name}: pack for ${board.name}, ${period.text}`,
    control: {
      partnership: snapshot.partnershipName,
      plan: plan.name,
      board: board.name,
      chair: board.chair,
      cut: 'board',
      ownOnly: board.sees === 'own-only',
      period,
      timeZone: plan.timeZone,
      opened: moment(cycle.openedAt),
      due: moment(cycle.dueAt),
      closed: cycle.isLocked ? moment(cycle.closedAt) : null,
      read: moment(cycle.closedAt),
      version,
      reissue: reissue && {
        why: reissue.why,
        of: {
          sha256: reissue.of.sha256,
          issued: { by: reissue.of.issuedBy, at: moment(reissue.of.issuedAt) },
        },
      },
      asked: by(papers.asked),
      approved: by(papers.approved),
      snapshotSha256,
      actions: { total: entries.length, live: live.length, closed: closed.length, board: own.length },
    },
    commentary: commentary && {
      overall: commentary.overall,
      priorities: commentary.priorities
        .filter(({ text }) => text.trim() !== '')
        .map(({ number, text }) => ({
          number,
          title: plan.priorities.find((priority) => priority.number === number)?.title ?? null,
          text,
        })),
      internal: commentary.internal,
      by: commentary.by,
      at: moment(commentary.at),
    },
    month,
    course: traceCourse(
      snapshot,
      month.statuses.map(({ status }) => status.code),
    ),
    dueAhead: countDueAhead(snapshot, entries),
    exceptions: findExceptions(snapshot, entries),
    movements: findMovements(entries),
    dated: findDated(snapshot, entries),
    decisions: changes.asked,
    decided: changes.decided,
    closuresProposed: findProposedClosures(snapshot, entries),
    unowned: findUnowned(entries),
    silentLeads: findSilentLeads(snapshot, entries),
    impact: findImpact(entries),
    board: grouped(own),
    others: grouped(live.filter((entry) => !isOwn(entry))),
    closed: closed.map(({ shown }) => shown),
    key: [...plan.statuses]
      .sort((a, b) => a.order - b.order)
      .map(({ code, meaning }) => ({ status: showStatus(plan, code), meaning })),
    glossary: explainSources(snapshot, live),
    records: entries.flatMap(({ action: { update, previous } }) =>
      [previous, update].filter((record) => record !== null),
    ),
    manifest: manifestOf(entries),
  }
}

const manifestOf = (entries: Entry[]): PackModel['manifest'] => {
  const heads = entries.flatMap(({ action: { ref, update, previous } }) => {
    const head = update ?? previous
    return head ? [{ ref, version: head.version, hash: head.hash }] : []
  })
  return { heads, sha256: hashManifest(heads) }
}

/** SHA-256 (hex) of the ends of all chains, over JSON with the values in this fixed order. */
export const hashManifest = (heads: PackModel['manifest']['heads']): string =>
  createHash('sha256')
    .update(JSON.stringify(heads.map(({ ref, version, hash }) => [ref, version, hash])))
    .digest('hex')

/** The model as the bytes that are hashed, travel with the pack, and are verified. */
export const serialiseModel = (model: PackModel): { body: string; sha256: string } => {
  const body = JSON.stringify(PackModel.parse(model))
  return { body, sha256: createHash('sha256').update(body).digest('hex') }
}

/** The snapshot as if the plan had a board's own actions alone, and its leads had been asked about those. */
const onlyOwn = (snapshot: Snapshot, boardId: string): Snapshot => {
  const own = snapshot.actions.filter(({ boardIds }) => boardIds.includes(boardId))
  const refs = new Set(own.map(({ ref }) => ref))
  return keepActions(snapshot, (ref) => refs.has(ref))
}
