import type { Hono } from 'hono'
import type { PlanReader, SteeringStore } from '../cycle/ports.ts'
import { decidePackSettings, typedPackSettings } from '../pack/pack-settings.ts'
import { PlanSettings } from '../plan/plan.ts'
import { errorsFrom } from './form-problems.ts'
import { PackSettingsPage, settingsVersions } from './pages/pack-settings.tsx'
import { formOf, noSuchPlan, type SessionDeps, withPlan } from './request.tsx'

export type PackSettingsRoutesDeps = SessionDeps & {
  plans: PlanReader
  steering: Pick<SteeringStore, 'saveSettings'>
}

/** How a plan's packs are approved and issued, and what no public cut has. */
export const addPackSettingsRoutes = (app: Hono, deps: PackSettingsRoutesDeps): void => {
  const path = '/console/:planId/packs/settings'

  app.get(path, (c) =>
    withPlan(c, deps, (session, plan) =>
      c.html(
        <PackSettingsPage
          {...{ session, plan }}
          typed={typedPackSettings(plan.packs)}
          seen={plan.settingsRevision}
          saved={c.req.query('done') === 'saved'}
        />,
      ),
    ),
  )

  app.post(path, (c) =>
    withPlan(c, deps, async (session, plan) => {
      const form = await formOf(c)
      const file = await deps.plans.loadPlanFile(plan)
      if (!file) return noSuchPlan(c)
      const typed = {
        approval: form['approval'] ?? '',
        issue: form['issue'] ?? '',
        issueDays: form['issueDays'] ?? '',
        issueAt: form['issueAt'] ?? '',
        remindBefore: form['remindBefore'] ?? '',
        internal: form['internal'] ?? '',
      }
      const seen = Number(form['seen'] ?? Number.NaN)
      const decided = decidePackSettings(typed, new Set(file.actions.map(({ ref }) => ref)))
      if (!decided.ok) {
        return c.html(
          <PackSettingsPage
            {...{ session, plan, typed, seen }}
            errors={errorsFrom(decided.problems, (field) => `#${field}`)}
          />,
          422,
        )
      }
      const event = {
        partnershipId: plan.partnershipId,
        planId: plan.planId,
        at: deps.now(),
        what: 'pack-settings-changed',
        by: session.personId,
        details: { from: plan.packs, to: decided.packs },
      }
      const settings = PlanSettings.parse({ ...plan, packs: decided.packs })
      const isSaved =
        plan.settingsRevision === seen && (await deps.steering.saveSettings(plan, settings, event))
      if (!isSaved) {
        const now = (await deps.plans.findPlan(plan)) ?? plan
        return c.html(
          <PackSettingsPage
            {...{ session, typed }}
            plan={now}
            seen={now.settingsRevision}
            overtaken={settingsVersions(typedPackSettings(now.packs), typed)}
          />,
          409,
        )
      }
      return c.redirect(`/console/${plan.planId}/packs/settings?done=saved`, 303)
    }),
  )
}
