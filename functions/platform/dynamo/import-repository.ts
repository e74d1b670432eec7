import type { Action } from '../../plan/plan.ts'
import { PlanImport } from '../../plan/plan-import.ts'
import { ACTIONS_AT_ONCE, BYTES_AT_ONCE, bytesOf, type ImportStore } from '../../plan/ports.ts'
import { nextRevision, settled, stillWriting, succeeds, writeAction } from './action-item.ts'
import { attend } from './attributes.ts'
import { audited } from './audit-repository.ts'
import type { Entities } from './entities.ts'
import { parseItem, toItem } from './item.ts'

/** After so long the sweeper takes an import for dead, and finishes it. */
const TAKEN_FOR_DEAD_MS = 5 * 60_000

export const createImportRepository = (entities: Entities): ImportStore => {
  const { planImport, service } = entities
  const keyOf = ({ partnershipId, planId, importId }: PlanImport) => ({ partnershipId, planId, importId })

  return {
    importAtOnce: async (made, read, actions, event) =>
      await succeeds(() =>
        service.transaction
          .write((items) => [
            nextRevision(items, read).commit(),
            ...settled(items, read),
            items.planImport.create({ ...toItem(made), state: 'done', ...attend('') }).commit(),
            ...actions.map((one) => writeAction(items, one).commit()),
            items.audit.create(audited(event)).commit(),
          ])
          .go(),
      ),

    beginImport: async (made, read) =>
      await succeeds(() =>
        service.transaction
          .write((items) => [
            nextRevision(items, read, made.importId).commit(),
            ...settled(items, read),
            items.planImport
              .create({
                ...toItem(made),
                state: 'begun',
                ...attend(new Date(Date.parse(made.at) + TAKEN_FOR_DEAD_MS).toISOString()),
              })
              .commit(),
          ])
          .go(),
      ),

    writeActions: async (actions, begun) => {
      for (const step of inSteps(actions)) {
        const isWritten = await succeeds(() =>
          service.transaction
            .write((items) => [
              // Somebody who was asleep for long must not write over what came after.
              ...(begun ? [stillWriting(items, begun).commit()] : []),
              ...step.map((one) => writeAction(items, one).commit()),
            ])
            .go(),
        )
        if (!isWritten) return false
      }
      return true
    },

    endImport: async (made, event) =>
      await succeeds(() =>
        service.transaction
          .write((items) => [
            items.planImport
              .patch(keyOf(made))
              .set({ state: 'done', ...attend('') })
              .where(({ state }, { eq }) => eq(state, 'begun'))
              .commit(),
            items.plan
              .patch({ partnershipId: made.partnershipId, planId: made.planId })
              .remove(['importing'])
              .where(({ importing }, { eq }) => eq(importing, made.importId))
              .commit(),
            items.audit.create(audited(event)).commit(),
          ])
          .go(),
      ),

    findImport: async ({ partnershipId, planId, importId }) => {
      const { data } = await planImport.get({ partnershipId, planId, importId }).go({ consistent: true })
      return data ? parseItem(PlanImport, data) : null
    },

    listImports: async ({ partnershipId, planId }) => {
      const { data } = await planImport.query
        .primary({ partnershipId, planId })
        .where(({ state }, { eq }) => eq(state, 'done'))
        .go({ pages: 'all', order: 'desc', consistent: true })
      return data.map((item) => parseItem(PlanImport, item))
    },

    findLastImport: async ({ partnershipId, planId }) => {
      const { data } = await planImport.query
        .primary({ partnershipId, planId })
        .where(({ state }, { eq }) => eq(state, 'done'))
        .go({ order: 'desc', count: 1, consistent: true })
      return data[0] ? parseItem(PlanImport, data[0]) : null
    },
  }
}

/** Steps that one transaction holds, by number and by size. */
const inSteps = (actions: Action[]): Action[][] => {
  const steps: Action[][] = []
  let bytes = 0
  for (const action of actions) {
    const last = steps.at(-1)
    bytes += bytesOf(action)
    if (last && last.length < ACTIONS_AT_ONCE && bytes <= BYTES_AT_ONCE) last.push(action)
    else {
      steps.push([action])
      bytes = bytesOf(action)
    }
  }
  return steps
}
