import { caption, evidenceList, note, paragraph, prose } from './blocks.ts'
import type { Block } from './document.ts'
import type { PackAnswer } from './pack-action.ts'

/** A text, or what is said where there is none. */
export const orNote = (text: string, otherwise: string): Block[] => [
  text.trim() === '' ? note(otherwise) : prose(text),
]

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
