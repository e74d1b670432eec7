import { z } from 'zod'
import type { PlanReader } from '../../cycle/ports.ts'
import type { Directory, DirectoryReader } from '../../plan/directory.ts'
import { type Action, Board, Head, Person, Plan, type PlanKey, PlanSettings } from '../../plan/plan.ts'
import type { PlanWriter } from '../../plan/ports.ts'
import { ActionDetails } from './action-item.ts'
import { attend, type Entities } from './entities.ts'
import { parseItem, written } from './item.ts'

const StoredPlan = Plan.pick({
  partnershipId: true,
  planId: true,
  partnershipName: true,
  currentCycleId: true,
  importing: true,
}).extend({ revision: z.number() })
const StoredAction = z.object({ ref: z.string(), headVersion: z.number(), headHash: z.string().nullable() })
const PersonDetails = Person.omit({ partnershipId: true, personId: true, email: true })
const BoardDetails = Board.omit({ partnershipId: true, boardId: true })

type Item = Record<string, unknown>

const parsePlan = (item: Item): Plan => ({
  ...PlanSettings.parse(item['settings']),
  ...parseItem(StoredPlan, item),
})

const parseAction = (key: PlanKey, item: Item): Action => {
  const { headVersion, headHash } = parseItem(StoredAction, item)
  return {
    ...ActionDetails.parse(item['details']),
    ...key,
    head: headVersion === 0 ? null : Head.parse({ version: headVersion, hash: headHash }),
  }
}

const parsePerson = (item: Item): Person =>
  Person.parse({
    ...PersonDetails.parse(item['details']),
    partnershipId: item['partnershipId'],
    personId: item['personId'],
    email: item['email'],
  })

const parseBoard = (item: Item): Board =>
  Board.parse({
    ...BoardDetails.parse(item['details']),
    partnershipId: item['partnershipId'],
    boardId: item['boardId'],
  })

export type PlanRepository = PlanReader &
  DirectoryReader &
  PlanWriter & {
    /** Everybody with this address, whatever their partnership. The address is compared in lower case. */
    findPeopleByEmail: (email: string) => Promise<Person[]>
    stopMail: (partnershipId: string, personId: string, at: string, reason: string) => Promise<void>
    listPlans: (partnershipId: string) => Promise<PlanKey[]>
  }

export const createPlanRepository = (entities: Entities): PlanRepository => {
  const { person, board, plan, service } = entities

  const loadDirectory = async (partnershipId: string): Promise<Directory> => {
    const { data } = await service.collections
      .directory({ partnershipId })
      .go({ pages: 'all', consistent: true })
    return { people: data.person.map(parsePerson), boards: data.board.map(parseBoard) }
  }

  const writePerson = ({ partnershipId, personId, email, ...details }: Person) => ({
    partnershipId,
    personId,
    email,
    details: PersonDetails.parse(details),
  })

  return {
    loadDirectory,

    findPlan: async ({ partnershipId, planId }) => {
      const { data } = await plan.get({ partnershipId, planId }).go({ consistent: true })
      return data ? parsePlan(data) : null
    },

    loadPlanFile: async ({ partnershipId, planId }) => {
      const { data } = await service.collections
        .planFile({ partnershipId, planId })
        .go({ pages: 'all', consistent: true })
      const [first] = data.plan
      if (!first) return null
      return {
        plan: parsePlan(first),
        actions: data.action.map((item) => parseAction({ partnershipId, planId }, item)),
      }
    },

    listPlans: async (partnershipId) => {
      const { data } = await plan.query.ofPartnership({ partnershipId }).go({ pages: 'all' })
      return data.map(({ planId }) => ({ partnershipId, planId }))
    },

    findPeopleByEmail: async (email) => {
      const { data } = await person.query.byEmail({ email: email.toLowerCase() }).go({ pages: 'all' })
      return data.map(parsePerson)
    },

    stopMail: async (partnershipId, personId, at, reason) => {
      const found = (await loadDirectory(partnershipId)).people.find((one) => one.personId === personId)
      if (!found || found.mailStopped) return
      const { details } = writePerson({ ...found, mailStopped: { at, reason } })
      await person.patch({ partnershipId, personId }).set({ details }).go()
    },

    saveDirectory: async ({ people, boards }) => {
      for (const one of people) await person.put(writePerson(one)).go()
      for (const { partnershipId, boardId, ...details } of boards) {
        await board.put({ partnershipId, boardId, details: BoardDetails.parse(details) }).go()
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
        .go()
    },
  }
}
