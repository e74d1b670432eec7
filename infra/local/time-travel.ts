import type { MovableClock } from './clock.ts'
import type { Report } from './lambda.ts'
import type { LocalScheduler } from './scheduler.ts'

/** A handler that keeps arming schedules a moment ahead would make a journey endless. */
const MAX_STEPS = 10_000

export type MoverOptions = {
  clock: MovableClock
  scheduler: LocalScheduler
  /** Resolves when everything set off so far has been worked off. */
  drain: () => Promise<void>
}

export type Mover = {
  /** Goes to an instant by way of every one-time schedule before it. Journeys wait for each other. */
  moveTo: (instant: string) => Promise<void>
  /** The same, with the destination worked out when it is this journey's turn. */
  moveBy: (destination: () => string) => Promise<void>
  /** Fires what is due as time goes by; what is returned ends that. */
  runEvery: (milliseconds: number, report: Report) => () => Promise<void>
}

/** Moves the clock so that the system lives through all the time in between. */
export const createMover = ({ clock, scheduler, drain }: MoverOptions): Mover => {
  let queue: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = queue.then(work)
    queue = turn.catch(() => {})
    return turn
  }

  const arrive = async (instant: string) => {
    clock.moveTo(instant)
    await scheduler.fireDue(instant, 'one-time')
    await drain()
    // the sweeper would have run many times in between; here it runs once a stop
    await scheduler.fireRecurring(clock.now())
    await drain()
  }

  const travel = async (instant: string) => {
    const target = new Date(instant).toISOString()
    await drain()
    for (let steps = 0; ; steps++) {
      const next = scheduler.nextAt('one-time')
      if (next === null || next > target) break
      if (steps >= MAX_STEPS) throw new Error(`More than ${MAX_STEPS} schedules on the way to ${target}`)
      await arrive(next)
    }
    await arrive(target)
  }

  return {
    moveTo: (instant) => inTurn(() => travel(instant)),
    moveBy: (destination) => inTurn(() => travel(destination())),
    runEvery: (milliseconds, report) => {
      let waiting = false
      const timer = setInterval(() => {
        if (waiting) return
        waiting = true
        inTurn(() => scheduler.fireDue(clock.now()))
          .catch(report)
          .finally(() => {
            waiting = false
          })
      }, milliseconds)
      return async () => {
        clearInterval(timer)
        await queue
      }
    },
  }
}
