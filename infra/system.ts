/** How long a message of a queue stays hidden after a failed attempt, times its function's timeout: AWS's advice for Lambda. */
const VISIBILITY_FACTOR = 6

type HttpTrigger = {
  kind: 'http'
  /** Routes of one HTTP API: `METHOD /path`, `{proxy+}` for the rest of a path, `$default` for what no route takes. */
  routes: readonly string[]
}
type QueueTrigger = { kind: 'queue'; queue: QueueName; batchSize: number }
type ScheduleTrigger = {
  kind: 'schedule'
  /** A standing schedule; null where the system itself makes one-time schedules. */
  expression: string | null
}

export type FunctionSpec = {
  /** From the repository's root; exports `handler`. */
  entry: string
  trigger: HttpTrigger | QueueTrigger | ScheduleTrigger
  timeoutSeconds: number
}

export type QueueName = 'mail' | 'mail-events' | 'packs'

/** Every Lambda function of the system and what makes it run. */
export const functions = {
  'lead-web': {
    entry: 'functions/entrypoints/lead-web.ts',
    trigger: {
      kind: 'http',
      routes: [
        'ANY /u/{proxy+}',
        'ANY /new-link',
        'ANY /new-link/{proxy+}',
        'ANY /form',
        'ANY /form/{proxy+}',
        'ANY /assets/{proxy+}',
      ],
    },
    timeoutSeconds: 15,
  },
  'console-web': {
    entry: 'functions/entrypoints/console-web.ts',
    trigger: { kind: 'http', routes: ['$default'] },
    timeoutSeconds: 29,
  },
  tick: {
    entry: 'functions/entrypoints/tick.ts',
    trigger: { kind: 'schedule', expression: null },
    timeoutSeconds: 300,
  },
  sweep: {
    entry: 'functions/entrypoints/sweep.ts',
    trigger: { kind: 'schedule', expression: 'rate(15 minutes)' },
    timeoutSeconds: 300,
  },
  'send-mail': {
    entry: 'functions/entrypoints/send-mail.ts',
    // One after another, each may wait 18 seconds for the mail service and then rest for 4.
    trigger: { kind: 'queue', queue: 'mail', batchSize: 3 },
    timeoutSeconds: 90,
  },
  'mail-events': {
    entry: 'functions/entrypoints/mail-events.ts',
    trigger: { kind: 'queue', queue: 'mail-events', batchSize: 10 },
    timeoutSeconds: 30,
  },
  'build-pack': {
    entry: 'functions/entrypoints/build-pack.ts',
    trigger: { kind: 'queue', queue: 'packs', batchSize: 1 },
    timeoutSeconds: 120,
  },
} as const satisfies Record<string, FunctionSpec>

export type FunctionName = keyof typeof functions
export const functionNames: readonly FunctionName[] = [
  'lead-web',
  'console-web',
  'tick',
  'sweep',
  'send-mail',
  'mail-events',
  'build-pack',
]

/** Functions a queue feeds, HTTP routes reach, or a schedule starts. */
export const functionsByTrigger = <K extends FunctionSpec['trigger']['kind']>(
  kind: K,
): { name: FunctionName; spec: FunctionSpec; trigger: Extract<FunctionSpec['trigger'], { kind: K }> }[] =>
  functionNames.flatMap((name) => {
    const spec: FunctionSpec = functions[name]
    return hasKind(spec.trigger, kind) ? [{ name, spec, trigger: spec.trigger }] : []
  })

const hasKind = <K extends FunctionSpec['trigger']['kind']>(
  trigger: FunctionSpec['trigger'],
  kind: K,
): trigger is Extract<FunctionSpec['trigger'], { kind: K }> => trigger.kind === kind

export type QueueSpec = {
  deadLetters: string
  maxReceiveCount: number
  visibilityTimeoutSeconds: number
}

const queue = (name: QueueName, timeoutSeconds: number): QueueSpec => ({
  deadLetters: `${name}-dead-letters`,
  maxReceiveCount: 5,
  visibilityTimeoutSeconds: VISIBILITY_FACTOR * timeoutSeconds,
})

/** Each queue, with where its messages go that failed too often. */
export const queues = {
  mail: queue('mail', functions['send-mail'].timeoutSeconds),
  'mail-events': queue('mail-events', functions['mail-events'].timeoutSeconds),
  packs: queue('packs', functions['build-pack'].timeoutSeconds),
} as const satisfies Record<QueueName, QueueSpec>

export const queueNames: readonly QueueName[] = ['mail', 'mail-events', 'packs']

/** Buckets by key; a deployment and one machine each give them their own full name. */
export const buckets = { packs: 'packs' } as const

export const tableName = 'muster'
export const scheduleGroup = 'muster'
export const sesConfigurationSet = 'muster'
