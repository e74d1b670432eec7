import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import {
  fetchedTypst,
  findTypst,
  holdsTypstForLambda,
  readTypstVersion,
  typstArchitecture,
  typstForLambda,
  typstPackage,
} from './typst-package.ts'

/**
 * Installs the Typst compiler as Lambda needs it, whatever this machine is, unless it is here.
 * @throws when it cannot be had, or is not what package-lock.json names.
 */
export const fetchTypst = (): void => {
  if (findTypst().isForLambda) return
  rmSync(fetchedTypst, { recursive: true, force: true })
  mkdirSync(fetchedTypst, { recursive: true })
  const version = readTypstVersion()
  execFileSync(
    'npm',
    [
      'install',
      `--prefix=${fetchedTypst}`,
      '--os=linux',
      `--cpu=${typstArchitecture}`,
      '--libc=glibc',
      '--no-save',
      '--no-package-lock',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      // It brings its native half as an optional package, for which alone npm heeds the flags above.
      `${typstPackage}@${version}`,
    ],
    { cwd: fetchedTypst, stdio: 'inherit' },
  )
  if (!holdsTypstForLambda(fetchedTypst)) {
    throw new Error(
      `npm did not bring ${typstForLambda}@${version} as package-lock.json names it: ` +
        'the registry may lack it. Nothing is deployed without it, since no pack could be made.',
    )
  }
}
