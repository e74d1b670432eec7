import { cycleKeyOf } from '../../cycle/cycle.ts'
import { Pack, type PackKey, type PackStore } from '../../pack/ports.ts'
import { succeeds } from './action-item.ts'
import { attend } from './attributes.ts'
import type { Entities } from './entities.ts'
import { failedConditions, isCount, parseItem, toItem, written } from './item.ts'
import { isReadIn } from './read-conditions.ts'

export const createPackRepository = ({ pack, service }: Entities): PackStore => {
  const keyOf = ({ partnershipId, planId, cycleId, boardId }: PackKey): PackKey => ({
    partnershipId,
    planId,
    cycleId,
    boardId,
  })

  return {
    want: async (wanted) => {
      const failed = failedConditions(
        await service.transaction
          .write((items) => [
            // The cycle first: a closing that is over is told apart from a pack that was asked for before.
            items.cycle
              .check(cycleKeyOf(wanted))
              .where((attributes, operations) =>
                isReadIn(attributes, operations, { ...wanted, revision: wanted.round }, ['closing']),
              )
              .commit(),
            items.pack
              .put({ ...toItem(wanted), ...attend(wanted.attentionAt) })
              .where(({ state }, { eq, notExists }) => `${notExists(state)} OR ${eq(state, 'withdrawn')}`)
              .commit(),
          ])
          .go(),
      )
      return !failed.includes(0)
    },

    find: async (key) => {
      const { data } = await pack.get(keyOf(key)).go({ consistent: true })
      return data ? parseItem(Pack, data) : null
    },

    list: async ({ partnershipId, planId, cycleId }) => {
      const { data } = await pack.query
        .primary({ partnershipId, planId, cycleId })
        .go({ pages: 'all', consistent: true })
      return data
        .map((item) => parseItem(Pack, item))
        .sort((a, b) => a.boardName.localeCompare(b.boardName, 'en'))
    },

    built: (key, file) =>
      written(() =>
        pack
          .patch(keyOf(key))
          .set({ ...file, state: 'built', ...attend('') })
          .where(
            ({ state, round }, operations) =>
              `${operations.eq(state, 'wanted')} AND ${isCount(round, key.round, operations)}`,
          )
          .go(),
      ),

    withdraw: async (key, { revision }) => {
      const failed = failedConditions(
        await service.transaction
          .write((items) => [
            items.cycle
              .check(cycleKeyOf(key))
              .where((attributes, operations) =>
                isReadIn(attributes, operations, { ...key, revision }, ['reopening']),
              )
              .commit(),
            items.pack
              .patch(keyOf(key))
              .set({ state: 'withdrawn', ...attend('') })
              .remove(['file', 'sha256', 'pages'])
              .where(({ state }, { eq }) => `${eq(state, 'wanted')} OR ${eq(state, 'built')}`)
              .commit(),
          ])
          .go(),
      )
      return !failed.includes(0)
    },

    issue: (key, by, now) =>
      succeeds(() =>
        service.transaction
          .write((items) => [
            items.pack
              .patch(keyOf(key))
              .set({ state: 'issued', issuedBy: by, issuedAt: now, ...attend(now) })
              .where(({ state }, { eq }) => eq(state, 'built'))
              .commit(),
            items.cycle
              .patch(cycleKeyOf(key))
              .set({ issued: true })
              .where(({ state }, { eq }) => eq(state, 'closed'))
              .commit(),
          ])
          .go(),
      ),

    noticesOwed: async (key) => {
      await pack.patch(keyOf(key)).set(attend('')).go()
    },
  }
}
