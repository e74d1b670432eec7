import type { Hono } from 'hono'
import { beforeEach, describe, expect, it } from 'vitest'
import { newToken, sha256 } from '../../functions/platform/ids.ts'
import { createLeadApp } from '../../functions/update/app.tsx'
import { makeLink } from '../../functions/update/link.ts'
import type { FormStore } from '../../functions/update/ports.ts'
import { openTestMonth } from '../support/month.ts'
import { key } from '../support/small-plan.ts'

const OPENS = '2026-12-01T09:00:00.000Z'
const CLOSES = '2026-12-18T17:00:00.000Z'
const ORIGIN = 'https://muster.example'
const cycle = { ...key, cycleId: '2026-12' }
const secrets = { newToken, hashToken: sha256 }

describe("the lead's pages", () => {
  let month: Awaited<ReturnType<typeof openTestMonth>>
  let now = OPENS
  let faults: unknown[] = []
  let app: Hono
  const makeApp = (forms: FormStore) =>
    createLeadApp({
      ...month.table,
      queue: month.deps.queue,
      forms,
      secrets,
      publicUrl: ORIGIN,
      restBeforeAnswer: async () => {},
      now: () => now,
      onFault: (error) => {
        faults.push(error)
      },
    })
  const linkFor = (personId: string) =>
    makeLink({ ...cycle, personId, linkRevision: 0 }, CLOSES, ORIGIN, { links: month.table.links, secrets })
  const get = (path: string, cookie = '') => app.request(new URL(path, ORIGIN).href, { headers: { cookie } })
  const post = (
    path: string,
    fields: Record<string, string> = {},
    cookie = '',
    headers: Record<string, string> = {},
  ) =>
    app.request(new URL(path, ORIGIN).href, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { cookie, origin: ORIGIN, ...headers },
    })
  const enter = async (personId: string) => {
    const answer = await post(await linkFor(personId))
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe('/form')
    return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  }
  const answer = { status: 'on-track', progress: 'All well', obstacles: '', revision: '0' }

  beforeEach(async () => {
    now = OPENS
    faults = []
    month = await openTestMonth()
    await month.tick('2026-11-20T10:00:00.000Z')
    await month.tick(OPENS)
    app = makeApp(month.table.forms)
    now = '2026-12-02T10:00:00.000Z'
  })

  it('shows a link who it is for, and changes nothing by GET or HEAD, however often', async () => {
    const link = await linkFor('ann')
    for (let visits = 0; visits < 3; visits += 1) {
      const page = await get(link)
      expect(page.status).toBe(200)
      const html = await page.text()
      expect(html).toContain('Ann Lead')
      expect(html).toContain('Continue')
      expect(page.headers.get('set-cookie')).toBeNull()
    }
    const file = await month.table.forms.loadRequestFile({ ...cycle, personId: 'ann' })
    expect(file?.request.formOpenedAt).toBeNull()
  })

  it('lets a lead in after a robot pressed Continue', async () => {
    const link = await linkFor('ann')
    expect((await post(link)).status).toBe(303)
    expect((await post(link)).status).toBe(303)
    const page = await get('/form', await enter('ann'))
    expect(await page.text()).toContain('You have submitted 0 of 2 actions')
  })

  it('walks from the list to the thank-you', async () => {
    const cookie = await enter('ann')
    const saved = await post('/form/action/1.1', answer, cookie)
    expect(saved.headers.get('location')).toBe('/form/action/1.2?saved=1.1')
    const last = await post('/form/action/1.2', { ...answer, progress: 'Two <b>bold</b> words' }, cookie)
    expect(last.headers.get('location')).toBe('/form/check?saved=1.2')
    const check = await (await get('/form/check', cookie)).text()
    expect(check.match(/name="submit" type="checkbox" value="[^"]+" checked/g)).toHaveLength(2)
    expect(check).toContain('Two &lt;b&gt;bold&lt;/b&gt; words')
    const body = new URLSearchParams([
      ['submit', '1.1:1'],
      ['submit', '1.2:1'],
    ])
    const submitted = await app.request(`${ORIGIN}/form/submit`, {
      method: 'POST',
      body,
      headers: { cookie, origin: ORIGIN },
    })
    expect(submitted.headers.get('location')).toBe('/form/done')
    const done = await (await get('/form/done', cookie)).text()
    expect(done).toContain('Thank you')
    expect(done).toContain('you will get no reminder')
  })

  it('has everything said about an action in one column', async () => {
    const html = await (await get('/form/action/1.1/history', await enter('ann'))).text()
    expect(html.match(/govuk-grid-column-two-thirds/g)).toHaveLength(1)
  })

  it('says nothing was submitted to whoever opens the thank-you page without submitting', async () => {
    const cookie = await enter('ann')
    expect((await get('/form/done', cookie)).headers.get('location')).toBe('/form')
  })

  it('keeps every character of an answer with a fault, and links the fault to its field', async () => {
    const cookie = await enter('ann')
    const typed = { ...answer, status: 'off-track', progress: 'Grüße 🎉 <script>alert(1)</script>' }
    const saved = await post('/form/action/1.1', typed, cookie)
    // So a browser's Back comes to a page, and not to the question whether to send the form again.
    expect([saved.status, saved.headers.get('location')]).toEqual([303, '/form/action/1.1?judged'])
    const page = await get('/form/action/1.1?judged', cookie)
    const html = await page.text()
    expect(html).toContain('<title>Error: ')
    expect(html).toContain('href="#obstacles"')
    expect(html).toContain('Grüße 🎉 &lt;script&gt;alert(1)&lt;/script&gt;')
    const again = await (await get('/form/action/1.1', cookie)).text()
    expect(again).toContain('Grüße 🎉 &lt;script&gt;alert(1)&lt;/script&gt;')
    // Whoever comes back to finish is not told that anything is wrong.
    expect(again).not.toContain('<title>Error: ')
    expect(again).not.toContain('href="#obstacles"')
  })

  it('shows both texts when the answer was changed in another window', async () => {
    const cookie = await enter('ann')
    await post('/form/action/1.1', { ...answer, progress: 'From the phone' }, cookie)
    const page = await post('/form/action/1.1', { ...answer, progress: 'From the desk' }, cookie)
    expect(page.status).toBe(409)
    const html = await page.text()
    expect(html).toContain('From the phone')
    expect(html).toContain('From the desk')
    expect(html).toContain('name="revision" value="1"')
    // The one thing that is wrong leads to the box with both, and no field is called wrong.
    expect(html).toContain('<a href="#versions">')
    expect(html).toMatch(/<div class="govuk-notification-banner"[^>]* id="versions" tabindex="-1"/)
    expect(html).not.toContain('govuk-error-message')
  })

  it('submits once when the button is pressed twice', async () => {
    const cookie = await enter('ann')
    await post('/form/action/1.1', answer, cookie)
    const [first, second] = await Promise.all([
      post('/form/submit', { submit: '1.1:1' }, cookie),
      post('/form/submit', { submit: '1.1:1' }, cookie),
    ])
    expect([first.status, second.status]).toEqual([303, 303])
    const updates = await month.table.entities.update.query.primary({ ...key, ref: '1.1' }).go()
    expect(updates.data).toHaveLength(1)
  })

  it('keeps an answer counted while a change to it is not submitted, and says so', async () => {
    const cookie = await enter('ann')
    await post('/form/action/1.1', answer, cookie)
    await post('/form/submit', { submit: '1.1:1' }, cookie)
    now = '2026-12-02T10:05:00.000Z'
    await post('/form/action/1.1', { ...answer, progress: 'Changed', revision: '1' }, cookie)
    const list = await (await get('/form', cookie)).text()
    expect(list).toContain('You have submitted 1 of 2 actions')
    expect(list).toContain('Change not submitted')
    expect(await (await get('/form/action/1.1', cookie)).text()).toContain('counts once you submit it again')
  })

  it("gives nobody another lead's action", async () => {
    const cookie = await enter('bob')
    expect((await get('/form/action/1.1', cookie)).status).toBe(404)
    expect((await post('/form/action/1.1', answer, cookie)).status).toBe(404)
    await post('/form/submit', { submit: '1.1:0' }, cookie)
    const updates = await month.table.entities.update.query.primary({ ...key, ref: '1.1' }).go()
    expect(updates.data).toEqual([])
  })

  it('hands back what was typed when the session is over', async () => {
    const cookie = await enter('ann')
    now = '2026-12-03T10:00:00.000Z'
    const page = await post('/form/action/1.1', { ...answer, progress: 'Typed over lunch' }, cookie)
    expect(page.status).toBe(401)
    expect(await page.text()).toContain('Typed over lunch')
  })

  it('leads on from an unknown, a mistyped and an expired link, and gives nothing away', async () => {
    for (const path of ['/u/short', `/u/${'x'.repeat(43)}`]) {
      const page = await get(path)
      expect(page.status).toBe(404)
      expect(await page.text()).not.toContain('Improvement plan')
    }
    const link = await linkFor('ann')
    now = CLOSES
    await month.tick(CLOSES)
    const page = await get(link)
    expect(page.status).toBe(410)
    expect(await page.text()).toContain('Updates for December 2026 have closed')
    expect((await post(link)).status).toBe(410)
  })

  it('refuses a form sent from another site', async () => {
    const cookie = await enter('ann')
    const page = await post('/form/action/1.1', answer, cookie, { origin: 'https://evil.example' })
    expect(page.status).toBe(403)
    const ask = await month.table.forms.findAsk({ ...cycle, personId: 'ann', ref: '1.1' })
    expect(ask?.draft).toBeNull()
  })

  it('never says thank you before the answer is stored', async () => {
    const cookie = await enter('ann')
    await post('/form/action/1.1', answer, cookie)
    app = makeApp({
      ...month.table.forms,
      submit: async () => {
        throw new Error('the table is away')
      },
    })
    const page = await post('/form/submit', { submit: '1.1:1' }, cookie)
    expect(page.status).toBe(500)
    expect(await page.text()).toContain('What you saved before is kept')
    expect(faults).toHaveLength(1)
  })

  it('refuses a body that is too large or no form, with a page', async () => {
    const cookie = await enter('ann')
    const huge = await post('/form/action/1.1', { ...answer, progress: 'x'.repeat(1_100_000) }, cookie)
    expect(huge.status).toBe(413)
    expect(await huge.text()).toContain('shorten the text or add it as a file')
    const wrong = await app.request(`${ORIGIN}/form/action/1.1`, {
      method: 'POST',
      body: '{"status":"on-track"}',
      headers: { cookie, origin: ORIGIN, 'content-type': 'application/json' },
    })
    expect(wrong.status).toBe(415)
    const ask = await month.table.forms.findAsk({ ...cycle, personId: 'ann', ref: '1.1' })
    expect(ask?.draft).toBeNull()
  })

  it('hands back what is too long to be kept, with how much it is too long, and saves none of it', async () => {
    const cookie = await enter('ann')
    const long = { ...answer, status: 'off-track', progress: 'x'.repeat(450_000), revision: '0' }
    const page = await post('/form/action/1.1', long, cookie)
    expect(page.status).toBe(413)
    const html = await page.text()
    expect(html).toContain('Shorten the text by 430,000 characters')
    expect(html).toContain('x'.repeat(450_000))
    const saved = await post('/form/action/1.1/draft', long, cookie)
    expect([saved.status, await saved.json()]).toEqual([
      413,
      { text: 'This is too long to be saved. Shorten it, or add it as a file.' },
    ])
    expect(faults).toEqual([])
    const ask = await month.table.forms.findAsk({ ...cycle, personId: 'ann', ref: '1.1' })
    expect(ask?.draft).toBeNull()
  })

  it('keeps three full texts in letters of three bytes', async () => {
    const cookie = await enter('ann')
    const full = '漢'.repeat(20_000)
    const whole = { ...answer, progress: full, obstacles: full, impact: full, revision: '0' }
    expect((await post('/form/action/1.1', whole, cookie)).status).toBe(303)
    const ask = await month.table.forms.findAsk({ ...cycle, personId: 'ann', ref: '1.1' })
    expect(ask?.draft).toMatchObject({ progress: full, obstacles: full, impact: full })
  })

  it('carries the security headers on every page', async () => {
    for (const page of [await get('/form'), await get('/nowhere'), await get(await linkFor('ann'))]) {
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
      expect(page.headers.get('content-security-policy')).not.toContain('unsafe-inline')
      expect(page.headers.get('cache-control')).toBe('no-store')
      expect(page.headers.get('strict-transport-security')).toContain('max-age')
    }
  })
})
