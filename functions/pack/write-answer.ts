import { caption, evidenceList, note, paragraph, prose } from './blocks.ts'
import type { Block } from './document.ts'
import type { PackAction, PackAnswer } from './pack-action.ts'

/** A text, or what is said where there is none. */
export const orNote = (text: string, otherwise: string): Block[] => [
  text.trim() === '' ? note(otherwise) : prose(text),
]

/** Whose word a status is that an answer gave: `Ann Lead, 9am on Monday 1 March 2027, reference 4.6-21A480E9`. */
export const answerWords = ({ by, at, reference }: PackAnswer): string =>
  `${by}, ${at.text}, reference ${reference}`

/** Whose word the status is at which an action stands. */
export const wordsOfNow = (action: PackAction): string => {
  const answer = action.update ?? action.previous
  return answer ? answerWords(answer) : planWords(action)
}

/** Whose word a status is that nobody's answer gave. */
export const planWords = ({ reviewed }: Pick<PackAction, 'reviewed'>): string =>
  reviewed === null
    ? 'as the plan has it, which does not say when it was reviewed'
    : `as the plan has it, last reviewed on ${reviewed.text}`

/** Everything that an answer says besides what has happened, each under its caption. */
export const restOf = (answer: PackAnswer): Block[] => [
  ...named('In the way, and what will bring it back', answer.obstacles),
  ...named('What happens otherwise', answer.consequence),
  ...named('Impact', answer.impact),
  ...(answer.evidence.length === 0 ? [] : [caption('Evidence'), evidenceList(answer.evidence)]),
  ...(answer.forecast === null ? [] : [caption('New date asked for'), paragraph(answer.forecast.text)]),
]

const named = (name: string, text: string): Block[] =>
  text.trim() === '' ? [] : [caption(name), prose(text)]
