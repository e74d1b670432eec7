import type { Message } from '../message/message.ts'
import type { Snapshot } from '../pack/snapshot.ts'
import type { Action, Instant, Plan, PlanKey, PlanSettings } from '../plan/plan.ts'
import type { Ask, RequestKey } from '../update/ask.ts'
import type { Update } from '../update/update.ts'
import type { Cycle, CycleKey, CycleState, Moments, Request } from './cycle.ts'
import type { Sharable, SharedAction } from './share-out.ts'

/** A cycle with the count of its moments as it was read. */
export type ReadCycle = CycleKey & Pick<Cycle, 'revision'>

/** Some leads of a cycle's list: whoever comes behind `after`, up to and including `through`. */
type OpeningStep = {
  after: string | null
  through: string
  made: { request: Request; message: Message }[]
}

export type CycleStore = {
  findCycle: (key: CycleKey) => Promise<Cycle | null>
  /** Newest first. */
  listCycles: (key: PlanKey) => Promise<Cycle[]>
  /**
   * One transaction: the cycle as planned, also over one that is merely planned, and as the plan's
   * current one instead of `current`. False when the plan is paused, or its settings or its current cycle
   * are no longer those that were read, or the cycle has begun.
   */
  planCycle: (cycle: Cycle, read: Pick<Plan, 'currentCycleId'>, current: Cycle | null) => Promise<boolean>
  /**
   * One conditional write: false when the cycle is not in a state from which `to` may be entered, when
   * its moments are no longer those that were read, or when `to` begins something and the plan is paused or
   * stands at another cycle. `event` is recorded with it.
   */
  moveCycle: (
    read: ReadCycle,
    to: CycleState,
    change: Partial<Pick<Cycle, 'moments' | 'openedAt' | 'closedAt' | 'snapshot'>>,
    event?: AuditEvent,
  ) => Promise<boolean>
  /**
   * Notes what has been done of an open cycle's moments. Whoever is slower than others, or acts on
   * moments that hold no more, notes nothing.
   */
  markDone: (
    read: ReadCycle,
    done: { remindersDone: number } | { escalated: true } | { sentChecked: true },
  ) => Promise<void>
  /**
   * Keeps the list of who is asked about what, of so many leads, whole before it counts. The first of a
   * cycle stays.
   */
  fixShareOut: (key: CycleKey, list: SharedAction[], leads: number) => Promise<void>
  /** The cycle's list; empty where none is fixed. */
  loadShareOut: (cycle: CycleKey & Pick<Cycle, 'shareOut'>) => Promise<SharedAction[]>
  /** Writes asks, none over one that is there. */
  writeAsks: (asks: Ask[]) => Promise<void>
  /**
   * One transaction: requests, each with its first message, the count of leads, and how far the opening
   * has come. False, and nothing is written, when the cycle is not `opening` or has not come as far as
   * `after`, or further.
   */
  openRequests: (key: CycleKey, step: OpeningStep) => Promise<boolean>
  /** All requests of a cycle, through an index that may lag behind by moments. */
  listRequests: (key: CycleKey) => Promise<Request[]>
  /** No answer is taken from then on. False, and nothing is done, when the cycle is not being closed. */
  closeRequest: (key: RequestKey, closing: ReadCycle) => Promise<boolean>
  /** Answers are taken again. False, and nothing is done, when the cycle is not being reopened. */
  reopenRequest: (key: RequestKey, reopening: ReadCycle) => Promise<boolean>
  listMessages: (key: CycleKey) => Promise<Message[]>
  listAsks: (key: RequestKey) => Promise<Ask[]>
  /** When the sweeper must look at the plan again. A paused plan is left alone. */
  setNextMoment: (key: PlanKey, nextMoment: Instant | null) => Promise<void>
  /** Takes a plan that is paused out of the sweeper's sight. */
  rest: (key: PlanKey) => Promise<void>
}

/**
 * What a person decides of a plan's months. Each method is one transaction with the audit event, which
 * names who; it calls the sweeper to the plan at the event's instant, should whoever does it die. False:
 * something is no longer as it was read.
 */
export type SteeringStore = {
  /** False when it was paused before. The sweeper is called once more, for what may have been begun. */
  pause: (event: AuditEvent) => Promise<boolean>
  /** False when it was not paused. */
  resume: (event: AuditEvent) => Promise<boolean>
  /** The plan's current cycle, planned or held, to skipped. */
  skip: (read: ReadCycle, event: AuditEvent) => Promise<boolean>
  /** Other moments for the plan's current cycle, which is open; its escalation is owed by them. */
  extend: (
    read: ReadCycle & Pick<Cycle, 'remindersDone'>,
    moments: Moments,
    event: AuditEvent,
  ) => Promise<boolean>
  /**
   * A closed cycle of which no pack is issued to reopening, without its snapshot, and as the plan's
   * current one instead of `current`, which is itself or one that has not begun.
   */
  reopen: (read: ReadCycle, moments: Moments, current: string, event: AuditEvent) => Promise<boolean>
  /** Settings over those that were read. */
  saveSettings: (
    read: PlanKey & Pick<Plan, 'settingsRevision' | 'paused'>,
    settings: PlanSettings,
    event: AuditEvent,
  ) => Promise<boolean>
}

export type PlanReader = {
  findPlan: (key: PlanKey) => Promise<Plan | null>
  /** The plan and all of its actions, read consistently. */
  loadPlanFile: (key: PlanKey) => Promise<{ plan: Plan; actions: Action[] } | null>
  /** Who leads what: of every action of a plan so much and no more, read page by page and consistently. */
  indexActions: (plan: Plan) => Promise<Sharable[]>
  /** Some actions as the plan has them, read consistently; those that are not there are left out. */
  findActions: (plan: Plan, refs: string[]) => Promise<AskedAction[]>
}

/** An action as it is asked about: whom and which boards it names is not looked up. */
type AskedAction = Omit<Action, 'strategicLeadIds' | 'improvementLeadIds' | 'boardIds'>

export type UpdateReader = {
  /** The newest update of each action that has one. */
  findHeads: (actions: Pick<Action, 'partnershipId' | 'planId' | 'ref' | 'head'>[]) => Promise<Update[]>
}

export type Scheduler = {
  /** Arms the plan's next tick; a second call with the same moment is the same schedule. */
  arm: (key: PlanKey, moment: Instant) => Promise<void>
}

export type SnapshotStore = {
  /** Keeps a snapshot under a key made of its hash. */
  saveSnapshot: (snapshot: Snapshot) => Promise<{ key: string; sha256: string }>
  /** A snapshot with the hash of its bytes; null where it is not there. @throws when it cannot be read */
  loadSnapshot: (key: string) => Promise<{ snapshot: Snapshot; sha256: string } | null>
}

export type AuditEvent = PlanKey & {
  at: Instant
  what: string
  by: string
  details?: Record<string, unknown>
}
export type AuditTrail = { record: (event: AuditEvent) => Promise<void> }
