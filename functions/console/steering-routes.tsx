import type { Context, Hono } from 'hono'
import type { AdvanceDeps } from '../cycle/advance.ts'
import { findCurrentCycle } from '../cycle/current-cycle.ts'
import type { Cycle } from '../cycle/cycle.ts'
import { extendCycle, extendMoments, judgeDueDay } from '../cycle/extend-cycle.ts'
import type { DayProblem } from '../cycle/judge-day.ts'
import { pausePlan, resumePlan } from '../cycle/pause.ts'
import type { SteeringStore } from '../cycle/ports.ts'
import {
  judgeClosingDay,
  judgeReopening,
  REOPEN_HOURS,
  reopenCycle,
  reopenMoments,
  usualClosingDay,
} from '../cycle/reopen-cycle.ts'
import { skipCycle } from '../cycle/skip-cycle.ts'
import type { LocalDate, Plan } from '../plan/plan.ts'
import { readDateFields, toDateFields } from '../plan/read-day.ts'
import { momentName, monthName } from '../plan/wording.ts'
import { refusals } from './cycle-routes.tsx'
import { ChooseDayPage, ConfirmStepPage } from './pages/steering.tsx'
import type { ConsoleSession } from './request.tsx'
import { formOf, refused, type SessionDeps, withPlan } from './request.tsx'
import { extendingMeans, reopeningMeans, resumingMeans } from './steering-means.ts'

export type SteeringRoutesDeps = SessionDeps & AdvanceDeps & { steering: SteeringStore }

const stepRefusals = {
  ...refusals,
  'not-closed': 'The month is not closed.',
  issued: 'A pack of the month is issued, so it is not opened again.',
  'long-closed': `The month closed more than ${REOPEN_HOURS} hours ago, so it is not opened again.`,
  'next-begun': 'The next month has begun, so this one is not opened again.',
} as const

const dayProblems = {
  'no-working-day': 'The day must be a working day',
  past: 'The day must be in the future',
  'not-later': 'The day must be later than the one on which answers are due now',
  'too-far': 'The day is too far ahead: a month cannot be held open for so long',
} as const satisfies Record<DayProblem, string>

const isDayProblem = (reason: keyof typeof stepRefusals | DayProblem): reason is DayProblem =>
  reason in dayProblems

const OTHER_MONTH = 'That page was of another month.'

