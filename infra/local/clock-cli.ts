/** `clock-cli.ts [--data folder] [+2h | +3d | next | instant]`: moves the clock of the machine that runs, or says what it shows. */
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { britishTime } from './local-time.ts'
import { findRunningMachine } from './machine-file.ts'

const Answer = z.object({ now: z.string(), next: z.string().nullable() })
const Refusal = z.object({ message: z.string() })

const run = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { data: { type: 'string', default: '.muster' } },
  })
  const machine = await findRunningMachine(values.data)
  if (machine === null) throw new Error('Nothing runs here. Start it with: npm start')
  const [move] = positionals
  const answer = await fetch(`${machine.webUrl}/__local/clock`, {
    headers: { accept: 'application/json' },
    ...(move === undefined ? {} : { method: 'POST', body: new URLSearchParams({ move }) }),
  })
  const body: unknown = await answer.json()
  if (!answer.ok) throw new Error(Refusal.parse(body).message)
  const { now, next } = Answer.parse(body)
  console.log(`The clock says ${britishTime(now)}.`)
  console.log(next === null ? 'Nothing is planned.' : `The next moment is ${britishTime(next)}.`)
  console.log(`Mail is at ${machine.mailboxUrl}`)
}

run().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
