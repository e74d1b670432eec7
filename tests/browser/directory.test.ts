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

describe('people and boards in a browser', () => {
  let hull: HullInBrowser
  beforeAll(async () => {
    hull = await openHullInBrowser()
  })
  afterAll(() => hull?.stop())

  /** Each journey is made at one width. */
  const expectGood = async (page: Page) => {
    const viewport = page.viewportSize()
    await expectGoodAt(page, viewport ? [viewport] : [])
  }
  const fillDate = async (page: Page, id: string, parts: string[]) => {
    for (const [at, part] of ['day', 'month', 'year'].entries()) {
      await page.locator(`#${id}-${part}`).fill(parts[at] ?? '')
    }
  }
  const list = (name: string, content: string) => ({
    name,
    mimeType: 'text/csv',
    buffer: Buffer.from(content),
  })
  const readFile = (page: Page) => go(page, page.getByRole('button', { name: 'Read the file' }))

  // Each goes its own way through the same pages, on one machine and one month that is open.
  it.each([
    { device: 'a desk', viewport: DESKTOP, coordinator: 0, name: 'Kelly Hare', double: 'Hare, K' },
    { device: 'a phone', viewport: PHONE, coordinator: 1, name: 'Kim Porter', double: 'Kim Portor' },
  ])(
    'a coordinator changes, adds and merges people on $device',
    async ({ viewport, coordinator, name, double }) => {
      const page = await hull.signIn(coordinator, { viewport })
      await go(page, page.getByRole('link', { name: 'People' }))
      await expectGood(page)
      await go(page, page.getByRole('link', { name, exact: true }).first())
      await expectGood(page)
      await go(page, page.getByRole('button', { name: `Change ${name}` }))
      await expectGood(page)

      await page.getByLabel('Email address').fill('no address')
      await fillDate(page, 'absence-0-from', ['31', '2', '2027'])
      await go(page, page.getByRole('button', { name: 'Save' }))
      expect(await page.title()).toMatch(/^Error: /)
      await expectGood(page)
      await page
        .getByRole('alert')
        .getByRole('link', { name: 'The first day away must be a real date' })
        .click()
      expect(await page.evaluate('document.activeElement.id')).toBe('absence-0-from-day')
      await page.keyboard.press('ControlOrMeta+a')
      await page.keyboard.type('1')
      await fillDate(page, 'absence-0-to', ['5', '2', '2027'])
      await page.getByLabel('Email address').fill(`new.${coordinator}@hull-council.example`)
      await page.getByLabel('Deputy').selectOption({ label: 'Mary Meredith' })
      await go(page, page.getByRole('button', { name: 'Save' }))
      const main = page.locator('main')
      expect(await main.textContent()).toContain('1 February 2027 to 5 February 2027')
      expect(await main.textContent()).toContain('Former addresses')
      await expectGood(page)

      // Somebody else changes the person while a form is open.
      await go(page, page.getByRole('button', { name: `Change ${name}` }))
      const other = await page.context().newPage()
      await other.goto(page.url())
      await other.getByLabel('Position').fill('Head of Service')
      await go(other, other.getByRole('button', { name: 'Save' }))
      await page.getByLabel('Position').fill('Team Manager')
      await go(page, page.getByRole('button', { name: 'Save' }))
      expect(await page.getByRole('row', { name: /^Position/ }).textContent()).toContain('Head of Service')
      expect(await page.getByLabel('Position').inputValue()).toBe('Team Manager')
      await expectGood(page)
      await go(page, page.getByRole('button', { name: 'Save' }))

      await page.goto(`${hull.planUrl}/people/new`)
      await expectGood(page)
      await page.getByLabel('Name', { exact: true }).fill(double)
      await page.getByLabel('Email address').fill(`double.${coordinator}@hull-council.example`)
      await go(page, page.getByRole('button', { name: 'Add this person' }))
      await expectGood(page)
      await page.getByLabel(`This is not ${name}, but another person`).check()
      await go(page, page.getByRole('button', { name: 'Add this person' }))
      await expectGood(page)

      await go(page, page.getByRole('link', { name: 'People', exact: true }))
      await expectGood(page)
      await go(page, page.getByRole('link', { name: new RegExp(`^compare .*${double}`) }))
      await expectGood(page)
      await go(page, page.getByRole('button', { name: 'Continue' }))
      expect(await page.getByRole('alert').textContent()).toContain('Choose which entry stays')
      await expectGood(page)
      // The one that has been asked this month is the one that goes.
      await page.getByLabel(double, { exact: true }).check()
      await go(page, page.getByRole('button', { name: 'Continue' }))
      expect(await page.locator('h1').textContent()).toBe(`Merge ${name} into ${double}?`)
      expect(await main.textContent()).toContain('That form and its link stay good')
      await expectGood(page)
      await go(page, page.getByRole('button', { name: 'Yes, merge them' }))
      expect(await page.locator('h1').textContent()).toBe(double)
      await expectGood(page)
      await page.goto(`${hull.planUrl}/people/merge`)
      await expectGood(page)

      // The form that was opened for the one who went is reminded of at the address that stays.
      await go(page, page.getByRole('link', { name: 'This month' }))
      expect(await main.textContent()).toContain(`${double} (asked as ${name})`)
    },
  )

  it.each([
    { device: 'a desk', viewport: DESKTOP, coordinator: 0 },
    { device: 'a phone', viewport: PHONE, coordinator: 1 },
  ])('a coordinator imports people and boards on $device', async ({ viewport, coordinator }) => {
    const page = await hull.signIn(coordinator, { viewport })
    const main = page.locator('main')
    await page.goto(`${hull.planUrl}/people/import`)
    await expectGood(page)
    await readFile(page)
    await expectGood(page)
    const row = ['Nia Newcomer', 'Otis Arrival'][coordinator] ?? ''
    await page
      .getByLabel('The list’s file')
      .setInputFiles(
        list('people.csv', `Name,Email,Deputy\n${row},nia.${coordinator}@hull.example,Nobody Known\n`),
      )
    await readFile(page)
    expect(await main.textContent()).toContain('Nothing can be imported until')
    await expectGood(page)
    await go(page, page.getByRole('button', { name: 'Choose the corrected file' }))
    await page
      .getByLabel('The list’s file')
      .setInputFiles(
        list(
          'people.csv',
          `Name,Email,Position\n${row},nia.${coordinator}@hull.example,\nDeborah Haytree,,Head ${coordinator}\n`,
        ),
      )
    await readFile(page)
    // On the second device Deborah is one of Debbie's spellings.
    if (coordinator === 0) {
      await expectGood(page)
      await page.getByLabel('The same person as Debbie Haytree').check()
      await go(page, page.getByRole('button', { name: 'Continue' }))
    }
    await expectGood(page)
    await go(page, page.getByRole('button', { name: 'Import 2 people' }))
    await expectGood(page)
    expect(await main.textContent()).toContain(`nia.${coordinator}@hull.example`)

    await go(page, page.getByRole('link', { name: 'Boards' }))
    await expectGood(page)
    await go(page, page.getByRole('link', { name: 'Import a list of boards' }))
    await expectGood(page)
    await page
      .getByLabel('The list’s file')
      .setInputFiles(
        list(
          'boards.csv',
          `Board,Chair,Sees,Meets\nNew Board ${coordinator},Mary Meredith,own actions,1/2/2027\nTransition Group,,,${coordinator + 1}/3/2027\n`,
        ),
      )
    await readFile(page)
    await expectGood(page)
    await go(page, page.getByRole('button', { name: 'Import 2 boards' }))
    await go(page, page.getByRole('link', { name: `New Board ${coordinator}` }))
    await expectGood(page)
    await go(page, page.getByRole('button', { name: 'Change this board' }))
    await expectGood(page)
    await page.getByLabel('Members').fill('Mary Meredith\nKim Porto')
    await go(page, page.getByRole('button', { name: 'Save' }))
    expect(await page.getByRole('alert').textContent()).toContain('“Kim Porto” is not in the directory')
    await expectGood(page)
    await page.getByLabel('Members').fill('Mary Meredith\nSara Ness')
    await go(page, page.getByRole('button', { name: 'Save' }))
    expect(await main.textContent()).toContain('Sara Ness')
  })
})
