import type { Context, Hono } from 'hono'
import type { PlanReader } from '../cycle/ports.ts'
import { changeBoard, meetingsAdded, seenBoard, typedOfBoard } from '../plan/board-change.ts'
import { newBoard, type TypedBoard } from '../plan/decide-board.ts'
import { type Directory, findPerson } from '../plan/directory.ts'
import type { DirectoryDeps } from '../plan/person-change.ts'
import type { Board, Plan } from '../plan/plan.ts'
import { localDay } from '../plan/wording.ts'
import { ErrorPage } from '../ui/page.tsx'
import { errorsFrom, type Form } from './form-problems.ts'
import { BoardFormPage } from './pages/board-form.tsx'
import { BoardPage, BoardsPage, seesWords, sendsWords } from './pages/boards.tsx'
import { boardFieldNames } from './pages/list-import-words.tsx'
import type { TwoVersions } from './pages/overtaken.tsx'
import { lines } from './pages/person-words.tsx'
import type { ConsoleSession } from './request.tsx'
import { formOf, type SessionDeps, withPlan } from './request.tsx'

export type BoardRoutesDeps = SessionDeps &
  DirectoryDeps & { plans: Pick<PlanReader, 'findPlan' | 'loadPlanFile'> }

const notices: Record<string, string> = {
  imported: 'The list is imported.',
  added: 'The board is added.',
  saved: 'The changes are saved.',
  'added-past': 'The board is added. A meeting day that you entered is past: it is kept among the past ones.',
  'saved-past':
    'The changes are saved. A meeting day that you entered is past: it is kept among the past ones.',
}

/** The boards of a partnership, one board's page, and the forms that add and change them. */
export const addBoardRoutes = (app: Hono, deps: BoardRoutesDeps): void => {
  const noSuchBoard = (c: Context, plan: Plan) =>
    c.html(
      <ErrorPage title="There is no such board">
        <p class="govuk-body">
          <a class="govuk-link" href={`/console/${plan.planId}/boards`}>
            Go to the boards
          </a>
          .
        </p>
      </ErrorPage>,
      404,
    )
  const hrefOf = (plan: Plan, { boardId }: Board) => `/console/${plan.planId}/boards/${boardId}`
  const boardIn = (directory: Directory, boardId: string | null): Board | null =>
    directory.boards.find((board) => board.boardId === boardId) ?? null

  app.get('/console/:planId/boards', (c) =>
    withPlan(c, deps, async (session, plan) => {
      const directory = await deps.directoryStore.readDirectory(plan.partnershipId)
      const today = localDay(deps.now(), plan.timeZone)
      const notice = notices[c.req.query('done') ?? '']
      return c.html(<BoardsPage {...{ session, plan, directory, today, notice }} />)
    }),
  )

  app.get('/console/:planId/boards/new', (c) =>
    withPlan(c, deps, async (session, plan) => {
      const directory = await deps.directoryStore.readDirectory(plan.partnershipId)
      const typed = typedOfBoard(newBoard(plan.partnershipId, ''), directory)
      return c.html(<BoardFormPage {...{ session, plan, directory, typed }} board={null} seen="" />)
    }),
  )

  app.post('/console/:planId/boards/new', (c) =>
    withPlan(c, deps, async (session, plan) => await save(c, session, plan, null)),
  )

  app.get('/console/:planId/boards/:boardId', (c) =>
    withPlan(c, deps, async (session, plan) => {
      const [directory, file] = await Promise.all([
        deps.directoryStore.readDirectory(plan.partnershipId),
        deps.plans.loadPlanFile(plan),
      ])
      const board = boardIn(directory, c.req.param('boardId'))
      if (!board) return noSuchBoard(c, plan)
      const today = localDay(deps.now(), plan.timeZone)
      const notice = notices[c.req.query('done') ?? '']
      const actions = file?.actions ?? []
      return c.html(<BoardPage {...{ session, plan, directory, today, notice, board, actions }} />)
    }),
  )

  app.get('/console/:planId/boards/:boardId/edit', (c) =>
    withPlan(c, deps, async (session, plan) => {
      const directory = await deps.directoryStore.readDirectory(plan.partnershipId)
      const board = boardIn(directory, c.req.param('boardId'))
      if (!board) return noSuchBoard(c, plan)
      return c.html(
        <BoardFormPage
          {...{ session, plan, directory, board }}
          typed={typedOfBoard(board, directory)}
          seen={seenBoard(board)}
        />,
      )
    }),
  )

  app.post('/console/:planId/boards/:boardId/edit', (c) =>
    withPlan(c, deps, async (session, plan) => await save(c, session, plan, c.req.param('boardId'))),
  )

  const save = async (c: Context, session: ConsoleSession, plan: Plan, boardId: string | null) => {
    const form = await formOf(c)
    const typed = readBoard(form)
    const seen = form['seen'] ?? ''
    const { partnershipId, planId } = plan
    const result = await changeBoard(
      { partnershipId, planId, boardId, typed, seen, by: session.personId },
      deps,
    )
    if (result.outcome === 'saved') {
      const done = boardId === null ? 'added' : 'saved'
      const today = localDay(deps.now(), plan.timeZone)
      const past = meetingsAdded(result.changes).some((day) => day < today) ? '-past' : ''
      return c.redirect(`${hrefOf(plan, result.board)}?done=${done}${past}`, 303)
    }
    const directory = await deps.directoryStore.readDirectory(partnershipId)
    const board = boardIn(directory, boardId)
    switch (result.outcome) {
      case 'not-there':
        return noSuchBoard(c, plan)
      case 'refused':
        return c.html(
          <BoardFormPage
            {...{ session, plan, directory, board, typed, seen }}
            errors={errorsFrom(result.problems)}
          />,
          422,
        )
      case 'overtaken':
        return c.html(
          <BoardFormPage
            {...{ session, plan, directory, board, typed }}
            seen={seenBoard(result.current)}
            overtaken={versionsOf(typedOfBoard(result.current, directory), typed, directory)}
          />,
          409,
        )
    }
  }
}

