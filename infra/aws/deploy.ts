/** `npm run deploy [-- -c stage=prod ...]`: fetches the compiler for Lambda, then deploys. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { fetchTypst } from './fetch-typst-layer.ts'

fetchTypst()

// Strict: a warning means that the template may be looked at but not deployed.
const { status } = spawnSync('npx', ['--no-install', 'cdk', 'deploy', '--strict', ...process.argv.slice(2)], {
  cwd: fileURLToPath(new URL('../../', import.meta.url)),
  stdio: 'inherit',
})
process.exitCode = status ?? 1
