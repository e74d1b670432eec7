import type { Request } from '../cycle/cycle.ts'
import type { Instant } from '../plan/plan.ts'
import type { Ask, Draft, FormTerms, GivenAnswer, RequestKey } from './ask.ts'
import type { Update } from './update.ts'

/** A link as it is kept: the token itself is in the mail alone. */
export type Link = RequestKey & { hash: string; expiresAt: Instant; revokedAt: Instant | null }

export type LinkStore = {
  saveLink: (link: Link) => Promise<void>
  findLink: (hash: string) => Promise<Link | null>
}

/** Who is at the form, and for which request. */
export type LeadSession = RequestKey & {
  kind: 'lead'
  personName: string
  expiresAt: Instant
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

type Session = LeadSession | CoordinatorSession

export type SessionStore = {
  saveSession: (hash: string, session: Session) => Promise<void>
  findSession: (hash: string) => Promise<Session | null>
  endSession: (hash: string, at: Instant) => Promise<void>
}

export type RequestFile = { request: Request; asks: Ask[] }

/** One answer of a holder, to be written with everything it moves. */
type Submission = {
  update: Update
  answer: GivenAnswer
  /** Every holder's ask, and whether this is the first answer it gets. */
  holders: { key: RequestKey; first: boolean; knownVersion: number }[]
  by: RequestKey
}

export type FormStore = {
  loadRequestFile: (key: RequestKey) => Promise<RequestFile | null>
  /** Notes when the form was first opened. */
  markOpened: (key: RequestKey, now: Instant) => Promise<void>
  /** Writes a draft over revision `revision` and no other. False when the draft has moved on since. */
  saveDraft: (key: RequestKey & { ref: string }, draft: Draft, revision: number) => Promise<boolean>
  markDrafted: (key: RequestKey, now: Instant) => Promise<void>
  /**
   * One transaction: the update's new version, the action's head, the answer on every holder's form,
   * their progress, the audit event. `stale`: somebody else was quicker; read again and repeat.
   */
  submit: (submission: Submission) => Promise<'stored' | 'stale' | 'closed'>
  findAsk: (key: RequestKey & { ref: string }) => Promise<Ask | null>
  findHead: (key: { partnershipId: string; planId: string; ref: string }) => Promise<Update | null>
}
