import type { Hono } from 'hono'
import { addReaderPages, type ReaderPagesDeps } from '../pack/reader/reader-pages.tsx'
import type { PlanKey } from '../plan/plan.ts'
import { ErrorPage } from '../ui/page.tsx'
import { createWebApp } from '../ui/web-app.tsx'
import { NEW_LINK_PATH } from '../update/pages/frame.tsx'
import { addChangeRoutes, type ChangeRoutesDeps } from './change-routes.tsx'
import { addCycleRoutes, type CycleRoutesDeps } from './cycle-routes.tsx'
import { addDeputyRoutes, type DeputyRoutesDeps } from './deputy-routes.tsx'
import { addDirectoryRoutes, type DirectoryRoutesDeps } from './directory-routes.tsx'
import { addExportRoutes, type ExportRoutesDeps } from './export-routes.tsx'
import { addImportRoutes, type ImportRoutesDeps } from './import-routes.tsx'
import { addLinkRoutes, type LinkRoutesDeps } from './link-routes.tsx'
import { addPackRoutes, type PackRoutesDeps } from './pack-routes.tsx'
import { addPlanRoutes, type PlanRoutesDeps } from './plan-routes.tsx'
import { withSession } from './request.tsx'
import { addSignInRoutes, type SignInRoutesDeps } from './sign-in-routes.tsx'
import { addSteeringRoutes, type SteeringRoutesDeps } from './steering-routes.tsx'
import { addTimetableRoutes, type TimetableRoutesDeps } from './timetable-routes.tsx'

export type ConsoleAppDeps = SignInRoutesDeps &
  CycleRoutesDeps &
  PackRoutesDeps &
  ReaderPagesDeps &
  SteeringRoutesDeps &
  TimetableRoutesDeps &
  LinkRoutesDeps &
  DeputyRoutesDeps &
  ImportRoutesDeps &
  ExportRoutesDeps &
  DirectoryRoutesDeps &
  PlanRoutesDeps &
  ChangeRoutesDeps & {
    listPlans: (partnershipId: string) => Promise<PlanKey[]>
    publicUrl: string
    onFault: (error: unknown) => void
  }

/** A plan of 500 actions as text is under 1 MB. Bytes. */
const LARGEST_BODY = 4_200_000

const advice = {
  tooLarge: (
    <p class="govuk-body">A plan’s file is at most 4 MB. Nothing was changed. Go back and choose another.</p>
  ),
  forged: <p class="govuk-body">Nothing was changed. Open the console and try again.</p>,
  // Every address that no page has comes here, also what a mail program has left of a lead's link.
  notFound: (
    <>
      <p class="govuk-body">
        If you came by a link in an email about your actions, open the whole of it: a part may have been lost.
        If it does not work, or you cannot find the email,{' '}
        <a class="govuk-link" href={NEW_LINK_PATH}>
          ask for a new link
        </a>
        .
      </p>
      <p class="govuk-body">
        If you are a coordinator,{' '}
        <a class="govuk-link" href="/console">
          go to the console
        </a>
        .
      </p>
    </>
  ),
  fault: (
    <p class="govuk-body">
      What was begun is finished by itself within a quarter of an hour. Go back and look again; pressing the
      button once more does no harm.
    </p>
  ),
}

/** The coordinator's console. */
export const createConsoleApp = (deps: ConsoleAppDeps): Hono => {
  const app = createWebApp({ ...deps, largestBody: LARGEST_BODY, advice })

  app.get('/', (c) => c.redirect('/console', 303))

  addSignInRoutes(app, deps)

  app.get('/console', (c) =>
    withSession(
      c,
      deps,
      async (session) => {
        const [first] = await deps.listPlans(session.partnershipId)
        if (first) return c.redirect(`/console/${first.planId}${session.isCoordinator ? '' : '/packs'}`, 303)
        return c.html(
          <ErrorPage title="There is no plan yet">
            <p class="govuk-body">Ask whoever installed Muster to set up your plan.</p>
          </ErrorPage>,
          404,
        )
      },
      ['coordinator', 'approver'],
    ),
  )

  addCycleRoutes(app, deps)
  addPackRoutes(app, deps)
  addReaderPages(app, deps)
  addSteeringRoutes(app, deps)
  addTimetableRoutes(app, deps)
  addLinkRoutes(app, deps)
  addDeputyRoutes(app, deps)
  addImportRoutes(app, deps)
  addExportRoutes(app, deps)
  addDirectoryRoutes(app, deps)
  addPlanRoutes(app, deps)
  addChangeRoutes(app, deps)

  return app
}
