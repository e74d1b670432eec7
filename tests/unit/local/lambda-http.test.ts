import { request as httpRequest } from 'node:http'
import { describe, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { createActivity, type Handler } from '../../../infra/local/lambda.ts'
import { createHttpServer } from '../../../infra/local/lambda-http.ts'
import { matchRoute } from '../../../infra/local/lambda-http-event.ts'
import { closeServer, listen, PortTakenError } from '../../../infra/local/ports.ts'

const Event = z.looseObject({
  version: z.string(),
  routeKey: z.string(),
  rawPath: z.string(),
  rawQueryString: z.string(),
  cookies: z.array(z.string()).optional(),
  headers: z.record(z.string(), z.string()),
  queryStringParameters: z.record(z.string(), z.string()).optional(),
  pathParameters: z.record(z.string(), z.string()).optional(),
  requestContext: z.looseObject({
    http: z.looseObject({ method: z.string(), path: z.string(), userAgent: z.string() }),
    timeEpoch: z.number(),
  }),
  body: z.string().optional(),
  isBase64Encoded: z.boolean(),
})

const serve = async (handler: Handler, routes: string[] = ['$default']) => {
  const said: string[] = []
  const server = createHttpServer({
    functions: [{ name: 'lead-web', routes, handler, timeoutSeconds: 10 }],
    activity: createActivity(),
    now: () => Date.parse('2026-12-01T09:00:00.000Z'),
    say: (line) => said.push(line),
  })
  const url = `http://127.0.0.1:${await listen(server, 0, 'port')}`
  onTestFinished(() => closeServer(server))
  return { url, said, server }
}

/** Answers with the event it was given. */
const echo: Handler = (event) => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(event),
})

const eventOf = async (response: Response) => Event.parse(await response.json())

describe('a request', () => {
  test('arrives as an event of payload format 2.0', async () => {
    const { url } = await serve(echo, ['ANY /u/{proxy+}'])
    const event = await eventOf(
      await fetch(`${url}/u/a%20b/c?x=1&y=2&x=3`, {
        headers: { 'User-Agent': 'A browser', 'X-Mixed-Case': 'kept' },
      }),
    )
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'ANY /u/{proxy+}',
      rawPath: '/u/a%20b/c',
      rawQueryString: 'x=1&y=2&x=3',
      queryStringParameters: { x: '1,3', y: '2' },
      pathParameters: { proxy: 'a%20b/c' },
      isBase64Encoded: false,
      headers: { 'x-mixed-case': 'kept' },
      requestContext: {
        http: { method: 'GET', path: '/u/a%20b/c', userAgent: 'A browser' },
        timeEpoch: Date.parse('2026-12-01T09:00:00.000Z'),
      },
    })
    expect(event.body).toBeUndefined()
  })

  test('has its cookies apart from its other headers', async () => {
    const { url } = await serve(echo)
    const event = await eventOf(await fetch(url, { headers: { cookie: '__Host-session=abc; seen=1' } }))
    expect(event.cookies).toEqual(['__Host-session=abc', 'seen=1'])
    expect(event.headers['cookie']).toBeUndefined()
  })

  test('has repeated headers joined by commas', async () => {
    const { url } = await serve(echo)
    const body = await new Promise<string>((resolve, reject) => {
      httpRequest(url, { headers: { 'x-twice': ['one', 'two'] } }, async (response) =>
        resolve((await response.toArray()).join('')),
      )
        .on('error', reject)
        .end()
    })
    expect(Event.parse(JSON.parse(body)).headers['x-twice']).toBe('one,two')
  })

  test('has a form as text and an upload as base64', async () => {
    const { url } = await serve(echo)
    const form = await eventOf(
      await fetch(url, { method: 'POST', body: new URLSearchParams({ note: 'Grüße' }) }),
    )
    expect(form).toMatchObject({ body: 'note=Gr%C3%BC%C3%9Fe', isBase64Encoded: false })
    const bytes = new Uint8Array([0, 255, 128, 10])
    const upload = await eventOf(
      await fetch(url, { method: 'POST', body: bytes, headers: { 'content-type': 'application/pdf' } }),
    )
    expect(upload).toMatchObject({ body: Buffer.from(bytes).toString('base64'), isBase64Encoded: true })
  })

  test('longer than 10 MB is refused before any handler sees it', async () => {
    let seen = 0
    const { url } = await serve(() => {
      seen++
    })
    const response = await fetch(url, { method: 'POST', body: new Uint8Array(10 * 1024 * 1024 + 1) })
    expect(response.status).toBe(413)
    expect(seen).toBe(0)
  })

  test('that no route takes is not found', async () => {
    const { url } = await serve(echo, ['ANY /u/{proxy+}'])
    expect((await fetch(`${url}/console`)).status).toBe(404)
  })
})

