import type { Context, Hono } from 'hono'
import { z } from 'zod'
import { type ImportDeps, importPlan, type PlanFile, previewPlan } from '../plan/import-plan.ts'
import type { Plan } from '../plan/plan.ts'
import { Mapping } from '../plan/plan-import.ts'
import type { CoordinatorSession } from '../update/ports.ts'
import { ImportPage, ImportPreviewPage } from './pages/import.tsx'
import { type SessionDeps, withPlan } from './request.tsx'

export type ImportRoutesDeps = SessionDeps & ImportDeps

const LONGEST_NAME = 200

/** What the page of the preview sends back: which file, read how, against which state of the plan. */
const Confirmation = z.object({
  file: z.string().regex(/^[0-9a-f]{64}$/),
  name: z.string().max(LONGEST_NAME),
  revision: z.coerce.number().int().nonnegative(),
})

/** The plan's file comes in: what was understood, what that changes, and then the change itself. */
export const addImportRoutes = (app: Hono, deps: ImportRoutesDeps): void => {
  const problem = (c: Context, session: CoordinatorSession, plan: Plan, text: string) =>
    c.html(<ImportPage session={session} plan={plan} errors={{ file: { text, href: '#file' } }} />, 422)

  const show = async (
    c: Context,
    session: CoordinatorSession,
    plan: Plan,
    file: PlanFile,
    mapping: Mapping,
    notice?: string,
  ) => {
    const preview = await previewPlan(plan, file, mapping, deps)
    if (!preview.ok) return problem(c, session, plan, preview.reason)
    // Kept before it counts, so that what is confirmed is what was shown.
    await deps.importFiles.saveImportFile(plan, preview.sha256, file.bytes)
    return c.html(
      <ImportPreviewPage
        {...{ session, plan, name: file.name, preview, notice }}
        today={deps.now().slice(0, 10)}
      />,
      notice === undefined ? 200 : 409,
    )
  }

  app.get('/console/:planId/import', (c) =>
    withPlan(c, deps, (session, plan) => c.html(<ImportPage session={session} plan={plan} />)),
  )

  app.post('/console/:planId/import', (c) =>
    withPlan(c, deps, async (session, plan) => {
      const file = (await c.req.parseBody())['file']
      if (!(file instanceof File) || file.size === 0) {
        return problem(c, session, plan, 'Choose a file that is not empty')
      }
      const bytes = new Uint8Array(await file.arrayBuffer())
      return await show(c, session, plan, { name: file.name.slice(0, LONGEST_NAME), bytes }, {})
    }),
  )

  app.post('/console/:planId/import/confirm', (c) =>
    withPlan(c, deps, async (session, plan) => {
      const body = await c.req.parseBody()
      const sent = Confirmation.safeParse(body)
      const { partnershipId, planId } = plan
      const bytes = sent.success
        ? await deps.importFiles.loadImportFile(`imports/${partnershipId}/${planId}/${sent.data.file}`)
        : null
      if (!sent.success || !bytes) return problem(c, session, plan, 'Choose the file once more')
      const file = { name: sent.data.name, bytes }
      const mapping = Mapping.parse({})
      const result = await importPlan(
        plan,
        { file, mapping, revision: sent.data.revision, by: session.personId },
        deps,
      )
      switch (result.outcome) {
        case 'imported':
          return c.redirect(`/console/${plan.planId}?done=imported`, 303)
        case 'refused':
          return problem(c, session, plan, result.reason)
        case 'stale':
          return await show(
            c,
            session,
            plan,
            file,
            mapping,
            'The plan has changed since you looked. Nothing was imported: look again.',
          )
      }
    }),
  )
}
