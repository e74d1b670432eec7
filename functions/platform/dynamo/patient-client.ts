import type { V3DocumentClient } from 'electrodb'
import { z } from 'zod'
import type { Table } from './table.ts'

const TRIES = 5

/** A single write that met a transaction on its item. */
const Conflict = z.object({ name: z.literal('TransactionConflictException') })

const Cancelled = z.object({
  name: z.literal('TransactionCanceledException'),
  CancellationReasons: z.array(z.object({ Code: z.string().optional() })),
})

/** For what a transaction is cancelled though none of its conditions failed. */
const PASSING = ['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']

/**
 * The table's client, which repeats what met another transaction, after a short pause that grows. A
 * transaction of which a condition failed is not repeated: it would fail again.
 */
export const patientClient = ({ client, pause = wait }: Table): V3DocumentClient => ({
  send: async (command: unknown): Promise<unknown> => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await client.send(command)
      } catch (error) {
        if (tries === TRIES || !isConflict(error)) throw error
        await pause(20 * 2 ** tries)
      }
    }
  },
})

const isConflict = (error: unknown): boolean => {
  if (Conflict.safeParse(error).success) return true
  const codes = Cancelled.safeParse(error).data?.CancellationReasons.map(({ Code = '' }) => Code) ?? []
  return !codes.includes('ConditionalCheckFailed') && codes.some((code) => PASSING.includes(code))
}

const wait = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))
