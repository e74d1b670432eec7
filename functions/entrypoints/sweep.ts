import { z } from 'zod'
import { advance, alertCoordinators } from '../cycle/advance.ts'
import { sweep } from '../cycle/sweep.ts'
import { finishIssue } from '../pack/issue-pack.ts'
import { finishImportOrTell } from '../plan/import-plan.ts'
import { logFault } from '../platform/log.ts'
import { connectBucket, connectQueues, connectScheduler, connectStores, createAlertOfMail } from './wiring.ts'

const env = z
  .object({
    TABLE_NAME: z.string().min(1),
    MAIL_QUEUE_URL: z.url(),
    PACK_QUEUE_URL: z.url(),
    PACK_BUCKET: z.string().min(1),
    S3_PATH_STYLE: z.string().optional(),
    SCHEDULE_GROUP: z.string().min(1),
    SCHEDULE_ROLE_ARN: z.string().min(1),
    TICK_TARGET_ARN: z.string().min(1),
    CLOCK_FILE: z.string().optional(),
  })
  .parse(process.env)

const deps = {
  ...connectStores(env),
  ...connectQueues(env),
  ...connectBucket(env),
  ...connectScheduler(env),
}

/** Every quarter of an hour: whatever is due or stuck. */
export const handler = (): Promise<void> =>
  sweep(deps.now(), {
    ...deps,
    alert: createAlertOfMail(deps),
    advance: (key, now) => advance(key, now, deps),
    finishIssue: (pack, now) => finishIssue(pack, now, deps),
    finishImport: (begun) =>
      finishImportOrTell(begun, {
        ...deps,
        tell: (ordinal, sentence) =>
          alertCoordinators({ ...begun, cycleId: begun.at.slice(0, 7) }, ordinal, sentence, deps.now(), deps),
      }),
    onFailure: (error, { partnershipId, planId }) =>
      logFault('sweep.failed', error, { partnershipId, planId }),
  })
