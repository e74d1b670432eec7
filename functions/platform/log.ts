/** Every line the system writes, by its code. Ids only: never a name, an address, an answer or a token. */
const catalogue = {
  'mail.settled': 'An event of the mail service was applied.',
  'mail.worked': 'A message was taken from the queue.',
  'mail.not-taken':
    'The mail service took no mail: the day’s quota is spent, the account may not send, or it is not reached.',
  'mail.failed': 'A message could not be worked on; the queue delivers it again.',
  'event.failed': 'An event of the mail service could not be applied; the queue delivers it again.',
  'pack.worked': 'A pack was taken from the queue.',
  'pack.failed': 'A pack could not be built; the queue delivers it again.',
  'plan.advanced': 'A plan was brought up to its time.',
  'cycle.nothing-sent': 'A month was opened, and an hour later none of its mail had gone out.',
  'plan.not-armed': 'A schedule was refused; the sweeper brings the plan up to its time.',
  'sweep.failed': 'One item of the sweep failed; the others went on.',
  'web.failed': 'A page failed for a fault of ours.',
} as const
export type LogCode = keyof typeof catalogue

type Ids = Record<string, string | number>

/** Where lines go: the Lambda runtime collects standard output and error. */
let write = (line: string, isFault: boolean): void => {
  ;(isFault ? process.stderr : process.stdout).write(line)
}

/** Sends every later line elsewhere, for a machine whose standard output is read by people. */
export const writeLogTo = (writer: typeof write): void => {
  write = writer
}

/** Writes one line of JSON. */
export const log = (code: LogCode, ids: Ids = {}): void => {
  write(`${JSON.stringify({ code, message: catalogue[code], ...ids })}\n`, false)
}

/** As `log`, of what is wrong though nothing failed: the alarm that watches this code is raised. */
export const raise = (code: LogCode, ids: Ids): void => {
  write(`${JSON.stringify({ code, message: catalogue[code], ...ids })}\n`, true)
}

/** As `log`, with the fault's kind and place. Its message is left out where it may quote what was typed. */
export const logFault = (code: LogCode, error: unknown, ids: Ids = {}): void => {
  const fault =
    error instanceof Error ? { fault: error.name, stack: framesOf(error) } : { fault: typeof error }
  write(`${JSON.stringify({ code, message: catalogue[code], ...ids, ...fault })}\n`, true)
}

const framesOf = (error: Error): string[] =>
  (error.stack ?? '')
    .split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
    .map((line) => line.trim())
    .slice(0, 12)
