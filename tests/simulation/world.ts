import { AsyncLocalStorage } from 'node:async_hooks'
import TinyQueue from 'tinyqueue'
import type { Faults } from './faults.ts'
import { createRandom } from './random.ts'

/** One run of one function, one visit of one person: it lives until it ends, is killed, or its time is up. */
export type Process = {
  id: number
  name: string
  state: 'running' | 'ended' | 'failed' | 'killed'
  startedAt: number
  /** How far its machine's clock is from true time. Milliseconds. */
  skew: number
  /** Calls and sleeps it waits for. */
  waiting: number
  /** Whether its machine stands still, and its time with it. */
  frozen: boolean
  /** Whether much of what it does is slow. */
  sluggish: boolean
  /** Whether it dies before its next call. */
  doomed: boolean
}

export type Ending<T> = { state: 'ended'; value: T } | { state: 'failed' | 'killed' }

type Event = { at: number; order: number; run: () => Process | null }

/** What one call to the outside does. It happens at one instant, between its request and its answer. */
export type Call<T> = {
  /** Which faults it can meet. */
  kind: 'table' | 'queue' | 'mail' | 'files' | 'schedule'
  what: () => string
  apply: () => T
  /** Applies it again where the client repeats a call whose answer was lost; absent where nothing repeats it. */
  repeat?: () => T
}

const BLUR_MS = 3_000

/** So many turns of the event loop without a call or an end mean that a process waits for something outside the world. */
const MOST_TURNS = 10_000

/** What a failed call throws: nothing was done, or nobody knows. */
class InjectedFault extends Error {
  override name = 'TimeoutError'
}

/**
 * Virtual time, and everything that happens in it one after the other: the same seed gives the same
 * run. A call waits for its turn, happens, and is answered later; in between others have theirs. At
 * either point its process can be killed, the call can fail, or its answer can be lost.
 */
