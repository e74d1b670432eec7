import type { HistoryEntry, LocalDate } from '../plan.ts'
import { plainText } from './plain-text.ts'
import { fullYear, toLocalDate } from './read-dates.ts'

/** Before a date within a note it says that no note begins there; it is not seen. Twice, it stands for itself. */
export const JOINER = '\u2060'

/** A date with the dash or colon after it: `08.09. 23 -`, `24/04/24 - `, `18.06.2024`. */
const NOTE_DATE =
  /(?<![\d./\u2060])(\d{1,2})[ ]?[./][ ]?(\d{1,2})[ ]?[./][ ]?(\d{4}|\d{2})(?![\d./]\d)([ ]*[-–—:])?[ ]*/g

/** What an export writes before a note without a date that comes after another one. */
const UNDATED = /(?<=^|\n)Undated -[ ]?/g

type Start = { date: LocalDate | null; from: number; textFrom: number }

/**
 * Progress notes as entries. Their dates are British, day first. A date begins an entry where it
 * begins a paragraph or a sentence, or where a dash or colon follows it; any other is part of the text.
 * Text before the first date has the date null, and a paragraph without a date goes on with the entry
 * before it.
 */
export const readHistory = (cell: string): HistoryEntry[] => {
  const text = plainText(cell)
  const starts = findStarts(text)
  const undated = text.slice(0, starts[0]?.from).trim()
  const entries = starts.map(({ date, textFrom }, index) => ({
    date,
    text: withoutJoiners(text.slice(textFrom, starts[index + 1]?.from).trim()),
  }))
  return undated === '' ? entries : [{ date: null, text: withoutJoiners(undated) }, ...entries]
}

/** Where entries begin in a plain text, in order. */
export const findStarts = (text: string): Start[] => {
  const dated = [...text.matchAll(NOTE_DATE)].flatMap((match) => {
    const [whole, day, month, year = '', dash] = match
    const date = toLocalDate(fullYear(year), Number(month), Number(day))
    const before = text.slice(Math.max(0, match.index - 2), match.index)
    const begins = dash !== undefined || /^$|[.!?;)] ?$|\n$/.test(before)
    return date !== null && begins ? [{ date, from: match.index, textFrom: match.index + whole.length }] : []
  })
  const undated = [...text.matchAll(UNDATED)].map(({ 0: whole, index }) => ({
    date: null,
    from: index,
    textFrom: index + whole.length,
  }))
  return [...dated, ...undated].toSorted((a, b) => a.from - b.from)
}

const withoutJoiners = (text: string): string => text.replace(/\u2060(\u2060?)/g, '$1')
