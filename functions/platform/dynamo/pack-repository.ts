import { Pack, type PackKey, type PackStore } from '../../pack/ports.ts'
import { attend, type Entities } from './entities.ts'
import { parseItem, toItem, written } from './item.ts'

export const createPackRepository = ({ pack }: Entities): PackStore => {
  const keyOf = ({ partnershipId, planId, cycleId, boardId }: PackKey): PackKey => ({
    partnershipId,
    planId,
    cycleId,
    boardId,
  })

  return {
    want: async (wanted) => {
      await written(() => pack.create({ ...toItem(wanted), ...attend(wanted.attentionAt) }).go())
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
          .where(({ state }, { eq }) => eq(state, 'wanted'))
          .go(),
      ),

    issue: (key, by, now) =>
      written(() =>
        pack
          .patch(keyOf(key))
          .set({ state: 'issued', issuedBy: by, issuedAt: now, ...attend(now) })
          .where(({ state }, { eq }) => eq(state, 'built'))
          .go(),
      ),

    noticesOwed: async (key) => {
      await pack.patch(keyOf(key)).set(attend('')).go()
    },
  }
}
