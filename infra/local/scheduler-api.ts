import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { z } from 'zod'
import { readBody } from './lambda-http-event.ts'
import {
  groupArn,
  type Schedule,
  type ScheduleBook,
  ScheduleError,
  ScheduleInput,
  scheduleArn,
} from './schedule-book.ts'

const MAX_BODY_BYTES = 1024 * 1024

const STATUS = {
  ConflictException: 409,
  ResourceNotFoundException: 404,
  ValidationException: 400,
} as const satisfies Record<ScheduleError['code'], number>

/** EventBridge Scheduler's REST API over a book of schedules. `now` gives epoch milliseconds. */
export const createScheduleApi = (book: ScheduleBook, now: () => number): Server =>
  createServer((request, response) => {
    answer(request, book, now).then(
      (body) => reply(response, 200, body),
      (error: unknown) => replyError(response, error),
    )
  })

const answer = async (request: IncomingMessage, book: ScheduleBook, now: () => number): Promise<unknown> => {
  const url = new URL(request.url ?? '/', 'http://localhost')
  const [resource, encodedName, ...rest] = url.pathname.split('/').filter((part) => part !== '')
  const name = encodedName === undefined ? null : decodeURIComponent(encodedName)
  const group = url.searchParams.get('groupName') ?? 'default'
  const operation = rest.length > 0 ? '' : `${request.method} ${resource}${name === null ? '' : '/name'}`
  switch (operation) {
    case 'POST schedules/name':
      return { ScheduleArn: scheduleArn(book.create(await readInput(request, name), now()).input) }
    case 'PUT schedules/name':
      return { ScheduleArn: scheduleArn(book.update(await readInput(request, name), now()).input) }
    case 'GET schedules/name':
      return describe(book.find(group, name ?? ''))
    case 'DELETE schedules/name':
      book.remove(group, name ?? '')
      return {}
    case 'GET schedules':
      return list(book, url.searchParams)
    case 'POST schedule-groups/name':
      book.addGroup(name ?? '')
      return { ScheduleGroupArn: groupArn(name ?? '') }
    case 'GET schedule-groups/name':
      if (!book.hasGroup(name ?? '')) {
        throw new ScheduleError('ResourceNotFoundException', `Schedule group ${name} does not exist.`)
      }
      return { Arn: groupArn(name ?? ''), Name: name, State: 'ACTIVE' }
    default:
      throw new ScheduleError('ValidationException', `${request.method} ${url.pathname} is not offered here.`)
  }
}

const readInput = async (request: IncomingMessage, name: string | null): Promise<ScheduleInput> => {
  const body = await readBody(request, MAX_BODY_BYTES)
  try {
    return ScheduleInput.parse({
      ...z.record(z.string(), z.unknown()).parse(JSON.parse(String(body))),
      Name: name,
    })
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : 'The body is not JSON.'
    throw new ScheduleError('ValidationException', reason)
  }
}

/** AWS's JSON has times as seconds. */
const seconds = (milliseconds: number): number => milliseconds / 1000

const summarise = ({ input, createdAt, modifiedAt }: Schedule) => ({
  Arn: scheduleArn(input),
  GroupName: input.GroupName,
  Name: input.Name,
  State: input.State,
  CreationDate: seconds(createdAt),
  LastModificationDate: seconds(modifiedAt),
})

const describe = (schedule: Schedule) => {
  const { ClientToken: _, ...input } = schedule.input
  return { ...input, ...summarise(schedule) }
}

const PAGE = 100

const list = (book: ScheduleBook, query: URLSearchParams) => {
  const group = query.get('ScheduleGroup')
  if (group !== null && !book.hasGroup(group)) {
    throw new ScheduleError('ResourceNotFoundException', `Schedule group ${group} does not exist.`)
  }
  const wanted = book
    .list()
    .filter(
      ({ input }) =>
        (group === null || input.GroupName === group) &&
        input.Name.startsWith(query.get('NamePrefix') ?? '') &&
        (query.get('State') ?? input.State) === input.State,
    )
    .toSorted((a, b) => scheduleArn(a.input).localeCompare(scheduleArn(b.input)))
  const from = Number(query.get('NextToken') ?? 0)
  const to = from + Number(query.get('MaxResults') ?? PAGE)
  return {
    Schedules: wanted
      .slice(from, to)
      .map((schedule) => ({ ...summarise(schedule), Target: { Arn: schedule.input.Target.Arn } })),
    ...(to < wanted.length ? { NextToken: String(to) } : {}),
  }
}

const reply = (response: ServerResponse, status: number, body: unknown, errorType?: string): void => {
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(errorType === undefined ? {} : { 'x-amzn-errortype': errorType }),
  })
  response.end(JSON.stringify(body))
}

const replyError = (response: ServerResponse, error: unknown): void => {
  if (error instanceof ScheduleError) {
    reply(response, STATUS[error.code], { Message: error.message }, error.code)
  } else {
    const Message = error instanceof Error ? error.message : String(error)
    reply(response, 500, { Message }, 'InternalServerException')
  }
}
