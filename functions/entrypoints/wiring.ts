import bankHolidays from '../../seeds/bank-holidays.json' with { type: 'json' }
import { alertCoordinators } from '../cycle/advance.ts'
import { type Calendar, createCalendar, holidaysOf } from '../cycle/calendar.ts'
import { later } from '../message/message.ts'
import type { AlertOfMail } from '../message/ports.ts'
import { findPerson } from '../plan/directory.ts'
import type { Instant, Plan } from '../plan/plan.ts'
import { type Clock, fileClock, systemClock } from '../platform/clock.ts'
import { createAccessRepository } from '../platform/dynamo/access-repository.ts'
import { createListDue } from '../platform/dynamo/attention-repository.ts'
import { createAuditTrail } from '../platform/dynamo/audit-repository.ts'
import { createChangeRepository } from '../platform/dynamo/change-repository.ts'
import { createCycleRepository } from '../platform/dynamo/cycle-repository.ts'
import { createDirectoryRepository } from '../platform/dynamo/directory-repository.ts'
import { entitiesOf } from '../platform/dynamo/entities.ts'
import { createFormRepository } from '../platform/dynamo/form-repository.ts'
import { createImportRepository } from '../platform/dynamo/import-repository.ts'
import { createMessageRepository } from '../platform/dynamo/message-repository.ts'
import { createPackRepository } from '../platform/dynamo/pack-repository.ts'
import { createPlanRepository } from '../platform/dynamo/plan-repository.ts'
import { createSteeringRepository } from '../platform/dynamo/steering-repository.ts'
import { openTable, type Table } from '../platform/dynamo/table.ts'
import { createListUpdates } from '../platform/dynamo/update-history.ts'
import { createEvidenceFiles } from '../platform/evidence-files.ts'
import { newToken, sha256 } from '../platform/ids.ts'
import { createPackFiles } from '../platform/s3.ts'
import { createScheduler } from '../platform/scheduler.ts'
import { createMessageQueue, createPackQueue } from '../platform/sqs.ts'

/** The stores of one table, under the names of the ports they implement. */
export const createStores = (table: Table) => {
  const entities = entitiesOf(table)
  const plans = createPlanRepository(entities)
  const cycles = createCycleRepository(entities)
  const access = createAccessRepository(entities)
  return {
    plans,
    directory: plans,
    directoryStore: createDirectoryRepository(entities),
    writer: plans,
    cycles,
    steering: createSteeringRepository(entities),
    updates: cycles,
    forms: createFormRepository(entities),
    messages: createMessageRepository(entities),
    packs: createPackRepository(entities),
    imports: createImportRepository(entities),
    changes: createChangeRepository(entities),
    listUpdates: createListUpdates(entities),
    audit: createAuditTrail(entities),
    listDue: createListDue(entities),
    links: access,
    sessions: access,
    signIns: access,
  }
}

/** The stores, the clock and what is needed everywhere. `CLOCK_FILE` is set on a developer's machine alone. */
export const connectStores = (env: { TABLE_NAME: string; CLOCK_FILE?: string | undefined }) => {
  const clock: Clock = env.CLOCK_FILE ? fileClock(env.CLOCK_FILE) : systemClock
  return {
    ...createStores(openTable(env.TABLE_NAME)),
    secrets: { newToken, hashToken: sha256 },
    calendarOf,
    now: clock.now,
  }
}
export type Stores = ReturnType<typeof connectStores>

/** The queue that carries owed mail. */
export const connectMailQueue = (env: { MAIL_QUEUE_URL: string }) => ({
  queue: createMessageQueue(env.MAIL_QUEUE_URL),
})

/** The queues that carry owed mail and wanted packs. */
export const connectQueues = (env: { MAIL_QUEUE_URL: string; PACK_QUEUE_URL: string }) => ({
  ...connectMailQueue(env),
  packQueue: createPackQueue(env.PACK_QUEUE_URL),
})

/** The bucket of snapshots, packs, evidence and the files that plans came in. Path style is for an emulator that has one host name. */
export const connectBucket = (env: { PACK_BUCKET: string; S3_PATH_STYLE?: string | undefined }) => {
  const bucket = { name: env.PACK_BUCKET, pathStyle: env.S3_PATH_STYLE === 'true' }
  const files = createPackFiles(bucket)
  return { snapshots: files, packFiles: files, importFiles: files, evidence: createEvidenceFiles(bucket) }
}

/** The scheduler that ticks a plan at its next moment. */
export const connectScheduler = (env: {
  SCHEDULE_GROUP: string
  SCHEDULE_ROLE_ARN: string
  TICK_TARGET_ARN: string
}) => ({
  scheduler: createScheduler({
    group: env.SCHEDULE_GROUP,
    roleArn: env.SCHEDULE_ROLE_ARN,
    targetArn: env.TICK_TARGET_ARN,
  }),
})

const calendarOf = (plan: Pick<Plan, 'timeZone' | 'nation'>): Calendar =>
  createCalendar({ timeZone: plan.timeZone, holidays: holidaysOf(bankHolidays, plan.nation) })

/** How long mail of a paused plan rests before it is asked again whether it may go. */
const PAUSED_REST_MS = 15 * 60_000

/** When a message's plan may send it, not while it is paused; mail of no plan may go at any time. */
export const createNextInWindow =
  ({ plans }: Pick<Stores, 'plans'>) =>
  async (key: { partnershipId: string; planId: string }, now: Instant): Promise<Instant> => {
    const plan = key.planId === '' ? null : await plans.findPlan(key)
    if (!plan) return now
    const from = plan.paused ? later(now, PAUSED_REST_MS) : now
    return calendarOf(plan).nextInWindow(from, plan.policy.sendingWindow)
  }

/** Tells a plan's coordinators of a mail that failed, naming whom it was for; once for each mail. */
export const createAlertOfMail =
  (
    deps: Pick<Stores, 'directory' | 'messages' | 'now'> & Pick<ReturnType<typeof connectMailQueue>, 'queue'>,
  ): AlertOfMail =>
  async (message, reason) => {
    const person = findPerson(await deps.directory.loadDirectory(message.partnershipId), message.personId)
    const sentence = `A mail to ${person?.name ?? 'somebody who has left the directory'} may not have arrived. ${reason}`
    await alertCoordinators(message, `mail-${message.messageId}`, sentence, deps.now(), deps)
  }
