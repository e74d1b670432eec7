import type { Context } from 'hono'
import { deleteCookie, getCookie } from 'hono/cookie'
import { HTTPException } from 'hono/http-exception'
import { compareRefs, type Instant } from '../plan/plan.ts'
import { monthName } from '../plan/wording.ts'
import type { Judge } from './answer.ts'
import { type Ask, isOwn } from './ask.ts'
import { takeUpLate } from './keep-late.ts'
import type { Secrets } from './link.ts'
import { actionPath } from './pages/check.tsx'
import { ClosedPage, type Kept, NoSuchActionPage, SessionEndedPage, type TypedTexts } from './pages/frame.tsx'
import { HandedPage } from './pages/hand-over.tsx'
import type { FormStore, LeadSession, RequestFile, SessionStore } from './ports.ts'
import { judgeOf } from './submit-answers.ts'

export const SESSION_COOKIE = '__Host-update'

export type OpenFormDeps = {
  forms: Pick<FormStore, 'loadRequestFile'>
  sessions: Pick<SessionStore, 'findSession'>
  secrets: Pick<Secrets, 'hashToken'>
  now: () => Instant
}

/**
 * A form that somebody is at, and what its answers are judged by today. `ask`: the action that the page
 * is about, also where somebody else answers it now; null where it is about none, or one that was never
 * on the form.
 */
export type OpenForm = { session: LeadSession; file: RequestFile; ask: Ask | null; judge: Judge }

export type FoundForm =
  | ({ state: 'open' } & OpenForm)
  /**
   * The session is over; what was typed may still be kept where `file` and `ask` are known. `session`:
   * null where there is none that still says whose it was.
   */
  | { state: 'ended'; session: LeadSession | null; file: RequestFile | null; ask: Ask | null }
  | ClosedForm

/** The month has closed. `file` and `ask`: null also where the session is so long over that nothing more is kept. */
type ClosedForm = { state: 'closed'; session: LeadSession; file: RequestFile | null; ask: Ask | null }

/** So long after its end a session still has what was typed kept as a draft, and does nothing else. */
const KEPT_AFTER_END_MS = 24 * 3_600_000

/** The form of whoever is at it, and whether it still takes answers. */
export const findForm = async (c: Context, deps: OpenFormDeps): Promise<FoundForm> => {
  const token = getCookie(c, SESSION_COOKIE)
  const session = token ? await deps.sessions.findSession(deps.secrets.hashToken(token)) : null
  const now = deps.now()
  const nothing = { file: null, ask: null }
  if (session?.kind !== 'lead') return { state: 'ended', session: null, ...nothing }
  const file = await deps.forms.loadRequestFile(session)
  // Whoever had a link that was taken back leaves nothing more behind: no draft, and no late text.
  if (file && file.request.linkRevision !== session.linkRevision) {
    return { state: 'ended', session: null, ...nothing }
  }
  if (Date.parse(session.expiresAt) + KEPT_AFTER_END_MS <= Date.parse(now)) {
    return { state: file?.request.state === 'closed' ? 'closed' : 'ended', session, ...nothing }
  }
  const ask = file?.asks.find(({ ref }) => ref === c.req.param('ref')) ?? null
  if (!file || file.request.state === 'closed') return { state: 'closed', session, file, ask }
  if (session.expiresAt <= now) return { state: 'ended', session, file, ask }
  const open = { ...file, asks: file.asks.map(takeUpLate) }
  return {
    state: 'open',
    session,
    file: open,
    ask: ask && takeUpLate(ask),
    judge: judgeOf(session, now),
  }
}

/** What is to become of a press that the form cannot take. */
type Rescue = {
  /** What was pressed and is not done, in a sentence. */
  notDone?: string
  /** What was typed, to be handed back. */
  typed?: (session: LeadSession | null) => TypedTexts
  /** Keeps it where it can be kept, and says what became of it. */
  keep?: (found: FoundForm) => Promise<Kept>
  /** The page of a month that has closed, where it is another than for most. */
  closed?: (found: ClosedForm) => Promise<Response>
}

/** Runs a page for whoever is at the form; without a session, or after closing, says what to do. */
export const withForm = async (
  c: Context,
  deps: OpenFormDeps,
  page: (open: OpenForm) => Response | Promise<Response>,
  rescue: Rescue = {},
): Promise<Response> => {
  const found = await findForm(c, deps)
  if (found.state === 'open') return await page(found)
  if (found.state === 'closed' && rescue.closed) return await rescue.closed(found)
  const { notDone } = rescue
  const kept = (await rescue.keep?.(found)) ?? null
  const typed = rescue.typed?.(found.session) ?? []
  if (found.state === 'closed') {
    const month = monthName(found.session.cycleId)
    return c.html(<ClosedPage {...{ month, notDone, typed, kept }} />, 410)
  }
  deleteCookie(c, SESSION_COOKIE, { secure: true, path: '/' })
  const isTheirs = found.ask === null || isOwn(found.ask)
  return c.html(
    <SessionEndedPage {...{ notDone, typed }} kept={kept && (isTheirs ? 'draft' : 'in-case')} />,
    401,
  )
}

export type AskPage = (open: OpenForm, ask: Ask) => Response | Promise<Response>

/** Runs a page for one action of the form, whoever answers it now. */
const withAnyAsk = (c: Context, deps: OpenFormDeps, page: AskPage, rescue?: Rescue): Promise<Response> =>
  withForm(
    c,
    deps,
    (open) => (open.ask ? page(open, open.ask) : c.html(<NoSuchActionPage session={open.session} />, 404)),
    rescue,
  )

/** Runs a page that shows one action, also one that was handed over; of one that went back it says just that. */
export const withAsk = (c: Context, deps: OpenFormDeps, page: AskPage): Promise<Response> =>
  withAnyAsk(c, deps, (open, ask) =>
    ask.takenBackAt ? c.html(<HandedPage session={open.session} ask={ask} />) : page(open, ask),
  )

/**
 * Runs a page that changes an answer. Where somebody else answers now, it leads to what says so; what
 * was typed is kept all the same, and handed back.
 */
export const withOwnAsk = (
  c: Context,
  deps: OpenFormDeps,
  page: AskPage,
  rescue?: Rescue,
): Promise<Response> =>
  withAnyAsk(
    c,
    deps,
    async (open, ask) => {
      if (isOwn(ask)) return await page(open, ask)
      if (!rescue?.keep) return c.redirect(actionPath(ask.ref), 303)
      const kept = await rescue.keep({ state: 'open', ...open })
      const typed = rescue.typed?.(open.session)
      return c.html(<HandedPage session={open.session} {...{ ask, typed }} kept={kept !== null} />, 409)
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
