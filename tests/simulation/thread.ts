import { parentPort } from 'node:worker_threads'
import { z } from 'zod'

/** Runs seeds in a thread of its own: those it is told to, one after the other, each answered by its result. */

const Task = z.object({ bundle: z.url(), seed: z.number().int(), history: z.boolean() })
type Bundled = typeof import('./bundled.ts')

const port = parentPort
if (!port) throw new Error('this runs in a thread')

port.on('message', async (message: unknown) => {
  const { bundle, seed, history } = Task.parse(message)
  // Refused conditions are errors to ElectroDB, and nobody reads where they came from.
  Error.stackTraceLimit = history ? 10 : 0
  const { runSeed }: Bundled = await import(bundle)
  const lines: string[] = []
  const result = await runSeed(seed, history ? (line) => lines.push(line) : undefined)
  port.postMessage({ result, lines })
})
