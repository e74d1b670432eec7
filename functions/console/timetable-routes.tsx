import type { Context, Hono } from 'hono'
import type { AdvanceDeps } from '../cycle/advance.ts'
import { changeTimetable } from '../cycle/change-timetable.ts'
import { isUnderWay } from '../cycle/cycle.ts'
import { decideTimetable } from '../cycle/decide-timetable.ts'
import type { SteeringStore } from '../cycle/ports.ts'
import { readTyped, type Timetable, type TypedTimetable, typedOfTimetable } from '../cycle/typed-timetable.ts'
import { upcomingCycles } from '../cycle/upcoming.ts'
import type { Plan } from '../plan/plan.ts'
import { errorsFrom, type Form } from './form-problems.ts'
import type { TwoVersions } from './pages/overtaken.tsx'
import { lines } from './pages/person-words.tsx'
import { TimetableFormPage } from './pages/timetable-form.tsx'
import { PREVIEWED, TimetablePreviewPage } from './pages/timetable-preview.tsx'
import { monthsOfYear, skipName, timetableWords } from './pages/timetable-words.ts'
import type { ConsoleSession } from './request.tsx'
import { formOf, noSuchPlan, type SessionDeps, withPlan } from './request.tsx'
import { findRecipients, previewCycles } from './timetable-view.ts'

export type TimetableRoutesDeps = SessionDeps &
  AdvanceDeps & { steering: Pick<SteeringStore, 'saveSettings'> }

type Sent = { session: ConsoleSession; plan: Plan; typed: TypedTimetable; seen: string }

const SAVED = 'The timetable is saved. Months that have not begun follow it.'

/** The timetable of a plan: its form, what it would do, and its saving. */
export const addTimetableRoutes = (app: Hono, deps: TimetableRoutesDeps): void => {
  app.get('/console/:planId/timetable', (c) =>
    withPlan(c, deps, (session, plan) =>
      c.html(
        <TimetableFormPage
          {...{ session, plan }}
          typed={typedOfTimetable(plan)}
          seen={String(plan.settingsRevision)}
          notice={c.req.query('done') === 'saved' ? SAVED : undefined}
        />,
      ),
    ),
  )

  // What was typed travels with every step, and only the last one saves it.
  app.post('/console/:planId/timetable', (c) =>
    withPlan(c, deps, async (session, plan) => {
      const form = await formOf(c)
      const typed = readTimetable(form)
      const seen = form['seen'] ?? ''
      const today = deps.calendarOf(plan).localDate(deps.now())
      const decided = decideTimetable(typed, today, deps.calendarOf)
      if (!decided.ok) {
        const errors = errorsFrom(decided.problems)
        return c.html(<TimetableFormPage {...{ session, plan, typed, seen, errors }} />, 422)
      }
      if (form['step'] === 'change') return c.html(<TimetableFormPage {...{ session, plan, typed, seen }} />)
      if (form['step'] === 'save') return await save(c, { session, plan, typed, seen }, decided.timetable)
      return await preview(c, { session, plan, typed, seen }, decided.timetable)
    }),
  )

  const preview = async (c: Context, { session, plan, typed, seen }: Sent, timetable: Timetable) => {
    const [file, directory, cycles] = await Promise.all([
      deps.plans.loadPlanFile(plan),
      deps.directory.loadDirectory(plan.partnershipId),
      deps.cycles.listCycles(plan),
    ])
    if (!file) return noSuchPlan(c)
    const calendar = deps.calendarOf(timetable)
    const upcoming = upcomingCycles({ ...plan, ...timetable }, calendar, cycles, deps.now(), PREVIEWED)
    const current = cycles.find(({ cycleId }) => cycleId === plan.currentCycleId)
    const isGivenUp = current?.state === 'planned' && upcoming[0]?.month !== current.cycleId
    return c.html(
      <TimetablePreviewPage
        {...{ session, plan, typed, seen }}
        timeZone={timetable.timeZone}
        cycles={previewCycles(upcoming, timetable, calendar)}
        recipients={findRecipients(file.plan, file.actions, directory)}
        underWay={current && isUnderWay(current) ? current.cycleId : null}
        givenUp={isGivenUp ? current.cycleId : null}
      />,
    )
  }

  const save = async (c: Context, { session, plan, typed, seen }: Sent, timetable: Timetable) => {
    const read = /^\d{1,9}$/.test(seen) ? Number(seen) : -1
    const outcome = await changeTimetable(plan, timetable, read, session.personId, deps.now(), deps)
    switch (outcome) {
      case 'saved':
        return c.redirect(`/console/${plan.planId}/timetable?done=saved`, 303)
      case 'no-plan':
        return noSuchPlan(c)
      case 'overtaken': {
        const saved = (await deps.plans.findPlan(plan)) ?? plan
        return c.html(
          <TimetableFormPage
            {...{ session, typed }}
            plan={saved}
            seen={String(saved.settingsRevision)}
            overtaken={versionsOf(saved, timetable)}
          />,
          409,
        )
      }
    }
  }
}

/** The form as it was sent. */
const readTimetable = (form: Form): TypedTimetable =>
  readTyped(
    (name) => form[name] ?? '',
    monthsOfYear.flatMap((_, index) => (form[skipName(index + 1)] === 'yes' ? [String(index + 1)] : [])),
  )

/** The parts in which what is saved and what was typed differ. */
const versionsOf = (saved: Timetable, typed: Timetable): TwoVersions[] => {
  const typedWords = timetableWords(typed)
  return timetableWords(saved).flatMap(({ field, words }, index) => {
    const others = typedWords[index]?.words ?? []
    return JSON.stringify(words) === JSON.stringify(others)
      ? []
      : [{ field, saved: lines(words), typed: lines(others) }]
  })
}
