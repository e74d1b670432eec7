import type { CreateTableCommandInput, KeySchemaElement } from '@aws-sdk/client-dynamodb'
import { noSuchTable, unsupported, validation } from './errors.ts'
import type { Slot, View } from './store.ts'
import { copyItemIn, copyItemOut, type Item, sizeOfItem, sizeOfText } from './values.ts'

/** A table as its definition has it: name, keys, indexes. Keys are strings. */
export type Schema = { table: View; indexes: readonly View[] }

export const schemaOf = (definition: CreateTableCommandInput): Schema => {
  const types = definition.AttributeDefinitions ?? []
  if (types.some(({ AttributeType }) => AttributeType !== 'S')) throw unsupported('keys that are not strings')
  return {
    table: viewOf(definition.TableName, definition.KeySchema),
    indexes: (definition.GlobalSecondaryIndexes ?? []).map((index) => {
      if (index.Projection?.ProjectionType !== 'ALL') throw unsupported('indexes that leave attributes out')
      return viewOf(index.IndexName, index.KeySchema)
    }),
  }
}

const viewOf = (name: string | undefined, keys: KeySchemaElement[] | undefined): View => {
  const named = (type: string) => keys?.find(({ KeyType }) => KeyType === type)?.AttributeName
  const [partitionKey, sortKey] = [named('HASH'), named('RANGE')]
  if (!name || !partitionKey || !sortKey) throw unsupported('a table or index without a name and two keys')
  return { name, partitionKey, sortKey }
}

/** @throws a ResourceNotFoundException for another table. */
export const refuseOtherTable = ({ table }: Schema, name: string | undefined): void => {
  if (name !== table.name) throw noSuchTable()
}

export type Key = { pk: string; sk: string }

/** @param given exactly the key's attributes. @throws a ValidationException. */
export const keyOf = ({ table }: Schema, given: Record<string, unknown> | undefined): Key => {
  if (!given || Object.keys(given).length !== 2)
    throw validation('The number of conditions on the keys is invalid')
  return {
    pk: keyText(given[table.partitionKey], PARTITION_KEY_BYTES),
    sk: keyText(given[table.sortKey], SORT_KEY_BYTES),
  }
}

const PARTITION_KEY_BYTES = 2048
const SORT_KEY_BYTES = 1024

const keyText = (value: unknown, most: number): string => {
  if (typeof value !== 'string')
    throw validation('One of the required keys was not given a value of its type')
  if (value === '') throw validation('A key attribute cannot contain an empty string value')
  if (isLonger(value, most))
    throw validation('One or more parameter values were invalid: Size limit exceeded')
  return value
}

/** A character has three bytes at most for each of JavaScript's, so that few need to be counted. */
const isLonger = (text: string, most: number): boolean => text.length * 3 > most && sizeOfText(text) > most

const ITEM_BYTES = 400 * 1024

/**
 * An item as it is to be stored.
 *
 * @param item of which nobody else has a reference.
 * @throws a ValidationException when its keys or those of an index are not what they must be, or when it is too large.
 */
export const slotOf = ({ table, indexes }: Schema, item: Item): Slot => {
  for (const { partitionKey, sortKey } of indexes) {
    const [partition, sort] = [item[partitionKey], item[sortKey]]
    if (partition !== undefined) keyText(partition, PARTITION_KEY_BYTES)
    if (sort !== undefined) keyText(sort, SORT_KEY_BYTES)
  }
  const size = sizeOfItem(item)
  if (size > ITEM_BYTES) throw validation('Item size has exceeded the maximum allowed size')
  return {
    pk: keyText(item[table.partitionKey], PARTITION_KEY_BYTES),
    sk: keyText(item[table.sortKey], SORT_KEY_BYTES),
    item,
    size,
  }
}

export const givenSlot = (schema: Schema, given: Record<string, unknown> | undefined): Slot =>
  slotOf(schema, copyItemIn(given ?? {}))

export const copyOfSlot = (slot: Slot | undefined): Item | undefined => slot && copyItemOut(slot.item)
