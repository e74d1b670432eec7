import { createHash } from 'node:crypto'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

export type Random = ReturnType<typeof createRandom>

/** All chance of one simulated world: the same seed gives the same sequence. */
export const createRandom = (seed: number) => {
  // Seeds that follow each other begin much alike: hashed and warmed up they do not.
  const generator = xoroshiro128plus(createHash('sha256').update(String(seed)).digest().readInt32BE())
  for (let i = 0; i < 32; i += 1) generator.next()
  /** A whole number, both bounds included. */
  const int = (from: number, to: number): number => uniformInt(generator, from, to)
  /** True with probability `p`. Draws also for 0 and 1, so that a rate can be changed without shifting the rest. */
  const chance = (p: number): boolean => int(0, 999_999) < p * 1_000_000
  const pick = <T>(from: readonly T[]): T => {
    const one = from[int(0, from.length - 1)]
    if (one === undefined) throw new RangeError('there is nothing to pick from')
    return one
  }
  /** Each of them with probability `p`, in their order. */
  const some = <T>(from: readonly T[], p: number): T[] => from.filter(() => chance(p))
  const token = (length: number): string =>
    Array.from({ length }, () => LETTERS[int(0, LETTERS.length - 1)]).join('')
  return { int, chance, pick, some, token }
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
