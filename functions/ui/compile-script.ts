import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { transformSync } from 'esbuild'

/**
 * Minifies a script that pages load, and names it by what it holds, so that browsers may keep it for
 * ever. `file` is seen from this folder. Throws esbuild's own exception where it is no script.
 */
export const compileScript = (file: string): { script: string; scriptPath: string } => {
  const source = readFileSync(new URL(file, import.meta.url), 'utf8')
  const { code } = transformSync(source, { minify: true, format: 'esm', target: 'es2020' })
  const name = createHash('sha256').update(code).digest('hex').slice(0, 16)
  return { script: code, scriptPath: `/assets/${name}.js` }
}
