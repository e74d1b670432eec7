import { findStarts, JOINER } from '../import/read-history.ts'
import type { HistoryEntry } from '../plan.ts'

/**
 * Progress notes as paragraphs of one cell: `DD.MM.YYYY - text`. A note without a date comes as it is
 * before all others, elsewhere as `Undated - text`. `readHistory` gives back what was written.
 */
export const writeHistory = (history: HistoryEntry[]): string[] =>
  history.map(({ date, text }, index) => {
    if (date !== null) return paragraph(`${british(date)} -`, text)
    return index === 0 && text !== '' ? keepWhole(text, '') : paragraph('Undated -', text)
  })

const paragraph = (head: string, text: string): string =>
  text === '' ? head : `${head} ${keepWhole(text, '- ')}`

/** Keeps dates within a text from beginning a note of their own, as it stands after some other text. */
const keepWhole = (text: string, before: string): string => {
  let kept = `${before}${text.replaceAll(JOINER, `${JOINER}${JOINER}`)}`
  for (let starts = findStarts(kept); starts.length > 0; starts = findStarts(kept)) kept = join(kept, starts)
  return kept.slice(before.length)
}

/** The text with a joiner before each start. */
const join = (text: string, starts: { from: number }[]): string => {
  const cuts = [0, ...starts.map(({ from }) => from)]
  return cuts.map((from, index) => text.slice(from, cuts[index + 1])).join(JOINER)
}

const british = (date: string): string => date.split('-').reverse().join('.')
