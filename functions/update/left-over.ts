import { addMonths } from '../cycle/next-cycle.ts'
import { isSame } from '../plan/merge-plan.ts'
import type { Month } from '../plan/plan.ts'
import { givenOf, isEmptyTyped, isSameTyped, typedOf } from './answer.ts'
import type { Ask, Draft } from './ask.ts'
import type { FormStore } from './ports.ts'

/** What a lead wrote about an action in the last month and did not submit, the newest first. */
export type LeftOver = { cycleId: Month; texts: Draft[] }

/**
 * Looks for it in the lead's own form of the month before, or of the one before that where that one was
 * skipped. Null where there is nothing.
 */
export const findLeftOver = async (
  ask: Ask,
  { forms }: { forms: Pick<FormStore, 'findAsk'> },
): Promise<LeftOver | null> => {
  const inMonth = (count: number) => forms.findAsk({ ...ask, cycleId: addMonths(ask.cycleId, count) })
  const before = (await inMonth(-1)) ?? (await inMonth(-2))
  const texts = before ? unsubmittedOf(before) : []
  return before && texts.length > 0 ? { cycleId: before.cycleId, texts } : null
}

const unsubmittedOf = (ask: Ask): Draft[] => {
  const given = givenOf(ask)
  const written = [...ask.late, ...(ask.draft ? [ask.draft] : [])]
    .filter((text) => !isEmptyTyped(typedOf(text)) || text.files.length > 0)
    .filter((text) => given === null || (text.savedAt > given.at && !saysTheSame(text, given)))
    .sort((a, b) => b.savedAt.localeCompare(a.savedAt))
  return written.filter((text, at) => !written.slice(0, at).some((newer) => saysTheSame(text, newer)))
}

const saysTheSame = (a: Draft, b: Parameters<typeof typedOf>[0] & Pick<Draft, 'files'>): boolean =>
  isSameTyped(typedOf(a), typedOf(b)) && isSame(a.files, b.files)
