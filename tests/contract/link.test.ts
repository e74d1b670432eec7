import { UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { Hono } from 'hono'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { renderEmail } from '../../emails/render.ts'
import { advance } from '../../functions/cycle/advance.ts'
import { sweep } from '../../functions/cycle/sweep.ts'
import { createCompose } from '../../functions/message/compose.ts'
import type { Message } from '../../functions/message/message.ts'
import { sendMessage } from '../../functions/message/send-message.ts'
import type { Person } from '../../functions/plan/plan.ts'
import { newCode, newToken, sha256 } from '../../functions/platform/ids.ts'
import { createLeadApp } from '../../functions/update/app.tsx'
import { makeLink } from '../../functions/update/link.ts'
import { submitAnswers } from '../../functions/update/submit-answers.ts'
import { closeRequest } from '../support/close-request.ts'
import { formFields, ORIGIN, openTestConsole } from '../support/console.ts'
import { makeDraft } from '../support/draft.ts'
import { holdRest } from '../support/hold-rest.ts'
import { idleWorker } from '../support/ledger.ts'
import { openTestMonth } from '../support/month.ts'
import { actions, key, people, plan } from '../support/small-plan.ts'

const OPENS = '2026-12-01T09:00:00.000Z'
const CLOSES = '2026-12-18T17:00:00.000Z'
const NOON = '2026-12-02T12:00:00.000Z'
const cycle = { ...key, cycleId: '2026-12' }
const secrets = { newToken, hashToken: sha256 }
const ann = 'ann@testshire.example'

const Keys = z.object({ Key: z.object({ pk: z.string(), sk: z.string() }) })

const minutesAfter = (instant: string, minutes: number): string =>
  new Date(Date.parse(instant) + minutes * 60_000).toISOString()

describe("the lead's link", () => {
  let month: Awaited<ReturnType<typeof openTestMonth>>
  let now = OPENS
  let faults: unknown[] = []
  let app: Hono

  const makeApp = (change: Partial<Parameters<typeof createLeadApp>[0]> = {}) =>
    createLeadApp({
      ...month.table,
      queue: month.deps.queue,
      secrets,
      publicUrl: ORIGIN,
      restBeforeAnswer: async () => {},
      now: () => now,
      onFault: (error) => {
        faults.push(error)
      },
      ...change,
    })
  const linkFor = async (personId: string) => {
    const file = await fileOf(personId)
    return await makeLink(file.request, CLOSES, ORIGIN, { links: month.table.links, secrets })
  }
  const fileOf = async (personId: string) => {
    const file = await month.table.forms.loadRequestFile({ ...cycle, personId })
    if (!file) throw new Error(`${personId} has no request`)
    return file
  }
  const visit = (path: string, method = 'GET', cookie = '') =>
    app.request(new URL(path, ORIGIN).href, { method, headers: { cookie } })
  const post = (path: string, fields: Record<string, string> = {}, cookie = '') =>
    app.request(new URL(path, ORIGIN).href, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { cookie, origin: ORIGIN },
    })
  const enter = async (link: string) => {
    const answer = await post(link)
    expect(answer.status).toBe(303)
    return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  }
  const ask = (email: string) => post('/new-link', { email })
  const messagesOf = async (kind: Message['kind'], of: typeof cycle = cycle) =>
    (await month.table.cycles.listMessages(of)).filter((message) => message.kind === kind)
  const onlyMessage = async (kind: Message['kind']) => {
    const [message, ...more] = await messagesOf(kind)
    if (!message || more.length > 0) throw new Error(`there is not one message of kind ${kind}`)
    return message
  }
  const compose = (message: Message) =>
    createCompose({
      ...month.table,
      secrets: { ...secrets, newCode },
      packFiles: { loadPack: async () => null },
      renderEmail,
      publicUrl: ORIGIN,
      now: () => now,
    })(message)
  const mailOf = async (message: Message) => {
    const composed = await compose(message)
    if (!composed.owed) throw new Error(composed.reason)
    return composed.mail
  }
  const linkIn = (text: string) => /https:\S+\/u\/[\w-]{43}/.exec(text)?.[0] ?? ''
  const submit = async (personId: string, ref: string) => {
    const lead = { ...cycle, personId }
    const draft = makeDraft(now, { statusCode: 'on-track', progress: 'All well' })
    expect(await month.table.forms.saveDraft({ ...lead, ref }, draft, 0)).toBe(true)
    const cookie = await enter(await linkFor(personId))
    const session = await month.table.sessions.findSession(sha256(cookie.split('=')[1] ?? ''))
    if (session?.kind !== 'lead') throw new Error('there is no session')
    const asks = await month.table.cycles.listAsks(session)
    await submitAnswers({ session, asks }, [{ ref, revision: 1 }], {
      forms: month.table.forms,
      changes: month.table.changes,
      now: () => now,
    })
  }
  const saveAnn = async (change: Partial<Person>) => {
    const changed = people.filter(({ personId }) => personId === 'ann').map((one) => ({ ...one, ...change }))
    await month.table.plans.saveDirectory({ people: changed, boards: [] })
  }
  const runSweep = (at: string) =>
    sweep(at, {
      ...month.deps,
      ...month.table,
      advance: async () => {},
      advancePack: async () => {},
      finishImport: async () => {},
      alert: async () => {},
      onFailure: (error) => {
        throw error
      },
    })

  beforeEach(async () => {
    now = OPENS
    faults = []
    month = await openTestMonth()
    await month.tick('2026-11-20T10:00:00.000Z')
    await month.tick(OPENS)
    month.queued.length = 0
    app = makeApp()
    now = NOON
  })

  describe('that does not work', () => {
    it('is one page for every reason that must not be told, whatever the token ever was', async () => {
      const takenBack = await linkFor('ann')
      const console = await openTestConsole(month, () => now)
      await console.post('/console/plan/take-back/ann', { cycle: '2026-12', revision: '0' })
      const gone = await makeLink({ ...cycle, personId: 'nobody', linkRevision: 0 }, CLOSES, ORIGIN, {
        links: month.table.links,
        secrets,
      })
      const good = await linkFor('bob')
      const paths = [
        takenBack,
        gone,
        `/u/${newToken()}`,
        '/u/short',
        good.slice(0, -1),
        `${good}.`,
        `/u/${'%F0%9F%8E%89'.repeat(43)}`,
        '/u/%E0%A4%A',
        `/u/${"'".repeat(43)}`,
      ]
      const pages = new Set<string>()
      for (const method of ['GET', 'POST']) {
        for (const path of paths) {
          const page = method === 'GET' ? await visit(path) : await post(path)
          expect([path, page.status]).toEqual([path, 404])
          expect(page.headers.get('set-cookie')).toBeNull()
          pages.add(await page.text())
        }
      }
      expect(pages.size).toBe(1)
      const [html = ''] = pages
      expect(html).toContain('This link does not work')
      for (const secret of ['Ann', 'Lead', 'Improvement plan', 'Testshire', 'December', 'Cora']) {
        expect(html).not.toContain(secret)
      }
    })

    it.each([
      ['its time is over', () => month.tick(CLOSES)],
      [
        'a coordinator has closed the month early',
        async () => {
          await month.table.cycles.moveCycle({ ...cycle, revision: 0 }, 'closing', { closedAt: NOON })
          now = NOON
        },
      ],
      [
        'its own request is closed',
        async () => {
          await closeRequest(month.table, { ...cycle, personId: 'ann' })
          now = NOON
        },
      ],
    ])('says that the month has closed, and no more, when %s', async (_, happen) => {
      const link = await linkFor('ann')
      now = CLOSES
      await happen()
      for (const page of [await visit(link), await post(link)]) {
        expect(page.status).toBe(410)
        expect(page.headers.get('set-cookie')).toBeNull()
        const html = await page.text()
        expect(html).toContain('Updates for December 2026 have closed')
        for (const secret of ['Ann', 'Improvement plan', 'Testshire', 'Cora']) {
          expect(html).not.toContain(secret)
        }
      }
    })

    it('leads to a new link from every page where somebody can be stuck', async () => {
      const closed = await linkFor('ann')
      const stuck = [await visit('/u/short'), await visit('/form'), await visit('/u/'), await visit('/u/a/b')]
      now = CLOSES
      await month.tick(CLOSES)
      stuck.push(await visit(closed))
      expect(stuck.map(({ status }) => status)).toEqual([404, 401, 404, 404, 410])
      for (const page of stuck) expect(await page.text()).toContain('href="/new-link"')
    })
  })

  it('answers HEAD as GET without the body, and gives no session by either', async () => {
    const good = await linkFor('ann')
    for (const path of [good, '/u/short', '/new-link', '/new-link/sent', '/form']) {
      const [got, head] = [await visit(path), await visit(path, 'HEAD')]
      expect(head.status).toBe(got.status)
      expect(await head.text()).toBe('')
      expect([...head.headers]).toEqual([...got.headers])
      expect(got.headers.get('set-cookie') ?? '').not.toMatch(/__Host-update=[^;]/)
    }
    expect((await fileOf('ann')).request.formOpenedAt).toBeNull()
    expect(month.queued).toEqual([])
  })

  it('is stored nowhere and shown to nobody on the way, on any page', async () => {
    const good = await linkFor('ann')
    const pages = [
      await visit(good),
      await visit('/u/short'),
      await visit('/new-link'),
      await visit('/new-link/sent'),
      await ask(ann),
      await ask('nobody@testshire.example'),
      await ask(''),
      await visit('/form'),
      await post(good),
    ]
    await closeRequest(month.table, { ...cycle, personId: 'ann' })
    pages.push(await visit(good))
    app = makeApp({ messages: { ...month.table.messages, owe: () => Promise.reject(new Error('away')) } })
    pages.push(await ask('bob@testshire.example'))
    expect(pages.map(({ status }) => status)).toEqual([200, 404, 200, 200, 303, 303, 422, 401, 303, 410, 500])
    for (const page of pages) {
      expect(page.headers.get('cache-control')).toBe('no-store')
      expect(page.headers.get('referrer-policy')).toBe('same-origin')
      expect(page.headers.get('x-robots-tag')).toContain('noindex')
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
      expect(page.headers.get('strict-transport-security')).toContain('max-age')
    }
  })

  describe('when a new one is asked for', () => {
    it('comes by mail under the request, opens the form, and leaves those before it good', async () => {
      const before = await linkFor('ann')
      const request = { partnershipId: key.partnershipId, messageId: 'plan_2026-12_request_1_ann' }
      await month.table.messages.move(request, 'sent', { sesMessageId: 'ses-first', attentionAt: '' })
      expect((await ask(` ${ann.toUpperCase()} `)).headers.get('location')).toBe('/new-link/sent')
      const message = await onlyMessage('link')
      expect(month.queued.map(({ messageId }) => messageId)).toEqual([message.messageId])
      const mail = await mailOf(message)
      expect(mail.to.address).toBe(ann)
      expect(mail.inReplyTo).toBe('ses-first')
      expect(mail.subject).toBe('New link: Update 2 actions by Tuesday 15 December: Improvement plan')
      expect(mail.text).toContain('2 of 2 still to answer')
      const fresh = linkIn(mail.text)
      expect(fresh).not.toBe(before)
      for (const link of [fresh, before]) {
        const list = await (await visit('/form', 'GET', await enter(link))).text()
        expect(list).toContain('You have submitted 0 of 2 actions')
      }
    })

    it('comes also to whoever has answered everything', async () => {
      await submit('ann', '1.1')
      await submit('ann', '1.2')
      await ask(ann)
      const mail = await mailOf(await onlyMessage('link'))
      expect(mail.text).toContain('All answered. You can still change an answer.')
      expect((await post(linkIn(mail.text))).status).toBe(303)
    })

    it('answers the same for everybody, and owes a mail only to those with an open form', async () => {
      const answerTo = async (email: string) => {
        const { status, headers } = await ask(email)
        return { status, headers: [...headers] }
      }
      const known = await answerTo(ann)
      for (const other of [ann, 'nobody@testshire.example', 'cora@testshire.example', `"a b"@x.example`]) {
        const { status } = await ask(other)
        if (status === 303) expect(await answerTo(other)).toEqual(known)
      }
      expect((await messagesOf('link')).map(({ personId }) => personId)).toEqual(['ann'])
      const sent = await (await visit('/new-link/sent')).text()
      expect(sent).toContain('If nothing comes')
      expect(sent).not.toContain('testshire')
      await closeRequest(month.table, { ...cycle, personId: 'bob' })
      expect(await answerTo('bob@testshire.example')).toEqual(known)
      expect(await messagesOf('link')).toHaveLength(1)
    })

    it('comes once in a quarter of an hour, and five times a day, whoever asks', async () => {
      await Promise.all([ask(ann), ask(ann), ask(ann)])
      now = minutesAfter(NOON, 14)
      await ask(ann)
      expect(await messagesOf('link')).toHaveLength(1)
      now = minutesAfter(NOON, 15)
      await ask(ann)
      expect(await messagesOf('link')).toHaveLength(2)
      for (let quarter = 2; quarter < 12; quarter += 1) {
        now = minutesAfter(NOON, quarter * 15)
        expect((await ask(ann)).status).toBe(303)
      }
      expect(await messagesOf('link')).toHaveLength(5)
      now = '2026-12-03T07:00:00.000Z'
      await ask(ann)
      expect(await messagesOf('link')).toHaveLength(6)
    })

    it.each([
      ['', 'Enter your email address'],
      ['   ', 'Enter your email address'],
      ['ann', 'Enter an email address, like name@council.example'],
      ['ann@testshire.example, bob@testshire.example', 'Enter an email address, like'],
      [`${'x'.repeat(9_980)}@testshire.example`, 'Enter an email address, like'],
      ['<script>alert(1)</script>@x.example', 'Enter an email address, like'],
    ])('says what is wrong with an address and links to its field (%#)', async (email, says) => {
      const page = await ask(email)
      expect(page.status).toBe(422)
      const html = await page.text()
      expect(html).toContain('<title>Error: ')
      expect(html).toContain(`<a href="#email">${says}`)
      expect(html).toContain('id="email"')
      expect(html).not.toContain('<script>alert')
      expect(formFields(html)['email']).toBe(email.trim())
      expect(await messagesOf('link')).toEqual([])
    })

    it.each([ann, 'nobody@testshire.example'])('answers %s no sooner than anybody else', async (email) => {
      const rest = holdRest()
      app = makeApp({ restBeforeAnswer: rest.begin })
      const page = await rest.holds(ask(email), async () => {
        expect((await messagesOf('link')).length).toBe(email === ann ? 1 : 0)
      })
      expect(page.status).toBe(303)
    })

    it('answers no sooner where it fails', async () => {
      const rest = holdRest()
      const owe = vi.fn(() => Promise.reject(new Error('away')))
      app = makeApp({ restBeforeAnswer: rest.begin, messages: { ...month.table.messages, owe } })
      const page = await rest.holds(ask(ann), () => expect(owe).toHaveBeenCalled())
      expect(page.status).toBe(500)
    })

    it('takes a body that is no form for one without an address', async () => {
      const page = await app.request(`${ORIGIN}/new-link`, {
        method: 'POST',
        body: JSON.stringify({ email: ann }),
        headers: { origin: ORIGIN, 'content-type': 'application/json' },
      })
      expect(page.status).toBe(422)
      const form = new FormData()
      form.set('email', new File(['x'], ann))
      const file = await app.request(`${ORIGIN}/new-link`, {
        method: 'POST',
        body: form,
        headers: { origin: ORIGIN },
      })
      expect(file.status).toBe(422)
      expect(await messagesOf('link')).toEqual([])
    })

    it('is asked for by nobody from another site', async () => {
      const page = await app.request(`${ORIGIN}/new-link`, {
        method: 'POST',
        body: new URLSearchParams({ email: ann }),
        headers: { origin: 'https://evil.example' },
      })
      expect(page.status).toBe(403)
      expect(await messagesOf('link')).toEqual([])
    })

    it('comes for each plan and partnership that asks the person, and for no plan without an open month', async () => {
      const second = { ...key, planId: 'second' }
      const third = { ...key, planId: 'third' }
      const elsewhere = { ...key, partnershipId: 'elsewhere' }
      for (const other of [second, third, elsewhere]) {
        const { partnershipId } = other
        await month.table.plans.saveDirectory({
          people: people.map((person) => ({ ...person, partnershipId })),
          boards: [],
        })
        await month.table.plans.savePlan({ ...plan, ...other })
        await month.table.imports.writeActions(actions.map((action) => ({ ...action, ...other })))
      }
      for (const other of [second, elsewhere]) {
        await advance(other, '2026-11-20T10:00:00.000Z', month.deps)
        await advance(other, OPENS, month.deps)
      }
      await advance(third, '2026-11-20T10:00:00.000Z', month.deps)
      await ask(ann)
      for (const other of [key, second, elsewhere]) {
        const owed = await messagesOf('link', { ...other, cycleId: '2026-12' })
        expect(owed.map(({ personId }) => personId)).toEqual(['ann'])
      }
      expect(await messagesOf('link', { ...third, cycleId: '2026-12' })).toEqual([])
    })

    it('goes to whoever a merged entry became, at the address they have now', async () => {
      await saveAnn({ mergedInto: 'bob' })
      await ask(ann)
      const owed = await messagesOf('link')
      expect(owed.map(({ personId }) => personId).sort()).toEqual(['ann', 'bob'])
      for (const message of owed) expect((await mailOf(message)).to.address).toBe('bob@testshire.example')
      // The mail about the form of the merged entry opens that form.
      const theirs = owed.find(({ personId }) => personId === 'ann')
      const mail = theirs && (await mailOf(theirs))
      const list = await (await visit('/form', 'GET', await enter(linkIn(mail?.text ?? '')))).text()
      expect(list).toContain('1.1')
    })

    it('is not sent any more when the month has closed by its turn', async () => {
      await ask(ann)
      await month.table.cycles.moveCycle({ ...cycle, revision: 0 }, 'closing', { closedAt: NOON })
      expect(await compose(await onlyMessage('link'))).toEqual({
        owed: false,
        reason: 'The cycle has closed.',
      })
    })

    it('comes at any hour, and is tried where mail was stopped; one that nobody waits for is not', async () => {
      await saveAnn({ mailStopped: { at: OPENS, reason: 'It bounced.' } })
      const console = await openTestConsole(month, () => now)
      await console.post('/console/plan/take-back/ann', { cycle: '2026-12', revision: '0' })
      await ask(ann)
      const work = async (kind: Message['kind'], window: string) =>
        sendMessage(await onlyMessage(kind), {
          ...idleWorker,
          messages: month.table.messages,
          compose,
          mail: { send: async () => ({ outcome: 'accepted', sesMessageId: 'ses-1' }) },
          nextInWindow: async () => window,
          now: () => now,
          newOwner: newToken,
          alert: async () => {},
        })
      expect(await work('link', '2026-12-03T08:00:00.000Z')).toBe('sent')
      expect(await work('replaced-link', '2026-12-03T08:00:00.000Z')).toBe('postponed')
      expect(await work('replaced-link', now)).toBe('rejected')
    })

    it('never says that a mail is on its way which is not owed, and owes it when asked again', async () => {
      app = makeApp({
        messages: { ...month.table.messages, owe: () => Promise.reject(new Error('the table is away')) },
      })
      const page = await ask(ann)
      expect(page.status).toBe(500)
      expect(faults).toHaveLength(1)
      expect(await messagesOf('link')).toEqual([])
      app = makeApp()
      expect((await ask(ann)).status).toBe(303)
      expect(await messagesOf('link')).toHaveLength(1)
    })

    it('is found by the sweeper when the queue was away, and the page says the same', async () => {
      const queue = { enqueueMessage: () => Promise.reject(new Error('the queue is away')) }
      app = makeApp({ queue })
      expect((await ask(ann)).headers.get('location')).toBe('/new-link/sent')
      expect(faults).toHaveLength(1)
      expect(month.queued).toEqual([])
      const { messageId } = await onlyMessage('link')
      await runSweep(minutesAfter(NOON, 3))
      expect(month.queued.map((queued) => queued.messageId)).toContain(messageId)
      // Whoever presses again before that has it queued at once, and gets one mail.
      month.queued.length = 0
      app = makeApp()
      now = minutesAfter(NOON, 1)
      await ask(ann)
      expect(month.queued.map((queued) => queued.messageId)).toEqual([messageId])
      expect(await messagesOf('link')).toHaveLength(1)
    })

    it('comes from one partnership though the records of another cannot be read', async () => {
      await month.table.plans.saveDirectory({
        people: people.map((person) => ({ ...person, partnershipId: 'broken' })),
        boards: [],
      })
      app = makeApp({
        directory: {
          loadDirectory: (id) =>
            id === 'broken'
              ? Promise.reject(new Error('not readable'))
              : month.table.directory.loadDirectory(id),
        },
      })
      expect((await ask(ann)).status).toBe(500)
      expect(await messagesOf('link')).toHaveLength(1)
    })
  })

  describe('when a coordinator takes it back', () => {
    const TAKE_BACK = '/console/plan/take-back/ann'
    const openConsole = () => openTestConsole(month, () => now)
    const requestTo = async (personId: string) => {
      const found = (await messagesOf('request')).find((message) => message.personId === personId)
      if (!found) throw new Error('there is no request')
      return found
    }
    const auditOf = async () =>
      (await month.table.entities.audit.query.primary(key).go({ pages: 'all' })).data.filter(
        ({ what }) => what === 'links-taken-back',
      )

    it('asks first, ends links and sessions of that lead alone, and mails a new one', async () => {
      const [mine, more, other] = [await linkFor('ann'), await linkFor('ann'), await linkFor('bob')]
      const cookie = await enter(mine)
      await submit('ann', '1.1')
      const console = await openConsole()
      expect(await console.read('/console/plan')).toContain(`href="${TAKE_BACK}"`)

      const question = await console.read(TAKE_BACK)
      expect(question).toContain('Take back the link of Ann Lead?')
      expect(question).toContain(ann)
      expect((await visit(mine)).status).toBe(200)
      const done = await console.post(TAKE_BACK, formFields(question))
      expect(done.headers.get('location')).toBe('/console/plan?done=link-replaced')

      for (const link of [mine, more]) expect((await visit(link)).status).toBe(404)
      expect((await visit(other)).status).toBe(200)
      const typed = { status: 'on-track', progress: 'Typed by a stranger', obstacles: '', revision: '1' }
      const ended = await post('/form/action/1.1', typed, cookie)
      expect(ended.status).toBe(401)
      const handedBack = await ended.text()
      expect(handedBack).toContain('Typed by a stranger')
      expect(handedBack).toContain('This was not saved')
      expect((await post('/form/submit', { submit: '1.1:1' }, cookie)).status).toBe(401)
      const { request, asks } = await fileOf('ann')
      expect(request).toMatchObject({ answered: 1, asked: 2, linkRevision: 1 })
      expect(asks.find(({ ref }) => ref === '1.1')).toMatchObject({
        draft: { progress: 'All well' },
        answer: { version: 1 },
      })

      const message = await onlyMessage('replaced-link')
      expect(month.queued.map(({ messageId }) => messageId)).toContain(message.messageId)
      const mail = await mailOf(message)
      expect(mail.text).toContain('do not work any more')
      const list = await (await visit('/form', 'GET', await enter(linkIn(mail.text)))).text()
      expect(list).toContain('You have submitted 1 of 2 actions')
      expect(await auditOf()).toMatchObject([
        { by: 'cora', details: { cycleId: '2026-12', personId: 'ann', messageId: message.messageId } },
      ])
    })

    it.each([
      ['at once', NOON, async () => {}],
      ['after the session would have ended', minutesAfter(NOON, 13 * 60), async () => {}],
      ['after the month has closed', NOON, () => closeRequest(month.table, { ...cycle, personId: 'ann' })],
    ])('keeps nothing that is typed in a form opened with it, %s', async (_, later, happen) => {
      const cookie = await enter(await linkFor('ann'))
      await (await openConsole()).post(TAKE_BACK, { cycle: '2026-12', revision: '0' })
      now = later
      await happen()
      const typed = { status: 'on-track', progress: 'Typed by a stranger', obstacles: '', revision: '0' }
      for (const path of ['/form/action/1.1', '/form/action/1.1/draft', '/form/action/1.1/no-change']) {
        const page = await post(path, typed, cookie)
        expect([path, page.status]).toEqual([path, 401])
      }
      const { asks, request } = await fileOf('ann')
      expect(asks.map(({ draft, late, answer }) => [draft, late, answer])).toEqual([
        [null, [], null],
        [null, [], null],
      ])
      expect(request).toMatchObject({ lateAt: null, draftSavedAt: null, answered: 0 })
    })

    it('ends the link of a mail that was written before and arrives later', async () => {
      const late = await mailOf(await requestTo('ann'))
      await (await openConsole()).post(TAKE_BACK, { cycle: '2026-12', revision: '0' })
      const page = await visit(linkIn(late.text))
      expect(page.status).toBe(404)
      expect(await page.text()).toContain('href="/new-link"')
    })

    it('does it once when the button is pressed twice, and again when it is asked for again', async () => {
      const console = await openConsole()
      const question = await console.read(TAKE_BACK)
      const presses = await Promise.all([1, 2].map(() => console.post(TAKE_BACK, formFields(question))))
      expect(presses.map(({ status }) => status)).toEqual([303, 303])
      expect((await fileOf('ann')).request.linkRevision).toBe(1)
      expect(await messagesOf('replaced-link')).toHaveLength(1)
      expect(await auditOf()).toHaveLength(1)

      const first = linkIn((await mailOf(await onlyMessage('replaced-link'))).text)
      await console.post(TAKE_BACK, formFields(await console.read(TAKE_BACK)))
      expect((await fileOf('ann')).request.linkRevision).toBe(2)
      expect(await messagesOf('replaced-link')).toHaveLength(2)
      expect((await visit(first)).status).toBe(404)
    })

    it('refuses what is of another month, another plan, nobody, or no count', async () => {
      const console = await openConsole()
      for (const [path, fields] of [
        [TAKE_BACK, { cycle: '2026-11', revision: '0' }],
        [TAKE_BACK, { cycle: '2026-12' }],
        [TAKE_BACK, { cycle: '2026-12', revision: '-1' }],
        [TAKE_BACK, { cycle: '2026-12', revision: '7' }],
        ['/console/plan/take-back/mia', { cycle: '2026-12', revision: '0' }],
      ] as const) {
        expect((await console.post(path, fields)).status).toBe(409)
      }
      expect((await console.post('/console/other/take-back/ann', { cycle: '2026-12' })).status).toBe(404)
      expect((await console.get('/console/plan/take-back/mia')).status).toBe(409)
      await closeRequest(month.table, { ...cycle, personId: 'ann' })
      expect((await console.get(TAKE_BACK)).status).toBe(409)
      expect((await console.post(TAKE_BACK, { cycle: '2026-12', revision: '0' })).status).toBe(409)
      expect((await fileOf('ann')).request.linkRevision).toBe(0)
      expect(await messagesOf('replaced-link')).toEqual([])
    })

    it('lets nobody do it who is not signed in, or of another partnership', async () => {
      const console = await openConsole()
      const out = await console.app.request(`${ORIGIN}${TAKE_BACK}`, {
        method: 'POST',
        body: new URLSearchParams({ cycle: '2026-12', revision: '0' }),
        headers: { origin: ORIGIN },
      })
      expect(out.headers.get('location')).toBe('/sign-in')
      await month.table.plans.saveDirectory({
        people: people.map((person) => ({
          ...person,
          partnershipId: 'elsewhere',
          email: `${person.personId}@elsewhere.example`,
        })),
        boards: [],
      })
      const foreign = await openTestConsole(month, () => now, 'cora@elsewhere.example')
      expect((await foreign.post(TAKE_BACK, { cycle: '2026-12', revision: '0' })).status).toBe(404)
      expect((await fileOf('ann')).request.linkRevision).toBe(0)
    })

    it('takes nothing back where the mail cannot be owed', async () => {
      const link = await linkFor('ann')
      // The message's id is taken, so the transaction fails as a whole.
      const taken = { ...(await requestTo('ann')), messageId: 'plan_2026-12_replaced-link_1_ann' }
      await month.table.messages.owe(taken)
      const console = await openConsole()
      expect((await console.post(TAKE_BACK, { cycle: '2026-12', revision: '0' })).status).toBe(409)
      expect((await visit(link)).status).toBe(200)
      expect(await auditOf()).toEqual([])
    })

    it('owes the mail though the queue is away: a second press queues it, and so does the sweeper', async () => {
      const console = await openConsole()
      const { enqueueMessage } = month.deps.queue
      month.deps.queue.enqueueMessage = () => Promise.reject(new Error('the queue is away'))
      await expect(console.post(TAKE_BACK, { cycle: '2026-12', revision: '0' })).rejects.toThrow('away')
      month.deps.queue.enqueueMessage = enqueueMessage
      const { messageId } = await onlyMessage('replaced-link')
      const queuedIds = () => month.queued.map((queued) => queued.messageId)
      expect(queuedIds()).not.toContain(messageId)
      await console.post(TAKE_BACK, { cycle: '2026-12', revision: '0' })
      expect(queuedIds()).toContain(messageId)
      month.queued.length = 0
      await runSweep(minutesAfter(NOON, 3))
      expect(queuedIds()).toContain(messageId)
      expect((await fileOf('ann')).request.linkRevision).toBe(1)
    })

    it('says so where mail to the address was stopped', async () => {
      await saveAnn({ mailStopped: { at: OPENS, reason: 'The address does not exist.' } })
      expect(await (await openConsole()).read(TAKE_BACK)).toContain('The address does not exist. Correct')
    })

    it('knows requests, links and sessions of before links could be taken back', async () => {
      const link = await linkFor('ann')
      const cookie = await enter(link)
      const hash = sha256(cookie.split('=')[1] ?? '')
      const { session, request, link: links } = month.table.entities
      const items = [
        [request.get({ ...cycle, personId: 'ann' }).params(), 'linkRevision'],
        [links.get({ hash: sha256(link.slice(-43)) }).params(), 'revision'],
        [session.get({ hash }).params(), 'details.linkRevision'],
      ] as const
      for (const [item, field] of items) {
        const { pk, sk } = Keys.parse(item).Key
        await month.table.where.client.send(
          new UpdateCommand({
            TableName: month.table.where.table,
            Key: { pk, sk },
            ConditionExpression: `attribute_exists(${field})`,
            UpdateExpression: `REMOVE ${field}`,
          }),
        )
      }

      expect((await visit(link)).status).toBe(200)
      expect((await visit('/form', 'GET', cookie)).status).toBe(200)
      await (await openConsole()).post(TAKE_BACK, { cycle: '2026-12', revision: '0' })
      expect((await visit(link)).status).toBe(404)
      expect((await visit('/form', 'GET', cookie)).status).toBe(401)
    })
  })
})
