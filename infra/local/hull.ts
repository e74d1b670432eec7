import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { connectBucket, connectStores } from '../../functions/entrypoints/wiring.ts'
import { BoardsFile, PeopleFile } from '../../functions/plan/import/directory-file.ts'
import { type ImportDeps, importPlan } from '../../functions/plan/import-plan.ts'
import { type PlanKey, PlanSettings } from '../../functions/plan/plan.ts'
import { type SetUpDeps, setUpPlan } from '../../functions/plan/set-up-plan.ts'
import { newPersonId } from '../../functions/platform/ids.ts'

/** The example that comes with the project: Hull's real plan, with invented addresses. */
export const hull: PlanKey = { partnershipId: 'hull', planId: 'send-improvement' }

const Env = z.object({
  TABLE_NAME: z.string(),
  PACK_BUCKET: z.string(),
  S3_PATH_STYLE: z.string().optional(),
  CLOCK_FILE: z.string().optional(),
})

/** A file of the example, by its name, as text. */
export const seed = async (file: string): Promise<string> =>
  await readFile(new URL(`../../seeds/hull/${file}`, import.meta.url), 'utf8')

/**
 * Puts Hull's plan into an empty table; one that is there already is left alone. A run that was cut
 * short is finished, for the actions come last and are looked for.
 *
 * @returns whether there was anything to do
 * @throws Error with a sentence of one line when a seed file cannot be read.
 */
export const plantHull = async (key: PlanKey = hull): Promise<boolean> => {
  const env = Env.parse(process.env)
  const stores = { ...connectStores(env), ...connectBucket(env) }
  const there = await stores.plans.loadPlanFile(key)
  if (there && there.actions.length > 0) return false
  await writeHull(key, stores)
  return true
}

/** Writes Hull's settings, people and boards, and then brings its file in. @throws Error as above */
export const writeHull = async (
  key: PlanKey,
  stores: Omit<SetUpDeps, 'newPersonId'> & ImportDeps,
): Promise<void> => {
  await setUpPlan(
    {
      ...key,
      partnershipName: 'Hull local area partnership',
      settings: PlanSettings.parse(JSON.parse(await seed('settings.json'))),
      people: PeopleFile.parse(JSON.parse(await seed('people.json'))),
      boards: BoardsFile.parse(JSON.parse(await seed('boards.json'))),
    },
    { ...stores, newPersonId },
  )
  const plan = await stores.plans.findPlan(key)
  if (!plan) throw new Error('the plan was not written')
  const file = { name: 'plan.txt', bytes: new TextEncoder().encode(await seed('plan.txt')) }
  const result = await importPlan(plan, { file, mapping: {}, revision: plan.revision, by: 'set-up' }, stores)
  if (result.outcome !== 'imported') {
    throw new Error(`seeds/hull/plan.txt could not be imported. ${'reason' in result ? result.reason : ''}`)
  }
}

/** The example's coordinators, by name and address. */
export const findExamplePeople = async (): Promise<{ coordinators: PeopleFile }> => {
  const people = PeopleFile.parse(JSON.parse(await seed('people.json')))
  return { coordinators: people.filter(({ roles }) => roles?.includes('coordinator')) }
}
