import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { mutants } from './mutants.ts'
import type { SeedResult } from './run-seed.ts'
import { bundleSimulation, runMutants, runSeeds } from './run-seeds.ts'

/**
 * `npm run simulate -- [--seeds N] [--seed S] [--json] [--mutants [--only NAME]]`: runs N worlds from seed S
 * on, or that one world, or breaks the protocol in every known way, or those with a text in their name, and
 * sees that it is noticed. Exits with 1 where something does not hold.
 */

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    seed: { type: 'string' },
    json: { type: 'boolean', default: false },
    mutants: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
  },
})
const print = (text: string): void => void process.stdout.write(`${text}\n`)
const threads = Math.max(1, availableParallelism())
const wholeNumber = (text: string, name: string): number => {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 0 || text.trim() === '') {
    print(`--${name} takes a whole number, and got ${JSON.stringify(text)}.`)
    process.exit(2)
  }
  return number
}

const add = (results: SeedResult[]): Record<string, number> => {
  const sums: Record<string, number> = {}
  for (const { counts } of results) {
    for (const [what, times] of Object.entries(counts)) sums[what] = (sums[what] ?? 0) + times
  }
  return Object.fromEntries(Object.entries(sums).sort(([a], [b]) => a.localeCompare(b, 'en')))
}

const simulate = async (): Promise<boolean> => {
  const from = values.seed === undefined ? 1 : wholeNumber(values.seed, 'seed')
  const many = wholeNumber(values.seeds ?? (values.seed === undefined ? '100' : '1'), 'seeds')
  const seeds = Array.from({ length: many }, (_, index) => from + index)
  const bundle = await bundleSimulation(null)
  const startedAt = performance.now()
  const results = await runSeeds({ bundle, seeds, threads })
  const seconds = (performance.now() - startedAt) / 1000
  const failed = results.find(({ violation }) => violation !== null)
  const summary = {
    seeds: results.length,
    simulatedYears: Number((results.reduce((sum, one) => sum + one.simulatedDays, 0) / 365.25).toFixed(1)),
    calls: results.reduce((sum, one) => sum + one.steps, 0),
    seedsPerSecond: Number((results.length / seconds).toFixed(1)),
    counts: add(results),
    violation: failed?.violation ? { seed: failed.seed, ...failed.violation } : null,
  }
  if (values.json) print(JSON.stringify(summary, null, 2))
  else {
    print(
      `${summary.seeds} worlds, ${summary.simulatedYears} simulated years, ${summary.calls} calls, ${summary.seedsPerSecond} worlds a second`,
    )
    for (const [what, times] of Object.entries(summary.counts))
      print(`  ${String(times).padStart(9)}  ${what}`)
  }
  if (!failed?.violation) return true
  if (!values.json) {
    await runSeeds({
      bundle,
      seeds: [failed.seed],
      threads: 1,
      history: true,
      onResult: (_, lines) => print(lines.join('\n')),
    })
    const { invariant, what, step } = failed.violation
    print(`\nSeed ${failed.seed}, call ${step}: it does not hold that ${invariant}.\n${what}`)
    print(`Again: npm run simulate -- --seed ${failed.seed}`)
  }
  return false
}

const breakIt = async (): Promise<boolean> => {
  const fates = await runMutants({
    mutants: mutants.filter(({ name }) => name.includes(values.only)),
    threads,
    onFate: ({ mutant: { name }, worlds, caught }) =>
      print(
        caught?.violation
          ? `caught    ${name}: ${caught.violation.invariant} (world ${worlds})`
          : `SURVIVED  ${name} (${worlds} worlds)`,
      ),
  })
  const survivors = fates.filter(({ caught }) => caught === null)
  print(`${fates.length - survivors.length} of ${fates.length} caught`)
  return survivors.length === 0
}

process.exitCode = (await (values.mutants ? breakIt() : simulate())) ? 0 : 1
