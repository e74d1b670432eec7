import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { replaceFile } from './write-file.ts'

const Offset = z.object({ offsetMs: z.number() })

export type MovableClock = {
  /** Where the offset is kept, for the handlers' own clock. */
  file: string
  /** The present instant in UTC, ISO 8601 with milliseconds. */
  now: () => string
  /** Moves forward, never back: an instant that has passed leaves the clock alone. */
  moveTo: (instant: string) => void
}

/** A clock that goes on ticking at the usual pace from wherever it was moved to, also over restarts. */
export const openClock = (file: string, systemNow: () => number = Date.now): MovableClock => {
  let offsetMs = readOffset(file)
  const write = (offset: number) => {
    offsetMs = offset
    replaceFile(file, `${JSON.stringify({ offsetMs })}\n`)
  }
  write(offsetMs)
  return {
    file,
    now: () => new Date(systemNow() + offsetMs).toISOString(),
    moveTo: (instant) => {
      const offset = Date.parse(instant) - systemNow()
      if (!Number.isFinite(offset)) throw new Error(`"${instant}" is not an instant`)
      if (offset > offsetMs) write(offset)
    },
  }
}

const readOffset = (file: string): number => {
  try {
    return Offset.parse(JSON.parse(readFileSync(file, 'utf8'))).offsetMs
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0
    throw error
  }
}

const UNITS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

/** A span such as `2h`, `3d` or `30m` in milliseconds; null for anything else. */
export const readSpan = (text: string): number | null => {
  const span = /^(\d{1,4})([mhd])$/.exec(text)
  const unit = UNITS[span?.[2] ?? '']
  return span && unit !== undefined ? Number(span[1]) * unit : null
}

/**
 * What a move means: `+2h`, `+3d`, `+30m`, `next` or an instant.
 * @returns an instant in UTC
 * @throws Error of one line, for people
 */
export const readMove = (move: string, now: string, next: string | null): string => {
  if (move === 'next') {
    if (next === null) throw new Error('Nothing is planned, so there is no next moment to move to.')
    return next
  }
  const step = move.startsWith('+') ? readSpan(move.slice(1)) : null
  if (step !== null) return new Date(Date.parse(now) + step).toISOString()
  const instant = z.iso.datetime({ offset: true }).safeParse(move)
  if (!instant.success) {
    throw new Error('Say how far to move: +2h, +3d, next, or an instant such as 2026-12-01T09:00:00Z.')
  }
  const target = new Date(instant.data).toISOString()
  if (target < now) throw new Error('This clock only moves forward.')
  return target
}
