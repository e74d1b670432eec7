import { beforeEach, describe, expect, it } from 'vitest'
import { advance } from '../../functions/cycle/advance.ts'
import { pausePlan, resumePlan } from '../../functions/cycle/pause.ts'
import { skipCycle } from '../../functions/cycle/skip-cycle.ts'
import { closeNow, openNow, remindNow } from '../../functions/cycle/steer.ts'
import { createNextInWindow } from '../../functions/entrypoints/wiring.ts'
import type { Policy } from '../../functions/plan/plan.ts'
import { crashAt } from '../support/crash-at.ts'
import { openDecember } from '../support/lead.ts'
import { openTestMonth } from '../support/month.ts'
import { key, plan } from '../support/small-plan.ts'

const NOVEMBER = '2026-11-20T10:00:00.000Z'
const OPENS = '2026-12-01T09:00:00.000Z'
const REMINDERS = ['2026-12-10T09:00:00.000Z', '2026-12-14T09:00:00.000Z'] as const
const CLOSES = '2026-12-18T17:00:00.000Z'
const cycle = { ...key, cycleId: '2026-12' }

const trailOf = async (month: Awaited<ReturnType<typeof openTestMonth>>, what: string) => {
  const { data } = await month.table.entities.audit.query.primary(key).go({ pages: 'all' })
  return data.filter((event) => event.what === what)
}

describe('a paused plan', () => {
  let december: Awaited<ReturnType<typeof openDecember>>
  let month: Awaited<ReturnType<typeof openTestMonth>>
  const steering = () => ({ ...month.deps, steering: month.table.steering })
  const pause = (now: string) => pausePlan(key, 'cora', now, steering())
  const resume = (now: string) => resumePlan(key, 'cora', now, steering())
  const kinds = async () =>
    (await month.table.cycles.listMessages(cycle))
      // Nothing sends any mail here, which the coordinator hears of.
      .filter(({ kind }) => kind !== 'alert')
      .map(({ personId, kind, ordinal }) => `${personId} ${kind} ${ordinal}`)
      .sort()

  beforeEach(async () => {
    december = await openDecember()
    month = december.month
  })

  it('stands still whatever passes, and the sweeper does not look at it', async () => {
    expect(await pause('2026-12-02T10:00:00.000Z')).toBe(true)
    await month.tick('2026-12-02T10:00:00.000Z')
    for (const moment of [...REMINDERS, CLOSES, '2027-01-04T09:00:00.000Z']) {
      expect((await month.table.listDue(moment)).plans).toEqual([])
      await month.tick(moment)
    }
    expect((await month.table.cycles.findCycle(cycle))?.state).toBe('open')
    expect(await kinds()).toEqual(['ann request 1', 'bob request 1'])
  })

  it('keeps a slow worker from beginning anything, and from calling the sweeper', async () => {
    const deps = {
      ...month.deps,
      cycles: {
        ...month.deps.cycles,
        moveCycle: async (...args: Parameters<typeof month.deps.cycles.moveCycle>) => {
          await pause('2026-12-18T16:59:59.000Z')
          return await month.deps.cycles.moveCycle(...args)
        },
      },
    }
    await advance(key, CLOSES, deps)
    expect((await month.table.cycles.findCycle(cycle))?.state).toBe('open')
    expect((await month.table.listDue('2027-06-01T09:00:00.000Z')).plans).toEqual([])
  })

  it('holds back its mail, a quarter of an hour at a time and to working hours', async () => {
    const nextInWindow = createNextInWindow(month.table)
    const at = (now: string) => nextInWindow(cycle, now)
    expect(await at('2026-12-02T10:00:00.000Z')).toBe('2026-12-02T10:00:00.000Z')
    await pause('2026-12-02T10:00:00.000Z')
    expect(await at('2026-12-02T10:00:00.000Z')).toBe('2026-12-02T10:15:00.000Z')
    expect(await at('2026-12-04T17:50:00.000Z')).toBe('2026-12-07T08:00:00.000Z')
  })

  it('is paused and resumed once, by whoever was first, and says who', async () => {
    const pauses = await Promise.all([1, 2, 3].map(() => pause('2026-12-02T10:00:00.000Z')))
    expect(pauses.filter(Boolean)).toHaveLength(1)
    expect((await month.table.plans.findPlan(key))?.paused).toEqual({
      at: '2026-12-02T10:00:00.000Z',
      by: 'cora',
    })
    const resumes = await Promise.all([1, 2].map(() => resume('2026-12-03T10:00:00.000Z')))
    expect(resumes.filter(Boolean)).toHaveLength(1)
    expect((await month.table.plans.findPlan(key))?.paused).toBeNull()
    for (const what of ['plan-paused', 'plan-resumed']) {
      expect((await trailOf(month, what)).map(({ by }) => by)).toEqual(['cora'])
    }
  })

  it('reminds once of all that passed, when it goes on', async () => {
    await month.tick(REMINDERS[0])
    await pause('2026-12-10T09:00:01.000Z')
    await resume('2026-12-14T11:00:00.000Z')
    expect(await kinds()).toEqual([
      'ann reminder 1',
      'ann reminder 2',
      'ann request 1',
      'bob reminder 1',
      'bob reminder 2',
      'bob request 1',
    ])
    // The first one was owed and could not go out before: it does not go beside the second.
    december.clock.now = '2026-12-14T11:00:00.000Z'
    const composed = await Promise.all(
      (await month.table.cycles.listMessages(cycle))
        .filter(({ kind, personId }) => kind === 'reminder' && personId === 'ann')
        .map(async (message) => [message.ordinal, (await december.compose(message)).owed]),
    )
    expect(composed.sort()).toEqual([
      ['1', false],
      ['2', true],
    ])
  })

  it('is found by the sweeper where whoever resumed it died at once', async () => {
    await pause('2026-12-02T10:00:00.000Z')
    const dying = crashAt(steering(), 2)
    await expect(resumePlan(key, 'cora', REMINDERS[1], dying)).rejects.toThrow('killed')
    expect((await month.table.listDue(REMINDERS[1])).plans).toHaveLength(1)
    await month.tick(REMINDERS[1])
    expect((await kinds()).filter((text) => text.includes('reminder'))).toEqual([
      'ann reminder 2',
      'bob reminder 2',
    ])
  })

  it('is not steered until it is resumed', async () => {
    await pause('2026-12-02T10:00:00.000Z')
    for (const steer of [openNow, remindNow, closeNow]) {
      expect(await steer(key, '2026-12-02T11:00:00.000Z', month.deps)).toEqual({
        ok: false,
        reason: 'paused',
      })
    }
    expect((await month.table.cycles.findCycle(cycle))?.state).toBe('open')
  })

  it('takes answers all the same', async () => {
    await pause('2026-12-02T10:00:00.000Z')
    const ann = await december.leads.enter('ann')
    const draft = { status: 'on-track', progress: 'Goes on', page: 'p', revision: '0' }
    await ann.post('/form/action/1.1/draft', draft)
    const answer = await ann.post('/form/submit', { submit: '1.1:1' })
    expect(answer.headers.get('location')).toBe('/form/done')
  })
})

