import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb'
import {
  BatchGetCommand,
  BatchWriteCommand,
  type BatchWriteCommandInput,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'
import { unsupported, validation } from './memory-table/errors.ts'
import { refuseOthers } from './memory-table/input.ts'
import { createReads, type Staleness } from './memory-table/reads.ts'
import { givenSlot, keyOf, refuseOtherTable, schemaOf } from './memory-table/schema.ts'
import { createStore } from './memory-table/store.ts'
import type { Value } from './memory-table/values.ts'
import { createWrites, refuseTwice } from './memory-table/writes.ts'

/** An item as it is stored; never changed, and not to be changed by whoever looks at it. */
export type StoredItem = { readonly [name: string]: Value }

const WRITES_AT_ONCE = 25

/**
 * A DynamoDB table in memory, at the level of the document client's commands: what the SDK sends, it takes;
 * what DynamoDB refuses, it refuses with the SDK's own errors; what it does not know, it throws.
 *
 * It is easier than DynamoDB in this: reserved words need no placeholder, nothing is throttled, and two
 * transactions never meet. Time to live deletes nothing.
 */
export const createMemoryTable = (
  definition: CreateTableCommandInput,
  {
    onWrite = () => {},
  }: {
    /** Hears of each item as it is written: what stood there, and what stands there now. */
    onWrite?: (before: StoredItem | null, after: StoredItem | null) => void
  } = {},
) => {
  const schema = schemaOf(definition)
  const store = createStore(schema.table, schema.indexes, ({ before, after }) =>
    onWrite(before?.item ?? null, after?.item ?? null),
  )
  const reads = createReads(schema, store)
  const writes = createWrites(schema, store)

  const batchWrite = (input: BatchWriteCommandInput) => {
    refuseOthers(input, 'RequestItems')
    for (const [table, requests] of Object.entries(input.RequestItems ?? {})) {
      refuseOtherTable(schema, table)
      if (requests.length === 0 || requests.length > WRITES_AT_ONCE)
        throw validation('A batch has 1 to 25 writes')
      const slots = requests.map(({ PutRequest, DeleteRequest }) =>
        PutRequest
          ? givenSlot(schema, PutRequest.Item)
          : { ...keyOf(schema, DeleteRequest?.Key), item: null },
      )
      refuseTwice(slots, 'Provided list of item keys contains duplicates')
      for (const slot of slots) {
        const { pk, sk } = slot
        const before = store.get(pk, sk, 0)
        const after = slot.item === null ? undefined : slot
        if (before !== after) store.apply({ pk, sk, before, after })
      }
    }
    return { UnprocessedItems: {} }
  }

  /**
   * Carries out one command at once.
   *
   * @param staleness how late a reader is; at most 256 item writes.
   * @returns the command's output.
   * @throws what the SDK would throw.
   */
  const apply = (command: unknown, staleness: Staleness = {}): object => {
    if (command instanceof GetCommand) return reads.get(command.input, staleness)
    if (command instanceof QueryCommand) return reads.query(command.input, staleness)
    if (command instanceof UpdateCommand) return writes.update(command.input)
    if (command instanceof PutCommand) return writes.put(command.input)
    if (command instanceof TransactWriteCommand) return writes.transact(command.input)
    if (command instanceof DeleteCommand) return writes.delete(command.input)
    if (command instanceof BatchGetCommand) return reads.batchGet(command.input, staleness)
    if (command instanceof BatchWriteCommand) return batchWrite(command.input)
    throw unsupported(`the command ${nameOf(command)}`)
  }

  return {
    apply,
    /** What ElectroDB takes for the SDK's client. */
    asClient: () => ({ send: async (command: unknown): Promise<object> => apply(command) }),
    /** Every item, in the order of their keys. */
    items: (): StoredItem[] => store.all().map(({ item }) => item),
    /** Counts item writes: where it is the same, nothing has changed. */
    writes: store.writes,
  }
}

const nameOf = (command: unknown): string =>
  typeof command === 'object' && command !== null ? command.constructor.name : String(command)
