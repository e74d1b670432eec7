import type { LeadSession, SessionStore } from './ports.ts'

/** Sessions that one process keeps; each is some 2 KB. */
const MOST_REMEMBERED = 1_000

/**
 * Reads each lead's session once: it never changes after it is made. Its end is an instant that it
 * carries, and what may end it sooner, a link taken back or a closed month, is told by the request that
 * every page reads anew. A coordinator's session ends by signing out, so it is read each time.
 */
export const rememberLeadSessions = <S extends Pick<SessionStore, 'findSession'>>(sessions: S): S => {
  const known = new Map<string, LeadSession>()
  return {
    ...sessions,
    findSession: async (hash: string) => {
      const remembered = known.get(hash)
      if (remembered) return remembered
      const session = await sessions.findSession(hash)
      if (session?.kind !== 'lead') return session
      const [oldest] = known.keys()
      if (known.size >= MOST_REMEMBERED && oldest !== undefined) known.delete(oldest)
      known.set(hash, session)
      return session
    },
  }
}
