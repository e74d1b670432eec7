import { oweMessage } from '../message/message.ts'
import type { MessageQueue, MessageStore } from '../message/ports.ts'
import type { Instant, Person } from '../plan/plan.ts'
import type { CoordinatorSession } from '../update/ports.ts'

/** One attempt to sign in, bound to the browser that asked: its cookie's hash is the key. */
export type SignIn = {
  hash: string
  /** Null where the address belongs to no coordinator: the attempt looks the same and never succeeds. */
  partnershipId: string | null
  personId: string | null
  /** Made when the mail is sent, so that the code itself is kept nowhere. */
  codeHash: string | null
  tries: number
  expiresAt: Instant
  usedAt: Instant | null
}

export type SignInStore = {
  saveSignIn: (signIn: SignIn) => Promise<void>
  findSignIn: (hash: string) => Promise<SignIn | null>
  saveCode: (hash: string, codeHash: string) => Promise<void>
  /** Counts one try; false when `most` were used up, or the code was used. */
  countTry: (hash: string, most: number) => Promise<boolean>
  /** Uses the attempt up; false when it was used before. */
  spendSignIn: (hash: string, at: Instant) => Promise<boolean>
}

export const CODE_LASTS_MINUTES = 10
const MOST_TRIES = 5
/** Codes that one coordinator is sent in one hour of the clock, whoever asks: 30 guesses in a million. */
const CODES_AN_HOUR = 6
const SESSION_HOURS = 8

export type SignInDeps = {
  signIns: SignInStore
  findPeopleByEmail: (email: string) => Promise<Person[]>
  messages: Pick<MessageStore, 'owe'>
  queue: MessageQueue
  hashToken: (token: string) => string
  now: () => Instant
}

/** What a code is kept as: bound to its attempt, so that a code of one browser is none in another. */
export const hashCode = (signInHash: string, code: string, hashToken: (text: string) => string): string =>
  hashToken(`${signInHash}:${code}`)

/** Coordinators steer, approvers read and approve packs; nobody else has anything to do at the console. */
const maySignIn = ({ roles }: Pick<Person, 'roles'>): boolean => roles.length > 0

/**
 * Begins to sign in: where the address is that of somebody with a role, a code is owed to it. Whoever asks sees
 * the same either way.
 */
export const requestCode = async (email: string, browserToken: string, deps: SignInDeps): Promise<void> => {
  const now = deps.now()
  const person = (await deps.findPeopleByEmail(email)).find(maySignIn)
  const hash = deps.hashToken(browserToken)
  await deps.signIns.saveSignIn({
    hash,
    partnershipId: person?.partnershipId ?? null,
    personId: person?.personId ?? null,
    codeHash: null,
    tries: 0,
    expiresAt: minutesLater(now, CODE_LASTS_MINUTES),
    usedAt: null,
  })
  if (!person) return
  // The hour's few places are ids in the ledger, so that nobody can be flooded and no code guessed by asking often.
  for (let place = 1; place <= CODES_AN_HOUR; place += 1) {
    const message = oweMessage(
      {
        partnershipId: person.partnershipId,
        planId: '',
        cycleId: '',
        personId: person.personId,
        kind: 'sign-in-code',
        ordinal: `${now.slice(0, 13)}-${place}`,
        about: hash,
      },
      now,
    )
    if (await deps.messages.owe(message)) {
      await deps.queue.enqueueMessage(message)
      return
    }
  }
}

export type CodeResult =
  | { ok: true; session: CoordinatorSession }
  | { ok: false; reason: 'wrong' | 'no-tries-left' | 'expired' }

/** Checks a code typed by the browser that asked for it. A right code works once. */
export const checkCode = async (
  browserToken: string,
  code: string,
  deps: Pick<SignInDeps, 'signIns' | 'hashToken' | 'now'> & {
    findPerson: (partnershipId: string, personId: string) => Promise<Person | null>
  },
): Promise<CodeResult> => {
  const now = deps.now()
  const hash = deps.hashToken(browserToken)
  const signIn = await deps.signIns.findSignIn(hash)
  if (!signIn || signIn.usedAt !== null || signIn.expiresAt <= now) return { ok: false, reason: 'expired' }
  // Counted before it is compared: two tries at once are two tries.
  if (!(await deps.signIns.countTry(hash, MOST_TRIES))) return { ok: false, reason: 'no-tries-left' }
  const right = signIn.codeHash !== null && signIn.codeHash === hashCode(hash, code, deps.hashToken)
  if (!right || !signIn.partnershipId || !signIn.personId) {
    return { ok: false, reason: signIn.tries + 1 >= MOST_TRIES ? 'no-tries-left' : 'wrong' }
  }
  const person = await deps.findPerson(signIn.partnershipId, signIn.personId)
  if (!person || !maySignIn(person)) return { ok: false, reason: 'expired' }
  if (!(await deps.signIns.spendSignIn(hash, now))) return { ok: false, reason: 'expired' }
  return {
    ok: true,
    session: {
      kind: 'coordinator',
      partnershipId: person.partnershipId,
      personId: person.personId,
      personName: person.name,
      expiresAt: minutesLater(now, SESSION_HOURS * 60),
    },
  }
}

const minutesLater = (now: Instant, minutes: number): Instant =>
  new Date(Date.parse(now) + minutes * 60_000).toISOString()
