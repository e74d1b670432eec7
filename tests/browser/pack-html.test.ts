import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { renderHtml } from '../../functions/pack/html/render-html.tsx'
import { stylesheetSha256 } from '../../functions/pack/html/stylesheet.ts'
import { buildPackModel, noPapers } from '../../functions/pack/pack-model.ts'
import { writeDocument } from '../../functions/pack/write-document.ts'
import { readPdf, squeeze } from '../support/read-pdf.ts'
import { documentOf, everyKind, prose, table } from '../unit/pack/invented-document.ts'
import { inventMonth } from '../unit/pack/invented-snapshot.ts'

const site = 'https://muster.example'

const model = buildPackModel(inventMonth(81), 'inclusion', {
  papers: noPapers,
  snapshotSha256: 'ab'.repeat(32),
})

/** A text that cannot be broken at a space. */
const long = `https://marram.example/${'a-long-address-'.repeat(20)}`

/** More than a page can hold. */
const endless = (letter: string) =>
  Array.from({ length: 1500 }, (_one, index) => `${letter}${index}`).join(' ')

const pages: Record<string, string> = {
  '/month': renderHtml(writeDocument(model, 'cd'.repeat(32)), {
    name: 'model.json',
    json: JSON.stringify(model),
  }),
  '/kinds': renderHtml(documentOf(everyKind)),
  '/long': renderHtml(
    documentOf(
      [
        prose(long),
        table(
          'Long',
          [
            ['Ref', 1],
            ['Action', 2],
            ['Due', 1],
          ],
          [[long, long, long]],
        ),
      ],
      { title: long },
    ),
  ),
  '/endless': renderHtml(
    documentOf([
      table(
        'Endless',
        [
          ['Ref', 1],
          ['Text', 4],
        ],
        [['1', endless('t')]],
      ),
      { kind: 'quote', status: null, blocks: [prose(endless('q'))] },
    ]),
  ),
}

const headers = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${stylesheetSha256}'; img-src data:; base-uri 'none'; form-action 'none'`,
}

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

type Visit = { page: Page; complaints: string[]; asked: string[] }

const visit = async (path: string, options: BrowserContextOptions, look: (visit: Visit) => Promise<void>) => {
  const context = await browser.newContext(options)
  try {
    const asked: string[] = []
    await context.route('**/*', async (route) => {
      const { pathname } = new URL(route.request().url())
      asked.push(pathname)
      await route.fulfill({ headers, body: pages[pathname] ?? '' })
    })
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => complaints.push(message.text()))
    await page.goto(site + path)
    await look({ page, complaints, asked })
  } finally {
    await context.close()
  }
}

const at = (width: number) => ({ viewport: { width, height: 900 } })

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

