import type { Context, Hono } from 'hono'
import { z } from 'zod'
import { findCycleUnderWay } from '../cycle/current-cycle.ts'
import type { CycleStore, PlanReader } from '../cycle/ports.ts'
import { askForChange } from '../plan/ask-for-change.ts'
import {
  type ChangeRequest,
  isOpen,
  LONGEST_CHANGE_TEXT,
  objectionTo,
  type Refusal,
  refusalsOf,
} from '../plan/change-request.ts'
import { objectionWords, refusalWords } from '../plan/change-words.ts'
import { type DecisionOutcome, decideChange, withdrawChange } from '../plan/decide-change.ts'
import type { DirectoryReader } from '../plan/directory.ts'
import { type Action, ChangeableField, type Plan } from '../plan/plan.ts'
import type { ChangeStore } from '../plan/ports.ts'
import { momentName } from '../plan/wording.ts'
import { type FormErrors, hasErrors } from '../ui/form-errors.ts'
import { tidyText } from '../update/answer.ts'
import { controlOf, readWish, TypedForm, typedFrom } from './change-form.ts'
import { AskForChangePage, ChooseChangePage } from './pages/ask-for-change.tsx'
import { actionPath, stepWords } from './pages/change-parts.tsx'
import { ChangesPage } from './pages/changes.tsx'
import { DecideChangePage } from './pages/decide-change.tsx'
import { noSuchAction } from './plan-routes.tsx'
import type { ConsoleSession } from './request.tsx'
import { refused, type SessionDeps, withPlan } from './request.tsx'

export type ChangeRoutesDeps = SessionDeps & {
  plans: PlanReader
  directory: DirectoryReader
  changes: ChangeStore
  cycles: Pick<CycleStore, 'findCycle'>
}

const notices: Record<string, string> = {
  approved: 'The change is approved, and the plan is changed.',
  refused: 'The change is refused. The plan stays as it is.',
  withdrawn: 'The request is withdrawn. The plan stays as it is.',
}

const Step = z.enum(['approve', 'refuse', 'withdraw'])

