import type { Context, Hono } from 'hono'
import { deleteCookie, getCookie } from 'hono/cookie'
import { HTTPException } from 'hono/http-exception'
import { compareRefs, type Instant } from '../plan/plan.ts'
import { localDay, monthName } from '../plan/wording.ts'
import type { FormErrors } from '../ui/form-errors.ts'
import { type AnswerErrors, type AnswerField, draftOf, errorsOf, progressOf, type Typed } from './answer.ts'
import type { Ask } from './ask.ts'
import type { Secrets } from './link.ts'
import { ActionPage } from './pages/action.tsx'
import { actionPath, CheckPage } from './pages/check.tsx'
import { DonePage } from './pages/done.tsx'
import { ClosedPage, NoSuchActionPage, SessionEndedPage, type TypedTexts } from './pages/frame.tsx'
import { TaskListPage } from './pages/task-list.tsx'
import type { FormStore, LeadSession, RequestFile, SessionStore } from './ports.ts'
import { type Chosen, submitAnswers } from './submit-answers.ts'

export const SESSION_COOKIE = '__Host-update'

export type FormPagesDeps = {
  forms: FormStore
  sessions: Pick<SessionStore, 'findSession'>
  secrets: Pick<Secrets, 'hashToken'>
  now: () => Instant
}

/** The form: the list of actions, a page for each, what will be submitted, the thank-you. */
export const addFormPages = (app: Hono, deps: FormPagesDeps): void => {
  app.get('/form', (c) =>
    withForm(c, deps, ({ session, file, today }) =>
      c.html(<TaskListPage session={session} asks={inOrder(file.asks)} today={today} />),
    ),
  )

  app.get('/form/action/:ref', (c) =>
    withForm(c, deps, ({ session, file, today }) => {
      const ask = file.asks.find(({ ref }) => ref === c.req.param('ref'))
      if (!ask) return c.html(<NoSuchActionPage session={session} />, 404)
      return c.html(<ActionPage session={session} ask={ask} typed={typedOf(ask)} today={today} />)
    }),
  )

  app.post('/form/action/:ref', async (c) => {
    const body = await readForm(c)
    const typed: Typed = {
      status: body.get('status') ?? '',
      progress: body.get('progress') ?? '',
      obstacles: body.get('obstacles') ?? '',
    }
    return withForm(
      c,
      deps,
      async ({ session, file, today }) => {
        const ask = file.asks.find(({ ref }) => ref === c.req.param('ref'))
        if (!ask) return c.html(<NoSuchActionPage session={session} />, 404)
        const now = deps.now()
        const draft = draftOf(typed, now)
        const unchanged = ask.draft !== null && isSameDraft(ask.draft, draft) && !isOvertaken(ask)
        if (!unchanged) {
          // Saved before it is judged: what is unfinished or wrong is kept all the same.
          const saved = await deps.forms.saveDraft(ask, draft, readRevision(body))
          if (!saved) {
            const current = (await deps.forms.findAsk(ask)) ?? ask
            const page = (
              <ActionPage
                session={session}
                ask={current}
                typed={typed}
                today={today}
                savedElsewhere={current.draft ?? undefined}
                errors={{
                  progress: {
                    text: 'This answer was changed in another window. Check both texts and save again',
                    href: '#progress',
                  },
                }}
              />
            )
            return c.html(page, 409)
          }
          if (file.request.draftSavedAt === null) await deps.forms.markDrafted(ask, now)
        }
        const errors = errorsOf(draft, session.terms.statuses)
        if (Object.keys(errors).length > 0 && body.get('then') !== 'list') {
          const current = (await deps.forms.findAsk(ask)) ?? ask
          return c.html(
            <ActionPage
              session={session}
              ask={current}
              typed={typed}
              today={today}
              errors={linked(errors)}
            />,
            422,
          )
        }
        return c.redirect(body.get('then') === 'list' ? '/form' : nextPath(file, ask.ref, session), 303)
      },
      [
        { label: 'What has happened since last time', text: typed.progress },
        { label: 'What is in the way', text: typed.obstacles },
      ],
    )
  })

  app.get('/form/check', (c) =>
    withForm(c, deps, ({ session, file }) =>
      c.html(<CheckPage session={session} asks={inOrder(file.asks)} />),
    ),
  )

  app.post('/form/submit', async (c) => {
    const body = await readForm(c)
    return withForm(c, deps, async ({ session }) => {
      const results = await submitAnswers(session, body.getAll('submit').flatMap(readChosen), deps)
      const problems = results.filter(({ outcome }) => outcome !== 'stored')
      if (problems.some(({ outcome }) => outcome === 'closed')) {
        return c.html(<ClosedPage month={monthName(session.cycleId)} />, 410)
      }
      if (results.length > 0 && problems.length === 0) return c.redirect('/form/done', 303)
      const file = await deps.forms.loadRequestFile(session)
      const errors: FormErrors = Object.fromEntries(
        problems.map(({ ref }) => [
          `action ${ref}`,
          {
            text: `Action ${ref} was answered or changed elsewhere since you opened this page, so nothing was submitted for it. Check it again`,
            href: actionPath(ref),
          },
        ]),
      )
      return c.html(<CheckPage session={session} asks={inOrder(file?.asks ?? [])} errors={errors} />, 409)
    })
  })

  app.get('/form/done', (c) =>
    withForm(c, deps, ({ session, file }) => {
      const answered = file.asks.some((ask) => ask.answer?.by === session.personId)
      if (!answered) return c.redirect('/form', 303)
      return c.html(<DonePage session={session} asks={inOrder(file.asks)} />)
    }),
  )
}