/** Pausing, resuming, skipping, extending and opening again, each with a page that says what it would do. */
export const addSteeringRoutes = (app: Hono, deps: SteeringRoutesDeps): void => {
  const findCurrent = (plan: Plan) => findCurrentCycle(plan, deps.cycles)
  const done = (c: Context, plan: Plan, what: string) =>
    c.redirect(`/console/${plan.planId}?done=${what}`, 303)
  const hrefOf = (plan: Plan, step: string) => `/console/${plan.planId}/${step}`

  app.get('/console/:planId/pause', (c) =>
    withPlan(c, deps, async (session, plan) => {
      if (plan.paused) return refused(c, plan, 'The plan is paused already.')
      const isOpening = (await findCurrent(plan))?.state === 'opening'
      return c.html(
        <ConfirmStepPage
          {...{ session, plan }}
          title="Pause the plan?"
          action={hrefOf(plan, 'pause')}
          button="Yes, pause the plan"
          means={[
            'No month opens, reminds or closes by itself until you resume.',
            'No mail goes out, apart from sign-in codes, receipts, and links that somebody asks for.',
            isOpening
              ? 'Nobody is mailed of the month that is being opened, and nobody can answer in it, until you resume.'
              : 'Leads can still answer.',
          ]}
        />,
      )
    }),
  )

  app.post('/console/:planId/pause', (c) =>
    withPlan(c, deps, async (session, plan) => {
      await pausePlan(plan, session.personId, deps.now(), deps)
      return done(c, plan, 'paused')
    }),
  )

  app.get('/console/:planId/resume', (c) =>
    withPlan(c, deps, async (session, plan) => {
      if (!plan.paused) return refused(c, plan, 'The plan is not paused.')
      const cycle = await findCurrent(plan)
      const [requests, messages] = await Promise.all([
        cycle ? deps.cycles.listRequests(cycle) : [],
        cycle ? deps.cycles.listMessages(cycle) : [],
      ])
      return c.html(
        <ConfirmStepPage
          {...{ session, plan }}
          title="Resume the plan?"
          action={hrefOf(plan, 'resume')}
          button="Yes, resume the plan"
          means={resumingMeans(plan, { cycle, requests, messages }, deps.calendarOf(plan), deps.now())}
        />,
      )
    }),
  )

  app.post('/console/:planId/resume', (c) =>
    withPlan(c, deps, async (session, plan) => {
      await resumePlan(plan, session.personId, deps.now(), deps)
      return done(c, plan, 'resumed')
    }),
  )

  app.get('/console/:planId/skip', (c) =>
    withPlan(c, deps, async (session, plan) => {
      const cycle = await findCurrent(plan)
      if (cycle?.state !== 'planned' && cycle?.state !== 'held') {
        return refused(c, plan, 'No month is waiting to be opened, so none can be skipped.')
      }
      const month = monthName(cycle.cycleId)
      return c.html(
        <ConfirmStepPage
          {...{ session, plan }}
          title={`Skip ${month}?`}
          action={hrefOf(plan, 'skip')}
          button={`Yes, skip ${month}`}
          warning
          fields={{ cycle: cycle.cycleId }}
          means={[
            `${month} does not open, and nobody is asked or mailed about it.`,
            'No packs are made for it.',
            'The month after it is planned by the timetable.',
            'This cannot be undone.',
          ]}
        />,
      )
    }),
  )

  app.post('/console/:planId/skip', (c) =>
    withPlan(c, deps, async (session, plan) => {
      const { cycle = '' } = await formOf(c)
      const result = await skipCycle({ ...plan, cycleId: cycle }, session.personId, deps.now(), deps)
      return result.ok ? done(c, plan, 'skipped') : refused(c, plan, stepRefusals[result.reason])
    }),
  )

  /** The two pages and the press of a step that goes by a day. */
  const addDayStep = (step: 'extend' | 'reopen', what: DayStep) => {
    app.get(`/console/:planId/${step}`, (c) =>
      withPlan(c, deps, async (session, plan) => {
        const found = await what.find(plan)
        if (typeof found === 'string') return refused(c, plan, found)
        const day = toDateFields(what.usual(plan, found))
        return c.html(<ChooseDayPage {...what.ask(session, plan, found)} day={day} />)
      }),
    )

    app.post(`/console/:planId/${step}`, (c) =>
      withPlan(c, deps, async (session, plan) => {
        const form = await formOf(c)
        const cycleId = form['cycle'] ?? ''
        const typed = {
          day: form['day-day'] ?? '',
          month: form['day-month'] ?? '',
          year: form['day-year'] ?? '',
        }
        const read = readDateFields('The day', typed)
        if (read.ok && form['confirm'] === 'yes') {
          const result = await what.run(plan, cycleId, read.date, session.personId)
          if (result.ok) return done(c, plan, step === 'extend' ? 'extended' : 'reopened')
          if (!isDayProblem(result.reason)) return refused(c, plan, stepRefusals[result.reason])
        }
        const found = await what.find(plan)
        if (typeof found === 'string') return refused(c, plan, found)
        if (found.cycleId !== cycleId) return refused(c, plan, OTHER_MONTH)
        const problem = read.ok ? what.judge(plan, found, read.date) : null
        if (!read.ok || problem) {
          const text = read.ok ? (problem && dayProblems[problem]) || '' : read.text
          const errors = { day: { text, href: '#day-day' } }
          return c.html(
            <ChooseDayPage {...what.ask(session, plan, found)} day={typed} errors={errors} />,
            422,
          )
        }
        const fields = {
          cycle: cycleId,
          'day-day': typed.day,
          'day-month': typed.month,
          'day-year': typed.year,
        }
        return c.html(
          <ConfirmStepPage
            {...{ session, plan, fields }}
            {...(await what.confirm(plan, found, read.date))}
            action={hrefOf(plan, step)}
          />,
        )
      }),
    )
  }

  addDayStep('extend', {
    find: async (plan) => {
      if (plan.paused) return stepRefusals.paused
      const cycle = await findCurrent(plan)
      return cycle?.state === 'open' ? cycle : stepRefusals['not-open']
    },
    usual: (plan, { moments }) => {
      const calendar = deps.calendarOf(plan)
      return calendar.addWorkingDays(calendar.localDate(moments.dueAt), 5)
    },
    ask: (session, plan, { cycleId, moments }) => ({
      ...{ session, plan, cycleId },
      action: hrefOf(plan, 'extend'),
      title: `Extend ${monthName(cycleId)}`,
      legend: 'On which day are answers due?',
      hint: 'A working day, for example 15 3 2027.',
      means: [
        `Answers are due by ${momentName(moments.dueAt, plan.timeZone)} now. Reminders, escalation and closing move with the day. You see them before anything is saved.`,
      ],
    }),
    judge: (plan, cycle, day) => judgeDueDay(day, cycle, plan, deps.calendarOf(plan), deps.now()),
    confirm: async (plan, cycle, day) => {
      const calendar = deps.calendarOf(plan)
      const moments = extendMoments(cycle, plan, calendar, day, deps.now())
      const requests = await deps.cycles.listRequests(cycle)
      return {
        title: `Extend ${monthName(cycle.cycleId)}?`,
        button: `Yes, extend ${monthName(cycle.cycleId)}`,
        means: extendingMeans(plan, cycle, moments, requests, calendar),
      }
    },
    run: (plan, cycleId, day, by) => extendCycle({ ...plan, cycleId }, day, by, deps.now(), deps),
  })

  addDayStep('reopen', {
    find: async (plan) => {
      if (plan.paused) return stepRefusals.paused
      const cycles = await deps.cycles.listCycles(plan)
      const cycle = cycles.find(({ state }) => state === 'closed')
      if (!cycle) return stepRefusals['not-closed']
      const refusal = judgeReopening(cycle, cycles, await deps.packs.list(cycle), deps.now())
      return refusal ? stepRefusals[refusal] : cycle
    },
    usual: (plan, cycle) => usualClosingDay(cycle, deps.calendarOf(plan), deps.now()),
    ask: (session, plan, { cycleId }) => ({
      ...{ session, plan, cycleId },
      action: hrefOf(plan, 'reopen'),
      title: `Open ${monthName(cycleId)} again`,
      legend: 'On which day does it close again?',
      hint: 'A working day, for example 15 3 2027.',
      means: ['Within a day of closing, and while no pack is issued, a month can be opened again.'],
    }),
    judge: (plan, cycle, day) => judgeClosingDay(day, cycle, plan, deps.calendarOf(plan), deps.now()),
    confirm: async (plan, cycle, day) => {
      const calendar = deps.calendarOf(plan)
      const moments = reopenMoments(cycle, plan, calendar, day, deps.now())
      const { length: packs } = await deps.packs.list(cycle)
      return {
        title: `Open ${monthName(cycle.cycleId)} again?`,
        button: `Yes, open ${monthName(cycle.cycleId)} again`,
        means: reopeningMeans(plan, cycle, moments, packs, calendar),
      }
    },
    run: (plan, cycleId, day, by) => reopenCycle({ ...plan, cycleId }, day, by, deps.now(), deps),
  })
}

type Asked = Omit<Parameters<typeof ChooseDayPage>[0], 'day' | 'errors'>
type Confirmed = Pick<Parameters<typeof ConfirmStepPage>[0], 'title' | 'button' | 'means'>

/** A step that goes by a day: what it is about, what its pages say, and what it does. */
type DayStep = {
  /** The cycle it is about, or why there is none. */
  find: (plan: Plan) => Promise<Cycle | string>
  /** The day that the page begins with. */
  usual: (plan: Plan, cycle: Cycle) => LocalDate
  ask: (session: ConsoleSession, plan: Plan, cycle: Cycle) => Asked
  judge: (plan: Plan, cycle: Cycle, day: LocalDate) => DayProblem | null
  confirm: (plan: Plan, cycle: Cycle, day: LocalDate) => Promise<Confirmed>
  run: (plan: Plan, cycleId: string, day: LocalDate, by: string) => ReturnType<typeof reopenCycle>
}
