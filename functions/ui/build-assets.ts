import { mkdirSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { compileScript } from './compile-script.ts'
import { compileStylesheet } from './compile-stylesheet.ts'

const folder = new URL('generated/', import.meta.url)
mkdirSync(folder, { recursive: true })

const write = (name: string, values: Record<string, string>): void =>
  writeFileSync(
    new URL(`${name}.ts`, folder),
    [
      '/** Written by build-assets.ts. */',
      ...Object.entries(values).map(
        ([key, value]) => `export const ${key}: string = ${JSON.stringify(value)}`,
      ),
      '',
    ].join('\n'),
  )

const { stylesheet, stylesheetPath } = compileStylesheet()
write('stylesheet', { stylesheet, stylesheetPath })
const autosave = compileScript('browser/autosave.js')
write('autosave', { autosaveScript: autosave.script, autosavePath: autosave.scriptPath })
const upload = compileScript('browser/upload.js')
write('upload', { uploadScript: upload.script, uploadPath: upload.scriptPath })
for (const [path, text] of [
  [stylesheetPath, stylesheet],
  [autosave.scriptPath, autosave.script],
  [upload.scriptPath, upload.script],
] as const) {
  console.log(`${path} ${text.length} bytes, ${gzipSync(text).length} gzipped`)
}
