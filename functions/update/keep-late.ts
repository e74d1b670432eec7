import type { Instant } from '../plan/plan.ts'
import { draftOf, isEmptyTyped, isSameTyped, startOf, typedOf } from './answer.ts'
import type { Ask, Draft } from './ask.ts'
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
export const keepLate = async (
  ask: Ask,
  { typed, page }: SentDraft,
  deps: KeepLateDeps,
): Promise<KeptLate> => {
  let current = ask
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const at = deps.now()
    const came: Draft = { ...draftOf(typed, startOf(current)?.files ?? [], at), page }
    if (current.late.some((kept) => isSame(kept, came))) return 'kept'
    const others = current.late.filter((kept) => page === '' || kept.page !== page)
    const isNew = !saysNothingNew(current, came)
    // What the page said in between and has taken out again, it does not say any more.
    if (!isNew && others.length === current.late.length) return 'nothing-new'
    const texts = { late: isNew ? [...others, came] : others, at }
    if (await deps.forms.keepLate(current, texts, current.lateRevision)) return isNew ? 'kept' : 'nothing-new'
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
  return newest === undefined || isOvertaken ? ask : { ...ask, draft: newest }
}
