/** What the system declares of states and of mail. Kept apart from its own tables, which are what is tested. */

/** What the mail service tells of a mail, from the least to the most that is known. */
export const reported = ['sent', 'returned', 'rejected', 'delivered', 'bounced', 'complained']

/** From which state to which. */
export const moves: Record<string, Record<string, readonly string[]>> = {
  message: {
    owed: ['claimed', ...reported],
    claimed: ['owed', 'unknown', 'dropped', ...reported],
    unknown: ['owed', ...reported],
    dropped: ['owed', ...reported],
    sent: ['returned', 'rejected', 'delivered', 'bounced', 'complained'],
    returned: ['rejected', 'delivered', 'bounced', 'complained'],
    rejected: ['delivered', 'bounced', 'complained'],
    delivered: ['bounced', 'complained'],
    bounced: ['complained'],
    complained: [],
  },
  cycle: {
    planned: ['opening', 'held', 'skipped'],
    held: ['opening', 'skipped'],
    skipped: [],
    opening: ['open'],
    open: ['closing'],
    closing: ['closed'],
    closed: ['reopening'],
    reopening: ['open'],
  },
  request: { open: ['closed'], closed: ['open'] },
  pack: {
    wanted: ['built', 'withdrawn'],
    // What is said of it, and its approval, have it built anew.
    built: ['wanted', 'issued', 'withdrawn'],
    withdrawn: ['wanted'],
    issued: [],
  },
}
export const firstStates: Record<string, readonly string[]> = {
  message: ['owed'],
  cycle: ['planned'],
  request: ['open'],
  pack: ['wanted'],
}
/** What is appended and never altered or taken away. */
export const appended = new Set(['update', 'audit'])

/** Mail that answers somebody who waits for it: it goes at any hour. */
export const waitedFor = new Set(['sign-in-code', 'link', 'receipt'])
/** Mail that goes to a stopped address as well, for its owner asked for it just now. */
export const askedFor = new Set(['sign-in-code', 'link'])
/** Mail about a form that can be answered. */
export const ofOpenForm = new Set([
  'request',
  'reminder',
  'link',
  'replaced-link',
  'handed',
  'taken-back',
  'escalation',
])
/** Mail that asks for an answer. */
export const asking = new Set(['request', 'reminder'])
/** Mail that goes again by itself where nobody can say whether it went. */
export const repeated = new Set([
  'request',
  'pack-notice',
  'handed',
  'taken-back',
  'replaced-link',
  'escalation',
  'alert',
])
