import { readSpan } from './clock.ts'

/**
 * What goes wrong when the next one-time schedule falls due. While one is late the scheduler fires
 * nothing at all: what holds up one schedule of a service holds up the others.
 */
export type ScheduleFault = 'twice' | 'never' | { lateByMs: number }

/** Reads `twice`, `never` or `late:2h`. @throws Error of one line, for people */
export const readFault = (text: string): ScheduleFault => {
  if (text === 'twice' || text === 'never') return text
  const lateByMs = text.startsWith('late:') ? readSpan(text.slice('late:'.length)) : null
  if (lateByMs === null) throw new Error('Say what goes wrong with the next tick: twice, never or late:2h.')
  return { lateByMs }
}

/** One sentence, for people. */
export const describeFault = (fault: ScheduleFault): string => {
  if (fault === 'twice') return 'The next tick will come twice.'
  if (fault === 'never') return 'The next tick will not come.'
  return `The next tick will come ${fault.lateByMs / 60_000} minutes late, and until then no sweep will come either.`
}
