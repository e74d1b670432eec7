import type { Context, Hono } from 'hono'
import { findCurrentCycle } from '../cycle/current-cycle.ts'
import type { CycleStore } from '../cycle/ports.ts'
import { findPerson, listPeople } from '../plan/directory.ts'
import type { ReadDirectory } from '../plan/directory-store.ts'
import {
  decideMerge,
  loadPlanFiles,
  type MergeDeps,
  type MergeRefusal,
  mergePeople,
  type PlanFile,
} from '../plan/merge-people.ts'
import { seenPerson } from '../plan/person-change.ts'
import type { Person, Plan } from '../plan/plan.ts'
import type { FormErrors } from '../ui/form-errors.ts'
import { partOf } from './directory-view.ts'
import { ChooseEntriesPage, CompareEntriesPage, ConfirmMergePage, type Entry } from './pages/merge.tsx'
import { personHref } from './pages/person-words.tsx'
import type { ConsoleSession } from './request.tsx'
import { formOf, type SessionDeps, withPlan } from './request.tsx'

export type MergeRoutesDeps = SessionDeps &
  MergeDeps & { cycles: Pick<CycleStore, 'findCycle' | 'listRequests'> }

const refusals = {
  same: 'Choose two different entries',
  'not-there': 'One of the two entries is no longer in the directory. Choose again',
  'last-coordinator':
    'The entry that goes is the only coordinator. Choose that one to stay, or make somebody else a coordinator first',
} as const satisfies Record<MergeRefusal, string>

/** Finds out which two entries are one person, shows both, asks, and merges them. */
export const addMergeRoutes = (app: Hono, deps: MergeRoutesDeps): void => {
  type Asked = { session: ConsoleSession; plan: Plan; one: string; other: string }

  const choose = (
    c: Context,
    { session, plan, one, other }: Asked,
    directory: ReadDirectory,
    errors?: FormErrors<'one' | 'other'>,
  ) =>
    c.html(
      <ChooseEntriesPage {...{ session, plan, one, other, errors }} people={listPeople(directory)} />,
      errors ? 422 : 200,
    )

  /** Shows both entries, or asks for the ones that are missing. */
  const compare = async (
    c: Context,
    asked: Asked,
    problem: { stays?: string; notice?: string } = {},
    isSent = false,
  ) => {
    const { session, plan, one, other } = asked
    const [directory, files] = await Promise.all([
      deps.directoryStore.readDirectory(plan.partnershipId),
      loadPlanFiles(plan.partnershipId, deps),
    ])
    const people = listPeople(directory)
    const [first, second] = [one, other].map((id) => people.find(({ personId }) => personId === id))
    if (!first || !second || first === second) {
      if (!isSent) return choose(c, asked, directory)
      const missing = { text: refusals['not-there'], href: '#other' }
      const errors = {
        ...(first ? {} : { one: { text: 'Choose one entry', href: '#one' } }),
        ...(second ? {} : { other: { text: 'Choose the other entry', href: '#other' } }),
        ...(first && first === second ? { other: { text: refusals.same, href: '#other' } } : {}),
      }
      return choose(c, asked, directory, Object.keys(errors).length > 0 ? errors : { other: missing })
    }
    const { stays, notice } = problem
    const errors = stays === undefined ? undefined : { stays: { text: stays, href: '#stays' } }
    return c.html(
      <CompareEntriesPage
        {...{ session, plan, notice, errors }}
        entries={[entryOf(first, directory, files), entryOf(second, directory, files)]}
      />,
      stays !== undefined ? 422 : notice !== undefined ? 409 : 200,
    )
  }

  app.get('/console/:planId/people/merge', (c) =>
    withPlan(c, deps, async (session, plan) => {
      const { one, other } = c.req.query()
      const asked = { session, plan, one: one ?? '', other: other ?? '' }
      return await compare(c, asked, {}, other !== undefined)
    }),
  )

  app.post('/console/:planId/people/merge', (c) =>
    withPlan(c, deps, async (session, plan) => {
      const form = await formOf(c)
      const [one, other, stays] = [form['one'] ?? '', form['other'] ?? '', form['stays'] ?? '']
      const asked = { session, plan, one, other }
      if (stays !== one && stays !== other) {
        return await compare(c, asked, { stays: 'Choose which entry stays' }, true)
      }
      const goes = stays === one ? other : one
      if (form['confirm'] !== 'yes') return await confirm(c, asked, stays, goes)
      const result = await mergePeople(
        {
          partnershipId: plan.partnershipId,
          planId: plan.planId,
          survivorId: stays,
          mergedId: goes,
          seen: { survivor: form['seenSurvivor'] ?? '', merged: form['seenMerged'] ?? '' },
          by: session.personId,
        },
        deps,
      )
      switch (result.outcome) {
        case 'merged':
          return c.redirect(`${personHref(plan.planId, stays)}?done=merged`, 303)
        case 'refused':
          return await compare(c, asked, { stays: refusals[result.reason] }, true)
        case 'overtaken':
          return await compare(c, asked, {
            notice: 'One of the two entries has changed since you looked. Nothing was merged: look again.',
          })
        case 'busy':
          return await compare(c, asked, {
            notice:
              'A month is being opened or closed at this moment. Both entries can be used as before: try again in a minute.',
          })
      }
    }),
  )

  const confirm = async (c: Context, asked: Asked, survivorId: string, mergedId: string) => {
    const { session, plan } = asked
    const [directory, files] = await Promise.all([
      deps.directoryStore.readDirectory(plan.partnershipId),
      loadPlanFiles(plan.partnershipId, deps),
    ])
    const decided = decideMerge(survivorId, mergedId, directory, files, deps.now())
    if (!decided.ok) return await compare(c, asked, { stays: refusals[decided.reason] }, true)
    // Against the entries as they are now, which is what the page shows.
    const seen = { survivor: seenOf(survivorId, directory), merged: seenOf(mergedId, directory) }
    const open = await openRequests(mergedId, files)
    return c.html(<ConfirmMergePage {...{ session, plan, seen, open }} merge={decided.merge} />)
  }

  const openRequests = async (personId: string, files: PlanFile[]) => {
    const found = await Promise.all(
      files.map(async ({ plan }) => {
        const cycle = await findCurrentCycle(plan, deps.cycles)
        if (cycle?.state !== 'open') return []
        const requests = await deps.cycles.listRequests(cycle)
        return requests
          .filter((request) => request.personId === personId)
          .map((request) => ({ cycle, request }))
      }),
    )
    return found.flat()
  }
}

const entryOf = (person: Person, directory: ReadDirectory, files: PlanFile[]): Entry => ({
  person,
  deputy: person.deputyId === null ? null : findPerson(directory, person.deputyId),
  part: partOf(
    person,
    directory,
    files.flatMap(({ actions }) => actions),
  ),
})

const seenOf = (personId: string, { people }: ReadDirectory): string => {
  const person = people.find((one) => one.personId === personId)
  return person ? seenPerson(person) : ''
}
