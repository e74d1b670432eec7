import type { Instant, Status } from '../plan/plan.ts'
import type { Ask, Draft } from './ask.ts'

/** Characters an answer's text may have; longer notes belong in a document. */
const LONGEST_TEXT = 20_000

export type AnswerField = 'status' | 'progress' | 'obstacles'
export type AnswerErrors = Partial<Record<AnswerField, string>>

/** What a lead typed into one action's page, as the browser sent it. */
export type Typed = { status: string; progress: string; obstacles: string }

/**
 * Texts as they are stored: line ends as `\n`, control characters that no reader shows taken out,
 * the blank space around them cut. Everything else stays as typed.
 */
export const tidyText = (text: string): string =>
  text
    .replaceAll(/\r\n?/g, '\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '')
    .trim()

export const draftOf = (typed: Typed, now: Instant): Draft => ({
  statusCode: typed.status === '' ? null : typed.status,
  progress: tidyText(typed.progress),
  obstacles: tidyText(typed.obstacles),
  savedAt: now,
})

/** What is missing before a draft can be an answer; empty when nothing is. */
export const errorsOf = (
  draft: Pick<Draft, 'statusCode' | 'progress' | 'obstacles'>,
  statuses: Status[],
): AnswerErrors => {
  const status = statuses.find(({ code }) => code === draft.statusCode)
  return {
    ...(status ? {} : { status: 'Select how the action stands' }),
    ...textError(
      'progress',
      draft.progress,
      draft.progress === '' ? 'Enter what has happened since last time' : null,
    ),
    ...textError(
      'obstacles',
      draft.obstacles,
      status?.demandsMitigation && draft.obstacles === ''
        ? `Enter what is in the way and what will bring it back, as the status is ${status.label}`
        : null,
    ),
  }
}

const textError = (field: AnswerField, text: string, missing: string | null): AnswerErrors => {
  if (missing) return { [field]: missing }
  if (text.length <= LONGEST_TEXT) return {}
  const over = (text.length - LONGEST_TEXT).toLocaleString('en-GB')
  return {
    [field]: `Shorten the text by ${over} characters: at most ${LONGEST_TEXT.toLocaleString('en-GB')} fit`,
  }
}

/** Where an action stands on its lead's list. */
export type Progress = 'not-started' | 'draft' | 'ready' | 'submitted'

/** A draft counts again once it was saved after the newest answer, whoever of the holders gave that. */
export const progressOf = (ask: Ask, statuses: Status[]): Progress => {
  if (ask.answer && !(ask.draft && ask.draft.savedAt > ask.answer.at)) return 'submitted'
  if (!ask.draft) return 'not-started'
  return Object.keys(errorsOf(ask.draft, statuses)).length === 0 ? 'ready' : 'draft'
}

/** Asks whose draft is ready to be submitted. */
export const readyAsks = (asks: Ask[], statuses: Status[]): Ask[] =>
  asks.filter((ask) => progressOf(ask, statuses) === 'ready')
