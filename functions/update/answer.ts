import { isSame } from '../plan/merge-plan.ts'
import type { Instant, LocalDate, Month, Status } from '../plan/plan.ts'
import { isEmptyMonth, type MonthFields, readMonthFields } from '../plan/read-month.ts'
import { isOverdue, monthName } from '../plan/wording.ts'
import type { Ask, Draft, GivenAnswer } from './ask.ts'
import { Answer, type EvidenceFile } from './update.ts'

/** Characters an answer's text may have; longer notes belong in a document. */
const LONGEST_TEXT = 20_000
const MOST_LINKS = 20
/** Characters of one web address; browsers take as many. */
const LONGEST_LINK = 2_000

export type AnswerField =
  | 'status'
  | 'progress'
  | 'obstacles'
  | 'consequence'
  | 'impact'
  | 'links'
  | ForecastField
/** The new date as a whole, or the one of its two fields that is wrong. */
type ForecastField = 'forecast' | `forecast-${keyof MonthFields}`
export type AnswerErrors = Partial<Record<AnswerField, string>>

/** What a lead typed into one action's page, as the browser sent it. */
export type Typed = {
  status: string
  progress: string
  obstacles: string
  consequence: string
  impact: string
  /** An address on each line. */
  links: string
  forecast: MonthFields
}

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

export const draftOf = (typed: Typed, files: EvidenceFile[], now: Instant): Omit<Draft, 'page'> => ({
  statusCode: typed.status === '' ? null : typed.status,
  progress: tidyText(typed.progress),
  obstacles: tidyText(typed.obstacles),
  consequence: tidyText(typed.consequence),
  impact: tidyText(typed.impact),
  links: tidyText(typed.links),
  forecast: { month: tidyText(typed.forecast.month), year: tidyText(typed.forecast.year) },
  files,
  savedAt: now,
})

/** What a draft's page shows in its fields; of an answer, what it was typed as. */
export const typedOf = (from: Draft | Answer | null): Typed => {
  if (from === null) {
    return {
      status: '',
      progress: '',
      obstacles: '',
      consequence: '',
      impact: '',
      links: '',
      forecast: { month: '', year: '' },
    }
  }
  const { progress, obstacles, consequence, impact, links, forecast } = from
  return {
    status: from.statusCode ?? '',
    progress,
    obstacles,
    consequence,
    impact,
    links: typeof links === 'string' ? links : links.join('\n'),
    forecast: typeof forecast === 'string' ? fieldsOfMonth(forecast) : (forecast ?? { month: '', year: '' }),
  }
}

/** The answer that a lead gave in their own words this cycle; null where there is none. */
export const givenOf = ({ answer, personId }: Pick<Ask, 'answer' | 'personId'>) =>
  answer?.by === personId && answer.unchanged === 0 ? answer : null

/** What the form goes on from: the draft, or what the lead has submitted. */
export const startOf = (ask: Pick<Ask, 'draft' | 'answer' | 'personId'>) => ask.draft ?? givenOf(ask)

/** Whether nothing has been typed or chosen. */
export const isEmptyTyped = ({ forecast, ...texts }: Typed): boolean =>
  [...Object.values(texts), forecast.month, forecast.year].every((text) => tidyText(text) === '')

/** A form's item holds 400 kB, of which there are a draft, an answer and last month's. UTF-8 bytes. */
const LARGEST_DRAFT = 200_000

/** Whether so much is typed that it cannot be kept as a draft: three full texts and all the links can be kept. */
export const isTooLarge = (typed: Typed): boolean => Buffer.byteLength(JSON.stringify(typed)) > LARGEST_DRAFT

/** Whether two pages say the same. */
export const isSameTyped = (a: Typed, b: Typed): boolean =>
  a.status === b.status &&
  a.progress === b.progress &&
  a.obstacles === b.obstacles &&
  a.consequence === b.consequence &&
  a.impact === b.impact &&
  a.links === b.links &&
  a.forecast.month === b.forecast.month &&
  a.forecast.year === b.forecast.year

const fieldsOfMonth = (month: Month): MonthFields => ({
  month: String(Number(month.slice(5))),
  year: month.slice(0, 4),
})

/** What an answer is judged by: the plan's key, the local day, and what the plan says of the action. */
export type Judge = { statuses: Status[]; today: LocalDate }
type Says = Pick<Ask['says'], 'due' | 'start'>

/** What is missing or wrong before a draft can be an answer; empty when nothing is. */
export const errorsOf = (draft: Omit<Draft, 'savedAt' | 'page'>, says: Says, judge: Judge): AnswerErrors => {
  const status = judge.statuses.find(({ code }) => code === draft.statusCode)
  const links = readLinks(draft.links)
  const forecast = readForecast(draft, says, judge)
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
      draft.obstacles === '' ? demandObstacles(status, says, judge) : null,
    ),
    ...textError('consequence', draft.consequence, null),
    ...textError(
      'impact',
      draft.impact,
      status?.final && draft.impact === '' && draft.links === '' && draft.files.length === 0
        ? `Show the impact, as the status is ${status.label}: say what has become different, or give a link or a file that shows it`
        : null,
    ),
    ...(links.ok ? {} : { links: links.text }),
    ...(forecast.ok ? {} : { [forecast.field]: forecast.text }),
  }
}

