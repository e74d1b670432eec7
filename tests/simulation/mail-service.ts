import type { MailService, OutgoingMail, SendResult } from '../../functions/message/ports.ts'
import { MESSAGE_TAG, PARTNERSHIP_TAG } from '../../functions/message/settle-message.ts'
import type { World } from './world.ts'

/** A mail the service has taken: it will be in the mailbox, whatever the sender was told. */
export type TakenMail = {
  mail: OutgoingMail
  sesMessageId: string
  at: number
  /** Whether the sender was told that it was taken. An answer that a dead sender never read counts as told. */
  told: boolean
  /** When the first of its events reached the system's queue; null while none has. */
  reportedAt: number | null
}

export type MailServiceOptions = {
  /** Hears of each mail as it is taken. */
  onTaken: (taken: TakenMail) => void
  /** Puts an event of the service into the system's queue. */
  publish: (event: unknown) => void
  /** Hands a mail to whoever reads it. */
  deliver: (mail: OutgoingMail) => void
}

/** SES, as far as the system sees it: what it answers, what it does, and what it tells later. */
export const createMailService = (world: World, options: MailServiceOptions): MailService => {
  const { random, faults } = world
  let taken = 0

  const publish = (one: TakenMail, eventType: string, more: object, delay: number) => {
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
      const late = world.strikes(faults.delay) ? random.int(0, faults.longestDelayMs) : 0
      world.after(delay + late, () => {
        one.reportedAt ??= world.now()
        options.publish(event)
      })
    }
  }

  /** What becomes of a mail that was taken, and what is told of it. */
  const carry = (one: TakenMail): void => {
    const silent = world.strikes(faults.noEvents)
    if (silent) world.fault('no events of a mail')
    const tell = (type: string, more: object, delay: number) => {
      if (!silent) publish(one, type, more, delay)
    }
    const transit = random.int(500, 120_000)
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

  const take = (mail: OutgoingMail, told: boolean): string => {
    taken += 1
    const one: TakenMail = {
      mail,
      sesMessageId: `ses-${taken}`,
      at: world.now(),
      told,
      reportedAt: null,
    }
    options.onTaken(one)
    carry(one)
    return one.sesMessageId
  }

  return {
    send: (mail) =>
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
          if (world.strikes(faults.hushMail)) {
            const isTaken = random.chance(0.6)
            world.fault(isTaken ? 'mail taken, not told' : 'mail not taken, not told')
            if (isTaken) take(mail, false)
            return { outcome: 'unknown', reason: 'The mail service did not answer.' }
          }
          return { outcome: 'accepted', sesMessageId: take(mail, true) }
        },
      }),
  }
}
