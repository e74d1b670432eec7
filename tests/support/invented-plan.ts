import type { createStores } from '../../functions/entrypoints/wiring.ts'
import { newPerson } from '../../functions/plan/decide-person.ts'
import { BoardsFile, PeopleFile } from '../../functions/plan/import/directory-file.ts'
import { readPlanFile } from '../../functions/plan/import/read-plan.ts'
import { type ActionText, type Person, type PlanKey, PlanSettings } from '../../functions/plan/plan.ts'
import { ActionDetails } from '../../functions/platform/dynamo/action-item.ts'
import { personItem } from '../../functions/platform/dynamo/directory-item.ts'
import type { Entities } from '../../functions/platform/dynamo/entities.ts'
import { seed } from '../../infra/local/hull.ts'

/** How many calls that write 25 items each are under way at a time. */
const CALLS_AT_ONCE = 4
/** So many leads' actions are held at a time. */
const LEADS_AT_ONCE = 500

/**
 * A plan of so many leads with Hull's settings and Hull's texts over and over: each lead has some actions
 * alone, and one with a neighbour. With two alone, two leads have five actions.
 */
export const writeInventedPlan = async (
  key: PlanKey,
  { leads, alone }: { leads: number; alone: number },
  { entities, plans }: { entities: Entities } & Pick<ReturnType<typeof createStores>, 'plans'>,
): Promise<void> => {
  const settings = PlanSettings.parse(JSON.parse(await seed('settings.json')))
  await plans.savePlan({ ...key, ...settings, partnershipName: 'Invented partnership' })
  const people = Array.from({ length: leads }, (_one, index) => inventedLead(key, index))
  await entities.person.put(people.map(personItem)).go({ concurrency: CALLS_AT_ONCE })
  const texts = await openActions(settings)
  for (let from = 0; from < leads; from += LEADS_AT_ONCE) {
    const actions = people
      .slice(from, from + LEADS_AT_ONCE)
      .flatMap(({ name }, place) => actionsOf(name, from + place, alone, people, texts))
    await entities.action
      .put(
        actions.map((action) => ({
          ...key,
          ref: action.ref,
          details: ActionDetails.parse(action),
          headVersion: 0,
        })),
      )
      .go({ concurrency: CALLS_AT_ONCE })
  }
}

const inventedLead = ({ partnershipId }: PlanKey, index: number): Person => {
  const number = String(index).padStart(5, '0')
  return {
    ...newPerson(partnershipId, `psn-${number}`),
    name: `Lead ${number}`,
    email: `lead-${number}@${partnershipId}.example`,
  }
}

const actionsOf = (
  name: string,
  index: number,
  alone: number,
  people: Person[],
  texts: ActionText[],
): ActionText[] => {
  const neighbour = people[index + 1]
  const leadsOf = [
    ...Array.from({ length: alone }, () => [name]),
    ...(index % 2 === 0 ? [neighbour ? [name, neighbour.name] : [name]] : []),
  ]
  return leadsOf.flatMap((improvementLeads, place) => {
    const text = texts[(index * leadsOf.length + place) % texts.length]
    return text ? [{ ...text, ref: `${index + 1}.${place + 1}`, improvementLeads }] : []
  })
}

/** Those actions of Hull's that a month asks about. */
const openActions = async (settings: PlanSettings): Promise<ActionText[]> => {
  const words = {
    ...settings,
    people: PeopleFile.parse(JSON.parse(await seed('people.json'))),
    boards: BoardsFile.parse(JSON.parse(await seed('boards.json'))),
  }
  const bytes = new TextEncoder().encode(await seed('plan.txt'))
  const read = await readPlanFile(bytes, { words, today: '2026-11-24' })
  if (!read.ok) throw new Error(read.reason)
  const final = new Set(settings.statuses.filter((status) => status.final).map(({ label }) => label))
  return read.actions.filter(({ closed, status }) => !closed && !final.has(status ?? ''))
}
