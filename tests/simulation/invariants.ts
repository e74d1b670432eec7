import { hashUpdate, Update } from '../../functions/update/update.ts'
import { createEndChecks } from './at-end.ts'
import {
  appended,
  askedFor,
  asking,
  firstStates,
  moves,
  ofOpenForm,
  repeated,
  reported,
  waitedFor,
} from './declared.ts'
import { cycleOf, entityOf, idOf, requestOf, text } from './items.ts'
import type { TakenMail } from './mail-service.ts'
import type { StoredItem as Item } from './memory-table.ts'
import { isSendingTime } from './office-hours.ts'
import type { Acknowledged } from './people.ts'
import type { Setting } from './setting.ts'
import type { System } from './system.ts'
import type { Process, World } from './world.ts'

export type Violation = { invariant: string; what: string }

/** What was seen on the way; times in milliseconds of the epoch. */
export type Notes = {
  acknowledged: Acknowledged[]
  /** By action. */
  updates: Map<string, Update[]>
  /** By request: every time that somebody came to owe nothing, or something again. */
  completion: Map<string, { at: number; complete: boolean }[]>
  closedSince: Map<string, number>
  pausedSince: Map<string, number>
  /** Pauses that are over. */
  pauses: { partnershipId: string; from: number; to: number }[]
  /** By person: since when no mail may go to them. */
  stoppedSince: Map<string, number>
  /** By message: what the mail service took of it, and under which claim. */
  taken: Map<string, { mail: TakenMail; claim: number }[]>
  /** When something happened that the mail service told of, and when the system came to know of it. */
  heard: { happenedAt: number; at: number }[]
}

/** Beyond the time limit of any function. */
const LONGEST_RUN_MS = 10 * 60_000

/**
 * What must hold in every world. `onWrite` sees every item that is written, `onTaken` every mail that
 * goes out, `atEnd` what is left when all faults have ceased.
 */
