import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createStores } from '../../functions/entrypoints/wiring.ts'
import { openTable } from '../../functions/platform/dynamo/table.ts'
import { linkIn } from '../../infra/local/example-answers.ts'
import { hull as hullKey } from '../../infra/local/hull.ts'
import type { Machine } from '../../infra/local/machine.ts'
import { expectGood, go, type HullInBrowser, openHullInBrowser, PHONE } from '../support/hull-in-browser.ts'

const PRESSABLE = 'a[href], button, input[type=submit], summary, [role=button], [onclick]'
/** What goes to another page, or to another place of the same, when it is pressed. */
const GOES = 'a[href], button, input[type=submit]'
/** Whatever else a press sets off begins within this. */
const LET_IT_LOAD_MS = 150

describe("a lead's link in a browser", () => {
  let hull: HullInBrowser
  let machine: Machine
  let browser: Browser

  beforeAll(async () => {
    hull = await openHullInBrowser()
    ;({ machine, browser } = hull)
  })

  afterAll(() => hull?.stop())

  const mailsTo = (address: string) => machine.mailbox.mails().filter(({ to }) => to.includes(address))
  const openPage = async (javaScriptEnabled = true) =>
    await (await browser.newContext({ javaScriptEnabled, viewport: PHONE })).newPage()
  const enter = async (page: Page, link: string) => {
    await page.goto(link)
    await go(page, page.getByRole('button', { name: 'Continue' }))
    expect(new URL(page.url()).pathname).toBe('/form')
  }

  /** All that is stored of a lead's form, except when it was first opened. */
  const storedOf = async (address: string) => {
    const stores = createStores(openTable(machine.env['TABLE_NAME'] ?? ''))
    const [person] = await stores.plans.findPeopleByEmail(address)
    const plan = await stores.plans.findPlan(hullKey)
    if (!person || !plan?.currentCycleId) throw new Error('there is no such lead, or no month')
    const cycle = { ...hullKey, cycleId: plan.currentCycleId }
    const file = await stores.forms.loadRequestFile({ ...cycle, personId: person.personId })
    if (!file) throw new Error(`${address} has no form`)
    const { formOpenedAt: _, ...request } = file.request
    return { request, asks: file.asks, messages: await stores.cycles.listMessages(cycle) }
  }

  /** Presses everything on one page, each on a visit of its own; gives the addresses that it came to. */
  const pressAll = async (robot: BrowserContext, url: string): Promise<Set<string>> => {
    const reached = new Set<string>()
    const visit = async () => {
      const page = await robot.newPage()
      await page.goto(url)
      // The bar that moves this machine's clock is no part of the page, and would end the month.
      await page.evaluate("document.querySelector('aside.local-clock').remove()")
      return { page, targets: page.locator(PRESSABLE) }
    }
    const first = await visit()
    const all = await first.targets.count()
    await first.page.close()
    expect(all).toBeGreaterThan(0)
    for (let index = 0; index < all; index += 1) {
      const { page, targets } = await visit()
      const target = targets.nth(index)
      if (!(await target.getAttribute('href'))?.startsWith('mailto:')) {
        // By script, as robots do: it reaches what is out of sight as well.
        const isGoing = (await target.and(page.locator(GOES)).count()) > 0
        const gone = isGoing ? page.waitForEvent('framenavigated') : page.waitForTimeout(LET_IT_LOAD_MS)
        await target.dispatchEvent('click')
        await gone
        await page.waitForLoadState('networkidle')
        reached.add(page.url())
      }
      await page.close()
    }
    return reached
  }

  it('lets a lead in after a robot that runs scripts and presses everything, and nothing has changed', async () => {
    const address = 'paul.brownlee@hull-council.example'
    const link = linkIn(hull.newestTo(address))

    // The lead has answered one action and begun another.
    const lead = await openPage()
    await enter(lead, link)
    await go(lead, lead.getByRole('link', { name: /^1\.2 / }))
    await lead.getByLabel('On track no concerns').check()
    await lead.getByLabel('What has happened since last time?').fill('Answered before the robot came')
    await lead.getByLabel('What is in the way').fill('Nothing that lasts')
    await go(lead, lead.getByRole('button', { name: 'Save and continue' }))
    await lead.goto(`${machine.webUrl}/form/check`)
    await go(lead, lead.getByRole('button', { name: /^Submit/ }))
    await lead.goto(`${machine.webUrl}/form/action/6.6`)
    await lead.getByLabel('What has happened since last time?').fill('Begun before the robot came')
    await go(lead, lead.getByRole('button', { name: /^Save/ }).first())
    // The receipt is on its way by itself.
    await machine.drain()
    const before = await storedOf(address)
    expect(before.asks.map(({ draft, answer }) => Boolean(draft ?? answer))).toEqual([true, true])
    const mails = machine.mailbox.mails().length

    const robot = await browser.newContext()
    for (const method of ['HEAD', 'GET', 'GET', 'POST']) {
      await robot.request.fetch(link, { method, maxRedirects: 0, headers: { origin: machine.webUrl } })
    }
    const reached = await pressAll(robot, link)
    const pages = [...reached].filter((url) => url.startsWith(machine.webUrl) && !url.startsWith(link))
    expect(pages).toContain(`${machine.webUrl}/form`)
    for (const url of pages) await pressAll(robot, url)
    await machine.drain()

    expect(await storedOf(address)).toEqual(before)
    expect(machine.mailbox.mails()).toHaveLength(mails)
    // Neither their session nor their link has suffered.
    await lead.goto(`${machine.webUrl}/form/action/6.6`)
    expect(await lead.getByLabel('What has happened since last time?').inputValue()).toBe(
      'Begun before the robot came',
    )
    const again = await openPage()
    await enter(again, link)
    expect(await again.locator('main').textContent()).toContain('You have submitted 1 of 2 actions')
  })

  it.each([true, false])(
    'a lead whose link does not work gets a new one and goes on, with JavaScript %s',
    async (script) => {
      const address = script ? 'kelly.hare@hull-council.example' : 'mary.meredith@hull-council.example'
      const before = mailsTo(address).length
      const page = await openPage(script)
      const good = async () => {
        if (script) await expectGood(page)
      }
      await page.goto(linkIn(hull.newestTo(address)).slice(0, -5))
      expect(await page.locator('h1').textContent()).toBe('This link does not work')
      await good()
      await go(page, page.getByRole('link', { name: 'ask for a new link' }))
      await good()
      await go(page, page.getByRole('button', { name: 'Send me a new link' }))
      expect(await page.title()).toMatch(/^Error: /)
      await good()
      await page.getByRole('alert').getByRole('link').click()
      expect(new URL(page.url()).hash).toBe('#email')
      await page.getByLabel('Your email address').fill(address)
      await go(page, page.getByRole('button', { name: 'Send me a new link' }))
      expect(new URL(page.url()).pathname).toBe('/new-link/sent')
      expect(await page.content()).not.toContain(address)
      await good()

      // Impatient: no second mail.
      await go(page, page.getByRole('link', { name: 'ask again with that one' }))
      await page.getByLabel('Your email address').fill(address)
      await go(page, page.getByRole('button', { name: 'Send me a new link' }))
      await machine.drain()
      expect(mailsTo(address)).toHaveLength(before + 1)
      const mail = hull.newestTo(address)
      expect(mail.subject).toMatch(/^New link: Update 2 actions/)
      const [first] = mailsTo(address)
      expect(mail.email.inReplyTo).toContain(first?.messageId)
      await enter(page, linkIn(mail))
    },
  )

  it('a coordinator takes back a link, and the lead goes on with the new one', async () => {
    const address = 'sara.ness@hull-icb.example'
    const old = linkIn(hull.newestTo(address))
    const stranger = await openPage()
    await enter(stranger, old)

    const page = await hull.signIn()
    await page.goto(hull.planUrl)
    await expectGood(page)
    await go(page, page.getByRole('link', { name: 'Take back the link of Sara Ness' }))
    await expectGood(page)
    await go(page, page.getByRole('button', { name: 'Take back the link and send a new one' }))
    expect(await page.getByRole('alert').textContent()).toContain('The link does not work any more')
    await expectGood(page)
    await machine.drain()
    expect(await page.locator('main').textContent()).toContain('Sara Ness')

    await stranger.reload()
    expect(await stranger.locator('h1').textContent()).toBe('Open the link in your email to go on')
    await expectGood(stranger)
    await stranger.goto(old)
    expect(await stranger.locator('h1').textContent()).toBe('This link does not work')
    const fresh = linkIn(hull.newestTo(address))
    expect(fresh).not.toBe(old)
    await enter(await openPage(), fresh)
  })
})
