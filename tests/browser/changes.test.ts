import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, chromium, type Locator, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tableDefinition } from '../../functions/platform/dynamo/table.ts'
import { loadHandlers } from '../../infra/local/handlers.ts'
import { findExamplePeople, hull, plantHull } from '../../infra/local/hull.ts'
import { type Machine, startMachine } from '../../infra/local/machine.ts'
import { ensureSystemPackage } from '../../infra/local/system-packages.ts'
import { tableName } from '../../infra/system.ts'

const go = (page: Page, target: Locator) =>
  Promise.all([page.waitForNavigation({ waitUntil: 'load' }), target.click()])

const WCAG_22_AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const DESKTOP = { width: 1200, height: 800 }
const PHONE = { width: 390, height: 844 }

describe('changes of the plan in a browser', () => {
  let machine: Machine
  let browser: Browser
  let dataDir: string
  let coordinators: { name: string; email: string }[]

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'muster-changes-'))
    machine = await startMachine({
      dataDir,
      tableDefinition: tableDefinition(tableName),
      beforeHandlers: async () => {
        await plantHull()
      },
      loadHandlers: () => loadHandlers(dataDir),
      runTimer: false,
    })
    browser = await chromium.launch({
      executablePath: process.env['CHROMIUM_PATH'] ?? ensureSystemPackage('chromium'),
      args: ['--no-sandbox', '--disable-background-networking'],
    })
    await machine.run('tick', hull)
    await machine.moveClockTo(machine.scheduler.nextAt('one-time') ?? '')
    coordinators = (await findExamplePeople()).coordinators
  })

  afterAll(async () => {
    await browser?.close()
    await machine?.stop()
    await rm(dataDir, { recursive: true, force: true })
  })

  /** Signs a coordinator in, in a browser of their own. */
  const signIn = async (place: number): Promise<Page> => {
    const context = await browser.newContext({ viewport: DESKTOP })
    const page = await context.newPage()
    const address = coordinators[place]?.email ?? ''
    await page.goto(`${machine.webUrl}/sign-in`)
    await page.getByLabel('Your email address').fill(address)
    await go(page, page.getByRole('button', { name: 'Send the code' }))
    await machine.drain()
    const mail = machine.mailbox.mails().findLast(({ to }) => to.includes(address))
    await page.getByLabel('Code of six digits').fill(/\b\d{6}\b/.exec(mail?.email.text ?? '')?.[0] ?? '')
    await go(page, page.getByRole('button', { name: 'Sign in' }))
    return page
  }

  /** What every page must be at both widths. */
  const expectGood = async (page: Page) => {
    expect(await page.locator('h1').count()).toBe(1)
    for (const viewport of [PHONE, DESKTOP]) {
      await page.setViewportSize(viewport)
      const wider = await page.evaluate(
        'document.documentElement.scrollWidth > document.documentElement.clientWidth',
      )
      expect(wider, `${page.url()} at ${viewport.width}`).toBe(false)
      const { violations } = await new AxeBuilder({ page }).withTags(WCAG_22_AA).analyze()
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual(
        [],
      )
    }
  }

  it('one coordinator asks, the other approves, and the plan says so', async () => {
    const asker = await signIn(0)
    await go(asker, asker.getByRole('link', { name: 'The plan', exact: true }))
    await expectGood(asker)
    await asker.getByLabel('Find actions').fill('3.9')
    await go(asker, asker.getByRole('button', { name: 'Find' }))
    await expectGood(asker)
    await go(asker, asker.getByRole('row', { name: /^3\.9 / }).getByRole('link'))
    await expectGood(asker)

    await go(asker, asker.getByRole('button', { name: 'Ask for a change' }))
    await expectGood(asker)
    await go(asker, asker.getByRole('button', { name: 'Continue' }))
    expect(await asker.title()).toMatch(/^Error: /)
    await expectGood(asker)
    for (const name of ['Due date', 'Status', 'Improvement lead', 'What will be done', 'Close the action'])
      await asker.getByLabel(name, { exact: true }).check()
    await go(asker, asker.getByRole('button', { name: 'Continue' }))
    await expectGood(asker)
    await asker.getByLabel('Month').fill('13')
    await asker.getByLabel('New improvement lead').fill('Nobody Known')
    await go(asker, asker.getByRole('button', { name: 'Ask for the change' }))
    expect(await asker.title()).toMatch(/^Error: /)
    await expectGood(asker)
    const links = asker.getByRole('alert').getByRole('link')
    expect(await links.count()).toBeGreaterThanOrEqual(5)
    for (const link of await links.all()) {
      const href = (await link.getAttribute('href')) ?? ''
      expect(await asker.locator(href).count(), href).toBe(1)
    }

    await asker.getByLabel('Month').fill('March')
    await asker.getByLabel('Year').fill('2030')
    await asker.getByLabel('What will be done').fill('Other words\n\nin two paragraphs')
    await asker.getByLabel('Off track').check()
    await asker.getByLabel('although the directory').check()
    await asker.getByLabel('Why should the plan change?').fill('The provider starts later')
    await asker.getByLabel('What shows the impact?').fill('Waits fell by half')
    await go(asker, asker.getByRole('button', { name: 'Ask for the change' }))
    expect(await asker.getByRole('alert').textContent()).toContain('Your request is kept')
    await expectGood(asker)
    await go(asker, asker.getByRole('link', { name: 'Changes' }))
    expect(await asker.locator('main').textContent()).toContain('somebody else must decide')
    expect(await asker.getByRole('button', { name: /^Approve/ }).count()).toBe(0)
    await expectGood(asker)

    const decider = await signIn(1)
    await go(decider, decider.getByRole('link', { name: 'Changes' }))
    await expectGood(decider)
    await go(decider, decider.getByRole('button', { name: /^Refuse/ }))
    await go(decider, decider.getByRole('button', { name: 'Refuse the change' }))
    expect(await decider.title()).toMatch(/^Error: /)
    await expectGood(decider)
    await go(decider, decider.getByRole('link', { name: 'Go back' }))
    await go(decider, decider.getByRole('button', { name: /^Approve/ }))
    await expectGood(decider)
    await decider.getByLabel(/^Note on the decision/).fill('Agreed at the board')
    await go(decider, decider.getByRole('button', { name: 'Approve the change' }))
    expect(await decider.getByRole('alert').textContent()).toContain('approved')
    await expectGood(decider)

    await asker.goto(`${machine.webUrl}/console/${hull.planId}/actions/3.9`)
    const says = (await asker.locator('main').textContent()) ?? ''
    expect(says).toContain('March 2030')
    expect(says).toContain(`by ${coordinators[1]?.name}`)
    await expectGood(asker)
    await go(asker, asker.getByRole('link', { name: 'Back to the plan' }))
    expect(await asker.getByText('closed actions').count()).toBeGreaterThan(0)
  })

  it('the whole path can be gone by keyboard, and works without JavaScript', async () => {
    const page = await signIn(0)
    await page.goto(`${machine.webUrl}/console/${hull.planId}/actions/1.1/change?field=due`)
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: PHONE })
    await context.addCookies(await page.context().cookies())
    const plain = await context.newPage()
    await plain.goto(page.url())
    await plain.getByLabel('Month').focus()
    await plain.keyboard.type('9')
    await plain.keyboard.press('Tab')
    await plain.keyboard.type('2030')
    await plain.keyboard.press('Tab')
    await plain.keyboard.type('Typed with the keyboard alone')
    await plain.keyboard.press('Tab')
    await Promise.all([plain.waitForNavigation({ waitUntil: 'load' }), plain.keyboard.press('Enter')])
    expect(await plain.locator('main').textContent()).toContain('Typed with the keyboard alone')
    await go(plain, plain.getByRole('link', { name: 'Withdraw it' }))
    await go(plain, plain.getByRole('button', { name: 'Withdraw the request' }))
    expect(await plain.getByRole('alert').textContent()).toContain('withdrawn')
  })
})
