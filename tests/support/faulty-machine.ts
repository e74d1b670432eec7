import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { createCalendar, holidaysOf } from '../../functions/cycle/calendar.ts'
import { connectStores } from '../../functions/entrypoints/wiring.ts'
import { tableDefinition } from '../../functions/platform/dynamo/table.ts'
import { loadHandlers } from '../../infra/local/handlers.ts'
import { startMachine } from '../../infra/local/machine.ts'
import { type FunctionName, tableName } from '../../infra/system.ts'
import bankHolidays from '../../seeds/bank-holidays.json' with { type: 'json' }
import { type KillingService, type KillPoint, startKillingProxy } from './killing-proxy.ts'

const RUNNER = fileURLToPath(new URL('run-handler.ts', import.meta.url))

/**
 * The whole system on a data folder of its own, on a working morning so that mail goes out at once. Time
 * stands still but for what a test does; handlers can also be run in processes that a test may kill.
 */
export const startFaultyMachine = async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'muster-faulty-'))
  const machine = await startMachine({
    dataDir,
    tableDefinition: tableDefinition(tableName),
    loadHandlers: () => loadHandlers(dataDir),
    runTimer: false,
  })
  const calendar = createCalendar({
    timeZone: 'Europe/London',
    holidays: holidaysOf(bankHolidays, 'england-and-wales'),
  })
  const today = calendar.localDate(machine.clock.now())
  machine.clock.moveTo(calendar.at(calendar.addWorkingDays(today, 1), '09:00'))

  const spawnHandler = (name: FunctionName, event: unknown, env: Record<string, string>) =>
    spawn(process.execPath, ['--import', 'tsx', RUNNER, name, JSON.stringify(event)], {
      env: { ...process.env, ...machine.env, ...env },
      stdio: 'ignore',
    })

  return {
    machine,
    stores: connectStores({ TABLE_NAME: tableName, CLOCK_FILE: machine.clock.file }),
    /** Runs a handler in a process of its own, where some of the environment is another. */
    runApart: async (name: FunctionName, event: unknown, env: Record<string, string>): Promise<number> => {
      const [code] = await once(spawnHandler(name, event, env), 'exit')
      return code
    },
    /** Runs a handler in a process of its own and kills that with SIGKILL at the given write to a service. */
    runAndKill: async (
      name: FunctionName,
      event: unknown,
      point: KillPoint,
      service: KillingService = 'DYNAMODB',
    ): Promise<void> => {
      const endpoint = `AWS_ENDPOINT_URL_${service}`
      let kill = () => {}
      const proxy = await startKillingProxy(service, machine.env[endpoint] ?? '', point, () => kill())
      const child = spawnHandler(name, event, { [endpoint]: proxy.url })
      kill = () => child.kill('SIGKILL')
      const [, signal] = await once(child, 'exit')
      proxy.stop()
      expect(signal).toBe('SIGKILL')
      expect(proxy.wasKilled()).toBe(true)
    },
    stop: async () => {
      await machine.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
export type FaultyMachine = Awaited<ReturnType<typeof startFaultyMachine>>
