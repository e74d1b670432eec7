import type { Random } from './random.ts'

/** How often what goes wrong, as probabilities of one occasion; nothing does from `endAt` on. */
export type Faults = {
  /** Epoch milliseconds. */
  endAt: number
  /** A process dies before or after a call. */
  kill: number
  /** A call fails, and nothing was done. */
  failBefore: number
  /** A call was done, and its answer is lost. */
  loseAnswer: number
  slowCall: number
  slowestCallMs: number
  /** A process whose clock is wrong. */
  clockSkew: number
  mostSkewMs: number
  /** A query of an index that sees it as it was some writes ago. */
  staleIndex: number
  /** Of entries of a queue, of ticks of the scheduler, of events of the mail service. */
  lose: number
  double: number
  delay: number
  longestDelayMs: number
  /** A sweep that does not come. */
  skipSweep: number
  /** While neither ticks nor sweeps come at all, in epoch milliseconds. */
  outage: { from: number; to: number } | null
  throttleMail: number
  rejectMail: number
  /** The mail service fails to say whether it took a mail; often nothing is heard of such a mail for long. */
  hushMail: number
  /** A worker stands still for hours between the sending of a mail and what it writes down of it. */
  freeze: number
  /** All events of a mail stay away. */
  noEvents: number
  bounce: number
  complain: number
}

const DAY = 86_400_000

const NONE = {
  kill: 0,
  failBefore: 0,
  loseAnswer: 0,
  slowCall: 0,
  slowestCallMs: 40_000,
  clockSkew: 0,
  mostSkewMs: 90_000,
  staleIndex: 0,
  lose: 0,
  double: 0,
  delay: 0,
  longestDelayMs: 6 * 3_600_000,
  skipSweep: 0,
  outage: null,
  throttleMail: 0,
  rejectMail: 0,
  hushMail: 0,
  freeze: 0,
  noEvents: 0,
  bounce: 0,
  complain: 0,
} as const satisfies Omit<Faults, 'endAt'>

/** How bad each may get. */
const WORST = {
  kill: 0.03,
  failBefore: 0.05,
  loseAnswer: 0.04,
  slowCall: 0.08,
  clockSkew: 0.3,
  staleIndex: 0.6,
  lose: 0.3,
  double: 0.4,
  delay: 0.4,
  skipSweep: 0.7,
  throttleMail: 0.3,
  rejectMail: 0.05,
  hushMail: 0.4,
  freeze: 0.4,
  noEvents: 0.4,
  bounce: 0.1,
  complain: 0.05,
} as const satisfies Partial<Faults>

/** A world in which nothing fails. */
export const calm = (): Faults => ({ ...NONE, endAt: 0 })

/**
 * What goes wrong in one world. Each kind is absent in half of the worlds, so that none hides another,
 * and anything up to its worst in the rest.
 */
export const drawFaults = (random: Random, startsAt: number, endAt: number): Faults => {
  const rates = Object.fromEntries(
    Object.entries(WORST).map(([name, worst]) => [
      name,
      random.chance(0.5) ? (worst * random.int(1, 100)) / 100 : 0,
    ]),
  )
  const from = random.int(startsAt, endAt)
  const outage = { from, to: Math.min(endAt, from + random.int(DAY, 30 * DAY)) }
  return {
    ...NONE,
    ...rates,
    endAt,
    outage: random.chance(0.2) ? outage : null,
    slowestCallMs: random.pick([2_000, 70_000, 200_000]),
    mostSkewMs: random.pick([90_000, 90_000, 600_000]),
  }
}
