import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import {
  type CancellationReason,
  ConditionalCheckFailedException,
  DynamoDBServiceException,
  ResourceNotFoundException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb'
import type { Item, Value } from './values.ts'

/** What DynamoDB refuses without looking at an item, or because an item does not fit. */
export const validation = (message: string): DynamoDBServiceException =>
  new DynamoDBServiceException({ name: 'ValidationException', message, $fault: 'client', $metadata: {} })

/** What DynamoDB may know but the memory table does not: never to be met silently. */
export const unsupported = (what: string): Error => new Error(`The memory table does not know ${what}.`)

export const noSuchTable = (): ResourceNotFoundException =>
  new ResourceNotFoundException({ message: 'Cannot do operations on a non-existent table', $metadata: {} })

const REFUSED = 'The conditional request failed'

/** @param shown what stands there, where the command asks for it. */
export const conditionFailed = (shown?: Item): ConditionalCheckFailedException =>
  new ConditionalCheckFailedException({
    message: REFUSED,
    $metadata: {},
    ...(shown ? { Item: marshalItem(shown) } : {}),
  })

/** What became of one item of a cancelled transaction. */
export type Outcome = { holds: boolean; shown?: Item | undefined }

/** A transaction of which not one condition may fail. @param outcomes of each of its items, in order. */
export const transactionCancelled = (outcomes: readonly Outcome[]): TransactionCanceledException => {
  const reasons = outcomes.map(reasonOf)
  const codes = reasons.map(({ Code }) => Code).join(', ')
  return new TransactionCanceledException({
    message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    CancellationReasons: reasons,
    $metadata: {},
  })
}

const reasonOf = ({ holds, shown }: Outcome): CancellationReason => {
  if (holds) return { Code: 'None' }
  return {
    Code: 'ConditionalCheckFailed',
    Message: REFUSED,
    ...(shown ? { Item: marshalItem(shown) } : {}),
  }
}

/** Errors carry items as they go over the wire: the document client translates answers alone. */
const marshalItem = (item: Item): Record<string, AttributeValue> =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, marshal(value)]))

const marshal = (value: Value): AttributeValue => {
  if (typeof value === 'string') return { S: value }
  if (typeof value === 'number') return { N: String(value) }
  if (typeof value === 'boolean') return { BOOL: value }
  if (value === null) return { NULL: true }
  if (Array.isArray(value)) return { L: value.map(marshal) }
  if (!(value instanceof Set)) return { M: marshalItem(value) }
  const texts = [...value].filter((member) => typeof member === 'string')
  return texts.length > 0 ? { SS: texts } : { NS: [...value].map(String) }
}
