import { beforeEach, describe, expect, it } from 'vitest'
import { createAlertOfMail } from '../../functions/entrypoints/wiring.ts'
import { type MessageId, oweMessage } from '../../functions/message/message.ts'
import { sendAgain } from '../../functions/message/send-again.ts'
import type { SendMessageDeps } from '../../functions/message/send-message.ts'
import { annsRequest, mail, mailEvent, openTestLedger } from '../support/ledger.ts'
import { key } from '../support/small-plan.ts'

const at = (time: string) => `2026-12-01T${time}:00.000Z`
const bobs = { ...annsRequest, messageId: 'plan_2026-12_request_1_bob' }
const lost = { outcome: 'unknown', reason: 'No answer.' } as const

describe('after a mail of which nobody knows whether it went out', () => {
  let ledger: Awaited<ReturnType<typeof openTestLedger>>
  const anothersEvent = async (time: string) => {
    ledger.clock.now = at(time)
    await ledger.settle(mailEvent('Delivery', { delivery: { timestamp: at(time) } }, bobs))
  }
  const ownEvent = (type: string, rest: object = {}) => ledger.settle(mailEvent(type, rest))

  beforeEach(async () => {
    ledger = await openTestLedger()
    ledger.clock.now = at('09:01')
    await ledger.work({ result: lost })
  })

  it('the sweeper sends a request again, once, when other events came and none of it', async () => {
    await anothersEvent('09:02')
    await ledger.sweepAt(at('09:15'))
    expect(await ledger.stored()).toMatchObject({ state: 'unknown' })
    await ledger.sweepAt(at('09:16'))
    expect(await ledger.stored()).toMatchObject({ state: 'owed', repeats: 1 })
    expect(ledger.month.queued).toContainEqual(expect.objectContaining(annsRequest))

    await ledger.work({ result: lost })
    await anothersEvent('09:30')
    await ledger.sweepAt(at('10:00'))
    await ledger.sweepAt(at('11:00'))
    expect(await ledger.stored()).toMatchObject({ state: 'unknown', attentionAt: '', repeats: 1 })
    expect(ledger.sends).toBe(2)
  })

  it('says each time what Muster itself will do', async () => {
    expect(ledger.alerts).toEqual([expect.stringMatching(/^unknown: No answer\. Muster sends it once more/)])
    await anothersEvent('09:02')
    await ledger.sweepAt(at('09:16'))
    await ledger.work({ result: lost })
    expect(ledger.alerts.at(-1)).toMatch(/sent it a second time already and leaves it to you/)
  })

  it('waits while nothing at all is heard, and gives up after a day', async () => {
    await ledger.sweepAt(at('09:30'))
    expect(await ledger.stored()).toMatchObject({ state: 'unknown', attentionAt: at('09:45') })
    await ledger.sweepAt('2026-12-02T09:30:00.000Z')
    expect(await ledger.stored()).toMatchObject({ state: 'unknown', attentionAt: '' })
    expect(ledger.sends).toBe(1)
    expect(ledger.alerts.at(-1)).toMatch(/^unheard: No answer\. .* it was not sent again after all\. Decide/)
  })

  it('takes no event for a sign of life that happened before, however late it comes', async () => {
    ledger.clock.now = at('09:10')
    await ledger.settle(mailEvent('Delivery', { delivery: { timestamp: at('09:00') } }, bobs))
    await ledger.sweepAt(at('09:20'))
    expect((await ledger.stored())?.state).toBe('unknown')
  })

  it.each(['Send', 'Delivery', 'DeliveryDelay'])(
    'sends nothing again when a %s tells of it before',
    async (type) => {
      await ownEvent(type)
      await anothersEvent('09:02')
      await ledger.sweepAt(at('09:30'))
      expect((await ledger.stored())?.state).toBe(type === 'Delivery' ? 'delivered' : 'sent')
      expect((await ledger.stored())?.reason).toBeNull()
      expect(ledger.month.queued.map(({ messageId }) => messageId)).not.toContain(annsRequest.messageId)
    },
  )

  it('sends nothing again when its event comes between the sweeper and the worker', async () => {
    await anothersEvent('09:02')
    await ledger.sweepAt(at('09:16'))
    await ownEvent('Delivery')
    expect(await ledger.work()).toBe('not-owed')
    expect(ledger.sends).toBe(1)
  })

  it('sends nothing again when its event comes while the second is written', async () => {
    await anothersEvent('09:02')
    await ledger.sweepAt(at('09:16'))
    const compose: SendMessageDeps['compose'] = async () => {
      await ownEvent('Send')
      return { owed: true, mail }
    }
    expect(await ledger.work({ compose })).toBe('not-owed')
    expect(ledger.sends).toBe(1)
    expect((await ledger.stored())?.state).toBe('sent')
  })

  it('keeps what the first is known to be when the second is refused or no longer owed', async () => {
    await anothersEvent('09:02')
    await ledger.sweepAt(at('09:16'))
    await ledger.work({ compose: async () => ({ owed: false, reason: 'Everything was answered.' }) })
    expect((await ledger.stored())?.state).toBe('dropped')
    await ownEvent('Delivery')
    expect((await ledger.stored())?.state).toBe('delivered')
  })

  it('lets one of sweeper and coordinator owe it again', async () => {
    await anothersEvent('09:02')
    const deps = { messages: ledger.month.table.messages, queue: ledger.queue }
    expect(await sendAgain(annsRequest, at('09:16'), deps)).toBe(true)
    await ledger.sweepAt(at('09:16'))
    expect(await ledger.stored()).toMatchObject({ state: 'owed', repeats: 0 })
  })

  it('leaves a reminder, which nobody is to get twice', async () => {
    const reminder = oweMessage(
      { ...key, cycleId: '2026-12', personId: 'ann', kind: 'reminder', ordinal: '1' },
      at('09:00'),
    )
    await ledger.month.table.messages.owe(reminder)
    await ledger.work({ id: reminder, result: lost })
    expect(ledger.alerts.at(-1)).toMatch(
      /does not send a reminder again by itself: send one by hand if it matters/,
    )
    await anothersEvent('09:02')
    await ledger.sweepAt(at('09:16'))
    expect(await ledger.stored(reminder)).toMatchObject({ state: 'unknown', attentionAt: '' })
    expect(ledger.alerts.at(-1)).toMatch(/^unknown: /)
  })
})

