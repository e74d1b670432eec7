import bankHolidays from '../../seeds/bank-holidays.json' with { type: 'json' }
import { owe } from '../cycle/advance.ts'
import { type Calendar, createCalendar, holidaysOf } from '../cycle/calendar.ts'
import type { CycleKey } from '../cycle/cycle.ts'
import { isBeingOpened } from '../cycle/cycle.ts'
import { later, ofOneForm, oweMessage } from '../message/message.ts'
import type { AlertOfMail, MessageQueue, MessageStore } from '../message/ports.ts'
import type { SendMessageDeps } from '../message/send-message.ts'
import { coordinatorsOf, type DirectoryReader, findPerson, reachableDeputy } from '../plan/directory.ts'
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
import { createMailPulse } from '../platform/dynamo/mail-pulse.ts'
import { createMessageRepository } from '../platform/dynamo/message-repository.ts'
import { createPackRepository } from '../platform/dynamo/pack-repository.ts'
import { createPlanRepository } from '../platform/dynamo/plan-repository.ts'
import { createReaderRepository } from '../platform/dynamo/reader-repository.ts'
import { createSteeringRepository } from '../platform/dynamo/steering-repository.ts'
import { openTable, type Table } from '../platform/dynamo/table.ts'
import { createListUpdates } from '../platform/dynamo/update-history.ts'
import { createEvidenceFiles } from '../platform/evidence-files.ts'
import { newToken, sha256 } from '../platform/ids.ts'
import { raise } from '../platform/log.ts'
import { createPackFiles } from '../platform/s3.ts'
import { createScheduler } from '../platform/scheduler.ts'
import { createMessageQueue, createPackQueue } from '../platform/sqs.ts'

/**
 * The stores of one table, under the names of the ports they implement.
 *
 * @param entities the table's, for whoever has them: they take ElectroDB a while to make.
 */
export const createStores = (table: Table, entities = entitiesOf(table)) => {
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
    pulse: createMailPulse(entities),
    packs: createPackRepository(entities),
    readers: createReaderRepository(entities),
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

/** What advances a plan besides the stores: the scheduler that ticks it next, and the alarm of a silent opening. */
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
  onNothingSent: ({ partnershipId, planId, cycleId }: CycleKey) =>
    raise('cycle.nothing-sent', { partnershipId, planId, cycleId }),
})

const calendars = new Map<string, Calendar>()

/** The calendar of a plan's time zone and nation, made once. @throws RangeError for an unknown zone */
export const calendarOf = ({ timeZone, nation }: Pick<Plan, 'timeZone' | 'nation'>): Calendar => {
  const known = calendars.get(`${timeZone} ${nation}`)
  if (known) return known
  const made = createCalendar({ timeZone, holidays: holidaysOf(bankHolidays, nation) })
  calendars.set(`${timeZone} ${nation}`, made)
  return made
}

/** How long mail of a paused plan rests before it is asked again whether it may go. */
const PAUSED_REST_MS = 15 * 60_000

/** How long mail rests of a month whose forms are not all there yet. */
const OPENING_REST_MS = 60_000

/**
 * When a message's plan may send it: not while it is paused, nor while its month is being opened. Mail of
 * no plan may go at any time.
 */
export const createNextInWindow =
  ({ plans, cycles }: Pick<Stores, 'plans' | 'cycles'>): SendMessageDeps['nextInWindow'] =>
  async (key, now) => {
    const plan = key.planId === '' ? null : await plans.findPlan(key)
    if (!plan) return now
    const cycle = key.cycleId === '' ? null : await cycles.findCycle(key)
    const rest = plan.paused ? PAUSED_REST_MS : cycle && isBeingOpened(cycle) ? OPENING_REST_MS : 0
    const from = later(now, rest)
    return calendarOf(plan).nextInWindow(from, plan.policy.sendingWindow)
  }

/** What became of a mail, after whom it was for. */
const whatBecame = {
  unknown: 'may not have arrived',
  unheard: 'may not have arrived',
  rejected: 'was not sent',
  bounced: 'did not arrive',
  complained: 'was not wanted',
} as const satisfies Record<Parameters<AlertOfMail>[1], string>

type AlertDeps = {
  directory: DirectoryReader
  messages: Pick<MessageStore, 'owe'>
  queue: MessageQueue
  now: () => Instant
}

/**
 * Tells a plan's coordinators of a mail that failed, naming whom it was for. Where mail to them was
 * stopped it leads to where that can be mended: to asking their deputy, or else to their page.
 */
export const createAlertOfMail =
  (deps: AlertDeps): AlertOfMail =>
  async (message, state, reason) => {
    const directory = await deps.directory.loadDirectory(message.partnershipId)
    const person = findPerson(directory, message.personId)
    const isStopped = person !== null && person.mailStopped !== null && message.planId !== ''
    const isOfLead = ofOneForm.has(message.kind) || message.kind === 'receipt'
    const deputy = isStopped && isOfLead ? reachableDeputy(directory, person) : null
    const sentence = [
      `A mail to ${person?.name ?? 'somebody who has left the directory'} ${whatBecame[state]}. ${reason}`,
      ...(deputy ? [`You can ask ${deputy.name}, their deputy, instead.`] : []),
    ].join(' ')
    const links = {
      deputy: `/console/${message.planId}/deputy/${message.personId}`,
      person: `/console/${message.planId}/people/${message.personId}`,
    }
    // Nobody may know of each attempt anew; whatever else becomes of a mail does so once.
    const news = state === 'unknown' ? `unknown-${message.attempts}` : state
    const alert = {
      kind: 'alert',
      ordinal: `mail-${news}-${message.messageId}`,
      about: sentence,
      link: isStopped ? links[deputy ? 'deputy' : 'person'] : null,
    } as const
    const coordinators = coordinatorsOf(directory).map(({ personId }) => personId)
    await owe(coordinators, message, alert, deps.now(), deps)
  }

const QUOTA_SPENT =
  'The mail service takes no more mail from Muster for now, because the day’s quota is spent. What is owed is tried again every hour and goes out as the quota comes back; this mail waited for it too. Where it happens again, tell whoever runs Muster: the quota can be raised.'

/**
 * Tells a partnership's coordinators that the day's quota of mail is spent, once a day. It is queued the
 * first time alone: the alert itself is refused while the quota is spent, and must not be tried each
 * time another mail is.
 */
export const createAlertOfQuota =
  (deps: AlertDeps) =>
  async (partnershipId: string): Promise<void> => {
    const now = deps.now()
    const reason = { kind: 'alert', ordinal: `quota-${now.slice(0, 10)}`, about: QUOTA_SPENT } as const
    for (const { personId } of coordinatorsOf(await deps.directory.loadDirectory(partnershipId))) {
      const message = oweMessage({ partnershipId, planId: '', cycleId: '', personId, ...reason }, now)
      if (await deps.messages.owe(message)) await deps.queue.enqueueMessage(message)
    }
  }
