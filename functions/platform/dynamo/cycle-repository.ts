import { Cycle, Request, statesBefore } from '../../cycle/cycle.ts'
import type { CycleKey, CycleStore, UpdateReader } from '../../cycle/ports.ts'
import { Message } from '../../message/message.ts'
import { Ask, requestKeyOf } from '../../update/ask.ts'
import { Update } from '../../update/update.ts'
import { attend, type Entities } from './entities.ts'
import { failedConditions, parseItem, toItem, withoutConflict, written } from './item.ts'

/** How many asks are written at a time while a lead's request is made. */
const ASKS_AT_ONCE = 10

export const cycleKeyOf = ({ partnershipId, planId, cycleId }: CycleKey): CycleKey => ({
  partnershipId,
  planId,
  cycleId,
})

/** What is written of an ask that is made. */
export const askItem = (made: Ask) => ({ ...toItem(made), answerVersion: made.answer?.version ?? 0 })

export const createCycleRepository = (entities: Entities): CycleStore & UpdateReader => {
  const { cycle, plan, request, ask, update, message, service } = entities

  return {
    findCycle: async (key) => {
      const { data } = await cycle.get(cycleKeyOf(key)).go({ consistent: true })
      return data ? parseItem(Cycle, data) : null
    },

    listCycles: async ({ partnershipId, planId }) => {
      const { data } = await cycle.query
        .primary({ partnershipId, planId })
        .go({ pages: 'all', order: 'desc', consistent: true })
      return data.map((item) => parseItem(Cycle, item))
    },

    planCycle: async (planned) => {
      await written(() => cycle.create(toItem(planned)).go())
      const { partnershipId, planId, cycleId } = planned
      await written(() =>
        plan
          .patch({ partnershipId, planId })
          .set({ currentCycleId: cycleId })
          // A slow worker must not take the plan back to an earlier month.
          .where(
            ({ currentCycleId }, { notExists, lt }) =>
              `${notExists(currentCycleId)} OR ${lt(currentCycleId, cycleId)}`,
          )
          .go(),
      )
    },

    moveCycle: (key, to, change) =>
      written(() =>
        cycle
          .patch(cycleKeyOf(key))
          .set({ ...toItem(change), state: to })
          .where(({ state }, { eq }) => {
            const before: string[] = statesBefore(to)
            return before.map((from) => eq(state, from)).join(' OR ')
          })
          .go(),
      ),

    markDone: async (key, done) => {
      await cycle.patch(cycleKeyOf(key)).set(done).go()
    },

    openRequest: async (made, asks, first) => {
      const { data: there } = await request.get(requestKeyOf(made)).go({ consistent: true })
      if (there) return false
      // The asks go first and one by one: nobody sees them before the request is there, a lead may
      // have more than one transaction holds, and an ask that is there already is never overwritten.
      for (let from = 0; from < asks.length; from += ASKS_AT_ONCE) {
        await Promise.all(
          asks.slice(from, from + ASKS_AT_ONCE).map((one) => written(() => ask.create(askItem(one)).go())),
        )
      }
      const failed = await withoutConflict(async () =>
        failedConditions(
          await service.transaction
            .write((items) => [
              items.request.create(toItem(made)).commit(),
              items.message.create({ ...toItem(first), ...attend(first.attentionAt) }).commit(),
              // A slow worker must not add anybody to a cycle that has gone on.
              items.cycle
                .patch(cycleKeyOf(made))
                .add({ leadsAsked: 1 })
                .where(({ state }, { eq }) => eq(state, 'opening'))
                .commit(),
            ])
            .go(),
        ),
      )
      return failed.length === 0
    },

    listRequests: async (key) => {
      const { data } = await request.query.ofCycle(cycleKeyOf(key)).go({ pages: 'all' })
      return data.map((item) => parseItem(Request, item))
    },

    closeRequest: async (key) => {
      await withoutConflict(() => request.patch(requestKeyOf(key)).set({ state: 'closed' }).go())
    },

    listMessages: async (key) => {
      const { data } = await message.query.ofCycle(cycleKeyOf(key)).go({ pages: 'all' })
      return data.map((item) => parseItem(Message, item))
    },

    listAsks: async (key) => {
      const { data } = await ask.query.primary(requestKeyOf(key)).go({ pages: 'all', consistent: true })
      return data.map((item) => parseItem(Ask, item))
    },

    setNextMoment: async ({ partnershipId, planId }, nextMoment) => {
      await plan
        .patch({ partnershipId, planId })
        .set(attend(nextMoment ?? ''))
        .go()
    },

    findHeads: async (actions) => {
      const keys = actions.flatMap(({ partnershipId, planId, ref, head }) =>
        head ? [{ partnershipId, planId, ref, version: head.version }] : [],
      )
      const distinct = [...new Map(keys.map((key) => [key.ref, key])).values()]
      if (distinct.length === 0) return []
      const { data, unprocessed } = await update.get(distinct).go({ consistent: true })
      if (unprocessed.length > 0) throw new Error(`${unprocessed.length} updates could not be read`)
      return data.map((item) => parseItem(Update, item))
    },
  }
}