describe('an alert that fails itself', () => {
  it.each<
    [string, (ledger: Awaited<ReturnType<typeof openTestLedger>>, alert: MessageId) => Promise<unknown>]
  >([
    ['that may have gone out', (ledger, id) => ledger.work({ id, result: lost })],
    [
      'that the mail service refuses',
      (ledger, id) => ledger.work({ id, result: { outcome: 'rejected', reason: 'No.' } }),
    ],
    [
      'that bounces',
      async (ledger, id) => {
        await ledger.work({ id })
        await ledger.settle(mailEvent('Bounce', { bounce: { bounceType: 'Permanent' } }, id))
      },
    ],
    [
      'of which nothing is heard for a day',
      async (ledger, id) => {
        await ledger.work({ id, result: lost })
        await ledger.sweepAt('2026-12-02T09:30:00.000Z')
      },
    ],
  ])('%s makes no further one, or there would be no end', async (_, fail) => {
    const ledger = await openTestLedger()
    ledger.clock.now = at('09:01')
    const alert = oweMessage(
      { ...key, cycleId: '2026-12', personId: 'cora', kind: 'alert', ordinal: 'news', about: 'News.' },
      at('09:00'),
    )
    await ledger.month.table.messages.owe(alert)
    await fail(ledger, alert)
    expect(ledger.sends).toBe(1)
    expect(ledger.alerts).toEqual([])
  })

  it('says of each attempt anew that nobody knows, and of anything else once', async () => {
    const { month, queue } = await openTestLedger()
    const message = await month.table.messages.find(annsRequest)
    if (!message) throw new Error('there is no request')
    const alert = createAlertOfMail({ ...month.table, queue, now: () => at('09:10') })
    for (const attempts of [1, 1, 2]) await alert({ ...message, attempts }, 'unknown', 'No answer.')
    for (const attempts of [1, 2]) await alert({ ...message, attempts }, 'bounced', 'No such address.')
    const alerts = (await month.table.cycles.listMessages({ ...key, cycleId: '2026-12' }))
      .filter(({ kind }) => kind === 'alert')
      .map(({ about }) => about)
      .sort()
    expect(alerts).toEqual([
      'A mail to Ann Lead did not arrive. No such address.',
      'A mail to Ann Lead may not have arrived. No answer.',
      'A mail to Ann Lead may not have arrived. No answer.',
    ])
  })
})

