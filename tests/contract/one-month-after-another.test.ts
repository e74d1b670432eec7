import { beforeEach, describe, expect, it } from 'vitest'
import { resumingMeans } from '../../functions/console/steering-means.ts'
import { type AdvanceDeps, advance } from '../../functions/cycle/advance.ts'
import { changeTimetable } from '../../functions/cycle/change-timetable.ts'
import { extendCycle } from '../../functions/cycle/extend-cycle.ts'
import { pausePlan, resumePlan } from '../../functions/cycle/pause.ts'
import { reopenCycle } from '../../functions/cycle/reopen-cycle.ts'
import { closeNow, openNow, remindNow } from '../../functions/cycle/steer.ts'
import { upcomingCycles } from '../../functions/cycle/upcoming.ts'
import { openDecember } from '../support/lead.ts'
import { key, plan } from '../support/small-plan.ts'

const cycle = { ...key, cycleId: '2026-12' }
const CLOSES = '2026-12-18T17:00:00.000Z'
const JANUARY_OPENS = '2027-01-04T09:00:00.000Z'

let month: Awaited<ReturnType<typeof openDecember>>['month']
const deps = () => ({ ...month.deps, steering: month.table.steering })
const pause = (now: string) => pausePlan(key, 'cora', now, deps())
const resume = (now: string) => resumePlan(key, 'cora', now, deps())
const months = async () =>
  (await month.table.cycles.listCycles(key)).map(({ cycleId, state }) => `${cycleId} ${state}`)
const alerts = async (cycleId: string) =>
  (await month.table.cycles.listMessages({ ...key, cycleId }))
    .filter(({ kind }) => kind === 'alert')
    .map(({ ordinal }) => ordinal)

/** Something happens once, just before the first move of a cycle to `to`. */
const justBefore = (to: string, happens: () => Promise<unknown>): AdvanceDeps => {
  const { cycles } = month.deps
  let first = true
  return {
    ...month.deps,
    cycles: {
      ...cycles,
      moveCycle: async (read, state, change) => {
        if (first && state === to) {
          first = false
          await happens()
        }
        return await cycles.moveCycle(read, state, change)
      },
    },
  }
}

beforeEach(async () => {
  month = (await openDecember()).month
})

describe('a month that is no longer the plan’s own', () => {
  const reopen = (now: string) => reopenCycle(cycle, '2027-01-08', 'cora', now, deps())

  beforeEach(async () => {
    // Late enough for December to be opened again until January opens.
    await extendCycle(cycle, '2026-12-31', 'cora', '2026-12-11T10:00:00.000Z', deps())
    await closeNow(key, '2027-01-03T20:00:00.000Z', deps())
    expect(await months()).toEqual(['2027-01 planned', '2026-12 closed'])
  })

  it('does not open by the clock once the one before is opened again', async () => {
    const slow = justBefore('opening', () => reopen('2027-01-04T08:59:59.000Z'))
    await advance(key, JANUARY_OPENS, slow)
    expect(await months()).toEqual(['2027-01 planned', '2026-12 open'])
    expect(await month.table.cycles.listRequests({ ...key, cycleId: '2027-01' })).toEqual([])
  })

  it('does not open by hand either, and says so', async () => {
    const slow = justBefore('opening', () => reopen('2027-01-04T08:00:00.000Z'))
    expect(await openNow(key, '2027-01-04T08:00:00.000Z', slow)).toMatchObject({ ok: false })
    expect(await months()).toEqual(['2027-01 planned', '2026-12 open'])
  })

  it('is not opened by who read it before the timetable gave the plan another', async () => {
    const timetable = {
      timeZone: plan.timeZone,
      nation: plan.nation,
      policy: { ...plan.policy, skip: [1] },
    }
    const slow = justBefore('opening', () =>
      changeTimetable(key, timetable, 0, 'cora', '2027-01-04T08:00:00.000Z', deps()),
    )
    expect(await openNow(key, '2027-01-04T08:00:00.000Z', slow)).toMatchObject({ ok: false })
    expect((await months())[0]).toBe('2027-02 planned')
  })

  it('is not replaced by another once it has begun to open', async () => {
    const { cycles } = month.deps
    const timetable = {
      timeZone: plan.timeZone,
      nation: plan.nation,
      policy: { ...plan.policy, skip: [1] },
    }
    const slow = {
      ...deps(),
      cycles: {
        ...cycles,
        planCycle: async (...args: Parameters<typeof cycles.planCycle>) => {
          const [january] = await cycles.listCycles(key)
          if (january?.cycleId === '2027-01' && january.state === 'planned') {
            await cycles.moveCycle(january, 'opening', {})
          }
          return await cycles.planCycle(...args)
        },
      },
    }
    await changeTimetable(key, timetable, 0, 'cora', '2027-01-04T08:00:00.000Z', slow)
    expect((await months())[0]).toBe('2027-01 open')
    expect((await month.table.plans.findPlan(key))?.currentCycleId).toBe('2027-01')
  })
})

