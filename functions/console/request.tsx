import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import type { AuditTrail, PlanReader } from '../cycle/ports.ts'
import { type DirectoryReader, findPerson } from '../plan/directory.ts'
import type { Instant, Plan, PlanKey, Role } from '../plan/plan.ts'
import { ErrorPage } from '../ui/page.tsx'
import { Textarea } from '../ui/textarea.tsx'
import type { Secrets } from '../update/link.ts'
import type { CoordinatorSession, SessionStore } from '../update/ports.ts'

export const SESSION_COOKIE = '__Host-console'

export type SessionDeps = {
  sessions: Pick<SessionStore, 'findSession'>
  directory: DirectoryReader
  secrets: Pick<Secrets, 'hashToken'>
  now: () => Instant
}

/** The plan that an address names, within the partnership of whoever is signed in. */
export const keyOf = (c: Context, { partnershipId }: CoordinatorSession): PlanKey => ({
  partnershipId,
  planId: c.req.param('planId') ?? '',
})

/** Who is at the console, with what they may see there. */
export type ConsoleSession = CoordinatorSession & {
  /** Whether they steer the plan; whoever does not may approve packs alone. */
  isCoordinator: boolean
}

/** Pages are for coordinators, unless they say otherwise. */
const COORDINATORS: readonly Role[] = ['coordinator']

/**
 * A page for whoever is signed in and has one of the roles. Whoever has another role is sent to what they
 * may see, all others to the sign-in page.
 */
export const withSession = async (
  c: Context,
  deps: SessionDeps,
  page: (session: ConsoleSession) => Response | Promise<Response>,
  roles: readonly Role[] = COORDINATORS,
): Promise<Response> => {
  const token = getCookie(c, SESSION_COOKIE)
  const session = token ? await deps.sessions.findSession(deps.secrets.hashToken(token)) : null
  if (session?.kind !== 'coordinator' || session.expiresAt <= deps.now()) return await signedOut(c)
  // Whoever has lost the role since they signed in is out at once.
  const directory = await deps.directory.loadDirectory(session.partnershipId)
  const theirs = findPerson(directory, session.personId)?.roles ?? []
  if (theirs.length === 0) return await signedOut(c)
  if (!theirs.some((role) => roles.includes(role))) return c.redirect('/console', 303)
  return await page({ ...session, isCoordinator: theirs.includes('coordinator') })
}

/** Of what was sent, texts that somebody typed: words, and more than one. */
const isTyped = (value: string | undefined): value is string => /\S\s+\S/.test(value ?? '')

/** The address of the sign-in page, or of the page for the code, from which one goes on to a page of the console. */
export const signInPath = (next: string | null, page: '/sign-in' | '/sign-in/code' = '/sign-in'): string =>
  next === null ? page : `${page}?next=${encodeURIComponent(next)}`

/** A page of the console that an address or a form names to go on to; null for anything else. */
export const readNext = (next: string | undefined): string | null =>
  next !== undefined &&
  next.length <= 1_000 &&
  /^\/console\/[!-[\]-~]+$/.test(next) &&
  // Where a browser would go from it.
  new URL(next, 'https://console.invalid').pathname.startsWith('/console/')
    ? next
    : null

/** Leads to the sign-in page, and back from there; whoever had typed something gets it back to keep it. */
const signedOut = async (c: Context): Promise<Response> => {
  const typed = c.req.method === 'POST' ? Object.values(await formOf(c)).filter(isTyped) : []
  if (typed.length === 0) {
    const { pathname, search } = new URL(c.req.url)
    return c.redirect(signInPath(c.req.method === 'GET' ? readNext(pathname + search) : null), 303)
  }
  return c.html(
    <ErrorPage title="You are signed out">
      <p class="govuk-body">
        Nothing was changed. Copy what you typed, then{' '}
        <a class="govuk-link" href="/sign-in" target="_blank" rel="noreferrer">
          sign in (opens in a new tab)
        </a>{' '}
        and put it in again.
      </p>
      {typed.map((value, index) => (
        <Textarea
          name={`typed-${index + 1}`}
          value={value}
          label={typed.length === 1 ? 'What you typed' : `What you typed, ${index + 1} of ${typed.length}`}
          labelProps={{ class: 'govuk-label--s' }}
          rows={8}
        />
      ))}
    </ErrorPage>,
    401,
  )
}

/** A page of one plan of the session's partnership. */
export const withPlan = (
  c: Context,
  deps: SessionDeps & { plans: Pick<PlanReader, 'findPlan'> },
  page: (session: ConsoleSession, plan: Plan) => Response | Promise<Response>,
  roles?: readonly Role[],
): Promise<Response> =>
  withSession(
    c,
    deps,
    async (session) => {
      const plan = await deps.plans.findPlan(keyOf(c, session))
      return plan ? await page(session, plan) : noSuchPlan(c)
    },
    roles,
  )

/** Keeps in the audit trail what a coordinator decided. */
export const recordStep = (
  { personId }: CoordinatorSession,
  { partnershipId, planId }: PlanKey,
  what: string,
  details: Record<string, unknown>,
  deps: { audit: AuditTrail; now: () => Instant },
): Promise<void> => deps.audit.record({ partnershipId, planId, at: deps.now(), what, by: personId, details })

export const noSuchPlan = (c: Context) =>
  c.html(
    <ErrorPage title="There is no such plan">
      <p class="govuk-body">
        <a class="govuk-link" href="/console">
          Go to your plan
        </a>
        .
      </p>
    </ErrorPage>,
    404,
  )

/** Says why nothing was changed, and leads back to the plan. */
export const refused = (
  c: Context,
  plan: Pick<Plan, 'planId' | 'name'>,
  sentence: string,
  back = `/console/${plan.planId}`,
) =>
  c.html(
    <ErrorPage title="Nothing was changed">
      <p class="govuk-body">{sentence}</p>
      <p class="govuk-body">
        <a class="govuk-link" href={back}>
          Look at {plan.name} as it is now
        </a>
        .
      </p>
    </ErrorPage>,
    409,
  )

/** A form's fields as texts. A missing field reads as undefined. */
export const formOf = async (c: Context): Promise<Record<string, string | undefined>> =>
  Object.fromEntries(
    Object.entries(await c.req.parseBody()).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : undefined,
    ]),
  )
