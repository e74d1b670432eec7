import type { Hono } from 'hono'
import { tellApart } from '../plan/tell-apart.ts'
import { addBoardRoutes, type BoardRoutesDeps } from './board-routes.tsx'
import { addListRoutes, type ListRoutesDeps } from './list-routes.tsx'
import { addMergeRoutes, type MergeRoutesDeps } from './merge-routes.tsx'
import { addPeopleRoutes, type PeopleRoutesDeps } from './people-routes.tsx'
import { formOf, withPlan } from './request.tsx'

export type DirectoryRoutesDeps = PeopleRoutesDeps & MergeRoutesDeps & BoardRoutesDeps & ListRoutesDeps

/** The directory: people, boards, lists of both that come in, and entries that are one person. */
export const addDirectoryRoutes = (app: Hono, deps: DirectoryRoutesDeps): void => {
  // The fixed addresses first: whatever else follows `/people/` is an id.
  addListRoutes(app, deps)
  addMergeRoutes(app, deps)
  addTellApartRoute(app, deps)
  addPeopleRoutes(app, deps)
  addBoardRoutes(app, deps)
}

/** Keeps that two entries which look like one person are two. */
const addTellApartRoute = (app: Hono, deps: PeopleRoutesDeps): void => {
  app.post('/console/:planId/people/tell-apart', (c) =>
    withPlan(c, deps, async (session, { partnershipId, planId }) => {
      const form = await formOf(c)
      const [one, other] = [form['one'] ?? '', form['other'] ?? '']
      const isTold = await tellApart({ partnershipId, planId, one, other, by: session.personId }, deps)
      const people = `/console/${planId}/people`
      // The page of the merge says what is wrong with the two.
      return c.redirect(
        isTold ? `${people}?done=saved` : `${people}/merge?${new URLSearchParams({ one, other })}`,
        303,
      )
    }),
  )
}
