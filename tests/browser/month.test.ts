import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { linkIn } from '../../infra/local/example-answers.ts'
import { findExamplePeople } from '../../infra/local/hull.ts'
import type { Machine } from '../../infra/local/machine.ts'
import { go, type HullInBrowser, openHullInBrowser } from '../support/hull-in-browser.ts'
import { readPdf, squeeze } from '../support/read-pdf.ts'

const WCAG_22_AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

describe('a month in a browser', () => {
  let hull: HullInBrowser
  let machine: Machine
  let browser: Browser

  beforeAll(async () => {
    hull = await openHullInBrowser()
    ;({ machine, browser } = hull)
  })

  afterAll(() => hull?.stop())

  const newestTo = (address: string) => {
    // A receipt has no link.
    const mail = machine.mailbox
      .mails()
      .findLast(({ to, email }) => to.includes(address) && !email.subject?.startsWith('Received'))
    if (!mail) throw new Error('there is no such mail')
    return mail
  }
  const open = async (javaScriptEnabled: boolean, viewport = { width: 1280, height: 800 }) => {
    const context = await browser.newContext({ javaScriptEnabled, viewport })
    const page = await context.newPage()
    if (javaScriptEnabled) scripted.add(page)
    const broken: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error' && message.text().includes('Content Security Policy'))
        broken.push(message.text())
    })
    return { page, broken }
  }
  const scripted = new WeakSet<Page>()
  /** What every page must be, in whatever state it is. What is measured by a script needs one. */
  const expectGood = async (page: Page) => {
    expect(await page.locator('h1').count()).toBe(1)
    expect(await page.title()).not.toBe('')
    if (!scripted.has(page)) return
    const wider = await page.evaluate(
      'document.documentElement.scrollWidth > document.documentElement.clientWidth',
    )
    expect(wider).toBe(false)
    const { violations } = await new AxeBuilder({ page }).withTags(WCAG_22_AA).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
  }

  it.each([
    { script: true, width: 1280, address: 'kelly.hare@hull-council.example', refs: ['3.9', '5.6'] },
    { script: false, width: 1280, address: 'mary.meredith@hull-council.example', refs: ['2.7', '2.8'] },
    { script: true, width: 375, address: 'paul.brownlee@hull-council.example', refs: ['1.2', '6.6'] },
  ])(
    'a lead goes from mail to thank-you, with JavaScript $script at $width px',
    async ({ script, width, address, refs }) => {
      const { page, broken } = await open(script, { width, height: 800 })
      const mail = newestTo(address)
      await page.setContent(mail.email.html ?? '')
      const href = await page.getByRole('link', { name: /Update your 2 actions/ }).getAttribute('href')
      expect(mail.email.text).toContain(href)

      await page.goto(href ?? '')
      await expectGood(page)
      await go(page, page.getByRole('button', { name: 'Continue' }))
      expect(new URL(page.url()).pathname).toBe('/form')
      await expectGood(page)

      await go(page, page.getByRole('link', { name: new RegExp(`^${refs[0]} `) }))
      await page.getByText('What the plan says about this action').click()
      await expectGood(page)
      await page.getByLabel('Off track').check()
      await go(page, page.getByRole('button', { name: 'Save and continue' }))
      expect(await page.title()).toMatch(/^Error: /)
      expect(await page.getByRole('alert').textContent()).toContain('Enter what has happened since last time')
      await expectGood(page)

      await page
        .getByLabel('What has happened since last time?')
        .fill(`Progress on ${refs[0]}\n\nSecond paragraph`)
      await page.getByLabel('What is in the way').fill(`Obstacle on ${refs[0]}`)
      await go(page, page.getByRole('button', { name: 'Save and continue' }))
      expect(new URL(page.url()).pathname).toBe(`/form/action/${refs[1]}`)
      await page.getByLabel('On track no concerns').check()
      await page.getByLabel('What has happened since last time?').fill(`Progress on ${refs[1]}`)
      // Some of these are overdue, which must say what brings them back.
      await page.getByLabel('What is in the way').fill(`Recovery of ${refs[1]}`)
      await go(page, page.getByRole('button', { name: 'Save and continue' }))

      expect(new URL(page.url()).pathname).toBe('/form/check')
      await expectGood(page)
      await go(page, page.getByRole('button', { name: 'Submit', exact: true }))
      expect(new URL(page.url()).pathname).toBe('/form/done')
      expect(await page.locator('h1').textContent()).toBe('Thank you')
      await expectGood(page)

      // Back, and the button once more: nothing is doubled and nothing blank is stored.
      await page.goBack()
      const again = page.getByRole('button', { name: /^Submit/ })
      if (await again.count()) await go(page, again)
      await page.goto(`${machine.webUrl}/form`)
      expect(await page.locator('main').textContent()).toContain('All 2 actions submitted')
      await expectGood(page)
      expect(broken).toEqual([])
    },
  )

  it('answers by keyboard alone', async () => {
    const { page } = await open(true)
    const mail = newestTo('sara.ness@hull-icb.example')
    await page.goto(linkIn(mail))
    const tabTo = async (name: RegExp) => {
      for (let presses = 0; presses < 40; presses += 1) {
        await page.keyboard.press('Tab')
        const label = await page.evaluate(
          "(document.activeElement.labels?.[0] ?? document.activeElement).textContent.replace(/\\s+/g, ' ')",
        )
        if (name.test(String(label))) return
      }
      throw new Error(`the keyboard does not reach ${name}`)
    }
    await tabTo(/^Continue/)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/form')
    await tabTo(/^2\.6 /)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/form/action/2.6')
    await tabTo(/Embedded Sustained/)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await tabTo(/What has happened/)
    await page.keyboard.type('Typed with the keyboard alone')
    await tabTo(/What is in the way/)
    await page.keyboard.type('Nothing any more')
    await tabTo(/^Save and continue/)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/form/check?saved=*')
    await tabTo(/^Submit 1 update/)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/form/done')
    expect(await page.locator('main').textContent()).toContain('2.6')
  })

  it.each([true, false])(
    'the coordinator signs in and sees who answered, with JavaScript %s',
    async (script) => {
      const { page } = await open(script)
      await page.goto(machine.webUrl)
      await expectGood(page)
      await go(page, page.getByRole('button', { name: 'Send the code' }))
      await expectGood(page)
      const { coordinators } = await findExamplePeople()
      const address = coordinators[script ? 0 : 1]?.email ?? ''
      await page.getByLabel('Your email address').fill(address)
      await go(page, page.getByRole('button', { name: 'Send the code' }))
      await expectGood(page)
      await machine.drain()
      const code = /\b\d{6}\b/.exec(newestTo(address).email.text ?? '')?.[0] ?? ''
      await page.getByLabel('Code of six digits').fill('12')
      await go(page, page.getByRole('button', { name: 'Sign in' }))
      await expectGood(page)
      await page.getByLabel('Code of six digits').fill(code)
      await go(page, page.getByRole('button', { name: 'Sign in' }))
      await expectGood(page)
      const row = page.getByRole('row', { name: /Kelly Hare/ })
      expect(await row.textContent()).toContain('2 of 2')
      expect(await row.textContent()).toContain('Delivered')
      expect(await page.locator('main').textContent()).toContain('5.7')

      await go(page, page.getByRole('link', { name: 'Import the plan' }))
      await expectGood(page)
      await page.getByLabel('The plan’s file').setInputFiles('seeds/hull/plan.txt')
      await go(page, page.getByRole('button', { name: 'Read the file' }))
      expect(await page.locator('main').textContent()).toContain('Import it all the same')
      await expectGood(page)
    },
  )

  it('the month closes, and a member of the board gets the pack with every submitted text', async () => {
    const [first, second] = (await findExamplePeople()).coordinators
    const signIn = async (address: string): Promise<Page> => {
      const { page } = await open(true)
      await page.goto(`${machine.webUrl}/sign-in`)
      await page.getByLabel('Your email address').fill(address)
      await go(page, page.getByRole('button', { name: 'Send the code' }))
      await machine.drain()
      await page
        .getByLabel('Code of six digits')
        .fill(/\b\d{6}\b/.exec(newestTo(address).email.text ?? '')?.[0] ?? '')
      await go(page, page.getByRole('button', { name: 'Sign in' }))
      return page
    }
    const page = await signIn(first?.email ?? '')
    await go(page, page.getByRole('button', { name: /^Close December/ }))
    await expectGood(page)
    await go(page, page.getByRole('button', { name: /^Yes, close/ }))
    await machine.drain()
    await page.reload()
    await expectGood(page)

    await go(page, page.getByRole('link', { name: /^Comment on, approve and issue/ }))
    await expectGood(page)
    await go(page, page.getByRole('link', { name: 'SEND Strategic Board', exact: true }))
    await expectGood(page)
    await page.getByLabel('Overall').fill('A **good** month, but for two vacancies.')
    await go(page, page.getByRole('button', { name: 'Save the commentary' }))
    await expectGood(page)
    expect(await page.locator('body').textContent()).toContain('The commentary is saved')
    await machine.drain()
    await go(page, page.getByRole('link', { name: 'Back' }))
    await go(page, page.getByRole('button', { name: /^Ask for the approval of \d+ packs/ }))
    await expectGood(page)

    const approver = await signIn(second?.email ?? '')
    await go(approver, approver.getByRole('link', { name: 'Packs', exact: true }))
    await go(approver, approver.getByRole('link', { name: 'SEND Strategic Board', exact: true }))
    await expectGood(approver)
    await approver.goBack()
    await go(approver, approver.getByRole('button', { name: /^Approve \d+ packs/ }))
    await expectGood(approver)
    await machine.drain()

    await page.reload()
    await go(page, page.getByRole('button', { name: /^Issue \d+ packs/ }))
    await expectGood(page)
    await go(page, page.getByRole('button', { name: /^Yes, issue/ }))
    await machine.drain()
    await expectGood(page)

    // A member reads it by their own link, and the coordinator sees that they have.
    const mail = machine.mailbox
      .mails()
      .findLast(({ email }) => email.subject?.startsWith('December 2026 pack for SEND Strategic Board'))
    const link = /https?:\/\/\S+\/p\/[\w-]{43}/.exec(mail?.email.text ?? '')?.[0] ?? ''
    const { page: reader } = await open(true)
    await reader.goto(link)
    await expectGood(reader)
    await go(reader, reader.getByRole('button', { name: 'Continue' }))
    await expectGood(reader)
    await go(reader, reader.getByRole('link', { name: 'Read it as a web page' }))
    await expectGood(reader)
    expect(await reader.locator('main').textContent()).toContain('but for two vacancies.')
    await go(page, page.getByRole('link', { name: 'SEND Strategic Board', exact: true }))
    await expectGood(page)
    expect(await page.locator('main').textContent()).toContain('Who has opened version 1 by their link')

    const notice = machine.mailbox.mails().findLast(({ email }) => email.attachments.length > 0)
    const attachment = notice?.email.attachments[0]
    expect(attachment?.mimeType).toBe('application/pdf')
    if (!(attachment?.content instanceof ArrayBuffer)) throw new Error('the attachment has no bytes')
    const pdf = await readPdf(new Uint8Array(attachment.content))
    expect(pdf.tagged).toBe(true)
    const text = squeeze(pdf.text)
    for (const ref of ['3.9', '5.6', '2.7', '2.8', '1.2', '6.6'])
      expect(text).toContain(squeeze(`Progress on ${ref}`))
    for (const ref of ['3.9', '2.7', '1.2']) expect(text).toContain(squeeze(`Obstacle on ${ref}`))
    expect(text).toContain(squeeze('Typed with the keyboard alone'))
    expect(text).toContain(squeeze('Who left something unanswered'))

    // The link of the mail leads to a page that helps, now that the month is closed.
    await page.goto(linkIn(newestTo('sara.ness@hull-icb.example')))
    expect(await page.locator('h1').textContent()).toBe('Updates for December 2026 have closed')
    await expectGood(page)
  }, 300_000)
})
