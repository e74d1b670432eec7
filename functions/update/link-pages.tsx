import type { Context, Hono } from 'hono'
import { setCookie } from 'hono/cookie'
import { takesAnswers } from '../cycle/cycle.ts'
import type { CycleStore, PlanReader } from '../cycle/ports.ts'
import { type DirectoryReader, findPerson } from '../plan/directory.ts'
import type { Instant } from '../plan/plan.ts'
import { momentName, monthName } from '../plan/wording.ts'
import { type FormTerms, requestKeyOf } from './ask.ts'
import { findLink, type Secrets } from './link.ts'
import { SESSION_COOKIE } from './open-form.tsx'
import { ClosedPage, UnknownLinkPage } from './pages/frame.tsx'
import { LandingPage } from './pages/landing.tsx'
import type { FormStore, Link, LinkStore, SessionStore } from './ports.ts'
import { formTermsOf } from './terms.ts'

export type LinkPagesDeps = {
  forms: Pick<FormStore, 'markOpened' | 'loadRequestFile'>
  links: Pick<LinkStore, 'findLink'>
  sessions: Pick<SessionStore, 'saveSession'>
  plans: Pick<PlanReader, 'findPlan'>
  cycles: Pick<CycleStore, 'findCycle'>
  directory: DirectoryReader
  secrets: Secrets
  now: () => Instant
}

const SESSION_HOURS = 12

/** What a lead's link shows, and the button that begins a session. */
export const addLinkPages = (app: Hono, deps: LinkPagesDeps): void => {
  app.get('/u/:token', (c) =>
    withLink(c, deps, ({ link, terms, personName, dueAt }) =>
      c.html(
        <LandingPage
          planName={terms.planName}
          partnershipName={terms.partnershipName}
          personName={personName}
          month={monthName(link.cycleId)}
          dueText={momentName(dueAt, terms.timeZone)}
        />,
      ),
    ),
  )

  app.post('/u/:token', (c) =>
    withLink(c, deps, async ({ link, terms, personName }) => {
      const now = deps.now()
      const token = deps.secrets.newToken()
      await deps.sessions.saveSession(deps.secrets.hashToken(token), {
        kind: 'lead',
        ...requestKeyOf(link),
        personName,
        expiresAt: new Date(Date.parse(now) + SESSION_HOURS * 3_600_000).toISOString(),
        linkRevision: link.revision,
        terms,
      })
      await deps.forms.markOpened(link, now)
      setCookie(c, SESSION_COOKIE, token, { httpOnly: true, secure: true, sameSite: 'Lax', path: '/' })
      return c.redirect('/form', 303)
    }),
  )
}

/** A link that opens a form: whose, and on what terms. */
type GoodLink = { link: Link; personName: string; dueAt: Instant; terms: FormTerms }
type OpenedLink = ({ state: 'good' } & GoodLink) | { state: 'closed'; month: string } | { state: 'unknown' }

/** Runs a page for a link that is good; for all others says what to do. */
const withLink = async (
  c: Context,
  deps: LinkPagesDeps,
  page: (opened: GoodLink) => Response | Promise<Response>,
): Promise<Response> => {
  const opened = await openLink(c.req.param('token') ?? '', deps)
  switch (opened.state) {
    case 'good':
      return await page(opened)
    case 'closed':
      return c.html(<ClosedPage month={opened.month} />, 410)
    case 'unknown':
      return c.html(<UnknownLinkPage />, 404)
  }
}

/**
 * What a token opens now. One that was taken back, or whose plan, month or person are gone, is as
 * unknown as one that never was.
 */
const openLink = async (token: string, deps: LinkPagesDeps): Promise<OpenedLink> => {
  const link = await findLink(token, deps)
  if (!link) return { state: 'unknown' }
  const [plan, cycle, directory, file] = await Promise.all([
    deps.plans.findPlan(link),
    deps.cycles.findCycle(link),
    deps.directory.loadDirectory(link.partnershipId),
    deps.forms.loadRequestFile(link),
  ])
  const person = findPerson(directory, link.personId)
  if (!plan || !cycle || !person || link.revision !== file?.request.linkRevision) return { state: 'unknown' }
  // The month can be extended or opened again, so nothing that was written with the link says when it ends.
  if (!takesAnswers(cycle) || file.request.state === 'closed') {
    return { state: 'closed', month: monthName(link.cycleId) }
  }
  return {
    state: 'good',
    link,
    personName: person.name,
    dueAt: cycle.moments.dueAt,
    terms: formTermsOf(plan, directory),
  }
}
