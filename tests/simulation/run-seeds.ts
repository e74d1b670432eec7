import { mkdir, readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { build, type Plugin } from 'esbuild'
import type { Change, Mutant } from './mutants.ts'
import type { SeedResult } from './run-seed.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const BUNDLES = join(ROOT, '.muster/simulation')

/** A mutant whose text is not in the code any more, or is there more than once. */
class MutantNotFound extends Error {
  override name = 'MutantNotFound'
}

/**
 * Bundles the simulation with the system's own sources in it, changed where a mutant is given. Gives the bundle's path.
 *
 * @throws MutantNotFound
 */
export const bundleSimulation = async (mutant: Mutant | null): Promise<string> => {
  await mkdir(BUNDLES, { recursive: true })
  const outfile = join(BUNDLES, `${mutant ? mutant.name.replaceAll(/[^a-z0-9]+/gi, '-') : 'unchanged'}.mjs`)
  const left = new Set<Change>(mutant ? [mutant, ...(mutant.also ?? [])] : [])
  const change: Plugin = {
    name: 'change',
    setup: ({ onLoad }) => {
      if (!mutant) return
      onLoad({ filter: /\.tsx?$/ }, async ({ path }) => {
        const here = [...left].filter(({ file }) => file === relative(ROOT, path))
        if (here.length === 0) return
        let contents = await readFile(path, 'utf8')
        for (const one of here) {
          const parts = contents.split(one.find)
          if (parts.length !== 2) {
            throw new MutantNotFound(`${mutant.name}: found ${parts.length - 1} times in ${one.file}`)
          }
          contents = parts.join(one.replace)
          left.delete(one)
        }
        return { contents, loader: path.endsWith('x') ? 'tsx' : 'ts' }
      })
    },
  }
  await build({
    entryPoints: [join(dirname(fileURLToPath(import.meta.url)), 'bundled.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    packages: 'external',
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    logLevel: 'silent',
    plugins: [change],
  })
  for (const { file } of left) throw new MutantNotFound(`${mutant?.name}: ${file} is not in the simulation`)
  return outfile
}

type World = { result: SeedResult; lines: string[] }

/** A thread in which worlds run, one after the other, of whichever bundle. */
const openThread = () => {
  const worker = new Worker(new URL('./thread.ts', import.meta.url))
  return {
    run: (task: { bundle: string; seed: number; history: boolean }): Promise<World> =>
      new Promise((resolve, reject) => {
        worker.once('error', reject)
        worker.once('message', (world: World) => {
          worker.off('error', reject)
          resolve(world)
        })
        worker.postMessage({ ...task, bundle: pathToFileURL(task.bundle).href })
      }),
    close: () => worker.terminate(),
  }
}
type Thread = ReturnType<typeof openThread>

/** Has each item worked on in one of so many threads, until `work` says that it was enough. */
const inThreads = async <T>(
  count: number,
  items: readonly T[],
  work: (thread: Thread, item: T) => Promise<'go on' | 'enough'>,
): Promise<void> => {
  const threads = Array.from({ length: Math.min(count, items.length) }, openThread)
  // One iterator for all of them: each takes what no other has taken.
  const left = items.values()
  let isEnough = false
  const workIn = async (thread: Thread): Promise<void> => {
    for (const item of left) {
      if ((await work(thread, item)) === 'enough') isEnough = true
      if (isEnough) return
    }
  }
  try {
    await Promise.all(threads.map(workIn))
  } finally {
    await Promise.all(threads.map((thread) => thread.close()))
  }
}

export type RunOptions = {
  bundle: string
  seeds: readonly number[]
  threads: number
  /** Keeps every line of what happened. */
  history?: boolean
  onResult?: (result: SeedResult, lines: string[]) => void
}

/** Runs seeds up to the first violation. The results are in the order in which they came. */
export const runSeeds = async (options: RunOptions): Promise<SeedResult[]> => {
  const { bundle, seeds, threads, history = false, onResult = () => {} } = options
  const results: SeedResult[] = []
  await inThreads(threads, seeds, async (thread, seed) => {
    const { result, lines } = await thread.run({ bundle, seed, history })
    results.push(result)
    onResult(result, lines)
    return result.violation ? 'enough' : 'go on'
  })
  return results
}

/** How a mutant fared: in which world it broke what, or in how many nobody noticed. */
export type Fate = { mutant: Mutant; worlds: number; caught: SeedResult | null }

/** So many worlds in which a mutant may hide before it counts as one that survives. */
const MUTANT_SEEDS = 200

/** Runs each mutant in one world after the other, up to the first violation. */
export const runMutants = async (options: {
  mutants: readonly Mutant[]
  threads: number
  onFate?: (fate: Fate) => void
}): Promise<Fate[]> => {
  const { mutants, threads, onFate = () => {} } = options
  const fates: Fate[] = []
  await inThreads(threads, mutants, async (thread, mutant) => {
    const bundle = await bundleSimulation(mutant)
    const fate: Fate = { mutant, worlds: 0, caught: null }
    const others = Array.from({ length: MUTANT_SEEDS }, (_, index) => index + 1)
    for (const seed of mutant.seed === undefined ? others : [mutant.seed, ...others]) {
      const { result } = await thread.run({ bundle, seed, history: false })
      fate.worlds += 1
      if (!result.violation) continue
      fate.caught = result
      break
    }
    fates.push(fate)
    onFate(fate)
    return 'go on'
  })
  return fates
}
