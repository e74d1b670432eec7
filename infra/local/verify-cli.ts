/** `npm run verify -- PACK.pdf [--archive PARTNERSHIP.json] [--json]`: whether a pack is what was stored and hashed. */
import { parseArgs } from 'node:util'
import { reportOf, verifyFile } from './verify-file.ts'

const MATCHES = 0
const DIFFERS = 1
const UNREADABLE = 2

const readOptions = () => {
  const { values, positionals } = parseArgs({
    options: { archive: { type: 'string' }, json: { type: 'boolean' } },
    allowPositionals: true,
  })
  const [file, ...others] = positionals
  if (file === undefined || others.length > 0) {
    throw new Error('Say which pack: npm run verify -- PACK.pdf [--archive PARTNERSHIP.json] [--json]')
  }
  return { file, archive: values.archive ?? null, json: values.json ?? false }
}

const run = async (): Promise<number> => {
  const { file, archive, json } = readOptions()
  const verification = await verifyFile(file, archive)
  console.log(json ? JSON.stringify(verification, null, 2) : reportOf(verification).join('\n'))
  return verification.matches ? MATCHES : DIFFERS
}

run().then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = UNREADABLE
  },
)