type Open = { session: LeadSession; file: RequestFile; today: string }

/** Runs a page for whoever is at the form; without a session, or after closing, says what to do. */
const withForm = async (
  c: Context,
  deps: FormPagesDeps,
  page: (open: Open) => Response | Promise<Response>,
  typed: TypedTexts = [],
): Promise<Response> => {
  const token = getCookie(c, SESSION_COOKIE)
  const found = token ? await deps.sessions.findSession(deps.secrets.hashToken(token)) : null
  const now = deps.now()
  if (found?.kind !== 'lead' || found.expiresAt <= now) {
    deleteCookie(c, SESSION_COOKIE, { secure: true, path: '/' })
    return c.html(<SessionEndedPage typed={typed} />, 401)
  }
  const file = await deps.forms.loadRequestFile(found)
  if (!file || file.request.state === 'closed') {
    return c.html(<ClosedPage month={monthName(found.cycleId)} typed={typed} />, 410)
  }
  return await page({ session: found, file, today: localDay(now, found.terms.timeZone) })
}

/** A form's fields as texts. @throws HTTPException 415 for a body that is no form of these pages. */
const readForm = async (c: Context): Promise<URLSearchParams> => {
  const type = c.req.header('content-type') ?? ''
  if (!type.startsWith('application/x-www-form-urlencoded')) throw new HTTPException(415)
  return new URLSearchParams(await c.req.text())
}

/** The revision the page was shown with; one that no draft has, where the body does not say. */
const readRevision = (body: URLSearchParams): number => {
  const text = body.get('revision') ?? ''
  return /^\d{1,9}$/.test(text) ? Number(text) : -1
}

const readChosen = (text: string): Chosen[] => {
  const match = /^(.{1,40}):(\d{1,9})$/.exec(text)
  return match?.[1] && match[2] ? [{ ref: match[1], revision: Number(match[2]) }] : []
}

const inOrder = (asks: Ask[]): Ask[] => asks.toSorted((a, b) => compareRefs(a.ref, b.ref))

const isSameDraft = (
  a: Pick<NonNullable<Ask['draft']>, 'statusCode' | 'progress' | 'obstacles'>,
  b: typeof a,
) => a.statusCode === b.statusCode && a.progress === b.progress && a.obstacles === b.obstacles

/** Whether a colleague has answered since the draft was saved: saving it again makes it count anew. */
const isOvertaken = ({ draft, answer, personId }: Ask): boolean =>
  draft !== null && answer !== null && answer.by !== personId && draft.savedAt <= answer.at

/** What the form shows at first: the draft, or the lead's own answer, to go on from. */
const typedOf = ({ draft, answer, personId }: Ask): Typed => {
  const from = draft ?? (answer?.by === personId ? answer : null)
  return { status: from?.statusCode ?? '', progress: from?.progress ?? '', obstacles: from?.obstacles ?? '' }
}

const linked = (errors: AnswerErrors): FormErrors<AnswerField> =>
  Object.fromEntries(Object.entries(errors).map(([field, text]) => [field, { text, href: `#${field}` }]))

/** The next action without an answer or a ready draft, after this one; or else the page that submits. */
const nextPath = ({ asks }: RequestFile, ref: string, { terms }: LeadSession): string => {
  const ordered = inOrder(asks)
  const at = ordered.findIndex((ask) => ask.ref === ref)
  const next = [...ordered.slice(at + 1), ...ordered.slice(0, at)].find((ask) =>
    ['not-started', 'draft'].includes(progressOf(ask, terms.statuses)),
  )
  return next ? actionPath(next.ref) : '/form/check'
}
