import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { linkIn } from '../../infra/local/example-answers.ts'
import type { Machine } from '../../infra/local/machine.ts'
import {
  DESKTOP,
  EVERY_WIDTH,
  expectGood,
  go,
  type HullInBrowser,
  openHullInBrowser,
  PROGRESS,
  SOON,
} from '../support/hull-in-browser.ts'

describe("a lead's text that came too late, in a browser", () => {
  let hull: HullInBrowser
  let machine: Machine
  let browser: Browser

  beforeAll(async () => {
    hull = await openHullInBrowser()
    ;({ machine, browser } = hull)
  })
  afterAll(() => hull?.stop())

  it('says what became of a text that the end of the month overtook, and goes on from it in the next', async () => {
    const address = 'paul.brownlee@hull-council.example'
    const page = await hull.enterForm(address, { viewport: DESKTOP })
    const [ref = ''] = (await page.locator('a[href^="/form/action/"]').first().getAttribute('href'))
      ?.split('/')
      .slice(-1) ?? ['']
    await page.goto(`${machine.webUrl}/form/action/${ref}`)
    await page.getByLabel(PROGRESS).fill('Typed in time')
    await expect.poll(() => page.locator('[data-autosave-state]').textContent(), SOON).toMatch(/^Draft saved/)
    await page.getByLabel('What happens if it is not brought back? (optional)').fill('Twelve families wait.')
    await expectGood(page, EVERY_WIDTH)

    // The month closes while the page is open, and the next one opens.
    const asked = linkIn(hull.newestTo(address))
    const moveOn = async () => {
      await machine.moveClockTo(machine.scheduler.nextAt('one-time') ?? '')
      await machine.drain()
    }
    const { newestTo } = hull
    let closed: Page | null = null
    for (let steps = 0; steps < 12 && !newestTo(address).email.subject?.includes('January'); steps += 1) {
      await moveOn()
      if (closed) continue
      const visit = await (await browser.newContext({ viewport: DESKTOP })).newPage()
      await visit.goto(asked)
      const heading = await visit.locator('h1').textContent()
      if (!heading?.includes('have closed')) {
        await visit.context().close()
        continue
      }
      closed = visit
      await expectGood(visit, EVERY_WIDTH)
      await page.getByLabel(PROGRESS).fill('Typed in time, and sent too late')
      await go(page, page.getByRole('button', { name: 'Save and continue' }))
      expect(await page.getByRole('main').textContent()).toContain('Typed in time, and sent too late')
      await expectGood(page, EVERY_WIDTH)
    }
    expect(closed).not.toBeNull()

    const next = await hull.enterForm(address, { viewport: DESKTOP })
    await next.goto(`${machine.webUrl}/form/action/${ref}`)
    await expectGood(next, EVERY_WIDTH)
    await next.getByText('What you wrote for December 2026', { exact: false }).first().click()
    await go(next, next.getByRole('button', { name: 'Begin this month’s answer with it' }))
    await expectGood(next, EVERY_WIDTH)
    // The session was over when the rest was sent: that was handed back, and not kept.
    expect(await next.getByLabel(PROGRESS).inputValue()).toBe('Typed in time')
  }, 240_000)
})
