import type { Context, Hono } from 'hono'
import { z } from 'zod'
import { findCycleUnderWay } from '../cycle/current-cycle.ts'
import type { CycleStore } from '../cycle/ports.ts'
import { type AskForChangeDeps, askForChange } from '../plan/ask-for-change.ts'
import type { Wish } from '../plan/change-request.ts'
import { findPerson } from '../plan/directory.ts'
import { Field, meaningOf } from '../plan/import/columns.ts'
import {
  type ImportDeps,
  importPlan,
  type PlanFile,
  type PlanPreview,
  previewPlan,
} from '../plan/import-plan.ts'
import type { PlanDiff } from '../plan/merge-plan.ts'
import type { Plan } from '../plan/plan.ts'
import { Mapping } from '../plan/plan-import.ts'
import { dateName, localDay, sizeName } from '../plan/wording.ts'
import { ImportPage, LARGEST_PLAN_FILE } from './pages/import.tsx'
import { COLUMN, UnknownColumnsPage } from './pages/import-columns.tsx'
import { ImportPreviewPage } from './pages/import-preview.tsx'
import type { ConsoleSession } from './request.tsx'
import { type SessionDeps, withPlan } from './request.tsx'

export type ImportRoutesDeps = SessionDeps &
  ImportDeps &
  AskForChangeDeps & { cycles: Pick<CycleStore, 'findCycle'> }

const LONGEST_NAME = 200
const BUSY =
  'A month is just being opened or closed, or another import is being written, so nothing was imported. Try again in a few minutes.'
const STALE = 'The plan has changed since you looked, so nothing was imported. This is the difference now.'
const ANOTHER_MONTH =
  'A month has been opened or closed since you looked, so nothing was imported. Look at what is said of the month below, and import again.'
const CHOOSE_AGAIN = 'Choose the file once more'

/** What the page says after an import, besides what it changed. */
const notices: Record<string, string> = {
  imported: 'Whatever else the plan had is as it was.',
  'with-closures': 'The closures that you chose are asked for: somebody else decides under Changes.',
  'without-closures':
    'Not every closure that you chose could be asked for. Look at Changes, and ask on the action’s own page.',
}

/** A file that somebody looks at, and what they have said its headings mean. Kept under its hash. */
const Reading = z.object({ file: z.string().length(64), name: z.string(), mapping: Mapping })
type Reading = z.infer<typeof Reading>

const Confirmation = z.object({
  revision: z.coerce.number().int().nonnegative(),
  /** The month that was open when the page was shown; empty for none. */
  month: z.string(),
})

const tooLarge = (bytes: number): string =>
  `The file is ${sizeName(bytes)}, and at most ${sizeName(LARGEST_PLAN_FILE)} can be sent. Copy the plan’s own sheet into a new workbook, without pictures, and choose that`

type Visit = { c: Context; session: ConsoleSession; plan: Plan }

