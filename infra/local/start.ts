/** `npm start [-- --fresh] [-- --port 3000]`: the whole system on this machine, with Hull's plan in it. */
import { rm } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { tableDefinition } from '../../functions/platform/dynamo/table.ts'
import { tableName } from '../system.ts'
import { loadHandlers } from './handlers.ts'
import { findExamplePeople, hull, plantHull } from './hull.ts'
import { britishTime } from './local-time.ts'
import { type Machine, startMachine } from './machine.ts'
import { findRunningMachine } from './machine-file.ts'
import { stopOnSignals } from './stop-signals.ts'

const DATA = '.muster'

const portOf = (text: string): number => {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new Error(`“${text}” is not a port: give a number from 1 to 65535, or 0 for any free one.`)
}

const readOptions = () => {
  const { values } = parseArgs({
    options: {
      fresh: { type: 'boolean', default: false },
      port: { type: 'string', default: '3000' },
      'mailbox-port': { type: 'string', default: '3001' },
    },
  })
  return { fresh: values.fresh, web: portOf(values.port), mailbox: portOf(values['mailbox-port']) }
}

const start = async (): Promise<void> => {
  const { fresh, ...ports } = readOptions()
  if (fresh && !(await findRunningMachine(DATA))) await rm(DATA, { recursive: true, force: true })
  let isNew = false
  const machine = await startMachine({
    dataDir: DATA,
    ports,
    tableDefinition: tableDefinition(tableName),
    beforeHandlers: async () => {
      isNew = await plantHull()
    },
    loadHandlers: () => loadHandlers(DATA),
  })
  stopOnSignals(machine)
  await machine.run('tick', hull)
  if (isNew) {
    // A newcomer wants to see mail now, not on the first working day of next month.
    const opening = machine.scheduler.nextAt('one-time')
    if (opening) await machine.moveClockTo(opening)
  }
  await welcome(machine)
}

const welcome = async (machine: Machine): Promise<void> => {
  const { coordinators } = await findExamplePeople()
  console.log(`
Muster runs, with Hull's SEND improvement plan in it.

  Mailbox       ${machine.mailboxUrl}   every mail it sends; open one and press its button
  Console       ${machine.webUrl}   sign in as ${coordinators[0]?.email ?? 'a coordinator'}; the code comes to the mailbox
  Its clock     ${britishTime(machine.clock.now())}; move it by the bar on every page, or by npm run clock -- +3d

Ctrl-C stops it and keeps everything; npm start goes on from there; npm start -- --fresh begins again.
`)
}

start().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
