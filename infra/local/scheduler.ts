import { join } from 'node:path'
import { closeServer, listen } from './ports.ts'
import { nextBeat, openScheduleBook, type Schedule, type ScheduleBook, scheduleArn } from './schedule-book.ts'
import { createScheduleApi } from './scheduler-api.ts'

/** A handler that arms a schedule for the very instant it runs at would otherwise run for ever. */
const MAX_FIRINGS = 1000

/** What goes wrong with the next one-time schedule that falls due. */
type ScheduleFault = 'twice' | 'never' | { lateByMs: number }

type Kind = Schedule['kind']
type Firing = { name: string; kind: Kind; dueAt: string }

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
  fireDue: (now: string, kind?: Kind) => Promise<Firing[]>
  /** Fires every recurring schedule once, due or not: a long jump fires them once instead of all along. */
  fireRecurring: (now: string) => Promise<Firing[]>
  /** When the next schedule is due, of one kind or of any. */
  nextAt: (kind?: Kind) => string | null
  faults: { nextFiring: ScheduleFault | null }
  stop: () => Promise<void>
}

/** Starts a server that speaks EventBridge Scheduler's API. Nothing fires by itself: call fireDue. */
export const startScheduler = async (options: SchedulerOptions): Promise<LocalScheduler> => {
  const book = openScheduleBook(options.dataDir === null ? null : join(options.dataDir, 'schedules.json'))
  const server = createScheduleApi(book, () => Date.parse(options.now()))
  const port = await listen(server, options.port ?? 0, 'scheduler-port')
  const faults: LocalScheduler['faults'] = { nextFiring: null }

  const fire = async (schedule: Schedule, now: number, dueAt: number): Promise<Firing> => {
    const { input, modifiedAt, kind } = schedule
    const fault = kind === 'one-time' ? takeFault(faults) : null
    const times = fault === 'never' ? 0 : fault === 'twice' ? 2 : 1
    for (let i = 0; i < times; i++) await options.invoke(input.Target.Arn, input.Target.Input ?? '{}')
    // what the target changed or deleted meanwhile stays as the target left it
    if (book.list().includes(schedule) && schedule.modifiedAt === modifiedAt && schedule.dueAt === dueAt) {
      complete(book, schedule, now)
    }
    return { name: input.Name, kind, dueAt: new Date(dueAt).toISOString() }
  }

  const fireDue: LocalScheduler['fireDue'] = async (now, kind) => {
    const instant = Date.parse(now)
    const fired: Firing[] = []
    for (let next = firstDue(book, kind); next !== null && next.dueAt <= instant; ) {
      if (
        typeof faults.nextFiring === 'object' &&
        faults.nextFiring !== null &&
        next.schedule.kind === 'one-time'
      ) {
        next.schedule.dueAt = next.dueAt + faults.nextFiring.lateByMs
        faults.nextFiring = null
        book.save()
      } else {
        fired.push(await fire(next.schedule, instant, next.dueAt))
        if (fired.length > MAX_FIRINGS) throw new Error(`More than ${MAX_FIRINGS} schedules at one instant`)
      }
      next = firstDue(book, kind)
    }
    return fired
  }

  return {
    url: `http://127.0.0.1:${port}`,
    book,
    fireDue,
    fireRecurring: async (now) => {
      const fired: Firing[] = []
      for (const schedule of book.list().filter((each) => each.kind === 'recurring' && isEnabled(each))) {
        if (schedule.dueAt !== null) fired.push(await fire(schedule, Date.parse(now), schedule.dueAt))
      }
      return fired
    },
    nextAt: (kind) => {
      const next = firstDue(book, kind)
      return next === null ? null : new Date(next.dueAt).toISOString()
    },
    faults,
    stop: () => closeServer(server),
  }
}

const isEnabled = ({ input }: Schedule): boolean => input.State === 'ENABLED'

const firstDue = (book: ScheduleBook, kind?: Kind): { schedule: Schedule; dueAt: number } | null =>
  book
    .list()
    .flatMap((schedule) =>
      isEnabled(schedule) && schedule.dueAt !== null && (kind ?? schedule.kind) === schedule.kind
        ? [{ schedule, dueAt: schedule.dueAt }]
        : [],
    )
    .toSorted(
      (a, b) =>
        a.dueAt - b.dueAt || scheduleArn(a.schedule.input).localeCompare(scheduleArn(b.schedule.input)),
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
