import { beforeEach, describe, expect, it } from 'vitest'
import { advance } from '../../functions/cycle/advance.ts'
import { closeCycle } from '../../functions/cycle/close-cycle.ts'
import type { Cycle } from '../../functions/cycle/cycle.ts'
import { extendCycle } from '../../functions/cycle/extend-cycle.ts'
import { reopenCycle, usualClosingDay } from '../../functions/cycle/reopen-cycle.ts'
import { closeNow, openNow } from '../../functions/cycle/steer.ts'
import { oweMessage } from '../../functions/message/message.ts'
import { compilePack } from '../../functions/pack/compile-pack.ts'
import { issuePack } from '../../functions/pack/issue-pack.ts'
import { crashAt } from '../support/crash-at.ts'
import { openDecember } from '../support/lead.ts'
import { approvePack, builtAs, signature } from '../support/packs.ts'
import { plainRenderers } from '../support/plain-renderers.ts'
import { key, plan } from '../support/small-plan.ts'

const cycle = { ...key, cycleId: '2026-12' }
const board = { ...cycle, boardId: 'board' }
const NOW = '2026-12-11T10:00:00.000Z'
const FIRST_REMINDER = '2026-12-10T09:00:00.000Z'
const SECOND_REMINDER = '2026-12-14T09:00:00.000Z'
const ESCALATES = '2026-12-16T09:00:00.000Z'
const CLOSES = '2026-12-18T17:00:00.000Z'
const CRASHES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]

let december: Awaited<ReturnType<typeof openDecember>>
const month = () => december.month
const deps = () => ({ ...month().deps, steering: month().table.steering, packs: month().table.packs })
const found = async (): Promise<Cycle> => {
  const one = await month().table.cycles.findCycle(cycle)
  if (!one) throw new Error('the cycle is gone')
  return one
}
const requestStates = async () => (await month().table.cycles.listRequests(cycle)).map(({ state }) => state)
const messages = async (kind: string) =>
  (await month().table.cycles.listMessages(cycle))
    .filter((message) => message.kind === kind)
    .map(({ personId, ordinal }) => `${personId} ${ordinal}`)
    .sort()
const trail = async (what: string) => {
  const { data } = await month().table.entities.audit.query.primary(key).go({ pages: 'all' })
  return data.filter((event) => event.what === what)
}
/** The sweeper, as often as it takes. */
const sweepPlans = async (now: string) => {
  for (const plan of (await month().table.listDue(now)).plans) await advance(plan, now, deps())
}

beforeEach(async () => {
  december = await openDecember()
})

