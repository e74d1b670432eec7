import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { tableDefinition } from '../../../functions/platform/dynamo/table.ts'
import { openInstallation } from '../../../infra/local/installation.ts'
import { startMachine } from '../../../infra/local/machine.ts'
import { actions, boards, key, people, plan } from '../../support/small-plan.ts'
import { temporaryFolder } from './temporary-folder.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

const quiet = () => {}
const startQuiet = async (dataDir: string) => {
  const machine = await startMachine({
    dataDir,
    tableDefinition: tableDefinition('muster'),
    runTimer: false,
    say: quiet,
    loadHandlers: async () => ({
      'lead-web': quiet,
      'console-web': quiet,
      tick: quiet,
      sweep: quiet,
      'send-mail': quiet,
      'mail-events': quiet,
      'build-pack': quiet,
    }),
  })
  onTestFinished(machine.stop)
  return machine
}

const plant = async ({ stores }: Awaited<ReturnType<typeof openInstallation>>) => {
  await stores.writer.saveDirectory({ people, boards })
  await stores.writer.savePlan(plan)
  await stores.imports.writeActions(actions)
}

test('a command that runs alone starts the stores of the folder, and the next one finds what it wrote', async () => {
  const dataDir = temporaryFolder()
  const first = await openInstallation(dataDir)
  await plant(first)
  const file = await first.stores.importFiles.saveImportFile(key, new Uint8Array([1, 2]))
  await first.stop()
  expect(process.env['TABLE_NAME']).toBeUndefined()

  const second = await openInstallation(dataDir)
  expect((await second.stores.plans.loadPlanFile(key))?.actions).toHaveLength(actions.length)
  expect(await second.stores.importFiles.loadImportFile(key, file)).toEqual(new Uint8Array([1, 2]))
  await second.stop()
})

test('a command uses the machine that runs, and leaves it running', async () => {
  const dataDir = temporaryFolder()
  const machine = await startQuiet(dataDir)
  const command = await openInstallation(dataDir)
  await plant(command)
  await command.stop()
  const { Count } = await new DynamoDBClient({}).send(
    new ScanCommand({ TableName: machine.env['TABLE_NAME'] }),
  )
  // With the plan itself, and the register of the directory's changes.
  expect(Count).toBe(people.length + boards.length + actions.length + 2)
})

test('two commands, or a command and a machine, never open the same data at once', async () => {
  const dataDir = temporaryFolder()
  const first = await openInstallation(dataDir)
  // Another process knows nothing of this one's environment.
  vi.stubEnv('TABLE_NAME', undefined)
  vi.stubEnv('PACK_BUCKET', undefined)
  const refusal = `Another command is using ${dataDir}. Wait until it is done, then try again.`
  await expect(openInstallation(dataDir)).rejects.toThrow(refusal)
  await expect(startQuiet(dataDir)).rejects.toThrow(refusal)
  vi.unstubAllEnvs()
  await first.stop()
  await (await openInstallation(dataDir)).stop()
})

test('a lock that a crash left behind locks nobody out', async () => {
  const dataDir = temporaryFolder()
  writeFileSync(join(dataDir, 'lock.json'), JSON.stringify({ port: 1, token: 'gone' }))
  const installation = await openInstallation(dataDir)
  await installation.stop()
  expect(existsSync(join(dataDir, 'lock.json'))).toBe(false)
})

test('the environment names the installation, whole or not at all', async () => {
  vi.stubEnv('TABLE_NAME', 'theirs')
  await expect(openInstallation(temporaryFolder())).rejects.toThrow(/^PACK_BUCKET is not set: /)
  vi.stubEnv('PACK_BUCKET', 'their-bucket')
  const installation = await openInstallation(temporaryFolder())
  expect([installation.table.table, installation.bucket]).toEqual([
    'theirs',
    { name: 'their-bucket', pathStyle: false },
  ])
  await installation.stop()
})