export const createInvariants = (
  world: World,
  system: () => System,
  settings: Setting[],
  /** Whether coordinators do things with months, which then need not go by their first timetable. */
  isSteered: boolean,
) => {
  let violation: Violation | null = null
  const fail = (invariant: string, what: string): void => {
    violation ??= { invariant, what }
  }
  const planOf = (partnershipId: string) =>
    settings.find(({ plan }) => plan.partnershipId === partnershipId)?.plan

  const notes: Notes = {
    acknowledged: [],
    updates: new Map(),
    completion: new Map(),
    closedSince: new Map(),
    pausedSince: new Map(),
    pauses: [],
    stoppedSince: new Map(),
    taken: new Map(),
    heard: [],
  }
  const { acknowledged, updates, completion, closedSince, pausedSince, pauses, stoppedSince, taken, heard } =
    notes
  const atEnd = createEndChecks(world, system, settings, isSteered, fail, notes)
  const everClosed = new Set<string>()
  const droppedBy = new Map<string, Process | null>()
  const claims = new Map<string, { at: number; by: Process | null; number: number }>()
  /** When a message last went from one state to another. */
  const moved = new Map<string, number>()
  const settled = new Set<string>()
  /** Messages a coordinator has decided to send again. */
  const allowedAgain = new Set<string>()

  const checkMove = (before: Item | null, after: Item): void => {
    const entity = entityOf(after)
    const table = moves[entity]
    if (!table) return
    const to = text(after, 'state')
    if (!before) {
      if (!firstStates[entity]?.includes(to)) fail('states move as declared', `a ${entity} begins as ${to}`)
      return
    }
    const from = text(before, 'state')
    if (from !== to && !table[from]?.includes(to)) {
      fail(
        'states move as declared',
        `a ${entity} went from ${from} to ${to}: ${text(after, 'pk')} ${text(after, 'sk')}`,
      )
    }
  }

  const checkUpdate = (item: Item): void => {
    const update = Update.parse({ onBehalfOf: null, changeId: null, previousHash: null, ...item })
    const name = `${update.partnershipId}/${update.planId}/${update.ref}`
    const chain = updates.get(name) ?? []
    const last = chain.at(-1)
    if (update.version !== chain.length + 1) {
      fail('versions have no gaps', `${name} went from ${chain.length} to ${update.version}`)
    }
    if (update.previousHash !== (last?.hash ?? null))
      fail('hashes chain', `${name} version ${update.version}`)
    const { hash, ...content } = update
    if (hashUpdate(content) !== hash)
      fail('hashes chain', `${name} version ${update.version} has another hash`)
    if (closedSince.has(cycleOf(item))) {
      const snapshotKnown = snapshots.get(cycleOf(item))
      if (snapshotKnown) fail('no answer after the closing', `${name} version ${update.version}`)
    }
    updates.set(name, [...chain, update])
  }
  const snapshots = new Map<string, string>()

  /** The months of each plan that leads can be asked in. */
  const underWay = new Map<string, Set<string>>()

  const cycleStates = new Map<string, string>()

  const noteCycle = (item: Item): void => {
    const name = cycleOf(item)
    const state = text(item, 'state')
    cycleStates.set(name, state)
    const open = underWay.get(text(item, 'partnershipId')) ?? new Set<string>()
    underWay.set(text(item, 'partnershipId'), open)
    if (['opening', 'open', 'closing', 'reopening'].includes(state)) open.add(name)
    else open.delete(name)
    if (open.size > 1) fail('a plan has one month at a time', [...open].join(' and '))
    if (state === 'closing' || state === 'closed') {
      if (!closedSince.has(name)) closedSince.set(name, world.now())
      everClosed.add(name)
    } else closedSince.delete(name)
    if (state === 'closed') snapshots.set(name, JSON.stringify(item['snapshot']))
    else snapshots.delete(name)
  }

  const checkOpening = (before: Item, after: Item): void => {
    const { opensAt } = after['moments'] as { opensAt: string }
    const plan = planOf(text(after, 'partnershipId'))
    const lateBy = world.now() - Date.parse(opensAt)
    // Begun by the clock, and not by a coordinator, who changes the moments with it.
    const isSame = JSON.stringify(before['moments']) === JSON.stringify(after['moments'])
    const limit = (plan?.policy.staleAfterHours ?? 0) * 3_600_000 + world.faults.mostSkewMs + LONGEST_RUN_MS
    if (isSame && lateBy > limit) {
      fail(
        'nothing opens by itself too late',
        `${cycleOf(after)} opened ${Math.round(lateBy / 3_600_000)} h late`,
      )
    }
  }

  const noteStopped = (item: Item): void => {
    const details = item['details'] as { mailStopped?: object | null }
    const name = `${text(item, 'partnershipId')}/${text(item, 'personId')}`
    if (details.mailStopped) {
      if (!stoppedSince.has(name)) stoppedSince.set(name, world.now())
    } else stoppedSince.delete(name)
  }

  /** Of what was typed, answered or handed over: with the count what it counts would be lost. */
  const checkAsk = (before: Item | null, item: Item): void => {
    const by = world.acting()?.name
    if (before && (by === 'tick' || by === 'sweep')) {
      fail('the clockwork leaves what is on a form alone', `${text(item, 'pk')} ${text(item, 'ref')}`)
    }
    for (const count of ['draftRevision', 'answerVersion', 'lateRevision', 'shareRevision']) {
      if (Number(before?.[count] ?? 0) > Number(item[count] ?? 0)) {
        fail('what counts up counts down nowhere', `${text(item, 'pk')} ${text(item, 'ref')}: ${count}`)
      }
    }
  }

  const noteRequest = (before: Item | null, item: Item): void => {
    const name = requestOf(item)
    const month = cycleStates.get(cycleOf(item)) ?? ''
    if (before && before['state'] !== item['state'] && !['closing', 'reopening'].includes(month)) {
      fail('forms close and open with their month', `${name} is ${text(item, 'state')} while it is ${month}`)
    }
    const asked = Number(item['asked'])
    const answered = Number(item['answered'])
    if (answered > asked || asked < 0 || answered < 0) {
      fail('counts agree', `${name}: ${answered} of ${asked} answered`)
    }
    const history = completion.get(name) ?? []
    completion.set(name, history)
    if (history.at(-1)?.complete !== answered >= asked) {
      history.push({ at: world.now(), complete: answered >= asked })
    }
  }

  const lastMoveAt = (id: string): number => moved.get(id) ?? Number.NEGATIVE_INFINITY

  const noteMessage = (before: Item | null, item: Item): void => {
    const id = idOf(item)
    const state = text(item, 'state')
    if (state !== text(before ?? {}, 'state')) moved.set(id, world.now())
    const acting = world.acting()
    const isByWorker = acting?.name === 'send-mail' && before?.['state'] === 'claimed'
    if (isByWorker && state !== 'claimed' && claims.get(id)?.by !== acting) {
      fail('only who has claimed a mail says what became of it', `${id} is ${state}`)
    }
    if (state === 'claimed' && text(before ?? {}, 'state') !== 'claimed') {
      claims.set(id, { at: world.now(), by: acting, number: (claims.get(id)?.number ?? 0) + 1 })
      const plan = planOf(text(item, 'partnershipId'))
      const at = text(item, 'claimedAt')
      if (
        plan &&
        text(item, 'planId') !== '' &&
        !waitedFor.has(text(item, 'kind')) &&
        !isSendingTime(plan, at)
      ) {
        fail('no mail outside the sending window', `${id} was taken up at ${at}`)
      }
    }
    if (reported.includes(state)) settled.add(id)
    const wasAskedFor = completion.get(requestOf(item))?.every(({ complete }) => !complete) ?? false
    const isDropped = state === 'dropped' && text(item, 'kind') === 'request'
    if (isDropped && wasAskedFor && !everClosed.has(cycleOf(item))) {
      fail('everyone owed a request gets one', `${id} was dropped: ${text(item, 'reason')}`)
    }
    if (state === 'dropped') droppedBy.set(id, acting)
    if (state === 'owed' && before?.['state'] === 'dropped') {
      // Who has just given it up looks again, and may find that the month was opened again meanwhile.
      const looksAgain = droppedBy.get(id) === acting && everClosed.has(cycleOf(item))
      if (cycleStates.get(cycleOf(item)) !== 'reopening' && !looksAgain)
        fail('what was given up is owed again by a reopening alone', id)
    }
    if (state === 'dropped' && cycleStates.get(cycleOf(item)) === 'opening') {
      fail('no mail is given up before its month is open', id)
    }
  }

  return {
    violation: () => violation,
    acknowledged: (one: Acknowledged): void => {
      acknowledged.push(one)
    },
    allowAgain: (id: string): void => {
      allowedAgain.add(id)
    },
    onWrite: (before: Item | null, after: Item | null): void => {
      if (!after) {
        const entity = entityOf(before ?? {})
        if (['update', 'message', 'audit', 'request', 'ask', 'cycle', 'action'].includes(entity)) {
          fail('nothing is deleted', `a ${entity}: ${text(before ?? {}, 'pk')}`)
        }
        return
      }
      const entity = entityOf(after)
      if (before && appended.has(entity)) fail('nothing is overwritten', `a ${entity}: ${text(after, 'pk')}`)
      checkMove(before, after)
      if (before && entity === 'cycle' && before['state'] === 'planned' && after['state'] === 'opening') {
        checkOpening(before, after)
      }
      switch (entity) {
        case 'update':
          checkUpdate(after)
          break
        case 'cycle':
          noteCycle(after)
          break
        case 'request':
          noteRequest(before, after)
          break
        case 'ask':
          checkAsk(before, after)
          break
        case 'message':
          noteMessage(before, after)
          break
        case 'person':
          noteStopped(after)
          break
        case 'pulse':
          heard.push({ happenedAt: Date.parse(text(after, 'at')), at: world.now() })
          break
        case 'plan':
          notePause(after)
          return
      }
    },
    onTaken: (one: TakenMail, item: Item): void => {
      const id = idOf(item)
      const kind = text(item, 'kind')
      const claim = claims.get(id) ?? { at: Number.NaN, number: 0 }
      world.count(`mails: ${kind}`)
      // Word that comes after the last look, on its way to the mail service, comes too late.
      const isTooLate =
        one.lastLookAt !== null && one.lastLookAt > claim.at && lastMoveAt(id) >= one.lastLookAt
      if (isTooLate) world.count('mails sent again while word of the first came')
      else if (text(item, 'state') !== 'claimed' && text(item, 'state') !== 'unknown') {
        fail('claimed before it is sent', `${id} was sent while ${text(item, 'state')}`)
      }
      const before = taken.get(id) ?? []
      if (before.some((other) => other.claim === claim.number)) {
        fail('one mail for one reason', `${id} was sent twice under one claim`)
      }
      if (before.length > 0) {
        if (settled.has(id) && !isTooLate)
          fail('one mail for one reason', `${id} was sent again, and it was known to be sent`)
        else if (!repeated.has(kind) && !allowedAgain.has(id)) {
          fail('one mail for one reason', `${id} was sent again by itself`)
        } else if (before.length > 1 && !allowedAgain.has(id)) {
          fail('a mail is sent again once at most', id)
        }
        world.count('mails sent again after nobody reported the first')
      }
      taken.set(id, [...before, { mail: one, claim: claim.number }])

      const last = completion.get(requestOf(item))?.at(-1)
      if (asking.has(kind) && last?.complete && last.at < claim.at) {
        fail('nobody is chased after answering', `${id}: answered at ${new Date(last.at).toISOString()}`)
      }
      const closed = closedSince.get(cycleOf(item))
      if (ofOpenForm.has(kind) && closed !== undefined && closed < claim.at) {
        fail('no mail for a closed cycle', id)
      }
      const stopped = stoppedSince.get(`${text(item, 'partnershipId')}/${text(item, 'personId')}`)
      if (!askedFor.has(kind) && stopped !== undefined && stopped < claim.at) {
        fail('no mail to an address that refuses it', id)
      }
      const paused = pausedSince.get(text(item, 'partnershipId'))
      if (!waitedFor.has(kind) && text(item, 'planId') !== '' && paused !== undefined && paused < claim.at)
        fail('no mail while paused', id)
      if (kind === 'escalation') checkEscalation(one, item, claim.at)
    },
    atEnd,
  }

  function notePause(plan: Item): void {
    const partnershipId = text(plan, 'partnershipId')
    const from = pausedSince.get(partnershipId)
    if (plan['paused']) {
      if (from === undefined) pausedSince.set(partnershipId, world.now())
    } else if (from !== undefined) {
      pausedSince.delete(partnershipId)
      pauses.push({ partnershipId, from, to: world.now() })
    }
  }

  function checkEscalation(one: TakenMail, item: Item, claimedAt: number): void {
    const content: { leads?: { name: string; refs: string[] }[] } = JSON.parse(one.mail.text)
    for (const { refs } of content.leads ?? []) {
      for (const ref of refs) {
        const answered = acknowledged.some(
          (ack) =>
            ack.partnershipId === item['partnershipId'] &&
            ack.cycleId === item['cycleId'] &&
            ack.ref === ref &&
            ack.at < claimedAt,
        )
        if (answered) fail('nobody is reported after answering', `${ref} to ${text(item, 'personId')}`)
      }
    }
  }
}
