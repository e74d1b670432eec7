import type { Message } from '../message/message.ts'
import type { AlertOfMail, MailPulse, MessageQueue, MessageStore } from '../message/ports.ts'
import { callUnknown, endSilence } from '../message/silence.ts'
import type { Pack } from '../pack/ports.ts'
import { atOnce } from '../plan/at-once.ts'
import type { Instant, PlanKey } from '../plan/plan.ts'
import type { PlanImport } from '../plan/plan-import.ts'

/** Some of what is due or stuck, and where the rest begins; null where this is the last. */
export type Sweep = {
  imports: PlanImport[]
  plans: PlanKey[]
  messages: Message[]
  packs: Pack[]
  rest: string | null
}

export type SweepDeps = {
  /** What is due or stuck at `now`, of every partnership, a page at a time: from the start, or from a `rest`. */
  listDue: (now: Instant, from: string | null) => Promise<Sweep>
  advance: (key: PlanKey, now: Instant) => Promise<void>
  /** Imports that were cut short. */
  finishImport: (begun: PlanImport) => Promise<void>
  messages: Pick<MessageStore, 'find' | 'move' | 'postpone'>
  pulse: Pick<MailPulse, 'latest'>
  queue: MessageQueue
  alert: AlertOfMail
  /** Packs that are to be built, reminded of or issued, or whose notices were not all written. */
  advancePack: (pack: Pack, now: Instant) => Promise<void>
  onFailure: (error: unknown, key: PlanKey) => void
}

/** How many messages and packs are looked at at a time. */
const LOOKED_AT_ONCE = 8

type Task = { key: PlanKey; run: () => Promise<unknown> }

/**
 * Picks up whatever a missing tick, a dead worker or a lost queue entry left behind, page by page: a
 * month may owe mail to thousands. One item that fails does not keep the others from being looked at.
 */
export const sweep = async (now: Instant, deps: SweepDeps): Promise<void> => {
  let from: string | null = null
  do {
    const due: Sweep = await deps.listDue(now, from)
    await sweepPage(due, now, deps)
    from = due.rest
  } while (from !== null)
}

const sweepPage = async (due: Sweep, now: Instant, deps: SweepDeps): Promise<void> => {
  const inTurn: Task[] = [
    // A plan waits until its import is whole.
    ...due.imports.map((begun) => ({ key: begun, run: () => deps.finishImport(begun) })),
    ...due.plans.map((key) => ({ key, run: () => deps.advance(key, now) })),
  ]
  const beside: Task[] = [
    ...due.messages.map((message) => ({ key: message, run: () => sweepMessage(message, now, deps) })),
    ...due.packs.map((pack) => ({
      key: pack,
      run: () => deps.advancePack(pack, now),
    })),
  ]
  const run = async (task: Task): Promise<void> => {
    try {
      await task.run()
    } catch (error) {
      deps.onFailure(error, task.key)
    }
  }
  for (const task of inTurn) await run(task)
  await atOnce(LOOKED_AT_ONCE, beside, run)
}

const sweepMessage = async (listed: Message, now: Instant, deps: SweepDeps): Promise<void> => {
  // The index may be behind: a claim that looks old may have given way to one of this moment.
  const message = await deps.messages.find(listed)
  if (!message || message.attentionAt === '' || message.attentionAt > now) return
  if (message.state === 'owed') {
    await deps.queue.enqueueMessage(message)
  } else if (message.state === 'claimed' && message.owner) {
    // Its worker died between the claim and the record: the mail may have gone out.
    const reason = 'The sending was interrupted, so it is not known whether the mail went out.'
    await callUnknown(message, message.owner, reason, now, deps)
  } else if (message.state === 'unknown') {
    await endSilence(message, now, deps)
  }
}
