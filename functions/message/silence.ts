import type { Instant } from '../plan/plan.ts'
import { later, type Message, type MessageKind, QUEUE_PATIENCE_MS } from './message.ts'
import type { AlertOfMail, MailPulse, MessageQueue, MessageStore } from './ports.ts'

/** After so long with no event of a mail, though events of others came, it is taken for not sent. */
const SILENCE_MS = 15 * 60_000
/** After so long with no event of any mail nobody waits for one any more: the coordinator decides. */
const DEAF_MS = 24 * 60 * 60_000
/** Each time may be a mail that arrives twice, so it is not done for ever. */
const MOST_REPEATS = 1

/**
 * Whether a mail that was probably not sent is sent again by itself. It is where nothing else would
 * bring its news and a second copy says nothing new: rather two mails than a lead who was never asked.
 */
const isRepeated = {
  request: true,
  'pack-notice': true,
  // The only word to a colleague that they are to answer; to a lead whose old link is dead; to the
  // strategic lead; and, of an alert, to somebody who has nobody else to tell them.
  handed: true,
  // The only word to a colleague that they need not answer.
  'taken-back': true,
  'replaced-link': true,
  escalation: true,
  alert: true,
  // The next one follows, and two on one day is nagging.
  reminder: false,
  // Whoever waits for these has asked again by now, or has seen the same on the page.
  link: false,
  'sign-in-code': false,
  receipt: false,
} as const satisfies Record<MessageKind, boolean>

const mayRepeat = ({ kind, repeats }: Pick<Message, 'kind' | 'repeats'>): boolean =>
  isRepeated[kind] && repeats < MOST_REPEATS

/** What is to become of a mail of which nobody knows whether it went out. */
type AfterSilence = { kind: 'repeat' } | { kind: 'wait'; until: Instant } | { kind: 'leave' }

/**
 * Decides about an `unknown` message. `lastEvent` is when something last happened that the mail service
 * has reported, of any mail: while that is before the mail became unknown, its own event may be on the
 * same way, and the silence says nothing.
 */
export const afterSilence = (
  message: Pick<Message, 'kind' | 'repeats' | 'unknownSince'>,
  lastEvent: Instant | null,
  now: Instant,
): AfterSilence => {
  const { unknownSince } = message
  // Messages that were written before there was such a time were left to the coordinator.
  if (!mayRepeat(message) || unknownSince === null) return { kind: 'leave' }
  const silentUntil = later(unknownSince, SILENCE_MS)
  if (now < silentUntil) return { kind: 'wait', until: silentUntil }
  if (lastEvent !== null && lastEvent > unknownSince) return { kind: 'repeat' }
  if (now >= later(unknownSince, DEAF_MS)) return { kind: 'leave' }
  return { kind: 'wait', until: later(now, SILENCE_MS) }
}

const WILL_REPEAT =
  'Muster sends it once more by itself if nothing is heard of it within a quarter of an hour or two. You need do nothing.'
const WONT_REPEAT = {
  reminder: 'Muster does not send a reminder again by itself: send one by hand if it matters.',
  pointless: 'Muster does not send it again by itself: whoever waits for it can ask for it again.',
  repeated: 'Muster has sent it a second time already and leaves it to you now.',
} as const

const NOTHING_HEARD =
  'Nothing was heard of any mail for a day, so it was not sent again after all. Decide on the month’s page whether it should be.'

/** What Muster itself will do about a mail that has just become unknown. */
const nextStep = (message: Pick<Message, 'kind' | 'repeats'>): string => {
  if (mayRepeat(message)) return WILL_REPEAT
  if (isRepeated[message.kind]) return WONT_REPEAT.repeated
  return message.kind === 'reminder' ? WONT_REPEAT.reminder : WONT_REPEAT.pointless
}

type UnknownDeps = { messages: Pick<MessageStore, 'move'>; alert: AlertOfMail }

/**
 * Calls a claimed message unknown, and says so. The move comes first, for only the move knows that no
 * event has told meanwhile what became of the mail. After a crash in between, whoever looks at the
 * message when its silence is over tells of it.
 */
export const callUnknown = async (
  message: Message,
  owner: string,
  reason: string,
  now: Instant,
  deps: UnknownDeps,
): Promise<void> => {
  const unknown = { reason, unknownSince: now, attentionAt: later(now, SILENCE_MS) }
  if (await deps.messages.move(message, 'unknown', unknown, owner)) await tellUnknown(message, reason, deps)
}

const tellUnknown = async (
  message: Message,
  reason: string,
  { alert }: Pick<UnknownDeps, 'alert'>,
): Promise<void> => {
  // Not of an alert itself: that would go on for ever.
  if (message.kind !== 'alert') await alert(message, 'unknown', `${reason} ${nextStep(message)}`)
}

type SilenceDeps = {
  messages: Pick<MessageStore, 'move' | 'postpone'>
  pulse: Pick<MailPulse, 'latest'>
  queue: MessageQueue
  alert: AlertOfMail
}

/**
 * Looks at a message that has been unknown for a while. Owed again, it is asked about again at the last
 * moment like any other; an event that comes meanwhile moves it out of every state that is written here.
 */
export const endSilence = async (message: Message, now: Instant, deps: SilenceDeps): Promise<void> => {
  const { owner } = message
  if (message.state !== 'unknown' || owner === null) return
  await tellUnknown(message, message.reason ?? '', deps)
  const next = afterSilence(message, await deps.pulse.latest(), now)
  switch (next.kind) {
    case 'repeat': {
      // Found by the sweeper if it is not queued below. The owner is that of the claim which was read,
      // so of two who look at once, or a coordinator who presses, one moves it.
      const owed = { repeats: message.repeats + 1, attentionAt: later(now, QUEUE_PATIENCE_MS) }
      if (await deps.messages.move(message, 'owed', owed, owner)) await deps.queue.enqueueMessage(message)
      return
    }
    case 'wait':
      await deps.messages.postpone(message, next.until)
      return
    case 'leave':
      // First the word, for it takes back what was promised: it can be said again.
      if (mayRepeat(message) && message.kind !== 'alert') {
        await deps.alert(message, 'unheard', `${message.reason ?? ''} ${NOTHING_HEARD}`)
      }
      await deps.messages.postpone(message, '')
      return
  }
}
