import { describe, expect, it } from 'vitest'
import { type AdvanceDeps, advance } from '../../functions/cycle/advance.ts'
import { createNextInWindow } from '../../functions/entrypoints/wiring.ts'
import { openTestLeads } from '../support/lead.ts'
import { openTestMonth } from '../support/month.ts'
import { key } from '../support/small-plan.ts'

const OPENS = '2026-12-01T09:00:00.000Z'
const cycle = { ...key, cycleId: '2026-12' }

describe('a month whose opening is cut short', () => {
  const cutShort = async () => {
    const month = await openTestMonth()
    await month.tick('2026-11-20T10:00:00.000Z')
    const { cycles } = month.deps
    const died = new Error('died')
    const dying: AdvanceDeps = {
      ...month.deps,
      leadsAtOnce: 1,
      cycles: {
        ...cycles,
        openRequests: async (key, step) => {
          if (step.through === 'bob') throw died
          return await cycles.openRequests(key, step)
        },
      },
    }
    await expect(advance(key, OPENS, dying)).rejects.toThrow(died)
    expect((await cycles.findCycle(cycle))?.state).toBe('opening')
    expect((await cycles.listRequests(cycle)).map(({ personId }) => personId)).toEqual(['ann'])
    return month
  }

  it('mails nobody until everybody has a form: an answer would miss whoever gets theirs later', async () => {
    const month = await cutShort()
    expect(month.queued).toEqual([])
    const nextInWindow = createNextInWindow(month.table)
    // Also where the sweeper queues what is owed already.
    expect(await nextInWindow(cycle, OPENS)).toBe('2026-12-01T09:01:00.000Z')
    const leads = openTestLeads(month, { now: OPENS })
    const link = await leads.linkFor('ann')
    expect((await leads.app.request(link)).status).toBe(410)

    await month.tick('2026-12-01T09:05:00.000Z')
    expect(month.queued.map(({ messageId }) => messageId).sort()).toEqual([
      'plan_2026-12_request_1_ann',
      'plan_2026-12_request_1_bob',
    ])
    expect(await nextInWindow(cycle, '2026-12-01T09:05:00.000Z')).toBe('2026-12-01T09:05:00.000Z')
    expect((await leads.app.request(link)).status).toBe(200)
  })
})
