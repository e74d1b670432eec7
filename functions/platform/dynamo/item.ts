import { ElectroError } from 'electrodb'
import { z } from 'zod'
import { inParts } from '../../plan/at-once.ts'
import { pause } from '../clock.ts'

/**
 * Parses an item; what the item leaves out reads as null, or as what its schema takes for it. Throws
 * when it is not what the schema says.
 */
export const parseItem = <S extends z.ZodObject>(schema: S, item: Record<string, unknown>): z.infer<S> => {
  const nullable = Object.entries(schema.shape).filter(([, field]) => field instanceof z.ZodNullable)
  const absent = Object.fromEntries(nullable.map(([field]) => [field, null]))
  return schema.parse({ ...absent, ...item })
}

type Nullable<T> = { [K in keyof T]-?: null extends T[K] ? K : never }[keyof T]
type WithoutNulls<T> = { [K in Exclude<keyof T, Nullable<T>>]: T[K] } & {
  [K in Nullable<T>]?: Exclude<T[K], null | undefined>
}

/** The item to write: null is written by leaving the attribute out. */
export const toItem = <T extends Record<string, unknown>>(value: T): WithoutNulls<T> =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null)) as WithoutNulls<T>

/** The condition that an item has counted so far; before anything is counted the attribute may be absent. */
export const isCount = <A>(
  attribute: A,
  count: number,
  { eq, notExists }: { eq: (name: A, value: number) => string; notExists: (name: A) => string },
): string => (count === 0 ? `(${eq(attribute, 0)} OR ${notExists(attribute)})` : eq(attribute, count))

/** Whether DynamoDB refused a single write because its condition did not hold. */
const isConditionFailure = (error: unknown): boolean =>
  error instanceof ElectroError &&
  error.cause instanceof Error &&
  error.cause.name === 'ConditionalCheckFailedException'

type TransactionOutcome = {
  canceled: boolean
  data: readonly ({ rejected: boolean; code?: string } | null)[]
}

/**
 * Which items of a transaction failed their condition, by position; empty when it went through.
 * Throws when it failed for no fault of the conditions.
 */
export const failedConditions = (outcome: TransactionOutcome): number[] => {
  if (!outcome.canceled) return []
  const failed = outcome.data.flatMap((item, index) =>
    item?.code === 'ConditionalCheckFailed' ? [index] : [],
  )
  if (failed.length > 0) return failed
  const codes = outcome.data.map((item) => item?.code).filter((code) => code && code !== 'None')
  throw new Error(`the transaction was cancelled: ${[...new Set(codes)].join(', ')}`)
}

/** Runs one conditional write: false when its condition did not hold. All other failures are thrown. */
export const written = async (write: () => Promise<unknown>): Promise<boolean> => {
  try {
    await write()
    return true
  } catch (error) {
    if (isConditionFailure(error)) return false
    throw error
  }
}

/** A batch of reads holds 100 keys. */
const KEYS_AT_ONCE = 100
const READ_TRIES = 8

/**
 * Reads all items of some keys; what the table left out of an answer that grew too large is asked for
 * again. Those that are not there are left out.
 */
export const getAll = async <K, D>(
  keys: K[],
  get: (keys: K[]) => Promise<{ data: D[]; unprocessed: K[] }>,
): Promise<D[]> => {
  const found: D[] = []
  for (const part of inParts(keys, KEYS_AT_ONCE)) {
    let left = part
    for (let tries = 0; left.length > 0; tries += 1) {
      if (tries === READ_TRIES) throw new Error(`${left.length} items could not be read`)
      if (tries > 0) await pause(20 * 2 ** tries)
      const { data, unprocessed } = await get(left)
      found.push(...data)
      left = unprocessed
    }
  }
  return found
}
