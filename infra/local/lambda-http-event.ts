import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { z } from 'zod'
import { accountId } from './aws-emulator.ts'

export type MatchedRoute = { routeKey: string; pathParameters?: Record<string, string> }

/**
 * Chooses a route as an HTTP API does: a full match, then the longest `{proxy+}`, then `$default`.
 * @param routes `METHOD /path`, `METHOD /path/{proxy+}` or `$default`; METHOD may be ANY
 */
export const matchRoute = (routes: readonly string[], method: string, path: string): MatchedRoute | null => {
  const found = routes.flatMap((routeKey) => {
    if (routeKey === '$default') return [{ routeKey, rank: 0 }]
    const [routeMethod = '', template = ''] = routeKey.split(' ')
    if (routeMethod !== 'ANY' && routeMethod !== method) return []
    if (template === path) return [{ routeKey, rank: Number.POSITIVE_INFINITY }]
    const prefix = template.endsWith('/{proxy+}') ? template.slice(0, -'{proxy+}'.length) : null
    if (prefix === null || !path.startsWith(prefix) || path.length === prefix.length) return []
    return [{ routeKey, rank: prefix.length, pathParameters: { proxy: path.slice(prefix.length) } }]
  })
  const best = found.toSorted((a, b) => b.rank - a.rank)[0]
  if (best === undefined) return null
  const { rank: _, ...route } = best
  return route
}

export type RequestParts = {
  method: string
  /** Path and query, as the request line has them. */
  target: string
  /** Name and value by turns, as Node's `rawHeaders`. */
  rawHeaders: readonly string[]
  remoteAddress: string
  body: Buffer
}

/** API Gateway's payload format 2.0. `now` is epoch milliseconds. */
export const toHttpEvent = (
  request: RequestParts,
  route: MatchedRoute,
  now: number,
): APIGatewayProxyEventV2 => {
  const [rawPath = '/', rawQueryString = ''] = splitOnce(request.target, '?')
  const { headers, cookies } = foldHeaders(request.rawHeaders)
  const host = headers['host'] ?? 'localhost'
  const query = foldQuery(rawQueryString)
  return {
    version: '2.0',
    routeKey: route.routeKey,
    rawPath,
    rawQueryString,
    ...(cookies.length > 0 ? { cookies } : {}),
    headers: { ...headers, 'x-forwarded-for': request.remoteAddress },
    ...(query === null ? {} : { queryStringParameters: query }),
    requestContext: {
      accountId,
      apiId: 'local',
      domainName: host,
      domainPrefix: host.split('.')[0] ?? host,
      http: {
        method: request.method,
        path: rawPath,
        protocol: 'HTTP/1.1',
        sourceIp: request.remoteAddress,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: route.routeKey,
      stage: '$default',
      time: new Date(now).toUTCString(),
      timeEpoch: now,
    },
    ...(route.pathParameters ? { pathParameters: route.pathParameters } : {}),
    ...bodyOf(request.body, headers['content-type']),
  }
}

/** Lower-case names; repeated headers joined by commas; cookies apart from the rest. */
const foldHeaders = (rawHeaders: readonly string[]) => {
  const headers: Record<string, string> = {}
  const cookies: string[] = []
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] ?? '').toLowerCase()
    const value = rawHeaders[i + 1] ?? ''
    if (name === 'cookie') cookies.push(...value.split(/;\s*/).filter((cookie) => cookie !== ''))
    else headers[name] = headers[name] === undefined ? value : `${headers[name]},${value}`
  }
  return { headers, cookies }
}

const foldQuery = (rawQueryString: string): Record<string, string> | null => {
  if (rawQueryString === '') return null
  const query: Record<string, string> = {}
  for (const [name, value] of new URLSearchParams(rawQueryString)) {
    query[name] = query[name] === undefined ? value : `${query[name]},${value}`
  }
  return query
}

const TEXT = /^(text\/|application\/(json|javascript|xml|x-www-form-urlencoded)|[^;]+\+(json|xml))/i

/** Text as it is; what is not text, such as an upload, as base64. */
const bodyOf = (body: Buffer, contentType: string | undefined) => {
  if (body.length === 0) return { isBase64Encoded: false }
  const isText = contentType !== undefined && TEXT.test(contentType)
  return { body: body.toString(isText ? 'utf8' : 'base64'), isBase64Encoded: !isText }
}

const splitOnce = (text: string, at: string): string[] => {
  const index = text.indexOf(at)
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)]
}

const HttpResult = z.object({
  statusCode: z.number().int().min(100).max(599),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  cookies: z.array(z.string()).optional(),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().optional(),
})

export type HttpAnswer = {
  statusCode: number
  headers: [name: string, value: string][]
  body: Buffer
}

/** What a handler returned, as an answer. A return value without a status is the body, as JSON. */
export const toHttpAnswer = (returned: unknown): HttpAnswer => {
  if (typeof returned !== 'object' || returned === null || !('statusCode' in returned)) {
    return {
      statusCode: 200,
      headers: [['content-type', 'application/json']],
      body: Buffer.from(typeof returned === 'string' ? returned : (JSON.stringify(returned) ?? '')),
    }
  }
  const result = HttpResult.parse(returned)
  const headers = Object.entries(result.headers ?? {}).map(([name, value]): [string, string] => [
    name.toLowerCase(),
    String(value),
  ])
  if (!headers.some(([name]) => name === 'content-type')) {
    headers.push(['content-type', 'text/plain;charset=UTF-8'])
  }
  return {
    statusCode: result.statusCode,
    headers: [
      ...headers,
      ...(result.cookies ?? []).map((cookie): [string, string] => ['set-cookie', cookie]),
    ],
    body: Buffer.from(result.body ?? '', result.isBase64Encoded ? 'base64' : 'utf8'),
  }
}

/** Reads a request's body, or null once it is longer than `limit` bytes. */
export const readBody = async (request: IncomingMessage, limit: number): Promise<Buffer | null> => {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk)
    length += bytes.length
    if (length <= limit) chunks.push(bytes)
  }
  // the rest is read and dropped, so that the client hears the refusal
  return length <= limit ? Buffer.concat(chunks) : null
}
