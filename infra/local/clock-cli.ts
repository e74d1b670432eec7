/**
 * `clock-cli.ts [--data folder] [+2h | +3d | next | instant]` moves the clock of the machine that runs, or says
 * what it shows; `clock-cli.ts fault twice | never | late:2h` makes its next tick go wrong.
 */
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { britishTime } from './local-time.ts'
import { findRunningMachine } from './machine-file.ts'

const Answer = z.object({ now: z.string(), next: z.string().nullable(), fault: z.string().nullable() })
const Refusal = z.object({ message: z.string() })

const run = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { data: { type: 'string', default: '.muster' } },
  })
  const machine = await findRunningMachine(values.data)
  if (machine === null) throw new Error('Nothing runs here. Start it with: npm start')
  const [move, fault = ''] = positionals
  const wish = move === 'fault' ? { fault } : move === undefined ? null : { move }
  const answer = await fetch(`${machine.webUrl}/__local/clock`, {
    headers: { accept: 'application/json' },
    ...(wish && { method: 'POST', body: new URLSearchParams(wish) }),
  })
  const body: unknown = await answer.json()
  if (!answer.ok) throw new Error(Refusal.parse(body).message)
  const { now, next, fault: planned } = Answer.parse(body)
  console.log(`The clock says ${britishTime(now)}.`)
  console.log(next === null ? 'Nothing is planned.' : `The next moment is ${britishTime(next)}.`)
  if (planned !== null) console.log(planned)
  console.log(`Mail is at ${machine.mailboxUrl}`)
}

run().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
