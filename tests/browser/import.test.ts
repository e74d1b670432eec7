import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectGood, go, type HullInBrowser, openHullInBrowser } from '../support/hull-in-browser.ts'

const seed = await readFile(new URL('../../seeds/hull/plan.txt', import.meta.url), 'utf8')

/** Hull's file as it might come back a month later: two changes, one action gone, one new. */
const laterFile = seed
  .replace('Oct-23\tApr-26', 'Oct-23\tApr-27')
  .replace('Kelly Hare\tFeb-23\tFeb-25\tSEF\tLocal', 'Kelly Hare/Benn Broadhead\tFeb-23\tFeb-25\tSEF\tLocal')
  .replace(
    /^6\.18\t.*\n/m,
    '6.19\t\tA new thing to do\t\t\t\t\t\tSteve Tomlinson\tNikki Hefernan\tJan-27\tMar-28\tSEF\t\tOn track no concerns\n',
  )

describe('importing the plan in a browser', () => {
  let hull: HullInBrowser
  beforeAll(async () => {
    hull = await openHullInBrowser()
  })
  afterAll(() => hull?.stop())

  const choose = async (
    page: Awaited<ReturnType<HullInBrowser['signIn']>>,
    name: string,
    content: string,
  ) => {
    await go(page, page.getByRole('link', { name: 'Import the plan' }))
    await page
      .getByLabel('The plan’s file')
      .setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(content) })
    await go(page, page.getByRole('button', { name: 'Read the file' }))
  }

  it('shows what was read and what would change, and then changes just that', async () => {
    const page = await hull.signIn()
    await choose(page, 'SEND plan.txt', laterFile)
    await expectGood(page)
    const main = page.getByRole('main')
    await expect
      .poll(() => main.textContent())
      .toContain('1 new, 2 changed, 78 unchanged, 1 no longer in the file')
    const changed = page.getByRole('table', { name: 'Changed', exact: true })
    expect(await changed.getByRole('row').allInnerTexts()).toEqual([
      'Action\tField\tNow\tAfter the import',
      '1.1\tImprovement lead\tKelly Hare\tKelly Hare, Benn Broadhead',
      '2.1\tDue date\tApril 2026\tApril 2027',
    ])
    expect(await page.getByRole('table', { name: 'Not in the directory' }).textContent()).toContain(
      'Nikki Hefernan',
    )
    // Everything folded opens, and nothing of that is unfit to read either.
    for (const summary of await page.locator('summary').all()) await summary.click()
    await expectGood(page)
    await go(page, page.getByRole('button', { name: 'Import 1 new and 2 changed actions' }))
    expect(await page.getByText('The plan is imported: 1 new, 2 changed.').count()).toBe(1)
    // Back leads to the same file again, which has nothing new by now.
    await page.goBack()
    expect(await main.textContent()).toContain('81 unchanged')
    await go(page, page.getByRole('button', { name: 'Import it all the same' }))
    expect(await page.getByText('The plan is imported: no action was new or changed.').count()).toBe(1)

    await choose(page, 'SEND plan.txt', laterFile)
    expect(await main.textContent()).toContain('81 unchanged, 1 no longer in the file')
  })

  it('hands out a CSV that spreadsheets know for UTF-8, and a workbook', async () => {
    const page = await hull.signIn()
    const csv = await page.request.get(`${hull.planUrl}/export.csv`)
    expect([...(await csv.body()).subarray(0, 6)]).toEqual([0xef, 0xbb, 0xbf, ...Buffer.from('Ref')])
    const workbook = await page.request.get(`${hull.planUrl}/export.xlsx`)
    expect((await workbook.body()).subarray(0, 2).toString()).toBe('PK')
    expect(workbook.headers()['content-disposition']).toMatch(/^attachment; filename=".+\.xlsx"$/)
  })

  it('asks what strange headings mean, without a script, and remembers it', async () => {
    const page = await hull.signIn(0, { javaScriptEnabled: false })
    const odd = 'Ref;What;Until;Light;Doer\n7.1;Plant trees;Mar-27;On track no concerns;Kelly Hare\n'
    await choose(page, 'odd.csv', odd)
    expect(await page.getByRole('main').textContent()).toContain(
      'Understood so far: Ref of the action. Say what 3 more columns mean',
    )
    await page.getByLabel('“What”').selectOption({ label: 'What will be done' })
    await page.getByLabel('“Until”').selectOption({ label: 'Due date' })
    await page.getByLabel('“Light”').selectOption({ label: 'Status' })
    await page.getByLabel('“Doer”').selectOption({ label: 'Improvement lead' })
    await go(page, page.getByRole('button', { name: 'Read the file again' }))
    const row = page.getByRole('region', { name: 'Every action as it was read' }).getByRole('row').last()
    expect(await row.textContent()).toContain('Plant treesKelly HareMarch 2027')
    await go(page, page.getByRole('button', { name: 'Import 1 new action' }))
    await choose(page, 'odd.csv', odd)
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Check what was read')
  })

  it('refuses what is no plan in one sentence that leads to the field', async () => {
    const page = await hull.signIn(1)
    await choose(page, 'plan.xlsx', '\u0089PNG')
    await expectGood(page)
    await page.getByRole('alert').getByRole('link').click()
    expect(await page.evaluate('document.activeElement.id')).toBe('file')
    const large = { name: 'large.txt', mimeType: 'text/plain', buffer: Buffer.alloc(5 * 1024 * 1024, 'a') }
    await page.getByLabel('The plan’s file').setInputFiles(large)
    await go(page, page.getByRole('button', { name: 'Read the file' }))
    await expectGood(page)
    expect(await page.getByRole('alert').textContent()).toContain('is 5 MB, and at most 4 MB can be sent')
    await page.getByRole('alert').getByRole('link').click()
    expect(await page.evaluate('document.activeElement.id')).toBe('file')
    await choose(page, 'other.csv', 'Nr;Was;Bis;Wer\n7.1;Plant trees;Mar-27;Kelly Hare\n')
    await expectGood(page)
    await page.getByLabel('“Was”').selectOption({ label: 'What will be done' })
    await go(page, page.getByRole('button', { name: 'Read the file again' }))
    await expectGood(page)
    await page.getByRole('alert').getByRole('link', { name: 'Say which column has the ref' }).click()
    expect(await page.evaluate('document.activeElement.id')).toBe('column-0')
  })

  it('leaves the plan alone when somebody else has changed it meanwhile, and shows the new difference', async () => {
    const [first, second] = [await hull.signIn(0), await hull.signIn(1)]
    await choose(first, 'a.txt', laterFile.replace('Apr-27', 'May-27'))
    await choose(second, 'b.txt', laterFile.replace('Apr-27', 'Jun-27'))
    await go(second, second.getByRole('button', { name: /^Import .* changed/ }))
    await go(first, first.getByRole('button', { name: /^Import .* changed/ }))
    await expectGood(first)
    const main = first.getByRole('main')
    expect(await main.textContent()).toContain('nothing was imported')
    const changed = first.getByRole('table', { name: 'Changed', exact: true }).getByRole('row')
    expect(await changed.allInnerTexts()).toContain('2.1\tDue date\tJune 2027\tMay 2027')
  })
})