describe('extending an open month', () => {
  const extend = (day: string, now = NOW, how = deps()) => extendCycle(cycle, day, 'cora', now, how)

  it('moves all that is ahead, keeps what is done, and reminds and escalates by the new days', async () => {
    await month().tick(FIRST_REMINDER)
    expect(await extend('2026-12-22')).toEqual({ ok: true })
    expect(await found()).toMatchObject({
      revision: 1,
      remindersDone: 1,
      moments: {
        remindAt: [FIRST_REMINDER, '2026-12-17T09:00:00.000Z', '2026-12-21T09:00:00.000Z'],
        dueAt: '2026-12-22T17:00:00.000Z',
        escalateAt: '2026-12-23T09:00:00.000Z',
        closesAt: '2026-12-29T17:00:00.000Z',
      },
    })
    expect(month().armed.at(-1)).toBe('2026-12-17T09:00:00.000Z')
    for (const moment of [SECOND_REMINDER, ESCALATES, '2026-12-17T09:00:00.000Z', CLOSES])
      await month().tick(moment)
    expect(await messages('reminder')).toEqual(['ann 1', 'ann 2-1', 'bob 1', 'bob 2-1'])
    expect(await messages('escalation')).toEqual([])
    await month().tick('2026-12-21T09:00:00.000Z')
    await month().tick('2026-12-23T09:00:00.000Z')
    expect(await messages('reminder')).toHaveLength(6)
    expect(await messages('escalation')).toEqual(['sue 1-1'])
    await month().tick('2026-12-29T17:00:00.000Z')
    expect((await found()).state).toBe('closed')
    expect((await trail('cycle-extended')).map(({ by }) => by)).toEqual(['cora'])
  })

  it('lets an escalation go out again by the new moment, and holds back one that has not gone out', async () => {
    await month().tick(ESCALATES)
    expect(await extend('2026-12-21', '2026-12-16T10:00:00.000Z')).toEqual({ ok: true })
    const compose = async (ordinal: string, now: string) => {
      december.clock.now = now
      const all = await month().table.cycles.listMessages(cycle)
      const one = all.find((message) => message.kind === 'escalation' && message.ordinal === ordinal)
      return one ? (await december.compose(one)).owed : null
    }
    expect(await compose('1', '2026-12-16T10:00:00.000Z')).toBe(false)
    await month().tick('2026-12-22T09:00:00.000Z')
    expect(await compose('1-1', '2026-12-22T09:00:00.000Z')).toBe(true)
  })

  it('keeps links and the form good until the month really closes, with the new dates on them', async () => {
    const link = await december.leads.linkFor('ann')
    december.clock.now = NOW
    const ann = await december.leads.enter('ann')
    await extend('2026-12-22')
    expect(await ann.read('/form')).toContain('5pm on Tuesday 22 December 2026')
    december.clock.now = '2026-12-28T12:00:00.000Z'
    const landing = await december.leads.app.request(link)
    expect(landing.status).toBe(200)
    expect(await landing.text()).toContain('5pm on Tuesday 22 December 2026')
    await month().tick('2026-12-29T17:00:00.000Z')
    expect((await december.leads.app.request(link)).status).toBe(410)
  })

  it.each([
    ['a Saturday', '2026-12-19', 'no-working-day'],
    ['a bank holiday', '2026-12-25', 'no-working-day'],
    ['a day that is past', '2026-12-10', 'past'],
    ['the day it is due', '2026-12-15', 'not-later'],
    ['a day of another year', '2027-12-15', 'too-far'],
  ])('refuses %s', async (_, day, reason) => {
    const before = await found()
    expect(await extend(day)).toEqual({ ok: false, reason })
    expect((await found()).moments).toEqual(before.moments)
  })

  it('is done once where it is pressed twice, and once where two choose at the same moment', async () => {
    await extend('2026-12-22')
    expect(await extend('2026-12-22')).toEqual({ ok: true })
    expect(await trail('cycle-extended')).toHaveLength(1)
    await Promise.all([extend('2026-12-23'), extend('2026-12-24')])
    const { moments, revision } = await found()
    expect(await trail('cycle-extended')).toHaveLength(revision)
    expect(moments.dueAt).toMatch(/^2026-12-2[34]/)
  })

  it('is refused for a month that is not open, or closes at this very moment', async () => {
    expect(await extend('2026-12-22', CLOSES)).toEqual({ ok: false, reason: 'not-open' })
    expect(await extendCycle({ ...cycle, cycleId: '2027-01' }, '2027-01-29', 'cora', CLOSES, deps())).toEqual(
      {
        ok: false,
        reason: 'not-open',
      },
    )
  })

  it('keeps a slow worker from closing, and from noting what it did by the old moments', async () => {
    const read = await found()
    await extend('2026-12-22')
    await closeCycle(read, CLOSES, deps())
    expect((await found()).state).toBe('open')
    await month().table.cycles.markDone(read, { remindersDone: 2 })
    await month().table.cycles.markDone(read, { escalated: true })
    expect(await found()).toMatchObject({ remindersDone: 1, escalated: false })
  })

  it('never takes back how many reminders are done', async () => {
    await month().tick(SECOND_REMINDER)
    await month().table.cycles.markDone(await found(), { remindersDone: 1 })
    expect((await found()).remindersDone).toBe(2)
  })

  it.each(CRASHES)('is whole or not at all after a crash at write %i', async (write) => {
    await extend('2026-12-22', NOW, crashAt(deps(), write)).catch(() => {})
    await sweepPlans(NOW)
    const isExtended = (await found()).revision === 1
    expect(await trail('cycle-extended')).toHaveLength(isExtended ? 1 : 0)
    expect(await extend('2026-12-22')).toEqual({ ok: true })
    expect(await trail('cycle-extended')).toHaveLength(1)
    // All that the month owes is owed, once each.
    await month().tick('2026-12-17T09:00:00.000Z')
    expect(await messages('reminder')).toEqual(['ann 1', 'ann 2-1', 'bob 1', 'bob 2-1'])
  })
})

