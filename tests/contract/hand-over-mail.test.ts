import { describe, expect, it } from 'vitest'
import { openHandOver } from '../support/hand-over.ts'
import { actions, key } from '../support/small-plan.ts'

const opened = async () => {
  const all = await openHandOver()
  const { month, messages, compose } = all
  /** The mails of one kind that are still owed to somebody, the oldest first. */
  const mailsTo = async (personId: string, kind: string) => {
    const owed = (await messages(kind)).filter((message) => message.personId === personId)
    const mails = await Promise.all(
      owed.toSorted((a, b) => a.messageId.localeCompare(b.messageId)).map(compose),
    )
    return mails.flatMap((mail) => (mail.owed ? [mail.mail.text.replaceAll(/\s+/g, ' ')] : []))
  }
  const queued = () => month.queued.map(({ messageId }) => messageId)
  const events = async (what: string) => {
    const { data } = await month.table.entities.audit.query.primary(key).go({ pages: 'all' })
    return data.filter((event) => event.what === what)
  }
  return { ...all, mailsTo, queued, events }
}

describe('the mail about an action that changed hands', () => {
  it('lists what was handed over by that press, and not what came before or after', async () => {
    const { handTo, later, mailsTo } = await opened()
    await handTo('mia', ['1.1'])
    later(5)
    await handTo('mia', ['1.2'])
    const [first, second, ...more] = await mailsTo('mia', 'handed')
    expect(more).toEqual([])
    expect(first).toMatch(/Do what 1\.1 says/)
    expect(first).not.toMatch(/Do what 1\.2 says/)
    expect(second).toMatch(/Do what 1\.2 says/)
    expect(second).not.toMatch(/Do what 1\.1 says/)
  })

  it('lists only what was given back, beside what the lead has to answer anyway', async () => {
    const { leads, handTo, mailsTo } = await opened()
    await handTo('mia', ['1.1'])
    await (await leads.enter('mia')).post('/form/action/1.1/give-back')
    const [mail, ...more] = await mailsTo('ann', 'handed')
    expect(more).toEqual([])
    expect(mail).toContain('Mia Member has given back what you had handed over')
    expect(mail).toMatch(/Do what 1\.1 says/)
    expect(mail).not.toMatch(/Do what 1\.2 says/)
    expect(mail).toContain('there you can hand your actions over')
  })

  it('is not about what somebody else has handed to them since', async () => {
    const { ann, leads, later, handTo, mailsTo } = await opened()
    await handTo('mia', ['1.2'])
    await ann.post('/form/action/1.2/take-back')
    later(5)
    await handTo('mia', ['1.2'], await leads.enter('bob'))
    const [mail, ...more] = await mailsTo('mia', 'handed')
    expect(more).toEqual([])
    expect(mail).toContain('Bob Lead asks you to answer this action')
  })

  it('comes for what a press hands over besides what had been handed over before', async () => {
    const { handTo, later, mailsTo, queued, messages } = await opened()
    await handTo('mia', ['1.1'])
    later(5)
    await handTo('mia', ['1.1', '1.2'])
    const mails = await mailsTo('mia', 'handed')
    expect(mails.map((mail) => mail.match(/Do what 1\.\d/g))).toEqual([['Do what 1.1'], ['Do what 1.2']])
    const owed = (await messages('handed')).map(({ messageId }) => messageId)
    expect(queued()).toEqual(expect.arrayContaining(owed))
  })

  it('is neither owed nor queued by a press that found all of it done', async () => {
    const { leads, handTo, later, queued, messages } = await opened()
    await handTo('mia')
    const before = queued()
    later(5)
    await handTo('mia')
    expect(queued()).toEqual(before)
    const mia = await leads.enter('mia')
    await mia.post('/form/action/1.1/give-back')
    expect(queued()).toHaveLength(before.length + 1)
    later(5)
    await mia.post('/form/action/1.1/give-back')
    expect(queued()).toHaveLength(before.length + 1)
    expect(await messages('handed')).toHaveLength(2)
  })

  it('and those after it tell a colleague to give it back, and a lead to hand it over', async () => {
    const { month, handTo, mailsTo } = await opened()
    await handTo('mia')
    await month.tick('2026-12-10T09:00:00.000Z')
    for (const kind of ['handed', 'reminder']) {
      const [mail] = await mailsTo('mia', kind)
      expect(mail).toContain('If it is not for you, or you are away, give it back on the form.')
      expect(mail).not.toContain('hand your actions over')
    }
    const [reminder] = await mailsTo('mia', 'reminder')
    expect(reminder).toContain('You get this because you are asked to answer in the place of Ann Lead.')
    const [anns] = await mailsTo('ann', 'reminder')
    expect(anns).toContain('there you can hand your actions over')
    expect(anns).toContain('names you as a lead')
  })
})

