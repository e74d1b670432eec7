import { z } from 'zod'
import { advance, alertCoordinators } from '../cycle/advance.ts'
import { sweep } from '../cycle/sweep.ts'
import { finishIssue } from '../pack/issue-pack.ts'
import { finishImport } from '../plan/import-plan.ts'
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

const NOT_FINISHED =
  'An import of the plan was begun and could not be finished, so the plan cannot be changed and no month opens. It is tried again every quarter of an hour. Tell whoever runs Muster.'

/** Every quarter of an hour: whatever is due or stuck. */
export const handler = (): Promise<void> =>
  sweep(deps.now(), {
    ...deps,
    alert: createAlertOfMail(deps),
    advance: (key, now) => advance(key, now, deps),
    finishIssue: (pack, now) => finishIssue(pack, now, deps),
    finishImport: async (begun) => {
      try {
        await finishImport(begun, deps)
      } catch (error) {
        await alertCoordinators(
          { ...begun, cycleId: begun.at.slice(0, 7) },
          `import-${begun.importId}`,
          NOT_FINISHED,
          deps.now(),
          deps,
        )
        throw error
      }
    },
    onFailure: (error, { partnershipId, planId }) =>
      logFault('sweep.failed', error, { partnershipId, planId }),
  })
