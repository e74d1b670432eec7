import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Message, MessageState, oweMessage } from '../../functions/message/message.ts'
import { MailEvent, settleMessage } from '../../functions/message/settle-message.ts'
import { openTestConsole } from '../support/console.ts'
import { mailEvent, OPENS, openTestLedger } from '../support/ledger.ts'
import { keepInMemory } from '../support/ledger-in-memory.ts'
import { key } from '../support/small-plan.ts'
import { openTestTable } from '../support/table.ts'

const bounce = (bounceType: string) =>
  mailEvent('Bounce', { bounce: { bounceType, timestamp: OPENS } }, owedId)
const owed = oweMessage({ ...key, cycleId: '2026-12', personId: 'ann', kind: 'request', ordinal: '1' }, OPENS)
const owedId = { partnershipId: owed.partnershipId, messageId: owed.messageId }

const events = {
  Send: mailEvent('Send', {}, owedId),
  DeliveryDelay: mailEvent(
    'DeliveryDelay',
    {
      deliveryDelay: { delayType: 'MailboxFull', expirationTime: '2026-12-01T21:00:00.0Z', timestamp: OPENS },
    },
    owedId,
  ),
  'Transient bounce': bounce('Transient'),
  'Undetermined bounce': bounce('Undetermined'),
  Reject: mailEvent('Reject', { reject: { reason: 'Bad content' } }, owedId),
  Delivery: mailEvent('Delivery', { delivery: { timestamp: OPENS } }, owedId),
  'Permanent bounce': bounce('Permanent'),
  Complaint: mailEvent('Complaint', { complaint: { timestamp: OPENS } }, owedId),
  'Rendering Failure': mailEvent('Rendering Failure', {}, owedId),
  Subscription: mailEvent('Subscription', {}, owedId),
  Open: mailEvent('Open', {}, owedId),
} satisfies Record<string, MailEvent>
type EventName = keyof typeof events
const names = Object.keys(events) as EventName[]

/** What each event makes of a message that is in a state, to be read against priorStates and not made of it. */
const becomes: Record<MessageState, Partial<Record<EventName, MessageState>>> = (() => {
  const early = {
    Send: 'sent',
    DeliveryDelay: 'sent',
    'Transient bounce': 'returned',
    'Undetermined bounce': 'returned',
    Reject: 'rejected',
    Delivery: 'delivered',
    'Permanent bounce': 'bounced',
    Complaint: 'complained',
  } as const
  const { Send: _, DeliveryDelay: __, ...afterSent } = early
  const { 'Transient bounce': ___, 'Undetermined bounce': ____, ...afterReturned } = afterSent
  const { Reject: _____, ...afterRejected } = afterReturned
  const { Delivery: ______, ...afterDelivered } = afterRejected
  return {
    owed: early,
    claimed: early,
    unknown: early,
    dropped: early,
    sent: afterSent,
    returned: afterReturned,
    rejected: afterRejected,
    delivered: afterDelivered,
    bounced: { Complaint: 'complained' },
    complained: {},
  }
})()

const makeDeps = (messages: Parameters<typeof settleMessage>[1]['messages']) => {
  const seen = { stopped: 0, alerts: new Set<string>() }
  return {
    seen,
    deps: {
      messages,
      pulse: { note: async () => {} },
      people: {
        stopMail: async () => {
          seen.stopped += 1
        },
      },
      alert: async (_: Message, state: string) => {
        seen.alerts.add(state)
      },
      now: () => '2026-12-01T09:01:00.000Z',
    },
  }
}

const play = async (state: MessageState, played: readonly EventName[]) => {
  const { store, kept } = keepInMemory({ ...owed, state, owner: 'owner-1' })
  const { deps, seen } = makeDeps(store)
  for (const name of played) await settleMessage(events[name], deps)
  const { reason, sentAt, attentionAt } = kept()
  return { state: kept().state, reason, wentOut: sentAt !== null, attentionAt, stopped: seen.stopped > 0 }
}

describe.each(MessageState.options)('a message that is %s', (state) => {
  it.each(names)('is moved by one %s event as the states allow, in the table and in memory', async (name) => {
    const expected = becomes[state][name] ?? state
    expect((await play(state, [name])).state).toBe(expected)
    expect((await play(state, [name, name])).state).toBe(expected)

    const { messages } = await table
    const id = { partnershipId: 'testshire', messageId: `${state}-${name}`.replaceAll(' ', '-') }
    await messages.owe({ ...owed, ...id, state })
    const event = { ...events[name], mail: { ...events[name].mail, tags: mailEvent('', {}, id).mail.tags } }
    await settleMessage(event, makeDeps(messages).deps)
    expect((await messages.find(id))?.state).toBe(expected)
  })
})

const table = openTestTable()

const permutations = <T>(all: readonly T[]): T[][] =>
  all.length === 0
    ? [[]]
    : all.flatMap((one, index) => permutations(all.toSpliced(index, 1)).map((rest) => [one, ...rest]))

