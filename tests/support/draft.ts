import { draftOf, typedOf } from '../../functions/update/answer.ts'
import type { Draft } from '../../functions/update/ask.ts'

/** A lead's draft with these fields; the rest is as nobody has typed anything. */
export const makeDraft = (savedAt: string, said: Partial<Draft>): Draft => ({
  ...draftOf(typedOf(null), [], savedAt),
  page: '',
  ...said,
})