/** A board's form as it was sent, every character as typed. */
const readBoard = (form: Form): TypedBoard => ({
  name: form['name'] ?? '',
  aliases: form['aliases'] ?? '',
  chair: form['chair'] ?? '',
  members: form['members'] ?? '',
  sees: form['sees'] ?? '',
  sends: form['sends'] ?? '',
  publishes: form['publishes'] === 'yes',
  meetings: form['meetings'] ?? '',
})

/** The fields in which what is saved and what was typed differ. */
const versionsOf = (saved: TypedBoard, typed: TypedBoard, directory: Directory): TwoVersions[] => {
  const linesOf = (text: string) => text.split(/\r?\n/).filter((line) => line.trim() !== '')
  const shown: [keyof TypedBoard, (one: TypedBoard) => string[]][] = [
    ['name', ({ name }) => [name]],
    ['aliases', ({ aliases }) => linesOf(aliases)],
    ['chair', ({ chair }) => [findPerson(directory, chair)?.name ?? 'Nobody']],
    ['members', ({ members }) => linesOf(members)],
    ['sees', ({ sees }) => [sees === 'own-only' ? seesWords['own-only'] : seesWords['own-first']]],
    ['sends', ({ sends }) => [sends === 'link' ? sendsWords.link : sendsWords['link-and-pdf']]],
    ['publishes', ({ publishes }) => [publishes ? 'Yes' : 'No']],
    ['meetings', ({ meetings }) => linesOf(meetings)],
  ]
  return shown
    .filter(([, words]) => JSON.stringify(words(saved)) !== JSON.stringify(words(typed)))
    .map(([field, words]) => ({
      field: boardFieldNames[field],
      saved: lines(words(saved), 'Nothing'),
      typed: lines(words(typed), 'Nothing'),
    }))
}
