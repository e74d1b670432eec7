import type { Hono } from 'hono'
import type { PlanReader } from '../cycle/ports.ts'
import { findPerson } from '../plan/directory.ts'
import type { Plan } from '../plan/plan.ts'
import { type TakeBackLinksDeps, takeBackLinks } from '../update/take-back-links.ts'
import { TakeBackPage } from './pages/take-back.tsx'
import { formOf, refused, type SessionDeps, withPlan } from './request.tsx'

export type LinkRoutesDeps = SessionDeps & TakeBackLinksDeps & { plans: Pick<PlanReader, 'findPlan'> }

const NO_LINK = 'No month is open in which they have a link.'

/** Taking back the link of one lead, who then gets a new one. */
export const addLinkRoutes = (app: Hono, deps: LinkRoutesDeps): void => {
  app.get('/console/:planId/take-back/:personId', (c) =>
    withPlan(c, deps, async (session, plan) => {
      const request = await findOpenRequest(plan, c.req.param('personId'), deps)
      const directory = await deps.directory.loadDirectory(plan.partnershipId)
      const person = request && findPerson(directory, request.personId)
      if (!request || !person) return refused(c, plan, NO_LINK)
      return c.html(<TakeBackPage session={session} plan={plan} request={request} person={person} />)
    }),
  )

  app.post('/console/:planId/take-back/:personId', (c) =>
    withPlan(c, deps, async (session, plan) => {
      const { cycle, revision } = await formOf(c)
      // A page that was left open since another month must take back no link of this one.
      if (!cycle || cycle !== plan.currentCycleId || !/^\d{1,6}$/.test(revision ?? '')) {
        return refused(c, plan, 'That page was of another month.')
      }
      const { partnershipId, planId } = plan
      const key = { partnershipId, planId, cycleId: cycle, personId: c.req.param('personId') }
      const result = await takeBackLinks(key, Number(revision), session.personId, deps)
      if (result === 'closed') return refused(c, plan, NO_LINK)
      return c.redirect(`/console/${planId}?done=link-replaced`, 303)
    }),
  )
}

const findOpenRequest = async (
  { partnershipId, planId, currentCycleId }: Plan,
  personId: string,
  { forms }: Pick<TakeBackLinksDeps, 'forms'>,
) => {
  if (!currentCycleId) return null
  const file = await forms.loadRequestFile({ partnershipId, planId, cycleId: currentCycleId, personId })
  return file?.request.state === 'open' ? file.request : null
}
