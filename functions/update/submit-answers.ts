import type { Instant } from '../plan/plan.ts'
import type { ChangeStore } from '../plan/ports.ts'
import { localDay } from '../plan/wording.ts'
import { answerOf, type Judge, progressOf, submittedFrom } from './answer.ts'
import { type Ask, isOwn, type RequestKey, requestKeyOf } from './ask.ts'
import { takeUpLate } from './keep-late.ts'
import { noChangeOf } from './no-change.ts'
import type { FormStore, LeadSession } from './ports.ts'
import { type Answer, hashUpdate, type Update } from './update.ts'
import { type ChangeByAnswer, decideChange, NO_CHANGE } from './wished-change.ts'

/** An action the lead pressed submit for, and the revision of the draft they were shown. */
export type Chosen = { ref: string; revision: number }

export type Submitted =
  | { ref: string; outcome: 'stored'; version: number }
  /** The draft was changed, or a colleague answered, after the page was shown: nothing was submitted for it. */
  | { ref: string; outcome: 'changed' }
  | { ref: string; outcome: 'incomplete' }
  | { ref: string; outcome: 'closed' }
  | { ref: string; outcome: 'not-yours' }

export type SubmitDeps = {
  forms: FormStore
  changes: Pick<ChangeStore, 'listOpen'>
  now: () => Instant
}

/** Others may answer the same action at the same moment; each try but the first reads afresh. */
const MOST_TRIES = 8

/** Whose form it is, and its asks as they were read for this press. */
type ReadForm = { session: LeadSession; asks: Ask[] }

/**
 * Submits each chosen action in a transaction of its own, in the order given. Pressing twice finds
 * the answer there and stores nothing more. Throws when the table cannot be reached: what was stored
 * before stays, and pressing again stores the rest.
 */
export const submitAnswers = async (
  form: ReadForm,
  chosen: Chosen[],
  deps: SubmitDeps,
): Promise<Submitted[]> => {
  const results: Submitted[] = []
  for (const choice of chosen) results.push(await submitOne(form, choice, deps))
  return results
}

const submitOne = (form: ReadForm, { ref, revision }: Chosen, deps: SubmitDeps): Promise<Submitted> =>
  store<Submitted>(form, ref, deps, (ask, judge) => {
    const stored = submittedFrom(ask, revision, judge)
    if (stored) return { ref, outcome: 'stored', version: stored.version }
    // A colleague's answer that is newer than the draft was not on the page: it is not replaced unseen.
    const overtaken = progressOf(ask, judge) === 'submitted'
    if (!ask.draft || ask.draftRevision !== revision || overtaken) return { ref, outcome: 'changed' }
    const answer = answerOf(ask.draft, ask.says, judge)
    return answer === null ? { ref, outcome: 'incomplete' } : { answer, unchanged: 0 }
  })

export type Stated = Submitted | { ref: string; outcome: 'refused'; reason: string }

/**
 * States that nothing has changed for an action since last month: an answer by name and day like any
 * other. Pressing twice states it once; what has been answered this month already is left as it is.
 */
export const stateNoChange = (form: ReadForm, ref: string, deps: SubmitDeps): Promise<Stated> =>
  store<Stated>(form, ref, deps, (ask, judge) => {
    if (ask.answer) {
      const isMine = ask.answer.by === ask.personId && ask.answer.unchanged > 0
      return isMine ? { ref, outcome: 'stored', version: ask.answer.version } : { ref, outcome: 'changed' }
    }
    const said = noChangeOf(ask, judge)
    return said.ok ? said : { ref, outcome: 'refused', reason: said.reason }
  })

/** What is to be stored of an action as it stands; or what became of it without storing anything. */
type Decide<T> = (ask: Ask, judge: Judge) => T | { answer: Answer; unchanged: number }

/**
 * Decides and stores in one transaction, which holds only where all is as it was read: first upon what
 * was read for the page, then, where somebody else came between, upon what is there now.
 */
const store = async <T extends { outcome: string }>(
  { session, asks }: ReadForm,
  ref: string,
  deps: SubmitDeps,
  decide: Decide<T>,
): Promise<T | Submitted> => {
  const key = requestKeyOf(session)
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const isFirst = tries === 0
    const found = isFirst ? asks.find((one) => one.ref === ref) : await deps.forms.findAsk({ ...key, ref })
    if (!found) return { ref, outcome: 'not-yours' }
    // As the form shows it, also where it is read afresh.
    const ask = takeUpLate(found)
    const at = deps.now()
    const judge = judgeOf(session, at)
    if (!isOwn(ask)) return { ref, outcome: ask.handedTo ? 'changed' : 'not-yours' }
    const decided = decide(ask, judge)
    if ('outcome' in decided) return decided

    // Each answer of the month stands on every holder's form, so that the newest version is on it.
    const head = isFirst ? (ask.answer ?? ask.previous) : await deps.forms.findHead({ ...key, ref })
    const unlinked = {
      partnershipId: key.partnershipId,
      planId: key.planId,
      ref,
      version: (head?.version ?? 0) + 1,
      cycleId: key.cycleId,
      ...decided.answer,
      unchanged: decided.unchanged,
      onBehalfOf: ask.onBehalfOf,
      by: session.personId,
      byName: session.personName,
      at,
      previousHash: head?.hash ?? null,
    }
    const [change, holders] = await Promise.all([
      changeBy(unlinked, ask, judge, deps),
      holdersOf(ask, key, deps),
    ])
    const unsealed: Omit<Update, 'hash'> = { ...unlinked, changeId: change.changeId }
    const update: Update = { ...unsealed, hash: hashUpdate(unsealed) }
    const outcome = await deps.forms.submit({
      update,
      answer: { ...update, draftRevision: ask.draftRevision },
      // A late text that the form had taken up is stored nowhere as a draft: the form goes on from it.
      draft: decided.unchanged === 0 ? ask.draft : null,
      holders,
      by: key,
      change,
    })
    if (outcome === 'stored') return { ref, outcome, version: update.version }
    if (outcome === 'closed') return { ref, outcome }
  }
  throw new Error('the action was being answered by others at the same moment')
}

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
              first: theirs.answer === null && isOwn(theirs),
              knownVersion: theirs.answer?.version ?? 0,
              shareRevision: theirs.shareRevision,
            },
          ]
        : []
    }),
  ).then((found) => found.flat())

/** What answers of a session are judged by at an instant. */
export const judgeOf = ({ terms }: Pick<LeadSession, 'terms'>, now: Instant): Judge => ({
  statuses: terms.statuses,
  today: localDay(now, terms.timeZone),
})

/** The plan is read only for an answer that may ask for a change of it, or may take one back. */
const changeBy = async (
  update: Omit<Update, 'hash' | 'changeId'>,
  ask: Ask,
  { statuses }: Judge,
  deps: SubmitDeps,
): Promise<ChangeByAnswer> => {
  // What is only said again was asked for when it was said first.
  if (update.unchanged > 0) return NO_CHANGE
  const before = ask.answer?.by === update.by ? ask.answer.changeId : null
  const isFinal = statuses.some(({ code, final }) => final && code === update.statusCode)
  if (update.forecast === null && !isFinal && before === null) return NO_CHANGE
  const [action, open] = await Promise.all([deps.forms.findAction(update), deps.changes.listOpen(update)])
  if (!action) throw new Error('the plan no longer has the action')
  return decideChange(update, action, statuses, open, before)
}
