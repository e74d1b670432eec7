import { z } from 'zod'
import type { PlanReader } from '../../cycle/ports.ts'
import type { Sharable } from '../../cycle/share-out.ts'
import { codeOfStatus, createFinder } from '../../plan/action-ids.ts'
import { type DirectoryReader, findPerson } from '../../plan/directory.ts'
import { changeDirectory, ENTRIES_AT_ONCE } from '../../plan/directory-store.ts'
import { type Person, Plan, type PlanKey, PlanSettings } from '../../plan/plan.ts'
import type { PlanWriter } from '../../plan/ports.ts'
import { parseAction, succeeds } from './action-item.ts'
import { attend } from './attributes.ts'
import { boardItem, countDirectory, parsePerson, personItem } from './directory-item.ts'
import { createDirectoryRepository } from './directory-repository.ts'
import type { Entities } from './entities.ts'
import { getAll, parseItem, written } from './item.ts'

const StoredPlan = Plan.pick({
  partnershipId: true,
  planId: true,
  partnershipName: true,
  currentCycleId: true,
  importing: true,
  settingsRevision: true,
  paused: true,
  resumedAt: true,
}).extend({ revision: z.number() })

type Item = Record<string, unknown>

const parsePlan = (item: Item): Plan => ({
  ...PlanSettings.parse(item['settings']),
  ...parseItem(StoredPlan, item),
})

export type PlanRepository = PlanReader &
  DirectoryReader &
  PlanWriter & {
    /** Everybody with this address, whatever their partnership. The address is compared in lower case. */
    findPeopleByEmail: (email: string) => Promise<Person[]>
    /**
     * Stops mail to a person, or to whoever stands for an entry that was merged. `addresses`, in lower
     * case, are those the mail went to: a person who has another address by now goes on getting mail.
     * Null where nobody knows.
     */
    stopMail: (
      partnershipId: string,
      personId: string,
      at: string,
      reason: string,
      addresses: readonly string[] | null,
    ) => Promise<void>
    listPlans: (partnershipId: string) => Promise<PlanKey[]>
  }

export const createPlanRepository = (entities: Entities): PlanRepository => {
  const { person, plan, action, service } = entities

  const { loadDirectory, readDirectory, writeDirectory } = createDirectoryRepository(entities)

  return {
    loadDirectory,

    findPlan: async ({ partnershipId, planId }) => {
      const { data } = await plan.get({ partnershipId, planId }).go({ consistent: true })
      return data ? parsePlan(data) : null
    },

    loadPlanFile: async ({ partnershipId, planId }) => {
      const [{ data }, directory] = await Promise.all([
        service.collections.planFile({ partnershipId, planId }).go({ pages: 'all', consistent: true }),
        loadDirectory(partnershipId),
      ])
      const [first] = data.plan
      if (!first) return null
      const plan = parsePlan(first)
      // Whom a name means follows the directory: a spelling that is added there counts at once.
      const findIds = createFinder(plan, directory)
      return {
        plan,
        actions: data.action.map((item) => findIds(parseAction({ partnershipId, planId }, item))),
      }
    },

    indexActions: async (plan) => {
      const { partnershipId, planId } = plan
      const findIds = createFinder(plan, await loadDirectory(partnershipId))
      const index: Sharable[] = []
      let cursor: string | null = null
      do {
        const page: { data: Item[]; cursor: string | null } = await action.query
          .primary({ partnershipId, planId })
          .go({ cursor, consistent: true })
        for (const item of page.data) {
          const { ref, closed, statusCode, improvementLeadIds } = findIds(
            parseAction({ partnershipId, planId }, item),
          )
          index.push({ ref, closed, statusCode, improvementLeadIds })
        }
        cursor = page.cursor
      } while (cursor !== null)
      return index
    },

    findActions: async (plan, refs) => {
      const { partnershipId, planId } = plan
      const keys = refs.map((ref) => ({ partnershipId, planId, ref }))
      const found = await getAll(keys, (some) => action.get(some).go({ consistent: true }))
      return found.map((item) => {
        const kept = parseAction({ partnershipId, planId }, item)
        return { ...kept, statusCode: codeOfStatus(plan, kept.status) }
      })
    },

    listPlans: async (partnershipId) => {
      const { data } = await plan.query.ofPartnership({ partnershipId }).go({ pages: 'all' })
      return data.map(({ planId }) => ({ partnershipId, planId }))
    },

    findPeopleByEmail: async (email) => {
      const { data } = await person.query.byEmail({ email: email.toLowerCase() }).go({ pages: 'all' })
      return data.map(parsePerson)
    },

    stopMail: async (partnershipId, personId, at, reason, addresses) => {
      await changeDirectory(partnershipId, { readDirectory, writeDirectory }, (directory) => {
        const found = findPerson(directory, personId)
        const isTheirs = addresses === null || (found && addresses.includes(found.email))
        const change =
          found && isTheirs && !found.mailStopped
            ? { people: [{ ...found, mailStopped: { at, reason } }], boards: [], event: null }
            : null
        return { change, result: undefined }
      })
    },

    saveDirectory: async ({ people, boards }) => {
      const [partnershipId] = [...people, ...boards].map((entry) => entry.partnershipId)
      if (partnershipId === undefined) return
      const entries = [
        ...people.map((one) => ({ people: [one], boards: [] })),
        ...boards.map((one) => ({ people: [], boards: [one] })),
      ]
      for (let from = 0; from < entries.length; from += ENTRIES_AT_ONCE) {
        const step = entries.slice(from, from + ENTRIES_AT_ONCE)
        await succeeds(() =>
          service.transaction
            .write((items) => [
              // Whoever read the directory before must read it again before they change it.
              countDirectory(items, partnershipId).commit(),
              ...step.flatMap((entry) =>
                entry.people.map((one) => items.person.put(personItem(one)).commit()),
              ),
              ...step.flatMap((entry) => entry.boards.map((one) => items.board.put(boardItem(one)).commit())),
            ])
            .go(),
        )
      }
    },

    savePlan: async ({ partnershipId, planId, partnershipName, ...settings }) => {
      const made = await written(() =>
        plan
          .create({
            partnershipId,
            planId,
            partnershipName,
            settings: PlanSettings.parse(settings),
            revision: 0,
            // At once: the sweeper gives a new plan its first tick.
            ...attend(new Date(0).toISOString()),
          })
          .go(),
      )
      if (made) return
      await plan
        .patch({ partnershipId, planId })
        .set({ partnershipName, settings: PlanSettings.parse(settings) })
        .add({ settingsRevision: 1 })
        .go()
    },
  }
}
