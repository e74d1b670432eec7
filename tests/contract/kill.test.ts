import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { later } from '../../functions/message/message.ts'
import type { RequestKey } from '../../functions/update/ask.ts'
import { linkIn } from '../../infra/local/example-answers.ts'
import { hull, plantHull } from '../../infra/local/hull.ts'
import { createVisitor } from '../../infra/local/visitor.ts'
import { type FaultyMachine, startFaultyMachine } from '../support/faulty-machine.ts'
import type { KillPoint } from '../support/killing-proxy.ts'

describe('a process killed in the middle', () => {
  let system: FaultyMachine
  let machine: FaultyMachine['machine']
  let stores: FaultyMachine['stores']

  beforeAll(async () => {
    system = await startFaultyMachine()
    machine = system.machine
    stores = system.stores
  })
  afterAll(() => system?.stop())

  /** Hull's plan under an id of its own, its next cycle about to be opened. */
  const plantPlan = async (planId: string) => {
    const key = { ...hull, planId }
    await plantHull(key)
    await machine.run('tick', key)
    const cycle = { ...key, cycleId: (await stores.plans.findPlan(key))?.currentCycleId ?? '' }
    expect(await stores.cycles.moveCycle({ ...cycle, revision: 0 }, 'opening', {})).toBe(true)
    return { key, cycle }
  }

  it.each<KillPoint & { planId: string }>([
    { planId: 'killed-early', write: 1, when: 'after' },
    { planId: 'killed-asking', write: 30, when: 'before' },
    { planId: 'killed-asked', write: 30, when: 'after' },
  ])(
    'finishes opening after a kill $when write $write, with one mail a lead',
    async ({ planId, ...point }) => {
      const { key, cycle } = await plantPlan(planId)
      const mailsBefore = machine.mailbox.mails().length

      await system.runAndKill('tick', key, point)
      await machine.drain()
      expect((await stores.cycles.findCycle(cycle))?.state).not.toBe('open')

      await machine.run('tick', key)
      await machine.run('sweep', {})
      await machine.drain()
      const opened = await stores.cycles.findCycle(cycle)
      expect(opened).toMatchObject({ state: 'open', leadsAsked: 18 })
      const messages = await stores.cycles.listMessages(cycle)
      expect(messages).toHaveLength(18)
      expect(new Set(messages.map(({ state }) => state))).toEqual(new Set(['delivered']))
      const people = new Set(messages.map(({ personId }) => personId))
      expect(people.size).toBe(18)
      expect(machine.mailbox.mails().length - mailsBefore).toBe(18)
    },
  )

  describe('while two answers that call their actions complete are submitted', () => {
    type Planted = Awaited<ReturnType<typeof plantPlan>>
    let planted: Planted
    /** Leads with two actions or more that are theirs alone: one for each kill. */
    let leads: { lead: RequestKey; refs: string[] }[]

    beforeAll(async () => {
      planted = await plantPlan('killed-submitting')
      const { key, cycle } = planted
      await machine.run('tick', key)
      await machine.drain()
      const requests = await stores.cycles.listRequests(cycle)
      const asks = await Promise.all(requests.map((request) => stores.cycles.listAsks(request)))
      leads = asks.flatMap((theirs) => {
        const alone = theirs.filter(({ holders }) => holders.length === 1)
        const [one, two] = alone
        return one && two ? [{ lead: one, refs: [one.ref, two.ref] }] : []
      })
    })

    const saidOf = (ref: string) => ({
      status: 'completed',
      progress: `Done, says ${ref}: ${'and what was done is told at length. '.repeat(200)}🎉 <b>`,
      obstacles: `Nothing\n\nis in the way of ${ref}.`,
      impact: `Families of ${ref} wait nine weeks, not twelve.`,
      links: `https://schools.example/${ref}/audit`,
    })

    /** Somebody at the form with both answers written, and the page that submits them. */
    const writeBoth = async ({ lead, refs }: (typeof leads)[number]) => {
      const { cycle } = planted
      const message = (await stores.cycles.listMessages(cycle)).find(
        ({ personId, kind }) => personId === lead.personId && kind === 'request',
      )
      const mail = machine.mailbox.mails().find(({ messageId }) => messageId === message?.sesMessageId)
      const visitor = createVisitor()
      const landing = await visitor.open(mail ? linkIn(mail) : '')
      const start = landing.forms.find(({ action }) => action === '')
      if (!start) throw new Error('the landing page has no button')
      await visitor.press(landing, start)
      for (const ref of refs) {
        const page = await visitor.open(`${machine.webUrl}/form/action/${ref}`)
        const form = page.forms.find(({ fields }) => fields.some(([name]) => name === 'progress'))
        if (!form) throw new Error('the action page has no form')
        await visitor.press(page, form, saidOf(ref))
      }
      const check = await visitor.open(`${machine.webUrl}/form/check`)
      const submit = check.forms.find(({ action }) => action === '/form/submit')
      if (!submit) throw new Error('nothing is ready to be submitted')
      const event = {
        version: '2.0',
        rawPath: '/form/submit',
        rawQueryString: '',
        cookies: [await visitor.cookieFor(machine.webUrl)],
        headers: {
          host: new URL(machine.webUrl).host,
          origin: machine.webUrl,
          'sec-fetch-site': 'same-origin',
          'content-type': 'application/x-www-form-urlencoded',
        },
        requestContext: {
          http: { method: 'POST', path: '/form/submit' },
          domainName: 'localhost',
          stage: '$default',
        },
        body: new URLSearchParams(submit.fields).toString(),
        isBase64Encoded: false,
      }
      return { event, press: () => visitor.press(check, submit) }
    }

    /** A mail's lines are broken where they become long. */
    const oneLine = (text = '') => text.replaceAll(/\s+/g, ' ')

    /** Each answer is one write with its change request; the third write owes the receipt of both. */
    const points = [1, 2, 3].flatMap((write) =>
      (['before', 'after'] as const).map((when) => ({
        write,
        when,
        stored: when === 'before' ? write - 1 : Math.min(write, 2),
      })),
    )
    it.each(points.map((point, index) => ({ ...point, index })))(
      'loses nothing that was typed to a kill $when write $write, and a second press completes it, once',
      async ({ write, when, stored, index }) => {
        const { key, cycle } = planted
        const chosen = leads[index]
        if (!chosen) throw new Error('there are too few leads with actions of their own')
        const { lead, refs } = chosen
        const { event, press } = await writeBoth(chosen)
        const answersOf = () => Promise.all(refs.map((ref) => stores.forms.findHead({ ...key, ref })))
        const changesOf = async () =>
          (await stores.changes.list(key)).filter((change) => refs.includes(change.ref))
        const receiptsOf = async () =>
          (await stores.cycles.listMessages(cycle)).filter(
            ({ personId, kind }) => personId === lead.personId && kind === 'receipt',
          )

        await system.runAndKill('lead-web', event, { write, when })
        for (const ref of refs) {
          const { status, ...texts } = saidOf(ref)
          const ask = await stores.forms.findAsk({ ...lead, ref })
          expect(ask?.draft).toMatchObject({ statusCode: status, ...texts })
        }
        expect((await answersOf()).filter((one) => one !== null)).toHaveLength(stored)
        expect(await changesOf()).toHaveLength(stored)

        expect(new URL((await press()).url).pathname).toBe('/form/done')
        const [answers, changes] = [await answersOf(), await changesOf()]
        expect(changes).toHaveLength(2)
        for (const [at, ref] of refs.entries()) {
          const { status, links, ...texts } = saidOf(ref)
          const change = changes.find((one) => one.ref === ref)
          expect(answers[at]).toMatchObject({
            version: 1,
            statusCode: status,
            ...texts,
            links: [links],
            changeId: change?.changeId,
          })
          expect(change).toMatchObject({
            state: 'asked',
            changes: [{ field: 'status', to: 'Completed' }],
            evidence: `${texts.impact}\n${links}`,
          })
        }
        expect((await stores.forms.loadRequestFile(lead))?.request.answered).toBe(2)

        // A receipt that was owed and not queued is found by the sweeper.
        machine.clock.moveTo(later(machine.clock.now(), 3 * 60_000))
        await machine.run('sweep', {})
        await machine.drain()
        const receipts = await receiptsOf()
        expect(receipts.map(({ state }) => state)).toEqual(['delivered'])
        const mails = machine.mailbox
          .mails()
          .filter(({ messageId }) => messageId === receipts[0]?.sesMessageId)
        expect(mails).toHaveLength(1)
        for (const ref of refs) {
          const { progress, impact, links } = saidOf(ref)
          for (const text of [progress, impact, links]) expect(oneLine(mails[0]?.email.text)).toContain(text)
        }
      },
    )
  })
})
