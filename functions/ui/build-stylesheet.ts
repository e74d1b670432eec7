import { mkdirSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { compileStylesheet } from './compile-stylesheet.ts'

const { stylesheet, stylesheetPath } = compileStylesheet()

const folder = new URL('generated/', import.meta.url)
mkdirSync(folder, { recursive: true })
writeFileSync(
  new URL('stylesheet.ts', folder),
  `/** Written by build-stylesheet.ts. */
export const stylesheet: string = ${JSON.stringify(stylesheet)}
export const stylesheetPath = ${JSON.stringify(stylesheetPath)}
`,
)
console.log(`${stylesheetPath} ${stylesheet.length} bytes, ${gzipSync(stylesheet).length} gzipped`)