/** Asking to change what the plan says, and deciding what others have asked. */
export const addChangeRoutes = (app: Hono, deps: ChangeRoutesDeps): void => {
  const withAction = (
    c: Context,
    page: (session: ConsoleSession, plan: Plan, action: Action) => Promise<Response>,
  ) =>
    withPlan(c, deps, async (session, plan) => {
      const file = await deps.plans.loadPlanFile(plan)
      const action = file?.actions.find(({ ref }) => ref === c.req.param('ref'))
      return action ? await page(session, plan, action) : noSuchAction(c, session, plan)
    })
  const monthUnderWay = async (plan: Plan) => (await findCycleUnderWay(plan, deps.cycles))?.cycleId ?? null

  app.get('/console/:planId/actions/:ref/change', (c) =>
    withAction(c, async (session, plan, action) => {
      const fields = fieldsOf(c)
      if (fields.length > 0) {
        const typed = typedFrom(action)
        return c.html(
          <AskForChangePage
            {...{ session, plan, action, fields, typed }}
            monthUnderWay={await monthUnderWay(plan)}
          />,
        )
      }
      const open = await deps.changes.listOpen(plan)
      const isMissing = c.req.query('next') === 'yes'
      const errors = isMissing ? { field: { text: 'Select what should change', href: '#field' } } : undefined
      return c.html(<ChooseChangePage {...{ session, plan, action, open, errors }} />, isMissing ? 422 : 200)
    }),
  )

  app.post('/console/:planId/actions/:ref/change', (c) =>
    withAction(c, async (session, plan, action) => {
      const fields = fieldsOf(c)
      if (fields.length === 0) return c.redirect(`${actionPath(plan, action.ref)}/change?next=yes`, 303)
      const typed = TypedForm.parse(await c.req.parseBody())
      const cycleId = await monthUnderWay(plan)
      const { wish, problems } = readWish(fields, typed, action, plan)
      const page = (shown: {
        action?: Action
        refusals?: Refusal[]
        errors?: FormErrors
        moved?: boolean
      }) => {
        const { refusals = [], errors = {}, moved = false } = shown
        return c.html(
          <AskForChangePage
            {...{ session, plan, fields, typed, moved }}
            action={shown.action ?? action}
            errors={inOrder(fields, { ...errorsOf(refusals, plan), ...errors })}
            strangers={refusals.some(({ why }) => why === 'unknown-leads')}
            monthUnderWay={cycleId}
          />,
          moved ? 409 : 422,
        )
      }
      if (hasErrors(problems)) {
        const directory = await deps.directory.loadDirectory(plan.partnershipId)
        const refusals = refusalsOf(wish, { action, open: [], plan, directory })
        return page({ refusals, errors: problems })
      }
      const seen = typed['seen'] ?? ''
      const result = await askForChange(plan, { ref: action.ref, wish, asker: session, cycleId, seen }, deps)
      switch (result.outcome) {
        case 'asked':
          return c.redirect(`${actionPath(plan, action.ref)}?done=asked`, 303)
        case 'refused':
          return page({ refusals: result.refusals })
        case 'moved':
          return page({ action: result.action, moved: true })
        case 'no-action':
          return noSuchAction(c, session, plan)
        case 'stale':
          return page({
            errors: { reason: { text: 'The plan is being changed. Ask once more', href: '#reason' } },
          })
      }
    }),
  )

  app.get('/console/:planId/changes', (c) =>
    withPlan(c, deps, async (session, plan) => {
      const [file, directory, changes] = await Promise.all([
        deps.plans.loadPlanFile(plan),
        deps.directory.loadDirectory(plan.partnershipId),
        deps.changes.list(plan),
      ])
      return c.html(
        <ChangesPage
          {...{ session, plan, directory, changes }}
          actions={file?.actions ?? []}
          notice={notices[c.req.query('done') ?? '']}
        />,
      )
    }),
  )

  /** The page that asks before a decision, on the request and its action as they are now. */
  const askBefore = async (
    c: Context,
    session: ConsoleSession,
    plan: Plan,
    more: { note?: string; errors?: FormErrors } = {},
  ): Promise<Response> => {
    const { partnershipId, planId } = plan
    const changeId = c.req.param('changeId') ?? ''
    const [change, file, directory, month] = await Promise.all([
      deps.changes.find({ partnershipId, planId, changeId }),
      deps.plans.loadPlanFile(plan),
      deps.directory.loadDirectory(partnershipId),
      monthUnderWay(plan),
    ])
    const action = file?.actions.find(({ ref }) => ref === change?.ref)
    if (!change || !action) return refused(c, plan, 'There is no such request.')
    if (!isOpen(change)) return refused(c, plan, decidedBefore(change, plan))
    const step = Step.parse(c.req.param('step'))
    const objection = objectionTo(stepWords[step].decision, session.personId, change, directory)
    if (objection) return refused(c, plan, objectionWords[objection])
    return c.html(
      <DecideChangePage
        {...{ session, plan, change, action, directory, step, ...more }}
        monthUnderWay={month}
      />,
      more.errors ? 422 : 200,
    )
  }

  app.get('/console/:planId/changes/:changeId/:step{approve|refuse|withdraw}', (c) =>
    withPlan(c, deps, (session, plan) => askBefore(c, session, plan)),
  )

  app.post('/console/:planId/changes/:changeId/:step{approve|refuse|withdraw}', (c) =>
    withPlan(c, deps, async (session, plan) => {
      const { changeId } = c.req.param()
      const { decision } = stepWords[Step.parse(c.req.param('step'))]
      const typed = TypedForm.parse(await c.req.parseBody())
      const note = tidyText(typed['note'] ?? '')
      const again = (text: string, field = 'seen') =>
        askBefore(c, session, plan, {
          note: typed['note'] ?? '',
          errors: { [field]: { text, href: field === 'note' ? '#note' : '#main-content' } },
        })
      if (note.length > LONGEST_CHANGE_TEXT)
        return await again(refusalWords({ field: 'reason', why: 'too-long' }, plan), 'note')
      const order = { changeId, by: session, note, seen: typed['seen'] ?? '' }
      const result: DecisionOutcome =
        decision === 'withdrawn'
          ? await withdrawChange(plan, order, deps)
          : await decideChange(plan, { ...order, decision }, deps)
      switch (result.outcome) {
        case 'decided':
          return c.redirect(`/console/${plan.planId}/changes?done=${decision}`, 303)
        case 'decided-before':
          return refused(c, plan, decidedBefore(result.change, plan))
        case 'not-allowed':
          return refused(c, plan, objectionWords[result.objection])
        case 'moved':
          return await again(
            'The plan has changed since you looked, so nothing was decided. See what it has now',
          )
        case 'contradicts':
          return await again(
            `${result.refusals.map((refusal) => refusalWords(refusal, plan)).join('. ')}. Refuse this change, or let another come first`,
          )
        case 'no-note':
          return await again('Enter why it is refused', 'note')
        case 'stale':
          return await again('The plan was being changed at that moment, so nothing was decided. Try again')
        case 'no-change':
          return refused(c, plan, 'There is no such request.')
      }
    }),
  )
}

const decidedBefore = ({ decidedByName, decidedAt, state }: ChangeRequest, { timeZone }: Plan): string =>
  `${decidedByName ?? 'Somebody'} has ${state} this request${decidedAt ? ` at ${momentName(decidedAt, timeZone)}` : ''}.`

/** The fields that an address names, each once, in the order in which pages have them. */
const fieldsOf = (c: Context): ChangeableField[] => {
  const named = c.req.queries('field') ?? []
  return ChangeableField.options.filter((field) => named.includes(field))
}

const errorsOf = (refusals: Refusal[], plan: Plan): FormErrors =>
  Object.fromEntries(
    refusals
      .filter(({ field }) => field !== 'changes')
      .map((refusal) => [
        refusal.field,
        { text: refusalWords(refusal, plan), href: `#${controlOf(refusal.field)}` },
      ]),
  )

/** Errors in the order of the page. */
const inOrder = (fields: ChangeableField[], errors: FormErrors): FormErrors =>
  Object.fromEntries(
    [...fields, 'reason', 'evidence']
      .flatMap((field) => [field, `${field}-month`, `${field}-year`])
      .flatMap((field) => {
        const error = errors[field]
        return error ? [[field, error]] : []
      }),
  )