const violationsOf = async (page: Page): Promise<string[]> => {
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(', ')}`)
}

const widthOf = async (page: Page): Promise<number> =>
  Number(await page.evaluate('document.documentElement.scrollWidth'))

const enlargeText = (page: Page): Promise<unknown> =>
  page.evaluate("document.documentElement.attributeStyleMap.set('font-size', '200%')")

it.each([
  ['/month', 1280, 'light'],
  ['/month', 375, 'dark'],
  ['/kinds', 1280, 'dark'],
  ['/kinds', 375, 'light'],
] as const)('the pack %s keeps WCAG 2.2 AA at %i pixels in %s', async (path, width, colorScheme) => {
  await visit(path, { ...at(width), colorScheme }, async ({ page }) => {
    expect(await violationsOf(page)).toEqual([])
  })
})

it.each(['/month', '/kinds'])('the pack %s asks for nothing else and breaks no policy', async (path) => {
  await visit(path, at(1280), async ({ asked, complaints }) => {
    expect(asked).toEqual([path])
    expect(complaints).toEqual([])
  })
})

describe.each(['/month', '/kinds', '/long'])('the pack %s', (path) => {
  it.each([320, 375, 768, 1280])('does not scroll sideways at %i pixels', async (width) => {
    await visit(path, at(width), async ({ page }) => {
      expect(await widthOf(page)).toBeLessThanOrEqual(width)
    })
  })

  it.each([320, 640, 1280])(
    'does not scroll sideways with letters of twice the size at %i pixels',
    async (width) => {
      await visit(path, at(width), async ({ page }) => {
        await enlargeText(page)
        expect(await widthOf(page)).toBeLessThanOrEqual(width)
      })
    },
  )

  it.each([320, 1280])('has no table that scrolls at %i pixels', async (width) => {
    await visit(path, at(width), async ({ page }) => {
      const scrolling = await page.evaluate(
        "[...document.querySelectorAll('.table')].filter((one) => one.scrollWidth > one.clientWidth + 1).length",
      )
      expect(scrolling).toBe(0)
    })
  })
})

it('the first press of Tab leads to the main part', async () => {
  await visit('/kinds', at(1280), async ({ page }) => {
    await page.keyboard.press('Tab')
    expect(await page.locator('.skip:focus').isVisible()).toBe(true)
    await page.keyboard.press('Enter')
    expect(await page.locator('#content:focus').count()).toBe(1)
  })
})

it('columns lie down on a phone and are read once', async () => {
  for (const [width, tag] of [
    [1280, 'svg'],
    [375, 'div'],
  ] as const) {
    await visit('/kinds', at(width), async ({ page }) => {
      const picture = page.getByRole('img', { name: /^Twelve columns of statuses/ })
      expect(await picture.count()).toBe(1)
      expect(await picture.evaluate((element: { tagName: string }) => element.tagName.toLowerCase())).toBe(
        tag,
      )
    })
  }
})

it('a table is still one to whoever cannot see it, also where its rows stand below each other', async () => {
  await visit('/month', at(375), async ({ page }) => {
    const overdue = page.getByRole('table', { name: 'Overdue and re-dated actions' })
    expect(await overdue.getByRole('columnheader').allTextContents()).toEqual([
      'Ref',
      'Action',
      'Original date',
      'Approved date',
      'Forecast',
      'Re-dated',
      'Overdue',
    ])
    expect(await overdue.getByRole('rowheader').count()).toBe(model.dated.length)
    expect(await overdue.getByRole('row').count()).toBe(model.dated.length + 1)
  })
})

describe('the printed pack', () => {
  const print = async (path: string) => {
    let pdf: Uint8Array = new Uint8Array()
    await visit(path, { ...at(1280), colorScheme: 'dark' }, async ({ page }) => {
      pdf = await page.pdf({ preferCSSPageSize: true, tagged: true })
    })
    return readPdf(pdf)
  }

  it('numbers each page, and says on each that it is a draft and of what', async () => {
    const { pages } = await print('/month')
    expect(pages.length).toBeLessThan(85)
    for (const [index, { text, width }] of pages.entries()) {
      expect(Math.round(width)).toBe(595)
      const said = squeeze(text)
      expect(said).toContain(squeeze(`Page ${index + 1} of ${pages.length}`))
      expect(said).toMatch(/Draft/)
      expect(said).toContain(squeeze('Inclusion Board · December 2026 · cdcdcdcdcdcd'))
    }
  })

  it('repeats a table’s headers on each page that it goes on', async () => {
    const { pages } = await print('/month')
    const withOverdue = pages.filter(({ text }) => /\dmonths/.test(squeeze(text)))
    expect(withOverdue.length).toBeGreaterThan(1)
    for (const { text } of withOverdue) expect(squeeze(text)).toContain(squeeze('Approved date'))
  })

  it('loses nothing of a row or a text that is longer than a page', async () => {
    const { pages } = await print('/endless')
    const words = new Set(pages.flatMap(({ text }) => text.split(/\s+/)))
    for (const letter of ['t', 'q']) {
      expect(
        endless(letter)
          .split(' ')
          .filter((word) => !words.has(word)),
      ).toEqual([])
    }
    expect(pages[0]?.text).toContain('t0')
  })
})
