import type { IncomingMessage, ServerResponse } from 'node:http'
import { html } from 'hono/html'
import { type HttpAnswer, readBody } from './lambda-http-event.ts'
import { britishTime } from './local-time.ts'

const CLOCK_PATH = '/__local/clock'
const STYLE_PATH = '/__local/bar.css'
const MAX_FORM_BYTES = 10_000

type ClockState = {
  now: string
  /** When something is planned to happen next. */
  next: string | null
  /** What will go wrong with the next tick, as a sentence. */
  fault: string | null
  mailboxUrl: string
  pid: number
}

export type ClockBarOptions = {
  state: () => ClockState
  /** Moves the clock as `move` says (`+1h`, `next`, an instant) and resolves when all that is due has happened. */
  move: (move: string) => Promise<void>
  /** Makes the next tick go wrong as `fault` says (`twice`, `never`, `late:2h`). */
  setFault: (fault: string) => void
}

export type ClockBar = {
  /** Answers requests for the clock itself; false for any other. */
  before: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>
  /** Puts the bar on top of every HTML page. */
  after: (request: IncomingMessage, answer: HttpAnswer) => HttpAnswer
}

/** A bar on every page with which a newcomer moves this machine's clock. It never exists in a deployment. */
export const createClockBar = (options: ClockBarOptions): ClockBar => ({
  before: async (request, response) => {
    const path = request.url?.split('?')[0]
    if (path === STYLE_PATH) {
      response.writeHead(200, { 'content-type': 'text/css' }).end(STYLE)
      return true
    }
    if (path !== CLOCK_PATH) return false
    if (request.method === 'POST') await takeMove(request, response, options)
    else replyJson(response, 200, options.state())
    return true
  },
  after: (request, answer) => addBar(answer, request.url ?? '/', options.state()),
})

const takeMove = async (
  request: IncomingMessage,
  response: ServerResponse,
  { state, move, setFault }: ClockBarOptions,
): Promise<void> => {
  if (!isOwnPage(request)) return replyJson(response, 403, { message: 'Only pages of this machine move it.' })
  const form = new URLSearchParams((await readBody(request, MAX_FORM_BYTES))?.toString() ?? '')
  try {
    const fault = form.get('fault')
    if (fault === null) await move(form.get('move') ?? '')
    else setFault(fault)
  } catch (error) {
    return replyJson(response, 400, { message: error instanceof Error ? error.message : String(error) })
  }
  if (request.headers.accept?.includes('application/json')) return replyJson(response, 200, state())
  response.writeHead(303, { location: ownPath(form.get('back')) }).end()
}

/** Pages that send no referrer send no Origin either, so the browser's own word for it decides. */
const isOwnPage = ({ headers }: IncomingMessage): boolean => {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  return headers.origin === undefined || headers.origin === `http://${headers.host}`
}

/** A path of this site, whatever was asked for: `//elsewhere` and `/\elsewhere` are other sites to a browser. */
const ownPath = (back: string | null): string =>
  back !== null && /^\/(?![/\\])[\x21-\x7e]*$/.test(back) ? back : '/'

const replyJson = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/** Where the bar goes: first in the body, but after a skip link, which must stay the first link of a page. */
const TOP_OF_PAGE = /<body\b[^>]*>(\s*<a\b[^>]*href="#[^"]*"[^>]*>[^<]*<\/a>)?/i

const addBar = (answer: HttpAnswer, target: string, state: ClockState): HttpAnswer => {
  const headers = new Map(answer.headers)
  // A pack's page is a file with a hash and a style of its own, to be seen as it was issued.
  const isPack = headers.get('content-security-policy')?.includes("style-src 'sha256-")
  const isPage =
    !isPack && headers.get('content-type')?.startsWith('text/html') && !headers.has('content-encoding')
  if (!isPage) return answer
  const page = answer.body.toString()
  const withBar = page.replace(TOP_OF_PAGE, (top) => top + bar(target, state))
  return { ...answer, body: Buffer.from(withBar) }
}

const bar = (target: string, { now, next, fault, mailboxUrl }: ClockState): string =>
  String(html`<aside class="local-clock" aria-label="This machine's clock">
<link rel="stylesheet" href="${STYLE_PATH}">
<p>This machine's clock: <time datetime="${now}">${britishTime(now)}</time></p>
<form method="post" action="${CLOCK_PATH}">
<input type="hidden" name="back" value="${ownPath(target)}">
<button name="move" value="+1h">+1 hour</button>
<button name="move" value="+1d">+1 day</button>
<button name="move" value="+3d">+3 days</button>
${next === null ? '' : html`<button name="move" value="next">To the next moment<span> (${britishTime(next)})</span></button>`}
</form>
${fault === null ? '' : html`<p>${fault}</p>`}
<p><a href="${mailboxUrl}">Mailbox</a> <a href="/console">Console</a></p>
</aside>`)

const STYLE = `
.local-clock { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; align-items: center; margin: 0; padding: .375rem 1rem; background: #fff7bf; color: #0b0c0c; border-bottom: 2px solid #0b0c0c; font: .9375rem/1.5 system-ui, sans-serif; }
.local-clock p, .local-clock form { margin: 0; }
.local-clock form { display: flex; flex-wrap: wrap; gap: .5rem; }
.local-clock time { font-weight: 700; }
.local-clock a { color: #0b0c0c; margin-right: .75rem; }
.local-clock button { font: inherit; color: #0b0c0c; background: #fff; border: 1px solid #0b0c0c; border-radius: 0; padding: .125rem .625rem; min-height: 1.75rem; cursor: pointer; }
.local-clock button:hover { background: #f3f2f1; }
.local-clock :is(a, button):focus-visible { outline: 3px solid #0b0c0c; outline-offset: 2px; }
@media print { .local-clock { display: none; } }
`
