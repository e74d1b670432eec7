import type { Context, Hono } from 'hono'
import { z } from 'zod'
import type { PlanReader } from '../cycle/ports.ts'
import { importBoards, previewBoards } from '../plan/import-boards.ts'
import type { RowDecisions } from '../plan/import-list.ts'
import { importPeople, previewPeople } from '../plan/import-people.ts'
import type { DirectoryDeps } from '../plan/person-change.ts'
import type { Plan } from '../plan/plan.ts'
import type { ImportFiles } from '../plan/ports.ts'
import type { FormErrors } from '../ui/form-errors.ts'
import { errorsFrom, type Form } from './form-problems.ts'
import { BoardsPreviewPage, PeoplePreviewPage } from './pages/list-import.tsx'
import { type List, ListUploadPage } from './pages/list-import-upload.tsx'
import type { ConsoleSession } from './request.tsx'
import { formOf, type SessionDeps, withPlan } from './request.tsx'

export type ListRoutesDeps = SessionDeps &
  DirectoryDeps & { plans: Pick<PlanReader, 'findPlan'>; importFiles: ImportFiles }

const LONGEST_NAME = 200

/** What the page of the preview sends back: which file, against which state of the directory. */
const Confirmation = z.object({
  file: z.string().regex(/^[0-9a-f]{64}$/),
  name: z.string().max(LONGEST_NAME),
  revision: z.coerce.number().int().nonnegative(),
})

const STALE = 'The directory has changed since you looked. Look again at what is still to be imported.'

const undecidedWords = {
  people: (row: number) => `Choose who row ${row} is`,
  boards: (row: number) => `Choose which board row ${row} is`,
} as const satisfies Record<List, (row: number) => string>

type ListFile = { name: string; bytes: Uint8Array }

/** Lists of people and of boards come in: what was understood, what that changes, then the change itself. */
export const addListRoutes = (app: Hono, deps: ListRoutesDeps): void => {
  type Place = { c: Context; session: ConsoleSession; plan: Plan }
  type Shown = { decisions?: RowDecisions; isDecided?: boolean; notice?: string }

  const problem = ({ c, session, plan }: Place, list: List, text: string) =>
    c.html(<ListUploadPage {...{ session, plan, list }} errors={{ file: { text, href: '#file' } }} />, 422)

  const show = async (place: Place, list: List, file: ListFile, shown: Shown) => {
    const { c, session, plan } = place
    const { decisions = new Map(), notice } = shown
    const brought = {
      partnershipId: plan.partnershipId,
      bytes: file.bytes,
      by: session.personId,
      decisions,
    }
    const errorsOf = (rows: readonly { kind: string; row: number }[]) => {
      const undecided = shown.isDecided ? rows.filter(({ kind }) => kind === 'unsure') : []
      return undecided.length > 0
        ? errorsFrom(undecided.map(({ row }) => ({ field: `row-${row}`, text: undecidedWords[list](row) })))
        : undefined
    }
    const props = { session, plan, decisions, notice, name: file.name }
    const status = (errors: FormErrors | undefined) => (errors ? 422 : notice === undefined ? 200 : 409)
    if (list === 'people') {
      const preview = await previewPeople(brought, deps)
      if (!preview.ok) return problem(place, list, preview.reason)
      const errors = errorsOf(preview.rows)
      return c.html(<PeoplePreviewPage {...{ ...props, preview, errors }} />, status(errors))
    }
    const preview = await previewBoards(brought, deps)
    if (!preview.ok) return problem(place, list, preview.reason)
    const errors = errorsOf(preview.rows)
    return c.html(<BoardsPreviewPage {...{ ...props, preview, errors }} />, status(errors))
  }

  /** The file that a preview was of, as the page sent it back. */
  const sentFile = async ({ plan }: Place, form: Form) => {
    const sent = Confirmation.safeParse(form)
    if (!sent.success) return null
    const bytes = await deps.importFiles.loadImportFile(plan, sent.data.file)
    return bytes && { name: sent.data.name, bytes, revision: sent.data.revision }
  }

  for (const list of ['people', 'boards'] as const) {
    const address = `/console/:planId/${list}/import`

    app.get(address, (c) =>
      withPlan(c, deps, (session, plan) => c.html(<ListUploadPage {...{ session, plan, list }} />)),
    )

    app.post(address, (c) =>
      withPlan(c, deps, async (session, plan) => {
        const place = { c, session, plan }
        const file = (await c.req.parseBody())['file']
        if (!(file instanceof File) || file.size === 0) {
          return problem(place, list, 'Choose a file that is not empty')
        }
        const bytes = new Uint8Array(await file.arrayBuffer())
        const page = await show(place, list, { name: file.name.slice(0, LONGEST_NAME), bytes }, {})
        // Kept where it could be read, so that what is confirmed is what was shown.
        if (page.ok) await deps.importFiles.saveImportFile(plan, bytes)
        return page
      }),
    )

    app.post(`${address}/confirm`, (c) =>
      withPlan(c, deps, async (session, plan) => {
        const place = { c, session, plan }
        const form = await formOf(c)
        const file = await sentFile(place, form)
        if (!file) return problem(place, list, 'Choose the file once more')
        const decisions = decisionsIn(form)
        const { partnershipId, planId } = plan
        const order = { ...file, partnershipId, planId, by: session.personId, decisions }
        const result = await (list === 'people' ? importPeople(order, deps) : importBoards(order, deps))
        switch (result.outcome) {
          case 'imported':
            return c.redirect(`/console/${planId}/${list}?done=imported`, 303)
          case 'stale':
            return await show(place, list, file, { decisions, notice: STALE })
          case 'not-ready':
            return await show(place, list, file, { decisions, isDecided: true })
          case 'unreadable':
            return problem(place, list, result.reason)
        }
      }),
    )

    app.post(`${address}/decide`, (c) =>
      withPlan(c, deps, async (session, plan) => {
        const place = { c, session, plan }
        const form = await formOf(c)
        const file = await sentFile(place, form)
        if (!file) return problem(place, list, 'Choose the file once more')
        return await show(place, list, file, { decisions: decisionsIn(form), isDecided: true })
      }),
    )
  }
}

/** What was said of rows whose name is like one in the directory. */
const decisionsIn = (form: Form): RowDecisions =>
  new Map(
    Object.entries(form).flatMap(([name, value]) => {
      const row = /^row-(\d{1,5})$/.exec(name)?.[1]
      if (row === undefined || !value) return []
      return [
        [
          Number(row),
          value === 'another' ? ({ is: 'another' } as const) : ({ is: 'same', id: value } as const),
        ],
      ]
    }),
  )
