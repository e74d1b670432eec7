import type { Context, Hono } from 'hono'
import type { PlanReader } from '../cycle/ports.ts'
import type { DirectoryReader } from '../plan/directory.ts'
import { listImportedChanges } from '../plan/import-trail.ts'
import type { Plan, PlanKey } from '../plan/plan.ts'
import type { ChangeStore, ImportFiles, ImportStore } from '../plan/ports.ts'
import { localDay } from '../plan/wording.ts'
import type { EvidenceFiles } from '../update/change-files.ts'
import type { Update } from '../update/update.ts'
import { findActions } from './find-actions.ts'
import { listLate, type OverviewDeps } from './overview.ts'
import { ActionPage } from './pages/action.tsx'
import { actionPath } from './pages/change-parts.tsx'
import { ConsolePage } from './pages/frame.tsx'
import { PlanPage } from './pages/plan.tsx'
import type { ConsoleSession } from './request.tsx'
import { type SessionDeps, withPlan } from './request.tsx'

export type PlanRoutesDeps = SessionDeps & {
  plans: PlanReader
  directory: DirectoryReader
  changes: Pick<ChangeStore, 'list' | 'listOpen'>
  cycles: OverviewDeps['cycles']
  evidence: Pick<EvidenceFiles, 'linkToEvidence'>
  imports: Pick<ImportStore, 'listImports'>
  importFiles: Pick<ImportFiles, 'loadImportFile'>
  /** All updates of an action, the newest first. */
  listUpdates: (key: PlanKey & { ref: string }) => Promise<Update[]>
}

const LONGEST_QUERY = 200

const notices: Record<string, string> = {
  asked: 'Your request is kept. The plan changes once somebody else has approved it.',
}

/** What the plan says: all of its actions, and each one with its whole story. */
export const addPlanRoutes = (app: Hono, deps: PlanRoutesDeps): void => {
  app.get('/console/:planId/actions', (c) =>
    withPlan(c, deps, async (session, plan) => {
      const query = (c.req.query('find') ?? '').slice(0, LONGEST_QUERY)
      const [file, open] = await Promise.all([deps.plans.loadPlanFile(plan), deps.changes.listOpen(plan)])
      const actions = file?.actions ?? []
      return c.html(
        <PlanPage
          {...{ session, plan, query, open }}
          actions={findActions(actions, query)}
          total={actions.length}
          today={localDay(deps.now(), plan.timeZone)}
        />,
      )
    }),
  )

  app.get('/console/:planId/actions/:ref', (c) =>
    withPlan(c, deps, async (session, plan) => {
      const ref = c.req.param('ref')
      const [file, directory, changes, updates, imported] = await Promise.all([
        deps.plans.loadPlanFile(plan),
        deps.directory.loadDirectory(plan.partnershipId),
        deps.changes.list(plan),
        deps.listUpdates({ partnershipId: plan.partnershipId, planId: plan.planId, ref }),
        listImportedChanges(plan, ref, deps),
      ])
      const action = file?.actions.find((one) => one.ref === ref)
      if (!action) return noSuchAction(c, session, plan)
      return c.html(
        <ActionPage
          {...{ session, plan, action, directory, updates, imported }}
          changes={changes.filter((change) => change.ref === ref)}
          notice={notices[c.req.query('done') ?? '']}
        />,
      )
    }),
  )

  // A file that was submitted, or kept as late; what is in a draft is its lead's own.
  app.get('/console/:planId/actions/:ref/files/:sha256', (c) =>
    withPlan(c, deps, async (session, plan) => {
      const { ref, sha256 } = c.req.param()
      const key = { partnershipId: plan.partnershipId, planId: plan.planId, ref }
      const findIn = (said: Pick<Update, 'files'>[]) =>
        said.flatMap(({ files }) => files).find((one) => one.sha256 === sha256)
      const file = findIn(await deps.listUpdates(key)) ?? findIn(await listLate(key, deps))
      if (!file) return noSuchFile(c, session, plan, ref)
      return c.redirect(await deps.evidence.linkToEvidence(plan, file), 303)
    }),
  )
}

const noSuchFile = (c: Context, session: ConsoleSession, plan: Plan, ref: string) =>
  c.html(
    <ConsolePage session={session} plan={plan} section="plan" below title="There is no such file">
      <h1 class="govuk-heading-l">There is no such file</h1>
      <p class="govuk-body">
        <a class="govuk-link" href={actionPath(plan, ref)}>
          See action {ref} and its files
        </a>
        .
      </p>
    </ConsolePage>,
    404,
  )

export const noSuchAction = (c: Context, session: ConsoleSession, plan: Plan) =>
  c.html(
    <ConsolePage session={session} plan={plan} section="plan" below title="There is no such action">
      <h1 class="govuk-heading-l">There is no such action</h1>
      <p class="govuk-body">
        <a class="govuk-link" href={`/console/${plan.planId}/actions`}>
          See all actions of the plan
        </a>
        .
      </p>
    </ConsolePage>,
    404,
  )
