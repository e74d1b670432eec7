import { z } from 'zod'
import type { KeptAction } from '../../plan/action-ids.ts'
import { Action, Head, type PlanKey } from '../../plan/plan.ts'
import type { PlanImport } from '../../plan/plan-import.ts'
import type { ReadPlanState, ReadRevision } from '../../plan/ports.ts'
import type { Items } from './entities.ts'
import { failedConditions, parseItem } from './item.ts'
import { isSettled } from './read-conditions.ts'

/** What the plan says of an action: all but its key, the head of its updates, and what the directory tells. */
export const ActionDetails = Action.omit({
  partnershipId: true,
  planId: true,
  head: true,
  statusCode: true,
  strategicLeadIds: true,
  improvementLeadIds: true,
  boardIds: true,
})

const StoredAction = z.object({ ref: z.string(), headVersion: z.number(), headHash: z.string().nullable() })

/** What is kept of an action. @throws ZodError when the item is not what its schema says */
export const parseAction = (key: PlanKey, item: Record<string, unknown>): KeptAction => {
  const { headVersion, headHash } = parseItem(StoredAction, item)
  return {
    ...ActionDetails.parse(item['details']),
    ...key,
    head: headVersion === 0 ? null : Head.parse({ version: headVersion, hash: headHash }),
  }
}

/** The write of what the plan says of an action, within a transaction; the head of its updates is left as it is. */
export const writeAction = (
  { action }: Pick<Items, 'action'>,
  { partnershipId, planId, ref, head: _, ...details }: Action,
) =>
  action
    .upsert({ partnershipId, planId, ref, details: ActionDetails.parse({ ...details, ref }) })
    .add({ headVersion: 0 })

/**
 * The plan's next revision, on condition that nobody has changed its actions since they were read and
 * that no import of them is being written; `importing` is an import that begins.
 */
export const nextRevision = (
  { plan }: Pick<Items, 'plan'>,
  { partnershipId, planId, revision: read }: ReadRevision,
  importing?: string,
) =>
  plan
    .patch({ partnershipId, planId })
    .add({ revision: 1 })
    .set(importing === undefined ? {} : { importing })
    .where(
      ({ revision, importing }, { eq, notExists }) => `${eq(revision, read)} AND ${notExists(importing)}`,
    )

/** That the plan's month is not just being opened or closed, which reads its actions step by step. */
export const settled = (
  { cycle }: Pick<Items, 'cycle'>,
  { partnershipId, planId, currentCycleId }: ReadPlanState,
) =>
  currentCycleId === null
    ? []
    : [
        cycle
          .check({ partnershipId, planId, cycleId: currentCycleId })
          .where((attributes, operations) => isSettled(attributes, operations))
          .commit(),
      ]

/** That the import is still being written. */
export const stillWriting = (
  { plan }: Pick<Items, 'plan'>,
  { partnershipId, planId, importId }: PlanImport,
) => plan.check({ partnershipId, planId }).where(({ importing }, { eq }) => eq(importing, importId))

type Outcome = Parameters<typeof failedConditions>[0]

/** Runs a transaction: false when one of its conditions did not hold. */
export const succeeds = async (transaction: () => Promise<Outcome>): Promise<boolean> =>
  failedConditions(await transaction()).length === 0
