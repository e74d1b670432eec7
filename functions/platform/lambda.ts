import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import type { z } from 'zod'
import { type LogCode, log, logFault } from './log.ts'

type BatchOptions<T> = {
  schema: z.ZodType<T>
  work: (body: T) => Promise<string>
  /** Whether a body is for us at all; one that is not is dropped. */
  isOurs?: (body: string) => boolean
  /** Ids worth a line in the log. */
  idsOf: (body: T) => Record<string, string>
  worked: LogCode
  failed: LogCode
}

/**
 * A handler of a queue. Each record is worked on by itself: one that fails is delivered again, the
 * others are done.
 */
export const createBatchHandler =
  <T>({ schema, work, isOurs = () => true, idsOf, worked, failed }: BatchOptions<T>) =>
  async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const batchItemFailures: SQSBatchResponse['batchItemFailures'] = []
    for (const record of event.Records) {
      if (!isOurs(record.body)) continue
      try {
        const body = schema.parse(JSON.parse(record.body))
        log(worked, { ...idsOf(body), outcome: await work(body) })
      } catch (error) {
        logFault(failed, error, { record: record.messageId })
        batchItemFailures.push({ itemIdentifier: record.messageId })
      }
    }
    return { batchItemFailures }
  }
