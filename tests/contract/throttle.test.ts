import { beforeEach, describe, expect, it } from 'vitest'
import { createAlertOfQuota } from '../../functions/entrypoints/wiring.ts'
import type { SendResult } from '../../functions/message/ports.ts'
import { annsRequest, openTestLedger } from '../support/ledger.ts'
import { key } from '../support/small-plan.ts'

const refused = (because: 'rate' | 'quota' | 'other'): SendResult => ({ outcome: 'not-taken', because })
const later = (time: string) => `2026-12-01T${time}.000Z`

describe('mail that was not taken', () => {
  let ledger: Awaited<ReturnType<typeof openTestLedger>>
  beforeEach(async () => {
    ledger = await openTestLedger()
  })

  it('goes back to the queue for a while that grows, owed before it is queued', async () => {
    const states: unknown[] = []
    const queue = {
      enqueueMessage: async (id: typeof annsRequest, delaySeconds?: number) => {
        states.push((await ledger.stored())?.state)
        await ledger.queue.enqueueMessage(id, delaySeconds)
      },
    }
    for (const _ of [1, 2, 3]) {
      expect(await ledger.work({ result: refused('rate'), queue })).toBe('not-taken')
    }
    expect(states).toEqual(['owed', 'owed', 'owed'])
    expect(ledger.delays).toEqual([15, 30, 60])
    expect(await ledger.stored()).toMatchObject({ attempts: 3, attentionAt: later('09:03:05') })
    expect(ledger.alerts).toEqual([])
    expect(await ledger.work()).toBe('sent')
  })

  it('is found by the sweeper where the queue did not take it', async () => {
    const queue = { enqueueMessage: () => Promise.reject(new Error('the queue is away')) }
    await expect(ledger.work({ result: refused('rate'), queue })).rejects.toThrow('the queue is away')
    await ledger.sweepAt(later('09:15:00'))
    expect(ledger.month.queued).toContainEqual(expect.objectContaining(annsRequest))
  })

  it('is not counted twice by an event that told meanwhile that an earlier attempt went out', async () => {
    await ledger.work({
      mail: {
        send: async () => {
          await ledger.month.table.messages.move(annsRequest, 'delivered', { attentionAt: '' })
          return refused('rate')
        },
      },
    })
    expect((await ledger.stored())?.state).toBe('delivered')
    expect(ledger.delays).toEqual([])
  })

  it('for the quota of the day waits for an hour outside the queue, and coordinators hear once a day', async () => {
    const { table, deps } = ledger.month
    const alertOfQuota = createAlertOfQuota({ ...table, ...deps, now: () => ledger.clock.now })
    const quotaAlert = {
      partnershipId: key.partnershipId,
      messageId: 'alert_quota-2026-12-01_cora',
    }
    await ledger.work({ result: refused('quota'), alertOfQuota })
    expect(await ledger.stored()).toMatchObject({ state: 'owed', attentionAt: later('10:00:05') })
    expect(ledger.delays).toEqual([])
    expect((await ledger.stored(quotaAlert))?.about).toMatch(/quota is spent/)
    // The alert is refused too, and must not set itself going again.
    await ledger.work({ id: quotaAlert, result: refused('quota'), alertOfQuota })
    await ledger.work({ result: refused('quota'), alertOfQuota })
    expect(ledger.month.queued.map(({ messageId }) => messageId)).toEqual([quotaAlert.messageId])
    ledger.clock.now = '2026-12-02T09:00:00.000Z'
    await ledger.work({ result: refused('quota'), alertOfQuota })
    expect(ledger.month.queued).toHaveLength(2)
  })
})

describe('a worker', () => {
  it('rests after each call of the mail service, once it has written down what came of it', async () => {
    const ledger = await openTestLedger()
    const rests: unknown[] = []
    const rest = async () => {
      rests.push((await ledger.stored())?.state)
    }
    await ledger.work({ result: refused('rate'), rest })
    await ledger.work({ rest })
    await ledger.work({ rest })
    expect(rests).toEqual(['owed', 'sent'])
  })

  it('does not rest where nothing was sent', async () => {
    const ledger = await openTestLedger()
    const rest = () => Promise.reject(new Error('it rested'))
    expect(await ledger.work({ rest, compose: async () => ({ owed: false, reason: 'Answered.' }) })).toBe(
      'dropped',
    )
  })
})
