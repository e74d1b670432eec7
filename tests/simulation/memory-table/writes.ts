import type {
  DeleteCommandInput,
  PutCommandInput,
  TransactWriteCommandInput,
  UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb'
import { type ParsedCondition, parseCondition } from './condition.ts'
import { conditionFailed, transactionCancelled, unsupported, validation } from './errors.ts'
import { environmentOf, refuseOthers } from './input.ts'
import { copyOfSlot, givenSlot, type Key, keyOf, refuseOtherTable, type Schema, slotOf } from './schema.ts'
import type { Change, Slot, Store } from './store.ts'
import type { Environment } from './syntax.ts'
import { applyChanges, changesOf, parseUpdate } from './update.ts'
import type { Item } from './values.ts'

type Transaction = NonNullable<TransactWriteCommandInput['TransactItems']>[number]
type ConditionCheck = NonNullable<Transaction['ConditionCheck']>
type Put = PutCommandInput | NonNullable<Transaction['Put']>
type Update = UpdateCommandInput | NonNullable<Transaction['Update']>
type Delete = DeleteCommandInput | NonNullable<Transaction['Delete']>

/** A write that was weighed: whether its condition holds, and what it would change if it does. */
type Plan = { holds: boolean; change: Change; shown: Item | undefined }

const COMMON = [
  'TableName',
  'ConditionExpression',
  'ExpressionAttributeNames',
  'ExpressionAttributeValues',
  'ReturnValues',
  'ReturnValuesOnConditionCheckFailure',
]

const ACTIONS_AT_ONCE = 100
const TRANSACTION_BYTES = 4 * 1024 * 1024

/** The commands that write one item, and the transaction of several. */
export const createWrites = (schema: Schema, store: Store) => {
  const isKey = (name: string) => name === schema.table.partitionKey || name === schema.table.sortKey

  const plan = (
    { pk, sk }: Key,
    condition: ParsedCondition | null,
    environment: Environment,
    showOnFailure: string | undefined,
    after: (before: Slot | undefined) => Slot | undefined,
  ): Plan => {
    const before = store.get(pk, sk, 0)
    const holds = condition === null || condition.test(before?.item ?? {}, environment)
    return {
      holds,
      change: { pk, sk, before, after: holds ? after(before) : before },
      shown: showOnFailure === 'ALL_OLD' ? before?.item : undefined,
    }
  }

  const conditionOf = (input: {
    TableName?: string | undefined
    ConditionExpression?: string | undefined
  }) => {
    refuseOtherTable(schema, input.TableName)
    return input.ConditionExpression === undefined ? null : parseCondition(input.ConditionExpression)
  }

  const planPut = (input: Put): Plan => {
    refuseOthers(input, ...COMMON, 'Item')
    const condition = conditionOf(input)
    const environment = environmentOf(input, condition)
    const slot = givenSlot(schema, input.Item)
    return plan(slot, condition, environment, input.ReturnValuesOnConditionCheckFailure, () => slot)
  }

  const planUpdate = (input: Update): Plan => {
    refuseOthers(input, ...COMMON, 'Key', 'UpdateExpression')
    const condition = conditionOf(input)
    const update = input.UpdateExpression === undefined ? null : parseUpdate(input.UpdateExpression)
    const environment = environmentOf(input, condition, update)
    const changes = update ? changesOf(update, environment, isKey) : []
    const key = keyOf(schema, input.Key)
    const made: Item = { [schema.table.partitionKey]: key.pk, [schema.table.sortKey]: key.sk }
    return plan(key, condition, environment, input.ReturnValuesOnConditionCheckFailure, (before) =>
      slotOf(schema, applyChanges(changes, before?.item ?? made, environment)),
    )
  }

  const planDelete = (input: Delete): Plan => {
    refuseOthers(input, ...COMMON, 'Key')
    const condition = conditionOf(input)
    const environment = environmentOf(input, condition)
    const key = keyOf(schema, input.Key)
    return plan(key, condition, environment, input.ReturnValuesOnConditionCheckFailure, () => undefined)
  }

  const planCheck = (input: ConditionCheck): Plan => {
    refuseOthers(input, ...COMMON, 'Key')
    const condition = conditionOf(input)
    if (!condition) throw validation('A condition check needs a condition')
    const environment = environmentOf(input, condition)
    const key = keyOf(schema, input.Key)
    return plan(key, condition, environment, input.ReturnValuesOnConditionCheckFailure, (before) => before)
  }

  const planAction = ({ Put, Update, Delete, ConditionCheck }: Transaction): Plan => {
    if (Put) return planPut(Put)
    if (Update) return planUpdate(Update)
    if (Delete) return planDelete(Delete)
    if (ConditionCheck) return planCheck(ConditionCheck)
    throw validation('An item of a transaction must do something')
  }

  const commit = ({ change }: Plan): void => {
    if (change.before !== change.after) store.apply(change)
  }

  /** @returns the attributes that the command wants back. */
  const carryOut = (planned: Plan, wanted: string | undefined, known: readonly string[]) => {
    if (wanted !== undefined && !known.includes(wanted)) throw unsupported(`ReturnValues ${wanted}`)
    if (!planned.holds) throw conditionFailed(planned.shown)
    commit(planned)
    const { before, after } = planned.change
    const attributes = wanted === 'ALL_OLD' ? before : wanted === 'ALL_NEW' ? after : undefined
    return attributes ? { Attributes: copyOfSlot(attributes) } : {}
  }

  return {
    put: (input: PutCommandInput) => carryOut(planPut(input), input.ReturnValues, ['NONE', 'ALL_OLD']),
    delete: (input: DeleteCommandInput) =>
      carryOut(planDelete(input), input.ReturnValues, ['NONE', 'ALL_OLD']),
    update: (input: UpdateCommandInput) =>
      carryOut(planUpdate(input), input.ReturnValues, ['NONE', 'ALL_OLD', 'ALL_NEW']),

    /** All or nothing. @throws a TransactionCanceledException with a reason for each item, in their order. */
    transact: (input: TransactWriteCommandInput) => {
      refuseOthers(input, 'TransactItems')
      const actions = input.TransactItems ?? []
      if (actions.length === 0 || actions.length > ACTIONS_AT_ONCE)
        throw validation('A transaction has 1 to 100 items')
      const plans = actions.map(planAction)
      refuseTwice(
        plans.map(({ change }) => change),
        'Transaction request cannot include multiple operations on one item',
      )
      const bytes = plans.reduce((sum, { change }) => sum + (change.after?.size ?? 0), 0)
      if (bytes > TRANSACTION_BYTES) throw validation('A transaction writes 4 MB at most')
      if (plans.some(({ holds }) => !holds)) throw transactionCancelled(plans)
      plans.forEach(commit)
      return {}
    },
  }
}

/** @throws a ValidationException where a key comes twice. */
export const refuseTwice = (keys: readonly Key[], message: string): void => {
  if (new Set(keys.map(({ pk, sk }) => JSON.stringify([pk, sk]))).size < keys.length)
    throw validation(message)
}
