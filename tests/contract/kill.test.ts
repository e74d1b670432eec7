import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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

  it.each(['before', 'after'] as const)(
    'keeps every answer, once, when the kill comes %s the second is written',
    async (when) => {
      const { key, cycle } = await plantPlan(`killed-submitting-${when}`)
      await machine.run('tick', key)
      await machine.drain()
      const kim = (await stores.cycles.listRequests(cycle)).find(
        ({ personName }) => personName === 'Kim Porter',
      )
      const message = (await stores.cycles.listMessages(cycle)).find(
        ({ personId }) => personId === kim?.personId,
      )
      const mail = machine.mailbox.mails().find(({ messageId }) => messageId === message?.sesMessageId)

      const visitor = createVisitor()
      const landing = await visitor.open(mail ? linkIn(mail) : '')
      const start = landing.forms.find(({ action }) => action === '')
      if (!start) throw new Error('the landing page has no button')
      await visitor.press(landing, start)
      const refs = ['5.1', '5.2', '5.3']
      for (const ref of refs) {
        const page = await visitor.open(`${machine.webUrl}/form/action/${ref}`)
        const form = page.forms.find(({ fields }) => fields.some(([name]) => name === 'progress'))
        if (!form) throw new Error('the action page has no form')
        const answer = {
          status: 'on-track',
          progress: `Answer for ${ref} `.repeat(200).trim(),
          obstacles: 'Two posts are vacant until March.',
        }
        await visitor.press(page, form, answer)
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
      await system.runAndKill('lead-web', event, { write: 2, when })

      const done = await visitor.press(check, submit)
      expect(new URL(done.url).pathname).toBe('/form/done')
      for (const ref of refs) {
        const head = await stores.forms.findHead({ ...key, ref })
        expect(head).toMatchObject({ version: 1, progress: `Answer for ${ref} `.repeat(200).trim() })
      }
      expect(
        (await stores.forms.loadRequestFile({ ...cycle, personId: kim?.personId ?? '' }))?.request.answered,
      ).toBe(3)
    },
  )
})