describe('a month that closes late', () => {
  it('takes none away: the next one opens, though its opening has passed', async () => {
    await month.tick('2027-01-04T09:10:00.000Z')
    expect(await months()).toEqual(['2027-01 open', '2026-12 closed'])
  })

  it('has the next one held, and the coordinators told, where its opening is too long ago', async () => {
    await month.tick('2027-01-06T09:00:00.000Z')
    expect(await months()).toEqual(['2027-01 held', '2026-12 closed'])
    expect(await alerts('2027-01')).toEqual(['not-opened'])
  })

  it('gives what the preview says, where it closes at the instant at which the next one opens', async () => {
    await extendCycle(cycle, '2026-12-30', 'cora', '2026-12-11T10:00:00.000Z', deps())
    const december = await month.table.cycles.findCycle(cycle)
    if (!december) throw new Error('the cycle is gone')
    const closesAt = JANUARY_OPENS
    const cycles = [{ ...december, moments: { ...december.moments, closesAt } }]
    const calendar = month.deps.calendarOf(plan)
    // A tick is some seconds late.
    const now = '2027-01-04T09:00:20.000Z'
    const [next] = upcomingCycles({ ...plan, currentCycleId: '2026-12' }, calendar, cycles, now, 1)
    expect(next?.month).toBe('2027-01')
  })

  it('after a pause over the next opening has that one open, as the page of resuming says', async () => {
    await pause('2026-12-17T09:00:00.000Z')
    const now = '2027-01-04T10:00:00.000Z'
    const paused = await month.table.plans.findPlan(key)
    if (!paused) throw new Error('the plan is gone')
    const found = await month.table.cycles.findCycle(cycle)
    const means = resumingMeans(
      paused,
      { cycle: found, requests: [], messages: [] },
      month.deps.calendarOf(plan),
      now,
    )
    expect(means).toContain('January 2027 opens at once, and every lead is mailed.')
    await resume(now)
    expect(await months()).toEqual(['2027-01 open', '2026-12 closed'])
  })

  it('after a pause over its closing says who was never mailed and is not asked any more', async () => {
    await pause('2026-12-02T09:00:00.000Z')
    const [paused, found, requests, messages] = await Promise.all([
      month.table.plans.findPlan(key),
      month.table.cycles.findCycle(cycle),
      month.table.cycles.listRequests(cycle),
      month.table.cycles.listMessages(cycle),
    ])
    if (!paused) throw new Error('the plan is gone')
    const held = messages.filter(({ kind, state }) => kind === 'request' && state === 'owed')
    expect(held).not.toEqual([])
    const means = (closesAt: string) =>
      resumingMeans(
        paused,
        { cycle: found && { ...found, moments: { ...found.moments, closesAt } }, requests, messages },
        month.deps.calendarOf(plan),
        '2026-12-10T10:00:00.000Z',
      ).join('\n')
    expect(means('2026-12-10T09:59:00.000Z')).toMatch(/^\d+ leads? ha(s|ve) not been mailed yet, and /m)
    expect(means('2026-12-10T09:59:00.000Z')).not.toContain('held back')
    expect(means('2026-12-18T09:00:00.000Z')).not.toContain('not been mailed yet')
    expect(means('2026-12-18T09:00:00.000Z')).toContain('held back')
  })

  it('after a long pause says that a month which is over does not open any more', async () => {
    await month.tick(CLOSES)
    await pause('2026-12-19T09:00:00.000Z')
    const now = '2027-02-10T10:00:00.000Z'
    const paused = await month.table.plans.findPlan(key)
    const [january] = await month.table.cycles.listCycles(key)
    if (!paused || !january) throw new Error('the plan or its month is gone')
    const means = resumingMeans(
      paused,
      { cycle: january, requests: [], messages: [] },
      month.deps.calendarOf(plan),
      now,
    )
    expect(means[0]).toBe('January 2027 does not open any more: it should have closed by now.')
    await resume(now)
    expect(await months()).toEqual(['2027-02 held', '2027-01 held', '2026-12 closed'])
    const [alert] = await month.table.cycles.listMessages({ ...key, cycleId: '2027-01' })
    expect(alert?.about).toBe(
      'January 2027 was not opened: by the time it could be, it should have closed already. Nobody was asked in it.',
    )
  })
})

