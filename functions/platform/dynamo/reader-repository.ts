import { z } from 'zod'
import { PackKey, type ReaderStore, Reading } from '../../pack/ports.ts'
import { Instant } from '../../plan/plan.ts'
import { forgetAfter } from './access-repository.ts'
import type { Entities } from './entities.ts'
import { parseItem } from './item.ts'

const StoredReaderLink = PackKey.extend({ hash: z.string(), personId: z.string(), expiresAt: Instant })

export const createReaderRepository = ({ readerLink, reading }: Entities): ReaderStore => ({
  saveReaderLink: async (link) => {
    await readerLink.create({ ...link, expires: forgetAfter(link.expiresAt) }).go()
  },

  findReaderLink: async (hash) => {
    const { data } = await readerLink.get({ hash }).go({ consistent: true })
    return data ? parseItem(StoredReaderLink, data) : null
  },

  markRead: async ({ partnershipId, planId, cycleId, boardId, version, personId }, at) => {
    const key = { partnershipId, planId, cycleId, boardId, version, personId }
    const { data } = await reading.get(key).go({ consistent: true })
    await reading.put({ ...key, firstAt: data?.firstAt ?? at, lastAt: at }).go()
  },

  listReadings: async ({ partnershipId, planId, cycleId, boardId }) => {
    const { data } = await reading.query
      .primary({ partnershipId, planId, cycleId, boardId })
      .go({ pages: 'all', consistent: true })
    return data.map((item) => parseItem(Reading, item))
  },
})
