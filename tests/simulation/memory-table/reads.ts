import type {
  BatchGetCommandInput,
  BatchGetCommandOutput,
  GetCommandInput,
  QueryCommandInput,
} from '@aws-sdk/lib-dynamodb'
import { type Condition, type Operand, type ParsedCondition, parseCondition } from './condition.ts'
import { unsupported, validation } from './errors.ts'
import { environmentOf, refuseOthers } from './input.ts'
import { type ParsedProjection, parseProjection, project } from './projection.ts'
import { keyRangeOf, walk } from './query.ts'
import { copyOfSlot, keyOf, refuseOtherTable, type Schema } from './schema.ts'
import type { Slot, Store, View } from './store.ts'
import { type Environment, resolvePath } from './syntax.ts'
import { copyItemOut, type Item } from './values.ts'
import { refuseTwice } from './writes.ts'

/** How old what a reader sees may be, in item writes; by default everything is seen as it is. */
export type Staleness = {
  /** Of an index. */
  indexLag?: number
  /** Of the table where it is not read consistently. */
  tableLag?: number
}

const KEYS_AT_ONCE = 100

/** The commands that read. */
export const createReads = (schema: Schema, store: Store) => {
  const lagOf = (isConsistent: boolean | undefined, { tableLag = 0 }: Staleness) =>
    isConsistent ? 0 : tableLag

  return {
    get: (input: GetCommandInput, staleness: Staleness) => {
      refuseOthers(
        input,
        'TableName',
        'Key',
        'ConsistentRead',
        'ProjectionExpression',
        'ExpressionAttributeNames',
      )
      refuseOtherTable(schema, input.TableName)
      const projection = projectionOf(input)
      const environment = environmentOf(input, projection)
      const { pk, sk } = keyOf(schema, input.Key)
      const slot = store.get(pk, sk, lagOf(input.ConsistentRead, staleness))
      return slot ? { Item: shown(slot, projection, environment) } : {}
    },

    batchGet: (input: BatchGetCommandInput, staleness: Staleness) => {
      refuseOthers(input, 'RequestItems')
      const answer: Pick<BatchGetCommandOutput, 'Responses' | 'UnprocessedKeys'> = { UnprocessedKeys: {} }
      for (const [table, request] of Object.entries(input.RequestItems ?? {})) {
        refuseOtherTable(schema, table)
        refuseOthers(request, 'Keys', 'ConsistentRead', 'ProjectionExpression', 'ExpressionAttributeNames')
        const projection = projectionOf(request)
        const environment = environmentOf(request, projection)
        const keys = (request.Keys ?? []).map((key) => keyOf(schema, key))
        if (keys.length === 0 || keys.length > KEYS_AT_ONCE) throw validation('A batch has 1 to 100 keys')
        refuseTwice(keys, 'Provided list of item keys contains duplicates')
        const lag = lagOf(request.ConsistentRead, staleness)
        const slots = keys.flatMap(({ pk, sk }) => store.get(pk, sk, lag) ?? [])
        answer.Responses = { [table]: slots.map((slot) => shown(slot, projection, environment)) }
      }
      return answer
    },

    query: (input: QueryCommandInput, staleness: Staleness) => {
      refuseOthers(input, ...QUERY_FIELDS)
      refuseOtherTable(schema, input.TableName)
      const { IndexName, ConsistentRead, Limit, KeyConditionExpression = '' } = input
      const view =
        IndexName === undefined ? schema.table : schema.indexes.find(({ name }) => name === IndexName)
      if (!view) throw validation(`The table does not have the specified index: ${IndexName}`)
      const isIndex = view !== schema.table
      if (isIndex && ConsistentRead)
        throw validation('Consistent reads are not supported on global secondary indexes')
      if (Limit !== undefined && !(Limit >= 1)) throw validation('Limit must be greater than or equal to 1')
      if (input.Select !== undefined && input.Select !== 'COUNT') throw unsupported(`Select ${input.Select}`)

      const keyCondition = parseCondition(KeyConditionExpression)
      const filter = input.FilterExpression === undefined ? null : parseCondition(input.FilterExpression)
      const projection = projectionOf(input)
      const environment = environmentOf(input, keyCondition, filter, projection)
      if (filter) refuseKeys(filter, view, environment)
      const range = keyRangeOf(keyCondition.condition, view, environment)
      const lag = isIndex ? (staleness.indexLag ?? 0) : lagOf(ConsistentRead, staleness)
      const { slots, isCut } = walk(store.list(view, range.partition, lag), {
        range,
        view,
        isForward: input.ScanIndexForward !== false,
        after: startOf(input.ExclusiveStartKey, view, range.partition),
        limit: Limit ?? null,
      })
      const kept = filter ? slots.filter(({ item }) => filter.test(item, environment)) : slots
      const last = slots.at(-1)
      return {
        ...(input.Select === 'COUNT'
          ? {}
          : { Items: kept.map((slot) => shown(slot, projection, environment)) }),
        Count: kept.length,
        ScannedCount: slots.length,
        ...(isCut && last ? { LastEvaluatedKey: keysOf(last, view) } : {}),
      }
    },
  }

  /** What a reader goes on after, as an item that has nothing but its keys. */
  function startOf(given: Record<string, unknown> | undefined, view: View, partition: string): Slot | null {
    if (!given) return null
    const { partitionKey, sortKey } = schema.table
    const { [view.partitionKey]: own, [view.sortKey]: place, ...rest } = given
    const { pk, sk } = keyOf(schema, { [partitionKey]: given[partitionKey], [sortKey]: given[sortKey] })
    const isOther = Object.keys(rest).some((name) => name !== partitionKey && name !== sortKey)
    if (isOther || own !== partition || typeof place !== 'string') {
      throw validation('The provided starting key is invalid')
    }
    return { pk, sk, item: { [view.partitionKey]: partition, [view.sortKey]: place }, size: 0 }
  }

  function keysOf(slot: Slot, view: View): Item {
    const { table } = schema
    const names = new Set([table.partitionKey, table.sortKey, view.partitionKey, view.sortKey])
    return copyItemOut(Object.fromEntries(Object.entries(slot.item).filter(([name]) => names.has(name))))
  }
}

const QUERY_FIELDS = [
  'TableName',
  'IndexName',
  'ConsistentRead',
  'Limit',
  'KeyConditionExpression',
  'FilterExpression',
  'ProjectionExpression',
  'ExpressionAttributeNames',
  'ExpressionAttributeValues',
  'ScanIndexForward',
  'ExclusiveStartKey',
  'Select',
]

const projectionOf = ({ ProjectionExpression }: { ProjectionExpression?: string | undefined }) =>
  ProjectionExpression === undefined ? null : parseProjection(ProjectionExpression)

const shown = (slot: Slot, projection: ParsedProjection | null, environment: Environment): Item =>
  projection ? copyItemOut(project(projection, slot.item, environment)) : (copyOfSlot(slot) ?? {})

/** A filter sees no key, for the key condition does. */
const refuseKeys = ({ condition }: ParsedCondition, view: View, environment: Environment): void => {
  for (const name of rootsOf(condition, environment)) {
    if (name === view.partitionKey || name === view.sortKey) {
      throw validation('Filter Expression can only contain non-primary key attributes')
    }
  }
}

const rootsOf = (part: Condition | Operand, environment: Environment): (string | number | undefined)[] =>
  'path' in part
    ? [resolvePath(part.path, environment)[0]]
    : Object.values(part).flatMap((inner) =>
        [inner].flat().flatMap((one) => (typeof one === 'object' ? rootsOf(one, environment) : [])),
      )
