import { mkdir } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { build, type Plugin } from 'esbuild'
import type { Mutant } from './mutants.ts'
import type { SeedResult } from './run-seed.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const BUNDLES = join(ROOT, '.muster/simulation')

/** A mutant whose text is not in the code any more, or is there more than once. */
export class MutantNotFound extends Error {
  override name = 'MutantNotFound'
}

/**
 * Bundles the simulation with the system's own sources in it, one place of them changed where a mutant is
 * given. Gives the bundle's path.
 *
 * @throws MutantNotFound
 */
export const bundleSimulation = async (mutant: Mutant | null): Promise<string> => {
  await mkdir(BUNDLES, { recursive: true })
  const outfile = join(BUNDLES, `${mutant ? mutant.name.replaceAll(/[^a-z0-9]+/gi, '-') : 'unchanged'}.mjs`)
  let isChanged = false
  const change: Plugin = {
    name: 'change',
    setup: ({ onLoad }) => {
      if (!mutant) return
      onLoad({ filter: /\.tsx?$/ }, async ({ path }) => {
        if (relative(ROOT, path) !== mutant.file) return
        const { readFile } = await import('node:fs/promises')
        const source = await readFile(path, 'utf8')
        const parts = source.split(mutant.find)
        if (parts.length !== 2) {
          throw new MutantNotFound(`${mutant.name}: found ${parts.length - 1} times in ${mutant.file}`)
        }
        isChanged = true
        return { contents: parts.join(mutant.replace), loader: path.endsWith('x') ? 'tsx' : 'ts' }
      })
    },
  }
  await build({
    entryPoints: [join(dirname(fileURLToPath(import.meta.url)), 'seeds-worker.ts')],
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
  if (mutant && !isChanged)
    throw new MutantNotFound(`${mutant.name}: ${mutant.file} is not in the simulation`)
  return outfile
}

export type RunOptions = {
  bundle: string
  seeds: readonly number[]
  threads: number
  /** Keeps every line of what happened. */
  history?: boolean
  /** Stops at the first violation. */
  stopAtFirst?: boolean
  onResult?: (result: SeedResult, lines: string[]) => void
}

/** Runs seeds in so many threads. The results are in the order in which they came. */
export const runSeeds = (options: RunOptions): Promise<SeedResult[]> =>
  new Promise((resolve, reject) => {
    const { seeds, threads, onResult = () => {} } = options
    const results: SeedResult[] = []
    let next = 0
    const workers = new Set<Worker>()
    const stop = (then: () => void) => {
      Promise.all([...workers].map((worker) => worker.terminate())).then(then, reject)
    }
    for (let i = 0; i < Math.min(threads, seeds.length); i += 1) {
      const worker = new Worker(options.bundle, { workerData: { history: options.history ?? false } })
      workers.add(worker)
      const feed = () => {
        const seed = seeds[next]
        next += 1
        if (seed !== undefined) worker.postMessage({ seed })
      }
      worker.on('error', reject)
      worker.on('message', ({ result, lines }: { result: SeedResult; lines: string[] }) => {
        results.push(result)
        onResult(result, lines)
        const isEnough = options.stopAtFirst && result.violation !== null
        if (isEnough || results.length === seeds.length) stop(() => resolve(results))
        else feed()
      })
      feed()
    }
  })
