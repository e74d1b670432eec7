import { Temporal } from 'temporal-polyfill'
import type { Instant } from '../plan/plan.ts'
import { dateName } from '../plan/wording.ts'
import type { Calendar } from './calendar.ts'

/**
 * How long before the holidays run out coordinators hear of it. A cycle's moments are worked out when
 * it is planned, so new holidays must be there by then, and somebody needs time to put them there.
 */
const NOTICE_DAYS = 90

/**
 * What coordinators are told when a cycle that closes at `closesAt` comes within 90 days of the last
 * day whose bank holidays are known, or goes beyond it; null before that. The ordinal is the same for all
 * cycles that reach into the same unknown year, so it is told once for each such year.
 */
export const holidayNotice = (
  calendar: Pick<Calendar, 'holidaysUntil' | 'localDate'>,
  closesAt: Instant,
): { ordinal: string; sentence: string } | null => {
  const { holidaysUntil } = calendar
  const reach = Temporal.PlainDate.from(calendar.localDate(closesAt)).add({ days: NOTICE_DAYS })
  if (holidaysUntil === null || reach.toString() <= holidaysUntil) return null
  return {
    ordinal: `bank-holidays-${reach.year}`,
    sentence: `The bank holidays after ${dateName(holidaysUntil)} are not known. From then on they count as working days: mail may be sent on them, and due days may fall on them. Ask whoever runs Muster to bring the list of bank holidays up to date.`,
  }
}