/** What SES reports of one attempt. */
const lives: EventName[][] = [
  ['Send'],
  ['Send', 'Delivery'],
  ['Send', 'DeliveryDelay'],
  ['Send', 'DeliveryDelay', 'Delivery'],
  ['Send', 'DeliveryDelay', 'Transient bounce'],
  ['Send', 'Undetermined bounce'],
  ['Send', 'Permanent bounce'],
  ['Send', 'Reject'],
  ['Send', 'Delivery', 'Transient bounce'],
  ['Send', 'Delivery', 'Permanent bounce'],
  ['Send', 'Delivery', 'Complaint'],
]

describe('what SES reports of one mail', () => {
  const starts: MessageState[] = ['owed', 'claimed', 'unknown', 'sent']

  it.each(names.flatMap((a) => names.map((b) => [a, b] as const)))(
    'makes the same of %s and %s in either order, whatever the mail was before',
    async (a, b) => {
      for (const state of MessageState.options) {
        expect((await play(state, [a, b])).state).toBe((await play(state, [b, a])).state)
      }
    },
  )

  it.each(lives)('makes the same of %s, %s, %s in any order', async (...life) => {
    const played = life.filter((name) => name !== undefined)
    for (const state of starts) {
      const expected = await play(state, played)
      for (const order of permutations(played)) expect(await play(state, order)).toEqual(expected)
    }
  })

  it('makes the same of the events of two attempts, however they are mixed and doubled', async () => {
    const mixed = fc
      .tuple(fc.constantFrom(...starts), fc.constantFrom(...lives), fc.constantFrom(...lives, []))
      .chain(([state, one, other]) => {
        const all = [...one, ...other]
        return fc.record({
          state: fc.constant(state),
          all: fc.constant(all),
          order: fc
            .array(fc.constantFrom(...all), { maxLength: 6 })
            .chain((again) =>
              fc.shuffledSubarray([...all, ...again], { minLength: all.length + again.length }),
            ),
        })
      })
    await fc.assert(
      fc.asyncProperty(mixed, async ({ state, all, order }) => {
        const { reason: _, ...expected } = await play(state, all)
        const { reason: __, ...found } = await play(state, order)
        expect(found).toEqual(expected)
      }),
      { numRuns: 500 },
    )
  })

  it('stops no address for a bounce in passing, or one that SES cannot tell the reason of', async () => {
    expect(await play('sent', ['Transient bounce', 'Undetermined bounce'])).toMatchObject({ stopped: false })
    expect(await play('sent', ['Permanent bounce'])).toMatchObject({ stopped: true })
  })

  it('notes when the mail went out as its event says, however late that comes', async () => {
    const { store, kept } = keepInMemory({ ...owed, state: 'unknown', sentAt: null })
    const { deps } = makeDeps(store)
    await settleMessage(
      MailEvent.parse({
        ...events.Send,
        mail: { ...events.Send.mail, timestamp: '2026-12-01T08:59:30.000Z' },
      }),
      deps,
    )
    expect(kept().sentAt).toBe('2026-12-01T08:59:30.000Z')
  })

  it('notes a delay with why and until when, and forgets nothing else of the mail', async () => {
    const { store, kept } = keepInMemory({ ...owed, state: 'sent', sentAt: OPENS })
    const { deps, seen } = makeDeps(store)
    await settleMessage(events.DeliveryDelay, deps)
    expect(kept()).toMatchObject({
      state: 'sent',
      sentAt: OPENS,
      deferral: { why: 'The mailbox is full.', until: '2026-12-01T21:00:00.000Z' },
    })
    expect(seen.alerts.size).toBe(0)
  })

  it('raises no alarm about a first attempt that was refused when the second has arrived', async () => {
    const { store } = keepInMemory({ ...owed, state: 'delivered' })
    const { deps, seen } = makeDeps(store)
    await settleMessage(events.Reject, deps)
    expect(seen.alerts.size).toBe(0)
    await settleMessage(events.Complaint, deps)
    expect([...seen.alerts]).toEqual(['complained'])
  })
})

describe('a mail that is held up', () => {
  it('is shown to the coordinator with why, until it is delivered', async () => {
    const ledger = await openTestLedger()
    const console = await openTestConsole(ledger.month, () => '2026-12-01T10:00:00.000Z')
    await ledger.work()
    await ledger.settle(events.DeliveryDelay)
    const page = await console.read('/console/plan')
    expect(page).toContain('Request to Ann Lead. The mailbox is full. It is tried until Tue 1 Dec, 9pm.')
    await ledger.settle(events.Delivery)
    expect(await console.read('/console/plan')).not.toContain('The mailbox is full')
  })

  it('that came back is among those that need a decision', async () => {
    const ledger = await openTestLedger()
    const console = await openTestConsole(ledger.month, () => '2026-12-01T10:00:00.000Z')
    await ledger.work()
    await ledger.settle(events['Transient bounce'])
    const page = await console.read('/console/plan')
    expect(page).toContain('Came back. The mailbox did not take the mail this time.')
    expect(page).toContain('Check the address')
  })
})
