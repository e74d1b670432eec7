export type ReceivedMessage = { messageId: string; receiptHandle: string; body: string; receiveCount: number }

type Stored = {
  messageId: string
  body: string
  /** Nobody receives it before, in milliseconds. */
  visibleAt: number
  receiveCount: number
  /** Of the last time it was received. */
  receiptHandle: string | null
}

type Options = {
  /** Milliseconds of the epoch; the only time there is. */
  now: () => number
  visibilityTimeoutSeconds: number
  /** Where a message goes instead of being received more often than this. */
  deadLetters?: { queue: { take: (message: Stored) => void }; maxReceiveCount: number }
}

const MOST_AT_ONCE = 10
const LONGEST_DELAY_SECONDS = 900
const LONGEST_INVISIBLE_SECONDS = 43_200

/** An SQS standard queue in memory. It gives the oldest message first, which a standard queue only tries to. */
export const createMemoryQueue = ({ now, visibilityTimeoutSeconds, deadLetters }: Options) => {
  const messages = new Map<string, Stored>()
  let sent = 0
  let received = 0

  const visible = () => [...messages.values()].filter(({ visibleAt }) => visibleAt <= now())

  const giveOut = (message: Stored, invisibleSeconds: number): ReceivedMessage | null => {
    if (deadLetters && message.receiveCount >= deadLetters.maxReceiveCount) {
      messages.delete(message.messageId)
      deadLetters.queue.take(message)
      return null
    }
    received += 1
    message.receiveCount += 1
    message.receiptHandle = `receipt-${received}`
    message.visibleAt = now() + inRange(invisibleSeconds, LONGEST_INVISIBLE_SECONDS) * 1000
    const { messageId, receiptHandle, body, receiveCount } = message
    return { messageId, receiptHandle, body, receiveCount }
  }

  const byReceipt = (receiptHandle: string): Stored | undefined =>
    messages.values().find((message) => message.receiptHandle === receiptHandle)

  return {
    /** @param delaySeconds up to 900, before anybody receives it. */
    send: (body: string, delaySeconds = 0): string => {
      sent += 1
      const messageId = `message-${sent}`
      const visibleAt = now() + inRange(delaySeconds, LONGEST_DELAY_SECONDS) * 1000
      messages.set(messageId, { messageId, body, visibleAt, receiveCount: 0, receiptHandle: null })
      return messageId
    },

    /** Up to `most` messages, hidden from everybody else until they are deleted or their time is up. */
    receive: (most = 1, invisibleSeconds = visibilityTimeoutSeconds): ReceivedMessage[] => {
      if (!(most >= 1 && most <= MOST_AT_ONCE)) throw new RangeError(`${most} messages at once`)
      const given: ReceivedMessage[] = []
      for (const message of visible()) {
        if (given.length === most) break
        const one = giveOut(message, invisibleSeconds)
        if (one) given.push(one)
      }
      return given
    },

    /** Forgets a message; a receipt that is not of the last time it was received does nothing. */
    delete: (receiptHandle: string): void => {
      const message = byReceipt(receiptHandle)
      if (message) messages.delete(message.messageId)
    },

    /**
     * Shows a message again after so many seconds from now.
     *
     * @throws Error when nobody has it in hand by this receipt.
     */
    changeVisibility: (receiptHandle: string, seconds: number): void => {
      const message = byReceipt(receiptHandle)
      if (!message || message.visibleAt <= now()) throw new Error('the message is not in flight')
      message.visibleAt = now() + inRange(seconds, LONGEST_INVISIBLE_SECONDS) * 1000
    },

    /** Takes over what another queue gave up. */
    take: (message: Stored): void => {
      messages.set(message.messageId, { ...message, visibleAt: now(), receiptHandle: null })
    },

    /** When the next message can be received, in milliseconds of the epoch; null when there is none. */
    nextAt: (): number | null =>
      messages.size === 0 ? null : Math.min(...messages.values().map(({ visibleAt }) => visibleAt)),

    /** Messages in the queue, seen or not. */
    size: (): number => messages.size,
  }
}

const inRange = (seconds: number, most: number): number => {
  if (!(seconds >= 0 && seconds <= most))
    throw new RangeError(`${seconds} is not between 0 and ${most} seconds`)
  return seconds
}
