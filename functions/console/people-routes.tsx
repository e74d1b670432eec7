import type { Context, Hono } from 'hono'
import type { PlanReader } from '../cycle/ports.ts'
import { fieldOfAbsence, type TypedPerson } from '../plan/decide-person.ts'
import { type Directory, findPerson } from '../plan/directory.ts'
import { changePerson, type DirectoryDeps, resumeMail, seenPerson, typedOf } from '../plan/person-change.ts'
import { type Person, type Plan, Role } from '../plan/plan.ts'
import { type DateFields, emptyDate, isEmptyDate } from '../plan/read-day.ts'
import { localDay } from '../plan/wording.ts'
import { ErrorPage } from '../ui/page.tsx'
import { type DirectoryViewDeps, loadPeople, loadPerson } from './directory-view.ts'
import { errorsFrom, type Form } from './form-problems.ts'
import type { TwoVersions } from './pages/overtaken.tsx'
import { PeoplePage } from './pages/people.tsx'
import { PersonPage } from './pages/person.tsx'
import { PersonFormPage } from './pages/person-form.tsx'
import { lines, personFieldNames, personHref, rolesInWords } from './pages/person-words.tsx'
import type { ConsoleSession } from './request.tsx'
import { formOf, type SessionDeps, withPlan } from './request.tsx'

export type PeopleRoutesDeps = SessionDeps &
  DirectoryDeps &
  DirectoryViewDeps & { plans: Pick<PlanReader, 'findPlan'> }

const notices: Record<string, string> = {
  imported: 'The list is imported.',
  added: 'The person is added.',
  saved: 'The changes are saved.',
  merged: 'The two entries are one now.',
  resumed: 'Mail goes to this address again.',
}

/** A row more than a form can have filled in. */
const MOST_ROWS = 60

/** The people of a partnership, one person's page, and the forms that add and change them. */
export const addPeopleRoutes = (app: Hono, deps: PeopleRoutesDeps): void => {
  const noSuchPerson = (c: Context, plan: Plan) =>
    c.html(
      <ErrorPage title="There is no such person">
        <p class="govuk-body">
          <a class="govuk-link" href={`/console/${plan.planId}/people`}>
            Go to the people
          </a>
          .
        </p>
      </ErrorPage>,
      404,
    )

  app.get('/console/:planId/people', (c) =>
    withPlan(c, deps, async (session, plan) => {
      const view = await loadPeople(plan, localDay(deps.now(), plan.timeZone), deps)
      return c.html(<PeoplePage {...{ session, plan, view }} notice={notices[c.req.query('done') ?? '']} />)
    }),
  )

  app.get('/console/:planId/people/new', (c) =>
    withPlan(c, deps, async (session, plan) => {
      const directory = await deps.directoryStore.readDirectory(plan.partnershipId)
      return c.html(
        <PersonFormPage {...{ session, plan, directory }} person={null} typed={readPerson({})} seen="" />,
      )
    }),
  )

  app.post('/console/:planId/people/new', (c) =>
    withPlan(c, deps, async (session, plan) => await save(c, session, plan, null)),
  )

  app.get('/console/:planId/people/:personId', (c) =>
    withPlan(c, deps, async (session, plan) => {
      const personId = c.req.param('personId')
      const view = await loadPerson(plan, personId, deps)
      if (!view) return noSuchPerson(c, plan)
      if (view.person.personId !== personId) {
        return c.redirect(personHref(plan.planId, view.person.personId), 303)
      }
      return c.html(<PersonPage {...{ session, plan, view }} notice={notices[c.req.query('done') ?? '']} />)
    }),
  )

  app.get('/console/:planId/people/:personId/edit', (c) =>
    withPlan(c, deps, async (session, plan) => {
      const directory = await deps.directoryStore.readDirectory(plan.partnershipId)
      const person = findPerson(directory, c.req.param('personId'))
      if (!person) return noSuchPerson(c, plan)
      return c.html(
        <PersonFormPage
          {...{ session, plan, directory, person }}
          typed={typedOf(person)}
          seen={seenPerson(person)}
        />,
      )
    }),
  )

  app.post('/console/:planId/people/:personId/edit', (c) =>
    withPlan(c, deps, async (session, plan) => await save(c, session, plan, c.req.param('personId'))),
  )

  app.post('/console/:planId/people/:personId/resume-mail', (c) =>
    withPlan(c, deps, async (session, plan) => {
      const personId = c.req.param('personId')
      const { partnershipId, planId } = plan
      await resumeMail({ partnershipId, planId, personId, by: session.personId }, deps)
      return c.redirect(`${personHref(planId, personId)}?done=resumed`, 303)
    }),
  )

  const save = async (c: Context, session: ConsoleSession, plan: Plan, personId: string | null) => {
    const form = await formOf(c)
    const typed = readPerson(form)
    const seen = form['seen'] ?? ''
    const { partnershipId, planId } = plan
    const result = await changePerson(
      { partnershipId, planId, personId, typed, seen, by: session.personId },
      deps,
    )
    if (result.outcome === 'saved') {
      const done = personId === null ? 'added' : 'saved'
      return c.redirect(`${personHref(planId, result.person.personId)}?done=${done}`, 303)
    }
    const directory = await deps.directoryStore.readDirectory(partnershipId)
    const person = personId === null ? null : findPerson(directory, personId)
    switch (result.outcome) {
      case 'not-there':
        return person ? c.redirect(personHref(planId, person.personId), 303) : noSuchPerson(c, plan)
      case 'refused':
        return c.html(
          <PersonFormPage
            {...{ session, plan, directory, person, typed, seen }}
            errors={errorsFrom(result.problems, hrefOf)}
          />,
          422,
        )
      case 'overtaken':
        return c.html(
          <PersonFormPage
            {...{ session, plan, directory, person, typed }}
            seen={seenPerson(result.current)}
            overtaken={versionsOf(typedOf(result.current), typed, directory)}
          />,
          409,
        )
    }
  }
}

