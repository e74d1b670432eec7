import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { z } from 'zod'

/**
 * One command that the table took, how many items it is about, and the capacity units as DynamoDB Local
 * counts them, indexes included: for a transaction it counts less than AWS charges.
 */
export type Call = { command: string; items: number; conditional: boolean; units: number }

const Input = z.object({
  ConditionExpression: z.string().optional(),
  TransactItems: z.array(z.unknown()).optional(),
})

const Capacity = z.object({ CapacityUnits: z.number() })
const Answer = z.object({
  output: z.object({
    ConsumedCapacity: z
      .union([Capacity.transform((one) => [one]), z.array(Capacity)])
      .optional()
      .transform((capacities = []) => capacities.reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0)),
  }),
})

/** Asks for the price of whatever the client sends from now on; the answer takes what has come since the last time. */
export const countCalls = (client: DynamoDBClient): (() => Call[]) => {
  const calls: Call[] = []
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' })
        const answer = await next(args)
        const { TransactItems, ConditionExpression } = Input.parse(args.input)
        calls.push({
          command: String(commandName).replace(/Command$/, ''),
          items: TransactItems?.length ?? 1,
          conditional: ConditionExpression !== undefined || TransactItems !== undefined,
          units: Answer.parse(answer).output.ConsumedCapacity,
        })
        return answer
      },
    { step: 'initialize', name: 'countCalls' },
  )
  return () => calls.splice(0)
}

const READS = new Set(['GetItem', 'Query', 'BatchGetItem', 'Scan'])
export const isRead = (command: string): boolean => READS.has(command)

/** Read and write units of some calls. */
export const unitsOf = (calls: Pick<Call, 'command' | 'units'>[]): { read: number; write: number } => {
  const sum = (some: Pick<Call, 'units'>[]) => some.reduce((total, { units }) => total + units, 0)
  return {
    read: sum(calls.filter(({ command }) => isRead(command))),
    write: sum(calls.filter(({ command }) => !isRead(command))),
  }
}