describe('a month that is skipped', () => {
  let month: Awaited<ReturnType<typeof openTestMonth>>
  const skip = (now: string, cycleId = '2026-12') =>
    skipCycle({ ...key, cycleId }, 'cora', now, { ...month.deps, steering: month.table.steering })

  beforeEach(async () => {
    month = await openTestMonth()
    await month.tick(NOVEMBER)
  })

  it('never opens, and the next one is planned at once', async () => {
    expect(await skip(NOVEMBER)).toEqual({ ok: true })
    await month.tick(OPENS)
    expect((await month.table.cycles.findCycle(cycle))?.state).toBe('skipped')
    expect(await month.table.cycles.listRequests(cycle)).toEqual([])
    expect((await month.table.plans.findPlan(key))?.currentCycleId).toBe('2027-01')
    expect(month.armed.at(-1)).toBe('2027-01-04T09:00:00.000Z')
  })

  it('is skipped once, and no other for it, by however many press', async () => {
    const results = await Promise.all([skip(NOVEMBER), skip(NOVEMBER), skip(NOVEMBER)])
    expect(results.filter(({ ok }) => ok).length).toBeGreaterThan(0)
    expect(await skip(NOVEMBER)).toEqual({ ok: true })
    expect((await trailOf(month, 'cycle-skipped')).map(({ by }) => by)).toEqual(['cora'])
    expect((await month.table.cycles.findCycle({ ...cycle, cycleId: '2027-01' }))?.state).toBe('planned')
  })

  it('can be one that was held', async () => {
    await month.tick('2026-12-03T12:00:00.000Z')
    expect(await skip('2026-12-03T13:00:00.000Z')).toEqual({ ok: true })
    expect((await month.table.plans.findPlan(key))?.currentCycleId).toBe('2027-01')
  })

  it('is refused once it has opened, also when its time has only just come', async () => {
    expect(await skip(OPENS)).toEqual({ ok: false, reason: 'already-open' })
    expect((await month.table.cycles.findCycle(cycle))?.state).toBe('open')
    expect(await skip(OPENS, '2027-01')).toEqual({ ok: false, reason: 'no-plan' })
  })

  it.each([1, 2, 3, 4, 5, 6])('is skipped whole after a crash at write %i', async (write) => {
    const dying = crashAt({ ...month.deps, steering: month.table.steering }, write)
    await skipCycle(cycle, 'cora', NOVEMBER, dying).catch(() => {})
    for (const due of (await month.table.listDue(NOVEMBER)).plans) await advance(due, NOVEMBER, month.deps)
    expect(await skip(NOVEMBER)).toEqual({ ok: true })
    expect((await month.table.cycles.findCycle(cycle))?.state).toBe('skipped')
    expect((await month.table.plans.findPlan(key))?.currentCycleId).toBe('2027-01')
    expect(await trailOf(month, 'cycle-skipped')).toHaveLength(1)
  })
})

