import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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

const OBSTACLES = 'What is in the way, and what will bring it back?'
const LEAD = 'hayley.ogrady@hull-council.example'

describe("a lead's form in a browser", () => {
  let hull: HullInBrowser
  let machine: Machine

  beforeAll(async () => {
    hull = await openHullInBrowser()
    ;({ machine } = hull)
  })
  afterAll(() => hull?.stop())

  const enter = (address = LEAD, context: Parameters<HullInBrowser['enterForm']>[1] = {}) =>
    hull.enterForm(address, context)
  const openAction = async (page: Page, ref: string) => {
    await page.goto(`${machine.webUrl}/form/action/${ref}`)
  }
  const state = (page: Page) => page.locator('[data-autosave-state]')
  const typed = (page: Page) => page.getByLabel(PROGRESS).inputValue()

  it('keeps what is typed without a press, and shows it in another browser', async () => {
    const page = await enter()
    await openAction(page, '3.7')
    await page.getByLabel(PROGRESS).fill('Typed on the bus')
    await expect
      .poll(() => state(page).textContent(), SOON)
      .toMatch(/^Draft saved .*It counts once you submit it\.$/)
    await expectGood(page, EVERY_WIDTH)
    await page.context().close()
    const other = await enter()
    expect(await other.getByRole('main').textContent()).toContain('Draft saved')
    await openAction(other, '3.7')
    expect(await typed(other)).toBe('Typed on the bus')
  })

  it('keeps what is typed when the phone is put away at once, and a press in the middle of saving', async () => {
    const page = await enter()
    await openAction(page, '3.7')
    await page.getByLabel(PROGRESS).fill('Put away at once')
    await page.evaluate(
      "Object.defineProperty(document, 'visibilityState', { value: 'hidden' }); document.dispatchEvent(new Event('visibilitychange'))",
    )
    await page.getByLabel(OBSTACLES).fill('Typed while that is being saved')
    await go(page, page.getByRole('button', { name: 'Save and go back to your actions' }))
    expect(new URL(page.url()).pathname).toBe('/form')
    await openAction(page, '3.7')
    expect(await typed(page)).toBe('Put away at once')
    expect(await page.getByLabel(OBSTACLES).inputValue()).toBe('Typed while that is being saved')
  })

  it('says that nothing is saved while there is no connection, and saves when there is one', async () => {
    const page = await enter()
    await openAction(page, '3.7')
    await page.context().setOffline(true)
    await page.getByLabel(PROGRESS).fill('In the tunnel')
    await expect.poll(() => state(page).textContent(), SOON).toContain('there is no connection')
    await page.context().setOffline(false)
    await page.getByLabel(PROGRESS).fill('In the tunnel and out of it')
    await expect.poll(() => state(page).textContent(), SOON).toMatch(/^Draft saved/)
    expect(await typed(page)).toBe('In the tunnel and out of it')
  })

  describe('where something else than the form answers a save', () => {
    const html = { contentType: 'text/html', body: '<h1>No</h1>' }
    it.each([
      ['413', { status: 413, ...html }, 'Not saved: this is too long.'],
      ['502', { status: 502, ...html }, 'something went wrong on the way'],
      ['a gateway’s own JSON', { status: 503, json: { message: 'Unavailable' } }, 'something went wrong'],
      ['somebody else’s page', { status: 200, ...html }, 'something went wrong'],
    ])('says so for %s, and saves the next time', async (name, answer, sentence) => {
      const page = await enter()
      await openAction(page, '3.7')
      await page.route('**/draft', (route) => route.fulfill(answer))
      const text = `Typed while there was ${name}`
      await page.getByLabel(PROGRESS).fill(text)
      await expect.poll(() => state(page).textContent(), SOON).toContain(sentence)
      await page.unroute('**/draft')
      // What was too long is sent again once it has become shorter; the rest by itself.
      if (answer.status === 413) await page.getByLabel(PROGRESS).fill(`${text} `)
      await expect.poll(() => state(page).textContent(), SOON).toMatch(/^Draft saved/)
      expect((await typed(page)).trim()).toBe(text)
      await page.context().close()
    })
  })

  it.each([
    [401, true],
    [410, true],
    [404, false],
    [409, false],
  ])('after an answer of %i goes on saving by itself: %s', async (status, goesOn) => {
    const page = await enter()
    await openAction(page, '3.7')
    const sent: (string | null)[] = []
    await page.route('**/draft', (route) => {
      sent.push(new URLSearchParams(route.request().postData() ?? '').get('progress'))
      return route.fulfill({ status, json: { text: `Told ${sent.length}`, kept: status !== 409 } })
    })
    await page.getByLabel(PROGRESS).fill('One')
    await expect.poll(() => state(page).textContent(), SOON).toBe('Told 1')
    await page.getByLabel(PROGRESS).fill('Two')
    if (goesOn) await expect.poll(() => state(page).textContent(), SOON).toBe('Told 2')
    // Twice as long as somebody pauses: nothing more is sent.
    await page.waitForTimeout(3_000)
    expect(sent).toEqual(goesOn ? ['One', 'Two'] : ['One'])
    expect(await typed(page)).toBe('Two')
    await page.context().close()
  })

  it('says that nothing is saved without a session, and saves once there is one again', async () => {
    const page = await enter()
    await openAction(page, '3.7')
    const cookies = await page.context().cookies()
    await page.context().clearCookies()
    await page.getByLabel(PROGRESS).fill('Typed without a session')
    await expect.poll(() => state(page).textContent(), SOON).toContain('copy your text before you leave')
    await page.context().addCookies(cookies)
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await expect.poll(() => state(page).textContent(), SOON).toMatch(/^Draft saved/)
    await openAction(page, '3.7')
    expect(await typed(page)).toBe('Typed without a session')
    await page.context().close()
  })

  /** Presses what leads away, and says what the browser asks before it goes; stays where it asks. */
  const askedOnLeaving = async (page: Page, link: string): Promise<string | null> => {
    const dialog = page.waitForEvent('dialog', { timeout: 5_000 }).catch(() => null)
    const pressed = page.getByRole('link', { name: link }).click({ noWaitAfter: true })
    const asked = await dialog
    await asked?.dismiss()
    await pressed
    return asked?.type() ?? null
  }

  it.each(EVERY_WIDTH)(
    'keeps trouble in sight and asks before it is left with unsaved text: %o',
    async (viewport) => {
      const page = await enter(LEAD, { viewport })
      await openAction(page, '3.7')
      await page.route('**/draft', (route) =>
        route.fulfill({ status: 410, json: { text: 'The month has closed.', kept: false } }),
      )
      await page.getByLabel(PROGRESS).fill(`Typed too late at ${viewport.width}`)
      await expect.poll(() => state(page).textContent(), SOON).toBe('The month has closed.')
      const line = async () => {
        const box = await state(page).boundingBox()
        if (!box) throw new Error('the line has no box')
        return box
      }
      const scrolls = ['scrollTo(0, 0)', "document.querySelector('#progress').scrollIntoView()"]
      for (const scroll of [...scrolls, 'scrollTo(0, document.body.scrollHeight)', ...scrolls]) {
        await page.evaluate(scroll)
        const { y, height } = await line()
        if (!scroll.includes('scrollHeight')) expect(y + height).toBeLessThanOrEqual(viewport.height + 1)
        expect(y).toBeGreaterThan(0)
      }
      // Nothing that gets the focus lies below the line.
      await page.getByLabel(PROGRESS).focus()
      for (const key of [...Array(9).fill('Tab'), ...Array(9).fill('Shift+Tab')]) {
        await page.keyboard.press(key)
        const focused = await page.locator(':focus').boundingBox()
        if (!focused) continue
        const { y } = await line()
        const isHidden = focused.y + focused.height > y && focused.y >= y && focused.y < viewport.height
        const isAfter = await page.evaluate(
          "!!(document.querySelector('[data-autosave-state]').compareDocumentPosition(document.activeElement) & 4)",
        )
        expect(isHidden && !isAfter, `${key} to ${await page.locator(':focus').textContent()}`).toBe(false)
      }
      await expectGood(page, [viewport])
      expect(await askedOnLeaving(page, 'Back to your actions')).toBe('beforeunload')
      expect(await typed(page)).toBe(`Typed too late at ${viewport.width}`)
      await page.unroute('**/draft')
      await page.getByLabel(PROGRESS).fill(`Typed too late, and saved at ${viewport.width}`)
      await expect.poll(() => state(page).textContent(), SOON).toMatch(/^Draft saved/)
      expect(await page.locator('.muster-state--trouble').count()).toBe(0)
      expect(await askedOnLeaving(page, 'Back to your actions')).toBeNull()
      expect(new URL(page.url()).pathname).toBe('/form')
      await page.context().close()
    },
  )

  it('saves what was typed just before the page is left, and does not ask', async () => {
    const page = await enter()
    await openAction(page, '3.7')
    await page.getByLabel(PROGRESS).fill('Typed and left')
    expect(await askedOnLeaving(page, 'Back to your actions')).toBeNull()
    await openAction(page, '3.7')
    expect(await typed(page)).toBe('Typed and left')
    await page.context().close()
  })

  it('comes back from the next page to a page, where something was wrong before', async () => {
    const page = await enter()
    await openAction(page, '3.7')
    const words = { text: '  A thought\n\nand another  ' }
    await page.getByLabel(PROGRESS).fill(words.text)
    await page.getByLabel('Month').fill('September')
    await page.getByLabel('Year').fill('27')
    await go(page, page.getByRole('button', { name: 'Save and continue' }))
    expect(await page.title()).toMatch(/^Error: /)
    expect(await typed(page)).toBe(words.text.trim())
    // Of the date only the year is wrong.
    await page.getByRole('link', { name: 'Enter the year as four digits' }).click()
    expect(await page.evaluate('document.activeElement.id')).toBe('forecast-year')
    const red = "[...document.querySelectorAll('.govuk-input--error')].map(({ id }) => id)"
    expect(await page.evaluate(red)).toEqual(['forecast-year'])
    const whole =
      "(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)(document.querySelector('#forecast-month'))"
    expect(await page.evaluate(whole)).toBe(true)
    await page.getByLabel('Year').fill('2029')
    await page.getByLabel('On track some concerns').check()
    await page.getByLabel(OBSTACLES).fill('Nothing to speak of')
    await go(page, page.getByRole('button', { name: 'Save and go back to your actions' }))
    await page.goBack()
    expect(await page.title()).not.toMatch(/^Error: /)
    expect(await page.getByLabel('Year').inputValue()).toBe('2029')
    await page.context().close()
  })

  it.each([
    { width: 1280, height: 900 },
    { width: 375, height: 800 },
    { width: 320, height: 640 },
  ])('stays within its window with letters of twice their size: %o', async (viewport) => {
    const page = await enter(LEAD, { viewport })
    const fits = async (text: string) => {
      await page.evaluate(`document.documentElement.style.setProperty('font-size', '${text}', 'important')`)
      const out = await page.evaluate(`(() => {
        const { scrollWidth, clientWidth } = document.documentElement
        const cut = [...document.querySelectorAll('main .govuk-tag, .muster-status, main select')]
          .filter((box) => box.scrollWidth > box.clientWidth + 2)
        const past = [...document.querySelectorAll('main *')].filter(
          (box) => box.getBoundingClientRect().right > clientWidth + 1 && !box.closest('.govuk-visually-hidden'))
        return [...(scrollWidth > clientWidth ? ['scrolls'] : []), ...[...cut, ...past].map((box) => box.outerHTML.slice(0, 100))]
      })()`)
      expect(out, `${page.url()} at ${text}`).toEqual([])
    }
    const good = async () => {
      for (const text of ['100%', '200%']) await fits(text)
    }
    await good()
    await openAction(page, '3.7')
    await good()
    await page.getByLabel('Links to').fill(`C:\\${'Users'.repeat(20)}\\evidence.docx`)
    await go(page, page.getByRole('button', { name: 'Save and continue' }))
    expect(await page.title()).toMatch(/^Error: /)
    await good()
    for (const path of ['action/3.7/files', 'action/3.7/history', 'check', 'hand-over']) {
      await page.goto(`${machine.webUrl}/form/${path}`)
      await good()
    }
    await go(page, page.getByRole('button', { name: 'Continue' }))
    await good()
    await page.context().close()
  })

  it('tells the second of two devices, which sees both texts and chooses', async () => {
    const [desk, phone] = [await enter(), await enter()]
    for (const page of [desk, phone]) await openAction(page, '3.7')
    await desk.getByLabel(PROGRESS).fill('From the desk')
    await expect.poll(() => state(desk).textContent(), SOON).toMatch(/^Draft saved/)
    await phone.getByLabel(PROGRESS).fill('From the phone')
    await expect.poll(() => state(phone).textContent(), SOON).toContain('changed elsewhere')
    await go(phone, phone.getByRole('button', { name: 'Save and continue' }))
    expect(await phone.title()).toMatch(/^Error: /)
    expect(await phone.getByRole('alert').last().textContent()).toContain('From the desk')
    expect(await typed(phone)).toBe('From the phone')
    await expectGood(phone, EVERY_WIDTH)
    await phone.getByRole('link', { name: /Look at both, and choose$/ }).click()
    expect(await phone.evaluate('document.activeElement.id')).toBe('versions')
    // Nothing is saved by itself before a choice is made, and nothing lost unasked.
    let saves = 0
    phone.on('request', (request) => {
      if (request.url().endsWith('/draft')) saves += 1
    })
    await phone.getByLabel(PROGRESS).fill('From the phone, more')
    expect(await askedOnLeaving(phone, 'Back to your actions')).toBe('beforeunload')
    await phone.waitForTimeout(3_000)
    expect(saves).toBe(0)
    expect(await typed(phone)).toBe('From the phone, more')
    expect(await state(phone).textContent()).toContain('not saved before you press a button')
    expect(await askedOnLeaving(phone, 'Keep what was saved there')).toBeNull()
    expect(await typed(phone)).toBe('From the desk')
    // The desk goes on as if nothing had been.
    await desk.getByLabel(PROGRESS).fill('From the desk again')
    await expect.poll(() => state(desk).textContent(), SOON).toMatch(/^Draft saved/)
  })

  it.each([true, false])(
    'takes everything an answer can have, shows it before it counts, and receipts it, with JavaScript %s',
    async (javaScriptEnabled) => {
      const address = javaScriptEnabled
        ? 'paul.brownlee@hull-council.example'
        : 'kelly.hare@hull-council.example'
      const page = await enter(address, { javaScriptEnabled, viewport: DESKTOP })
      const good = async () => javaScriptEnabled && (await expectGood(page, EVERY_WIDTH))
      const [first] = await page.locator('main .govuk-task-list__link').all()
      await go(page, first ?? page.locator('main a'))
      const ref = decodeURIComponent(new URL(page.url()).pathname.split('/').at(-1) ?? '')
      await page.getByText('What the plan says about this action').click()
      await good()
      await page.getByLabel('On track some concerns').check()
      await page.getByLabel(PROGRESS).fill('Six visits were made.')
      await page.getByLabel(OBSTACLES).fill('Two posts are vacant.')
      await page.getByLabel('What has become different').fill('Families wait nine weeks, not twelve.')
      await page.getByLabel('Links to what shows it').fill('the shared drive')
      await page.getByLabel('Month').fill('March')
      await page.getByLabel('Year').fill('2028')
      await go(page, page.getByRole('button', { name: 'Save and continue' }))
      expect(await page.title()).toMatch(/^Error: /)
      await page
        .getByRole('alert')
        .getByRole('link', { name: /is no web address/ })
        .click()
      if (javaScriptEnabled) expect(await page.evaluate('document.activeElement.id')).toBe('links')
      await good()
      await page.getByLabel('Links to what shows it').fill('https://schools.example/visits')
      await go(page, page.getByRole('button', { name: 'Save and go back to your actions' }))
      await good()
      await go(page, page.getByRole('button', { name: 'Check and submit 1 update' }))
      const check = await page.getByRole('main').textContent()
      for (const said of [
        'Six visits',
        'Two posts',
        'nine weeks',
        'schools.example',
        'The due date to become March 2028',
      ])
        expect(check).toContain(said)
      await good()
      await go(page, page.getByRole('button', { name: /^Submit/ }))
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Thank you')
      expect(await page.getByRole('main').textContent()).toContain('The new date, March 2028, is asked for.')
      await good()
      await machine.drain()
      const receipt = hull.newestTo(address)
      expect(receipt.email.subject).toMatch(/^Received: 1 update for December 2026/)
      for (const said of [
        'Six visits',
        'Two posts',
        'nine weeks',
        'https://schools.example/visits',
        'March 2028',
      ])
        expect(receipt.email.text).toContain(said)
      await page.goto(`${machine.webUrl}/form/action/${ref}/history`)
      expect(await page.getByRole('main').textContent()).toContain('Six visits were made.')
      await good()
    },
  )

  it.each([true, false])(
    'hands an action over and takes it back, with JavaScript %s',
    async (javaScriptEnabled) => {
      const page = await enter('mary.meredith@hull-council.example', { javaScriptEnabled })
      const good = async () => javaScriptEnabled && (await expectGood(page, EVERY_WIDTH))
      await go(page, page.getByRole('link', { name: 'Somebody else should answer, or I am away' }))
      await good()
      for (const box of await page.getByRole('checkbox').all()) await box.uncheck()
      await go(page, page.getByRole('button', { name: 'Continue' }))
      expect(await page.getByRole('alert').getByRole('link').allTextContents()).toEqual([
        'Choose at least one action',
        'Choose who should answer',
      ])
      await good()
      if (javaScriptEnabled) {
        await page.getByRole('link', { name: 'Choose who should answer' }).click()
        expect(await page.evaluate('document.activeElement.name')).toBe('who')
      }
      await page.getByRole('checkbox').first().check()
      await page
        .getByLabel(/colleague$/, { exact: false })
        .first()
        .check()
      await page
        .getByLabel('Colleague', { exact: true })
        .selectOption({ label: 'Hayley O’Grady' })
        .catch(async () => {
          await page.getByLabel('Colleague', { exact: true }).selectOption({ index: 3 })
        })
      await go(page, page.getByRole('button', { name: 'Continue' }))
      expect(await page.getByRole('main').textContent()).toContain('It is handed over.')
      await good()
      await go(page, page.locator('[aria-describedby*="handed-1"]'))
      expect(await page.getByRole('main').textContent()).toContain('This went to')
      await good()
      await go(page, page.getByRole('button', { name: 'Take it back' }))
      expect(await page.getByLabel(PROGRESS).count()).toBe(1)
    },
  )
})