/** Why an answer must say what is in the way; null where it need not. */
const demandObstacles = (status: Status | undefined, says: Says, judge: Judge): string | null => {
  const demand = 'Enter what is in the way and what will bring it back'
  if (status?.final) return null
  if (status?.demandsMitigation) return `${demand}, as the status is ${status.label}`
  const missed = missedMonth(says.due, judge)
  if (missed === null) return null
  // Before a status is chosen it may still be one that needs none.
  return `${demand}, as the action was due in ${monthName(missed)}${status ? '' : ', unless it is done'}`
}

/** The month that was to see an action done, where it is over; else null. Asked of actions that are not done. */
export const missedMonth = (month: Month | null, { today }: Judge): Month | null =>
  isOverdue(month, today) ? month : null

/** A draft without errors as the answer it becomes; null where it has some. */
export const answerOf = (draft: Draft, says: Says, judge: Judge): Answer | null => {
  const { statusCode, progress, obstacles, consequence, impact, files } = draft
  const links = readLinks(draft.links)
  const forecast = readForecast(draft, says, judge)
  const isWhole = Object.keys(errorsOf(draft, says, judge)).length === 0
  if (!isWhole || statusCode === null || !links.ok || !forecast.ok) return null
  return {
    statusCode,
    progress,
    obstacles,
    consequence,
    impact,
    links: links.links,
    files,
    forecast: forecast.month,
  }
}

const readLinks = (typed: string): { ok: true; links: string[] } | { ok: false; text: string } => {
  const lines = typed
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  if (lines.length > MOST_LINKS) return { ok: false, text: `Give at most ${MOST_LINKS} links` }
  const links = lines.map((line) => (/^www\./i.test(line) ? `https://${line}` : line))
  const wrong = links.findIndex(
    (link) => !/^https?:\/\/\S+$/i.test(link) || !URL.canParse(link) || link.length > LONGEST_LINK,
  )
  return wrong === -1
    ? { ok: true, links }
    : {
        ok: false,
        text: `“${(lines[wrong] ?? '').slice(0, 60)}” is no web address. Write one on each line, like https://example.com/report`,
      }
}

type ReadForecast = { ok: true; month: Month | null } | { ok: false; text: string; field: ForecastField }

/** The new date; null where none is given, or where it is the plan's own. */
const readForecast = (
  { forecast, statusCode }: Pick<Draft, 'forecast' | 'statusCode'>,
  { due, start }: Says,
  { statuses, today }: Judge,
): ReadForecast => {
  if (isEmptyMonth(forecast)) return { ok: true, month: null }
  const read = readMonthFields(forecast)
  if (!read.ok) return { ok: false, text: read.text, field: `forecast-${read.part}` }
  const wrong = (text: string): ReadForecast => ({ ok: false, text, field: 'forecast' })
  const final = statuses.find(({ code, final }) => final && code === statusCode)
  if (final) return wrong(`Leave the new date out, as the status is ${final.label}`)
  if (read.month < today.slice(0, 7)) {
    return wrong(`${monthName(read.month)} is past: enter when the action will be done`)
  }
  if (start !== null && read.month < start) {
    return wrong(`The action begins in ${monthName(start)}, so it cannot be done before`)
  }
  return { ok: true, month: read.month === due ? null : read.month }
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

/**
 * A draft counts again once it was saved after the newest answer, whoever of the holders gave that, and
 * says something else than what its own lead has submitted.
 */
export const progressOf = (ask: Ask, judge: Judge): Progress => {
  if (ask.answer && !isChange(ask, judge)) return 'submitted'
  if (!ask.draft) return 'not-started'
  return answerOf(ask.draft, ask.says, judge) ? 'ready' : 'draft'
}

/** Whether an answered action has a draft that says something else. Typed back to what it was, it does not. */
export const isChange = (ask: Ask, judge: Judge): boolean => {
  const { draft, answer } = ask
  if (!draft || !answer || draft.savedAt <= answer.at) return false
  const given = givenOf(ask)
  if (given === null) return !isEmptyTyped(typedOf(draft)) || draft.files.length > 0
  if (isSameTyped(typedOf(draft), typedOf(given)) && isSame(draft.files, given.files)) return false
  // Addresses and months are stored otherwise than they are typed.
  const becomes = answerOf(draft, ask.says, judge)
  return becomes === null || !isSame(Answer.parse(becomes), Answer.parse(given))
}

/** Asks whose draft is ready to be submitted. */
export const readyAsks = (asks: Ask[], judge: Judge): Ask[] =>
  asks.filter((ask) => progressOf(ask, judge) === 'ready')

/**
 * The answer that a lead has given already with the draft of a revision; null where they have not. To say
 * that nothing has changed submits no draft. A late text that the form has taken up bears the revision of
 * the draft before it, so the draft that is there is judged by what it says.
 */
export const submittedFrom = (ask: Ask, revision: number, judge: Judge): GivenAnswer | null => {
  const given = givenOf(ask)
  const isIt = ask.draftRevision === revision ? !isChange(ask, judge) : given?.draftRevision === revision
  return isIt ? given : null
}
