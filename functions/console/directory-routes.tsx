import type { Hono } from 'hono'
import { addBoardRoutes, type BoardRoutesDeps } from './board-routes.tsx'
import { addListRoutes, type ListRoutesDeps } from './list-routes.tsx'
import { addMergeRoutes, type MergeRoutesDeps } from './merge-routes.tsx'
import { addPeopleRoutes, type PeopleRoutesDeps } from './people-routes.tsx'

export type DirectoryRoutesDeps = PeopleRoutesDeps & MergeRoutesDeps & BoardRoutesDeps & ListRoutesDeps

/** The directory: people, boards, lists of both that come in, and entries that are one person. */
export const addDirectoryRoutes = (app: Hono, deps: DirectoryRoutesDeps): void => {
  // The fixed addresses first: whatever else follows `/people/` is an id.
  addListRoutes(app, deps)
  addMergeRoutes(app, deps)
  addPeopleRoutes(app, deps)
  addBoardRoutes(app, deps)
}