describe('the mail about an action that was taken back', () => {
  /** As if the mail about the handing over had come so far. */
  const stand = async ({ month, messages }: Awaited<ReturnType<typeof opened>>, state: string) => {
    for (const { partnershipId, messageId } of await messages('handed')) {
      await month.table.entities.message.patch({ partnershipId, messageId }).set({ state }).go()
    }
  }
  const takeBack = (of: Awaited<ReturnType<typeof opened>>['ann']) => of.post('/form/action/1.1/take-back')

  it.each(['claimed', 'unknown', 'sent', 'delivered'])(
    'tells the colleague, where the mail that asked them is %s, and once',
    async (state) => {
      const all = await opened()
      const { ann, handTo, later, mailsTo, messages, queued } = all
      await handTo('mia', ['1.1', '1.2'])
      await stand(all, state)
      later(5)
      await takeBack(ann)
      later(5)
      await takeBack(ann)
      const [mail, ...more] = await mailsTo('mia', 'taken-back')
      expect(more).toEqual([])
      expect(mail).toContain(
        'Ann Lead had handed you this action of the Improvement plan and has taken it back',
      )
      expect(mail).toMatch(/1\.1 Do what 1\.1 says.*1 action on your form is still to answer/)
      expect(queued()).toContain((await messages('taken-back'))[0]?.messageId)
    },
  )

  it.each(['owed', 'dropped', 'rejected'])(
    'is not owed where the mail that asked them is %s',
    async (state) => {
      const all = await opened()
      await all.handTo('mia')
      await stand(all, state)
      await takeBack(all.ann)
      expect(await all.mailsTo('mia', 'taken-back')).toEqual([])
    },
  )

  it('is not owed where they were told of another action', async () => {
    const all = await opened()
    await all.handTo('mia', ['1.2'])
    await stand(all, 'sent')
    all.later(5)
    await all.handTo('mia', ['1.1'])
    await takeBack(all.ann)
    expect(await all.mailsTo('mia', 'taken-back')).toEqual([])
  })

  it('is not owed where somebody else was told of it', async () => {
    const all = await opened()
    await all.handTo('bob')
    await stand(all, 'sent')
    await takeBack(all.ann)
    all.later(5)
    await all.handTo('mia')
    await takeBack(all.ann)
    expect(await all.mailsTo('mia', 'taken-back')).toEqual([])
  })

  it('names whoever had handed it to them last, where both of its leads have', async () => {
    const all = await opened()
    const bob = await all.leads.enter('bob')
    for (const lead of [all.ann, bob]) {
      all.later(5)
      await all.handTo('mia', ['1.2'], lead)
      await stand(all, 'sent')
      await lead.post('/form/action/1.2/take-back')
    }
    expect(await all.messages('taken-back')).toHaveLength(2)
    const [mail, ...more] = await all.mailsTo('mia', 'taken-back')
    expect(more).toEqual([])
    expect(mail).toContain('Bob Lead had handed you this action')
  })

  it('is not owed where it was handed to them again, or they gave it back themselves', async () => {
    const all = await opened()
    const { ann, leads, handTo, later, mailsTo, messages } = all
    await handTo('mia')
    await stand(all, 'sent')
    await takeBack(ann)
    later(5)
    await handTo('mia')
    expect(await mailsTo('mia', 'taken-back')).toEqual([])
    await (await leads.enter('mia')).post('/form/action/1.1/give-back')
    expect(await messages('taken-back')).toHaveLength(1)
  })
})

