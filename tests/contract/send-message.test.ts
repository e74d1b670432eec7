import { beforeEach, describe, expect, it } from 'vitest'
import { sendAgain } from '../../functions/message/send-again.ts'
import type { SendMessageDeps } from '../../functions/message/send-message.ts'
import { mailEvent as event, annsRequest as id, openTestLedger } from '../support/ledger.ts'
import { key } from '../support/small-plan.ts'

describe('sending a message', () => {
  let ledger: Awaited<ReturnType<typeof openTestLedger>>
  let month: (typeof ledger)['month']
  let work: (typeof ledger)['work']
  let settle: (typeof ledger)['settle']
  let stored: (typeof ledger)['stored']

  beforeEach(async () => {
    ledger = await openTestLedger()
    ;({ month, work, settle, stored } = ledger)
  })

  it('sends once, however often the queue delivers', async () => {
    const outcomes = await Promise.all([work(), work(), work()])
    expect(outcomes.sort()).toEqual(['not-owed', 'not-owed', 'sent'])
    expect(await work()).toBe('not-owed')
    expect(ledger.sends).toBe(1)
    expect(await stored()).toMatchObject({ state: 'sent', sesMessageId: 'ses-1', attentionAt: '' })
  })

  it('sends nothing that is no longer owed at the last moment', async () => {
    const outcome = await work({ compose: async () => ({ owed: false, reason: 'Everything was answered.' }) })
    expect(outcome).toBe('dropped')
    expect(ledger.sends).toBe(0)
    expect(await stored()).toMatchObject({ state: 'dropped', reason: 'Everything was answered.' })
  })

  it('owes it again where it became owed while it was dropped, as when a month is opened again', async () => {
    const looks: Awaited<ReturnType<SendMessageDeps['compose']>>[] = [
      { owed: false, reason: 'The cycle has closed.' },
      { owed: false, reason: 'The month is being opened again.', soon: true },
    ]
    const compose: SendMessageDeps['compose'] = async () => {
      const seen = looks.shift()
      if (!seen) throw new Error('it is looked at no more than twice')
      return seen
    }
    expect(await work({ compose })).toBe('dropped')
    expect(await stored()).toMatchObject({ state: 'owed', attentionAt: '2026-12-01T09:01:05.000Z' })
    expect(ledger.sends).toBe(0)
    expect(await work()).toBe('sent')
  })

  it('waits where nobody can tell yet whether it is owed', async () => {
    const compose: SendMessageDeps['compose'] = async () => ({ owed: false, reason: 'Wait.', soon: true })
    expect(await work({ compose })).toBe('postponed')
    expect(await stored()).toMatchObject({ state: 'owed', attentionAt: '2026-12-01T09:01:05.000Z' })
  })

  it('waits for the sending window', async () => {
    expect(await work({ nextInWindow: async () => '2026-12-02T08:00:00.000Z' })).toBe('postponed')
    expect(ledger.sends).toBe(0)
    expect(await stored()).toMatchObject({ state: 'owed', attentionAt: '2026-12-02T08:00:00.000Z' })
  })

  it('owes a mail again that was not taken', async () => {
    expect(await work({ result: { outcome: 'not-taken', because: 'other' } })).toBe('not-taken')
    expect((await stored())?.state).toBe('owed')
    expect(await work()).toBe('sent')
  })

  it('never sends again what may have been sent', async () => {
    expect(await work({ result: { outcome: 'unknown', reason: 'No answer.' } })).toBe('unknown')
    expect(await work()).toBe('not-owed')
    expect(ledger.sends).toBe(1)
    await settle(event('Delivery'))
    expect(await stored()).toMatchObject({ state: 'delivered', sesMessageId: 'ses-1' })
  })

  it('calls a message unknown when its worker died between claim and record', async () => {
    const dying: SendMessageDeps['mail'] = {
      send: async () => {
        throw new Error('killed')
      },
    }
    await expect(work({ mail: dying })).rejects.toThrow('killed')
    expect((await stored())?.state).toBe('claimed')
    expect(await work()).toBe('not-owed')
    await ledger.sweepAt('2026-12-01T09:04:00.000Z')
    expect((await stored())?.state).toBe('claimed')
    await ledger.sweepAt('2026-12-01T09:06:00.000Z')
    expect((await stored())?.state).toBe('unknown')
  })

  it('owes a mail again that could not be written', async () => {
    const failing: SendMessageDeps['compose'] = async () => {
      throw new Error('the bucket is away')
    }
    await expect(work({ compose: failing })).rejects.toThrow('the bucket is away')
    expect((await stored())?.state).toBe('owed')
    expect(await work()).toBe('sent')
  })

  it('keeps the delivery that overtook the record of the send', async () => {
    await work({
      mail: {
        send: async () => {
          await settle(event('Delivery'))
          return { outcome: 'accepted', sesMessageId: 'ses-1' }
        },
      },
    })
    expect((await stored())?.state).toBe('delivered')
  })

  it('bears events doubled and out of order', async () => {
    await work()
    for (const type of ['Delivery', 'Send', 'Delivery', 'Open', 'Send']) await settle(event(type))
    expect((await stored())?.state).toBe('delivered')
  })

  it('stops mail to an address that bounced for good, and says so', async () => {
    await work()
    await settle(event('Bounce', { bounce: { bounceType: 'Permanent' } }))
    expect((await stored())?.state).toBe('bounced')
    expect(ledger.alerts).toEqual(['bounced: The address does not exist or refuses mail.'])
    const { people } = await month.table.plans.loadDirectory(key.partnershipId)
    expect(people.find(({ personId }) => personId === 'ann')?.mailStopped).not.toBeNull()
  })

  it('tells the coordinators of a mail that nobody knows about, and of one that was refused', async () => {
    await work({ result: { outcome: 'unknown', reason: 'No answer.' } })
    expect(ledger.alerts).toEqual([
      expect.stringMatching(/^unknown: No answer\. Muster sends it once more by itself/),
    ])
  })

  it('refuses, aloud, to mail an address that was stopped', async () => {
    const outcome = await work({ compose: async () => ({ owed: false, stopped: true, reason: 'Stopped.' }) })
    expect(outcome).toBe('rejected')
    expect(ledger.sends).toBe(0)
    expect(ledger.alerts).toEqual(['rejected: Stopped.'])
  })

  it('sends again when the coordinator says so, once for two presses', async () => {
    await work({ result: { outcome: 'unknown', reason: 'No answer.' } })
    const deps = { messages: month.table.messages, queue: month.deps.queue }
    expect(await sendAgain(id, '2026-12-01T10:00:00.000Z', deps)).toBe(true)
    expect(await sendAgain(id, '2026-12-01T10:00:01.000Z', deps)).toBe(false)
    let pressedMeanwhile = true
    await work({
      mail: {
        send: async () => {
          ledger.sends += 1
          pressedMeanwhile = await sendAgain(id, '2026-12-01T10:00:02.000Z', deps)
          return { outcome: 'accepted', sesMessageId: 'ses-2' }
        },
      },
    })
    expect(pressedMeanwhile).toBe(false)
    expect(ledger.sends).toBe(2)
    expect((await stored())?.state).toBe('sent')
  })

  it('does not send again what an event shows to have gone out', async () => {
    await work({ result: { outcome: 'unknown', reason: 'No answer.' } })
    await sendAgain(id, '2026-12-01T19:00:00.000Z', {
      messages: month.table.messages,
      queue: month.deps.queue,
    })
    await settle(event('Delivery'))
    expect(await work()).toBe('not-owed')
    expect(ledger.sends).toBe(1)
  })

  it('keeps a delivery when a notice of absence follows it', async () => {
    await work()
    await settle(event('Delivery'))
    await settle(event('Bounce', { bounce: { bounceType: 'Transient' } }))
    expect((await stored())?.state).toBe('delivered')
    expect(ledger.alerts).toEqual([])
  })

  it('goes on mailing an address that bounced in passing', async () => {
    await work()
    await settle(event('Bounce', { bounce: { bounceType: 'Transient' } }))
    const { people } = await month.table.plans.loadDirectory(key.partnershipId)
    expect(people.find(({ personId }) => personId === 'ann')?.mailStopped).toBeNull()
  })

  it('queues again what was owed and never queued', async () => {
    await ledger.sweepAt('2026-12-01T09:15:00.000Z')
    expect(month.queued.map(({ messageId }) => messageId).sort()).toEqual([
      'plan_2026-12_request_1_ann',
      'plan_2026-12_request_1_bob',
    ])
  })
})
