import type { Hono } from 'hono'
import { beforeEach, describe, expect, it } from 'vitest'
import { sha256 } from '../../functions/platform/ids.ts'
import { createTestConsole, ORIGIN } from '../support/console.ts'
import { openTestMonth } from '../support/month.ts'
import { boards, key, people } from '../support/small-plan.ts'

describe("changes in the coordinators' console", () => {
  let month: Awaited<ReturnType<typeof openTestMonth>>
  let app: Hono
  let now = '2026-12-03T10:00:00.000Z'
  const get = async (path: string, as = 'cora') =>
    await app.request(`${ORIGIN}/console/plan${path}`, { headers: { cookie: `__Host-console=${as}` } })
  const read = async (path: string, as = 'cora') => await (await get(path, as)).text()
  const post = async (path: string, fields: Record<string, string> = {}, as = 'cora') =>
    await app.request(`${ORIGIN}/console/plan${path}`, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { cookie: `__Host-console=${as}`, origin: ORIGIN },
    })
  const hidden = (page: string): Record<string, string> =>
    Object.fromEntries(
      [...page.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [
        name,
        value,
      ]),
    )
  const ask = async (fields: Record<string, string> = {}, path = '/actions/1.1/change?field=due') =>
    await post(path, {
      ...hidden(await read(path)),
      'due-month': '6',
      'due-year': '2027',
      reason: 'The provider starts later',
      ...fields,
    })
  const openChange = async () => {
    const [change] = await month.table.changes.listOpen(key)
    if (!change) throw new Error('no request is open')
    return change
  }
  const stepPath = async (step: string) =>
    `/changes/${encodeURIComponent((await openChange()).changeId)}/${step}`
  const dueNow = async () =>
    (await month.table.plans.loadPlanFile(key))?.actions.find(({ ref }) => ref === '1.1')?.due

  beforeEach(async () => {
    now = '2026-12-03T10:00:00.000Z'
    month = await openTestMonth()
    const dan = people
      .filter(({ personId }) => personId === 'cora')
      .map((cora) => ({ ...cora, personId: 'dan', name: 'Dan Decider', email: 'dan@testshire.example' }))
    await month.table.plans.saveDirectory({ people: [...people, ...dan], boards })
    for (const [personId, personName] of [
      ['cora', 'Cora Coordinator'],
      ['dan', 'Dan Decider'],
    ] as const) {
      await month.table.sessions.saveSession(sha256(personId), {
        kind: 'coordinator',
        partnershipId: key.partnershipId,
        personId,
        personName,
        expiresAt: '2026-12-04T00:00:00.000Z',
      })
    }
    app = createTestConsole(month, () => now)
  })

  it('shows all actions by priority, and finds some by words, names and refs', async () => {
    const all = await read('/actions')
    for (const ref of ['1.1', '1.2', '1.3', '1.4']) expect(all).toContain(`Do what ${ref} says`)
    expect(all).toContain('Priority 1: Listen')
    const found = await read('/actions?find=LEAD+bob')
    expect(found).toContain('1 action has “LEAD bob”')
    expect(found).toContain('Do what 1.2 says')
    expect(found).not.toContain('Do what 1.1 says')
    expect(await read('/actions?find=1.4')).toContain('1 action has')
    expect(await read('/actions?find=%3Cxyz%3E')).toContain('No action has “&lt;xyz&gt;”')
  })

  it('folds closed actions away, and opens them for whoever looks for one', async () => {
    const file = await month.table.plans.loadPlanFile(key)
    await month.table.imports.writeActions(
      (file?.actions ?? []).filter(({ ref }) => ref === '1.3').map((action) => ({ ...action, closed: true })),
    )
    expect(await read('/actions')).toMatch(/<details class="govuk-details">.*1 closed action.*Do what 1\.3/s)
    expect(await read('/actions?find=1.3')).toMatch(/<details class="govuk-details" open="">/)
  })

  it('asks for a new due date, which changes nothing until the other coordinator approves', async () => {
    const answer = await ask()
    expect(answer.headers.get('location')).toBe('/console/plan/actions/1.1?done=asked')
    const own = await read('/changes')
    expect(own).toContain('March 2027')
    expect(own).toContain('June 2027')
    expect(own).toContain('The provider starts later')
    expect(own).toContain('You asked for this change, so somebody else must decide.')
    expect(own).not.toContain('/approve')
    expect(await dueNow()).toBe('2027-03')

    const path = await stepPath('approve')
    const question = await read(path, 'dan')
    expect(question).toContain('Approve this change?')
    const approved = await post(path, { ...hidden(question), note: 'Agreed' }, 'dan')
    expect(approved.headers.get('location')).toBe('/console/plan/changes?done=approved')
    expect(await dueNow()).toBe('2027-06')
    const action = await read('/actions/1.1')
    expect(action).toContain('Decided on 3 December 2026 by Dan Decider')
    expect(await read('/changes')).toContain('Agreed')
  })

  it('does not let whoever asked approve or refuse, by whatever address', async () => {
    await ask()
    for (const step of ['approve', 'refuse']) {
      const path = await stepPath(step)
      expect((await get(path)).status).toBe(409)
      const answer = await post(path, { note: 'No', seen: '' })
      expect(answer.status).toBe(409)
      expect(await answer.text()).toContain('somebody else must decide')
    }
    expect(await dueNow()).toBe('2027-03')
  })

  it('refuses with a note alone, and keeps what was typed', async () => {
    await ask()
    const path = await stepPath('refuse')
    const empty = await post(path, { note: ' ' }, 'dan')
    expect(empty.status).toBe(422)
    expect(await empty.text()).toContain('Enter why it is refused')
    const long = await post(path, { note: 'x'.repeat(10_001) }, 'dan')
    expect(await long.text()).toContain('x'.repeat(10_001))
    expect((await post(path, { note: 'Too late' }, 'dan')).headers.get('location')).toContain('done=refused')
    expect(await dueNow()).toBe('2027-03')
    expect(await read('/changes')).toContain('Too late')
  })

  it('lets whoever asked withdraw', async () => {
    await ask()
    const path = await stepPath('withdraw')
    expect((await post(path, {}, 'dan')).status).toBe(409)
    expect((await post(path)).headers.get('location')).toContain('done=withdrawn')
    const late = await post(path.replace('withdraw', 'approve'), { seen: '' }, 'dan')
    expect(await late.text()).toContain('Cora Coordinator has withdrawn this request at 10am')
  })

  it.each([
    ['27', 'Enter the year as four digits, such as 2027'],
    ['2207', 'Enter a year from 2000 to 2099'],
  ])('takes no year such as %s', async (year, problem) => {
    const answer = await ask(
      { 'due-month': '3', 'due-year': year, reason: 'So' },
      '/actions/1.1/change?field=due',
    )
    expect([answer.status, await answer.text()]).toEqual([422, expect.stringContaining(problem)])
  })

  it('says all that is wrong, links each error to its field, and keeps every character', async () => {
    const typed = {
      'due-month': ' Smarch',
      'due-year': '27',
      improvementLeads: 'Ann Lead\nAnne <Laed>',
      status: 'done',
      reason: ' ',
      evidence: '',
    }
    const path = '/actions/1.1/change?field=improvementLeads&field=due&field=status'
    const answer = await ask(typed, path)
    expect(answer.status).toBe(422)
    const page = await answer.text()
    expect(page).toMatch(/<title>Error: /)
    for (const link of ['#due-month', '#improvementLeads', '#reason', '#evidence'])
      expect(page).toContain(`href="${link}"`)
    expect(page).toContain('value=" Smarch"')
    expect(page).toContain('Ann Lead\nAnne &lt;Laed&gt;')
    expect(page).toMatch(/value="done" checked/)
    expect(page).toContain('“Anne &lt;Laed&gt;” is not in the directory')
    expect(await month.table.changes.list(key)).toEqual([])
  })

  it('takes a lead whom the directory does not have when that is meant, and reports it', async () => {
    const path = '/actions/1.1/change?field=improvementLeads'
    expect((await ask({ improvementLeads: 'Newly Come' }, path)).status).toBe(422)
    expect((await ask({ improvementLeads: 'Newly Come', strangers: 'yes' }, path)).status).toBe(303)
    expect(await read('/changes', 'dan')).toContain('“Newly Come” is not in the directory')
  })

  it('reads a month by number and by name', async () => {
    await ask({ 'due-month': 'September' })
    expect((await openChange()).changes).toEqual([{ field: 'due', from: '2027-03', to: '2027-09' }])
  })

  it('takes the words of an unchanged text for no change', async () => {
    const path = '/actions/1.1/change?field=description'
    const answer = await ask({ description: 'Do what 1.1 says\r\n' }, path)
    expect(await answer.text()).toContain('enter something else than the plan has already')
    expect((await ask({ description: 'Do\r\nmore' }, path)).status).toBe(303)
    expect((await openChange()).changes).toEqual([
      { field: 'description', from: 'Do what 1.1 says', to: 'Do\nmore' },
    ])
  })

  it('tells the second who asks of the first, and offers only what is not asked about', async () => {
    await ask()
    const path = '/actions/1.1/change?field=due'
    const fields = { ...hidden(await read(path, 'dan')), 'due-month': '9', 'due-year': '2027', reason: 'So' }
    const answer = await post(path, fields, 'dan')
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain(
      'Due date: Cora Coordinator asked to change this on Thursday 3 December',
    )
    expect(await read('/actions/1.1/change', 'dan')).toMatch(/value="due" disabled/)
  })

  it('asks which fields should change first', async () => {
    const missing = await get('/actions/1.1/change?next=yes')
    expect(missing.status).toBe(422)
    expect(await missing.text()).toContain('href="#field"')
    expect((await post('/actions/1.1/change?field=head')).headers.get('location')).toContain('next=yes')
  })

  it('shows what the plan has now before it asks or approves upon what has moved on', async () => {
    const moveTo = async (due: string) => {
      const file = await month.table.plans.loadPlanFile(key)
      await month.table.imports.writeActions(
        (file?.actions ?? []).filter(({ ref }) => ref === '1.1').map((action) => ({ ...action, due })),
      )
    }
    const path = '/actions/1.1/change?field=due'
    const before = hidden(await read(path))
    await moveTo('2027-04')
    const moved = await ask(before, path)
    expect(moved.status).toBe(409)
    const again = await moved.text()
    expect(again).toContain('The plan has changed since you opened this page')
    expect(again).toContain('value="2027"')
    expect((await ask()).status).toBe(303)

    const approve = await stepPath('approve')
    const shown = hidden(await read(approve, 'dan'))
    await moveTo('2027-05')
    expect(await read('/changes', 'dan')).toContain('The plan has changed since')
    const refusal = await post(approve, { ...shown, note: 'My note' }, 'dan')
    expect(refusal.status).toBe(422)
    const page = await refusal.text()
    expect(page).toContain('May 2027')
    expect(page).toContain('My note')
    expect(await dueNow()).toBe('2027-05')
    await post(approve, hidden(page), 'dan')
    expect(await dueNow()).toBe('2027-06')
  })

  it('says during a month that leads keep the form they have, and notes the month', async () => {
    await month.tick('2026-11-20T10:00:00.000Z')
    await month.tick('2026-12-01T09:00:00.000Z')
    expect(await read('/actions/1.1/change?field=due')).toContain('December 2026 is open')
    await ask()
    expect((await openChange()).cycleId).toBe('2026-12')
    const path = await stepPath('approve')
    const question = await read(path, 'dan')
    expect(question).toContain('December 2026 is open')
    await post(path, hidden(question), 'dan')
    const asks = await month.table.cycles.listAsks({ ...key, cycleId: '2026-12', personId: 'ann' })
    expect(asks.find(({ ref }) => ref === '1.1')?.says.due).toBe('2027-03')
  })

  it('shows what leads have answered, the newest first', async () => {
    const version = (number: number, progress: string) => ({
      ...key,
      ref: '1.1',
      version: number,
      cycleId: '2026-11',
      statusCode: 'off-track',
      progress,
      obstacles: number === 2 ? 'No room' : '',
      by: 'ann',
      byName: 'Ann Lead',
      at: `2026-11-0${number}T10:00:00.000Z`,
      hash: 'a'.repeat(64),
    })
    await month.table.entities.update.put(version(1, 'It has begun')).go()
    await month.table.entities.update.put(version(2, 'It goes on')).go()
    const page = await read('/actions/1.1')
    expect(page.indexOf('It goes on')).toBeLessThan(page.indexOf('It has begun'))
    expect(page).toContain('No room')
    expect(page).toContain('Ann Lead, 10am on Monday 2 November 2026')
  })

  it('helps on where there is no such action or request, and lets nobody in who is not signed in', async () => {
    expect((await get('/actions/9.9')).status).toBe(404)
    expect((await get('/actions/9.9/change')).status).toBe(404)
    expect((await get('/changes/none/approve')).status).toBe(409)
    for (const path of ['/actions', '/actions/1.1', '/actions/1.1/change', '/changes', '/changes/x/approve'])
      expect((await get(path, 'stranger')).headers.get('location')).toMatch(/^\/sign-in\?next=/)
    expect((await post('/actions/1.1/change?field=due', {}, 'stranger')).headers.get('location')).toBe(
      '/sign-in',
    )
  })
})