export const createWorld = (seed: number, startsAt: number, faults: Faults) => {
  const random = createRandom(seed)
  const events = new TinyQueue<Event>([], (a, b) => a.at - b.at || a.order - b.order)
  const current = new AsyncLocalStorage<Process>()
  const counts = new Map<string, number>()
  let now = startsAt
  let order = 0
  let steps = 0
  let processes = 0
  let blurredUntil = startsAt
  let tell: (line: string) => void = () => {}

  const count = (what: string): void => {
    counts.set(what, (counts.get(what) ?? 0) + 1)
  }
  const say = (line: () => string): void => tell(`${new Date(now).toISOString()} ${line()}`)
  const fault = (what: string): void => {
    count(`fault: ${what}`)
  }
  const strikes = (rate: number): boolean => now < faults.endAt && rate > 0 && random.chance(rate)

  /** Does something later. It belongs to no process. */
  const after = (milliseconds: number, run: () => void): void => {
    order += 1
    events.push({
      at: now + Math.max(0, milliseconds),
      order,
      run: () => {
        run()
        return null
      },
    })
  }
  /** Goes on with a process later, unless it is dead by then. */
  const resume = (process: Process, milliseconds: number, go: () => void): { cancel: () => void } => {
    order += 1
    process.waiting += 1
    let isCancelled = false
    events.push({
      at: now + milliseconds,
      order,
      run: () => {
        if (isCancelled || process.state !== 'running') return null
        process.waiting -= 1
        go()
        return process
      },
    })
    const cancel = (): void => {
      isCancelled = true
      process.waiting -= 1
    }
    return { cancel }
  }

  const kill = (process: Process, why: string): void => {
    process.state = 'killed'
    say(() => `${label(process)} killed: ${why}`)
    endings.get(process)?.()
  }
  const endings = new Map<Process, () => void>()

  /** Runs `work` as a process of its own. `onEnd` hears how it ended; a killed one just stops. */
  const spawn = <T>(
    name: string,
    limitMs: number,
    work: () => Promise<T>,
    onEnd: (ending: Ending<T>) => void = () => {},
    { sluggish = false }: { sluggish?: boolean } = {},
  ): void => {
    processes += 1
    const process: Process = {
      id: processes,
      name,
      state: 'running',
      startedAt: now,
      skew: strikes(faults.clockSkew) ? random.int(-faults.mostSkewMs, faults.mostSkewMs) : 0,
      waiting: 0,
      frozen: false,
      sluggish,
      doomed: false,
    }
    if (process.skew !== 0) fault('clock off')
    endings.set(process, () => {
      endings.delete(process)
      onEnd({ state: 'killed' })
    })
    const end = (): void => {
      if (process.state !== 'running') return
      if (process.frozen) after(limitMs, end)
      else kill(process, 'out of time')
    }
    after(limitMs, end)
    resume(process, random.int(1, 20), () => {
      current.run(process, () => {
        const finish = (ending: Ending<T>) => {
          if (process.state !== 'running') return
          process.state = ending.state
          endings.delete(process)
          onEnd(ending)
        }
        work().then(
          (value) => finish({ state: 'ended', value }),
          (error: unknown) => {
            // A closing waits for an index that is behind by failing, to be tried again.
            const isBehind =
              faults.staleIndex > 0 && error instanceof Error && error.name === 'RequestsNotYetListed'
            if (!isInjected(error) && !isBehind) unexpected.push({ process, error })
            say(() => `${label(process)} failed: ${error instanceof Error ? error.message : String(error)}`)
            finish({ state: 'failed' })
          },
        )
      })
    })
  }
  /** What processes failed of that was not injected: a defect, or a fault of the world's own. */
  const unexpected: { process: Process; error: unknown }[] = []

  const here = (): Process => {
    const process = current.getStore()
    if (!process) throw new Error('this happens outside of every process')
    return process
  }

  const sleep = (milliseconds: number): Promise<void> => {
    const process = here()
    return new Promise((resolve) => {
      resume(process, milliseconds, resolve)
    })
  }

  /** Who dozes, under which name. */
  const dozing = new Map<string, Set<(inMs: number) => void>>()
  /** Goes on with a process once so much time has passed, or somebody wakes all who doze under the name. */
  const doze = (
    process: Process,
    name: string,
    milliseconds: number,
    go: (isRoused: boolean) => void,
  ): void => {
    const dozers = dozing.get(name) ?? new Set()
    dozing.set(name, dozers)
    const getUp = (isRoused: boolean) => (): void => {
      dozers.delete(rouse)
      go(isRoused)
    }
    const alarm = resume(process, milliseconds, getUp(false))
    const rouse = (inMs: number): void => {
      dozers.delete(rouse)
      alarm.cancel()
      if (process.state === 'running') resume(process, inMs, getUp(true))
    }
    dozers.add(rouse)
  }
  /** Sleeps until so much time has passed, or until somebody wakes all who nap under the name: then true. */
  const nap = (name: string, milliseconds: number): Promise<boolean> => {
    const process = here()
    return new Promise((resolve) => doze(process, name, milliseconds, resolve))
  }
  const wake = (name: string, inMs: () => number): void => {
    for (const rouse of dozing.get(name) ?? []) rouse(inMs())
  }
  /** Stands still, beyond any time limit, as a machine does that is suspended. */
  const freeze = async (name: string, milliseconds: number): Promise<void> => {
    const process = here()
    process.frozen = true
    await nap(name, milliseconds)
    process.frozen = false
  }

  /** Waits for something that another process does. */
  const wait = <T>(start: (done: (value: T) => void) => void): Promise<T> => {
    const process = here()
    process.waiting += 1
    return new Promise((resolve) => {
      start((value) => {
        process.waiting -= 1
        resume(process, random.int(1, 20), () => resolve(value))
      })
    })
  }

  const latency = (): number => random.int(1, 12)
  const SLUGGISH = 0.3
  /** What a slow call waits under: whoever wakes it has it happen at the worst moment. */
  const SLOW = 'slow call'

  let acting: Process | null = null
  /** One call to the outside. */
  const call = <T>({ kind, what, apply, repeat }: Call<T>): Promise<T> => {
    const process = here()
    const step = (outcome: string) => say(() => `${label(process)} ${kind} ${what()}: ${outcome}`)
    const strikesCall = (rate: number): boolean => kind !== 'mail' && strikes(rate)
    const inTime = (go: () => void): void => {
      if (strikes(process.sluggish ? SLUGGISH : faults.slowCall))
        doze(process, SLOW, random.int(1_000, faults.slowestCallMs), go)
      else resume(process, latency(), go)
    }
    return new Promise((resolve, reject) => {
      const outcomeOf = (run: () => T, name: string): (() => void) => {
        try {
          acting = process
          const value = run()
          step(name)
          return () => resolve(value)
        } catch (error) {
          step(error instanceof Error ? `${name}: ${error.name}` : name)
          return () => reject(error)
        } finally {
          acting = null
        }
      }
      const happen = (): void => {
        steps += 1
        if (process.doomed || strikes(faults.kill)) {
          fault('killed before a call')
          step('not begun')
          kill(process, 'before it')
        } else if (strikesCall(faults.failBefore)) {
          fault('call failed')
          step('failed')
          inTime(() => reject(new InjectedFault(`${what()} failed`)))
        } else {
          const settle = outcomeOf(apply, 'done')
          if (strikes(faults.kill)) {
            fault('killed after a call')
            kill(process, 'after it')
          } else if (strikesCall(faults.loseAnswer)) loseAnswer()
          else inTime(settle)
        }
      }
      const loseAnswer = (): void => {
        fault('answer lost')
        if (repeat && random.chance(0.5)) {
          // The SDK tries once more by itself.
          resume(process, random.int(20, 2_000), () => outcomeOf(repeat, 'repeated')())
        } else {
          step('answer lost')
          inTime(() => reject(new InjectedFault(`${what()} was not answered`)))
        }
      }
      inTime(happen)
    })
  }

  const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

  /** Lets time pass until nothing is left to happen, `until` is reached, or `stop` says so. */
  const run = async (until: number, afterEach: () => boolean): Promise<void> => {
    for (;;) {
      const next = events.peek()
      if (!next || next.at > until) {
        now = until
        return
      }
      events.pop()
      now = next.at
      const process = next.run()
      if (process) {
        await turn()
        for (let turns = 0; process.state === 'running' && process.waiting === 0; turns += 1) {
          if (turns > MOST_TURNS) throw new Error(`${label(process)} waits for something outside the world`)
          await turn()
        }
      }
      if (!afterEach()) return
    }
  }

  return {
    random,
    faults,
    now: () => now,
    /** The instant that the machine of the present process takes it to be; true time outside of any. */
    instant: () => new Date(now + (current.getStore()?.skew ?? 0)).toISOString(),
    /** The process that runs now. Fails outside of every one. */
    present: here,
    /** Whose call happens now. */
    acting: () => acting,
    after,
    spawn,
    call,
    sleep,
    nap,
    wake,
    /** Has whoever writes now die before anything else, in a world where processes die. */
    doom: (): void => {
      if (acting && strikes(faults.kill > 0 ? 0.3 : 0)) acting.doomed = true
    },
    /** Has indexes be behind for a moment, in a world where they are. */
    blur: (): void => {
      if (faults.staleIndex > 0) blurredUntil = now + BLUR_MS
    },
    isIndexBehind: (): boolean => strikes(now < blurredUntil ? 0.7 : faults.staleIndex),
    /** Whether anything is slow at this moment. */
    isSomethingSlow: (): boolean => (dozing.get(SLOW)?.size ?? 0) > 0,
    /** Has everything that is slow happen at about this moment. */
    hurry: (): void => wake(SLOW, () => random.int(0, 100)),
    freeze,
    wait,
    strikes,
    fault,
    count,
    counts,
    say,
    run,
    unexpected,
    steps: () => steps,
    listen: (listener: (line: string) => void) => {
      tell = listener
    },
  }
}
export type World = ReturnType<typeof createWorld>

const label = ({ name, id }: Process): string => `${name}#${id}`

/** Whether a fault of the world is at the bottom of an error, however wrapped. */
const isInjected = (error: unknown): boolean =>
  error instanceof InjectedFault || (error instanceof Error && isInjected(error.cause))
