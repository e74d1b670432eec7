import type { Message } from '../message/message.ts'
import type { Snapshot } from '../pack/snapshot.ts'
import type { Action, Instant, Plan, PlanKey } from '../plan/plan.ts'
import type { Ask, RequestKey } from '../update/ask.ts'
import type { Update } from '../update/update.ts'
import type { Cycle, CycleState, Request } from './cycle.ts'

export type CycleKey = PlanKey & { cycleId: string }

export type CycleStore = {
  findCycle: (key: CycleKey) => Promise<Cycle | null>
  /** Newest first. */
  listCycles: (key: PlanKey) => Promise<Cycle[]>
  /** Writes a planned cycle unless it is there, and makes it the plan's current one. */
  planCycle: (cycle: Cycle) => Promise<void>
  /** One conditional write: false when the cycle is not in a state from which `to` may be entered. */
  moveCycle: (
    key: CycleKey,
    to: CycleState,
    change: Partial<Pick<Cycle, 'moments' | 'openedAt' | 'closedAt' | 'snapshot'>>,
  ) => Promise<boolean>
  /** Notes what has been done of an open cycle's moments. */
  markDone: (
    key: CycleKey,
    done: Partial<Pick<Cycle, 'remindersDone' | 'escalated' | 'sentChecked'>>,
  ) => Promise<void>
  /**
   * Writes a lead's asks, then in one transaction their request, their first message and the
   * cycle's count of leads. False when the request was there already. Repeated after a crash at any
   * point it finishes what is missing and changes nothing else.
   */
  openRequest: (request: Request, asks: Ask[], message: Message) => Promise<boolean>
  /** All requests of a cycle, through an index that may lag behind by moments. */
  listRequests: (key: CycleKey) => Promise<Request[]>
  /** No answer is taken from then on. */
  closeRequest: (key: RequestKey) => Promise<void>
  listMessages: (key: CycleKey) => Promise<Message[]>
  listAsks: (key: RequestKey) => Promise<Ask[]>
  /** When the sweeper must look at the plan again. */
  setNextMoment: (key: PlanKey, nextMoment: Instant | null) => Promise<void>
}

export type PlanReader = {
  findPlan: (key: PlanKey) => Promise<Plan | null>
  /** The plan and all of its actions, read consistently. */
  loadPlanFile: (key: PlanKey) => Promise<{ plan: Plan; actions: Action[] } | null>
}

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
}

export type AuditEvent = PlanKey & {
  at: Instant
  what: string
  by: string
  details?: Record<string, unknown>
}
export type AuditTrail = { record: (event: AuditEvent) => Promise<void> }
