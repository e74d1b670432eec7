import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, chromium, type Locator, type Page } from 'playwright-core'
import { expect } from 'vitest'
import { tableDefinition } from '../../functions/platform/dynamo/table.ts'
import { linkIn } from '../../infra/local/example-answers.ts'
import { loadHandlers } from '../../infra/local/handlers.ts'
import { findExamplePeople, hull, plantHull } from '../../infra/local/hull.ts'
import { type Machine, startMachine } from '../../infra/local/machine.ts'
import type { Mail } from '../../infra/local/mail-store.ts'
import { ensureSystemPackage } from '../../infra/local/system-packages.ts'
import { tableName } from '../../infra/system.ts'

export type Viewport = { width: number; height: number }
export const DESKTOP: Viewport = { width: 1200, height: 800 }
export const PHONE: Viewport = { width: 390, height: 844 }
/** A desk's window of 1280 pixels at a zoom of 200%. */
const ZOOMED: Viewport = { width: 640, height: 400 }
/** What a page is looked at in. */
export const EVERY_WIDTH = [PHONE, ZOOMED, DESKTOP]

/** The label of the field that every answer has. */
export const PROGRESS = 'What has happened since last time?'
/** Longer than somebody pauses before what they typed is saved. */
export const SOON = { timeout: 20_000 }

const WCAG_22_AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** Presses what leads to another page, and waits for that. */
export const go = (page: Page, target: Locator) =>
  Promise.all([page.waitForNavigation({ waitUntil: 'load' }), target.click()])

export type HullInBrowser = {
  machine: Machine
  /** The plan's pages in the console begin with this address. */
  planUrl: string
  browser: Browser
  coordinators: { name: string; email: string }[]
  /** Signs a coordinator in, in a browser context of their own. */
  signIn: (
    coordinator?: number,
    context?: { javaScriptEnabled?: boolean; viewport?: Viewport },
  ) => Promise<Page>
  /** A lead who has pressed Continue on the link of their newest mail, in a browser context of their own. */
  enterForm: (
    address: string,
    context?: { javaScriptEnabled?: boolean; viewport?: Viewport },
  ) => Promise<Page>
  /** The newest mail to an address. @throws Error where there is none */
  newestTo: (address: string) => Mail
  stop: () => Promise<void>
}

/** The whole system with Hull's plan in it and its month just opened, and a browser. */
export const openHullInBrowser = async (): Promise<HullInBrowser> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'muster-browser-'))
  const machine = await startMachine({
    dataDir,
    tableDefinition: tableDefinition(tableName),
    beforeHandlers: async () => {
      await plantHull()
    },
    loadHandlers: () => loadHandlers(dataDir),
    runTimer: false,
  })
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? ensureSystemPackage('chromium'),
    args: ['--no-sandbox', '--disable-background-networking'],
  })
  await machine.run('tick', hull)
  await machine.moveClockTo(machine.scheduler.nextAt('one-time') ?? '')
  const { coordinators } = await findExamplePeople()
  const newestTo = (address: string): Mail => {
    const mail = machine.mailbox.mails().findLast(({ to }) => to.includes(address))
    if (!mail) throw new Error(`there is no mail to ${address}`)
    return mail
  }
  return {
    machine,
    planUrl: `${machine.webUrl}/console/${hull.planId}`,
    browser,
    coordinators,
    signIn: async (coordinator = 0, { javaScriptEnabled = true, viewport = DESKTOP } = {}) => {
      const context = await browser.newContext({ viewport, javaScriptEnabled })
      const page = await context.newPage()
      const address = coordinators[coordinator]?.email ?? ''
      await page.goto(`${machine.webUrl}/sign-in`)
      await page.getByLabel('Your email address').fill(address)
      await go(page, page.getByRole('button', { name: 'Send the code' }))
      await machine.drain()
      const mail = machine.mailbox.mails().findLast(({ to }) => to.includes(address))
      await page.getByLabel('Code of six digits').fill(/\b\d{6}\b/.exec(mail?.email.text ?? '')?.[0] ?? '')
      await go(page, page.getByRole('button', { name: 'Sign in' }))
      return page
    },
    enterForm: async (address, { javaScriptEnabled = true, viewport = PHONE } = {}) => {
      const page = await (await browser.newContext({ javaScriptEnabled, viewport })).newPage()
      await page.goto(linkIn(newestTo(address)))
      await go(page, page.getByRole('button', { name: 'Continue' }))
      return page
    },
    newestTo,
    stop: async () => {
      await browser.close()
      await machine.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** What every page must be, by default on a phone and on a desk: one heading, no wider than its window, nothing that axe finds. */
export const expectGood = async (page: Page, viewports: Viewport[] = [PHONE, DESKTOP]): Promise<void> => {
  expect(await page.locator('h1').count()).toBe(1)
  expect(await page.title()).not.toBe('')
  for (const viewport of viewports) {
    await page.setViewportSize(viewport)
    const wider = await page.evaluate(
      'document.documentElement.scrollWidth > document.documentElement.clientWidth',
    )
    expect(wider, `${page.url()} is wider than ${viewport.width} px`).toBe(false)
    const { violations } = await new AxeBuilder({ page }).withTags(WCAG_22_AA).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
  }
}
