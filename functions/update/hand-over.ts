import { z } from 'zod'
import type { Request } from '../cycle/cycle.ts'
import { newRequest } from '../cycle/cycle.ts'
import type { AuditEvent } from '../cycle/ports.ts'
import { type Message, oweMessage } from '../message/message.ts'
import type { MessageQueue } from '../message/ports.ts'
import { type DirectoryReader, findPerson } from '../plan/directory.ts'
import { fingerprint } from '../plan/fingerprint.ts'
import type { Instant, Person } from '../plan/plan.ts'
import { type Ask, isOwn, type RequestKey, requestKeyOf } from './ask.ts'
import type { FormStore, LeadSession } from './ports.ts'

/** Which actions changed hands, by whom, and whether they went back: what the message of it is about. */
const Handed = z.object({
  from: z.object({ personId: z.string(), name: z.string() }),
  refs: z.array(z.string()).min(1),
  back: z.boolean(),
  /** The coordinator who did it in their place; null where they did it themselves. */
  askedBy: z.string().nullable().default(null),
})
type Handed = z.infer<typeof Handed>

/** Null when a message is about something else, as those that were written before there was this. */
export const readHanded = (about: string): Handed | null => {
  try {
    return Handed.parse(JSON.parse(about))
  } catch {
    return null
  }
}

/** Whose actions are handed over: a lead and their form. */
export type HandingLead = RequestKey & { personName: string }

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
 * hands over what is missing. `askedBy` is the coordinator who does it where the lead cannot. Throws when
 * the table fails: what was handed over before stays so.
 */
export const handOver = async (
  lead: HandingLead,
  refs: string[],
  toId: string,
  deps: HandOverDeps,
  askedBy: { personId: string; name: string } | null = null,
): Promise<HandedOver[]> => {
  const from = requestKeyOf(lead)
  const at = deps.now()
  const person = findPerson(await deps.directory.loadDirectory(from.partnershipId), toId)
  if (!person || person.personId === from.personId || person.mailStopped) {
    return refs.map((ref) => ({ ref, outcome: 'no-such-person' }))
  }
  const results: HandedOver[] = []
  let owed: Message | null = null
  for (const [index, ref] of refs.entries()) {
    // Whichever of them moves first owes the mail, for itself and for those after it.
    const message = owed
      ? null
      : tellHanded(
          person.personId,
          lead,
          { refs: refs.slice(index), back: false, askedBy: askedBy?.name ?? null },
          at,
        )
    const { result, move } = await retry(
      ref,
      () => moveToColleague(lead, ref, person, message, askedBy?.personId ?? lead.personId, deps),
      deps,
    )
    owed ??= move?.message ?? null
    results.push(result)
  }
  // Queued once all is handed over, so that the mail lists it all. The sweeper queues what is not queued here.
  if (owed) await deps.queue.enqueueMessage(owed).catch(deps.onFault)
  return results
}

