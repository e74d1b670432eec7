import { Cycle, type CycleState, Request, statesBefore } from '../../cycle/cycle.ts'
import type { CycleKey, CycleStore, ReadCycle, UpdateReader } from '../../cycle/ports.ts'
import { Message } from '../../message/message.ts'
import { Ask, type RequestKey, requestKeyOf } from '../../update/ask.ts'
import { Update } from '../../update/update.ts'
import { succeeds } from './action-item.ts'
import { attend, type Entities } from './entities.ts'
import { failedConditions, isCount, parseItem, toItem, written } from './item.ts'
import { goesOn, isReadIn, standsAt } from './read-conditions.ts'

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

  /** The cycle is asked in the same transaction, so that a slow worker undoes nothing of what came after. */
  const turnRequest = (key: RequestKey, to: Request['state'], read: ReadCycle, during: CycleState) =>
    succeeds(() =>
      service.transaction
        .write((items) => [
          items.request.patch(requestKeyOf(key)).set({ state: to }).commit(),
          items.cycle
            .check(cycleKeyOf(read))
            .where((attributes, operations) => isReadIn(attributes, operations, read, [during]))
            .commit(),
        ])
        .go(),
    )

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

    planCycle: (planned, read, current) =>
      succeeds(() =>
        service.transaction
          .write((items) => [
            items.plan
              .patch({ partnershipId: planned.partnershipId, planId: planned.planId })
              .set({ currentCycleId: planned.cycleId })
              // A slow worker must not take the plan to another month, or to one of another policy.
              .where((attributes, operations) =>
                [
                  standsAt(attributes, operations, read.currentCycleId),
                  isCount(attributes.settingsRevision, planned.plannedBy, operations),
                  goesOn(attributes, operations),
                ].join(' AND '),
              )
              .commit(),
            items.cycle
              .put(toItem(planned))
              .where(({ state }, { eq, notExists }) => `${notExists(state)} OR ${eq(state, 'planned')}`)
              .commit(),
            // The month that gives way has not begun meanwhile.
            ...(current && current.cycleId !== planned.cycleId
              ? [
                  items.cycle
                    .check(cycleKeyOf(current))
                    .where((attributes, operations) =>
                      isReadIn(attributes, operations, current, [current.state]),
                    )
                    .commit(),
                ]
              : []),
          ])
          .go(),
      ),

    moveCycle: (read, to, change) => {
      const begins = to === 'opening' || to === 'closing' || to === 'held'
      return succeeds(() =>
        service.transaction
          .write((items) => [
            items.cycle
              .patch(cycleKeyOf(read))
              .set({ ...toItem(change), state: to })
              .where((attributes, operations) => isReadIn(attributes, operations, read, statesBefore(to)))
              .commit(),
            ...(begins
              ? [
                  items.plan
                    .check({ partnershipId: read.partnershipId, planId: read.planId })
                    // Nobody else has taken the plan to another month, of which this one would never hear.
                    .where((attributes, operations) =>
                      [goesOn(attributes, operations), standsAt(attributes, operations, read.cycleId)].join(
                        ' AND ',
                      ),
                    )
                    .commit(),
                ]
              : []),
          ])
          .go(),
      )
    },

    markDone: async (read, done) => {
      await written(() =>
        cycle
          .patch(cycleKeyOf(read))
          .set(done)
          .where((attributes, operations) =>
            [
              isReadIn(attributes, operations, read, ['open']),
              ...('remindersDone' in done
                ? [operations.lt(attributes.remindersDone, done.remindersDone)]
                : []),
            ].join(' AND '),
          )
          .go(),
      )
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
      const failed = failedConditions(
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
      )
      return failed.length === 0
    },

    listRequests: async (key) => {
      const { data } = await request.query.ofCycle(cycleKeyOf(key)).go({ pages: 'all' })
      return data.map((item) => parseItem(Request, item))
    },

    closeRequest: (key, closing) => turnRequest(key, 'closed', closing, 'closing'),
    reopenRequest: (key, reopening) => turnRequest(key, 'open', reopening, 'reopening'),

    listMessages: async (key) => {
      const { data } = await message.query.ofCycle(cycleKeyOf(key)).go({ pages: 'all' })
      return data.map((item) => parseItem(Message, item))
    },

    listAsks: async (key) => {
      const { data } = await ask.query.primary(requestKeyOf(key)).go({ pages: 'all', consistent: true })
      return data.map((item) => parseItem(Ask, item))
    },

    setNextMoment: async ({ partnershipId, planId }, nextMoment) => {
      // A slow worker must not have the sweeper look at a plan that was paused meanwhile.
      await written(() =>
        plan
          .patch({ partnershipId, planId })
          .set(attend(nextMoment ?? ''))
          .where((attributes, operations) => goesOn(attributes, operations))
          .go(),
      )
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
