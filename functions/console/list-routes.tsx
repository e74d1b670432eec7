import type { Context, Hono } from 'hono'
import { z } from 'zod'
import type { PlanReader } from '../cycle/ports.ts'
import { importBoards, previewBoards } from '../plan/import-boards.ts'
import { importPeople, previewPeople, type RowDecisions } from '../plan/import-people.ts'
import type { DirectoryDeps } from '../plan/person-change.ts'
import type { Plan } from '../plan/plan.ts'
import type { ImportFiles } from '../plan/ports.ts'
import type { CoordinatorSession } from '../update/ports.ts'
import { errorsFrom, type Form } from './form-problems.ts'
import { BoardsPreviewPage, ListUploadPage, PeoplePreviewPage } from './pages/list-import.tsx'
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

type ListFile = { name: string; bytes: Uint8Array }

/** Lists of people and of boards come in: what was understood, what that changes, then the change itself. */
export const addListRoutes = (app: Hono, deps: ListRoutesDeps): void => {
  type Place = { c: Context; session: CoordinatorSession; plan: Plan }
  type Shown = { decisions?: RowDecisions; isDecided?: boolean; notice?: string }

  const problem = ({ c, session, plan }: Place, list: 'people' | 'boards', text: string) =>
    c.html(<ListUploadPage {...{ session, plan, list }} errors={{ file: { text, href: '#file' } }} />, 422)

  const showPeople = async (place: Place, file: ListFile, shown: Shown) => {
    const { c, session, plan } = place
    const { decisions = new Map(), notice } = shown
    const preview = await previewPeople(
      { partnershipId: plan.partnershipId, bytes: file.bytes, by: session.personId, decisions },
      deps,
    )
    if (!preview.ok) return problem(place, 'people', preview.reason)
    const undecided = preview.rows.filter(({ kind }) => kind === 'unsure')
    const errors =
      shown.isDecided && undecided.length > 0
        ? errorsFrom(undecided.map(({ row }) => ({ field: `row-${row}`, text: `Choose who row ${row} is` })))
        : undefined
    return c.html(
      <PeoplePreviewPage {...{ session, plan, preview, decisions, errors, notice }} name={file.name} />,
      errors ? 422 : notice === undefined ? 200 : 409,
    )
  }

  const showBoards = async (place: Place, file: ListFile, { notice }: Shown) => {
    const { c, session, plan } = place
    const preview = await previewBoards(plan.partnershipId, file.bytes, deps)
    if (!preview.ok) return problem(place, 'boards', preview.reason)
    return c.html(
      <BoardsPreviewPage {...{ session, plan, preview, notice }} name={file.name} />,
      notice === undefined ? 200 : 409,
    )
  }

  const show = { people: showPeople, boards: showBoards } as const

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
        const page = await show[list](place, { name: file.name.slice(0, LONGEST_NAME), bytes }, {})
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
            return await show[list](place, file, { decisions, notice: STALE })
          case 'not-ready':
            return await show[list](place, file, { decisions, isDecided: true })
          case 'unreadable':
            return problem(place, list, result.reason)
        }
      }),
    )
  }

  app.post('/console/:planId/people/import/decide', (c) =>
    withPlan(c, deps, async (session, plan) => {
      const place = { c, session, plan }
      const form = await formOf(c)
      const file = await sentFile(place, form)
      if (!file) return problem(place, 'people', 'Choose the file once more')
      return await showPeople(place, file, { decisions: decisionsIn(form), isDecided: true })
    }),
  )
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
          value === 'another' ? ({ is: 'another' } as const) : ({ is: 'same', personId: value } as const),
        ],
      ]
    }),
  )
