import { Cycle, type CycleState, cycleKeyOf, Request, statesBefore } from '../../cycle/cycle.ts'
import type { CycleStore, ReadCycle, UpdateReader } from '../../cycle/ports.ts'
import { SharedAction } from '../../cycle/share-out.ts'
import { Message } from '../../message/message.ts'
import { atOnce } from '../../plan/at-once.ts'
import { Ask, type RequestKey, requestKeyOf } from '../../update/ask.ts'
import { Update } from '../../update/update.ts'
import { sha256 } from '../ids.ts'
import { succeeds } from './action-item.ts'
import { attend } from './attributes.ts'
import { audited } from './audit-repository.ts'
import type { Entities } from './entities.ts'
import { failedConditions, getAll, isCount, parseItem, toItem, written } from './item.ts'
import { goesOn, isReadIn, standsAt } from './read-conditions.ts'

/** How many items are written at a time. */
const WRITES_AT_ONCE = 8
/** An item holds 400 KB; a part of a list stays far below, so that one with many leads has room. */
const PART_BYTES = 100_000

/** A list in parts that each fit into an item. */
const partsOf = (list: SharedAction[]): SharedAction[][] => {
  const parts: SharedAction[][] = []
  let bytes = 0
  for (const action of list) {
    const more = Buffer.byteLength(JSON.stringify(action))
    const last = parts.at(-1)
    bytes += more
    if (last && bytes <= PART_BYTES) last.push(action)
    else {
      parts.push([action])
      bytes = more
    }
  }
  return parts
}

/** What is written of an ask that is made. */
export const askItem = (made: Ask) => ({ ...toItem(made), answerVersion: made.answer?.version ?? 0 })

export const createCycleRepository = (entities: Entities): CycleStore & UpdateReader => {
  const { cycle, plan, shareOut, request, ask, update, message, service } = entities

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

    moveCycle: (read, to, change, event) => {
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
            ...(event ? [items.audit.create(audited(event)).commit()] : []),
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

    // The parts first: a list that the cycle names is whole. Its name is made of its content, so that two
    // who make different ones at the same time do not write over each other.
    fixShareOut: async (key, list, leads) => {
      const id = sha256(JSON.stringify(list)).slice(0, 32)
      await atOnce(WRITES_AT_ONCE, [...partsOf(list).entries()], async ([part, actions]) => {
        await shareOut.put({ ...cycleKeyOf(key), shareOutId: id, part, actions }).go()
      })
      await written(() =>
        cycle
          .patch(cycleKeyOf(key))
          .set({ shareOut: { id, leads } })
          .where(
            ({ state, shareOut: fixed }, { eq, notExists }) =>
              `${eq(state, 'opening')} AND ${notExists(fixed)}`,
          )
          .go(),
      )
    },

    loadShareOut: async ({ shareOut: fixed, ...key }) => {
      if (!fixed) return []
      const { data } = await shareOut.query
        .primary({ ...cycleKeyOf(key), shareOutId: fixed.id })
        .go({ pages: 'all', consistent: true })
      return data.flatMap(({ actions }) => SharedAction.array().parse(actions))
    },

    writeAsks: async (asks) => {
      await atOnce(WRITES_AT_ONCE, asks, (one) => written(() => ask.create(askItem(one)).go()))
    },

    openRequests: async (key, { after, through, made }) => {
      const failed = failedConditions(
        await service.transaction
          .write((items) => [
            items.cycle
              .patch(cycleKeyOf(key))
              .add({ leadsAsked: made.length })
              .set({ askedThrough: through })
              // A slow worker must not add anybody to a cycle that has gone on.
              .where(({ state, askedThrough }, { eq, notExists }) => {
                const isNext = after === null ? notExists(askedThrough) : eq(askedThrough, after)
                return `${eq(state, 'opening')} AND ${isNext}`
              })
              .commit(),
            ...made.flatMap(({ request: one, message: first }) => [
              items.request.create(toItem(one)).commit(),
              items.message.create({ ...toItem(first), ...attend(first.attentionAt) }).commit(),
            ]),
          ])
          .go(),
      )
      if (failed.length > 0 && !failed.includes(0)) {
        throw new Error('somebody whom the opening has not come to has a request or a mail')
      }
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

    rest: async ({ partnershipId, planId }) => {
      await written(() =>
        plan
          .patch({ partnershipId, planId })
          .set(attend(''))
          .where(({ paused }, { exists }) => exists(paused))
          .go(),
      )
    },

    findHeads: async (actions) => {
      const keys = actions.flatMap(({ partnershipId, planId, ref, head }) =>
        head ? [{ partnershipId, planId, ref, version: head.version }] : [],
      )
      const distinct = [...new Map(keys.map((key) => [key.ref, key])).values()]
      const found = await getAll(distinct, (some) => update.get(some).go({ consistent: true }))
      return found.map((item) => parseItem(Update, item))
    },
  }
}
