import type { Hono } from 'hono'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { hashCode } from '../../functions/console/sign-in.ts'
import { sha256 } from '../../functions/platform/ids.ts'
import { createTestConsole, formFields, ORIGIN } from '../support/console.ts'
import { holdRest } from '../support/hold-rest.ts'
import { openTestMonth } from '../support/month.ts'
import { key } from '../support/small-plan.ts'

const MONDAY = '2026-11-23T10:00:00.000Z'

describe("the coordinator's console", () => {
  let month: Awaited<ReturnType<typeof openTestMonth>>
  let now = MONDAY
  let app: Hono
  const get = (path: string, cookie = '') => app.request(`${ORIGIN}${path}`, { headers: { cookie } })
  const post = (path: string, fields: Record<string, string> | FormData = {}, cookie = '') =>
    app.request(`${ORIGIN}${path}`, {
      method: 'POST',
      body: fields instanceof FormData ? fields : new URLSearchParams(fields),
      headers: { cookie, origin: ORIGIN },
    })
  const cookieOf = (answer: Response) => (answer.headers.getSetCookie().at(-1) ?? '').split(';')[0] ?? ''
  /** Asks for a code and puts in place what the mail's code would be. */
  const askForCode = async (email: string, code: string) => {
    const answer = await post('/sign-in', { email })
    const cookie = cookieOf(answer)
    const hash = sha256(cookie.split('=')[1] ?? '')
    await month.table.signIns.saveCode(hash, hashCode(hash, code, sha256))
    return cookie
  }
  const signIn = async () => {
    const cookie = await askForCode('cora@testshire.example', '123456')
    const answer = await post('/sign-in/code', { code: '123 456' }, cookie)
    expect(answer.headers.get('location')).toBe('/console')
    return cookieOf(answer)
  }

  beforeEach(async () => {
    now = MONDAY
    month = await openTestMonth()
    await month.tick('2026-11-20T10:00:00.000Z')
    app = createTestConsole(month, () => now)
  })

  it('owes a code to a coordinator alone, and answers the same to everybody', async () => {
    const known = await post('/sign-in', { email: 'Cora@Testshire.example' })
    const lead = await post('/sign-in', { email: 'ann@testshire.example' })
    const stranger = await post('/sign-in', { email: 'stranger@elsewhere.example' })
    expect([known, lead, stranger].map((answer) => [answer.status, answer.headers.get('location')])).toEqual(
      Array(3).fill([303, '/sign-in/code']),
    )
    expect(month.queued).toHaveLength(1)
  })

  it.each(['cora', 'ann', 'nobody'])('answers %s no sooner than anybody else', async (name) => {
    const rest = holdRest()
    app = createTestConsole(month, () => now, { restBeforeAnswer: rest.begin })
    const page = await rest.holds(post('/sign-in', { email: `${name}@testshire.example` }), () =>
      expect(month.queued).toHaveLength(name === 'cora' ? 1 : 0),
    )
    expect(page.headers.get('location')).toBe('/sign-in/code')
  })

  it('answers no sooner where it fails', async () => {
    const rest = holdRest()
    const owe = vi.fn(() => Promise.reject(new Error('away')))
    app = createTestConsole(month, () => now, {
      restBeforeAnswer: rest.begin,
      messages: { ...month.table.messages, owe },
      onFault: () => {},
    })
    const page = await rest.holds(post('/sign-in', { email: 'cora@testshire.example' }), () =>
      expect(owe).toHaveBeenCalled(),
    )
    expect(page.status).toBe(500)
  })

  it('signs in by the right code once, in the browser that asked', async () => {
    const cookie = await askForCode('cora@testshire.example', '123456')
    const other = cookieOf(await post('/sign-in', { email: 'cora@testshire.example' }))
    expect((await post('/sign-in/code', { code: '123456' }, other)).status).toBe(422)
    const first = await post('/sign-in/code', { code: '123456' }, cookie)
    expect(first.headers.get('location')).toBe('/console')
    expect((await post('/sign-in/code', { code: '123456' }, cookie)).status).toBe(422)
  })

  it('goes on to the page that was wanted, through wrong addresses and codes', async () => {
    const wanted = '/console/plan/packs/2026-12?done=asked'
    const sent = (await get(wanted)).headers.get('location') ?? ''
    expect(sent).toBe(`/sign-in?next=${encodeURIComponent(wanted)}`)
    const { next } = formFields(await (await get(sent)).text())
    expect(next).toBe(wanted)
    const typo = await post('/sign-in', { email: 'cora', next: wanted })
    expect(formFields(await typo.text())).toMatchObject({ next: wanted, email: 'cora' })

    const asked = await post('/sign-in', { email: 'cora@testshire.example', next: wanted })
    const cookie = cookieOf(asked)
    const hash = sha256(cookie.split('=')[1] ?? '')
    await month.table.signIns.saveCode(hash, hashCode(hash, '123456', sha256))
    const page = await (await get(asked.headers.get('location') ?? '')).text()
    expect(formFields(page)).toMatchObject({ next: wanted })
    expect(page).toContain(`href="/sign-in?next=${encodeURIComponent(wanted)}"`)
    const wrong = await post('/sign-in/code', { code: '000000', next: wanted }, cookie)
    expect(formFields(await wrong.text())).toMatchObject({ next: wanted })
    const right = await post('/sign-in/code', { code: '123456', next: wanted }, cookie)
    expect(right.headers.get('location')).toBe(wanted)
  })

  it.each([
    'https://elsewhere.example/console/plan',
    '//elsewhere.example/console/plan',
    '/\\elsewhere.example/console/',
    '/console',
    '/console/../u/token',
    '/console/%2e%2e/sign-in',
    '/sign-out',
    '/u/token',
    '/console/plan\r\nset-cookie: a=b',
    `/console/${'x'.repeat(1_000)}`,
  ])('goes on to no other place: %j', async (next) => {
    const page = await (await get(`/sign-in?next=${encodeURIComponent(next)}`)).text()
    expect(formFields(page)).not.toHaveProperty('next')
    const cookie = await askForCode('cora@testshire.example', '123456')
    const answer = await post('/sign-in/code', { code: '123456', next }, cookie)
    expect(answer.headers.get('location')).toBe('/console')
  })

  it('takes no code after five wrong ones, nor after ten minutes', async () => {
    const cookie = await askForCode('cora@testshire.example', '123456')
    for (let tries = 0; tries < 5; tries += 1) {
      expect((await post('/sign-in/code', { code: '000000' }, cookie)).status).toBe(422)
    }
    expect(await (await post('/sign-in/code', { code: '123456' }, cookie)).text()).toContain(
      'Too many wrong codes',
    )

    const late = await askForCode('cora@testshire.example', '123456')
    now = '2026-11-23T10:10:00.000Z'
    expect(await (await post('/sign-in/code', { code: '123456' }, late)).text()).toContain('no longer works')
  })

  it('sends whoever is not signed in to the sign-in page, for every address', async () => {
    for (const path of [
      '/console',
      '/console/plan',
      '/console/plan/import',
      '/console/plan/export.xlsx',
      '/console/plan/export.csv',
      '/console/plan/packs/2026-12/board.pdf',
    ]) {
      const next = path === '/console' ? '' : `?next=${encodeURIComponent(path)}`
      expect((await get(path)).headers.get('location')).toBe(`/sign-in${next}`)
    }
    expect((await post('/console/plan/open', { cycle: '2026-12' })).headers.get('location')).toBe('/sign-in')
    expect((await month.table.cycles.findCycle({ ...key, cycleId: '2026-12' }))?.state).toBe('planned')
  })

  it('tells whoever has lost a part of their link what to do, and a coordinator where the console is', async () => {
    for (const path of ['/u/', '/u', '/nowhere']) {
      const page = await get(path)
      expect(page.status).toBe(404)
      const html = await page.text()
      expect(html).toContain('open the whole of it')
      for (const href of ['/new-link', '/console']) expect(html).toContain(`href="${href}"`)
    }
  })

  it('opens the month now, reminds once a day, and closes', async () => {
    const cookie = await signIn()
    expect(await (await get('/console/plan', cookie)).text()).toContain('Open December 2026 now')
    await post('/console/plan/open', { cycle: '2026-12', confirm: 'yes' }, cookie)
    const opened = await month.table.cycles.findCycle({ ...key, cycleId: '2026-12' })
    expect(opened).toMatchObject({ state: 'open', openedAt: MONDAY })
    expect(opened?.moments.dueAt).toBe('2026-12-07T17:00:00.000Z')

    const page = await (await get('/console/plan', cookie)).text()
    expect(page).toContain('Ann Lead')
    expect(page).toContain('0 of 2 leads have answered')
    expect(page).toContain('1.4 Do what 1.4 says')
    const remind = () => post('/console/plan/remind', { cycle: '2026-12' }, cookie)
    expect((await remind()).headers.get('location')).toContain('done=reminded')
    expect((await remind()).headers.get('location')).toContain('done=reminded-before')
    const said = await (await get('/console/plan?done=reminded-before', cookie)).text()
    expect(said).toContain('Nobody was mailed')
    expect(said).not.toContain('govuk-notification-banner--success')
    const kinds = (await month.table.cycles.listMessages({ ...key, cycleId: '2026-12' })).map(
      ({ kind }) => kind,
    )
    expect(kinds.sort()).toEqual(['reminder', 'reminder', 'request', 'request'])

    await post('/console/plan/close', { cycle: '2026-12', confirm: 'yes' }, cookie)
    expect((await month.table.cycles.findCycle({ ...key, cycleId: '2026-12' }))?.state).toBe('closed')
  })

  it('counts those alone who have something to answer', async () => {
    const cookie = await signIn()
    await post('/console/plan/open', { cycle: '2026-12', confirm: 'yes' }, cookie)
    await month.table.entities.request
      .patch({ ...key, cycleId: '2026-12', personId: 'bob' })
      .set({ asked: 0 })
      .go()
    const page = await (await get('/console/plan', cookie)).text()
    expect(page).toContain('0 of 1 leads have answered')
    expect(page).toContain('Remind 1 lead now')
    expect(page).toMatch(/Bob Lead.*Handed over/s)
    expect(page).not.toContain('0 of 0')
    const closing = await (await post('/console/plan/close', { cycle: '2026-12' }, cookie)).text()
    expect(closing).toContain('1 of 1 leads have not answered in full')
  })

  it('asks before it opens or closes, and says what that would mean', async () => {
    const cookie = await signIn()
    const opening = await (await post('/console/plan/open', { cycle: '2026-12' }, cookie)).text()
    expect(opening).toContain('Open December 2026 now?')
    expect(opening).toContain('due by 5pm on Monday 7 December 2026')
    expect((await month.table.cycles.findCycle({ ...key, cycleId: '2026-12' }))?.state).toBe('planned')
    await post('/console/plan/open', { cycle: '2026-12', confirm: 'yes' }, cookie)
    const december = { ...key, cycleId: '2026-12' }
    // Both have saved; Ann has submitted something since.
    for (const personId of ['ann', 'bob']) await month.table.forms.markDrafted({ ...december, personId }, now)
    await month.table.entities.request
      .patch({ ...december, personId: 'ann' })
      .set({ lastAnsweredAt: now })
      .go()
    const closing = await (await post('/console/plan/close', { cycle: '2026-12' }, cookie)).text()
    expect(closing).toContain('2 of 2 leads have not answered in full')
    expect(closing).toContain('1 of them has saved something and submitted nothing')
    expect(closing).toContain('2 leads have not been mailed yet, and are not asked any more')
    expect(closing).not.toContain('the mails say so')
    for (const { messageId } of await month.table.cycles.listMessages(december)) {
      if (!messageId.endsWith('_ann')) continue
      await month.table.entities.message
        .patch({ ...key, messageId })
        .set({ state: 'sent' })
        .go()
    }
    const closingWithMail = await (await post('/console/plan/close', { cycle: '2026-12' }, cookie)).text()
    expect(closingWithMail).toContain('the mails say so')
    expect(closingWithMail).toContain('1 lead has not been mailed yet, and is not asked any more')
    expect((await month.table.cycles.findCycle({ ...key, cycleId: '2026-12' }))?.state).toBe('open')
  })

  it('sends one coordinator no more than six codes in an hour', async () => {
    for (let asked = 0; asked < 10; asked += 1) await post('/sign-in', { email: 'cora@testshire.example' })
    expect(month.queued).toHaveLength(6)
  })

  it('refuses a button of a page that was left open since another month', async () => {
    const cookie = await signIn()
    const answer = await post('/console/plan/open', { cycle: '2026-11' }, cookie)
    expect(answer.status).toBe(409)
    expect((await month.table.cycles.findCycle({ ...key, cycleId: '2026-12' }))?.state).toBe('planned')
  })
})
