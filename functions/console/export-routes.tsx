import type { Hono } from 'hono'
import type { AuditTrail } from '../cycle/ports.ts'
import { contentTypes, type ExportDeps, exportPlan, PlanFormat } from '../plan/export/export-plan.ts'
import { noSuchPlan, recordStep, refused, type SessionDeps, withPlan } from './request.tsx'

export type ExportRoutesDeps = SessionDeps &
  ExportDeps & { plans: Parameters<typeof withPlan>[1]['plans']; audit: AuditTrail }

/** The plan goes out as a file, as it stands at that moment. */
export const addExportRoutes = (app: Hono, deps: ExportRoutesDeps): void => {
  for (const format of PlanFormat.options) {
    app.get(`/console/:planId/export.${format}`, (c) =>
      withPlan(c, deps, async (session, plan) => {
        const exported = await exportPlan(plan, format, deps)
        switch (exported.outcome) {
          case 'no-plan':
            return noSuchPlan(c)
          case 'refused':
            return refused(c, plan, exported.reason)
          case 'exported':
            await recordStep(session, plan, 'plan-exported', { format, file: exported.name }, deps)
            return c.body(new Uint8Array(exported.bytes), 200, {
              'Content-Type': contentTypes[format],
              'Content-Disposition': `attachment; filename="${exported.name}"`,
              'Cache-Control': 'no-store',
            })
        }
      }),
    )
  }
}
