import type { Instant } from '../plan/plan.ts'
import { draftOf, isEmptyTyped, isSameTyped, type Judge, startOf, submittedFrom, typedOf } from './answer.ts'
import type { Ask, Draft, GivenAnswer, LateText } from './ask.ts'
import type { FormStore } from './ports.ts'
import type { SentDraft } from './save-draft.ts'
import type { Answer } from './update.ts'

/** What became of what was typed after a month had closed: the coordinator can see it, or there was nothing to keep. */
export type KeptLate = 'kept' | 'nothing-new'

export type KeepLateDeps = { forms: Pick<FormStore, 'keepLate' | 'findAsk'>; now: () => Instant }

/** Another device of the same lead may send at the same moment; each try reads afresh. */
const MOST_TRIES = 8

/**
 * Keeps what a lead typed after the month had closed, beside what they had saved and submitted in time.
 * Each page has one entry, which holds the last that it sent; what other pages sent stays. Throws when
 * the table fails: nothing of this is kept then.
 */
export const keepLate = (ask: Ask, { typed, page }: SentDraft, deps: KeepLateDeps): Promise<KeptLate> =>
  retry<KeptLate>(ask, deps, (current) => {
    const draft = draftOf(typed, startOf(current)?.files ?? [], deps.now())
    const came: LateText = { ...draft, page, submittedAt: null }
    if (current.late.some((kept) => isSame(kept, came))) return { result: 'kept' }
    // What was submitted stays, whatever its page goes on to say.
    const others = current.late.filter(
      (kept) => kept.submittedAt !== null || page === '' || kept.page !== page,
    )
    const isNew = !saysNothingNew(current, came)
    // What the page said in between and has taken out again, it does not say any more.
    if (!isNew && others.length === current.late.length) return { result: 'nothing-new' }
    return { result: isNew ? 'kept' : 'nothing-new', late: isNew ? [...others, came] : others }
  })

/** What became of an action that a lead submitted when the month had closed. */
export type SubmittedLate =
  /** `draft` is what they had written: the coordinator sees that it was submitted, and when. */
  | { outcome: 'late'; draft: Draft }
  /** It was submitted before, so that the packs have it. */
  | { outcome: 'in-time'; answer: GivenAnswer }
  /** There was nothing of theirs to submit. */
  | { outcome: 'nothing' }

/**
 * Keeps what a lead submits after the month has closed as it was saved, and notes the first press, so that
 * pressing again changes nothing. Throws when the table fails: pressing again keeps it then.
 */
export const keepSubmitted = (
  ask: Ask,
  { revision }: { revision: number },
  judge: Judge,
  deps: KeepLateDeps,
): Promise<SubmittedLate> =>
  retry<SubmittedLate>(ask, deps, (current) => {
    const answer = submittedFrom(current, revision, judge)
    if (answer) return { result: { outcome: 'in-time', answer } }
    // The newest that they have written, also where that is a late text which the form had taken up.
    const { draft } = takeUpLate(current)
    if (!draft) return { result: { outcome: 'nothing' } }
    const result: SubmittedLate = { outcome: 'late', draft }
    const [before] = current.late.filter((kept) => isSame(kept, draft))
    if (before && before.submittedAt !== null) return { result }
    const others = current.late.filter((kept) => kept !== before)
    return { result, late: [...others, { ...draft, submittedAt: deps.now() }] }
  })

/** Decides upon the late texts as they are, and writes them where `late` says so: again where others came between. */
const retry = async <T>(
  ask: Ask,
  deps: KeepLateDeps,
  decide: (current: Ask) => { result: T; late?: LateText[] },
): Promise<T> => {
  let current = ask
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const { result, late } = decide(current)
    if (!late || (await deps.forms.keepLate(current, { late, at: deps.now() }, current.lateRevision))) {
      return result
    }
    const found = await deps.forms.findAsk(current)
    if (!found) throw new Error('the action is no longer on the form')
    current = found
  }
  throw new Error('late texts were being kept elsewhere at the same moment')
}

const saysNothingNew = ({ draft, answer, personId }: Ask, came: Draft): boolean =>
  isEmptyTyped(typedOf(came)) ||
  [draft, answer?.by === personId ? answer : null].some((said) => said !== null && isSame(said, came))

const isSame = (a: Draft | Answer, b: Draft): boolean => isSameTyped(typedOf(a), typedOf(b))

/**
 * An action of a month that was opened again: what its lead typed meanwhile is on the form as though it
 * had been saved, unless they have saved or answered since.
 */
export const takeUpLate = (ask: Ask): Ask => {
  const newest = ask.late.toSorted((a, b) => a.savedAt.localeCompare(b.savedAt)).at(-1)
  const since = [ask.draft?.savedAt, ask.answer?.by === ask.personId ? ask.answer.at : undefined]
  const isOvertaken = since.some((at) => at !== undefined && newest !== undefined && at >= newest.savedAt)
  if (newest === undefined || isOvertaken) return ask
  const { submittedAt: _, ...draft } = newest
  return { ...ask, draft }
}

/** The late text that an action's draft is, where its lead has not answered since it came; else null. */
export const lateDraftOf = ({ late, draft, answer, personId }: Ask): LateText | null => {
  const came = late.find(({ savedAt }) => savedAt === draft?.savedAt)
  const isAnswered = came && answer?.by === personId && answer.at >= (came.submittedAt ?? came.savedAt)
  return came && !isAnswered ? came : null
}