describe('a claim whose worker died', () => {
  const dying: SendMessageDeps['mail'] = {
    send: async () => {
      throw new Error('killed')
    },
  }

  it('is told of, and its mail sent again after the same silence', async () => {
    const ledger = await openTestLedger()
    await expect(ledger.work({ mail: dying })).rejects.toThrow('killed')
    await ledger.sweepAt(at('09:15'))
    expect(await ledger.stored()).toMatchObject({ state: 'unknown', attentionAt: at('09:30') })
    expect(ledger.alerts).toHaveLength(1)
    ledger.clock.now = at('09:20')
    await ledger.settle(mailEvent('Send', {}, bobs, at('09:20')))
    await ledger.sweepAt(at('09:30'))
    expect((await ledger.stored())?.state).toBe('owed')
  })

  it('is not called unknown when an event has told already what became of it', async () => {
    const ledger = await openTestLedger()
    await expect(ledger.work({ mail: dying })).rejects.toThrow('killed')
    await ledger.settle(mailEvent('Send'))
    await ledger.sweepAt(at('09:15'))
    expect((await ledger.stored())?.state).toBe('sent')
    expect(ledger.alerts).toEqual([])
  })

  it('is told of by the sweeper when whoever called it unknown died before', async () => {
    const ledger = await openTestLedger()
    const mute: SendMessageDeps['alert'] = async () => {
      throw new Error('killed')
    }
    await expect(ledger.work({ result: lost, alert: mute })).rejects.toThrow('killed')
    expect((await ledger.stored())?.state).toBe('unknown')
    await ledger.sweepAt(at('09:16'))
    expect(ledger.alerts).toHaveLength(1)
  })

  it('is not judged by what the index still shows of an older one', async () => {
    const ledger = await openTestLedger()
    await expect(ledger.work({ mail: dying })).rejects.toThrow('killed')
    const [old] = (await ledger.month.table.listDue(at('09:15'))).messages.filter(
      ({ messageId }) => messageId === annsRequest.messageId,
    )
    if (!old) throw new Error('the sweeper does not see it')
    const { messages } = ledger.month.table
    await messages.move(annsRequest, 'owed', { attentionAt: at('09:15') }, 'owner-1')
    await messages.claim(annsRequest, 'owner-9', at('09:15'), at('09:20'))
    ledger.month.table.listDue = async () => ({
      imports: [],
      plans: [],
      packs: [],
      messages: [old],
      rest: null,
    })
    await ledger.sweepAt(at('09:15'))
    expect(await ledger.stored()).toMatchObject({ state: 'claimed', owner: 'owner-9' })
    expect(ledger.alerts).toEqual([])
  })
})

describe('the latest sign of life of the mail service', () => {
  it('goes forward alone, in steps, for whoever notes it', async () => {
    const { pulse, entities } = (await openTestLedger()).month.table
    expect(await pulse.latest()).toBeNull()
    await pulse.note(at('09:10'))
    await pulse.note('2026-12-01T09:10:04.999Z')
    expect(await pulse.latest()).toBe(at('09:10'))
    await pulse.note('2026-12-01T09:10:05.000Z')
    expect(await pulse.latest()).toBe('2026-12-01T09:10:05.000Z')
    const { createMailPulse } = await import('../../functions/platform/dynamo/mail-pulse.ts')
    await createMailPulse(entities).note(at('09:00'))
    expect(await pulse.latest()).toBe('2026-12-01T09:10:05.000Z')
  })
})
