import type { Context, Hono } from 'hono'
import { z } from 'zod'
import { type AskForChangeDeps, askForChange } from '../plan/ask-for-change.ts'
import type { Wish } from '../plan/change-request.ts'
import { Field } from '../plan/import/columns.ts'
import { type ImportDeps, importPlan, type PlanFile, previewPlan } from '../plan/import-plan.ts'
import type { PlanDiff } from '../plan/merge-plan.ts'
import type { Plan } from '../plan/plan.ts'
import { Mapping } from '../plan/plan-import.ts'
import { dateName, localDay } from '../plan/wording.ts'
import type { FormErrors } from '../ui/form-errors.ts'
import type { CoordinatorSession } from '../update/ports.ts'
import { ImportPage, ImportPreviewPage, type KeptFile } from './pages/import.tsx'
import { type SessionDeps, withPlan } from './request.tsx'

export type ImportRoutesDeps = SessionDeps & ImportDeps & AskForChangeDeps

const LONGEST_NAME = 200
const BUSY =
  'A month is just being opened or closed, or another import is being written, so nothing was imported. Try again in a few minutes.'

/** What the pages of a preview send back: which file, read how. */
const SentFile = z.object({
  file: z.string().regex(/^[0-9a-f]{64}$/),
  name: z.string().max(LONGEST_NAME),
  mapping: z.string().transform((text, context) => {
    try {
      return Mapping.parse(JSON.parse(text))
    } catch {
      context.addIssue('not the mapping that the page was given')
      return z.NEVER
    }
  }),
})
const Confirmation = SentFile.extend({ revision: z.coerce.number().int().nonnegative() })
type SentFile = z.infer<typeof SentFile>

type Visit = { c: Context; session: CoordinatorSession; plan: Plan }

/** The plan's file comes in: what was understood, what that changes, and then the change itself. */
export const addImportRoutes = (app: Hono, deps: ImportRoutesDeps): void => {
  type Unknown = { file: KeptFile; headings: string[] }
  const choose = async (visit: Visit, errors?: FormErrors<'file'>, unknown?: Unknown) => {
    const { c, session, plan } = visit
    const last = await deps.imports.findLastImport(plan)
    return c.html(<ImportPage {...{ session, plan, last, errors, unknown }} />, errors ? 422 : 200)
  }
  const problem = (visit: Visit, text: string, unknown?: Unknown) =>
    choose(visit, { file: { text, href: '#file' } }, unknown)

  /** Shows what was read of a file, which is kept so that what is confirmed is what was shown. */
  const show = async (visit: Visit, file: PlanFile, given: Mapping, notice?: string) => {
    const { c, session, plan } = visit
    const preview = await previewPlan(plan, file, given, deps)
    const keep = async (): Promise<KeptFile> => {
      const sha256 = await deps.importFiles.saveImportFile(plan, file.bytes)
      return { name: file.name, sha256, mapping: preview.mapping }
    }
    if (preview.ok) {
      const props = { session, plan, preview, notice, file: await keep() }
      return c.html(<ImportPreviewPage {...props} />, notice === undefined ? 200 : 409)
    }
    if (!preview.headings || preview.headings.length === 0) return await problem(visit, preview.reason)
    return await problem(visit, preview.reason, { file: await keep(), headings: preview.headings })
  }

  const loadKept = async ({ plan }: Visit, sent: SentFile): Promise<PlanFile | null> => {
    const bytes = await deps.importFiles.loadImportFile(plan, sent.file)
    return bytes && { name: sent.name, bytes }
  }
  const CHOOSE_AGAIN = 'Choose the file once more'

  /** Asks for the closure of actions that the file no longer has; whether they are closed somebody else decides. */
  const askForClosures = async ({ session, plan }: Visit, file: PlanFile, refs: string[]) => {
    const on = dateName(localDay(deps.now(), plan.timeZone))
    let asked = 0
    for (const ref of refs) {
      const wish: Wish = {
        changes: [{ field: 'closed', to: true }],
        reason: `It is no longer in the plan’s file “${file.name}”, which was imported on ${on}.`,
        evidence: 'None was given with the file.',
        strangersMeant: false,
      }
      const order = { ref, wish, asker: session, cycleId: plan.currentCycleId, seen: null }
      if ((await askForChange(plan, order, deps)).outcome === 'asked') asked += 1
    }
    return asked === refs.length ? 'imported' : 'imported-without-closures'
  }

  app.get('/console/:planId/import', (c) =>
    withPlan(c, deps, (session, plan) => choose({ c, session, plan })),
  )

  app.post('/console/:planId/import', (c) =>
    withPlan(c, deps, async (session, plan) => {
      const visit = { c, session, plan }
      const file = (await c.req.parseBody())['file']
      if (!(file instanceof File) || file.size === 0) {
        return await problem(visit, 'Choose a file that is not empty')
      }
      const bytes = new Uint8Array(await file.arrayBuffer())
      return await show(visit, { name: file.name.slice(0, LONGEST_NAME), bytes }, {})
    }),
  )

  app.post('/console/:planId/import/again', (c) =>
    withPlan(c, deps, async (session, plan) => {
      const visit = { c, session, plan }
      const body = await c.req.parseBody()
      const sent = SentFile.safeParse(body)
      const file = sent.success ? await loadKept(visit, sent.data) : null
      if (!sent.success || !file) return await problem(visit, CHOOSE_AGAIN)
      return await show(visit, file, { ...sent.data.mapping, ...readColumns(body) })
    }),
  )

  app.post('/console/:planId/import/confirm', (c) =>
    withPlan(c, deps, async (session, plan) => {
      const visit = { c, session, plan }
      const body = await c.req.parseBody({ all: true })
      const sent = Confirmation.safeParse(body)
      const file = sent.success ? await loadKept(visit, sent.data) : null
      if (!sent.success || !file) return await problem(visit, CHOOSE_AGAIN)
      const { mapping, revision } = sent.data
      const result = await importPlan(plan, { file, mapping, revision, by: session.personId }, deps)
      switch (result.outcome) {
        case 'imported':
          return c.redirect(
            `/console/${plan.planId}?done=${await askForClosures(visit, file, closuresOf(body, result.preview))}`,
            303,
          )
        case 'refused':
          return await problem(visit, result.reason)
        case 'busy':
          return await show(visit, file, mapping, BUSY)
        case 'stale':
          return await show(
            visit,
            file,
            mapping,
            'The plan has changed since you looked, so nothing was imported. This is the difference now.',
          )
      }
    }),
  )
}

/** Those of the actions that are gone whose closure somebody chose. */
const closuresOf = ({ close }: Record<string, unknown>, { diff }: { diff: PlanDiff }): string[] => {
  const chosen = [close].flat()
  return diff.gone.filter(({ ref, closed }) => !closed && chosen.includes(ref)).map(({ ref }) => ref)
}

/** The meanings that somebody chose for columns, by their folded headings. */
const readColumns = (body: Record<string, unknown>): Mapping =>
  Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) => {
      const field = Field.safeParse(value)
      return name.startsWith(COLUMN) && field.success ? [[name.slice(COLUMN.length), field.data]] : []
    }),
  )
const COLUMN = 'column:'
