import { beforeEach, describe, expect, it } from 'vitest'
import { sweep } from '../../functions/cycle/sweep.ts'
import type { Composed, SendResult } from '../../functions/message/ports.ts'
import { sendAgain } from '../../functions/message/send-again.ts'
import { type SendMessageDeps, sendMessage } from '../../functions/message/send-message.ts'
import { MailEvent, settleMessage } from '../../functions/message/settle-message.ts'
import { openTestMonth } from '../support/month.ts'
import { key } from '../support/small-plan.ts'

const OPENS = '2026-12-01T09:00:00.000Z'
const id = { partnershipId: key.partnershipId, messageId: 'plan_2026-12_request_1_ann' }
const mail: Extract<Composed, { owed: true }>['mail'] = {
  to: { name: 'Ann Lead', address: 'ann@testshire.example' },
  from: { name: 'Improvement plan' },
  replyTo: null,
  subject: 'Update',
  html: '<p>Update</p>',
  text: 'Update',
  inReplyTo: null,
  attachments: [],
}

describe('sending a message', () => {
  let month: Awaited<ReturnType<typeof openTestMonth>>
  let sends = 0
  let owners = 0
  const work = (change: Partial<SendMessageDeps> & { result?: SendResult; now?: () => string } = {}) =>
    sendMessage(id, {
      messages: month.table.messages,
      compose: async () => ({ owed: true, mail }),
      mail: {
        send: async () => {
          sends += 1
          return change.result ?? { outcome: 'accepted', sesMessageId: 'ses-1' }
        },
      },
      nextInWindow: async (_, now) => now,
      now: () => '2026-12-01T09:00:05.000Z',
      newOwner: () => `owner-${++owners}`,
      alert: async (_, sentence) => {
        alerts.push(sentence)
      },
      ...change,
    })
  const stored = () => month.table.messages.find(id)
  const event = (eventType: string, rest: object = {}) =>
    MailEvent.parse({
      eventType,
      mail: {
        messageId: 'ses-1',
        timestamp: OPENS,
        tags: { message: [id.messageId], partnership: [id.partnershipId] },
      },
      ...rest,
    })
  const alerts: string[] = []
  const settle = (settled: MailEvent) =>
    settleMessage(settled, {
      messages: month.table.messages,
      people: month.table.plans,
      alert: async (_, sentence) => {
        alerts.push(sentence)
      },
      now: () => '2026-12-01T09:01:00.000Z',
    })

  beforeEach(async () => {
    sends = 0
    alerts.length = 0
    month = await openTestMonth()
    await month.tick('2026-11-20T10:00:00.000Z')
    await month.tick(OPENS)
  })

  it('sends once, however often the queue delivers', async () => {
    const outcomes = await Promise.all([work(), work(), work()])
    expect(outcomes.sort()).toEqual(['not-owed', 'not-owed', 'sent'])
    expect(await work()).toBe('not-owed')
    expect(sends).toBe(1)
    expect(await stored()).toMatchObject({ state: 'sent', sesMessageId: 'ses-1', attentionAt: '' })
  })

  it('sends nothing that is no longer owed at the last moment', async () => {
    const outcome = await work({ compose: async () => ({ owed: false, reason: 'Everything was answered.' }) })
    expect(outcome).toBe('dropped')
    expect(sends).toBe(0)
    expect(await stored()).toMatchObject({ state: 'dropped', reason: 'Everything was answered.' })
  })

  it('waits for the sending window', async () => {
    expect(await work({ nextInWindow: async () => '2026-12-02T08:00:00.000Z' })).toBe('postponed')
    expect(sends).toBe(0)
    expect(await stored()).toMatchObject({ state: 'owed', attentionAt: '2026-12-02T08:00:00.000Z' })
  })

  it('owes a mail again that was not taken', async () => {
    expect(await work({ result: { outcome: 'not-taken' } })).toBe('postponed')
    expect((await stored())?.state).toBe('owed')
    expect(await work()).toBe('sent')
  })

  it('never sends again what may have been sent', async () => {
    expect(await work({ result: { outcome: 'unknown', reason: 'No answer.' } })).toBe('unknown')
    expect(await work()).toBe('not-owed')
    expect(sends).toBe(1)
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
    const deps = {
      ...month.deps,
      ...month.table,
      advance: async () => {},
      finishIssue: async () => {},
      finishImport: async () => {},
      alert: async () => {},
      onFailure: (error: unknown) => {
        throw error
      },
    }
    await sweep('2026-12-01T09:04:00.000Z', deps)
    expect((await stored())?.state).toBe('claimed')
    await sweep('2026-12-01T09:06:00.000Z', deps)
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
    expect(alerts).toEqual(['The address does not exist or refuses mail.'])
    const { people } = await month.table.plans.loadDirectory(key.partnershipId)
    expect(people.find(({ personId }) => personId === 'ann')?.mailStopped).not.toBeNull()
  })

  it('tells the coordinators of a mail that nobody knows about, and of one that was refused', async () => {
    await work({ result: { outcome: 'unknown', reason: 'No answer.' } })
    expect(alerts).toEqual(['No answer.'])
  })

  it('refuses, aloud, to mail an address that was stopped', async () => {
    const outcome = await work({ compose: async () => ({ owed: false, stopped: true, reason: 'Stopped.' }) })
    expect(outcome).toBe('rejected')
    expect(sends).toBe(0)
    expect(alerts).toEqual(['Stopped.'])
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
          sends += 1
          pressedMeanwhile = await sendAgain(id, '2026-12-01T10:00:02.000Z', deps)
          return { outcome: 'accepted', sesMessageId: 'ses-2' }
        },
      },
    })
    expect(pressedMeanwhile).toBe(false)
    expect(sends).toBe(2)
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
    expect(sends).toBe(1)
  })

  it('keeps a delivery when a notice of absence follows it', async () => {
    await work()
    await settle(event('Delivery'))
    await settle(event('Bounce', { bounce: { bounceType: 'Transient' } }))
    expect((await stored())?.state).toBe('delivered')
    expect(alerts).toEqual([])
  })

  it('goes on mailing an address that bounced in passing', async () => {
    await work()
    await settle(event('Bounce', { bounce: { bounceType: 'Transient' } }))
    const { people } = await month.table.plans.loadDirectory(key.partnershipId)
    expect(people.find(({ personId }) => personId === 'ann')?.mailStopped).toBeNull()
  })

  it('queues again what was owed and never queued', async () => {
    month.queued.length = 0
    await sweep('2026-12-01T09:15:00.000Z', {
      ...month.deps,
      ...month.table,
      advance: async () => {},
      finishIssue: async () => {},
      finishImport: async () => {},
      alert: async () => {},
      onFailure: (error) => {
        throw error
      },
    })
    expect(month.queued.map(({ messageId }) => messageId).sort()).toEqual([
      'plan_2026-12_request_1_ann',
      'plan_2026-12_request_1_bob',
    ])
  })
})
