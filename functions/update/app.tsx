import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { csrf } from 'hono/csrf'
import type { CycleStore, PlanReader } from '../cycle/ports.ts'
import { coordinatorsOf, type DirectoryReader, findPerson } from '../plan/directory.ts'
import { compareRefs, type Instant } from '../plan/plan.ts'
import { localDay, momentName, monthName } from '../plan/wording.ts'
import type { FormErrors } from '../ui/form-errors.ts'
import { stylesheet, stylesheetPath } from '../ui/generated/stylesheet.ts'
import { ErrorPage } from '../ui/page.tsx'
import { secureResponses } from '../ui/security-headers.ts'
import { type AnswerErrors, type AnswerField, draftOf, errorsOf, progressOf, type Typed } from './answer.ts'
import type { Ask, FormTerms } from './ask.ts'
import { findLink, type Secrets } from './link.ts'
import { ActionPage } from './pages/action.tsx'
import { actionPath, CheckPage } from './pages/check.tsx'
import { DonePage } from './pages/done.tsx'
import { ClosedPage, NoSuchActionPage, SessionEndedPage, UnknownLinkPage } from './pages/frame.tsx'
import { LandingPage } from './pages/landing.tsx'
import { TaskListPage } from './pages/task-list.tsx'
import type { FormStore, LeadSession, Link, LinkStore, RequestFile, SessionStore } from './ports.ts'
import { type Chosen, submitAnswers } from './submit-answers.ts'

export type LeadAppDeps = {
  forms: FormStore
  links: LinkStore
  sessions: SessionStore
  plans: PlanReader
  cycles: Pick<CycleStore, 'findCycle'>
  directory: DirectoryReader
  secrets: Secrets
  publicUrl: string
  now: () => Instant
  onFault: (error: unknown) => void
}

const COOKIE = '__Host-update'
const SESSION_HOURS = 12
/** Twice what three full texts take; more is no form of ours. Bytes. */
const LARGEST_BODY = 1_000_000

/** The lead's pages: from the link in the mail to the thank-you. */
export const createLeadApp = (deps: LeadAppDeps): Hono => {
  const app = new Hono()
  app.use(secureResponses)
  app.use(csrf({ origin: deps.publicUrl }))
  app.use(
    bodyLimit({
      maxSize: LARGEST_BODY,
      onError: (c) =>
        c.html(
          <ErrorPage title="That is too much text for one page">
            <p class="govuk-body">
              Go back, shorten the text, and save again. Longer papers are better named in the text than
              copied into it.
            </p>
          </ErrorPage>,
          413,
        ),
    }),
  )

  app.get(stylesheetPath, (c) =>
    c.body(stylesheet, 200, {
      'Content-Type': 'text/css; charset=utf-8',
      'Cache-Control': 'public, max-age=31536000, immutable',
    }),
  )

  app.get('/u/:token', async (c) => {
    const found = await findLink(c.req.param('token'), deps.now(), deps)
    if (found.state === 'unknown') return c.html(<UnknownLinkPage />, 404)
    const context = await linkContext(found.link, deps)
    if (!context) return c.html(<UnknownLinkPage />, 404)
    if (found.state === 'expired' || context.closed) {
      return c.html(<ClosedPage month={monthName(found.link.cycleId)} />, 410)
    }
    const { terms, personName } = context
    return c.html(
      <LandingPage
        planName={terms.planName}
        partnershipName={terms.partnershipName}
        personName={personName}
        month={monthName(found.link.cycleId)}
        dueText={momentName(terms.dueAt, terms.timeZone)}
      />,
    )
  })

  app.post('/u/:token', async (c) => {
    const now = deps.now()
    const found = await findLink(c.req.param('token'), now, deps)
    if (found.state === 'unknown') return c.html(<UnknownLinkPage />, 404)
    const context = await linkContext(found.link, deps)
    if (!context) return c.html(<UnknownLinkPage />, 404)
    if (found.state === 'expired' || context.closed) {
      return c.html(<ClosedPage month={monthName(found.link.cycleId)} />, 410)
    }
    const { partnershipId, planId, cycleId, personId } = found.link
    const token = deps.secrets.newToken()
    await deps.sessions.saveSession(deps.secrets.hashToken(token), {
      kind: 'lead',
      partnershipId,
      planId,
      cycleId,
      personId,
      personName: context.personName,
      expiresAt: new Date(Date.parse(now) + SESSION_HOURS * 3_600_000).toISOString(),
      terms: context.terms,
    })
    await deps.forms.markOpened(found.link, now)
    setCookie(c, COOKIE, token, { httpOnly: true, secure: true, sameSite: 'Lax', path: '/' })
    return c.redirect('/form', 303)
  })

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
            text: `Action ${ref} was changed since you opened this page, so it was not submitted. Check it again`,
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

  app.notFound((c) =>
    c.html(
      <ErrorPage title="Page not found">
        <p class="govuk-body">Use the link in your email to open your form.</p>
      </ErrorPage>,
      404,
    ),
  )

  app.onError((error, c) => {
    if ('getResponse' in error) {
      return c.html(
        <ErrorPage title="This page was sent from somewhere else">
          <p class="govuk-body">Nothing was changed. Open the link in your email and try again.</p>
        </ErrorPage>,
        403,
      )
    }
    deps.onFault(error)
    return c.html(
      <ErrorPage title="Sorry, this did not work">
        <p class="govuk-body">
          What you saved before is kept. Go back in your browser, where your text still is, and press the
          button again in a minute.
        </p>
      </ErrorPage>,
      500,
    )
  })
  return app
}

