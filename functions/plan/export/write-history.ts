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
  for (let [start] = findStarts(kept); start; [start] = findStarts(kept)) {
    kept = `${kept.slice(0, start.from)}${JOINER}${kept.slice(start.from)}`
  }
  return kept.slice(before.length)
}

const british = (date: string): string => date.split('-').reverse().join('.')
