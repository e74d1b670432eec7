import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  DESKTOP,
  expectGood as expectGoodAt,
  go,
  type HullInBrowser,
  openHullInBrowser,
  PHONE,
} from '../support/hull-in-browser.ts'

describe('the timetable and what is done to a month, in a browser', () => {
  let hull: HullInBrowser
  beforeAll(async () => {
    hull = await openHullInBrowser()
  })
  afterAll(() => hull?.stop())

  const press = (page: Page, name: string | RegExp) => go(page, page.getByRole('button', { name }))
  const follow = (page: Page, name: string | RegExp) => go(page, page.getByRole('link', { name }))

  // Each goes its own way through the same pages; what the first changes the second finds.
  const devices = [
    { device: 'a desk', viewport: DESKTOP, coordinator: 0, weekday: 'Monday' },
    { device: 'a phone', viewport: PHONE, coordinator: 1, weekday: 'Tuesday' },
  ]
  const enter = async ({ viewport, coordinator }: (typeof devices)[number]) => {
    const page = await hull.signIn(coordinator, { viewport })
    const expectGood = () => expectGoodAt(page, [viewport])
    return { page, main: page.locator('main'), expectGood }
  }

  it.each(devices)('a coordinator sets the timetable on $device', async (on) => {
    const { page, main, expectGood } = await enter(on)
    const { weekday } = on
    await follow(page, 'Timetable')
    await expectGood()
    await page.getByLabel('Reminders').fill('3 days before, 9am\nsoon')
    await page.getByLabel('Working days to answer').fill('many')
    await press(page, 'Preview')
    expect(await page.title()).toMatch(/^Error: /)
    expect(await page.getByLabel('Reminders').inputValue()).toBe('3 days before, 9am\nsoon')
    await expectGood()
    await page
      .getByRole('alert')
      .getByRole('link', { name: /^Days to answer/ })
      .click()
    expect(await page.evaluate('document.activeElement.id')).toBe('dueDays')

    await page.getByLabel('Working days to answer').fill('8')
    await page.getByLabel('Reminders').fill('3 days before, 9am\nOn the day, 9am')
    await page.getByLabel('On a weekday').check()
    await page.getByLabel('Which one of the month').selectOption('First')
    await page.getByLabel('Weekday', { exact: true }).selectOption(weekday)
    await page.getByLabel('August').check()
    await press(page, 'Preview')
    expect(await main.textContent()).toContain(`9am on ${weekday}`)
    await page.locator('summary').first().click()
    await expectGood()
    await press(page, 'Change it first')
    expect(await page.getByLabel('August').isChecked()).toBe(true)
    await press(page, 'Preview')
    await press(page, 'Save this timetable')
    expect(await main.textContent()).toContain('On a weekday')
    expect(await page.getByLabel('Weekday', { exact: true }).locator('option:checked').textContent()).toBe(
      weekday,
    )
  })

  it.each(devices)('a coordinator extends, pauses and opens a month again on $device', async (on) => {
    const { page, main, expectGood } = await enter(on)
    await follow(page, 'Extend December 2026')
    await expectGood()
    await press(page, 'Continue')
    expect(await main.textContent()).toContain('Answers are due by')
    await expectGood()
    await press(page, 'Yes, extend December 2026')
    expect(await page.locator('.govuk-notification-banner').textContent()).toContain('The month is extended')
    await expectGood()

    await follow(page, 'Pause the plan')
    await expectGood()
    await press(page, 'Yes, pause the plan')
    expect(await main.textContent()).toContain('Leads can still answer')
    await expectGood()
    await press(page, 'Resume')
    await expectGood()
    await press(page, 'Yes, resume the plan')

    // Closed by a slip of the hand, opened again; and closed for good on the second device.
    await press(page, 'Close December 2026 now')
    await press(page, 'Yes, close December 2026')
    // The packs are built in this very process.
    await hull.machine.drain()
    await follow(page, 'Skip January 2027')
    await expectGood()
    await follow(page, 'Go back')
    await follow(page, 'Open December 2026 again')
    await expectGood()
    await press(page, 'Continue')
    await expectGood()
    await press(page, 'Yes, open December 2026 again')
    expect(await page.locator('.govuk-notification-banner').textContent()).toContain(
      'The month is open again',
    )
    await expectGood()
  })
})
