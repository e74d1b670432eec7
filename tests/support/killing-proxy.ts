import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'

/** Of DynamoDB's calls those that write; SES is only ever called to send. */
const WRITES = /\.(PutItem|UpdateItem|TransactWriteItems)$/
const isWriteOf = {
  DYNAMODB: (request: IncomingMessage): boolean => WRITES.test(String(request.headers['x-amz-target'])),
  SES: (): boolean => true,
}
export type KillingService = keyof typeof isWriteOf

/** At which write to stop the caller: before the service sees it, or after it was applied and before anybody hears. */
export type KillPoint = { write: number; when: 'before' | 'after' }

/**
 * Stands between a process and a service, counts what it writes there, and calls `kill` at one of them. From
 * then on it answers nothing, as nobody listens.
 */
export const startKillingProxy = async (
  service: KillingService,
  target: string,
  point: KillPoint,
  kill: () => void,
) => {
  let writes = 0
  let killed = false

  const forward = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await buffer(request)
    const isWrite = isWriteOf[service](request)
    if (isWrite) writes += 1
    const isPoint = isWrite && writes === point.write
    if (killed) return
    if (isPoint && point.when === 'before') {
      killed = true
      kill()
      return
    }
    const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' && !['host', 'connection', 'content-length'].includes(name)
        ? [[name, value]]
        : [],
    )
    const answer = await fetch(target, { method: 'POST', headers, body: new Uint8Array(body) })
    const bytes = Buffer.from(await answer.arrayBuffer())
    if (isPoint) {
      killed = true
      kill()
      return
    }
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(bytes)
  }

  const server = createServer((request, response) => {
    forward(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    wasKilled: () => killed,
    stop: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
