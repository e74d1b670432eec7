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
    if (saysNothingNew(current, came)) return 'nothing-new'
    const others = current.late.filter((kept) => page === '' || kept.page !== page)
    const texts = { late: [...others, came], at }
    if (await deps.forms.keepLate(current, texts, current.lateRevision)) return 'kept'
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