describe('the mail to a strategic lead', () => {
  const ESCALATES = '2026-12-16T09:00:00.000Z'

  it('names whoever is to answer now, with what is theirs to answer', async () => {
    const { month, handTo, mailsTo } = await opened()
    await handTo('mia')
    await month.tick(ESCALATES)
    const [mail] = await mailsTo('sue', 'escalation')
    expect(mail).toContain('Ann Lead 1 action: 1.2')
    expect(mail).toContain('Mia Member 1 action: 1.1')
  })

  it('names none of what has been answered', async () => {
    const { month, ann, submit, mailsTo } = await opened()
    await submit(ann, 'ann', '1.1')
    await month.tick(ESCALATES)
    const [mail] = await mailsTo('sue', 'escalation')
    expect(mail).toContain('Ann Lead 1 action: 1.2')
    expect(mail).not.toContain('1.1')
  })

  it('comes for an action whose colleague leads nothing themselves', async () => {
    const { month, ann, handTo, submit, later, messages } = await opened()
    await handTo('mia')
    later(5)
    await submit(ann, 'ann', '1.2')
    await month.tick(ESCALATES)
    expect((await messages('escalation')).map(({ personId }) => personId)).toEqual(['sue'])
  })

  it.each([
    'is answered by the lead',
    'is answered by a colleague',
    'was handed to a colleague at that hour',
  ])('is not owed for what %s', async (what) => {
    const { month, clock, ann, leads, handTo, submit, later, messages } = await opened()
    await month.table.imports.writeActions(
      actions.map((action) =>
        action.ref === '1.1' ? { ...action, strategicLeads: ['Cora Coordinator'] } : action,
      ),
    )
    if (what === 'is answered by the lead') await submit(ann, 'ann')
    if (what === 'is answered by a colleague') {
      await handTo('mia')
      later(5)
      await submit(await leads.enter('mia'), 'mia')
    }
    if (what === 'was handed to a colleague at that hour') {
      clock.now = ESCALATES
      await handTo('mia', ['1.1'], await leads.enter('ann'))
    }
    await month.tick(ESCALATES)
    expect((await messages('escalation')).map(({ personId }) => personId)).toEqual(['sue'])
  })
})

describe('somebody new whom a lead proposes', () => {
  const propose = (refs: string[]): [string, string][] => [
    ...refs.map((ref): [string, string] => ['ref', ref]),
    ['who', 'new'],
    ['name', 'Nora New'],
    ['email', 'nora@testshire.example'],
  ]

  it('is written down once, however often it is pressed', async () => {
    const { ann, events } = await opened()
    for (const _ of [1, 2]) await ann.post('/form/hand-over', propose(['1.1', '9.9']))
    expect(await events('person-proposed')).toMatchObject([{ details: { refs: ['1.1'], name: 'Nora New' } }])
  })

  it.each([
    [['1.1'], 'value="nora@testshire.example"'],
    [['1.1', '1.2'], 'nora@testshire.example'],
  ])('is not for what of %j is handed over: nobody is told, and what was typed stays', async (refs, kept) => {
    const { ann, handTo, events, messages } = await opened()
    await handTo('mia', refs)
    const page = await ann.post('/form/hand-over', propose(['1.1', '9.9']))
    expect(page.status).toBe(409)
    const html = await page.text()
    expect(html).toContain('None of them is yours to hand over any more')
    expect(html).toContain(kept)
    expect(await messages('alert')).toEqual([])
    expect(await events('person-proposed')).toEqual([])
  })
})
