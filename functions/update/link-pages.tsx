import type { Hono } from 'hono'
import { setCookie } from 'hono/cookie'
import type { CycleStore, PlanReader } from '../cycle/ports.ts'
import { coordinatorsOf, type DirectoryReader, findPerson } from '../plan/directory.ts'
import type { Instant } from '../plan/plan.ts'
import { momentName, monthName } from '../plan/wording.ts'
import type { FormTerms } from './ask.ts'
import { findLink, type Secrets } from './link.ts'
import { SESSION_COOKIE } from './open-form.tsx'
import { ClosedPage, UnknownLinkPage } from './pages/frame.tsx'
import { LandingPage } from './pages/landing.tsx'
import type { FormStore, Link, LinkStore, SessionStore } from './ports.ts'

export type LinkPagesDeps = {
  forms: Pick<FormStore, 'markOpened'>
  links: LinkStore
  sessions: SessionStore
  plans: PlanReader
  cycles: Pick<CycleStore, 'findCycle'>
  directory: DirectoryReader
  secrets: Secrets
  now: () => Instant
}

const SESSION_HOURS = 12

/** What a lead's link shows, and the button that begins a session. */
export const addLinkPages = (app: Hono, deps: LinkPagesDeps): void => {
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
    setCookie(c, SESSION_COOKIE, token, { httpOnly: true, secure: true, sameSite: 'Lax', path: '/' })
    return c.redirect('/form', 303)
  })
}

/** Who a link is for and on what terms; null when plan, cycle or person are gone. */
const linkContext = async (
  link: Link,
  deps: LinkPagesDeps,
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
