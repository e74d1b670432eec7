import type { FunctionName } from '../system.ts'

/** Something a function does beyond its own memory; the stack knows what it takes. */
export type Ability =
  | 'keep-records'
  | 'enqueue-mail'
  | 'enqueue-packs'
  /** Its queue's address is asked for at the start, and nothing is sent there. */
  | 'save-snapshots'
  | 'read-packs'
  | 'make-packs'
  | 'keep-imports'
  /** Takes files in by way of the bucket, and keeps those that may be kept. */
  | 'take-evidence'
  | 'read-evidence'
  | 'arm-ticks'
  | 'send-mail'
  | 'make-links'

export type FunctionNeeds = {
  abilities: readonly Ability[]
  memoryMegabytes: number
  /** As many crashes and faults within five minutes raise the alarm. */
  faultsUntilAlarm: number
  errorImpact: string
  /** How many batches of its queue are worked on at once; as many as there are where it is not given. */
  maxConcurrency?: number
}

/** People wait for pages, so every fault counts and a cold start gets more of a processor, which comes with memory. */
const page = { memoryMegabytes: 1024, faultsUntilAlarm: 1 }
/**
 * Nobody waits, but one that fails holds up a whole plan. Opening a month of 10,000 leads holds some 300 MB,
 * and is limited by the processor, which comes with memory.
 */
const clockwork = { memoryMegabytes: 1024, faultsUntilAlarm: 1 }
/** A queue tries again by itself, and its dead letters have an alarm: only what goes on failing is news. */
const worker = { faultsUntilAlarm: 5 }

/** How many send mail at once: the fewest that Lambda takes from a queue, since all share the account's rate. */
export const mailWorkers = 2

/** What each function may do, and what it means when it cannot. */
export const functionNeeds = {
  'lead-web': {
    ...page,
    abilities: ['keep-records', 'enqueue-mail', 'take-evidence', 'make-links'],
    errorImpact:
      'A lead met an error page on their form and may be unable to answer, or waits for a new link. What was saved before is kept, and a link that is owed is sent after the next sweep.',
  },
  'console-web': {
    ...page,
    abilities: [
      'keep-records',
      'enqueue-mail',
      'enqueue-packs',
      'save-snapshots',
      'read-packs',
      'keep-imports',
      'read-evidence',
      'arm-ticks',
      'make-links',
    ],
    errorImpact:
      'A coordinator met an error page. What they asked for may not have been done; they can try again.',
  },
  tick: {
    ...clockwork,
    abilities: ['keep-records', 'enqueue-mail', 'enqueue-packs', 'save-snapshots', 'arm-ticks'],
    errorImpact:
      'A month did not open, remind or close at its hour. The sweep tries again within 15 minutes; leads may hear late.',
  },
  sweep: {
    ...clockwork,
    abilities: [
      'keep-records',
      'enqueue-mail',
      'enqueue-packs',
      'save-snapshots',
      'keep-imports',
      'arm-ticks',
    ],
    errorImpact:
      'What a missed tick or a lost queue entry left behind is not picked up. Mail and packs may be late until a sweep succeeds.',
  },
  'send-mail': {
    ...worker,
    abilities: ['keep-records', 'enqueue-mail', 'read-packs', 'send-mail', 'make-links'],
    // Renders mail by React and holds packs as attachments, one mail at a time.
    memoryMegabytes: 512,
    maxConcurrency: mailWorkers,
    errorImpact:
      'Mail is not going out: leads are not asked, and coordinators cannot sign in by code. What is owed stays owed and is tried again.',
  },
  'mail-events': {
    ...worker,
    abilities: ['keep-records', 'enqueue-mail'],
    // One small item of JSON after another.
    memoryMegabytes: 256,
    errorImpact:
      'Deliveries and bounces are not recorded: coordinators do not see which mail arrived, and a dead address is mailed again.',
  },
  'build-pack': {
    ...worker,
    abilities: ['keep-records', 'make-packs'],
    // More than one whole processor, and half again what the largest pack takes: one of 8,100 actions takes up to 1.9 GB with its
    // public cut, and the compiler with its fonts some 200 MB of that.
    memoryMegabytes: 3008,
    errorImpact: 'A board’s pack is not being made, so a coordinator cannot issue it. No answer is lost.',
  },
} as const satisfies Record<FunctionName, FunctionNeeds>
