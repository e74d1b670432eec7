import { Temporal } from 'temporal-polyfill'

export type Timing = { kind: 'one-time'; at: number } | { kind: 'recurring'; every: number }

const UNIT_MS: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }

/**
 * Reads `at(yyyy-mm-ddThh:mm:ss)` in a time zone, or `rate(n minutes|hours|days)`.
 * @returns epoch milliseconds or a period in milliseconds; null for what EventBridge Scheduler would
 *   refuse, and for cron(), which this system does not use
 */
export const readExpression = (expression: string, timeZone: string): Timing | null => {
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression)
  const unit = UNIT_MS[rate?.[2] ?? '']
  if (rate && unit !== undefined) {
    const every = Number(rate[1]) * unit
    return every > 0 ? { kind: 'recurring', every } : null
  }
  const at = /^at\((\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})\)$/.exec(expression)?.[1]
  if (at === undefined) return null
  try {
    const local = Temporal.PlainDateTime.from(at, { overflow: 'reject' })
    return { kind: 'one-time', at: local.toZonedDateTime(timeZone).epochMilliseconds }
  } catch {
    return null
  }
}
