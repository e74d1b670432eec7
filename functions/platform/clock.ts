import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Instant } from '../plan/plan.ts'

/** The present instant in UTC. */
export type Clock = { now: () => Instant }

export const systemClock: Clock = { now: () => new Date().toISOString() }

const MovedClock = z.object({ offsetMs: z.number() })

/**
 * A clock that a file moves, for a whole month in a minute on one machine. The file is read at every
 * look, so that all processes of the machine move together; without the file it is the system's.
 */
export const fileClock = (path: string): Clock => ({
  now: () => new Date(Date.now() + offsetIn(path)).toISOString(),
})

const offsetIn = (path: string): number => {
  try {
    return MovedClock.parse(JSON.parse(readFileSync(path, 'utf8'))).offsetMs
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0
    throw error
  }
}

/** Lets real time pass, whatever a moved clock says. Milliseconds. */
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
