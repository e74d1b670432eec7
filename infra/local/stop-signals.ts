import type { Machine } from './machine.ts'

const PATIENCE_MS = 5000

/** Stops a machine at Ctrl-C or a kill, within seconds even when something hangs; a second Ctrl-C ends at once. */
export const stopOnSignals = (machine: Pick<Machine, 'stop'>): void => {
  let stopping = false
  const end = (signal: NodeJS.Signals) => {
    if (stopping && signal === 'SIGINT') process.exit(130)
    if (stopping) return
    stopping = true
    setTimeout(() => process.exit(1), PATIENCE_MS).unref()
    machine.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end)
}
