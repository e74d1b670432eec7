import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { closeServer, listen } from './ports.ts'

const Holder = z.object({ port: z.number(), token: z.string() })
type Holder = z.infer<typeof Holder>

const PATIENCE_MS = 2000
const TRIES = 5

/**
 * Keeps every other process from opening the data folder's stores: two engines on one file damage it.
 * The holder is asked and not merely remembered, so what a crash leaves behind locks nobody out.
 *
 * @returns what unlocks it
 * @throws Error of one sentence when another process holds it
 */
export const lockData = async (dataDir: string): Promise<() => Promise<void>> => {
  mkdirSync(dataDir, { recursive: true })
  const path = join(dataDir, 'lock.json')
  const token = randomUUID()
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.end(token)
  })
  const port = await listen(server, 0, 'port')
  // Holding the lock must keep no process alive by itself.
  server.unref()
  for (let tries = 0; tries < TRIES; tries += 1) {
    if (claim(path, { port, token })) {
      return async () => {
        rmSync(path, { force: true })
        await closeServer(server)
      }
    }
    const holder = readHolder(path)
    if (holder && (await answers(holder))) break
    rmSync(path, { force: true })
  }
  await closeServer(server)
  throw new Error(`Another command is using ${dataDir}. Wait until it is done, then try again.`)
}

const claim = (path: string, holder: Holder): boolean => {
  try {
    writeFileSync(path, JSON.stringify(holder), { flag: 'wx' })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

const readHolder = (path: string): Holder | null => {
  try {
    return Holder.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return null
  }
}

const answers = async ({ port, token }: Holder): Promise<boolean> => {
  const socket = connect({ port, host: '127.0.0.1', timeout: PATIENCE_MS })
  socket.on('timeout', () => socket.destroy())
  try {
    return (await text(socket)) === token
  } catch {
    return false
  }
}
