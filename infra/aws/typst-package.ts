import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Architecture } from 'aws-cdk-lib/aws-lambda'
import { z } from 'zod'
import { findPackAssets } from '../../functions/platform/typst.ts'
import type { MusterFunctionProps } from './constructs/muster-function.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** What the function that makes packs runs on; the compiler is native code. */
export const typstArchitecture: 'arm64' | 'x64' = 'arm64'

export const typstPackage = '@myriaddreamin/typst-ts-node-compiler'
/** Its native half for Lambda's Linux, where the C library is glibc. */
export const typstForLambda = `${typstPackage}-linux-${typstArchitecture}-gnu`

const packages = [typstPackage, typstForLambda]

/** Where `npm run deploy` puts the build for Lambda, if this machine's own is not the same. */
export const fetchedTypst = join(root, '.layer/typst')

/** The folder of the template and the fonts in the deployed function. */
export const packAssetsInLambda = '/var/task/pack-assets'

const Locked = z.object({ version: z.string(), integrity: z.string().optional() })
const Lock = z.object({ packages: z.record(z.string(), z.unknown()) })

/** A package as a lock file has it; null where it has not, which npm allows for other platforms' packages. */
const readLock = (file: string, name: string): z.infer<typeof Locked> | null => {
  const found = Lock.parse(JSON.parse(readFileSync(file, 'utf8'))).packages[`node_modules/${name}`]
  return found === undefined ? null : Locked.parse(found)
}

const lockFile = join(root, 'package-lock.json')

/** The version this repository is locked to. Both halves are released together. @throws when there is none. */
export const readTypstVersion = (): string => {
  const locked = readLock(lockFile, typstPackage)
  if (!locked) throw new Error(`${typstPackage} is not in package-lock.json`)
  return locked.version
}

/** Whether a folder's node_modules hold the compiler for Lambda, in the version and with the hash that are locked. */
export const holdsTypstForLambda = (folder: string): boolean => {
  const installed = join(folder, 'node_modules/.package-lock.json')
  const version = readTypstVersion()
  return (
    existsSync(installed) &&
    packages.every((name) => {
      const locked = readLock(lockFile, name)?.integrity
      const found = existsSync(join(folder, 'node_modules', name)) ? readLock(installed, name) : null
      return found?.version === version && (locked === undefined || found.integrity === locked)
    })
  )
}

/** The compiler for Lambda; where there is none, this machine's, with which a template can be made but not deployed. */
export const findTypst = (): { folder: string; isForLambda: boolean } => {
  const folder = [root, fetchedTypst].find(holdsTypstForLambda)
  return { folder: folder ?? root, isForLambda: folder !== undefined }
}

const quote = (path: string): string => `'${path.replaceAll("'", "'\\''")}'`

/**
 * How the function that makes packs differs from the others: the compiler, the template and the fonts
 * are copied beside its bundle. `from` has the compiler in its node_modules. Not in a layer, so that it
 * is found as any package is, and so that code and compiler change together.
 */
export const bundleTypst = (from: string): Pick<MusterFunctionProps, 'architecture' | 'copied'> => ({
  architecture: typstArchitecture === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64,
  copied: {
    packages,
    hooks: {
      beforeBundling: () => [],
      beforeInstall: () => [],
      afterBundling: (_, output) => copyCommands(from, output),
    },
  },
})

const copyCommands = (from: string, output: string): string[] => {
  const { templates, fonts } = findPackAssets()
  const assets = [...templates, ...fonts.map(({ file }) => file)]
  const modules = join(output, 'node_modules')
  const folder = join(output, basename(packAssetsInLambda))
  return [
    `mkdir -p ${quote(modules)} ${quote(folder)}`,
    `cp -R ${quote(join(from, 'node_modules', dirname(typstPackage)))} ${quote(modules)}`,
    `cp ${assets.map(quote).join(' ')} ${quote(folder)}`,
  ]
}
