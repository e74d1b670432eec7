type Entry = {
  messageId: string
  body: string
  visibleAt: number
  receiveCount: number
  receiptHandle: string | null
}
/**
 * A standard queue of SQS in memory: what is received is hidden for a while, and comes again unless it is
 * deleted; what was received too often is put aside. Its clock is the world's, in epoch milliseconds.
 */
export const createMemoryQueue = ({
  now,
  visibilityTimeoutSeconds,
  maxReceiveCount,
}: {
  now: () => number
  visibilityTimeoutSeconds: number
  maxReceiveCount: number
}) => {
  let entries: Entry[] = []
  const dead: Entry[] = []
  let sent = 0
  let receipts = 0
  return {
    send: (body: string, { delaySeconds = 0 }: { delaySeconds?: number } = {}) => {
      sent += 1
      entries.push({
        messageId: `m${sent}`,
        body,
        visibleAt: now() + delaySeconds * 1000,
        receiveCount: 0,
        receiptHandle: null,
      })
    },
    receive: (most: number) => {
      const got: (Entry & { receiptHandle: string })[] = []
      for (const entry of [...entries]) {
        if (got.length === most) break
        if (entry.visibleAt > now()) continue
        if (entry.receiveCount >= maxReceiveCount) {
          entries = entries.filter((one) => one !== entry)
          dead.push(entry)
          continue
        }
        receipts += 1
        const receiptHandle = `r${receipts}`
        entry.receiptHandle = receiptHandle
        entry.receiveCount += 1
        entry.visibleAt = now() + visibilityTimeoutSeconds * 1000
        got.push({ ...entry, receiptHandle })
      }
      return got
    },
    delete: (receiptHandle: string) => {
      entries = entries.filter((one) => one.receiptHandle !== receiptHandle)
    },
    dead,
  }
}