describe('a policy that is changed', () => {
  let month: Awaited<ReturnType<typeof openTestMonth>>
  const find = async () => {
    const found = await month.table.plans.findPlan(key)
    if (!found) throw new Error('the plan is gone')
    return found
  }
  const save = async (policy: Partial<Policy>, now: string) => {
    const read = await find()
    const { name, timeZone, nation, statuses, priorities, sources, packs } = read
    const settings = { name, timeZone, nation, statuses, priorities, sources, packs }
    return await month.table.steering.saveSettings(
      read,
      { ...settings, policy: { ...plan.policy, ...policy } },
      { ...key, at: now, what: 'timetable-changed', by: 'cora' },
    )
  }

  beforeEach(async () => {
    month = await openTestMonth()
    await month.tick(NOVEMBER)
  })

  it('is found by the sweeper, and the month that has not begun is planned by it', async () => {
    expect(await save({ open: { weekday: 1, nth: 1, at: '10:00' } }, NOVEMBER)).toBe(true)
    expect((await month.table.listDue(NOVEMBER)).plans).toHaveLength(1)
    await month.tick(NOVEMBER)
    const planned = await month.table.cycles.findCycle(cycle)
    expect(planned?.moments.opensAt).toBe('2026-12-07T10:00:00.000Z')
    expect(month.armed.at(-1)).toBe('2026-12-07T10:00:00.000Z')
    await month.tick(OPENS)
    expect((await month.table.cycles.findCycle(cycle))?.state).toBe('planned')
  })

  it('can make another month the next one, and a later change make it December again', async () => {
    await save({ open: { dates: ['2027-02-03'], at: '09:00' } }, NOVEMBER)
    await month.tick(NOVEMBER)
    expect((await find()).currentCycleId).toBe('2027-02')
    await month.tick(OPENS)
    expect((await month.table.cycles.findCycle(cycle))?.state).toBe('planned')
    await save({ open: { workingDay: 3, at: '09:00' } }, OPENS)
    await month.tick(OPENS)
    expect((await find()).currentCycleId).toBe('2026-12')
    await month.tick('2026-12-03T09:00:00.000Z')
    expect((await month.table.cycles.findCycle(cycle))?.state).toBe('open')
  })

  it('leaves a month alone that has begun', async () => {
    await month.tick(OPENS)
    const before = await month.table.cycles.findCycle(cycle)
    await save({ due: { workingDays: 2, at: '12:00' } }, OPENS)
    await month.tick(OPENS)
    expect(await month.table.cycles.findCycle(cycle)).toEqual(before)
  })

  it('is saved over what was read alone, and does not wake a paused plan', async () => {
    const read = await find()
    await pausePlan(key, 'cora', NOVEMBER, month.table)
    await month.tick(NOVEMBER)
    const event = { ...key, at: NOVEMBER, what: 'timetable-changed', by: 'cora' }
    expect(await month.table.steering.saveSettings(read, plan, event)).toBe(false)
    expect(await save({ skip: [1] }, NOVEMBER)).toBe(true)
    expect(await month.table.steering.saveSettings(read, plan, event)).toBe(false)
    expect((await month.table.listDue('2027-06-01T09:00:00.000Z')).plans).toEqual([])
    expect((await find()).policy.skip).toEqual([1])
    expect(await trailOf(month, 'timetable-changed')).toHaveLength(1)
  })

  it('keeps a slow worker from opening a month by the policy of before', async () => {
    const deps = {
      ...month.deps,
      cycles: {
        ...month.deps.cycles,
        moveCycle: async (...args: Parameters<typeof month.deps.cycles.moveCycle>) => {
          if ((await find()).settingsRevision === 0) {
            await save({ open: { workingDay: 5, at: '09:00' } }, OPENS)
            await month.tick(OPENS)
          }
          return await month.deps.cycles.moveCycle(...args)
        },
      },
    }
    await advance(key, OPENS, deps)
    expect(await month.table.cycles.findCycle(cycle)).toMatchObject({
      state: 'planned',
      moments: { opensAt: '2026-12-07T09:00:00.000Z' },
    })
  })

  it('whose dates have run out leaves no month planned, and tells the coordinators once', async () => {
    await save({ open: { dates: ['2026-12-01'], at: '09:00' } }, NOVEMBER)
    await month.tick(NOVEMBER)
    await month.tick(OPENS)
    await month.tick(CLOSES)
    await month.tick('2026-12-18T17:15:00.000Z')
    const messages = await month.table.cycles.listMessages(cycle)
    expect(
      messages.filter(({ kind }) => kind === 'alert').map(({ personId, about }) => [personId, about]),
    ).toEqual([['cora', expect.stringContaining('dates given for opening have run out')]])
    expect((await month.table.listDue('2027-06-01T09:00:00.000Z')).plans).toEqual([])
    expect(await openNow(key, '2026-12-21T09:00:00.000Z', month.deps)).toEqual({
      ok: false,
      reason: 'none-planned',
    })
    await save({ open: { dates: ['2027-02-03'], at: '09:00' } }, '2026-12-21T10:00:00.000Z')
    await month.tick('2026-12-21T10:00:00.000Z')
    expect((await find()).currentCycleId).toBe('2027-02')
  })
})
