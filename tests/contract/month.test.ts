import { beforeEach, describe, expect, it } from 'vitest'
import { advance } from '../../functions/cycle/advance.ts'
import { planKeyOf } from '../../functions/cycle/cycle.ts'
import { oweMessage } from '../../functions/message/message.ts'
import { openTestMonth } from '../support/month.ts'
import { key } from '../support/small-plan.ts'

const OPENS = '2026-12-01T09:00:00.000Z'
const cycle = { ...key, cycleId: '2026-12' }

describe('a month on the table', () => {
  let month: Awaited<ReturnType<typeof openTestMonth>>
  beforeEach(async () => {
    month = await openTestMonth()
    await month.tick('2026-11-20T10:00:00.000Z')
  })

  it('plans the next month and arms its opening', async () => {
    expect((await month.table.cycles.findCycle(cycle))?.state).toBe('planned')
    expect(month.armed).toEqual([OPENS])
  })

  it('asks each lead about their live actions, and nobody about finished ones', async () => {
    await month.tick(OPENS)
    const requests = await month.table.cycles.listRequests(cycle)
    expect(requests.map(({ personId, asked }) => [personId, asked])).toEqual([
      ['ann', 2],
      ['bob', 1],
    ])
    const asks = await month.table.cycles.listAsks({ ...cycle, personId: 'ann' })
    expect(asks.map(({ ref, holders }) => [ref, holders])).toEqual([
      ['1.1', ['ann']],
      ['1.2', ['ann', 'bob']],
    ])
    const found = await month.table.cycles.findCycle(cycle)
    expect(found).toMatchObject({ state: 'open', leadsAsked: 2, openedAt: OPENS })
  })

  it('owes one mail a lead, however often the tick comes', async () => {
    await month.tick(OPENS)
    await month.tick(OPENS)
    await month.tick('2026-12-01T09:05:00.000Z')
    const messages = await month.table.cycles.listMessages(cycle)
    expect(messages.map(({ personId, kind, state }) => [personId, kind, state])).toEqual([
      ['ann', 'request', 'owed'],
      ['bob', 'request', 'owed'],
    ])
  })

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])(
    'finishes the opening after a crash at write %i, with no second mail',
    async (crashAt) => {
      let writes = 0
      const crashing = <T extends object>(store: T): T =>
        new Proxy(store, {
          get: (target, name, receiver) => {
            const method = Reflect.get(target, name, receiver)
            if (typeof method !== 'function') return method
            return async (...args: unknown[]) => {
              if (writes === crashAt) throw new Error('killed')
              if (!/^(find|list|load)/.test(String(name))) writes += 1
              return await method.apply(target, args)
            }
          },
        })
      const broken = { ...month.deps, cycles: crashing(month.deps.cycles), queue: crashing(month.deps.queue) }
      await advance(key, OPENS, broken).catch((error: Error) => expect(error.message).toBe('killed'))
      await month.tick('2026-12-01T09:15:00.000Z')

      expect((await month.table.cycles.findCycle(cycle))?.state).toBe('open')
      expect((await month.table.cycles.findCycle(cycle))?.leadsAsked).toBe(2)
      const messages = await month.table.cycles.listMessages(cycle)
      expect(messages.map(({ messageId }) => messageId)).toEqual([
        'plan_2026-12_request_1_ann',
        'plan_2026-12_request_1_bob',
      ])
      // Queued already, or found by the sweeper.
      const { messages: swept } = await month.table.listDue('2026-12-01T09:30:00.000Z')
      const found = [...month.queued, ...swept].map(({ messageId }) => messageId)
      expect(new Set(found)).toEqual(new Set(messages.map(({ messageId }) => messageId)))
    },
  )

  it('reminds those who owe an answer, then tells the strategic lead, then closes', async () => {
    await month.tick(OPENS)
    await month.tick('2026-12-10T09:00:00.000Z')
    await month.tick('2026-12-14T09:00:00.000Z')
    await month.tick('2026-12-16T09:00:00.000Z')
    const kinds = (await month.table.cycles.listMessages(cycle)).map(({ personId, kind, ordinal }) =>
      [personId, kind, ordinal].join(' '),
    )
    expect(kinds.sort()).toEqual([
      'ann reminder 1',
      'ann reminder 2',
      'ann request 1',
      'bob reminder 1',
      'bob reminder 2',
      'bob request 1',
      'cora alert nothing-sent',
      'sue escalation 1',
    ])
    await month.tick('2026-12-18T17:00:00.000Z')
    expect((await month.table.cycles.findCycle(cycle))?.state).toBe('closed')
    expect(month.snapshots[0]?.requests).toEqual([
      { personId: 'ann', name: 'Ann Lead', asked: ['1.1', '1.2'], answered: [], gave: [] },
      { personId: 'bob', name: 'Bob Lead', asked: ['1.2'], answered: [], gave: [] },
    ])
    expect(month.wantedPacks.map(({ boardId }) => boardId)).toEqual(['board'])
    expect((await month.table.plans.findPlan(key))?.currentCycleId).toBe('2027-01')
    expect(month.armed.at(-1)).toBe('2027-01-04T09:00:00.000Z')
  })

  it('opens nothing and alerts the coordinator when the tick comes days late', async () => {
    await month.tick('2026-12-03T12:00:00.000Z')
    expect((await month.table.cycles.findCycle(cycle))?.state).toBe('held')
    expect(await month.table.cycles.listRequests(cycle)).toEqual([])
    const messages = await month.table.cycles.listMessages(cycle)
    expect(messages.map(({ personId, kind }) => [personId, kind])).toEqual([['cora', 'alert']])
  })

  it('goes on to the next month when nobody opened a held one', async () => {
    await month.tick('2026-12-03T12:00:00.000Z')
    expect(month.armed.at(-1)).toBe('2026-12-18T17:00:00.000Z')
    await month.tick('2026-12-18T17:00:00.000Z')
    expect((await month.table.plans.findPlan(key))?.currentCycleId).toBe('2027-01')
    await month.tick('2027-01-04T09:00:00.000Z')
    expect((await month.table.cycles.findCycle({ ...key, cycleId: '2027-01' }))?.state).toBe('open')
  })

  it('adds nobody to a cycle that has gone on', async () => {
    await month.tick(OPENS)
    const late = { ...cycle, personId: 'mia' }
    const [request] = await month.table.cycles.listRequests(cycle)
    if (!request) throw new Error('nobody was asked')
    const message = oweMessage({ ...late, kind: 'request', ordinal: '1' }, OPENS)
    const step = { after: 'bob', through: 'mia', made: [{ request: { ...request, ...late }, message }] }
    expect(await month.table.cycles.openRequests(cycle, step)).toBe(false)
    expect(await month.table.cycles.listRequests(cycle)).toHaveLength(2)
    expect(await month.table.messages.find(message)).toBeNull()
  })

  it('shows the sweeper a plan whose moment has passed, and nothing before', async () => {
    expect((await month.table.listDue('2026-12-01T08:59:59.999Z')).plans).toEqual([])
    expect((await month.table.listDue(OPENS)).plans.map(planKeyOf)).toEqual([key])
  })

  it('shows the sweeper owed mail that was never queued', async () => {
    await month.tick(OPENS)
    const due = await month.table.listDue('2026-12-01T09:05:00.000Z')
    expect(due.messages.map(({ personId }) => personId).sort()).toEqual(['ann', 'bob'])
  })
})

