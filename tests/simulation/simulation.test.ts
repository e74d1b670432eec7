import { describe, expect, it } from 'vitest'
import { mutants } from './mutants.ts'
import type { SeedResult } from './run-seed.ts'
import { bundleSimulation, runMutants, runSeeds } from './run-seeds.ts'

const SEEDS = 500
const seeds = Array.from({ length: SEEDS }, (_, index) => index + 1)

describe('a simulated world', () => {
  it('holds every promise, whatever fails in it', { timeout: 600_000 }, async () => {
    const bundle = await bundleSimulation(null)
    const results = await runSeeds({ bundle, seeds, threads: 2 })
    expect(results.filter(({ violation }) => violation !== null)).toEqual([])
    expect(results).toHaveLength(SEEDS)
    const happened = (what: string) => results.reduce((sum, { counts }) => sum + (counts[what] ?? 0), 0)
    // Not for want of anything to go wrong.
    for (const what of [
      'fault: killed after a call',
      'fault: answer lost',
      'mails: request',
      'answers acknowledged',
    ]) {
      expect(happened(what), what).toBeGreaterThan(SEEDS)
    }
  })

  it('notices each way to break the protocol', { timeout: 900_000 }, async () => {
    const fates = await runMutants({ mutants, threads: 2 })
    expect(fates).toHaveLength(mutants.length)
    expect(fates.filter(({ caught }) => caught === null).map(({ mutant }) => mutant.name)).toEqual([])
  })

  it('is the same again from the same seed, whatever ran before it', { timeout: 600_000 }, async () => {
    const bundle = await bundleSimulation(null)
    const run = async (order: number[]) => {
      const lines = new Map<number, string[]>()
      const onResult = ({ seed }: SeedResult, history: string[]) => void lines.set(seed, history)
      await runSeeds({ bundle, seeds: order, threads: 1, history: true, onResult })
      return lines
    }
    const [once, again] = [await run([7, 8]), await run([8, 7])]
    for (const seed of [7, 8]) {
      expect(once.get(seed)?.length).toBeGreaterThan(50)
      expect(again.get(seed)).toEqual(once.get(seed))
    }
  })
})
