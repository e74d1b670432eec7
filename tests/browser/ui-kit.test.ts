import { AxeBuilder } from '@axe-core/playwright'
import { Hono } from 'hono'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stylesheet, stylesheetPath } from '../../functions/ui/generated/stylesheet.ts'
import { secureResponses } from '../../functions/ui/security-headers.ts'
import { DoneSink, KitchenSink, WideSink } from '../unit/ui/kitchen-sink.tsx'

const site = 'https://muster.example'

const app = new Hono()
  .use(secureResponses)
  .get('/form', (c) => c.html(KitchenSink().toString()))
  .get('/wide', (c) => c.html(WideSink().toString()))
  .get('/done', (c) => c.html(DoneSink().toString()))
  .get(stylesheetPath, (c) => c.body(stylesheet, 200, { 'Content-Type': 'text/css; charset=utf-8' }))

let browser: Browser

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking'],
  })
}, 60_000)

afterAll(async () => {
  await browser.close()
})

/** Answers the browser's requests from the app itself, so that no port is taken. */
const serve = async (context: BrowserContext): Promise<string[]> => {
  const asked: string[] = []
  await context.route('**/*', async (route) => {
    const url = new URL(route.request().url())
    asked.push(url.href)
    const response = await app.request(url.pathname)
    await route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    })
  })
  return asked
}

type Visit = { page: Page; complaints: string[]; asked: string[] }

const visit = async (path: string, width: number, look: (visit: Visit) => Promise<void>) => {
  const context = await browser.newContext({ viewport: { width, height: 900 } })
  try {
    const asked = await serve(context)
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    await page.goto(site + path)
    await look({ page, complaints, asked })
  } finally {
    await context.close()
  }
}

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

describe.each(['/form', '/wide', '/done'])('the page %s', (path) => {
  it.each([1280, 375])('keeps WCAG 2.2 AA at a width of %i pixels', { timeout: 60_000 }, async (width) => {
    await visit(path, width, async ({ page }) => {
      const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze()
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(', ')}`),
      ).toEqual([])
    })
  })

  it('does not scroll sideways on a phone', { timeout: 60_000 }, async () => {
    await visit(path, 320, async ({ page }) => {
      const width = Number(await page.evaluate('document.documentElement.scrollWidth'))
      expect(width).toBeLessThanOrEqual(320)
    })
  })

  it('asks for its stylesheet alone and breaks no security policy', { timeout: 60_000 }, async () => {
    await visit(path, 1280, async ({ complaints, asked }) => {
      expect(asked).toEqual([site + path, site + stylesheetPath])
      expect(complaints).toEqual([])
    })
  })
})

it('a form with errors opens with the focus on its error summary', { timeout: 60_000 }, async () => {
  await visit('/form', 1280, async ({ page }) => {
    const focused = page.locator('.govuk-error-summary:focus')
    await focused.waitFor({ timeout: 10_000 })
    expect(await page.title()).toMatch(/^Error: /)
    await page.getByRole('link', { name: 'Choose a status' }).click()
    expect(await page.locator('#status:focus').count()).toBe(1)
  })
})

it('details open and conditional questions show without a script', { timeout: 60_000 }, async () => {
  await visit('/form', 1280, async ({ page }) => {
    const hidden = page.getByText('Everything the plan says of it.')
    expect(await hidden.isVisible()).toBe(false)
    await page.getByText('What this action is').click()
    expect(await hidden.isVisible()).toBe(true)
    expect(await page.getByLabel('If it is off track, what is in the way?').isVisible()).toBe(true)
  })
})

it('an answer comes back as it was typed', { timeout: 60_000 }, async () => {
  await visit('/form', 1280, async ({ page }) => {
    expect(await page.locator('#progress').inputValue()).toBe(
      'Two schools have signed up.\nA third is deciding.',
    )
  })
})