describe('opening a closed month again', () => {
  const LATER = '2026-12-18T18:00:00.000Z'
  const MONDAY = '2026-12-21'
  const reopen = (now = LATER, day = MONDAY, how = deps()) => reopenCycle(cycle, day, 'cora', now, how)
  const pack = async () => {
    const one = await month().table.packs.find(board)
    if (!one) throw new Error('the pack is gone')
    return one
  }
  const build = async (round: number) =>
    await month().table.packs.build(
      { ...board, round, edition: (await pack()).edition },
      builtAs(String(round)),
      LATER,
    )

  beforeEach(async () => {
    await month().tick(CLOSES)
  })

  it('takes answers again until the new closing, and makes its packs anew', async () => {
    await build(0)
    expect(await reopen()).toEqual({ ok: true })
    expect(await found()).toMatchObject({
      state: 'open',
      closedAt: null,
      snapshot: null,
      moments: { closesAt: '2026-12-21T17:00:00.000Z' },
    })
    expect(await requestStates()).toEqual(['open', 'open'])
    expect(await pack()).toMatchObject({ state: 'withdrawn', built: null, attentionAt: '' })
    expect((await month().table.plans.findPlan(key))?.currentCycleId).toBe('2026-12')
    // First it is looked whether mail goes out, an hour after it could.
    expect(month().armed.at(-1)).toBe('2026-12-21T09:00:00.000Z')
    expect((await trail('cycle-reopened')).map(({ by }) => by)).toEqual(['cora'])

    december.clock.now = '2026-12-21T10:00:00.000Z'
    const ann = await december.leads.enter('ann')
    await ann.post('/form/action/1.1/draft', {
      status: 'on-track',
      progress: 'Late but in',
      page: 'p',
      revision: '0',
    })
    expect((await ann.post('/form/submit', { submit: '1.1:1' })).headers.get('location')).toBe('/form/done')
    expect(await ann.read('/form/done')).toContain('5pm on Monday 21 December 2026')
    await month().tick('2026-12-21T17:00:00.000Z')
    expect(await found()).toMatchObject({ state: 'closed', closedAt: '2026-12-21T17:00:00.000Z' })
    expect(month().snapshots.at(-1)?.requests[0]).toMatchObject({ personId: 'ann', answered: ['1.1'] })
    expect(await pack()).toMatchObject({ state: 'wanted', round: 1 })
    expect((await month().table.plans.findPlan(key))?.currentCycleId).toBe('2027-01')
    expect((await month().table.cycles.findCycle({ ...cycle, cycleId: '2027-01' }))?.moments.opensAt).toBe(
      '2027-01-04T09:00:00.000Z',
    )
  })

  it('mails nobody by itself', async () => {
    // The coordinator does hear that no mail of this month ever went out: nothing sends any here.
    const ofLeads = async () =>
      (await month().table.cycles.listMessages(cycle)).filter(({ kind }) => kind !== 'alert')
    const before = await ofLeads()
    await reopen()
    await month().tick('2026-12-21T12:00:00.000Z')
    expect(await ofLeads()).toEqual(before)
  })

  /** Has every mail of somebody found by its worker while the month was closed, or after it had gone out. */
  const settleMail = async (personId: string, state: 'dropped' | 'sent') => {
    const theirs = (await month().table.cycles.listMessages(cycle)).filter(
      (message) => message.personId === personId,
    )
    for (const { partnershipId, messageId } of theirs) {
      await month().table.entities.message.patch({ partnershipId, messageId }).set({ state }).go()
    }
  }

  const requestOf = (personId: string) => ({
    partnershipId: key.partnershipId,
    messageId: `plan_2026-12_request_1_${personId}`,
  })
  const states = async () => {
    const stateOf = async (personId: string) =>
      (await month().table.messages.find(requestOf(personId)))?.state
    return { ann: await stateOf('ann'), bob: await stateOf('bob') }
  }

  it('asks those whose every mail was dropped because it had closed, and nobody else', async () => {
    await settleMail('ann', 'dropped')
    await settleMail('bob', 'sent')
    await reopen()
    expect(await states()).toEqual({ ann: 'owed', bob: 'sent' })
    expect(month().queued.at(-1)).toMatchObject(requestOf('ann'))
    const queued = month().queued.length
    await reopen()
    expect(month().queued).toHaveLength(queued)
  })

  it.each([
    ['lists none of it yet', async () => []],
    [
      'lists it as it was when it was owed',
      async () =>
        (await month().table.cycles.listMessages(cycle)).map((one) => ({ ...one, state: 'owed' as const })),
    ],
  ])('asks them also where the index of mails %s', async (_, listMessages) => {
    await settleMail('ann', 'dropped')
    await settleMail('bob', 'sent')
    const how = deps()
    await reopen(LATER, MONDAY, { ...how, cycles: { ...how.cycles, listMessages } })
    expect(await states()).toEqual({ ann: 'owed', bob: 'sent' })
  })

  it.each([
    ['sent', 'reminder', 'dropped', 'sent'],
    ['dropped', 'reminder', 'sent', 'dropped'],
    ['dropped', 'receipt', 'sent', 'owed'],
    ['dropped', 'alert', 'sent', 'owed'],
  ] as const)(
    'finds the request %s and another mail, the %s, %s, and leaves the request %s',
    async (before, kind, state, after) => {
      await settleMail('ann', before)
      const other = oweMessage({ ...cycle, personId: 'ann', kind, ordinal: '1' }, NOW)
      expect(await month().table.messages.owe({ ...other, state, attentionAt: '' })).toBe(true)
      await reopen()
      expect((await states()).ann).toBe(after)
      expect(await month().table.messages.find(other)).toMatchObject({ state })
    },
  )

  it('asks nobody anew who has answered, or whose mail still waits', async () => {
    await settleMail('ann', 'dropped')
    await month()
      .table.entities.request.patch({ ...cycle, personId: 'ann' })
      .set({ answered: 1, asked: 1 })
      .go()
    await reopen()
    expect(await states()).toEqual({ ann: 'dropped', bob: 'owed' })
  })

  it.each(CRASHES)('asks them also after a crash at write %i', async (write) => {
    await settleMail('ann', 'dropped')
    await reopen(LATER, MONDAY, crashAt(deps(), write)).catch(() => {})
    await sweepPlans('2026-12-18T18:15:00.000Z')
    expect(await reopen('2026-12-18T18:16:00.000Z')).toEqual({ ok: true })
    expect(await states()).toEqual({ ann: 'owed', bob: 'owed' })
  })

  it('plans the next month anew, where that would have begun meanwhile', async () => {
    await reopen('2026-12-19T16:00:00.000Z', '2027-01-05')
    await month().tick('2027-01-04T09:00:00.000Z')
    expect((await found()).state).toBe('open')
    await month().tick('2027-01-05T17:00:00.000Z')
    expect((await month().table.plans.findPlan(key))?.currentCycleId).toBe('2027-02')
  })

  it('never makes a pack of the answers of before', async () => {
    const compile = () =>
      compilePack(board, {
        ...month().table,
        ...deps(),
        packs: {
          ...month().table.packs,
          find: async () => ({ ...(await pack()), state: 'wanted', round: 0 }),
        },
        files: { savePack: async () => {} },
        renderers: plainRenderers,
        now: () => LATER,
      })
    await reopen()
    expect(await compile()).toBe('withdrawn')
    expect(await build(0)).toBe(false)
    await month().tick('2026-12-21T17:00:00.000Z')
    expect(await build(0)).toBe(false)
    expect(await pack()).toMatchObject({ state: 'wanted', built: null })
    expect(await build(1)).toBe(true)
  })

  it('is refused once a pack is issued, and no pack is issued once it is opened', async () => {
    await approvePack(month().table.packs, board, LATER)
    const stale = await pack()
    expect(await issuePack(stale, signature('cora', LATER), { ...deps(), ...month().table })).toBe(true)
    expect(await reopen()).toEqual({ ok: false, reason: 'issued' })
    // Not even where the reading of the packs came before the issue.
    const unissued = { ...month().table.packs, list: async () => [] }
    const event = { ...key, at: LATER, what: 'cycle-reopened', by: 'cora' }
    const { moments } = await found()
    expect(await reopen(LATER, MONDAY, { ...deps(), packs: unissued })).toEqual({
      ok: false,
      reason: 'issued',
    })
    expect(await month().table.steering.reopen(await found(), moments, '2027-01', event)).toBe(false)
    expect((await found()).state).toBe('closed')
  })

  it('lets no pack be issued from the moment it is opened', async () => {
    await approvePack(month().table.packs, board, LATER)
    const stale = await pack()
    const { moments } = await found()
    const event = { ...key, at: LATER, what: 'cycle-reopened', by: 'cora' }
    expect(await month().table.steering.reopen(await found(), moments, '2027-01', event)).toBe(true)
    expect(await issuePack(stale, signature('cora', LATER), { ...deps(), ...month().table })).toBe(false)
    expect((await pack()).state).toBe('built')
  })

  it('is refused a day later, when the next month has begun, and for a day that cannot be', async () => {
    expect(await reopen('2026-12-19T17:00:00.001Z')).toEqual({ ok: false, reason: 'long-closed' })
    expect(await reopen(LATER, '2026-12-19')).toEqual({ ok: false, reason: 'no-working-day' })
    expect(await reopen(LATER, '2026-12-18')).toEqual({ ok: false, reason: 'past' })
    expect(await reopen(LATER, '2027-12-20')).toEqual({ ok: false, reason: 'too-far' })
    expect(await openNow(key, LATER, deps())).toEqual({ ok: true })
    expect(await reopen()).toEqual({ ok: false, reason: 'next-begun' })
    expect(await requestStates()).toEqual(['closed', 'closed'])
  })

  it('can always close when it was to close, however far ahead that is', async () => {
    await reopen()
    const soon = '2026-12-18T19:00:00.000Z'
    expect(await extendCycle(cycle, '2027-01-29', 'cora', soon, deps())).toEqual({ ok: true })
    await closeNow(key, soon, deps())
    expect(usualClosingDay(await found(), month().deps.calendarOf(plan), soon)).toBe('2027-02-03')
    expect(await reopen(soon, '2027-02-03')).toEqual({ ok: true })
  })

  it('is done once, by however many press', async () => {
    await Promise.all([reopen(), reopen(), reopen()])
    expect(await reopen()).toEqual({ ok: true })
    expect(await trail('cycle-reopened')).toHaveLength(1)
    expect(await found()).toMatchObject({ state: 'open', revision: 1 })
  })

  it('is not undone by a slow worker that was closing it', async () => {
    await reopen()
    const [ann] = await month().table.cycles.listRequests(cycle)
    if (!ann) throw new Error('nobody was asked')
    const closing = { ...(await found()), state: 'closing' as const, revision: 0 }
    expect(await month().table.cycles.closeRequest(ann, closing)).toBe(false)
    expect(await month().table.packs.want({ ...(await pack()), round: 0 })).toBe(false)
    expect(await requestStates()).toEqual(['open', 'open'])
    expect((await pack()).state).toBe('withdrawn')

    // Nor when it is being closed once more: the snapshot is of that closing.
    await month().table.cycles.moveCycle(await found(), 'closing', { closedAt: '2026-12-21T17:00:00.000Z' })
    const old = { key: 'old', sha256: 'b'.repeat(64) }
    expect(await month().table.cycles.moveCycle(closing, 'closed', { snapshot: old })).toBe(false)
    expect(await month().table.packs.want({ ...(await pack()), round: 0 })).toBe(false)
  })

  it('is not undone by a slow worker that was opening it', async () => {
    await reopen()
    const [ann] = await month().table.cycles.listRequests(cycle)
    if (!ann) throw new Error('nobody was asked')
    const reopening = await found()
    await closeNow(key, '2026-12-21T10:00:00.000Z', deps())
    expect(await month().table.cycles.reopenRequest(ann, reopening)).toBe(false)
    expect(await month().table.packs.withdraw(board, reopening)).toBe(false)
    expect(await requestStates()).toEqual(['closed', 'closed'])
  })

  it.each(CRASHES)('is finished by the sweeper after a crash at write %i', async (write) => {
    await build(0)
    await reopen(LATER, MONDAY, crashAt(deps(), write)).catch(() => {})
    await sweepPlans('2026-12-18T18:15:00.000Z')
    const { state } = await found()
    // Whole, or not begun.
    expect([state, await requestStates(), (await pack()).state]).toEqual(
      state === 'open' ? ['open', ['open', 'open'], 'withdrawn'] : ['closed', ['closed', 'closed'], 'built'],
    )
    expect(await reopen('2026-12-18T18:16:00.000Z')).toEqual({ ok: true })
    expect(await trail('cycle-reopened')).toHaveLength(1)
    expect(await requestStates()).toEqual(['open', 'open'])
    await month().tick('2026-12-21T17:00:00.000Z')
    expect([(await found()).state, (await pack()).state]).toEqual(['closed', 'wanted'])
  })
})
