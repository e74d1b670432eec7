import { beforeAll, describe, expect, it } from 'vitest'
import { type AdvanceDeps, advance } from '../../functions/cycle/advance.ts'
import { extendCycle } from '../../functions/cycle/extend-cycle.ts'
import { briefPace } from '../../functions/cycle/pace.ts'
import { pausePlan, resumePlan } from '../../functions/cycle/pause.ts'
import { skipCycle } from '../../functions/cycle/skip-cycle.ts'
import { closeNow, openNow } from '../../functions/cycle/steer.ts'
import { sweep } from '../../functions/cycle/sweep.ts'
import { createSweeper, createTick } from '../../functions/entrypoints/handlers.ts'
import { createNextInWindow } from '../../functions/entrypoints/wiring.ts'
import { oweMessage } from '../../functions/message/message.ts'
import type { PlanKey } from '../../functions/plan/plan.ts'
import { createListDue } from '../../functions/platform/dynamo/attention-repository.ts'
import { openTestConsole } from '../support/console.ts'
import { crashAt } from '../support/crash-at.ts'
import { writeInventedPlan } from '../support/invented-plan.ts'
import { openTestMonth } from '../support/month.ts'

const PLANNED = '2026-11-20T10:00:00.000Z'
const OPENS = '2026-12-01T09:00:00.000Z'
const LATER = '2026-12-01T09:05:00.000Z'
const NEXT_STEP = '2026-12-01T09:01:00.000Z'
/** More than one batch of leads. */
const LEADS = 61
/** Two batches of three, which share an action. */
const FEW = { leads: 5, alone: 1 }
const few = { leadsAtOnce: 3 }

/** What a page says above its tables. */
const wordsOf = (page: string): string =>
  page
    .slice(page.indexOf('govuk-width-container muster-content'), page.indexOf('<table'))
    .replaceAll(/<[^>]*>/g, ' ')

type Month = Awaited<ReturnType<typeof openTestMonth>>

