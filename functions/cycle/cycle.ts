import { z } from 'zod'
import { Instant, Month, PlanKey } from '../plan/plan.ts'

/** The instants at which a cycle has something to do, worked out once when it is planned. */
export const Moments = z.object({
  opensAt: Instant,
  /** Ascending, each strictly between opening and closing. */
  remindAt: z.array(Instant),
  dueAt: Instant,
  escalateAt: Instant,
  closesAt: Instant,
})
export type Moments = z.infer<typeof Moments>

/**
 * Where a cycle stands. `opening`, `closing` and `reopening` are work begun and perhaps cut short, to be
 * taken up again. `held` is a cycle whose opening came too late to happen unasked: the coordinator
 * decides. `skipped` is a month of which the coordinator said that it does not open.
 */
export const CycleState = z.enum([
  'planned',
  'held',
  'opening',
  'open',
  'closing',
  'closed',
  'reopening',
  'skipped',
])
export type CycleState = z.infer<typeof CycleState>

/** From each state, the states a cycle may move to. Everything else is refused. */
export const cycleTransitions = {
  planned: ['opening', 'held', 'skipped'],
  held: ['opening', 'skipped'],
  opening: ['open'],
  open: ['closing'],
  closing: ['closed'],
  closed: ['reopening'],
  reopening: ['open'],
  skipped: [],
} as const satisfies Record<CycleState, readonly CycleState[]>

/** The states from which one may be entered: the condition of the write that enters it. */
export const statesBefore = (to: CycleState): CycleState[] =>
  CycleState.options.filter((from) => cycleTransitions[from].some((next) => next === to))

/** One month's round of a plan. */
export const Cycle = PlanKey.extend({
  cycleId: Month,
  state: CycleState,
  moments: Moments,
  /**
   * Counts how often the moments were set anew. Whoever acts on what they read says which count that
   * was, so that nobody slow acts on moments that hold no more.
   */
  revision: z.number().int().nonnegative().default(0),
  /** The count of the plan's settings that it was planned by. */
  plannedBy: z.number().int().nonnegative().default(0),
  /** How many of the reminder moments, from the first, have been dealt with. */
  remindersDone: z.number().int().nonnegative(),
  /** Whether the escalation moment has been dealt with. */
  escalated: z.boolean(),
  /**
   * Whether it was looked, some time after the opening, if any mail has gone out. Cycles that were
   * planned before anybody looked count as looked at.
   */
  sentChecked: z.boolean().default(true),
  leadsAsked: z.number().int().nonnegative(),
  /**
   * The list of who is asked about what, by its name in the table, and how many leads are on it: fixed
   * when the opening begins.
   */
  shareOut: z.object({ id: z.string().min(1), leads: z.number().int().nonnegative() }).nullable(),
  /** How far the opening has come: the last lead on the list, in the order of ids, who is asked. */
  askedThrough: z.string().min(1).nullable(),
  openedAt: Instant.nullable(),
  closedAt: Instant.nullable(),
  /** When it was last opened again. */
  reopenedAt: Instant.nullable().default(null),
  /** Whether a pack of it was issued: it is then never opened again. */
  issued: z.boolean().default(false),
  /** Where the locked snapshot is kept, and its hash; null until the cycle is closed. */
  snapshot: z.object({ key: z.string().min(1), sha256: z.string().length(64) }).nullable(),
})
export type Cycle = z.infer<typeof Cycle>

/** Whether leads can answer. Elsewhere their requests are not written yet, or are being locked or unlocked. */
export const takesAnswers = ({ state }: Pick<Cycle, 'state'>): boolean => state === 'open'

/** Whether leads can answer shortly, once everybody's form is there: mail to them waits for it. */
export const isBeingOpened = ({ state }: Pick<Cycle, 'state'>): boolean =>
  state === 'opening' || state === 'reopening'

/** Whether leads are being asked, or were until a moment ago. */
export const isUnderWay = ({ state }: Pick<Cycle, 'state'>): boolean =>
  state === 'opening' || state === 'open' || state === 'closing' || state === 'reopening'

/** What one lead owes in one cycle, in numbers: how many actions were asked about, how many answered. */
export const Request = PlanKey.extend({
  cycleId: Month,
  personId: z.string().min(1),
  personName: z.string().min(1),
  state: z.enum(['open', 'closed']),
  asked: z.number().int().nonnegative(),
  answered: z.number().int().nonnegative(),
  /** When the request was made; later than the cycle's own opening for a lead who came in later. */
  openedAt: Instant,
  /** When the lead first opened the form. */
  formOpenedAt: Instant.nullable(),
  draftSavedAt: Instant.nullable(),
  lastAnsweredAt: Instant.nullable(),
  /** When something was typed after the cycle had closed. */
  lateAt: Instant.nullable(),
  /**
   * Counts how often the links of this request were taken back: a link or a session opens the form only
   * while it has the same count. A count and no instant, so that no two clocks have to agree. Requests
   * that were written before there was one have none.
   */
  linkRevision: z.number().int().nonnegative().default(0),
})
export type Request = z.infer<typeof Request>

/** Whether the lead still owes an answer. Whoever has answered everything gets no more mail. */
export const isOutstanding = (request: Pick<Request, 'state' | 'asked' | 'answered'>): boolean =>
  request.state === 'open' && request.answered < request.asked

/** A month of a plan. */
export type CycleKey = PlanKey & { cycleId: string }

export const planKeyOf = ({ partnershipId, planId }: PlanKey): PlanKey => ({ partnershipId, planId })

export const cycleKeyOf = ({ partnershipId, planId, cycleId }: CycleKey): CycleKey => ({
  partnershipId,
  planId,
  cycleId,
})

/** The request of somebody who is asked now for the first time in a month. */
export const newRequest = (
  key: CycleKey & { personId: string },
  personName: string,
  asked: number,
  openedAt: Instant,
): Request => ({
  ...cycleKeyOf(key),
  personId: key.personId,
  personName,
  state: 'open',
  asked,
  answered: 0,
  openedAt,
  formOpenedAt: null,
  draftSavedAt: null,
  lastAnsweredAt: null,
  lateAt: null,
  linkRevision: 0,
})
