import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { MusterFunction } from '../../infra/aws/constructs/muster-function.ts'
import { bundleTypst, packAssetsInLambda } from '../../infra/aws/typst-package.ts'
import { functions } from '../../infra/system.ts'
import { makeEmptyStack } from './synthesise.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

it('bundles what makes packs so that it starts far from its source, with compiler, templates and fonts', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'bundle-'))
  onTestFinished(() => rmSync(outdir, { recursive: true }))
  const { app, stack, alarmTopic } = makeEmptyStack(outdir)
  new MusterFunction(stack, 'BuildPack', {
    ...functions['build-pack'],
    // This machine's own compiler: Lambda's may be for another processor.
    ...bundleTypst(root),
    functionName: 'build-pack',
    metricNamespace: 'Muster',
    memoryMegabytes: 256,
    environment: {},
    statements: [],
    faultsUntilAlarm: 1,
    errorImpact: 'No pack is made.',
    alarmTopic,
  })
  app.synth()

  const asset = readdirSync(outdir)
    .map((name) => join(outdir, name))
    .find((folder) => existsSync(join(folder, 'index.mjs')))
  if (!asset) throw new Error('there is no bundle')
  const answer = execFileSync(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `const { handler } = await import(${JSON.stringify(join(asset, 'index.mjs'))})
       console.log(JSON.stringify(await handler({ Records: [] })))`,
    ],
    {
      cwd: tmpdir(),
      encoding: 'utf8',
      env: {
        AWS_REGION: 'eu-west-2',
        TABLE_NAME: 'none',
        PACK_BUCKET: 'none',
        PACK_ASSETS: packAssetsInLambda.replace('/var/task', asset),
      },
    },
  )
  expect(JSON.parse(answer)).toEqual({ batchItemFailures: [] })
})
