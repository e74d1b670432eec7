/** `npm run bench [-- import form opening pack] [--json]`: what is measured, each as a ratio to a peer or a floor in the same run. */
import { parseArgs } from 'node:util'
import { benchForm } from './bench-form.ts'
import { benchImport } from './bench-import.ts'
import { benchOpening } from './bench-opening.ts'
import { benchPack } from './bench-pack.ts'

const benches = { form: benchForm, import: benchImport, opening: benchOpening, pack: benchPack }

const run = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false } },
  })
  const unknown = positionals.find((name) => !(name in benches))
  if (unknown !== undefined) {
    throw new Error(`“${unknown}” is no benchmark: choose from ${Object.keys(benches).join(', ')}`)
  }
  const results: Record<string, unknown> = {}
  for (const [name, bench] of Object.entries(benches)) {
    if (positionals.length === 0 || positionals.includes(name)) {
      results[name] = await bench((line) => process.stderr.write(`${line}\n`))
    }
  }
  if (values.json) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`)
}

run().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
