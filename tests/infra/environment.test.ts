import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { findPackAssets } from '../../functions/platform/typst.ts'
import { type FunctionName, functionNames, functions } from '../../infra/system.ts'
import { makeStack, read, settingsOf } from './synthesise.ts'

const { functions: deployed } = read(makeStack(settingsOf()))

const variablesOf = (name: FunctionName): Record<string, unknown> => {
  const { NODE_OPTIONS: _, ...variables } =
    deployed.find(({ FunctionName }) => FunctionName === `muster-dev-${name}`)?.Environment.Variables ?? {}
  return variables
}

/** The assets of a pack side by side, as the function has them. */
const layOutAssets = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'pack-assets-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const { templates, fonts } = findPackAssets()
  for (const file of [...templates, ...fonts.map((font) => font.file)]) {
    copyFileSync(file, join(folder, basename(file)))
  }
  return folder
}

/**
 * Loads an entrypoint with the variables it is deployed with and no others, and returns those it
 * asked for. What CloudFormation works out later is an address here.
 */
const load = async (name: FunctionName): Promise<Set<string>> => {
  const values: Record<string, string> = Object.fromEntries(
    Object.entries(variablesOf(name)).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : 'https://resolved.test',
    ]),
  )
  if (values['PACK_ASSETS']) values['PACK_ASSETS'] = layOutAssets()
  const asked = new Set<string>()
  const before = process.env
  onTestFinished(() => {
    process.env = before
  })
  // Lambda sets the region itself: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
  process.env = new Proxy<NodeJS.ProcessEnv>(
    { ...values, AWS_REGION: 'eu-west-2' },
    {
      get: (env, key) => {
        if (typeof key === 'symbol') return undefined
        asked.add(key)
        return env[key]
      },
    },
  )
  await import(join('../..', functions[name].entry))
  return asked
}

describe.each(functionNames)('%s', (name) => {
  it('starts with the variables it is deployed with, and reads each of them', async () => {
    const asked = await load(name)
    expect(Object.keys(variablesOf(name))).not.toEqual([])
    for (const variable of Object.keys(variablesOf(name))) expect([...asked]).toContain(variable)
  })

  it('has no variable of a developer’s machine', () => {
    for (const variable of ['CLOCK_FILE', 'S3_PATH_STYLE', 'AWS_REGION']) {
      expect(variablesOf(name)).not.toHaveProperty(variable)
    }
  })
})
