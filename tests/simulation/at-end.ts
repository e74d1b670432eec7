import { momentsOf } from '../../functions/cycle/moments.ts'
import { addMonths } from '../../functions/cycle/next-cycle.ts'
import type { Plan } from '../../functions/plan/plan.ts'
import type { Update } from '../../functions/update/update.ts'
import type { Notes } from './invariants.ts'
import { cycleOf, entityOf, idOf, pdfOf, requestOf, text } from './items.ts'
import type { StoredItem as Item } from './memory-table.ts'
import { isSendingTime } from './office-hours.ts'
import type { Acknowledged } from './people.ts'
import type { Setting } from './setting.ts'
import type { System } from './system.ts'
import type { World } from './world.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** A weekend with bank holidays on both sides, and a day for the sweeper and the silence. */
const TIME_TO_SETTLE = 8 * DAY
/** Well within the day after which nobody waits for word of any mail. */
const LONGEST_SILENCE = 20 * HOUR

/**
 * What must hold once faults have ceased and time has passed, of what is in the table and of what was noted
 * on the way.
 */
export const createEndChecks = (
  world: World,
  system: () => System,
  settings: Setting[],
  isSteered: boolean,
  fail: (invariant: string, what: string) => void,
  { acknowledged, updates, completion, closedSince, pausedSince, pauses, stoppedSince, taken, heard }: Notes,
) => {
  const planOf = (partnershipId: string) =>
    settings.find(({ plan }) => plan.partnershipId === partnershipId)?.plan

  return (items: readonly Item[]): void => {
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
      fail('everyone is asked once', `${name}: ${missing.join(', ')}`)
    }
  }

  function checkAsked(cycle: Item, request: Item, messages: Map<string, Item>): void {
    const calmSince = Math.max(world.faults.endAt, Date.parse(text(request, 'openedAt')))
    const closed = closedSince.get(cycleOf(cycle)) ?? Number.POSITIVE_INFINITY
    const until = Math.min(closed, world.now())
    // A plan that is paused mails nobody, and a month that is due to close when it goes on closes then.
    const paused = pausedBetween(text(request, 'partnershipId'), calmSince, until)
    if (until - calmSince - paused < TIME_TO_SETTLE) return
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

  /** How long a plan was paused between two instants, in milliseconds. */
  function pausedBetween(partnershipId: string, from: number, to: number): number {
    const now = pausedSince.get(partnershipId)
    const theirs = pauses.filter((pause) => pause.partnershipId === partnershipId)
    return [...theirs, ...(now === undefined ? [] : [{ from: now, to }])].reduce(
      (sum, pause) => sum + Math.max(0, Math.min(pause.to, to) - Math.max(pause.from, from)),
      0,
    )
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
      const model = JSON.stringify(system().packAt(pdfOf(pack)))
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
