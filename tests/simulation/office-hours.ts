import type { Plan } from '../../functions/plan/plan.ts'
import bankHolidays from '../../seeds/bank-holidays.json' with { type: 'json' }

const formats = new Map<string, Intl.DateTimeFormat>()
const formatOf = (timeZone: string): Intl.DateTimeFormat => {
  const known = formats.get(timeZone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  formats.set(timeZone, made)
  return made
}

const holidays = new Map(
  Object.entries(bankHolidays).map(([nation, { events }]) => [
    nation,
    new Set(events.map(({ date }) => date)),
  ]),
)

/**
 * Whether a plan may send mail at an instant: worked out from Intl's local time and the list of bank
 * holidays, and not by the calendar that is tested.
 */
export const isSendingTime = (plan: Plan, instant: string): boolean => {
  const parts = Object.fromEntries(
    formatOf(plan.timeZone)
      .formatToParts(new Date(instant))
      .map(({ type, value }) => [type, value]),
  )
  if (parts['weekday'] === 'Sat' || parts['weekday'] === 'Sun') return false
  if (holidays.get(plan.nation)?.has(`${parts['year']}-${parts['month']}-${parts['day']}`)) return false
  const time = `${parts['hour']}:${parts['minute']}`
  return plan.policy.sendingWindow.from <= time && time < plan.policy.sendingWindow.to
}
