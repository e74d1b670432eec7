import { expect, vi } from 'vitest'

/** The rest before an answer, which goes on until the test has seen that nothing is answered meanwhile. */
export const holdRest = () => {
  let end = () => {}
  const rested = new Promise<void>((resolve) => {
    end = resolve
  })
  /** Expects no answer while the rest goes on, however long the work is done; then gives the answer. */
  const holds = async (answer: Response | Promise<Response>, expectDone: () => void | Promise<void>) => {
    let isAnswered = false
    const answered = Promise.resolve(answer).then((page) => {
      isAnswered = true
      return page
    })
    await vi.waitFor(expectDone)
    // Longer than what is left of the work takes.
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(isAnswered).toBe(false)
    end()
    return await answered
  }
  return { begin: () => rested, holds }
}
