import type { Instant } from '../plan/plan.ts'
import { errorsOf, progressOf } from './answer.ts'
import type { Ask, RequestKey } from './ask.ts'
import type { FormStore, LeadSession } from './ports.ts'
import { hashUpdate, type Update } from './update.ts'

/** An action the lead pressed submit for, and the revision of the draft they were shown. */
export type Chosen = { ref: string; revision: number }

export type Submitted =
  | { ref: string; outcome: 'stored'; version: number }
  /** The draft was changed, or a colleague answered, after the page was shown: nothing was submitted for it. */
  | { ref: string; outcome: 'changed' }
  | { ref: string; outcome: 'incomplete' }
  | { ref: string; outcome: 'closed' }
  | { ref: string; outcome: 'not-yours' }

export type SubmitDeps = { forms: FormStore; now: () => Instant }

/** Others may answer the same action at the same moment; each try reads afresh. */
const MOST_TRIES = 8

/**
 * Submits each chosen action in a transaction of its own, in the order given. Pressing twice finds
 * the answer there and stores nothing more. Throws when the table cannot be reached: what was stored
 * before stays, and pressing again stores the rest.
 */
export const submitAnswers = async (
  session: LeadSession,
  chosen: Chosen[],
  deps: SubmitDeps,
): Promise<Submitted[]> => {
  const results: Submitted[] = []
  for (const choice of chosen) results.push(await submitOne(session, choice, deps))
  return results
}

const submitOne = async (
  session: LeadSession,
  { ref, revision }: Chosen,
  deps: SubmitDeps,
): Promise<Submitted> => {
  const key: RequestKey = {
    partnershipId: session.partnershipId,
    planId: session.planId,
    cycleId: session.cycleId,
    personId: session.personId,
  }
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const ask = await deps.forms.findAsk({ ...key, ref })
    if (!ask) return { ref, outcome: 'not-yours' }
    if (ask.answer && isMadeFrom(ask, revision))
      return { ref, outcome: 'stored', version: ask.answer.version }
    // A colleague's answer that is newer than the draft was not on the page: it is not replaced unseen.
    const overtaken = progressOf(ask, session.terms.statuses) === 'submitted'
    if (!ask.draft || ask.draftRevision !== revision || overtaken) return { ref, outcome: 'changed' }
    const { statusCode, progress, obstacles } = ask.draft
    if (statusCode === null || Object.keys(errorsOf(ask.draft, session.terms.statuses)).length > 0) {
      return { ref, outcome: 'incomplete' }
    }

    const head = await deps.forms.findHead({ ...key, ref })
    const unsealed: Omit<Update, 'hash'> = {
      partnershipId: key.partnershipId,
      planId: key.planId,
      ref,
      version: (head?.version ?? 0) + 1,
      cycleId: key.cycleId,
      statusCode,
      progress,
      obstacles,
      by: session.personId,
      byName: session.personName,
      at: deps.now(),
      previousHash: head?.hash ?? null,
    }
    const update: Update = { ...unsealed, hash: hashUpdate(unsealed) }
    const outcome = await deps.forms.submit({
      update,
      answer: { ...update, draftRevision: revision },
      holders: await holdersOf(ask, key, deps),
      by: key,
    })
    if (outcome === 'stored') return { ref, outcome, version: update.version }
    if (outcome === 'closed') return { ref, outcome }
  }
  throw new Error('the action was being answered by others at the same moment')
}

const isMadeFrom = (ask: Ask, revision: number): boolean =>
  ask.answer?.by === ask.personId && ask.answer.draftRevision === revision

/** Everybody on whose form the answer appears: whoever leads the action with the one who answers. */
const holdersOf = (ask: Ask, key: RequestKey, deps: SubmitDeps) =>
  Promise.all(
    ask.holders.map(async (personId) => {
      const theirs =
        personId === key.personId ? ask : await deps.forms.findAsk({ ...key, personId, ref: ask.ref })
      return theirs
        ? [
            {
              key: { ...key, personId },
              first: theirs.answer === null,
              knownVersion: theirs.answer?.version ?? 0,
            },
          ]
        : []
    }),
  ).then((found) => found.flat())