describe('a month near the end of the known bank holidays', () => {
  const alert = { partnershipId: key.partnershipId, messageId: 'plan_alert_bank-holidays-2028_cora' }
  let month: Awaited<ReturnType<typeof openTestMonth>>
  beforeEach(async () => {
    month = await openTestMonth()
  })

  it('tells the coordinators once, in time, and goes on with plain weekends', async () => {
    await month.tick('2027-08-20T10:00:00.000Z')
    await month.tick('2027-09-01T08:00:00.000Z')
    expect(await month.table.messages.find(alert)).toBeNull()
    await month.tick('2027-09-20T16:00:00.000Z')
    expect(await month.table.messages.find(alert)).toMatchObject({
      kind: 'alert',
      personId: 'cora',
      about: expect.stringContaining('after 31 December 2027 are not known'),
    })
    for (const [opens, closes] of [
      ['2027-10-01T08:00:00.000Z', '2027-10-20T16:00:00.000Z'],
      ['2027-11-01T09:00:00.000Z', '2027-11-18T17:00:00.000Z'],
      ['2027-12-01T09:00:00.000Z', '2027-12-20T17:00:00.000Z'],
    ] satisfies [string, string][]) {
      await month.tick(opens)
      await month.tick(closes)
    }
    expect(month.armed.at(-1)).toBe('2028-01-03T09:00:00.000Z')
    const alerts = month.queued.filter(({ messageId }) => messageId.includes('_alert_'))
    expect(new Set(alerts.map(({ messageId }) => messageId))).toEqual(new Set([alert.messageId]))
  })

  it('has told them before the cycle is planned, so that a crash in between loses nothing', async () => {
    const planCycle = () => Promise.reject(new Error('killed'))
    const broken = { ...month.deps, cycles: { ...month.deps.cycles, planCycle } }
    await expect(advance(key, '2027-11-22T10:00:00.000Z', broken)).rejects.toThrow('killed')
    expect(await month.table.messages.find(alert)).toMatchObject({ state: 'owed' })
  })
})
