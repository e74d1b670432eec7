import type { HistoryEntry } from '../plan.ts'
import { plainText } from './plain-text.ts'
import { fullYear, toLocalDate } from './read-dates.ts'

/** A date with the dash or colon after it: `08.09. 23 -`, `24/04/24 - `, `18.06.2024`. */
const NOTE_DATE =
  /(?<![\d./])(\d{1,2})[ ]?[./][ ]?(\d{1,2})[ ]?[./][ ]?(\d{4}|\d{2})(?![\d./]\d)([ ]*[-–—:])?[ ]*/g

/**
 * Progress notes as entries. Their dates are British, day first. A date begins an entry where it
 * begins a paragraph or a sentence, or where a dash or colon follows it; any other is part of the text.
 * Text before the first date has the date null, and a paragraph without a date goes on with the entry
 * before it.
 */
export const readHistory = (cell: string): HistoryEntry[] => {
  const text = plainText(cell)
  const starts = [...text.matchAll(NOTE_DATE)].flatMap((match) => {
    const [whole, day, month, year = '', dash] = match
    const date = toLocalDate(fullYear(year), Number(month), Number(day))
    const before = text.slice(Math.max(0, match.index - 2), match.index)
    const begins = dash !== undefined || /^$|[.!?;)] ?$|\n$/.test(before)
    return date !== null && begins ? [{ date, from: match.index, textFrom: match.index + whole.length }] : []
  })
  const undated = text.slice(0, starts[0]?.from).trim()
  const dated = starts.map(({ date, textFrom }, index) => ({
    date,
    text: text.slice(textFrom, starts[index + 1]?.from).trim(),
  }))
  return undated === '' ? dated : [{ date: null, text: undated }, ...dated]
}
