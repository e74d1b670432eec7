export type QueuedMessage = { messageId: string; body: string; receiveCount: number }
export type ReceivedMessage = QueuedMessage & { receiptHandle: string }

type Entry = QueuedMessage & {
  /** Nobody receives it before, in milliseconds of the epoch. */
  visibleAt: number
  /** Of the last time it was received. */
  receiptHandle: string | null
}

const MOST_AT_ONCE = 10
const LONGEST_DELAY_SECONDS = 900
const LONGEST_INVISIBLE_SECONDS = 43_200

/** An SQS standard queue in memory. It gives the oldest message first, which a standard queue only tries to. */
export const createMemoryQueue = ({
  now,
  visibilityTimeoutSeconds,
  maxReceiveCount,
}: {
  /** Milliseconds of the epoch; the only time there is. */
  now: () => number
  visibilityTimeoutSeconds: number
  /** What was received so often and is still there goes to the dead letters. */
  maxReceiveCount: number
}) => {
  const entries = new Map<string, Entry>()
  const dead: QueuedMessage[] = []
  let sent = 0
  let receipts = 0

  const byReceipt = (receiptHandle: string): Entry | undefined =>
    entries.values().find((entry) => entry.receiptHandle === receiptHandle)

  return {
    /** @param delaySeconds up to 900, before anybody receives it. */
    send: (body: string, { delaySeconds = 0 }: { delaySeconds?: number } = {}): void => {
      const visibleAt = now() + inRange(delaySeconds, LONGEST_DELAY_SECONDS) * 1000
      sent += 1
      const messageId = `m${sent}`
      entries.set(messageId, { messageId, body, visibleAt, receiveCount: 0, receiptHandle: null })
    },

    /** Up to `most` messages, hidden from everybody else until they are deleted or their time is up. */
    receive: (most: number, invisibleSeconds = visibilityTimeoutSeconds): ReceivedMessage[] => {
      if (!(most >= 1 && most <= MOST_AT_ONCE)) throw new RangeError(`${most} messages at once`)
      const received: ReceivedMessage[] = []
      for (const entry of entries.values()) {
        if (received.length === most) break
        if (entry.visibleAt > now()) continue
        const { messageId, body } = entry
        if (entry.receiveCount >= maxReceiveCount) {
          entries.delete(messageId)
          dead.push({ messageId, body, receiveCount: entry.receiveCount })
          continue
        }
        receipts += 1
        const receiptHandle = `r${receipts}`
        entry.receiptHandle = receiptHandle
        entry.receiveCount += 1
        entry.visibleAt = now() + inRange(invisibleSeconds, LONGEST_INVISIBLE_SECONDS) * 1000
        received.push({ messageId, body, receiveCount: entry.receiveCount, receiptHandle })
      }
      return received
    },

    /** Forgets a message; a receipt that is not of the last time it was received does nothing. */
    delete: (receiptHandle: string): void => {
      const entry = byReceipt(receiptHandle)
      if (entry) entries.delete(entry.messageId)
    },

    /**
     * Shows a message again so many seconds from now.
     *
     * @throws Error when nobody has it in hand by this receipt.
     */
    changeVisibility: (receiptHandle: string, seconds: number): void => {
      const entry = byReceipt(receiptHandle)
      if (!entry || entry.visibleAt <= now()) throw new Error('the message is not in flight')
      entry.visibleAt = now() + inRange(seconds, LONGEST_INVISIBLE_SECONDS) * 1000
    },

    /** How many messages there are, to be seen or not. */
    size: (): number => entries.size,
    dead,
  }
}

const inRange = (seconds: number, most: number): number => {
  if (!(seconds >= 0 && seconds <= most))
    throw new RangeError(`${seconds} is not between 0 and ${most} seconds`)
  return seconds
}