describe('an answer', () => {
  test('sets each cookie by a header of its own', async () => {
    const { url } = await serve(() => ({
      statusCode: 200,
      cookies: ['a=1; Path=/', 'b=2; Path=/'],
      body: 'x',
    }))
    expect((await fetch(url)).headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2; Path=/'])
  })

  test('in base64 goes out as bytes', async () => {
    const bytes = Buffer.from([37, 80, 68, 70, 0, 255])
    const { url } = await serve(() => ({
      statusCode: 200,
      headers: { 'Content-Type': 'application/pdf' },
      body: bytes.toString('base64'),
      isBase64Encoded: true,
    }))
    const response = await fetch(url)
    expect(response.headers.get('content-type')).toBe('application/pdf')
    expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes)
  })

  test('without a status is the body, as JSON', async () => {
    const { url } = await serve(() => ({ hello: 'world' }))
    const response = await fetch(url)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(await response.json()).toEqual({ hello: 'world' })
  })

  test('to HEAD has the length and no body', async () => {
    const { url } = await serve(() => ({ statusCode: 200, body: 'four' }))
    const response = await fetch(url, { method: 'HEAD' })
    expect(response.headers.get('content-length')).toBe('4')
    expect(await response.text()).toBe('')
  })

  test('of a handler that throws is AWS’s own, and the fault is told', async () => {
    const { url, said } = await serve(() => {
      throw new Error('broken on purpose')
    })
    const response = await fetch(url)
    expect(response.status).toBe(500)
    expect(await response.json()).toEqual({ message: 'Internal Server Error' })
    expect(said.join()).toContain('lead-web failed: Error: broken on purpose')
  })

  test('longer than Lambda gives back fails here too', async () => {
    const { url } = await serve(() => ({ statusCode: 200, body: 'x'.repeat(6 * 1024 * 1024) }))
    expect((await fetch(url)).status).toBe(500)
  })
})

test('a full match wins over the longest prefix, and that over the default', () => {
  const routes = ['$default', 'ANY /form/{proxy+}', 'ANY /form', 'POST /form/submit/{proxy+}']
  const chosen = (method: string, path: string) => matchRoute(routes, method, path)?.routeKey
  expect(chosen('GET', '/form')).toBe('ANY /form')
  expect(chosen('GET', '/form/2.11')).toBe('ANY /form/{proxy+}')
  expect(chosen('POST', '/form/submit/2.11')).toBe('POST /form/submit/{proxy+}')
  expect(chosen('GET', '/form/submit/2.11')).toBe('ANY /form/{proxy+}')
  expect(chosen('GET', '/formal')).toBe('$default')
  expect(chosen('GET', '/form/')).toBe('$default')
})

test('a taken port is told in one sentence that says what to do', async () => {
  const { server, url } = await serve(echo)
  const port = Number(new URL(url).port)
  const second = listen(
    createHttpServer({ functions: [], activity: createActivity(), now: Date.now, say: () => {} }),
    port,
    'port',
  )
  await expect(second).rejects.toThrow(PortTakenError)
  await expect(second).rejects.toThrow(
    `Port ${port} is taken. Stop what uses it or choose another: npm start -- --port ${port + 1}`,
  )
  expect(server.listening).toBe(true)
})
