import type { Context } from 'aws-lambda'
import { type AdvanceDeps, advance, alertCoordinators } from '../cycle/advance.ts'
import { type Pace, paceWhile } from '../cycle/pace.ts'
import { type SweepDeps, sweep } from '../cycle/sweep.ts'
import { MessageId } from '../message/message.ts'
import { type SendMessageDeps, sendMessage } from '../message/send-message.ts'
import { MailEvent, type SettleDeps, settleMessage } from '../message/settle-message.ts'
import { type AdvancePackDeps, advancePack } from '../pack/advance-pack.ts'
import { type CompilePackDeps, compilePack } from '../pack/compile-pack.ts'
import { PackKey } from '../pack/ports.ts'
import { finishImportOrTell } from '../plan/import-plan.ts'
import { type Instant, PlanKey } from '../plan/plan.ts'
import { createBatchHandler } from '../platform/lambda.ts'
import { log, logFault } from '../platform/log.ts'

/** What each function does with an event, whatever its parts are wired to. */

type Clocked = { now: () => Instant }

/** What a handler needs of Lambda's context. */
type Timed = Pick<Context, 'getRemainingTimeInMillis'>

/** A step ends while the function still has so many milliseconds to finish what it is at. */
const paceOf =
  ({ getRemainingTimeInMillis }: Timed, keepMs: number, { now }: Clocked) =>
  (): Pace =>
    paceWhile(() => getRemainingTimeInMillis() > keepMs, now)

/** Enough for the last batch of an opening, and for queueing the mail of all leads. */
const KEPT_BY_TICK_MS = 90_000
/** One plan's many leads leave time for whatever else is due; its next tick goes on with them. */
const KEPT_BY_SWEEP_MS = 180_000

/** A plan's schedule has fired. */
export const createTick =
  (deps: AdvanceDeps & Clocked) =>
  async (event: unknown, context: Timed): Promise<void> => {
    const key = PlanKey.parse(event)
    await advance(key, deps.now(), { ...deps, pace: paceOf(context, KEPT_BY_TICK_MS, deps) })
    log('plan.advanced', key)
  }

type SweeperDeps = AdvanceDeps &
  AdvancePackDeps &
  Clocked &
  Pick<SweepDeps, 'listDue' | 'messages' | 'pulse' | 'queue' | 'alert'> &
  Omit<Parameters<typeof finishImportOrTell>[1], 'tell'>

/** Every quarter of an hour: whatever is due or stuck. */
export const createSweeper =
  (deps: SweeperDeps) =>
  (_event: unknown, context: Timed): Promise<void> =>
    sweep(deps.now(), {
      ...deps,
      advance: (key, now) => advance(key, now, { ...deps, pace: paceOf(context, KEPT_BY_SWEEP_MS, deps) }),
      advancePack: (pack, now) => advancePack(pack, now, deps),
      finishImport: (begun) =>
        finishImportOrTell(begun, {
          ...deps,
          tell: async (ordinal, sentence) => {
            const cycle = { ...begun, cycleId: begun.at.slice(0, 7) }
            await alertCoordinators(cycle, ordinal, sentence, deps.now(), deps)
          },
        }),
      onFailure: (error, { partnershipId, planId }) =>
        logFault('sweep.failed', error, { partnershipId, planId }),
    })

/** Owed mail, from the queue to the mail service. */
export const createMailSender = (deps: SendMessageDeps) =>
  createBatchHandler({
    schema: MessageId,
    work: (id) => sendMessage(id, deps),
    idsOf: (id) => id,
    worked: 'mail.worked',
    failed: 'mail.failed',
  })

/** Deliveries, bounces and complaints, from the mail service to the ledger. */
export const createMailSettler = (deps: SettleDeps) =>
  createBatchHandler({
    schema: MailEvent,
    work: async (event) => {
      await settleMessage(event, deps)
      return event.eventType
    },
    // SES greets a new topic with a sentence in plain text.
    isOurs: (body) => body.startsWith('{'),
    idsOf: (event) => ({ sesMessageId: event.mail.messageId }),
    worked: 'mail.settled',
    failed: 'event.failed',
  })

/** Wanted packs, from the queue to the bucket. */
export const createPackBuilder = (deps: CompilePackDeps) =>
  createBatchHandler({
    schema: PackKey,
    work: (key) => compilePack(key, deps),
    idsOf: ({ partnershipId, planId, cycleId, boardId }) => ({ partnershipId, planId, cycleId, boardId }),
    worked: 'pack.worked',
    failed: 'pack.failed',
  })
