import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCalendar, holidaysOf } from '../../functions/cycle/calendar.ts'
import { connectStores } from '../../functions/entrypoints/wiring.ts'
import { tableDefinition } from '../../functions/platform/dynamo/table.ts'
import { linkIn } from '../../infra/local/example-answers.ts'
import { loadHandlers } from '../../infra/local/handlers.ts'
import { hull, plantHull } from '../../infra/local/hull.ts'
import { type Machine, startMachine } from '../../infra/local/machine.ts'
import { createVisitor } from '../../infra/local/visitor.ts'
import { tableName } from '../../infra/system.ts'
import bankHolidays from '../../seeds/bank-holidays.json' with { type: 'json' }
import { type KillPoint, startKillingProxy } from '../support/killing-proxy.ts'

const RUNNER = fileURLToPath(new URL('../support/run-handler.ts', import.meta.url))

describe('a process killed in the middle', () => {
  let machine: Machine
  let dataDir: string

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'muster-kill-'))
    machine = await startMachine({
      dataDir,
      tableDefinition: tableDefinition(tableName),
      loadHandlers: () => loadHandlers(dataDir),
      runTimer: false,
    })
    // A working morning, so that mail goes out at once.
    const calendar = createCalendar({
      timeZone: 'Europe/London',
      holidays: holidaysOf(bankHolidays, 'england-and-wales'),
    })
    const today = calendar.localDate(machine.clock.now())
    machine.clock.moveTo(calendar.at(calendar.addWorkingDays(today, 1), '09:00'))
  })
  afterAll(async () => {
    await machine?.stop()
    await rm(dataDir, { recursive: true, force: true })
  })

  /** Hull's plan under an id of its own, its next cycle about to be opened. */
  const plantPlan = async (planId: string) => {
    const key = { ...hull, planId }
    await plantHull(key)
    const stores = connectStores({ TABLE_NAME: tableName, CLOCK_FILE: machine.clock.file })
    await machine.run('tick', key)
    const cycle = { ...key, cycleId: (await stores.plans.findPlan(key))?.currentCycleId ?? '' }
    expect(await stores.cycles.moveCycle({ ...cycle, revision: 0 }, 'opening', {})).toBe(true)
    return { key, cycle, stores }
  }

  /** Runs a handler in a process of its own and kills that with SIGKILL at the given write. */
  const runAndKill = async (name: string, event: unknown, point: KillPoint) => {
    let kill = () => {}
    const proxy = await startKillingProxy(machine.env['AWS_ENDPOINT_URL_DYNAMODB'] ?? '', point, () => kill())
    const child = spawn(process.execPath, ['--import', 'tsx', RUNNER, name, JSON.stringify(event), dataDir], {
      env: { ...process.env, ...machine.env, AWS_ENDPOINT_URL_DYNAMODB: proxy.url },
      stdio: 'ignore',
    })
    kill = () => child.kill('SIGKILL')
    const [, signal] = await once(child, 'exit')
    proxy.stop()
    expect(signal).toBe('SIGKILL')
    expect(proxy.wasKilled()).toBe(true)
  }

  it.each<KillPoint & { planId: string }>([
    { planId: 'killed-early', write: 1, when: 'after' },
    { planId: 'killed-asking', write: 30, when: 'before' },
    { planId: 'killed-asked', write: 30, when: 'after' },
  ])(
    'finishes opening after a kill $when write $write, with one mail a lead',
    async ({ planId, ...point }) => {
      const { key, cycle, stores } = await plantPlan(planId)
      const mailsBefore = machine.mailbox.mails().length

      await runAndKill('tick', key, point)
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
      const { key, cycle, stores } = await plantPlan(`killed-submitting-${when}`)
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
      await runAndKill('lead-web', event, { write: 2, when })

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
