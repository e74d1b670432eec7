import { parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'
import { writeLogTo } from '../../functions/platform/log.ts'
import { runSeed } from './run-seed.ts'

/** Runs seeds in a thread of its own: those it is told to, one after the other, each answered by its result. */

writeLogTo(() => {})

const { history } = z.object({ history: z.boolean() }).parse(workerData)
// Refused conditions are errors to ElectroDB, and nobody reads where they came from.
if (!history) Error.stackTraceLimit = 0

const port = parentPort
if (!port) throw new Error('this runs in a worker thread')

port.on('message', (message: unknown) => {
  const { seed } = z.object({ seed: z.number().int() }).parse(message)
  const lines: string[] = []
  runSeed(seed, history ? (line) => lines.push(line) : undefined).then(
    (result) => port.postMessage({ result, lines }),
    (error: unknown) => {
      throw error
    },
  )
})
