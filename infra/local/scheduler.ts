import { join } from 'node:path'
import { closeServer, listen } from './ports.ts'
import { nextBeat, openScheduleBook, type Schedule, type ScheduleBook, scheduleArn } from './schedule-book.ts'
import type { ScheduleFault } from './schedule-fault.ts'
import { createScheduleApi } from './scheduler-api.ts'

/** A handler that arms a schedule for the very instant it runs at would otherwise run for ever. */
const MAX_FIRINGS = 1000

type Kind = Schedule['kind']

export type SchedulerOptions = {
  /** Where the schedules are kept over restarts; null keeps them in memory. */
  dataDir: string | null
  port?: number
  now: () => string
  /** Runs a schedule's target with its Input. What it throws is the caller's to report. */
  invoke: (targetArn: string, input: string) => Promise<void>
}

export type LocalScheduler = {
  url: string
  /** The schedules behind the API, for the machine's own use. */
  book: ScheduleBook
  /** Fires all that is due at `now`, in order of time, what firing arms for `now` included. */
  fireDue: (now: string, kind?: Kind) => Promise<void>
  /** Fires every recurring schedule once, due or not: a long jump fires them once instead of all along. */
  fireRecurring: (now: string) => Promise<void>
  /** When the next schedule is due, of one kind or of any. */
  nextAt: (kind?: Kind) => string | null
  /** One fault, taken by the next one-time schedule that falls due. A restart forgets it. */
  faults: { nextFiring: ScheduleFault | null }
  stop: () => Promise<void>
}

/** Starts a server that speaks EventBridge Scheduler's API. Nothing fires by itself: call fireDue. */
export const startScheduler = async (options: SchedulerOptions): Promise<LocalScheduler> => {
  const book = openScheduleBook(options.dataDir === null ? null : join(options.dataDir, 'schedules.json'))
  const server = createScheduleApi(book, () => Date.parse(options.now()))
  const port = await listen(server, options.port ?? 0, 'scheduler-port')
  const faults: LocalScheduler['faults'] = { nextFiring: null }
  let silentUntil = 0

  const fire = async (schedule: Schedule, now: number): Promise<void> => {
    const { input, modifiedAt, kind, dueAt } = schedule
    const fault = kind === 'one-time' ? takeFault(faults) : null
    const times = fault === 'never' ? 0 : fault === 'twice' ? 2 : 1
    for (let i = 0; i < times; i++) await options.invoke(input.Target.Arn, input.Target.Input ?? '{}')
    // what the target changed or deleted meanwhile stays as the target left it
    if (book.list().includes(schedule) && schedule.modifiedAt === modifiedAt && schedule.dueAt === dueAt) {
      complete(book, schedule, now)
    }
  }

  const fireDue: LocalScheduler['fireDue'] = async (now, kind) => {
    const instant = Date.parse(now)
    let fired = 0
    for (let next = firstDue(book, silentUntil, kind); next !== null && next.firesAt <= instant; ) {
      const { schedule, firesAt } = next
      const fault = faults.nextFiring
      if (schedule.kind === 'one-time' && typeof fault === 'object' && fault !== null) {
        silentUntil = firesAt + fault.lateByMs
        faults.nextFiring = null
      } else {
        await fire(schedule, instant)
        fired += 1
        if (fired > MAX_FIRINGS) throw new Error(`More than ${MAX_FIRINGS} schedules at one instant`)
      }
      next = firstDue(book, silentUntil, kind)
    }
  }

  return {
    url: `http://127.0.0.1:${port}`,
    book,
    fireDue,
    fireRecurring: async (now) => {
      if (Date.parse(now) < silentUntil) return
      for (const schedule of book.list().filter((each) => each.kind === 'recurring' && isEnabled(each))) {
        if (schedule.dueAt !== null) await fire(schedule, Date.parse(now))
      }
    },
    nextAt: (kind) => {
      const next = firstDue(book, silentUntil, kind)
      return next === null ? null : new Date(next.firesAt).toISOString()
    },
    faults,
    stop: () => closeServer(server),
  }
}

const isEnabled = ({ input }: Schedule): boolean => input.State === 'ENABLED'

/** The schedule that fires next, and when: at its own time, or when the silence ends. Epoch milliseconds. */
const firstDue = (
  book: ScheduleBook,
  silentUntil: number,
  kind?: Kind,
): { schedule: Schedule; firesAt: number } | null =>
  book
    .list()
    .flatMap((schedule) =>
      isEnabled(schedule) && schedule.dueAt !== null && (kind ?? schedule.kind) === schedule.kind
        ? [{ schedule, dueAt: schedule.dueAt, firesAt: Math.max(schedule.dueAt, silentUntil) }]
        : [],
    )
    .toSorted(
      (a, b) =>
        a.firesAt - b.firesAt ||
        a.dueAt - b.dueAt ||
        scheduleArn(a.schedule.input).localeCompare(scheduleArn(b.schedule.input)),
    )
    .at(0) ?? null

const takeFault = (faults: LocalScheduler['faults']): ScheduleFault | null => {
  const fault = faults.nextFiring
  faults.nextFiring = null
  return fault
}

const complete = (book: ScheduleBook, schedule: Schedule, now: number): void => {
  const { GroupName, Name, ActionAfterCompletion } = schedule.input
  if (schedule.kind === 'recurring') schedule.dueAt = nextBeat(schedule, now)
  else if (ActionAfterCompletion === 'DELETE') book.remove(GroupName, Name)
  else schedule.dueAt = null
  book.save()
}
