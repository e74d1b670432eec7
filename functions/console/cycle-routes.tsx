import type { Hono } from 'hono'
import { z } from 'zod'
import type { AdvanceDeps } from '../cycle/advance.ts'
import { momentsFromNow } from '../cycle/moments.ts'
import type { AuditTrail } from '../cycle/ports.ts'
import { judgeReopening } from '../cycle/reopen-cycle.ts'
import { closeNow, openNow, remindNow, type SteerResult } from '../cycle/steer.ts'
import type { MessageStore } from '../message/ports.ts'
import { sendAgain } from '../message/send-again.ts'
import type { PackStore } from '../pack/ports.ts'
import type { Instant, Plan } from '../plan/plan.ts'
import { monthName } from '../plan/wording.ts'
import { loadOverview, type Overview, type OverviewDeps } from './overview.ts'
import { CyclePage } from './pages/cycle.tsx'
import { ConfirmStepPage } from './pages/steering.tsx'
import { whenMailed } from './pages/when-mailed.ts'
import {
  formOf,
  keyOf,
  noSuchPlan,
  recordStep,
  refused,
  type SessionDeps,
  withPlan,
  withSession,
} from './request.tsx'
import { closingMeans, openingMeans } from './steering-means.ts'

export type CycleRoutesDeps = SessionDeps &
  OverviewDeps &
  AdvanceDeps & {
    packs: PackStore
    messages: MessageStore
    audit: AuditTrail
  }

const noticesOf = (plan: Plan): Record<string, string> => ({
  paused: 'The plan is paused. Nothing opens or closes, and no mail goes out, until you resume it.',
  resumed: 'The plan goes on. What fell due meanwhile is being done.',
  skipped: 'The month is skipped. The next one is planned.',
  extended: 'The month is extended.',
  reopened:
    'The month is open again. Leads can answer; only who was never mailed about the month is mailed now.',
  opened: `The month is open. Every lead is mailed, ${whenMailed(plan)}.`,
  opening: 'The month is being opened. This goes on by itself, whether or not you stay on this page.',
  reminded: 'Reminders are on their way to those who have not answered.',
  'reminded-before': 'Nobody was mailed: whoever has not answered had a reminder for this day already.',
  closed: 'The month is closed. The packs are being built.',
  'sent-again': `The mail is sent again, ${whenMailed(plan)}.`,
  'deputy-asked': `The deputy is mailed, ${whenMailed(plan)}.`,
  'link-replaced': `The link does not work any more. A new one is mailed to the lead, ${whenMailed(plan)}.`,
})

const noticeOf = (plan: Plan, done: string) => {
  const heading = noticesOf(plan)[done]
  return heading === undefined
    ? undefined
    : { heading, ...(done !== 'reminded-before' && { type: 'success' as const }) }
}

export const refusals = {
  'no-plan': 'There is no cycle of this plan yet.',
  'not-open': 'No month is open, so nothing was done.',
  'already-open': 'The month is open already, or is being opened.',
  'none-planned': 'No month is planned, so none can be opened.',
  paused: 'The plan is paused, so nothing was done. Resume it first.',
  overtaken: 'Something else happened to the month at the same moment, so nothing was done.',
  importing: 'An import of the plan is being written, so nothing was done. Try again in a few minutes.',
} as const satisfies Record<Extract<SteerResult, { ok: false }>['reason'], string>

/** Whether the last month can be opened again. A later one that has begun is the current one. */
const canReopen = ({ current, closed }: Overview, now: Instant): boolean =>
  closed !== null && judgeReopening(closed.cycle, current ? [current] : [], closed.packs, now) === null

/** The month's page: who has answered, what was sent, and the buttons that steer it. */
export const addCycleRoutes = (app: Hono, deps: CycleRoutesDeps): void => {
  app.get('/console/:planId', (c) =>
    withSession(c, deps, async (session) => {
      const overview = await loadOverview(keyOf(c, session), deps)
      if (!overview) return noSuchPlan(c)
      return c.html(
        <CyclePage
          {...{ session, overview }}
          canReopen={canReopen(overview, deps.now())}
          notice={noticeOf(overview.plan, c.req.query('done') ?? '')}
        />,
      )
    }),
  )

  const steps = {
    open: [openNow, 'opened'],
    remind: [remindNow, 'reminded'],
    close: [closeNow, 'closed'],
  } as const
  app.post('/console/:planId/:step{open|remind|close}', (c) =>
    withPlan(c, deps, async (session, plan) => {
      const step = z.enum(['open', 'remind', 'close']).parse(c.req.param('step'))
      const [steer, done] = steps[step]
      const { cycle, confirm } = await formOf(c)
      // A page that was left open since another month must not steer this one.
      if (cycle !== plan.currentCycleId) return refused(c, plan, 'That page was of another month.')
      if (step !== 'remind' && confirm !== 'yes') {
        const overview = await loadOverview(plan, deps)
        if (!overview) return noSuchPlan(c)
        const now = deps.now()
        const ifOpened = momentsFromNow(plan.policy, deps.calendarOf(plan), now)
        const month = monthName(cycle)
        const words =
          step === 'open'
            ? { title: `Open ${month} now?`, button: `Yes, open ${month}` }
            : { title: `Close ${month} now?`, button: `Yes, close ${month}`, warning: true }
        const means = step === 'open' ? openingMeans(overview, ifOpened) : closingMeans(overview, now)
        const action = `/console/${plan.planId}/${step}`
        return c.html(<ConfirmStepPage {...{ session, plan, action, means, ...words }} fields={{ cycle }} />)
      }
      const result = await steer(plan, deps.now(), deps)
      if (!result.ok) return refused(c, plan, refusals[result.reason])
      await recordStep(session, plan, `cycle-${done}-by-hand`, { cycleId: cycle }, deps)
      const news = result.unfinished ? 'opening' : result.added === 0 ? 'reminded-before' : done
      return c.redirect(`/console/${plan.planId}?done=${news}`, 303)
    }),
  )

  app.post('/console/:planId/send-again', (c) =>
    withPlan(c, deps, async (session, plan) => {
      const { message } = await formOf(c)
      const id = { partnershipId: session.partnershipId, messageId: message ?? '' }
      if (!(await sendAgain(id, deps.now(), deps))) {
        return refused(c, plan, 'That mail no longer needs a decision.')
      }
      await recordStep(session, plan, 'mail-sent-again', { messageId: id.messageId }, deps)
      return c.redirect(`/console/${plan.planId}?done=sent-again`, 303)
    }),
  )
}