const moveToColleague = async (
  lead: HandingLead,
  ref: string,
  person: Person,
  message: Message | null,
  by: string,
  deps: HandOverDeps,
): Promise<HandedOver['outcome'] | AskMove> => {
  const from = requestKeyOf(lead)
  const to = { ...from, personId: person.personId }
  const own = await deps.forms.findAsk({ ...from, ref })
  if (own?.handedTo?.personId === to.personId) return 'done'
  if (!own || !isOwn(own) || own.onBehalfOf) return 'not-yours'
  if (own.answer) return 'answered'
  const theirs = await deps.forms.findAsk({ ...to, ref })
  // Handed over by the same lead between the two reads, as where they press twice.
  if (theirs && isOwn(theirs) && theirs.onBehalfOf?.personId === from.personId) return 'done'
  // It is theirs also where they lead it too and have handed it on: it cannot come back to them this way.
  if (theirs && (isOwn(theirs) || theirs.handedTo)) return 'theirs-already'
  const at = deps.now()
  const holders = [...new Set([...own.holders, to.personId])]
  const onBehalfOf = { personId: from.personId, name: lead.personName }
  const file = await deps.forms.loadRequestFile(to)
  return {
    ref,
    asks: [
      changeOf(own, { holders, handedTo: { personId: to.personId, name: person.name, at } }),
      ...(await othersOf(own, to.personId, deps)).map((ask) => changeOf(ask, { holders })),
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
    request: file ? null : newRequest(to, person.name, 1, at),
    message,
    event: eventOf({ ...from, personId: by }, at, 'action-handed-over', {
      ref,
      cycleId: from.cycleId,
      from: from.personId,
      to: to.personId,
    }),
  }
}

/**
 * Takes an action back from the colleague it was handed to, unless they have answered it, and owes them a
 * mail about it. What they had written stays in the table. Taking back what is one's own again changes nothing.
 */
export const takeBack = async (
  session: LeadSession,
  ref: string,
  deps: HandOverDeps,
): Promise<HandedOver> => {
  const key = requestKeyOf(session)
  const at = deps.now()
  const { result, move } = await retry(
    ref,
    async () => {
      const own = await deps.forms.findAsk({ ...key, ref })
      if (!own || own.takenBackAt) return 'not-yours'
      if (own.handedTo === null) return 'done'
      const theirs = await deps.forms.findAsk({ ...key, personId: own.handedTo.personId, ref })
      if (!theirs) throw new Error('a handed action is on nobody’s form')
      const what = { refs: [ref], back: false, askedBy: null }
      return moveBack(own, theirs, key, tellHanded(theirs.personId, session, what, at, 'taken-back'), at)
    },
    deps,
  )
  if (move?.message) await deps.queue.enqueueMessage(move.message).catch(deps.onFault)
  return result
}

/** Gives an action back to whoever handed it over, who gets a mail about it. */
export const giveBack = async (
  session: LeadSession,
  ref: string,
  deps: HandOverDeps,
): Promise<HandedOver> => {
  const key = requestKeyOf(session)
  const at = deps.now()
  const { result, move } = await retry(
    ref,
    async () => {
      const theirs = await deps.forms.findAsk({ ...key, ref })
      if (!theirs?.onBehalfOf) return 'not-yours'
      if (theirs.takenBackAt) return 'done'
      const { personId } = theirs.onBehalfOf
      const own = await deps.forms.findAsk({ ...key, personId, ref })
      if (!own) throw new Error('a handed action is on no form of whoever handed it over')
      return moveBack(
        own,
        theirs,
        key,
        tellHanded(personId, session, { refs: [ref], back: true, askedBy: null }, at),
        at,
      )
    },
    deps,
  )
  if (move?.message) await deps.queue.enqueueMessage(move.message).catch(deps.onFault)
  return result
}

/** The mail that tells somebody which actions have come to them, or have gone again; instant and actions tell it from another's. */
const tellHanded = (
  toId: string,
  by: HandingLead,
  what: Omit<Handed, 'from'>,
  at: Instant,
  kind: 'handed' | 'taken-back' = 'handed',
): Message => {
  const about: Handed = { from: { personId: by.personId, name: by.personName }, ...what }
  const ordinal = `${by.personId}-${at.replaceAll(/\D/g, '')}-${fingerprint(what.refs, 8)}`
  const to = { ...requestKeyOf(by), personId: toId }
  return oweMessage({ ...to, kind, ordinal, about: JSON.stringify(about) }, at)
}

const moveBack = (
  own: Ask,
  theirs: Ask,
  by: RequestKey,
  message: Message,
  at: Instant,
): HandedOver['outcome'] | AskMove => {
  if (own.answer) return 'answered'
  const { holders } = own
  const counts = [
    { key: requestKeyOf(own), by: 1 as const },
    { key: requestKeyOf(theirs), by: -1 as const },
  ]
  return {
    ref: own.ref,
    asks: [changeOf(own, { holders, handedTo: null }), changeOf(theirs, { holders, takenBackAt: at })],
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

/** Decides and writes, again where somebody else came between. `move` is what was written; null where nothing was. */
const retry = async (
  ref: string,
  decide: () => Promise<HandedOver['outcome'] | AskMove>,
  { forms }: Pick<HandOverDeps, 'forms'>,
): Promise<{ result: HandedOver; move: AskMove | null }> => {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const decided = await decide()
    if (typeof decided === 'string') return { result: { ref, outcome: decided }, move: null }
    const outcome = await forms.moveAsk(decided)
    if (outcome !== 'stale') return { result: { ref, outcome }, move: outcome === 'done' ? decided : null }
  }
  throw new Error('the action was being answered or handed over by others at the same moment')
}

/** The asks of those who hold an action besides its lead and `toId`. */
const othersOf = async (ask: Ask, toId: string, { forms }: HandOverDeps): Promise<Ask[]> => {
  const ids = ask.holders.filter((personId) => personId !== ask.personId && personId !== toId)
  const found = await Promise.all(
    ids.map((personId) => forms.findAsk({ ...requestKeyOf(ask), personId, ref: ask.ref })),
  )
  return found.filter((one) => one !== null)
}

const changeOf = (ask: Ask, change: AskChange['change']): AskChange => ({
  key: requestKeyOf(ask),
  shareRevision: ask.shareRevision,
  change,
})

const eventOf = (
  { partnershipId, planId, personId }: RequestKey,
  at: Instant,
  what: string,
  details: Record<string, string>,
): AuditEvent => ({ partnershipId, planId, at, what, by: personId, details })
