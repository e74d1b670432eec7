import { momentsOf } from '../../functions/cycle/moments.ts'
import { addMonths } from '../../functions/cycle/next-cycle.ts'
import type { Plan } from '../../functions/plan/plan.ts'
import { hashUpdate, Update } from '../../functions/update/update.ts'
import type { TakenMail } from './mail-service.ts'
import type { StoredItem as Item } from './memory-table.ts'
import { isSendingTime } from './office-hours.ts'
import type { Acknowledged } from './people.ts'
import type { Setting } from './setting.ts'
import type { System } from './system.ts'
import type { Process, World } from './world.ts'

export type Violation = { invariant: string; what: string }

/** What the mail service tells of a mail, from the least to the most that is known. */
const reported = ['sent', 'returned', 'rejected', 'delivered', 'bounced', 'complained']

/** From which state to which. Kept apart from the code's own tables, which are what is tested. */
const moves: Record<string, Record<string, readonly string[]>> = {
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
    built: ['issued', 'withdrawn'],
    withdrawn: ['wanted'],
    issued: [],
  },
}
const firstStates: Record<string, readonly string[]> = {
  message: ['owed'],
  cycle: ['planned'],
  request: ['open'],
  pack: ['wanted'],
}
/** What is appended and never altered or taken away. */
const appended = new Set(['update', 'audit'])

/** Mail that answers somebody who waits for it: it goes at any hour. */
const waitedFor = new Set(['sign-in-code', 'link', 'receipt'])
/** Mail that goes to a stopped address as well, for its owner asked for it just now. */
const askedFor = new Set(['sign-in-code', 'link'])
/** Mail about a form that can be answered. */
const ofOpenForm = new Set([
  'request',
  'reminder',
  'link',
  'replaced-link',
  'handed',
  'taken-back',
  'escalation',
])
/** Mail that asks for an answer. */
const asking = new Set(['request', 'reminder'])
/** Mail that goes again by itself where nobody can say whether it went. */
const repeated = new Set([
  'request',
  'pack-notice',
  'handed',
  'taken-back',
  'replaced-link',
  'escalation',
  'alert',
])

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Beyond the time limit of any function. */
const LONGEST_RUN_MS = 10 * 60_000
/** A weekend with bank holidays on both sides, and a day for the sweeper and the silence. */
const TIME_TO_SETTLE = 8 * DAY

/** Well within the day after which nobody waits for word of any mail. */
const LONGEST_SILENCE = 20 * HOUR

const text = (item: Item, field: string): string => String(item[field] ?? '')
const entityOf = (item: Item): string => text(item, '__edb_e__')
const cycleOf = (item: Item): string =>
  `${text(item, 'partnershipId')}/${text(item, 'planId')}/${text(item, 'cycleId')}`
