import { beforeEach, describe, expect, it } from 'vitest'
import { type Call, countCalls, isRead, unitsOf } from '../support/count-calls.ts'
import { openHullMonth } from '../support/hull-month.ts'
import { OPENS, openTestLeads } from '../support/lead.ts'
import { openTestMonth } from '../support/month.ts'
import { engineOf } from '../support/table.ts'

const answer = { status: 'on-track', progress: 'All well', page: 'p1' }
const NOW = '2026-12-02T10:00:00.000Z'
const OPENING = ['GetItem', 'Query']
/** Owes the mail that says what was submitted. */
const RECEIPT = 'PutItem'

/** What the design's table says that each page may cost. */
describe("what a lead's pages cost", () => {
  let month: Awaited<ReturnType<typeof openTestMonth>>
  let lead: Awaited<ReturnType<ReturnType<typeof openTestLeads>['enter']>>
  let takeCalls: () => Call[]
  let revision: number

  beforeEach(async () => {
    month = await openTestMonth()
    await month.tick('2026-11-20T10:00:00.000Z')
    await month.tick(OPENS)
    lead = await openTestLeads(month, { now: NOW }).enter('ann')
    takeCalls = countCalls(engineOf(month.table.where).client)
    revision = 0
  })

  const costOf = async (visit: Response | Promise<Response>, status: number) => {
    expect((await visit).status).toBe(status)
    const calls = takeCalls()
    const writes = calls.filter(({ command }) => !isRead(command))
    expect(writes.every(({ conditional }) => conditional)).toBe(true)
    return {
      calls: calls.map(({ command }) => command),
      written: writes.map(({ items }) => items),
      read: unitsOf(calls).read,
    }
  }
  const saveDraft = (progress: string, ref = '1.1') =>
    lead.post(`/form/action/${ref}/draft`, { ...answer, progress, revision: String(revision++) })
  const submit = (ref: string) => lead.post('/form/submit', { submit: `${ref}:${revision}` })

  it('reads the month besides, for its dates, where the list of actions is looked at for the first time', async () => {
    const first = { calls: [...OPENING, 'GetItem'], written: [], read: 3 }
    expect(await costOf(lead.get('/form'), 200)).toEqual(first)
    expect(await costOf(lead.get('/form'), 200)).toEqual({ calls: OPENING, written: [], read: 2 })
  })

  it('reads the session and the request in one query to open the page that submits', async () => {
    expect(await costOf(lead.get('/form/check'), 200)).toEqual({ calls: OPENING, written: [], read: 2 })
  })

  it.each(['1.1', '1.2'])(
    'reads the form of the last month besides to open %s, until it is answered',
    async (ref) => {
      // There was no last month, so the one before is looked for too, in case one was skipped.
      const calls = [...OPENING, 'GetItem', 'GetItem']
      expect(await costOf(lead.get(`/form/action/${ref}`), 200)).toEqual({ calls, written: [], read: 4 })
      await saveDraft('Submitted', ref)
      await submit(ref)
      takeCalls()
      expect((await costOf(lead.get(`/form/action/${ref}`), 200)).calls).toEqual(OPENING)
    },
  )

  it('writes a draft in one conditional write, and notes only the first of a lead besides', async () => {
    const first = await costOf(saveDraft('First'), 200)
    expect(first.calls).toEqual([...OPENING, 'UpdateItem', 'UpdateItem'])
    const second = await costOf(saveDraft('Second'), 200)
    expect(second).toEqual({ calls: [...OPENING, 'UpdateItem'], written: [1], read: 2 })
  })

  it('writes nothing for a draft that says the same again', async () => {
    await saveDraft('Same')
    takeCalls()
    expect(await costOf(saveDraft('Same'), 200)).toEqual({ calls: OPENING, written: [], read: 2 })
  })

  it('submits an action in one transaction, upon what opening has read, and owes a receipt', async () => {
    await saveDraft('Submitted')
    takeCalls()
    const cost = await costOf(submit('1.1'), 303)
    expect(cost.calls).toEqual([...OPENING, 'TransactWriteItems', RECEIPT])
    // The request's progress, the version, the action's head, the ask, the audit event.
    expect(cost.written).toEqual([5, 1])
  })

  it('submits an action of two leads in one transaction, and reads the ask of the other besides', async () => {
    await saveDraft('Submitted', '1.2')
    takeCalls()
    const cost = await costOf(submit('1.2'), 303)
    expect(cost.calls).toEqual([...OPENING, 'GetItem', 'TransactWriteItems', RECEIPT])
    // The other's ask and progress as well.
    expect(cost.written).toEqual([7, 1])
  })

  it('reads the whole history of an action in one query beside what opening costs', async () => {
    for (const text of ['One', 'Two', 'Three']) {
      await saveDraft(text)
      await submit('1.1')
    }
    takeCalls()
    const cost = await costOf(lead.get('/form/action/1.1/history'), 200)
    expect(cost).toEqual({ calls: [...OPENING, 'Query'], written: [], read: 3 })
  })

  it('reads a lead of many actions in one query as well', async () => {
    const leads = await openHullMonth(month.table, 'hull')
    const most = leads.toSorted((a, b) => b.asks.length - a.asks.length)[0]
    if (!most) throw new Error('the month has no leads')
    const { get } = await openTestLeads(month, { now: NOW }).enter(most.request.personId, most.request)
    takeCalls()
    expect((await costOf(get('/form/check'), 200)).calls).toEqual(OPENING)
  })
})
