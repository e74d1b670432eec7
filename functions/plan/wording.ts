import { Temporal } from 'temporal-polyfill'
import type { Instant, LocalDate, Month } from './plan.ts'

/** `2026-12` as `December 2026`. */
export const monthName = (month: Month): string => longMonth.format(Date.parse(`${month}-01`))

// Made once: an import says thousands of dates, and making one costs more than all else of a moment's name.
const longMonth = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' })
const longDate = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' })
const longDay = new Intl.DateTimeFormat('en-GB', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
})
const shortDay = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
})

/** An instant as people say it in the time zone: `5pm on Monday 14 December 2026`. */
export const momentName = (instant: Instant, timeZone: string): string => {
  const local = Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone)
  return `${clockTime(local)} on ${dayOf(local)}`
}

/** An instant as a local day: `Monday 14 December 2026`. */
export const dayName = (instant: Instant, timeZone: string): string =>
  dayOf(Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone))

/** A local day without its weekday: `14 December 2026`. */
export const dateName = (date: LocalDate): string => longDate.format(Date.parse(date))

/** Whether the last day of the due month is over on the given local day. */
export const isOverdue = (due: Month | null, today: LocalDate): boolean =>
  due !== null && due < today.slice(0, 7)

/** Days after which nothing said about an action is too long. */
const LONG_AGO_DAYS = 90

/** Whether more than 90 days lie between two local days. */
export const isLongAgo = (day: LocalDate, today: LocalDate): boolean =>
  Date.parse(today) - Date.parse(day) > LONG_AGO_DAYS * 86_400_000

const dayOf = (local: Temporal.ZonedDateTime, format = longDay): string =>
  format.format(Date.parse(local.toPlainDate().toString())).replace(',', '')

/** As the GOV.UK style guide writes times: `9am`, `5:30pm`. https://www.gov.uk/guidance/style-guide/a-to-z#times */
const clockTime = ({ hour, minute }: { hour: number; minute: number }): string => {
  if (hour === 0 && minute === 0) return 'midnight'
  if (hour === 12 && minute === 0) return 'midday'
  const minutes = minute === 0 ? '' : `:${String(minute).padStart(2, '0')}`
  return `${((hour + 11) % 12) + 1}${minutes}${hour < 12 ? 'am' : 'pm'}`
}

/** A local time `17:30` as people write it: `5:30pm`. */
export const timeName = (time: string): string => clockTime(Temporal.PlainTime.from(time))

/** The local day of an instant in the time zone. */
export const localDay = (instant: Instant, timeZone: string): LocalDate =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDate().toString()

/** An instant as clocks in the time zone show it, to the minute: `2026-12-14T17:00`. */
export const localMinute = (instant: Instant, timeZone: string): string =>
  Temporal.Instant.from(instant)
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' })

/** An instant for tables: `Mon 14 Dec, 5pm`. */
export const shortMoment = (instant: Instant, timeZone: string): string => {
  const local = Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone)
  return `${dayOf(local, shortDay)}, ${clockTime(local)}`
}

const graphemes = new Intl.Segmenter('en-GB', { granularity: 'grapheme' })

/**
 * A text of at most `most` UTF-16 units. A longer one is cut before a word where one begins near the
 * end, else between characters as people see them, and ends in `…`.
 */
export const shorten = (text: string, most: number): string => {
  if (text.length <= most) return text
  const kept = beginningOf(text, most - 1)
  const space = kept.lastIndexOf(' ')
  const atWord = text[kept.length] !== ' ' && space > most * 0.7 ? kept.slice(0, space) : kept
  return `${atWord.replace(/[\s,;:.–-]+$/u, '')}…`
}

/** Plain characters are one unit each, and telling others apart costs far more. */
const PLAIN = /^[\x20-\x7e]*$/

const beginningOf = (text: string, most: number): string => {
  const plain = text.slice(0, most)
  // What follows may belong to the last of them.
  if (PLAIN.test(text.slice(0, most + 1))) return plain
  let kept = ''
  for (const { segment } of graphemes.segment(text)) {
    if (kept.length + segment.length > most) break
    kept += segment
  }
  return kept
}

/** The size of a file in words, rounded up, so that what is over a limit never reads as the limit. */
export const sizeName = (bytes: number): string => {
  if (bytes < 1024) return bytes === 1 ? '1 byte' : `${bytes} bytes`
  const kilobytes = Math.ceil(bytes / 1024)
  return kilobytes < 1024 ? `${kilobytes} KB` : `${Math.ceil(bytes / 104_857.6) / 10} MB`
}
