import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { replaceFile } from './write-file.ts'

const MachineFile = z.object({
  pid: z.number(),
  webUrl: z.url(),
  mailboxUrl: z.url(),
  /** What tells another process where the table, the bucket, the queues and the clock are. */
  env: z.record(z.string(), z.string()),
})
/** Where a running machine can be reached. */
export type MachineFile = z.infer<typeof MachineFile>

const pathIn = (dataDir: string): string => join(dataDir, 'machine.json')

export const writeMachineFile = (dataDir: string, machine: MachineFile): void =>
  replaceFile(pathIn(dataDir), `${JSON.stringify(machine)}\n`)

export const removeMachineFile = (dataDir: string): void => rmSync(pathIn(dataDir), { force: true })

/** The machine that runs on this data, or null; a file left behind by a crash is not believed. */
export const findRunningMachine = async (dataDir: string): Promise<MachineFile | null> => {
  try {
    const machine = MachineFile.parse(JSON.parse(readFileSync(pathIn(dataDir), 'utf8')))
    const answer = await fetch(`${machine.webUrl}/__local/clock`, { signal: AbortSignal.timeout(3000) })
    const state = z.object({ pid: z.number() }).parse(await answer.json())
    return state.pid === machine.pid ? machine : null
  } catch {
    return null
  }
}
