import type { Request } from '../cycle/cycle.ts'
import type { AuditEvent } from '../cycle/ports.ts'
import { type Message, oweMessage } from '../message/message.ts'
import type { MessageQueue } from '../message/ports.ts'
import { type DirectoryReader, findPerson } from '../plan/directory.ts'
import type { Instant, Person } from '../plan/plan.ts'
import { type Ask, isOwn, type RequestKey } from './ask.ts'
import type { FormStore, LeadSession } from './ports.ts'

export type HandOverDeps = {
  forms: Pick<FormStore, 'findAsk' | 'loadRequestFile' | 'moveAsk'>
  directory: DirectoryReader
  queue: MessageQueue
  now: () => Instant
  /** Hears of a mail that is owed and could not be queued. */
  onFault: (error: unknown) => void
}

/** What becomes of one holder's ask when an action changes hands. */
type AskChange = {
  key: RequestKey
  /** How often its holders had changed when it was read. */
  shareRevision: number
  change: Pick<Ask, 'holders'> & Partial<Pick<Ask, 'handedTo' | 'onBehalfOf' | 'takenBackAt'>>
}

/** One action that goes from one form to another, to be written in one transaction. */
export type AskMove = {
  ref: string
  asks: AskChange[]
  /** The ask of somebody who was never asked about the action; null where they were. */
  made: Ask | null
  /** Whose number of actions goes up or down by one; the lead who does it comes first. */
  counts: { key: RequestKey; by: 1 | -1 }[]
  /** The request of somebody who has no form this month; null where they have one. */
  request: Request | null
  message: Message | null
  event: AuditEvent
}

export type HandedOver = {
  ref: string
  outcome:
    | 'done'
    /** It is answered this month already. */
    | 'answered'
    /** Whoever is to answer it is asked about it already. */
    | 'theirs-already'
    /** It is not on the form, or is somebody else's who handed it over. */
    | 'not-yours'
    | 'closed'
    /** The person is not in the directory, is the lead themselves, or gets no mail. */
    | 'no-such-person'
}

const MOST_TRIES = 6

/**
 * Hands actions to a colleague, each in one transaction: it is on their form, they are asked and
 * reminded, and what they submit is on the lead's behalf. One mail tells them of all. Repeated, it
 * hands over what is missing. Throws when the table fails: what was handed over before stays so.
 */
export const handOver = async (
  session: LeadSession,
  refs: string[],
  toId: string,
  deps: HandOverDeps,
): Promise<HandedOver[]> => {
  const from = keyOf(session)
  const at = deps.now()
  const person = findPerson(await deps.directory.loadDirectory(from.partnershipId), toId)
  if (!person || person.personId === from.personId || person.mailStopped) {
    return refs.map((ref) => ({ ref, outcome: 'no-such-person' }))
  }
  const to = { ...from, personId: person.personId }
  // The instant tells this mail from one of another day; those of one press share it.
  const ordinal = `${from.personId}-${at.replaceAll(/\D/g, '')}`
  const message = oweMessage({ ...to, kind: 'handed', ordinal, about: session.personName }, at)
  const results: HandedOver[] = []
  let isOwed = false
  for (const ref of refs) {
    const result = await retry(
      ref,
      () => moveToColleague(session, ref, person, isOwed ? null : message, deps),
      deps,
    )
    isOwed ||= result.outcome === 'done'
    results.push(result)
  }
  // Queued once all is handed over, so that the mail lists it all. The sweeper queues what is not queued here.
  if (isOwed) await deps.queue.enqueueMessage(message).catch(deps.onFault)
  return results
}

const moveToColleague = async (
  session: LeadSession,
  ref: string,
  person: Person,
  message: Message | null,
  deps: HandOverDeps,
): Promise<HandedOver['outcome'] | AskMove> => {
  const from = keyOf(session)
  const to = { ...from, personId: person.personId }
  const own = await deps.forms.findAsk({ ...from, ref })
  if (own?.handedTo?.personId === to.personId) return 'done'
  if (!own || !isOwn(own) || own.onBehalfOf) return 'not-yours'
  if (own.answer) return 'answered'
  const theirs = await deps.forms.findAsk({ ...to, ref })
  if (theirs && isOwn(theirs)) return 'theirs-already'
  const at = deps.now()
  const holders = [...new Set([...own.holders, to.personId])]
  const onBehalfOf = { personId: from.personId, name: session.personName }
  const file = await deps.forms.loadRequestFile(to)
  return {
    ref,
    asks: [
      changeOf(own, { holders, handedTo: { personId: to.personId, name: person.name, at } }),
      ...(await othersOf(own, [from.personId, to.personId], deps)).map((ask) => changeOf(ask, { holders })),
      ...(theirs ? [changeOf(theirs, { holders, onBehalfOf, takenBackAt: null })] : []),
    ],
    made: theirs
      ? null
      : {
          ...own,
          ...to,
          holders,
          onBehalfOf,
          draft: null,
          draftRevision: 0,
          late: [],
          handedTo: null,
          takenBackAt: null,
          shareRevision: 0,
        },
    counts: [{ key: from, by: -1 }, ...(file ? [{ key: to, by: 1 as const }] : [])],
    request: file ? null : newRequest(to, person.name, at),
    message,
    event: eventOf(from, at, 'action-handed-over', { ref, cycleId: from.cycleId, to: to.personId }),
  }
}

