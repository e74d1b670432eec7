import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { accountId, region } from './aws-emulator.ts'
import { readExpression } from './schedule-expression.ts'
import { replaceFile } from './write-file.ts'

const Name = z.string().regex(/^[0-9a-zA-Z\-_.]{1,64}$/, 'Name must have 1 to 64 letters, digits, -, _ or .')

/** What CreateSchedule and UpdateSchedule take. Fields this system does not use are refused, not ignored. */
export const ScheduleInput = z.strictObject({
  Name,
  GroupName: Name.default('default'),
  ScheduleExpression: z.string().min(1).max(256),
  ScheduleExpressionTimezone: z.string().min(1).max(50).default('UTC'),
  FlexibleTimeWindow: z.strictObject({
    Mode: z.enum(['OFF', 'FLEXIBLE']),
    MaximumWindowInMinutes: z.number().int().min(1).max(1440).optional(),
  }),
  Target: z.strictObject({
    Arn: z.string().min(1).max(1600),
    RoleArn: z.string().regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/, 'RoleArn must be the ARN of a role'),
    Input: z.string().min(1).optional(),
    RetryPolicy: z
      .strictObject({
        MaximumEventAgeInSeconds: z.number().int().min(60).max(86_400).optional(),
        MaximumRetryAttempts: z.number().int().min(0).max(185).optional(),
      })
      .optional(),
    DeadLetterConfig: z.strictObject({ Arn: z.string().optional() }).optional(),
  }),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  ActionAfterCompletion: z.enum(['NONE', 'DELETE']).default('NONE'),
  Description: z.string().max(512).optional(),
  ClientToken: z.string().max(64).optional(),
})
export type ScheduleInput = z.infer<typeof ScheduleInput>

const Schedule = z.object({
  input: ScheduleInput,
  kind: z.enum(['one-time', 'recurring']),
  /** When it fires next, epoch milliseconds; null once a one-time schedule has fired. */
  dueAt: z.number().nullable(),
  createdAt: z.number(),
  modifiedAt: z.number(),
})
export type Schedule = z.infer<typeof Schedule>

const Book = z.object({ groups: z.array(z.string()), schedules: z.array(Schedule) })

/** An error as EventBridge Scheduler answers it. */
export class ScheduleError extends Error {
  readonly code: 'ConflictException' | 'ResourceNotFoundException' | 'ValidationException'
  constructor(code: ScheduleError['code'], message: string) {
    super(message)
    this.code = code
  }
}

export type ScheduleBook = {
  addGroup: (name: string) => void
  hasGroup: (name: string) => boolean
  create: (input: ScheduleInput, now: number) => Schedule
  update: (input: ScheduleInput, now: number) => Schedule
  find: (group: string, name: string) => Schedule
  remove: (group: string, name: string) => void
  list: () => readonly Schedule[]
  /** Writes down what was changed in a schedule. */
  save: () => void
}

/** The schedules, kept in one file that is replaced at every change; null keeps them in memory. */
export const openScheduleBook = (file: string | null): ScheduleBook => {
  const book =
    file !== null && existsSync(file)
      ? Book.parse(JSON.parse(readFileSync(file, 'utf8')))
      : { groups: ['default'], schedules: [] }
  const save = () => {
    if (file !== null) replaceFile(file, `${JSON.stringify(book, null, 1)}\n`)
  }
  const lookUp = (group: string, name: string) =>
    book.schedules.find(({ input }) => input.GroupName === group && input.Name === name)
  const find = (group: string, name: string): Schedule => {
    const found = lookUp(group, name)
    if (found === undefined) throw notFound(`Schedule ${name} does not exist.`)
    return found
  }
  const requireGroup = (name: string) => {
    if (!book.groups.includes(name)) throw notFound(`Schedule group ${name} does not exist.`)
  }
  return {
    addGroup: (name) => {
      if (book.groups.includes(name)) {
        throw new ScheduleError('ConflictException', `Schedule group ${name} already exists.`)
      }
      book.groups.push(name)
      save()
    },
    hasGroup: (name) => book.groups.includes(name),
    create: (input, now) => {
      requireGroup(input.GroupName)
      const existing = lookUp(input.GroupName, input.Name)
      if (existing !== undefined) {
        // the same call once more, after a lost answer
        const isRepeat =
          input.ClientToken !== undefined && JSON.stringify(existing.input) === JSON.stringify(input)
        if (isRepeat) return existing
        throw new ScheduleError('ConflictException', `Schedule ${input.Name} already exists.`)
      }
      const schedule = { input, ...planFirst(input, now), createdAt: now, modifiedAt: now }
      book.schedules.push(schedule)
      save()
      return schedule
    },
    update: (input, now) => {
      requireGroup(input.GroupName)
      const schedule = find(input.GroupName, input.Name)
      Object.assign(schedule, { input, ...planFirst(input, now), modifiedAt: now })
      save()
      return schedule
    },
    find,
    remove: (group, name) => {
      requireGroup(group)
      book.schedules.splice(book.schedules.indexOf(find(group, name)), 1)
      save()
    },
    list: () => book.schedules,
    save,
  }
}

/**
 * A recurring schedule fires first when it is made. A one-time schedule in the past is refused, which
 * AWS does not document but those who deploy such schedules report.
 */
const planFirst = (input: ScheduleInput, now: number): Pick<Schedule, 'kind' | 'dueAt'> => {
  const timing = readExpression(input.ScheduleExpression, input.ScheduleExpressionTimezone)
  if (timing === null) {
    throw new ScheduleError('ValidationException', `Invalid Schedule Expression ${input.ScheduleExpression}.`)
  }
  if (timing.kind === 'recurring') return { kind: 'recurring', dueAt: now }
  if (timing.at < now) {
    throw new ScheduleError(
      'ValidationException',
      `The schedule expression ${input.ScheduleExpression} is in the past.`,
    )
  }
  return { kind: 'one-time', dueAt: timing.at }
}

/** The first firing of a recurring schedule after `now`, keeping its beat; those missed are not made up for. */
export const nextBeat = (schedule: Schedule, now: number): number => {
  const timing = readExpression(schedule.input.ScheduleExpression, schedule.input.ScheduleExpressionTimezone)
  if (timing?.kind !== 'recurring' || schedule.dueAt === null) throw new Error('Not a recurring schedule')
  const missed = Math.max(0, Math.floor((now - schedule.dueAt) / timing.every))
  return schedule.dueAt + (missed + 1) * timing.every
}

export const scheduleArn = ({ GroupName, Name: name }: Pick<ScheduleInput, 'GroupName' | 'Name'>): string =>
  `arn:aws:scheduler:${region}:${accountId}:schedule/${GroupName}/${name}`

export const groupArn = (name: string): string =>
  `arn:aws:scheduler:${region}:${accountId}:schedule-group/${name}`

const notFound = (message: string) => new ScheduleError('ResourceNotFoundException', message)
