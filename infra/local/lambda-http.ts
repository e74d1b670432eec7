import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type Activity, type Handler, invoke, reportTo } from './lambda.ts'
import { type HttpAnswer, matchRoute, readBody, toHttpAnswer, toHttpEvent } from './lambda-http-event.ts'

/** API Gateway refuses longer bodies. */
const MAX_REQUEST_BYTES = 10 * 1024 * 1024
/** Lambda takes and gives at most this much JSON. */
const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024

type HttpFunction = {
  name: string
  routes: readonly string[]
  handler: Handler
  timeoutSeconds: number
}

export type HttpServerOptions = {
  functions: readonly HttpFunction[]
  activity: Activity
  /** Epoch milliseconds. */
  now: () => number
  say: (line: string) => void
  /** Answers a request of the machine's own, or says false to pass it on. */
  before?: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>
  /** Has the last word on what a handler answered. */
  after?: (request: IncomingMessage, answer: HttpAnswer) => HttpAnswer
}

/** An HTTP server in front of handlers, as an HTTP API with payload format 2.0 is. */
export const createHttpServer = (options: HttpServerOptions): Server =>
  createServer((request, response) => {
    serve(request, response, options).catch((error: unknown) => {
      reportTo(options.say, 'web server')(error)
      if (response.headersSent) response.destroy()
      else send(response, failure(500, 'Internal Server Error'))
    })
  })

const serve = async (
  request: IncomingMessage,
  response: ServerResponse,
  options: HttpServerOptions,
): Promise<void> => {
  if (await options.before?.(request, response)) return
  const answer = await options.activity.run(() => answerTo(request, options))
  send(response, options.after?.(request, answer) ?? answer, request.method === 'HEAD')
}

const answerTo = async (request: IncomingMessage, options: HttpServerOptions): Promise<HttpAnswer> => {
  const { method = 'GET', url = '/' } = request
  const body = await readBody(request, MAX_REQUEST_BYTES)
  if (body === null) return failure(413, 'Request Entity Too Large')
  const path = url.split('?')[0] ?? '/'
  const target = chooseFunction(options.functions, method, path)
  if (target === null) return failure(404, 'Not Found')
  const parts = {
    method,
    target: url,
    rawHeaders: request.rawHeaders,
    remoteAddress: request.socket.remoteAddress ?? '127.0.0.1',
    body,
  }
  const event = toHttpEvent(parts, target.route, options.now())
  if (Buffer.byteLength(JSON.stringify(event)) > MAX_PAYLOAD_BYTES) {
    return failure(413, 'Request Entity Too Large')
  }
  const { name, handler, timeoutSeconds } = target.function
  try {
    const returned = await invoke(name, handler, event, timeoutSeconds)
    if (Buffer.byteLength(JSON.stringify(returned) ?? '') > MAX_PAYLOAD_BYTES) {
      throw new Error('The answer is longer than Lambda gives back, 6 MB')
    }
    return toHttpAnswer(returned)
  } catch (error) {
    reportTo(options.say, name)(error)
    return failure(500, 'Internal Server Error')
  }
}

/** All functions' routes are routes of one API, so they compete with each other. */
const chooseFunction = (functions: readonly HttpFunction[], method: string, path: string) => {
  const route = matchRoute(
    functions.flatMap(({ routes }) => routes),
    method,
    path,
  )
  const found = functions.find(({ routes }) => route !== null && routes.includes(route.routeKey))
  return route === null || found === undefined ? null : { route, function: found }
}

const failure = (statusCode: number, message: string): HttpAnswer => ({
  statusCode,
  headers: [['content-type', 'application/json']],
  body: Buffer.from(JSON.stringify({ message })),
})

const send = (response: ServerResponse, answer: HttpAnswer, headOnly = false): void => {
  response.statusCode = answer.statusCode
  for (const [name, value] of answer.headers) {
    if (name !== 'content-length') response.appendHeader(name, value)
  }
  if (answer.statusCode !== 204 && answer.statusCode !== 304) {
    response.setHeader('content-length', answer.body.length)
  }
  response.end(headOnly ? undefined : answer.body)
}
