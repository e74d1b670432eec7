import type { Hono } from 'hono'
import type { PlanReader } from '../cycle/ports.ts'
import { type AskDeputyDeps, askDeputy, findDeputyOffer, type NoOffer } from '../update/ask-deputy.ts'
import { AskDeputyPage } from './pages/ask-deputy.tsx'
import { formOf, refused, type SessionDeps, withPlan } from './request.tsx'

export type DeputyRoutesDeps = SessionDeps & AskDeputyDeps & { plans: Pick<PlanReader, 'findPlan'> }

const noOffers = {
  'no-such-person': 'There is no such person.',
  'no-deputy': 'They have no deputy. Choose one on their page under People.',
  'deputy-unreachable': 'Mail to their deputy was stopped too. Choose another on their page under People.',
  'not-open': 'No month is open, so nobody is asked now.',
} as const satisfies Record<NoOffer, string>

const NOTHING_LEFT = 'Nothing was handed over: everything has been answered, or is with somebody else by now.'

/** Asking a deputy instead of a lead whom no mail reaches. */
export const addDeputyRoutes = (app: Hono, deps: DeputyRoutesDeps): void => {
  app.get('/console/:planId/deputy/:personId', (c) =>
    withPlan(c, deps, async (session, plan) => {
      const offer = await findDeputyOffer(plan, c.req.param('personId'), deps)
      if (typeof offer === 'string') return refused(c, plan, noOffers[offer])
      return c.html(<AskDeputyPage session={session} plan={plan} offer={offer} />)
    }),
  )

  app.post('/console/:planId/deputy/:personId', (c) =>
    withPlan(c, deps, async (session, plan) => {
      const { cycle } = await formOf(c)
      // A page that was left open since another month must hand over nothing of this one.
      if (cycle !== plan.currentCycleId) return refused(c, plan, 'That page was of another month.')
      const offer = await findDeputyOffer(plan, c.req.param('personId'), deps)
      if (typeof offer === 'string') return refused(c, plan, noOffers[offer])
      const results = await askDeputy(
        plan,
        offer,
        { personId: session.personId, name: session.personName },
        deps,
      )
      if (!results.some(({ outcome }) => outcome === 'done')) return refused(c, plan, NOTHING_LEFT)
      return c.redirect(`/console/${plan.planId}?done=deputy-asked`, 303)
    }),
  )
}
