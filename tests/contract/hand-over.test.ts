import { describe, expect, it } from 'vitest'
import { openHandOver } from '../support/hand-over.ts'
import { CLOSES, openTestLeads } from '../support/lead.ts'
import { key } from '../support/small-plan.ts'

describe('handing an action over', () => {
  it('puts it on the form of somebody who had none, with a mail and a link of their own', async () => {
    const { month, compose, ann, counts, handTo, messages } = await openHandOver()
    const answer = await handTo('mia')
    expect(answer.headers.get('location')).toBe('/form?done=handed')
    expect(await counts()).toEqual({ ann: [1, 0], bob: [1, 0], mia: [1, 0] })
    const [message, ...others] = await messages('handed')
    expect(others).toEqual([])
    expect(message).toMatchObject({ personId: 'mia', state: 'owed' })
    expect(month.queued.map(({ messageId }) => messageId)).toContain(message?.messageId)
    const mail = message && (await compose(message))
    if (!mail?.owed) throw new Error('the mail is not owed')
    expect(mail.mail.subject).toBe('For Ann Lead: Update 1 action by Tuesday 15 December: Improvement plan')
    expect(mail.mail.text).toContain('marked “on behalf of Ann Lead”')
    expect(mail.mail.to.address).toBe('mia@testshire.example')
    const list = await ann.read('/form')
    expect(list).toMatch(/Handed over.*1\.1.*To Mia Member.*Not answered/s)
    expect(await ann.read('/form/action/1.1')).toContain('This went to Mia Member on 2 December 2026')
  })

  it('stores what the colleague submits on the lead’s behalf, and shows both', async () => {
    const { later, leads, ann, ask, counts, handTo, save, submit, head, messages, compose } =
      await openHandOver()
    await handTo('mia')
    const mia = await leads.enter('mia')
    expect(await mia.read('/form')).toContain('on behalf of Ann Lead')
    later(5)
    await save(mia)
    expect(await mia.read('/form/check')).toMatch(/On behalf of\s*<\/dt>.*?Ann Lead/s)
    expect((await submit(mia, 'mia')).headers.get('location')).toBe('/form/done')
    expect(await mia.read('/form/done')).toMatch(/1\.1.*On behalf of Ann Lead\. Reference/s)
    const [receipt] = await messages('receipt')
    const mail = receipt && (await compose(receipt))
    expect(mail?.owed && mail.mail.text).toContain('On behalf of:\nAnn Lead')
    expect(await head()).toMatchObject({
      byName: 'Mia Member',
      onBehalfOf: { personId: 'ann', name: 'Ann Lead' },
    })
    expect(await counts()).toEqual({ ann: [1, 0], bob: [1, 0], mia: [1, 1] })
    expect(await ann.read('/form')).toContain('Submitted by Mia Member')
    expect((await ask('ann'))?.answer?.byName).toBe('Mia Member')
  })

  it('asks the colleague alone from then on', async () => {
    const { month, compose, counts, handTo, messages } = await openHandOver()
    await handTo('bob', ['1.1', '1.2'])
    // 1.2 is Bob's already.
    expect(await counts()).toEqual({ ann: [1, 0], bob: [2, 0] })
    await month.tick('2026-12-10T09:00:00.000Z')
    const mails = await Promise.all((await messages('reminder')).map(compose))
    const texts = mails.map((mail) => (mail.owed ? [mail.mail.to.name, mail.mail.text] : []))
    const textOf = (name: string) => String(texts.find(([to]) => to === name)?.[1])
    expect(textOf('Bob Lead')).toMatch(/1\.1 .*1\.2 /s)
    expect(textOf('Ann Lead')).not.toMatch(/1\.1 /)
  })

  it('says what of it cannot be handed over, and keeps the rest', async () => {
    const { ann, ask, handTo, submit } = await openHandOver()
    const page = await handTo('bob', ['1.1', '1.2', '9.9'])
    expect(page.status).toBe(409)
    const html = await page.text()
    expect(html).toContain('1.2 is on their list already. 9.9 is not yours to hand over')
    expect((await ask('ann'))?.handedTo?.personId).toBe('bob')
    for (const nobody of ['ann', 'nobody', '']) {
      expect((await handTo(nobody, ['1.2'])).status).toBeGreaterThanOrEqual(409)
    }
    await submit(ann, 'ann', '1.2')
    expect(await (await handTo('mia', ['1.2'])).text()).toContain('1.2 is answered already')
  })

  it.each([
    [{}, ['#refs', '#who']],
    [{ ref: '1.1', who: 'colleague' }, ['#personId']],
    [{ ref: '1.1', who: 'new', email: 'x'.repeat(10_000) }, ['#name', '#email']],
  ])('asks for what is missing of %o', async (fields, links) => {
    const { ann } = await openHandOver()
    const page = await ann.post(
      '/form/hand-over',
      Object.entries(fields).map(([a, b]): [string, string] => [a, String(b)]),
    )
    expect(page.status).toBe(422)
    const html = await page.text()
    for (const link of links) expect(html).toContain(`href="${link}"`)
  })

  it('pressed twice is done once', async () => {
    const { counts, handTo } = await openHandOver()
    const answers = await Promise.all([handTo('mia'), handTo('mia')])
    expect(answers.map(({ status }) => status)).toEqual([303, 303])
    expect(await counts()).toMatchObject({ ann: [1, 0], mia: [1, 0] })
  })

  it('pressed again just as the first press is written is done as well', async () => {
    const { month, clock, counts, handTo } = await openHandOver()
    const { forms } = month.table
    let pressed = false
    const findAsk: typeof forms.findAsk = async (key) => {
      const ask = await forms.findAsk(key)
      if (key.personId === 'ann' && !pressed) {
        pressed = true
        await handTo('mia')
      }
      return ask
    }
    const second = await openTestLeads(month, clock, { forms: { ...forms, findAsk } }).enter('ann')
    expect((await handTo('mia', ['1.1'], second)).status).toBe(303)
    expect(await counts()).toMatchObject({ ann: [1, 0], mia: [1, 0] })
  })

  it('can be taken back until it is answered, and what the colleague wrote is kept', async () => {
    const { later, leads, ann, ask, counts, handTo, save, submit, head } = await openHandOver()
    await handTo('mia')
    const mia = await leads.enter('mia')
    await save(mia)
    expect((await ann.post('/form/action/1.1/take-back')).headers.get('location')).toBe('/form/action/1.1')
    expect(await counts()).toEqual({ ann: [2, 0], bob: [1, 0], mia: [0, 0] })
    expect(await mia.read('/form/action/1.1')).toContain('This went back to Ann Lead on 2 December 2026')
    expect(await mia.read('/form/action/1.1/history')).toContain('This went back to Ann Lead')
    expect(await mia.read('/form')).toContain('Nothing is asked of you now.')
    expect((await ask('mia'))?.draft?.progress).toBe('All well')
    await mia.post('/form/submit', { submit: '1.1:1' })
    expect(await head()).toBeNull()
    // And handed over once more, the colleague goes on from there.
    later(5)
    await handTo('mia')
    expect(await counts()).toEqual({ ann: [1, 0], bob: [1, 0], mia: [1, 0] })
    expect(await mia.read('/form/action/1.1')).toContain('All well')
    later(5)
    await submit(mia, 'mia')
    expect((await ann.post('/form/action/1.1/take-back')).headers.get('location')).toBe(
      '/form?done=answered-meanwhile',
    )
    expect(await counts()).toMatchObject({ ann: [1, 0], mia: [1, 1] })
  })

  it('can be given back, which the lead is mailed about', async () => {
    const { compose, leads, counts, handTo, messages } = await openHandOver()
    await handTo('mia')
    const mia = await leads.enter('mia')
    expect((await mia.post('/form/action/1.1/give-back')).headers.get('location')).toBe(
      '/form?done=given-back',
    )
    expect(await counts()).toEqual({ ann: [2, 0], bob: [1, 0], mia: [0, 0] })
    const message = (await messages('handed')).find(({ personId }) => personId === 'ann')
    const mail = message && (await compose(message))
    expect(mail?.owed && mail.mail.text).toContain('Mia Member has given back what you had handed over')
    const [told] = (await messages('handed')).filter(({ personId }) => personId === 'mia')
    expect(told && (await compose(told))).toMatchObject({ owed: false })
  })

  it('and an answer at the same moment leave every number right', async () => {
    const { leads, ask, counts, handTo, save, head } = await openHandOver()
    const bob = await leads.enter('bob')
    await save(bob, '1.2')
    const press = () => bob.post('/form/submit', { submit: '1.2:1' })
    await Promise.all([press(), handTo('mia', ['1.2'])])
    const handed = (await ask('ann', '1.2'))?.handedTo !== null
    expect(await counts()).toEqual(
      handed ? { ann: [1, 0], bob: [1, 1], mia: [1, 1] } : { ann: [2, 1], bob: [1, 1] },
    )
    expect(await head('1.2')).toMatchObject({ version: 1, byName: 'Bob Lead', onBehalfOf: null })
  })

  it('that comes between the reading and the writing of an answer is not overlooked', async () => {
    const { month, clock, ask, counts, handTo, submit } = await openHandOver()
    let handed = false
    const { forms } = month.table
    const leads = openTestLeads(month, clock, {
      forms: {
        ...forms,
        submit: async (submission) => {
          if (!handed) {
            handed = true
            await handTo('mia', ['1.2'])
          }
          return await forms.submit(submission)
        },
      },
    })
    const bob = await leads.enter('bob')
    await submit(bob, 'bob', '1.2')
    expect(await counts()).toEqual({ ann: [1, 0], bob: [1, 1], mia: [1, 1] })
    expect((await ask('mia', '1.2'))?.answer?.byName).toBe('Bob Lead')
  })

  it('names the deputy first to whoever is away', async () => {
    const { month, ann, counts, messages } = await openHandOver()
    const people = (await month.table.plans.loadDirectory(key.partnershipId)).people
    await month.table.plans.saveDirectory({
      people: people
        .filter(({ personId }) => personId === 'ann')
        .map((person) => ({ ...person, deputyId: 'sue' })),
      boards: [],
    })
    expect(await ann.read('/form/hand-over')).toMatch(/value="deputy".*Sue Strategic, my deputy/s)
    await ann.post('/form/hand-over', [
      ['ref', '1.1'],
      ['ref', '1.2'],
      ['who', 'deputy'],
    ])
    expect(await counts()).toEqual({ ann: [0, 0], bob: [1, 0], sue: [2, 0] })
    expect(await messages('handed')).toHaveLength(1)
  })

  it('proposes somebody new to the coordinators, once, and leaves the action where it is', async () => {
    const { ann, counts, messages } = await openHandOver()
    const fields: [string, string][] = [
      ['ref', '1.1'],
      ['who', 'new'],
      ['name', 'Nora New'],
      ['email', 'nora@testshire.example'],
    ]
    for (const _ of [1, 2]) {
      expect((await ann.post('/form/hand-over', fields)).headers.get('location')).toBe('/form?done=proposed')
    }
    const alerts = await messages('alert')
    expect(alerts.map(({ personId }) => personId)).toEqual(['cora'])
    expect(alerts[0]?.about).toContain(
      'Ann Lead cannot answer for 1.1 in December 2026 and proposes Nora New',
    )
    expect(await counts()).toEqual({ ann: [2, 0], bob: [1, 0] })
  })

  it('counts in the pack against whoever was to answer', async () => {
    const { month, clock, handTo } = await openHandOver()
    await handTo('mia')
    clock.now = CLOSES
    await month.tick(CLOSES)
    expect(month.snapshots[0]?.requests).toMatchObject([
      { personId: 'ann', asked: ['1.2'] },
      { personId: 'bob', asked: ['1.2'] },
      { personId: 'mia', asked: ['1.1'], answered: [] },
    ])
    const refused = await handTo('sue', ['1.2'])
    expect(refused.status).toBe(410)
    expect(await refused.text()).toContain('Nothing was handed over.')
  })

  it('says of one action and of several what was done', async () => {
    const { ann, handTo } = await openHandOver()
    expect((await handTo('mia', ['1.1', '1.2'])).headers.get('location')).toBe('/form?done=all-handed')
    expect(await ann.read('/form?done=all-handed')).toContain('They are handed over.')
    expect(await ann.read('/form?done=handed')).toContain('It is handed over.')
  })

  it('has a green banner over what was done, and none over what was refused', async () => {
    const { ann, handTo, leads, submit } = await openHandOver()
    await handTo('mia')
    await submit(await leads.enter('mia'), 'mia')
    const refused = await ann.post('/form/action/1.1/take-back')
    const page = await ann.read(refused.headers.get('location') ?? '')
    expect(page).toMatch(/id="govuk-notification-banner-title">Important<.*It was answered meanwhile/s)
    expect(page).not.toContain('govuk-notification-banner--success')
    expect(await ann.read('/form?done=given-back')).toContain('govuk-notification-banner--success')
  })

  it('fails whole where the table is away', async () => {
    const { month, clock, counts, handTo } = await openHandOver()
    const faults: unknown[] = []
    const away = openTestLeads(month, clock, {
      onFault: (error) => faults.push(error),
      forms: {
        ...month.table.forms,
        moveAsk: async () => {
          throw new Error('the table is away')
        },
      },
    })
    const lead = await away.enter('ann')
    expect((await handTo('mia', ['1.1'], lead)).status).toBe(500)
    expect(faults).toHaveLength(1)
    expect(await counts()).toEqual({ ann: [2, 0], bob: [1, 0] })
  })
})
