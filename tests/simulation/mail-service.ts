import type { MessageId } from '../../functions/message/message.ts'
import type { MailService, OutgoingMail, SendResult } from '../../functions/message/ports.ts'
import { MESSAGE_TAG, PARTNERSHIP_TAG } from '../../functions/message/settle-message.ts'
import type { World } from './world.ts'

/** A mail the service has taken: it will be in the mailbox, whatever the sender was told. */
export type TakenMail = {
  mail: OutgoingMail
  sesMessageId: string
  at: number
  /** Whether the sender was told at once that it was taken. An answer that a dead sender never read counts as told. */
  told: boolean
  /** When its sender last read the message before it sent it; null where it never did. */
  lastLookAt: number | null
}

const MINUTE = 60_000

export type MailServiceOptions = {
  /** Hears of each mail as it is taken. */
  onTaken: (taken: TakenMail) => void
  /** Puts an event of the service into the system's queue. */
  publish: (event: unknown) => void
  /** When the present process last read a message. */
  lastLookAt: (id: MessageId) => number | null
  /** Hands a mail to whoever reads it. */
  deliver: (mail: OutgoingMail) => void
}

/** SES, as far as the system sees it: what it answers, what it does, and what it tells later. */
export const createMailService = (world: World, options: MailServiceOptions) => {
  const { random, faults } = world
  let taken = 0
  /** Mails of which it did not say what it did. Where it does so once, it often does it once more. */
  const hushed = new Set<string>()
  const AGAIN = 0.6
  /** What is still to be told of a mail, only late. */
  const late = new Map<string, Set<() => void>>()

  const publish = (one: TakenMail, eventType: string, more: object, delay: number, heldBack: number) => {
    const { messageId, partnershipId } = one.mail.tag
    const event = {
      eventType,
      mail: {
        messageId: one.sesMessageId,
        destination: [one.mail.to.address],
        tags: { [MESSAGE_TAG]: [messageId], [PARTNERSHIP_TAG]: [partnershipId] },
      },
      ...more,
    }
    const deliveries = world.strikes(faults.double) ? random.int(2, 3) : 1
    for (let i = 0; i < deliveries; i += 1) {
      const lateBy = heldBack + (world.strikes(faults.delay) ? random.int(0, faults.longestDelayMs) : 0)
      const waiting = late.get(messageId) ?? new Set()
      late.set(messageId, waiting)
      const tell = () => {
        if (waiting.delete(tell)) options.publish(event)
      }
      waiting.add(tell)
      world.after(delay + lateBy, tell)
    }
  }

  /** What becomes of a mail that was taken, and what is told of it. */
  const carry = (one: TakenMail): void => {
    const silent = world.strikes(one.told ? faults.noEvents : 0.4)
    if (silent) world.fault('no events of a mail')
    // As long as it takes until such a mail goes once more, or longer.
    const heldBack = !one.told && world.strikes(0.5) ? random.int(15 * MINUTE, faults.longestDelayMs) : 0
    const tell = (type: string, more: object, delay: number) => {
      if (!silent) publish(one, type, more, delay, heldBack)
    }
    const transit = random.int(500, random.pick([2_000, 120_000]))
    tell('Send', {}, random.int(10, 2_000))
    if (world.strikes(faults.bounce)) {
      const bounceType = random.pick(['Permanent', 'Transient'])
      world.fault(`bounce, ${bounceType}`)
      tell('Bounce', { bounce: { bounceType } }, transit)
      return
    }
    if (random.chance(0.02)) tell('DeliveryDelay', {}, transit / 2)
    tell('Delivery', {}, transit + random.int(10, 2_000))
    world.after(transit, () => options.deliver(one.mail))
    if (world.strikes(faults.complain)) {
      world.fault('complaint')
      tell('Complaint', {}, transit + random.int(60_000, 3_600_000))
    }
  }

  const take = (mail: OutgoingMail, told: boolean, lastLookAt: number | null): string => {
    taken += 1
    const one: TakenMail = {
      mail,
      sesMessageId: `ses-${taken}`,
      at: world.now(),
      told,
      lastLookAt,
    }
    options.onTaken(one)
    carry(one)
    return one.sesMessageId
  }

  const send = (mail: OutgoingMail, isHeard: boolean, lastLookAt: number | null) =>
    world.call<SendResult>({
      kind: 'mail',
      what: () => `send ${mail.tag.messageId}`,
      apply: () => {
        if (world.strikes(faults.throttleMail)) {
          world.fault('mail throttled')
          return { outcome: 'not-taken', because: random.pick(['rate', 'rate', 'other', 'quota']) }
        }
        if (world.strikes(faults.rejectMail)) {
          world.fault('mail rejected')
          return { outcome: 'rejected', reason: 'The mail service refused it.' }
        }
        const { messageId } = mail.tag
        if (world.strikes(hushed.has(messageId) ? AGAIN : faults.hushMail)) {
          hushed.add(messageId)
          const isTaken = random.chance(0.6)
          world.fault(isTaken ? 'mail taken, not told' : 'mail not taken, not told')
          if (isTaken) take(mail, false, lastLookAt)
          return { outcome: 'unknown', reason: 'The mail service did not answer.' }
        }
        return { outcome: 'accepted', sesMessageId: take(mail, isHeard, lastLookAt) }
      },
    })

  const service: MailService = {
    send: async (mail) => {
      const isFrozen = world.strikes(faults.freeze)
      const result = await send(mail, !isFrozen, options.lastLookAt(mail.tag))
      if (isFrozen) {
        world.fault('worker frozen after a mail')
        await world.freeze(afterSending(mail.tag.messageId), random.int(60_000, 3 * 3_600_000))
      }
      return result
    },
  }
  return {
    service,
    /** Somebody takes up a mail again: the worst moment for whoever had it before, and for word of it. */
    interrupt: (messageId: string): void => {
      world.wake(afterSending(messageId), () => random.int(0, 60))
      if (!random.chance(0.9)) return
      for (const tell of late.get(messageId) ?? []) world.after(random.int(0, 100), tell)
    },
  }
}

/** What a worker stands still under. */
const afterSending = (messageId: string): string => `sent ${messageId}`
