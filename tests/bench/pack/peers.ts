import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The peers' own packages, which the project itself does not depend on. */
const versions = { '@react-pdf/renderer': '4.9.0', pdfmake: '0.3.11', react: '19.3.1' }

const folder = fileURLToPath(new URL('../../../.muster/bench-peers', import.meta.url))

/** Installs the peers into a folder of their own, where they are not there yet. */
export const installPeers = async (): Promise<void> => {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: versions }))
  await run('npm', [
    'install',
    '--prefix',
    folder,
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
  ])
}

/** A peer's module, whose types the project does not have. */
export const importPeer = async (name: keyof typeof versions): Promise<unknown> => {
  const { resolve } = createRequire(join(folder, 'package.json'))
  return import(pathToFileURL(resolve(name)).href)
}

const { resolve } = createRequire(import.meta.url)
const fontFile = (style: string) =>
  resolve(`@expo-google-fonts/atkinson-hyperlegible-next/${style}/AtkinsonHyperlegibleNext_${style}.ttf`)

/** The font that packs are set in. */
export const font = {
  family: 'Atkinson',
  regular: fontFile('400Regular'),
  italic: fontFile('400Regular_Italic'),
  bold: fontFile('700Bold'),
}

/** A4 in points, with the margins that packs have. */
export const sheet = { width: 595, height: 842, top: 76, bottom: 71, side: 62, inner: 471 }

export const colours = { ink: '#15232b', quiet: '#4a5860', rule: '#c3ccd1', accent: '#123f5a' }

/** Words, ground and fill of each status. */
export const tints = {
  blue: { words: '#174d80', ground: '#e3eef8', fill: '#2166a5' },
  green: { words: '#095a39', ground: '#e2f2ea', fill: '#5fb389' },
  amber: { words: '#7d4100', ground: '#fdf0dc', fill: '#f6c170' },
  red: { words: '#8c1d17', ground: '#fbe6e4', fill: '#7c1611' },
  grey: { words: '#465056', ground: '#eef0f1', fill: '#e9ecee' },
}

/** Characters in a row of a table, or in a quote, from which on it may be torn by the end of a page. */
export const longText = 900