describe('a pause', () => {
  it('in the first hour of a month raises no alarm that nothing was sent, and an hour after it one that is true', async () => {
    await pause('2026-12-01T09:00:01.000Z')
    await resume('2026-12-01T14:00:00.000Z')
    expect(month.silentOpenings).toEqual([])
    await month.tick('2026-12-01T14:59:59.000Z')
    expect(month.silentOpenings).toEqual([])
    await month.tick('2026-12-01T15:00:00.000Z')
    expect(month.silentOpenings).toEqual(['2026-12'])
  })

  it('finishes a closing that was cut short, so that no form stays locked in a month that is open', async () => {
    const died = new Error('died')
    const { cycles } = month.deps
    const dying = {
      ...month.deps,
      cycles: { ...cycles, closeRequest: () => Promise.reject(died) },
    }
    await expect(advance(key, CLOSES, dying)).rejects.toThrow(died)
    const paused = '2026-12-18T17:05:00.000Z'
    await pause(paused)
    expect((await month.table.listDue(paused)).plans).toEqual([key])
    await month.tick(paused)
    expect(await months()).toEqual(['2026-12 closed'])
    expect((await month.table.listDue('2027-06-01T09:00:00.000Z')).plans).toEqual([])
  })

  it('begins nothing that was due and not done when it was pressed', async () => {
    await pause(CLOSES)
    await month.tick(CLOSES)
    expect(await months()).toEqual(['2026-12 open'])
  })

  it('comes upon a closing that goes on beside it, which then ends', async () => {
    const { cycles } = month.deps
    const beside = {
      ...month.deps,
      cycles: {
        ...cycles,
        closeRequest: async (...args: Parameters<typeof cycles.closeRequest>) => {
          await pause(CLOSES)
          return await cycles.closeRequest(...args)
        },
      },
    }
    await advance(key, CLOSES, beside)
    expect(await months()).toEqual(['2026-12 closed'])
  })
})

describe('an extension', () => {
  it('never has a month close sooner than it was to', async () => {
    await month.tick(CLOSES)
    await reopenCycle(cycle, '2027-01-08', 'cora', '2026-12-19T09:00:00.000Z', deps())
    await extendCycle(cycle, '2026-12-22', 'cora', '2026-12-19T10:00:00.000Z', deps())
    expect((await month.table.cycles.findCycle(cycle))?.moments).toMatchObject({
      dueAt: '2026-12-22T17:00:00.000Z',
      closesAt: '2027-01-08T17:00:00.000Z',
    })
  })

  it('gives way to a reminder that is done meanwhile, and keeps the next one when it is pressed again', async () => {
    const { steering } = month.table
    const slow = {
      ...deps(),
      steering: {
        ...steering,
        extend: async (...args: Parameters<typeof steering.extend>) => {
          await month.tick('2026-12-10T09:00:00.000Z')
          return await steering.extend(...args)
        },
      },
    }
    const extend = (how: typeof slow, now: string) => extendCycle(cycle, '2026-12-22', 'cora', now, how)
    expect(await extend(slow, '2026-12-10T08:59:59.900Z')).toEqual({ ok: false, reason: 'overtaken' })
    expect(await extend({ ...deps() }, '2026-12-10T09:00:01.000Z')).toEqual({ ok: true })
    expect((await month.table.cycles.findCycle(cycle))?.moments.remindAt).toEqual([
      '2026-12-10T09:00:00.000Z',
      '2026-12-17T09:00:00.000Z',
      '2026-12-21T09:00:00.000Z',
    ])
  })
})

describe('a reminder by hand', () => {
  const remind = (now: string) => remindNow(key, now, deps())
  const reminders = async () =>
    (await month.table.cycles.listMessages(cycle)).filter(({ kind }) => kind === 'reminder')

  it('that a closing dropped is owed again once the month is opened again, and one that went out is not', async () => {
    expect(await remind('2026-12-11T10:00:00.000Z')).toEqual({ ok: true, added: 2 })
    const [ann, bob] = (await reminders()).toSorted((a, b) => a.personId.localeCompare(b.personId))
    if (!ann || !bob) throw new Error('nobody is reminded')
    for (const [message, state] of [
      [ann, 'sent'],
      [bob, 'dropped'],
    ] as const) {
      await month.table.messages.claim(message, 'w', '2026-12-11T10:01:00.000Z', '')
      await month.table.messages.move(message, state, { attentionAt: '' }, 'w')
    }
    await closeNow(key, '2026-12-11T10:02:00.000Z', deps())
    await reopenCycle(cycle, '2026-12-18', 'cora', '2026-12-11T10:05:00.000Z', deps())
    expect(await remind('2026-12-11T10:06:00.000Z')).toEqual({ ok: true, added: 1 })
    expect(
      (await reminders()).filter(({ state }) => state === 'owed').map(({ personId }) => personId),
    ).toEqual(['bob'])
    expect(await remind('2026-12-11T10:07:00.000Z')).toEqual({ ok: true, added: 0 })
  })
})
