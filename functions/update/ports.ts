import type { Request } from '../cycle/cycle.ts'
import type { AuditEvent } from '../cycle/ports.ts'
import type { Message } from '../message/message.ts'
import type { KeptAction } from '../plan/action-ids.ts'
import type { Instant, PlanKey } from '../plan/plan.ts'
import type { Ask, Draft, FormTerms, GivenAnswer, LateText, RequestKey } from './ask.ts'
import type { AskMove } from './hand-over.ts'
import type { Update } from './update.ts'
import type { ChangeByAnswer } from './wished-change.ts'

/**
 * A link as it is kept: the token itself is in the mail alone. `revision` is the request's link revision
 * when it was made.
 */
export type Link = RequestKey & { hash: string; expiresAt: Instant; revision: number }

/** What taking back the links of a request writes, besides the request's next link revision. */
type TakingBack = {
  key: RequestKey
  /** The link revision that is ended. */
  revision: number
  /** Carries a new link. */
  message: Message
  event: AuditEvent
}

export type LinkStore = {
  saveLink: (link: Link) => Promise<void>
  findLink: (hash: string) => Promise<Link | null>
  /** One transaction. False when the request has closed or has another link revision. */
  takeBackLinks: (taking: TakingBack) => Promise<boolean>
}

/** Who is at the form, and for which request. */
export type LeadSession = RequestKey & {
  kind: 'lead'
  personName: string
  expiresAt: Instant
  /** That of the link it was begun with: it ends when the link is taken back. */
  linkRevision: number
  terms: FormTerms
}

/** Who is at the console. */
export type CoordinatorSession = {
  kind: 'coordinator'
  partnershipId: string
  personId: string
  personName: string
  expiresAt: Instant
}

/** Who reads a pack that their board got. */
export type ReaderSession = {
  kind: 'reader'
  partnershipId: string
  planId: string
  cycleId: string
  boardId: string
  personId: string
  expiresAt: Instant
}

type Session = LeadSession | CoordinatorSession | ReaderSession

export type SessionStore = {
  saveSession: (hash: string, session: Session) => Promise<void>
  findSession: (hash: string) => Promise<Session | null>
  endSession: (hash: string, at: Instant) => Promise<void>
}

type ActionKey = PlanKey & { ref: string }

export type RequestFile = { request: Request; asks: Ask[] }

/** One answer of a holder, to be written with everything it moves. */
type Submission = {
  update: Update
  answer: GivenAnswer
  /** What it was made of, which the lead's own form goes on from; null to leave that as it is. */
  draft: Draft | null
  /** Every holder's ask, and whether this is the first answer it gets. */
  holders: { key: RequestKey; first: boolean; knownVersion: number; shareRevision: number }[]
  by: RequestKey
  change: ChangeByAnswer
}

export type FormStore = {
  loadRequestFile: (key: RequestKey) => Promise<RequestFile | null>
  /** Notes when the form was first opened. */
  markOpened: (key: RequestKey, now: Instant) => Promise<void>
  /** Writes a draft over revision `revision` and no other. False when the draft has moved on since. */
  saveDraft: (key: RequestKey & { ref: string }, draft: Draft, revision: number) => Promise<boolean>
  /**
   * Writes the texts that came after the month had closed, the last of them at `at`, over revision
   * `revision` of them and no other; the request says when. False when others have come since.
   */
  keepLate: (
    key: RequestKey & { ref: string },
    texts: { late: LateText[]; at: Instant },
    revision: number,
  ) => Promise<boolean>
  markDrafted: (key: RequestKey, now: Instant) => Promise<void>
  /**
   * One transaction: the update's new version, the action's head, the answer on every holder's form,
   * their progress, the change of the plan that it asks for, the audit events. `stale`: somebody else was quicker; read again and repeat.
   */
  submit: (submission: Submission) => Promise<'stored' | 'stale' | 'closed'>
  /** One transaction. `stale`: somebody else was quicker; read again and repeat. */
  moveAsk: (move: AskMove) => Promise<'done' | 'stale' | 'closed'>
  findAsk: (key: RequestKey & { ref: string }) => Promise<Ask | null>
  findHead: (key: ActionKey) => Promise<Update | null>
  /** What the plan says of an action now. */
  findAction: (key: ActionKey) => Promise<KeptAction | null>
}
