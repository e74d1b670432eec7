/**
 * Works on each item, so many at a time, and gives what came of each in the order of the items. After
 * the first that fails none is begun any more, and it throws once those that were begun have ended: what
 * is done next does not run beside what is left of this.
 */
export const atOnce = async <T, R>(
  most: number,
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<R[]> => {
  const results: R[] = []
  const waiting = items.entries()
  let failed = false
  const workOn = async (): Promise<void> => {
    // One iterator for all of them: each takes what nobody has taken.
    for (const [index, item] of waiting) {
      if (failed) return
      try {
        results[index] = await work(item)
      } catch (error) {
        failed = true
        throw error
      }
    }
  }
  const ended = await Promise.allSettled(Array.from({ length: Math.min(most, items.length) }, workOn))
  const fault = ended.find((one) => one.status === 'rejected')
  if (fault) throw fault.reason
  return results
}

/** Items in their order, in parts of so many. */
export const inParts = <T>(items: readonly T[], most: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / most) }, (_, part) =>
    items.slice(part * most, (part + 1) * most),
  )
