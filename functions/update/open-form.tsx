import type { Context } from 'hono'
import { deleteCookie, getCookie } from 'hono/cookie'
import { HTTPException } from 'hono/http-exception'
import { compareRefs, type Instant } from '../plan/plan.ts'
import { monthName } from '../plan/wording.ts'
import type { Judge } from './answer.ts'
import type { Ask } from './ask.ts'
import type { Secrets } from './link.ts'
import { ClosedPage, type Kept, NoSuchActionPage, SessionEndedPage, type TypedTexts } from './pages/frame.tsx'
import type { FormStore, LeadSession, RequestFile, SessionStore } from './ports.ts'
import { judgeOf } from './submit-answers.ts'

export const SESSION_COOKIE = '__Host-update'

export type OpenFormDeps = {
  forms: Pick<FormStore, 'loadRequestFile'>
  sessions: Pick<SessionStore, 'findSession'>
  secrets: Pick<Secrets, 'hashToken'>
  now: () => Instant
}

/** A form that somebody is at, and what its answers are judged by today. */
export type OpenForm = { session: LeadSession; file: RequestFile; judge: Judge }

export type FoundForm =
  | ({ state: 'open' } & OpenForm)
  /** The session is over; what was typed may still be kept where `session` and `file` are known. */
  | { state: 'ended'; session: LeadSession | null; file: RequestFile | null }
  | { state: 'closed'; session: LeadSession; file: RequestFile | null }

/** So long after its end a session still has what was typed kept as a draft, and does nothing else. */
const KEPT_AFTER_END_MS = 24 * 3_600_000

/** The form of whoever is at it, and whether it still takes answers. */
export const findForm = async (c: Context, deps: OpenFormDeps): Promise<FoundForm> => {
  const token = getCookie(c, SESSION_COOKIE)
  const session = token ? await deps.sessions.findSession(deps.secrets.hashToken(token)) : null
  const now = deps.now()
  if (session?.kind !== 'lead' || Date.parse(session.expiresAt) + KEPT_AFTER_END_MS <= Date.parse(now)) {
    return { state: 'ended', session: null, file: null }
  }
  const file = await deps.forms.loadRequestFile(session)
  // Whoever had a link that was taken back leaves nothing more behind: no draft, and no late text.
  if (file && file.request.linkRevision !== session.linkRevision) {
    return { state: 'ended', session: null, file: null }
  }
  if (!file || file.request.state === 'closed') return { state: 'closed', session, file }
  if (session.expiresAt <= now) return { state: 'ended', session, file }
  return { state: 'open', session, file, judge: judgeOf(session, now) }
}

/** What is to become of what was typed where the form cannot take it; `keep` says what became of it. */
type Rescue = { typed: TypedTexts; keep: (found: FoundForm) => Promise<Kept> }

/** Runs a page for whoever is at the form; without a session, or after closing, says what to do. */
export const withForm = async (
  c: Context,
  deps: OpenFormDeps,
  page: (open: OpenForm) => Response | Promise<Response>,
  rescue: Rescue = { typed: [], keep: async () => null },
): Promise<Response> => {
  const found = await findForm(c, deps)
  if (found.state === 'open') return await page(found)
  const kept = await rescue.keep(found)
  if (found.state === 'closed') {
    const month = monthName(found.session.cycleId)
    return c.html(<ClosedPage month={month} typed={rescue.typed} kept={kept} />, 410)
  }
  deleteCookie(c, SESSION_COOKIE, { secure: true, path: '/' })
  return c.html(<SessionEndedPage typed={rescue.typed} kept={kept !== null} />, 401)
}

/** Runs a page for one action of the form. */
export const withAsk = (
  c: Context,
  deps: OpenFormDeps,
  page: (open: OpenForm, ask: Ask) => Response | Promise<Response>,
  rescue?: Rescue,
): Promise<Response> =>
  withForm(
    c,
    deps,
    async (open) => {
      // What went back to whoever had handed it over is on this list no more.
      const ask = open.file.asks.find(
        ({ ref, takenBackAt }) => ref === c.req.param('ref') && takenBackAt === null,
      )
      return ask ? await page(open, ask) : c.html(<NoSuchActionPage session={open.session} />, 404)
    },
    rescue,
  )

/** A form's fields as texts. @throws HTTPException 415 for a body that is no form of these pages. */
export const readForm = async (c: Context): Promise<URLSearchParams> => {
  const type = c.req.header('content-type') ?? ''
  if (!type.startsWith('application/x-www-form-urlencoded')) throw new HTTPException(415)
  return new URLSearchParams(await c.req.text())
}

export const inOrder = (asks: Ask[]): Ask[] => asks.toSorted((a, b) => compareRefs(a.ref, b.ref))
