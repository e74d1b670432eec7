import { TransactionCanceledException, TransactionConflictException } from '@aws-sdk/client-dynamodb'
import { describe, expect, inject, it } from 'vitest'
import { entitiesOf } from '../../functions/platform/dynamo/entities.ts'
import { failedConditions, written } from '../../functions/platform/dynamo/item.ts'
import { freshTable } from '../support/table.ts'

const met = () => new TransactionConflictException({ message: 'met a transaction', $metadata: {} })
const cancelled = (...codes: string[]) =>
  new TransactionCanceledException({
    message: 'cancelled',
    CancellationReasons: codes.map((Code) => ({ Code })),
    $metadata: {},
  })

/** A table whose first commands fail, where that is wanted after they were carried out. */
const openBusy = async (errors: Error[], { isDone = false } = {}) => {
  const { client, table } = await freshTable(inject('dynamodbUrl'))
  const pauses: number[] = []
  const sent: unknown[] = []
  const send = async (command: unknown): Promise<unknown> => {
    sent.push(command)
    const error = errors.shift()
    if (!error || isDone) await client.send(command)
    if (error) throw error
    return {}
  }
  const pause = async (milliseconds: number) => {
    pauses.push(milliseconds)
  }
  const { board, service } = entitiesOf({ client: { send }, table, pause })
  const key = { partnershipId: 'hull', boardId: 'health' }
  return {
    pauses,
    sent,
    write: () => written(() => board.upsert({ ...key, details: {} }).go()),
    transact: async () =>
      failedConditions(
        await service.transaction
          .write((items) => [
            items.board.upsert({ ...key, details: {} }).commit(),
            items.register.upsert({ partnershipId: 'hull', revision: 1 }).commit(),
          ])
          .go(),
      ),
    boards: async () =>
      (await entitiesOf({ client, table }).board.query.primary({ partnershipId: 'hull' }).go()).data.length,
  }
}

describe('what meets a transaction of somebody else', () => {
  it('is repeated after a pause that grows: one write', async () => {
    const { write, boards, pauses } = await openBusy([met(), met()])
    expect(await write()).toBe(true)
    expect([pauses, await boards()]).toEqual([[40, 80], 1])
  })

  it('is repeated after a pause that grows: a transaction', async () => {
    const busy = [cancelled('None', 'TransactionConflict'), cancelled('ThrottlingError', 'None')]
    const { transact, boards, pauses } = await openBusy(busy)
    expect(await transact()).toEqual([])
    expect([pauses, await boards()]).toEqual([[40, 80], 1])
  })

  it('can be sent once more as it is', async () => {
    const wrote = await openBusy([met()], { isDone: true })
    expect([await wrote.write(), await wrote.boards()]).toEqual([true, 1])
    const transacted = await openBusy([cancelled('TransactionConflict', 'None')], { isDone: true })
    expect([await transacted.transact(), await transacted.boards()]).toEqual([[], 1])
    for (const { sent } of [wrote, transacted]) {
      expect(sent).toHaveLength(2)
      expect(sent[1]).toBe(sent[0])
    }
  })

  it('is given up after five times', async () => {
    const { write, sent, boards } = await openBusy([met(), met(), met(), met(), met(), met()])
    await expect(write()).rejects.toThrow('met a transaction')
    expect([sent.length, await boards()]).toEqual([5, 0])
    const always = Array.from({ length: 5 }, () => cancelled('TransactionConflict', 'None'))
    await expect((await openBusy(always)).transact()).rejects.toThrow('cancelled: TransactionConflict')
  })

  it('is not repeated where a condition failed too, or for any other reason', async () => {
    const { transact, sent } = await openBusy([cancelled('TransactionConflict', 'ConditionalCheckFailed')])
    expect([await transact(), sent.length]).toEqual([[1], 1])
    const invalid = await openBusy([cancelled('ValidationError', 'None'), new Error('the network is away')])
    await expect(invalid.transact()).rejects.toThrow('cancelled: ValidationError')
    await expect(invalid.write()).rejects.toThrow('the network is away')
    expect(invalid.sent).toHaveLength(2)
  })
})
