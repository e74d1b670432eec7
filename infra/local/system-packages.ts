import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const JAVA_AT_LEAST = 17

type SystemPackage = {
  /** The program's path or name, or null where it is missing or too old. */
  find: () => string | null
  debian: readonly string[]
  purpose: string
  elsewhere: string
}

/** What the system needs from outside npm: Java for DynamoDB Local; a browser, PDF tools and an office for the tests. */
const packages = {
  java: {
    find: () => (javaVersion() >= JAVA_AT_LEAST ? 'java' : null),
    debian: ['default-jre-headless'],
    purpose: `DynamoDB Local needs Java ${JAVA_AT_LEAST} or newer`,
    elsewhere: 'https://adoptium.net',
  },
  chromium: {
    find: () => ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path)) ?? null,
    debian: ['chromium'],
    purpose: 'the browser tests need Chromium',
    elsewhere: 'https://www.chromium.org/getting-involved/download-chromium',
  },
  poppler: {
    find: () => (runs('pdftotext', '-v') ? 'pdftotext' : null),
    debian: ['poppler-utils'],
    purpose: 'the pack tests need the PDF tools of Poppler',
    elsewhere: 'https://poppler.freedesktop.org',
  },
  libreoffice: {
    find: () => (runs('soffice', '--version') ? 'soffice' : null),
    debian: ['libreoffice-calc-nogui'],
    purpose: 'the export tests open workbooks in LibreOffice',
    elsewhere: 'https://www.libreoffice.org/download',
  },
} as const satisfies Record<string, SystemPackage>

export type SystemPackageName = keyof typeof packages

export type Installer = {
  /** Whether this is Debian or a relative of it. */
  hasApt: boolean
  isRoot: boolean
  say: (line: string) => void
  run: (command: string, args: string[]) => boolean
}

/**
 * Finds a program, installing it on Debian where we may.
 * @returns the program's path or name
 * @throws Error of one line that says how to get it
 */
export const ensureSystemPackage = (
  name: SystemPackageName,
  wanted: SystemPackage = packages[name],
  installer: Installer = realInstaller(),
): string => {
  const found = wanted.find()
  if (found !== null) return found
  const names = wanted.debian.join(' ')
  if (installer.hasApt && installer.isRoot) {
    installer.say(`Installing ${names}, because ${wanted.purpose}`)
    installer.run('apt-get', ['update'])
    installer.run('apt-get', ['install', '-y', '--no-install-recommends', ...wanted.debian])
    const installed = wanted.find()
    if (installed !== null) return installed
  }
  throw new Error(
    `${sentence(wanted.purpose)}: on Debian or Ubuntu run "sudo apt-get install ${names}", elsewhere see ${wanted.elsewhere}`,
  )
}

const realInstaller = (): Installer => ({
  hasApt: existsSync('/usr/bin/apt-get'),
  isRoot: process.getuid?.() === 0,
  say: (line) => console.error(line),
  run: (command, args) =>
    spawnSync(command, args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0,
})

/** The major version that `java -version` states, 0 without a Java that runs. */
const javaVersion = (): number => {
  const run = spawnSync('java', ['-version'], { encoding: 'utf8' })
  const version = /version "(\d+)(?:\.(\d+))?/.exec(`${run.stderr ?? ''}${run.stdout ?? ''}`)
  if (run.status !== 0 || version === null) return 0
  // Java 8 and older call themselves 1.8
  return Number(version[1] === '1' ? version[2] : version[1])
}

const runs = (command: string, arg: string): boolean =>
  spawnSync(command, [arg], { stdio: 'ignore' }).status === 0

const sentence = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)

const isPackageName = (name: string): name is SystemPackageName => name in packages

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    for (const name of process.argv.slice(2)) {
      if (!isPackageName(name)) {
        throw new Error(`"${name}" is none of: ${Object.keys(packages).join(', ')}`)
      }
      ensureSystemPackage(name)
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
