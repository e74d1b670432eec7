import { createServer, type Server } from 'node:net'

const LOOPBACK = '127.0.0.1'

/** A wished port that somebody else listens on. Its message is one sentence a newcomer can act on. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError'
  readonly port: number
  constructor(port: number, option: string) {
    super(`Port ${port} is taken. Stop what uses it or choose another: npm start -- --${option} ${port + 1}`)
    this.port = port
  }
}

/** Listens on this machine only. Port 0 takes a free one. Resolves to the port; throws PortTakenError. */
export const listen = async (server: Server, port: number, option: string): Promise<number> => {
  if (port !== 0) await refuseTakenLocalhost(port, option)
  return await new Promise((resolve, reject) => {
    server.once('error', (error) => reject(asPortTaken(error, port, option)))
    server.listen(port, LOOPBACK, () => resolve(portOf(server)))
  })
}

/** Browsers take `localhost` for `::1` first, where another program may listen on the same port. */
const refuseTakenLocalhost = (port: number, option: string): Promise<void> => {
  const probe = createServer()
  return new Promise((resolve, reject) => {
    probe.once('error', (error) => {
      const problem = asPortTaken(error, port, option)
      // a machine without IPv6 is fine
      if (problem instanceof PortTakenError) reject(problem)
      else resolve()
    })
    probe.listen({ port, host: '::1', ipv6Only: true }, () => probe.close(() => resolve()))
  })
}

/** Closes a server and the connections that browsers keep open. */
export const closeServer = (server: Server & { closeAllConnections?: () => void }): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections?.()
  })

/** A port for a program that must be told one: the wished one if it is free on every address, else any. */
export const reservePort = async (wished: number, option: string): Promise<number> => {
  const probe = createServer()
  const port = await new Promise<number>((resolve, reject) => {
    probe.once('error', (error) => reject(asPortTaken(error, wished, option)))
    probe.listen(wished, () => resolve(portOf(probe)))
  })
  await closeServer(probe)
  return port
}

export const asPortTaken = (error: unknown, port: number, option: string): unknown =>
  error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    ? new PortTakenError(port, option)
    : error

const portOf = (server: Server): number => {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port')
  return address.port
}
