import { beforeEach, describe, expect, it } from 'vitest'
import { hashUpdate } from '../../functions/update/update.ts'
import { formFields } from '../support/console.ts'
import { askForApril, december, openDecember, openTestLeads } from '../support/lead.ts'
import { key } from '../support/small-plan.ts'

const ann = { ...december, personId: 'ann' }
const answer = { status: 'on-track', progress: 'All well', obstacles: '', impact: '', links: '' }
const june = { 'forecast-month': 'June', 'forecast-year': '2027' }

describe("a lead's answer", () => {
  type December = Awaited<ReturnType<typeof openDecember>>
  type Lead = Awaited<ReturnType<December['leads']['enter']>>
  let month: December['month']
  let clock: December['clock']
  let later: December['later']
  let compose: December['compose']
  let leads: December['leads']
  let lead: Lead

  beforeEach(async () => {
    ;({ month, clock, later, compose, leads } = await openDecember())
    lead = await leads.enter('ann')
  })

  const ask = (ref = '1.1') => month.table.forms.findAsk({ ...ann, ref })
  const head = async (ref = '1.1') => await month.table.forms.findHead({ ...key, ref })
  const open = async () => await month.table.changes.listOpen(key)
  /** Types into the page as it is now and presses Save. */
  const save = async (fields: Record<string, string>, of = lead, ref = '1.1') => {
    const path = `/form/action/${ref}`
    return await of.post(path, { ...formFields(await of.read(path)), ...fields })
  }
  const submit = async (ref = '1.1') => {
    const { draftRevision } = (await ask(ref)) ?? {}
    return await lead.post('/form/submit', { submit: `${ref}:${draftRevision}` })
  }

  it('is stored with impact and links, and anybody can recompute its hash', async () => {
    await save({ ...answer, impact: 'Fewer wait', links: 'www.a.example/report' })
    expect((await submit()).headers.get('location')).toBe('/form/done')
    const update = await head()
    expect(update).toMatchObject({
      impact: 'Fewer wait',
      links: ['https://www.a.example/report'],
      changeId: null,
    })
    if (!update) throw new Error('nothing is stored')
    const { hash, ...content } = update
    expect(hashUpdate(content)).toBe(hash)
    expect(hashUpdate({ ...content, links: [] })).not.toBe(hash)
  })

  describe('with a new date', () => {
    it('asks for a change of the plan, which stays as it is until somebody else approves', async () => {
      await save({ ...answer, ...june })
      expect(await lead.read('/form/check')).toContain(
        'The plan’s date stays March 2027 until somebody else approves',
      )
      await submit()
      expect(await lead.read('/form/done')).toContain('The new date, June 2027, is asked for.')
      const [change, ...others] = await open()
      expect(others).toEqual([])
      expect(change).toMatchObject({
        ref: '1.1',
        askedBy: 'ann',
        askedByName: 'Ann Lead',
        cycleId: '2026-12',
        changes: [{ field: 'due', from: '2027-03', to: '2027-06' }],
        reason: 'From the update for December 2026: All well',
      })
      expect((await head())?.changeId).toBe(change?.changeId)
      expect((await month.table.forms.findAction({ ...key, ref: '1.1' }))?.due).toBe('2027-03')
    })

    it('asks once, and another date or none takes the first request back', async () => {
      await save({ ...answer, ...june })
      await submit()
      later(5)
      await save({ ...answer, ...june, progress: 'Said better' })
      await submit()
      const [first] = await open()
      expect((await head())?.changeId).toBe(first?.changeId)
      later(5)
      await save({ ...answer, ...june, 'forecast-month': '9' })
      await submit()
      expect((await open()).map(({ changes }) => changes[0]?.to)).toEqual(['2027-09'])
      later(5)
      await save({
        ...answer,
        status: 'done',
        impact: 'Nobody waits',
        'forecast-month': '',
        'forecast-year': '',
      })
      await submit()
      expect((await open()).map(({ changes }) => changes[0])).toEqual([
        { field: 'status', from: 'On track', to: 'Completed' },
      ])
      later(5)
      await save({ ...answer, 'forecast-month': '', 'forecast-year': '' })
      await submit()
      expect(await open()).toEqual([])
      const states = (await month.table.changes.list(key)).map(({ state }) => state)
      expect(states).toEqual(['withdrawn', 'withdrawn', 'withdrawn'])
      const updates = await month.table.listUpdates({ ...key, ref: '1.1' })
      expect(updates.map(({ version }) => version)).toEqual([5, 4, 3, 2, 1])
    })

    it('leaves a request of somebody else alone, and says so', async () => {
      await askForApril(month, clock)
      await save({ ...answer, ...june })
      await submit()
      expect(await head()).toMatchObject({ forecast: '2027-06', changeId: null })
      expect((await open()).map(({ askedBy }) => askedBy)).toEqual(['cora'])
      expect(await lead.read('/form/done')).toContain('Somebody has asked for another change of it already')
    })
  })

  it('that says it is complete asks for the status, with what shows the impact', async () => {
    await save({ ...answer, status: 'done', impact: 'Nobody waits', links: 'https://a.example/audit' })
    await submit()
    expect(await open()).toMatchObject([
      {
        changes: [{ field: 'status', from: 'On track', to: 'Completed' }],
        evidence: 'Nobody waits\nhttps://a.example/audit',
      },
    ])
    expect((await month.table.forms.findAction({ ...key, ref: '1.1' }))?.status).toBe('On track')
    const [receipt] = (await month.table.cycles.listMessages(december)).filter(
      ({ kind }) => kind === 'receipt',
    )
    const mail = receipt && (await compose(receipt))
    expect(mail?.owed && mail.mail.text.replaceAll('\n', ' ')).toContain(
      'Change of the plan: The plan’s status to become Completed. It stays as it is until somebody else approves.',
    )
  })

  describe('that is being typed', () => {
    const path = '/form/action/1.1/draft'
    const type = async (of: Lead, fields: Record<string, string>) => {
      const told = await of.post(path, { ...answer, ...fields })
      return { status: told.status, ...Object(await told.json()) }
    }

    it('is saved as it goes, and the page goes on from there', async () => {
      expect(await type(lead, { progress: 'A', revision: '0', page: 'p1' })).toMatchObject({
        status: 200,
        revision: 1,
        text: 'Draft saved Wed 2 Dec, 10am. It counts once you submit it.',
      })
      expect(await type(lead, { progress: 'A', revision: '1', page: 'p1' })).toMatchObject({ revision: 1 })
      expect(await type(lead, { progress: 'AB', revision: '1', page: 'p1' })).toMatchObject({ revision: 2 })
      expect((await ask())?.draft?.progress).toBe('AB')
      expect(await lead.read('/form')).toContain('Ready to submit')
    })

    it('of the same page is saved although the answer to its last save was lost', async () => {
      await type(lead, { progress: 'A', revision: '0', page: 'p1' })
      expect(await type(lead, { progress: 'AB', revision: '0', page: 'p1' })).toMatchObject({ revision: 2 })
      expect((await lead.post('/form/action/1.1', { ...answer, revision: '0', page: 'p1' })).status).toBe(303)
    })

    it('on two devices is told the second, who sees both texts and chooses', async () => {
      const phone = await leads.enter('ann')
      const noMonth = { 'forecast-month': '13', 'forecast-year': '2027' }
      await type(lead, { progress: 'At the desk', ...noMonth, revision: '0', page: 'desk' })
      expect(await type(phone, { progress: 'On the phone', revision: '0', page: 'phone' })).toMatchObject({
        status: 409,
        text: expect.stringContaining('Press “Save and continue” to see both'),
      })
      const both = await phone.post('/form/action/1.1', {
        ...answer,
        progress: 'On the phone',
        revision: '0',
        page: 'phone',
      })
      const html = await both.text()
      expect(both.status).toBe(409)
      expect(html).toContain('At the desk')
      expect(html).toMatch(/New date.*13 2027/s)
      expect(html).toContain('On the phone')
      expect((await ask())?.draft?.progress).toBe('At the desk')
      expect((await phone.post('/form/action/1.1', formFields(html))).status).toBe(303)
      expect((await ask())?.draft?.progress).toBe('On the phone')
    })

    it('saves nothing of a page in which nothing was typed', async () => {
      const nothing = { status: '', progress: ' ', revision: '0', page: 'p1' }
      expect(await type(lead, nothing)).toMatchObject({ revision: 0 })
      expect((await ask())?.draft).toBeNull()
    })

    it('tells what to do where the form takes no more', async () => {
      expect(await type(await leads.enter('bob'), { revision: '0' })).toMatchObject({ status: 404 })
      later(13 * 60)
      expect(await type(lead, { progress: 'Late at night', revision: '0', page: 'p1' })).toMatchObject({
        status: 401,
        kept: true,
        text: 'Saved. Open the link in your email to go on.',
      })
      expect((await ask())?.draft?.progress).toBe('Late at night')
      later(48 * 60)
      expect(await type(lead, { progress: 'Days later', revision: '1', page: 'p1' })).toMatchObject({
        status: 401,
        kept: false,
        text: expect.stringContaining('This is not saved: copy your text before you leave.'),
      })
      expect((await ask())?.draft?.progress).toBe('Late at night')
    })
  })

  it('typed while the session ends is kept as a draft, and handed back', async () => {
    later(13 * 60)
    const page = await lead.post('/form/action/1.1', {
      ...answer,
      progress: 'Over night',
      revision: '0',
      page: 'p',
    })
    expect(page.status).toBe(401)
    const html = await page.text()
    expect(html).toContain('Over night')
    expect(html).toContain('This is saved as a draft.')
    expect(await (await leads.enter('ann')).read('/form/action/1.1')).toContain('Over night')
  })

  it('comes back whole, in a form to send again, when it cannot be stored', async () => {
    const faults: unknown[] = []
    const take = { onFault: (error: unknown) => faults.push(error) }
    const away = async () => {
      throw new Error('the table is away')
    }
    const sent = {
      ...answer,
      ...june,
      progress: 'A <b> "quoted" 🎉\nline',
      consequence: 'They wait',
      links: 'x',
      revision: '0',
      page: 'p1',
    }
    for (const broken of [
      { ...take, sessions: { ...month.table.sessions, findSession: away } },
      { ...take, forms: { ...month.table.forms, loadRequestFile: away } },
      { ...take, forms: { ...month.table.forms, saveDraft: away } },
      { ...take, forms: { ...month.table.forms, markDrafted: away } },
    ]) {
      const { app } = openTestLeads(month, clock, broken)
      const page = await app.request('https://muster.example/form/action/1.1', {
        method: 'POST',
        body: new URLSearchParams(sent),
        headers: { cookie: lead.cookie, origin: 'https://muster.example' },
      })
      expect(page.status).toBe(503)
      expect(formFields(await page.text())).toEqual(sent)
    }
    expect(faults).toHaveLength(4)
  })

  describe('that nothing has changed', () => {
    const november = { ...key, ref: '1.1', version: 1, cycleId: '2026-11', by: 'ann', byName: 'Ann Lead' }
    /** As if the month before had been answered so. */
    const answered = async (said: { statusCode?: string; unchanged?: number; forecast?: string }) => {
      const content = {
        ...november,
        statusCode: 'on-track',
        progress: 'Said in November',
        obstacles: '',
        at: '2026-11-05T10:00:00.000Z',
        unchanged: 0,
        ...said,
      }
      const hash = 'b'.repeat(64)
      await month.table.entities.update.put({ ...content, hash }).go()
      await month.table.entities.action
        .patch({ ...key, ref: '1.1' })
        .set({ headVersion: 1, headHash: hash })
        .go()
      const previous = { impact: '', links: [], files: [], forecast: null, onBehalfOf: null, ...content }
      await month.table.entities.ask
        .patch({ ...ann, ref: '1.1' })
        .set({ previous: { ...previous, changeId: null, previousHash: null, hash } })
        .go()
    }
    const state = () => lead.post('/form/action/1.1/no-change')

    it('shows the second month what it was said of, and not only that it was said', async () => {
      await answered({})
      expect(await lead.read('/form/action/1.1')).not.toContain('What was said in')
      const previous = { ...(await ask())?.previous, progress: 'No change since October 2026.', unchanged: 1 }
      await month.table.entities.ask
        .patch({ ...ann, ref: '1.1' })
        .set({ previous })
        .go()
      const page = await lead.read('/form/action/1.1')
      expect(page).toMatch(
        /No change since October 2026\..*What was said in November 2026.*Said in November.*If all of this still holds/s,
      )
    })

    it('is one press, by name and day, and once', async () => {
      await answered({})
      expect(await lead.read('/form/action/1.1')).toContain('No change since November 2026')
      const [first, second] = await Promise.all([state(), state()])
      expect([first.headers.get('location'), second.headers.get('location')]).toEqual(
        Array(2).fill('/form?stated=1.1'),
      )
      expect(await head()).toMatchObject({
        version: 2,
        statusCode: 'on-track',
        progress: 'No change since November 2026.',
        byName: 'Ann Lead',
        unchanged: 1,
      })
      expect(await lead.read('/form?stated=1.1')).toContain('For 1.1 it is stored that nothing has changed')
      // In other words after all: a further version.
      later(5)
      await save({ ...answer, progress: 'Something did change' })
      await submit()
      expect(await head()).toMatchObject({ version: 3, progress: 'Something did change', unchanged: 0 })
    })

    it('asks for no change of the plan, also where a new date still holds, and promises no mail', async () => {
      await answered({ forecast: '2027-06' })
      await state()
      expect(await head()).toMatchObject({ version: 2, forecast: '2027-06', unchanged: 1, changeId: null })
      expect(await open()).toEqual([])
      const done = await lead.read('/form/done')
      expect(done).toMatch(/Reference 1\.1-/)
      expect(done).not.toMatch(/new date|by email/i)
      const kinds = (await month.table.cycles.listMessages(december)).map(({ kind }) => kind)
      expect(kinds).not.toContain('receipt')
      // What the lead then writes themselves is mailed.
      await save({ ...answer, progress: 'In words' }, lead, '1.2')
      await submit('1.2')
      expect(await lead.read('/form/done')).toContain('You get what you wrote by email as well.')
      later(5)
      await save({ ...answer, progress: 'In words' })
      await submit()
      expect(await lead.read('/form/done')).toContain('You get all of it by email as well.')
    })

    it('submits no draft that the lead has not submitted, and the draft may follow', async () => {
      await answered({})
      const draft = { ...answer, progress: 'Half a thought' }
      await save(draft)
      const shown = (await ask())?.draftRevision
      later(5)
      await state()
      expect(await head()).toMatchObject({ version: 2, unchanged: 1 })
      // The press of a page that showed the draft before.
      const pressed = await lead.post('/form/submit', { submit: `1.1:${shown}` })
      expect(pressed.status).toBe(409)
      expect(await pressed.text()).toContain('nothing was submitted for it')
      expect((await head())?.version).toBe(2)
      later(5)
      await save(draft)
      expect((await submit()).headers.get('location')).toBe('/form/done')
      expect(await head()).toMatchObject({ version: 3, progress: 'Half a thought', unchanged: 0 })
    })

    it('leaves the form empty for what the lead may write after all', async () => {
      await answered({})
      await state()
      expect(formFields(await lead.read('/form/action/1.1'))).toMatchObject({ progress: '', obstacles: '' })
    })

    it.each([
      ['completed', { statusCode: 'done' }, 'It was Completed last time'],
      ['to be done by a date that is past', { forecast: '2026-11' }, 'The new date given last time was'],
      ['off track', { statusCode: 'off-track' }, 'It was Off track last time'],
      ['said twice', { unchanged: 2 }, 'No change was said 2 times in a row'],
    ])('is refused where it was %s, with the reason', async (_, said, reason) => {
      await answered(said)
      expect(await lead.read('/form/action/1.1')).toContain(reason)
      const page = await state()
      expect(page.status).toBe(422)
      expect(await page.text()).toContain(`You cannot say “no change” this month. ${reason}`)
      expect((await head())?.version).toBe(1)
    })

    it('leaves an answer of this month alone', async () => {
      await answered({})
      await save({ ...answer, progress: 'In words' })
      await submit()
      await state()
      expect(await head()).toMatchObject({ version: 2, progress: 'In words' })
    })
  })

  it('is receipted by one mail with the full text, and stored also where that mail cannot be owed', async () => {
    await save({
      ...answer,
      progress: 'Two <b>\n\nlines',
      obstacles: 'Snow',
      links: 'https://a.example/',
      ...june,
    })
    await submit()
    const { draftRevision } = (await ask()) ?? {}
    await lead.post('/form/submit', { submit: `1.1:${draftRevision}` })
    const receipts = async () =>
      (await month.table.cycles.listMessages(december)).filter(({ kind }) => kind === 'receipt')
    const [message, ...others] = await receipts()
    if (!message) throw new Error('no receipt is owed')
    expect(others).toEqual([])
    expect(month.queued.filter(({ messageId }) => messageId === message.messageId)).toHaveLength(1)
    const mail = await compose(message)
    if (!mail.owed) throw new Error(mail.reason)
    expect(mail.mail.subject).toBe('Received: 1 update for December 2026: Improvement plan')
    for (const said of [
      'Two <b>\n\nlines',
      'Snow',
      'https://a.example/',
      'June 2027',
      '1 action of yours is still to answer',
    ])
      expect(mail.mail.text).toContain(said)
    // The date is asked for, and the status is not.
    expect((await head())?.changeId).not.toBeNull()
    expect(mail.mail.text).not.toContain('Change of the plan')
    later(5)
    await save({ ...answer, progress: 'Said anew' })
    await submit()
    expect(await compose(message)).toEqual({
      owed: false,
      reason: 'It was submitted anew, which has a receipt of its own.',
    })
    const faults: unknown[] = []
    const away = async () => {
      throw new Error('the table is away')
    }
    leads = openTestLeads(month, clock, {
      onFault: (error) => faults.push(error),
      messages: { ...month.table.messages, owe: away },
    })
    lead = await leads.enter('ann')
    await save({ ...answer, progress: 'The other' }, lead, '1.2')
    expect((await submit('1.2')).headers.get('location')).toBe('/form/done')
    expect(faults).toHaveLength(1)
    expect(await receipts()).toHaveLength(2)
  })

  it('shows everything that was ever said about an action', async () => {
    await save({ ...answer, impact: 'Fewer wait' })
    await submit()
    later(5)
    await save({ ...answer, progress: 'Said <better>' })
    await submit()
    const page = await lead.read('/form/action/1.1/history')
    expect(page).toMatch(/Said &lt;better&gt;.*Ann Lead.*\(version 2\).*All well.*\(version 1\)/s)
    expect(page).toContain('Fewer wait')
    expect((await lead.get('/form/action/9.9/history')).status).toBe(404)
  })
})