const requestOf = (item: Item): string => `${cycleOf(item)}/${text(item, 'personId')}`
const idOf = (item: Item): string => `${text(item, 'partnershipId')}/${text(item, 'messageId')}`

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

  const acknowledged: Acknowledged[] = []
  const updates = new Map<string, Update[]>()
  const completeSince = new Map<string, number>()
  /** Every time that somebody came to owe nothing, or something again. */
  const completion = new Map<string, { at: number; complete: boolean }[]>()
  const closedSince = new Map<string, number>()
  const everClosed = new Set<string>()
  const pausedSince = new Map<string, number>()
  /** Since when no mail may go to somebody. */
  const stoppedSince = new Map<string, number>()
  const claims = new Map<string, { at: number; by: Process | null; number: number }>()
  /** When a message last went from one state to another. */
  const moved = new Map<string, number>()
  const settled = new Set<string>()
  const taken = new Map<string, { mail: TakenMail; claim: number }[]>()
  /** When something happened that the mail service told of, and when the system came to know of it. */
  const heard: { happenedAt: number; at: number }[] = []
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

  /** What counts up counts down nowhere: an answer would be lost with it. */
  const checkAsk = (before: Item | null, item: Item): void => {
    const by = world.acting()?.name
    if (before && (by === 'tick' || by === 'sweep')) {
      fail('the clockwork leaves what is on a form alone', `${text(item, 'pk')} ${text(item, 'ref')}`)
    }
    for (const count of ['draftRevision', 'answerVersion', 'lateRevision', 'shareRevision']) {
      if (Number(before?.[count] ?? 0) > Number(item[count] ?? 0)) {
        fail('nothing that was typed is lost', `${text(item, 'pk')} ${text(item, 'ref')}: ${count}`)
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
    if (answered >= asked) {
      if (!completeSince.has(name)) completeSince.set(name, world.now())
    } else completeSince.delete(name)
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
    if (
      state === 'owed' &&
      before?.['state'] === 'dropped' &&
      cycleStates.get(cycleOf(item)) !== 'reopening'
    ) {
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
          if (after['paused']) {
            const name = text(after, 'partnershipId')
            if (!pausedSince.has(name)) pausedSince.set(name, world.now())
          } else pausedSince.delete(text(after, 'partnershipId'))
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

      const complete = completeSince.get(requestOf(item))
      if (asking.has(kind) && complete !== undefined && complete < claim.at) {
        fail('nobody is chased after answering', `${id}: answered at ${new Date(complete).toISOString()}`)
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
    /** What must hold once faults have ceased and time has passed. */
    atEnd: (items: readonly Item[]): void => {
      const of = (entity: string) => items.filter((item) => entityOf(item) === entity)
      const messages = new Map(of('message').map((item) => [idOf(item), item]))
      const now = world.now()
      for (const cycle of of('cycle')) checkCycle(cycle, of('cycle'), of('request'), of('ask'), messages, now)
      for (const { plan } of settings) checkMonths(plan, of('cycle'))
      checkShared(of('ask'))
      for (const cycle of of('cycle')) checkPack(cycle, of('pack'))
      for (const pack of of('pack')) checkNotices(pack, messages)
      if (world.faults.endAt === 0 && !isSteered)
        for (const cycle of of('cycle')) checkReminders(cycle, of('request'))
      for (const one of acknowledged) checkAnswer(one, of('cycle'))
      for (const item of items) {
        const attentionAt = text(item, 'attentionAt')
        if (
          attentionAt !== '' &&
          Date.parse(attentionAt) < now - DAY &&
          !pausedSince.has(text(item, 'partnershipId'))
        ) {
          fail(
            'nothing is forgotten',
            `a ${entityOf(item)} has waited since ${attentionAt}: ${text(item, 'pk')}`,
          )
        }
      }
    },
  }

  /** Every month between the first and the last has a cycle, which may have been held or skipped. */
  function checkMonths(plan: Plan, all: readonly Item[]): void {
    const theirs = all.filter((cycle) => cycle['partnershipId'] === plan.partnershipId)
    const months = theirs.map((cycle) => text(cycle, 'cycleId')).toSorted()
    const last = months.at(-1) ?? ''
    for (let month = months[0] ?? ''; month < last; month = addMonths(month, 1)) {
      const moments = momentsOf(plan.policy, system().deps.calendarOf(plan), month)
      if (months.includes(month) || !moments) continue
      const { partnershipId } = plan
      if (isPassedOver({ partnershipId, cycleId: month, moments }, theirs)) continue
      fail('no month is passed over', `${partnershipId}: ${month}, of ${months.join(', ')}`)
    }
  }

  /** Whoever leads an action has the same answer on their form. */
  function checkShared(asks: Item[]): void {
    const byAction = Map.groupBy(asks, (ask) => `${cycleOf(ask)}/${text(ask, 'ref')}`)
    for (const [name, theirs] of byAction) {
      const versions = new Set(
        theirs.map((ask) => (ask['answer'] as { version: number } | undefined)?.version),
      )
      if (versions.size > 1) fail('an answer is on the form of each who leads the action', name)
    }
  }

  /** Everybody on a board is told of its pack. */
  function checkNotices(pack: Item, messages: Map<string, Item>): void {
    if (pack['state'] !== 'issued') return
    const setting = settings.find(({ plan }) => plan.partnershipId === pack['partnershipId'])
    const members = setting?.boards.find(({ boardId }) => boardId === pack['boardId'])?.members ?? []
    for (const personId of members) {
      const isTold = [...messages.values()].some(
        (one) =>
          one['kind'] === 'pack-notice' && one['personId'] === personId && cycleOf(one) === cycleOf(pack),
      )
      if (!isTold) fail('every member is told of a pack', `${cycleOf(pack)} to ${personId}`)
    }
  }

  /** Where nothing fails, every reminder goes to everybody who owes an answer, within the hour it may be sent. */
  function checkReminders(cycle: Item, requests: Item[]): void {
    const moments = cycle['moments'] as { remindAt: string[]; closesAt: string }
    const plan = planOf(text(cycle, 'partnershipId'))
    const closed = closedSince.get(cycleOf(cycle)) ?? world.now()
    const openedAt = text(cycle, 'openedAt')
    if (!plan || openedAt === '') return
    moments.remindAt.forEach((moment, index) => {
      const dueAt = Date.parse(moment)
      if (!isSendingTime(plan, moment) || dueAt + HOUR > closed || moment <= openedAt) return
      for (const request of requests.filter((one) => cycleOf(one) === cycleOf(cycle))) {
        const history = completion.get(requestOf(request)) ?? []
        // Whoever owed nothing at the moment, or no more within the hour, is not to be reminded.
        const stood = history.findLast(({ at }) => at <= dueAt)?.complete ?? false
        const answered = history.some(({ at, complete }) => complete && at > dueAt && at < dueAt + HOUR)
        const name = `${text(request, 'partnershipId')}/${text(request, 'personId')}`
        if (stood || answered || Date.parse(text(request, 'openedAt')) >= dueAt) continue
        if (stoppedSince.has(name)) continue
        const id = `${text(request, 'partnershipId')}/${text(request, 'planId')}_${text(request, 'cycleId')}_reminder_${index + 1}_${text(request, 'personId')}`
        const sentAt = taken.get(id)?.[0]?.mail.at ?? Number.POSITIVE_INFINITY
        if (sentAt > dueAt + HOUR) fail('nobody is forgotten', `${id} was due at ${moment}`)
      }
    })
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

  /** Whether a month has no turn, for a coordinator has one before it stay open beyond its opening. */
  function isPassedOver(cycle: Item, all: readonly Item[]): boolean {
    const { opensAt } = cycle['moments'] as { opensAt: string }
    return all.some(
      (other) =>
        other['partnershipId'] === cycle['partnershipId'] &&
        text(other, 'cycleId') < text(cycle, 'cycleId') &&
        !['planned', 'skipped'].includes(text(other, 'state')) &&
        (other['moments'] as { closesAt: string }).closesAt > opensAt,
    )
  }

  function checkCycle(
    cycle: Item,
    all: readonly Item[],
    requests: Item[],
    asks: Item[],
    messages: Map<string, Item>,
    now: number,
  ): void {
    const name = cycleOf(cycle)
    const state = text(cycle, 'state')
    const moments = cycle['moments'] as { opensAt: string; closesAt: string }
    const over = Date.parse(moments.closesAt) + 2 * DAY < now
    if (pausedSince.has(text(cycle, 'partnershipId'))) return
    if (state === 'planned' && isPassedOver(cycle, all)) return
    if (over && !['closed', 'held', 'skipped'].includes(state)) {
      fail('every cycle closes', `${name} is ${state}, and should have closed at ${moments.closesAt}`)
    }
    if (state === 'planned' && Date.parse(moments.opensAt) + 2 * DAY < now) {
      fail('every cycle opens', `${name} is planned for ${moments.opensAt}`)
    }
    if (state === 'planned' || state === 'held' || state === 'skipped') return
    const theirs = requests.filter((request) => cycleOf(request) === name)
    const leads = new Set(
      settings
        .filter(({ plan }) => plan.partnershipId === cycle['partnershipId'])
        .flatMap(({ actions }) => actions.flatMap((action) => action.improvementLeadIds)),
    )
    if (theirs.length !== Number(cycle['leadsAsked'])) {
      fail(
        'everyone is asked once',
        `${name}: ${theirs.length} requests, ${String(cycle['leadsAsked'])} counted`,
      )
    }
    for (const request of theirs) {
      const own = asks.filter(
        (ask) => requestOf(ask) === requestOf(request) && !ask['handedTo'] && !ask['takenBackAt'],
      )
      const answered = own.filter((ask) => ask['answer']).length
      if (own.length !== Number(request['asked']) || answered !== Number(request['answered'])) {
        fail(
          'counts agree',
          `${requestOf(request)}: ${String(request['answered'])} of ${String(request['asked'])}, but ${answered} of ${own.length}`,
        )
      }
      if (state === 'closed' && text(request, 'state') !== 'closed') {
        fail('a closed cycle takes no answers', requestOf(request))
      }
      checkAsked(cycle, request, messages)
    }
    if (theirs.length < leads.size && now > Date.parse(moments.opensAt) + TIME_TO_SETTLE) {
      const missing = [...leads].filter((id) => !theirs.some((request) => request['personId'] === id))
      if (missing.some((id) => isStillAsked(cycle, id)))
        fail('everyone is asked once', `${name}: ${missing.join(', ')}`)
    }
  }

  /** Whether some action of a lead was not final when the cycle opened; plans do not change in these worlds. */
  function isStillAsked(cycle: Item, personId: string): boolean {
    const setting = settings.find(({ plan }) => plan.partnershipId === cycle['partnershipId'])
    return (setting?.actions ?? []).some((action) => action.improvementLeadIds.includes(personId))
  }

  function checkAsked(cycle: Item, request: Item, messages: Map<string, Item>): void {
    const calmSince = Math.max(world.faults.endAt, Date.parse(text(request, 'openedAt')))
    const closed = closedSince.get(cycleOf(cycle)) ?? Number.POSITIVE_INFINITY
    if (Math.min(closed, world.now()) - calmSince < TIME_TO_SETTLE) return
    const { partnershipId, planId, cycleId, personId } = request
    const id = `${partnershipId}/${planId}_${cycleId}_request_1_${personId}`
    const message = messages.get(id)
    const wasHanded = [...messages.values()].some(
      (one) => requestOf(one) === requestOf(request) && one['kind'] === 'handed',
    )
    if (taken.has(id) || (!message && wasHanded)) return
    const state = text(message ?? {}, 'state')
    // Refused for good.
    if (state === 'rejected') return
    // Answered before it was its turn, by somebody who leads the action as well, or handed over.
    if (state === 'dropped' && (completion.get(requestOf(request)) ?? []).some(({ complete }) => complete)) {
      return
    }
    if (message && state === 'unknown' && isLeftToCoordinator(message)) return
    fail('everyone owed a request gets one', `${id} is ${state || 'absent'}`)
  }

  /** Whether a mail that goes again by itself has done so, or may not for want of word of any other. */
  function isLeftToCoordinator(message: Item): boolean {
    if (Number(message['repeats'] ?? 0) > 0) return true
    const since = Date.parse(text(message, 'unknownSince')) + world.faults.mostSkewMs
    return !heard.some(({ happenedAt, at }) => happenedAt > since && at < since + LONGEST_SILENCE)
  }

  function checkPack(cycle: Item, packs: Item[]): void {
    if (text(cycle, 'state') !== 'closed') return
    const closedAt = closedSince.get(cycleOf(cycle)) ?? 0
    if (Math.max(closedAt, world.faults.endAt) + 2 * DAY > world.now()) return
    const theirs = packs.filter((pack) => cycleOf(pack) === cycleOf(cycle))
    if (theirs.length === 0 || theirs.some((pack) => !['built', 'issued'].includes(text(pack, 'state')))) {
      fail('every pack is built', cycleOf(cycle))
    }
    for (const pack of theirs) {
      const model = JSON.stringify(system().packAt(text(pack, 'file')))
      for (const one of acknowledged) {
        if (`${one.partnershipId}/${one.planId}/${one.cycleId}` !== cycleOf(cycle) || one.words === null)
          continue
        const last = lastOf(one)
        if (last && !model.includes(JSON.stringify(last.progress).slice(1, -1))) {
          fail('every answer is in the pack', `${one.ref}: ${one.words}`)
        }
      }
    }
  }

  /** The newest answer of the action in the cycle of an acknowledged one. */
  function lastOf(one: Acknowledged): Update | undefined {
    return updates
      .get(`${one.partnershipId}/${one.planId}/${one.ref}`)
      ?.findLast(({ cycleId }) => cycleId === one.cycleId)
  }

  function checkAnswer(one: Acknowledged, cycles: Item[]): void {
    const name = `${one.partnershipId}/${one.planId}/${one.ref}`
    const stored = (updates.get(name) ?? []).find(
      (update) =>
        update.cycleId === one.cycleId &&
        update.by === one.personId &&
        (one.words === null ? update.unchanged > 0 : update.progress.includes(one.words)),
    )
    if (!stored) {
      fail('every acknowledged answer is stored', `${name} of ${one.personId}: ${one.words}`)
      return
    }
    const cycle = cycles.find((item) => cycleOf(item) === `${one.partnershipId}/${one.planId}/${one.cycleId}`)
    const kept = cycle?.['snapshot'] as { key: string } | undefined
    if (!kept) return
    const snapshot = system().snapshotAt(kept.key)
    const action = snapshot?.actions.find(({ ref }) => ref === one.ref)
    const last = lastOf(one)
    if (action?.update?.hash !== last?.hash) {
      fail(
        'every answer is in the snapshot',
        `${name}: version ${action?.update?.version} of ${last?.version}`,
      )
    }
  }
}