/**
 * Takes an action back from the colleague it was handed to, unless they have answered it. What they
 * had written stays in the table. Taking back what is one's own again changes nothing.
 */
export const takeBack = (session: LeadSession, ref: string, deps: HandOverDeps): Promise<HandedOver> =>
  retry(
    ref,
    async () => {
      const own = await deps.forms.findAsk({ ...keyOf(session), ref })
      if (!own || own.takenBackAt) return 'not-yours'
      if (own.handedTo === null) return 'done'
      const theirs = await deps.forms.findAsk({ ...keyOf(session), personId: own.handedTo.personId, ref })
      if (!theirs) throw new Error('a handed action is on nobody’s form')
      return await moveBack(own, theirs, keyOf(session), null, deps)
    },
    deps,
  )

/** Gives an action back to whoever handed it over, who gets a mail about it. */
export const giveBack = async (
  session: LeadSession,
  ref: string,
  deps: HandOverDeps,
): Promise<HandedOver> => {
  const at = deps.now()
  let message: Message | null = null
  const result = await retry(
    ref,
    async () => {
      const theirs = await deps.forms.findAsk({ ...keyOf(session), ref })
      if (!theirs?.onBehalfOf) return 'not-yours'
      if (theirs.takenBackAt) return 'done'
      const lead = { ...keyOf(session), personId: theirs.onBehalfOf.personId }
      const own = await deps.forms.findAsk({ ...lead, ref })
      if (!own) throw new Error('a handed action is on no form of whoever handed it over')
      const ordinal = `${session.personId}-${at.replaceAll(/\D/g, '')}`
      message = oweMessage({ ...lead, kind: 'handed', ordinal, about: session.personName }, at)
      return await moveBack(own, theirs, keyOf(session), message, deps)
    },
    deps,
  )
  if (message && result.outcome === 'done') await deps.queue.enqueueMessage(message).catch(deps.onFault)
  return result
}

const moveBack = async (
  own: Ask,
  theirs: Ask,
  by: RequestKey,
  message: Message | null,
  deps: HandOverDeps,
): Promise<HandedOver['outcome'] | AskMove> => {
  if (own.answer) return 'answered'
  const at = deps.now()
  const { holders } = own
  const counts = [
    { key: keyOf(own), by: 1 as const },
    { key: keyOf(theirs), by: -1 as const },
  ]
  return {
    ref: own.ref,
    asks: [
      changeOf(own, { holders, handedTo: null }),
      ...(await othersOf(own, [own.personId, theirs.personId], deps)).map((ask) =>
        changeOf(ask, { holders }),
      ),
      changeOf(theirs, { holders, takenBackAt: at }),
    ],
    made: null,
    counts: by.personId === own.personId ? counts : counts.toReversed(),
    request: null,
    message,
    event: eventOf(by, at, 'action-taken-back', {
      ref: own.ref,
      cycleId: own.cycleId,
      lead: own.personId,
      from: theirs.personId,
    }),
  }
}

/** Decides and writes, again where somebody else came between. */
const retry = async (
  ref: string,
  decide: () => Promise<HandedOver['outcome'] | AskMove>,
  { forms }: Pick<HandOverDeps, 'forms'>,
): Promise<HandedOver> => {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const decided = await decide()
    if (typeof decided === 'string') return { ref, outcome: decided }
    const outcome = await forms.moveAsk(decided)
    if (outcome !== 'stale') return { ref, outcome }
  }
  throw new Error('the action was being answered or handed over by others at the same moment')
}

const othersOf = async (ask: Ask, without: string[], { forms }: HandOverDeps): Promise<Ask[]> => {
  const ids = ask.holders.filter((personId) => !without.includes(personId))
  const found = await Promise.all(
    ids.map((personId) => forms.findAsk({ ...keyOf(ask), personId, ref: ask.ref })),
  )
  return found.filter((one) => one !== null)
}

const changeOf = (ask: Ask, change: AskChange['change']): AskChange => ({
  key: keyOf(ask),
  shareRevision: ask.shareRevision,
  change,
})

const keyOf = ({ partnershipId, planId, cycleId, personId }: RequestKey): RequestKey => ({
  partnershipId,
  planId,
  cycleId,
  personId,
})

const newRequest = (key: RequestKey, personName: string, openedAt: Instant): Request => ({
  ...key,
  personName,
  state: 'open',
  asked: 1,
  answered: 0,
  openedAt,
  formOpenedAt: null,
  draftSavedAt: null,
  lastAnsweredAt: null,
  lateAt: null,
  linkRevision: 0,
})

const eventOf = (
  { partnershipId, planId, personId }: RequestKey,
  at: Instant,
  what: string,
  details: Record<string, string>,
): AuditEvent => ({ partnershipId, planId, at, what, by: personId, details })