/** A person's form as it was sent, every character as typed. */
const readPerson = (form: Form): TypedPerson => {
  const count = Math.min(Number.parseInt(form['absences'] ?? '0', 10) || 0, MOST_ROWS)
  const date = (index: number, end: 'from' | 'to'): DateFields => {
    const name = fieldOfAbsence(index, end)
    return {
      day: form[`${name}-day`] ?? '',
      month: form[`${name}-month`] ?? '',
      year: form[`${name}-year`] ?? '',
    }
  }
  const rows = Array.from({ length: count }, (_, index) => ({
    from: date(index, 'from'),
    to: date(index, 'to'),
  }))
  const filled = rows.findLastIndex(({ from, to }) => !isEmptyDate(from) || !isEmptyDate(to))
  return {
    name: form['name'] ?? '',
    email: form['email'] ?? '',
    position: form['position'] ?? '',
    otherNames: form['otherNames'] ?? '',
    coordinator: form['coordinator'] === 'yes',
    approver: form['approver'] === 'yes',
    deputyId: form['deputyId'] ?? '',
    absences: rows.slice(0, filled + 1),
    isAnother: form['isAnother'] === 'yes',
  }
}

/** The control that a problem's field is typed into. A date's is its first. */
const hrefOf = (field: string): string => {
  if (field === 'absences') return `#${fieldOfAbsence(0, 'from')}-day`
  return field.startsWith('absence-') ? `#${field}-day` : `#${field}`
}

/** The fields in which what is saved and what was typed differ. */
const versionsOf = (saved: TypedPerson, typed: TypedPerson, directory: Directory): TwoVersions[] => {
  const shown: [keyof typeof personFieldNames, (one: TypedPerson) => string[]][] = [
    ['name', ({ name }) => [name]],
    ['email', ({ email }) => [email]],
    ['position', ({ position }) => [position]],
    ['otherNames', ({ otherNames }) => otherNames.split(/\r?\n/).filter((line) => line.trim() !== '')],
    ['roles', (one) => rolesInWords(Role.options.filter((role) => one[role]))],
    ['deputyId', ({ deputyId }) => [nameOf(deputyId, directory.people)]],
    ['absences', ({ absences }) => absences.map(absenceAsTyped)],
  ]
  return shown
    .filter(([, words]) => JSON.stringify(words(saved)) !== JSON.stringify(words(typed)))
    .map(([field, words]) => ({
      field: personFieldNames[field],
      saved: lines(words(saved), 'Nothing'),
      typed: lines(words(typed), 'Nothing'),
    }))
}

const nameOf = (personId: string, people: Person[]): string =>
  people.find((person) => person.personId === personId)?.name ?? 'Nobody'

const absenceAsTyped = ({ from, to }: TypedPerson['absences'][number]): string => {
  const words = ({ day, month, year }: DateFields = emptyDate) => `${day}/${month}/${year}`
  return `${words(from)} to ${words(to)}`
}