describe('opening a month for many leads', () => {
  let month: Month
  let plans = 0
  beforeAll(async () => {
    month = await openTestMonth()
  })

  /** A plan in a partnership of its own, planned and not opened yet. */
  const plantPlan = async (size = FEW) => {
    plans += 1
    const key = { partnershipId: `partnership-${plans}`, planId: 'plan' }
    await writeInventedPlan(key, size, month.table)
    await advance(key, PLANNED, month.deps)
    return { key, cycle: { ...key, cycleId: '2026-12' } }
  }
  /** A pace that ends a step after so many batches. */
  const batches = (most: number): Pick<AdvanceDeps, 'pace'> => ({
    pace: () => {
      let left = most
      return {
        mayGoOn: () => {
          left -= 1
          return left > 0
        },
        nextStepAt: () => NEXT_STEP,
      }
    },
  })
  const oneBatch = () => ({ ...month.deps, ...few, ...batches(1) })

  /** What the sweeper finds of one partnership. */
  const dueOf = async ({ partnershipId }: PlanKey, now: string) => {
    const due = await month.table.listDue(now)
    const isTheirs = (one: { partnershipId: string }) => one.partnershipId === partnershipId
    return { plans: due.plans.filter(isTheirs), messages: due.messages.filter(isTheirs) }
  }
  const queuedOf = ({ partnershipId }: PlanKey) =>
    month.queued.filter((id) => id.partnershipId === partnershipId).map(({ messageId }) => messageId)

  const idsOf = (leads: number) =>
    Array.from({ length: leads }, (_, index) => `psn-${String(index).padStart(5, '0')}`)
  const messageIdsOf = (leads: number) => idsOf(leads).map((personId) => `plan_2026-12_request_1_${personId}`)

  /** Everybody is asked once, whoever holds an action with whom, and each mail is queued or the sweeper's. */
  const expectOpened = async (key: PlanKey, { leads, alone } = FEW) => {
    const cycle = { ...key, cycleId: '2026-12' }
    expect(await month.table.cycles.findCycle(cycle)).toMatchObject({ state: 'open', leadsAsked: leads })
    const requests = await month.table.cycles.listRequests(cycle)
    expect(requests.map(({ personId }) => personId)).toEqual(idsOf(leads))
    const messages = await month.table.cycles.listMessages(cycle)
    expect(messages.map(({ messageId }) => messageId)).toEqual(messageIdsOf(leads))
    const forms = await Promise.all(requests.map((request) => month.table.cycles.listAsks(request)))
    expect(forms.map((asks) => asks.length)).toEqual(requests.map(({ asked }) => asked))
    const holders = Map.groupBy(forms.flat(), ({ ref }) => ref)
    for (const asks of holders.values()) {
      for (const ask of asks) expect(ask.holders).toEqual(asks.map(({ personId }) => personId))
    }
    const shared = [...holders.values()].filter((asks) => asks.length === 2)
    expect([holders.size, shared.length]).toEqual([
      alone * leads + Math.ceil(leads / 2),
      Math.floor(leads / 2),
    ])
    const swept = (await dueOf(key, LATER)).messages.map(({ messageId }) => messageId)
    expect(new Set([...queuedOf(key), ...swept])).toEqual(new Set(messageIdsOf(leads)))
  }

  it('goes by steps, each of which the sweeper finds and a tick follows, and mails nobody before the last', async () => {
    const size = { leads: LEADS, alone: 2 }
    const { key, cycle } = await plantPlan(size)
    const step = { ...month.deps, ...batches(1) }
    await advance(key, OPENS, step)
    expect(await month.table.cycles.findCycle(cycle)).toMatchObject({
      state: 'opening',
      leadsAsked: 40,
      shareOut: { leads: LEADS },
    })
    expect(month.armed.at(-1)).toBe(NEXT_STEP)
    expect((await dueOf(key, OPENS)).plans).toHaveLength(1)
    expect(queuedOf(key)).toEqual([])

    await advance(key, OPENS, step)
    await expectOpened(key, size)
    expect(queuedOf(key)).toEqual(messageIdsOf(LEADS))
    expect((await dueOf(key, OPENS)).plans).toEqual([])
  })

  it('makes nothing twice and leaves nobody out, whichever write it dies before, and again', {
    timeout: 120_000,
  }, async () => {
    const deps = { ...month.deps, ...few }
    for (let write = 1, ended = false; !ended; write += 1) {
      const { key, cycle } = await plantPlan()
      ended = await advance(key, OPENS, crashAt(deps, write)).then(
        () => true,
        () => false,
      )
      // Every write of two batches was met.
      if (ended) expect(write).toBeGreaterThan(10)
      const state = (await month.table.cycles.findCycle(cycle))?.state
      if (state === 'opening') expect((await dueOf(key, OPENS)).plans).toHaveLength(1)
      await advance(key, OPENS, crashAt(deps, 4)).catch(() => {})
      await advance(key, OPENS, deps)
      await expectOpened(key)
    }
  })

  it('is on record once it is open, also where what follows fails', async () => {
    const { key, cycle } = await plantPlan()
    const queue = { enqueueMessage: () => Promise.reject(new Error('no queue')) }
    await expect(advance(key, OPENS, { ...month.deps, queue })).rejects.toThrow('no queue')
    expect((await month.table.cycles.findCycle(cycle))?.state).toBe('open')
    const { data } = await month.table.entities.audit.query.primary(key).go({ pages: 'all' })
    expect(data.map(({ what }) => what)).toEqual(['cycle-opened'])
  })

  it('queues no more mails than it has time for, and the sweeper finds the rest', async () => {
    const size = { leads: 250, alone: 0 }
    const { key } = await plantPlan(size)
    await advance(key, OPENS, { ...month.deps, ...batches(7) })
    await expectOpened(key, size)
    expect(queuedOf(key)).toHaveLength(200)
    expect((await dueOf(key, '2026-12-01T09:02:00.000Z')).messages).toHaveLength(250)
  })

  it('makes nothing twice when two are at it at the same moment', async () => {
    const { key } = await plantPlan()
    const deps = { ...month.deps, ...few }
    await Promise.all([advance(key, OPENS, deps), advance(key, OPENS, deps)])
    await advance(key, OPENS, deps)
    await expectOpened(key)
  })

  it('keeps whom it asks about what, whatever the directory says by the next step', async () => {
    const { key } = await plantPlan()
    await advance(key, OPENS, oneBatch())
    const { people } = await month.table.plans.loadDirectory(key.partnershipId)
    const [first, second] = people
    const last = people.at(-1)
    if (!first || !second || !last) throw new Error('there are no leads')
    // An action of the first batch now names somebody of the second too, and somebody no more.
    await month.table.plans.saveDirectory({
      people: [
        { ...first, name: 'Somebody else' },
        { ...last, otherNames: [first.name, second.name] },
      ],
      boards: [],
    })
    await advance(key, OPENS, month.deps)
    await expectOpened(key)
  })

  it('keeps the list of who is asked about what whole, however long it is', async () => {
    const { cycle } = await plantPlan()
    expect(await month.table.cycles.moveCycle({ ...cycle, revision: 0 }, 'opening', {})).toBe(true)
    // As many leads to each as make a list of several items.
    const list = Array.from({ length: 500 }, (_, index) => ({ ref: `1.${index}`, holders: idsOf(100) }))
    await month.table.cycles.fixShareOut(cycle, list, 100)
    const fixed = await month.table.cycles.findCycle(cycle)
    expect(fixed?.shareOut?.leads).toBe(100)
    const loaded = fixed ? await month.table.cycles.loadShareOut(fixed) : []
    expect(loaded).toEqual(list)

    // The first of a month stays.
    await month.table.cycles.fixShareOut(cycle, list.slice(1), 99)
    expect((await month.table.cycles.findCycle(cycle))?.shareOut).toEqual(fixed?.shareOut)
  })

  it('does nothing for whoever was asleep since an earlier step', async () => {
    const { key, cycle } = await plantPlan()
    await advance(key, OPENS, oneBatch())
    const [known] = await month.table.cycles.listRequests(cycle)
    if (!known) throw new Error('nobody is asked')
    const request = { ...known, personId: 'psn-00003', personName: 'Lead 00003' }
    const message = oweMessage({ ...request, kind: 'request', ordinal: '1' }, OPENS)
    const made = [{ request, message }]
    const { openRequests } = month.table.cycles
    expect(await openRequests(cycle, { after: null, through: 'psn-00003', made })).toBe(false)
    expect(await openRequests(cycle, { after: 'psn-00001', through: 'psn-00003', made })).toBe(false)
    expect((await month.table.cycles.findCycle(cycle))?.leadsAsked).toBe(3)
    expect(await month.table.cycles.listRequests(cycle)).toHaveLength(3)
  })

  it('leaves a form that is there as it is', async () => {
    const { key, cycle } = await plantPlan()
    await advance(key, OPENS, oneBatch())
    const form = { ...cycle, personId: 'psn-00000' }
    const before = await month.table.cycles.listAsks(form)
    await month.table.cycles.writeAsks(before.map((ask) => ({ ...ask, draftRevision: 9 })))
    expect(await month.table.cycles.listAsks(form)).toEqual(before)
  })

  it('acts on no half of an import that began just before it', async () => {
    const { key, cycle } = await plantPlan()
    const { plan } = month.table.entities
    const { cycles } = month.deps
    const moveCycle: typeof cycles.moveCycle = async (...move) => {
      await plan.patch(key).set({ importing: 'an import' }).go()
      return await cycles.moveCycle(...move)
    }
    await advance(key, OPENS, { ...month.deps, cycles: { ...cycles, moveCycle } })
    await advance(key, OPENS, month.deps)
    expect(await cycles.findCycle(cycle)).toMatchObject({ state: 'opening', shareOut: null, leadsAsked: 0 })
    expect((await dueOf(key, OPENS)).plans).toHaveLength(1)

    await plan.patch(key).remove(['importing']).go()
    await advance(key, OPENS, month.deps)
    await expectOpened(key)
  })

  it('rests while the plan is paused, and goes on from there when it is resumed', async () => {
    const { key, cycle } = await plantPlan()
    const deps = { ...month.table, ...oneBatch() }
    await advance(key, OPENS, deps)
    expect(await pausePlan(key, 'cora', OPENS, deps)).toBe(true)
    await advance(key, OPENS, month.deps)
    expect(await month.table.cycles.findCycle(cycle)).toMatchObject({ state: 'opening', leadsAsked: 3 })
    expect((await dueOf(key, LATER)).plans).toEqual([])
    // What is owed already and found by the sweeper waits with it.
    expect(await createNextInWindow(month.table)(cycle, LATER)).toBe('2026-12-01T09:20:00.000Z')

    expect(await resumePlan(key, 'cora', LATER, deps)).toBe(true)
    await expectOpened(key)
  })

  it('can be neither skipped nor closed nor extended between two steps', async () => {
    const { key, cycle } = await plantPlan({ leads: 20, alone: 0 })
    const deps = { ...month.table, ...oneBatch() }
    await advance(key, OPENS, deps)
    expect(await skipCycle(cycle, 'cora', OPENS, deps)).toEqual({ ok: false, reason: 'already-open' })
    expect(await openNow(key, OPENS, deps)).toEqual({ ok: false, reason: 'already-open' })
    expect(await extendCycle(cycle, '2026-12-18', 'cora', OPENS, deps)).toEqual({
      ok: false,
      reason: 'not-open',
    })
    expect(await closeNow(key, OPENS, deps)).toEqual({ ok: false, reason: 'not-open' })
    await advance(key, OPENS, month.deps)
    await expectOpened(key, { leads: 20, alone: 0 })
  })

  it('closes nothing before everybody is asked, though its time is past', async () => {
    const { key, cycle } = await plantPlan()
    await advance(key, OPENS, oneBatch())
    const closesAt = '2026-12-18T17:00:00.000Z'
    const late = await plantPlan({ leads: 10, alone: 0 })
    await advance(late.key, OPENS, oneBatch())
    await advance(late.key, closesAt, oneBatch())
    expect(await month.table.cycles.findCycle(late.cycle)).toMatchObject({ state: 'opening', leadsAsked: 6 })

    await advance(key, closesAt, oneBatch())
    expect(await month.table.cycles.findCycle(cycle)).toMatchObject({ state: 'closed', leadsAsked: 5 })
  })

  it('has each mail that was never queued found by the sweeper, page by page', async () => {
    const { key } = await plantPlan()
    const away = { enqueueMessage: () => Promise.reject(new Error('the queue is away')) }
    await expect(advance(key, OPENS, { ...month.deps, queue: away })).rejects.toThrow('the queue is away')
    expect(queuedOf(key)).toEqual([])
    const sizes: number[] = []
    const listDue = createListDue(month.table.entities, 2)
    await sweep(LATER, {
      ...month.deps,
      ...month.table,
      listDue: async (now, from) => {
        const due = await listDue(now, from)
        sizes.push(due.messages.length + due.plans.length)
        return due
      },
      advance: async () => {},
      finishImport: async () => {},
      advancePack: async () => {},
      alert: async () => {},
      onFailure: (error) => {
        throw error
      },
    })
    expect(sizes.length).toBeGreaterThan(2)
    expect(Math.max(...sizes)).toBe(2)
    await expectOpened(key)
    expect(new Set(queuedOf(key))).toEqual(new Set(messageIdsOf(5)))
  })

  it('stops in time for a function that is about to be stopped', async () => {
    const now = () => OPENS
    const left = (milliseconds: number) => ({ getRemainingTimeInMillis: () => milliseconds })
    const deps = { ...month.deps, ...month.table, ...few, now }
    const ticked = await plantPlan({ leads: 10, alone: 0 })
    const asked = async () => (await month.table.cycles.findCycle(ticked.cycle))?.leadsAsked
    const tick = createTick(deps)
    await tick(ticked.key, left(90_000))
    expect(await asked()).toBe(3)
    expect(month.armed.at(-1)).toBe('2026-12-01T09:00:15.000Z')
    const alone = async () => ({ imports: [], plans: [ticked.key], messages: [], packs: [], rest: null })
    const sweeper = createSweeper({ ...deps, listDue: alone, alert: async () => {} })
    await sweeper(null, left(180_000))
    expect(await asked()).toBe(6)
    await tick(ticked.key, left(90_001))
    await expectOpened(ticked.key, { leads: 10, alone: 0 })
  })

  it('keeps no coordinator waiting, and says on the page how far it has come', async () => {
    const size = { leads: 3_001, alone: 0 }
    const { key, cycle } = await plantPlan(size)
    const [lead] = (await month.table.plans.loadDirectory(key.partnershipId)).people
    if (!lead) throw new Error('there are no leads')
    const cora = { personId: 'cora', name: 'Cora Coordinator', email: `cora@${key.partnershipId}.example` }
    await month.table.plans.saveDirectory({
      people: [{ ...lead, ...cora, roles: ['coordinator'] }],
      boards: [],
    })
    // Each look at the clock is 5 seconds after the last.
    let seconds = 0
    const now = () => {
      seconds += 5
      return new Date(Date.parse(PLANNED) + seconds * 1_000).toISOString()
    }
    const deps = { ...month.deps, pace: () => briefPace(now) }
    const { post, read } = await openTestConsole({ ...month, deps }, now, cora.email)
    const answer = await post('/console/plan/open', { cycle: cycle.cycleId, confirm: 'yes' })
    expect(answer.headers.get('location')).toBe('/console/plan?done=opening')
    const page = wordsOf(await read('/console/plan?done=opening'))
    expect(page).toContain('Opening: 40 of 3,001 leads asked.')
    expect(page).toContain('This goes on by itself')
    expect(wordsOf(await read('/console/plan/pause'))).toContain('nobody can answer in it')
  })
})