/** The plan's file comes in: what was understood, what that changes, and then the change itself. */
export const addImportRoutes = (app: Hono, deps: ImportRoutesDeps): void => {
  const choose = async ({ c, session, plan }: Visit, problem?: string) => {
    const [made, directory] = await Promise.all([
      deps.imports.findLastImport(plan),
      deps.directory.loadDirectory(plan.partnershipId),
    ])
    const last = made && { made, byName: findPerson(directory, made.by)?.name ?? 'a command' }
    const errors = problem === undefined ? undefined : { file: { text: problem, href: '#file' } }
    const done = notices[c.req.query('done') ?? '']
    return c.html(<ImportPage {...{ session, plan, last, done, errors }} />, errors ? 422 : 200)
  }

  const keep = async ({ plan }: Visit, reading: Reading): Promise<string> => {
    const bytes = new TextEncoder().encode(JSON.stringify(reading))
    return hrefOf(plan, await deps.importFiles.saveImportFile(plan, bytes))
  }
  /** What an address names; null where that was never kept. */
  const load = async (plan: Plan, sha256: string): Promise<(PlanFile & { reading: Reading }) | null> => {
    if (!/^[0-9a-f]{64}$/.test(sha256)) return null
    const kept = await deps.importFiles.loadImportFile(plan, sha256)
    const reading = kept && parseReading(kept)
    const bytes = reading && (await deps.importFiles.loadImportFile(plan, reading.file))
    return bytes && { reading, name: reading.name, bytes }
  }
  /** A page of a file that is kept. */
  const withReading = (
    c: Context,
    page: (visit: Visit, file: PlanFile & { reading: Reading }) => Response | Promise<Response>,
  ) =>
    withPlan(c, deps, async (session, plan) => {
      const visit = { c, session, plan }
      const file = await load(plan, c.req.param('reading') ?? '')
      return file ? await page(visit, file) : await choose(visit, CHOOSE_AGAIN)
    })

  type Again = { notice: string; chosen: string[] }
  const show = async (visit: Visit, kept: PlanFile & { reading: Reading }, again?: Again) => {
    const { c, session, plan } = visit
    const preview = await previewPlan(plan, kept, kept.reading.mapping, deps)
    const file = { name: kept.name, href: hrefOf(plan, c.req.param('reading') ?? '') }
    if (!preview.ok) {
      if (!mayBeMapped(preview)) return await choose(visit, preview.reason)
      return c.html(<UnknownColumnsPage {...{ session, plan, file }} {...preview} />)
    }
    const [underWay, open] = await Promise.all([
      findCycleUnderWay(plan, deps.cycles),
      deps.changes.listOpen(plan),
    ])
    const closuresAsked = open.filter(({ changes }) =>
      changes.some((change) => change.field === 'closed' && change.to),
    )
    const props = { session, plan, file, preview, underWay, closuresAsked, ...again }
    return c.html(<ImportPreviewPage {...props} />, again ? 409 : 200)
  }

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
    if (asked < refs.length) return 'without-closures'
    return asked > 0 ? 'with-closures' : 'imported'
  }

  app.get('/console/:planId/import', (c) =>
    withPlan(c, deps, (session, plan) => {
      // Where the page's script goes with a file that it does not send.
      const bytes = Number(c.req.query('too-large'))
      return choose({ c, session, plan }, bytes > LARGEST_PLAN_FILE ? tooLarge(bytes) : undefined)
    }),
  )

  app.post('/console/:planId/import', (c) =>
    withPlan(c, deps, async (session, plan) => {
      const visit = { c, session, plan }
      const file = (await c.req.parseBody())['file']
      if (!(file instanceof File) || (file.size === 0 && file.name === '')) {
        return await choose(visit, 'Choose a file')
      }
      if (file.size === 0) return await choose(visit, `“${file.name}” is empty. Choose a file that is not`)
      const bytes = new Uint8Array(await file.arrayBuffer())
      const preview = await previewPlan(plan, { bytes }, {}, deps)
      if (!preview.ok && !mayBeMapped(preview)) return await choose(visit, preview.reason)
      const reading: Reading = {
        file: await deps.importFiles.saveImportFile(plan, bytes),
        name: file.name.slice(0, LONGEST_NAME),
        mapping: {},
      }
      return c.redirect(await keep(visit, reading), 303)
    }),
  )

  app.get('/console/:planId/import/:reading', (c) => withReading(c, show))

  // Pages that are shown again after a press have these addresses: opened anew, they lead to the file.
  app.get('/console/:planId/import/:reading/:step{columns|confirm}', (c) =>
    withPlan(c, deps, (_, plan) => c.redirect(hrefOf(plan, c.req.param('reading')), 303)),
  )

  app.post('/console/:planId/import/:reading/columns', (c) =>
    withReading(c, async (visit, { reading }) => {
      const last = await deps.imports.findLastImport(visit.plan)
      const said = readColumns(await c.req.parseBody(), { ...last?.mapping, ...reading.mapping })
      return c.redirect(await keep(visit, { ...reading, mapping: { ...reading.mapping, ...said } }), 303)
    }),
  )

  app.post('/console/:planId/import/:reading/confirm', (c) =>
    withReading(c, async (visit, file) => {
      const { plan, session } = visit
      const body = await c.req.parseBody({ all: true })
      const sent = Confirmation.safeParse(body)
      if (!sent.success) return await choose(visit, CHOOSE_AGAIN)
      const { mapping } = file.reading
      const chosen = [body['close']].flat().filter((ref) => typeof ref === 'string')
      const underWay = await findCycleUnderWay(plan, deps.cycles)
      if (sent.data.month !== (underWay?.cycleId ?? '')) {
        return await show(visit, file, { notice: ANOTHER_MONTH, chosen })
      }
      const order = { file, mapping, revision: sent.data.revision, by: session.personId }
      const result = await importPlan(plan, order, deps)
      switch (result.outcome) {
        case 'imported': {
          const done = await askForClosures(visit, file, closuresOf(result.preview.diff, chosen))
          return c.redirect(`/console/${plan.planId}/import?done=${done}`, 303)
        }
        case 'refused':
          return await choose(visit, result.reason)
        case 'busy':
          return await show(visit, file, { notice: BUSY, chosen })
        case 'stale':
          return await show(visit, file, { notice: STALE, chosen })
      }
    }),
  )
}

const hrefOf = ({ planId }: Plan, sha256: string): string => `/console/${planId}/import/${sha256}`

const parseReading = (bytes: Uint8Array): Reading | null => {
  try {
    return Reading.parse(JSON.parse(new TextDecoder().decode(bytes)))
  } catch {
    return null
  }
}

type Unreadable = Extract<PlanPreview, { ok: false }>

/** Whether somebody can help by saying what the headings mean. */
const mayBeMapped = (preview: Unreadable): preview is Unreadable & Required<Pick<Unreadable, 'headings'>> =>
  preview.headings !== undefined && preview.headings.length > 0

/** Those of the actions that are gone whose closure somebody chose. */
const closuresOf = ({ gone }: PlanDiff, chosen: string[]): string[] =>
  gone.filter(({ ref, closed }) => !closed && chosen.includes(ref)).map(({ ref }) => ref)

/** The meanings that somebody gave columns, by their folded headings, where they are not what they were. */
const readColumns = (body: Record<string, unknown>, mapping: Mapping): Mapping =>
  Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) => {
      const field = Field.safeParse(value)
      if (!name.startsWith(COLUMN) || !field.success) return []
      const heading = name.slice(COLUMN.length)
      return field.data === meaningOf(heading, mapping) ? [] : [[heading, field.data]]
    }),
  )