type Open = { session: LeadSession; file: RequestFile; today: string }

/** Runs a page for whoever is at the form; without a session, or after closing, says what to do. */
const withForm = async (
  c: Context,
  deps: LeadAppDeps,
  page: (open: Open) => Response | Promise<Response>,
  typed: { label: string; text: string }[] = [],
): Promise<Response> => {
  const token = getCookie(c, COOKIE)
  const found = token ? await deps.sessions.findSession(deps.secrets.hashToken(token)) : null
  const now = deps.now()
  if (found?.kind !== 'lead' || found.expiresAt <= now) {
    deleteCookie(c, COOKIE, { secure: true, path: '/' })
    return c.html(<SessionEndedPage typed={typed.filter(({ text }) => text.trim() !== '')} />, 401)
  }
  const file = await deps.forms.loadRequestFile(found)
  if (!file || file.request.state === 'closed') {
    return c.html(<ClosedPage month={monthName(found.cycleId)} />, 410)
  }
  return await page({ session: found, file, today: localDay(now, found.terms.timeZone) })
}

/** Who a link is for and on what terms; null when plan, cycle or person are gone. */
const linkContext = async (
  link: Link,
  deps: LeadAppDeps,
): Promise<{ personName: string; terms: FormTerms; closed: boolean } | null> => {
  const [plan, cycle, directory] = await Promise.all([
    deps.plans.findPlan(link),
    deps.cycles.findCycle(link),
    deps.directory.loadDirectory(link.partnershipId),
  ])
  const person = findPerson(directory, link.personId)
  if (!plan || !cycle || !person) return null
  const coordinator = coordinatorsOf(directory)[0]
  return {
    personName: person.name,
    closed: cycle.state === 'closing' || cycle.state === 'closed',
    terms: {
      planName: plan.name,
      partnershipName: plan.partnershipName,
      timeZone: plan.timeZone,
      statuses: plan.statuses,
      dueAt: cycle.moments.dueAt,
      closesAt: cycle.moments.closesAt,
      coordinator: coordinator ? { name: coordinator.name, email: coordinator.email } : null,
    },
  }
}

/** A form's fields as texts; a body that is no form has none. */
const readForm = async (c: Context): Promise<URLSearchParams> => {
  const type = c.req.header('content-type') ?? ''
  return new URLSearchParams(type.startsWith('application/x-www-form-urlencoded') ? await c.req.text() : '')
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
