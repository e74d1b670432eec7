/**
 * `npm run pictures [-- --packs DIR]`: the pictures of README, taken from the running system and from a pack; or,
 * of what `npm run month -- --out DIR --months 6` wrote, a page of each of three boards.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type Browser, chromium, type Locator, type Page } from 'playwright-core'
import { connectBucket, connectStores } from '../../functions/entrypoints/wiring.ts'
import { tableDefinition } from '../../functions/platform/dynamo/table.ts'
import { tableName } from '../system.ts'
import { answerAs, linkIn } from './example-answers.ts'
import { loadHandlers } from './handlers.ts'
import { findExamplePeople, hull, plantHull, seed } from './hull.ts'
import { type Machine, startMachine } from './machine.ts'
import { ensureSystemPackage } from './system-packages.ts'
import { createVisitor } from './visitor.ts'

const FOLDER = fileURLToPath(new URL('../../tests/browser/pictures', import.meta.url))
const DESKTOP = { width: 1200, height: 800 }
const PHONE = { width: 390, height: 800 }
const MAIL = { width: 640, height: 1080 }
const IMPORT = { width: 1200, height: 1500 }
const LEAD = 'hayley.ogrady@hull-council.example'

const answer = {
  status: 'On track some concerns',
  progress:
    'Referrals now go through the multi-agency panel, which met twice in November. Nine of eleven requests were turned into support in school.',
  obstacles:
    'Two panel seats are vacant. Health has named a member from January; until then the deputy sits in.',
}

const go = (page: Page, target: Locator) =>
  Promise.all([page.waitForNavigation({ waitUntil: 'load' }), target.click()])

const newestMail = (machine: Machine, to: string) => {
  const mail = machine.mailbox.mails().findLast((one) => one.to.includes(to))
  if (!mail) throw new Error(`no mail to ${to}`)
  return mail
}

const takeAll = async (machine: Machine, browser: Browser): Promise<void> => {
  const take = (page: Page, name: string) =>
    page.screenshot({ path: join(FOLDER, `${name}.png`), fullPage: true })
  const openAt = async (viewport: { width: number; height: number }) =>
    await (await browser.newContext({ viewport })).newPage()

  const mail = newestMail(machine, LEAD)
  const mailPage = await openAt(MAIL)
  await mailPage.setContent(mail.email.html ?? '')
  await mailPage.screenshot({ path: join(FOLDER, 'mail.png') })

  const phone = await openAt(PHONE)
  await phone.goto(linkIn(mail))
  await go(phone, phone.getByRole('button', { name: 'Continue' }))
  await go(phone, phone.getByRole('link', { name: /^3\.7 / }))
  await phone.getByLabel(answer.status).check()
  await phone.getByLabel('What has happened since last time?').fill(answer.progress)
  await phone.getByLabel('What is in the way').fill(answer.obstacles)
  await hideClock(phone)
  await take(phone, 'action')
  await go(phone, phone.getByRole('button', { name: 'Save and continue' }))
  await phone.goto(`${machine.webUrl}/form/check`)
  await go(phone, phone.getByRole('button', { name: 'Submit 1 update' }))

  await answerOthers(machine)
  const { coordinators } = await findExamplePeople()
  const coordinator = coordinators[0]?.email ?? ''
  const desk = await openAt(DESKTOP)
  await desk.goto(`${machine.webUrl}/sign-in`)
  await desk.getByLabel('Your email address').fill(coordinator)
  await go(desk, desk.getByRole('button', { name: 'Send the code' }))
  await machine.drain()
  const code = /\b\d{6}\b/.exec(newestMail(machine, coordinator).email.text ?? '')?.[0] ?? ''
  await desk.getByLabel('Code of six digits').fill(code)
  await go(desk, desk.getByRole('button', { name: 'Sign in' }))
  await take(desk, 'console')
  await takeImport(machine, desk)
  await go(desk, desk.getByRole('button', { name: /^Close / }))
  await go(desk, desk.getByRole('button', { name: /^Yes, close/ }))
  await machine.drain()
  await takePack(machine)
  await takeThreeViews(browser)
}

/** Hull's file as it may come back: a lead more, another due date, one action gone and one new. */
const takeImport = async (machine: Machine, desk: Page): Promise<void> => {
  const file = (await seed('plan.txt'))
    .replace('Oct-23\tApr-26', 'Oct-23\tApr-27')
    .replace(
      'Kelly Hare\tFeb-23\tFeb-25\tSEF\tLocal',
      'Kelly Hare/Benn Broadhead\tFeb-23\tFeb-25\tSEF\tLocal',
    )
    .replace(
      /^6\.18\t.*\n/m,
      '6.19\t\tHold a summer school for young people with an EHCP\t\t\t\t\t\tSteve Tomlinson\tNikki Hefernan\tJan-27\tSep-27\tDBV\t\tOn track no concerns\n',
    )
  await desk.goto(`${machine.webUrl}/console/${hull.planId}/import`)
  await desk.getByLabel('The plan’s file').setInputFiles({
    name: 'SEND improvement plan January.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from(file),
  })
  await go(desk, desk.getByRole('button', { name: 'Read the file' }))
  await hideClock(desk)
  await desk.screenshot({ path: join(FOLDER, 'import.png'), fullPage: true, clip: { x: 0, y: 0, ...IMPORT } })
  await desk.goto(`${machine.webUrl}/console/${hull.planId}`)
}

/** A month looks like one when most have answered: all but the lead above and two more. */
const answerOthers = async (machine: Machine): Promise<void> => {
  const stores = connectStores({ TABLE_NAME: tableName })
  const { people } = await stores.directory.loadDirectory(hull.partnershipId)
  const requests = machine.mailbox.mails().filter(({ to }) => !to.includes(LEAD))
  for (const mail of requests.slice(2)) {
    const person = people.find(({ email }) => mail.to.includes(email))
    await answerAs(createVisitor(), linkIn(mail), person?.name ?? '', '2027-04')
  }
}

/** Pictures for the README show what a deployment shows; the clock's bar is this machine's own. */
const hideClock = (page: Page) => page.evaluate("document.querySelector('aside.local-clock').remove()")

const takePack = async (machine: Machine): Promise<void> => {
  ensureSystemPackage('poppler')
  const stores = connectStores({ TABLE_NAME: tableName })
  const [cycle] = (await stores.cycles.listCycles(hull)).filter(({ state }) => state === 'closed')
  if (!cycle) throw new Error('no cycle is closed')
  const [pack] = (await stores.packs.list(cycle)).filter(({ boardId }) => boardId === 'send-strategic-board')
  const { packFiles } = connectBucket({
    PACK_BUCKET: machine.env['PACK_BUCKET'] ?? '',
    S3_PATH_STYLE: 'true',
  })
  const pdf = await packFiles.loadPack(pack?.built?.files.pdf ?? '')
  if (!pdf) throw new Error('the pack is not built')
  const file = join(FOLDER, 'pack.pdf')
  await writeFile(file, pdf)
  execFileSync('pdftoppm', [
    '-r',
    '70',
    '-png',
    '-f',
    '2',
    '-l',
    '2',
    '-singlefile',
    file,
    join(FOLDER, 'pack'),
  ])
  await rm(file)
}

/** What is shown of which board's pack: the first page that has these words, after the contents. */
const PACK_PAGES = [
  ['send-strategic-board', 'The plan over the last'],
  ['send-delivery-group', 'What moved'],
  ['send-board', 'Actions of this board'],
] as const

/** Pages of three boards' packs of the last month that was written, side by side. */
const takePacks = async (browser: Browser, folder: string): Promise<void> => {
  ensureSystemPackage('poppler')
  const months = (await readdir(folder)).filter((name) => /^\d+$/.test(name)).map(Number)
  const views = PACK_PAGES.map(([board, words]) => {
    const file = join(folder, String(Math.max(...months)), 'packs', `${board}.pdf`)
    const pages = execFileSync('pdftotext', [file, '-'], { encoding: 'utf8' }).split('\f')
    const number = pages.findIndex((text, index) => index > 0 && text.includes(words)) + 1
    const range = ['-f', String(number), '-l', String(number)]
    return execFileSync('pdftoppm', ['-r', '80', '-png', ...range, file]).toString('base64')
  })
  const page = await (await browser.newContext({ viewport: { width: 1500, height: 740 } })).newPage()
  await page.setContent(
    `<body style="margin:0;display:flex;gap:18px;padding:18px;background:#e9eef3">${views
      .map((view) => `<img alt="" style="width:476px;height:673px" src="data:image/png;base64,${view}">`)
      .join('')}</body>`,
  )
  await page.screenshot({ path: join(FOLDER, 'packs.png') })
}

/** Mail, form and pack side by side: the first picture of README. */
const takeThreeViews = async (browser: Browser): Promise<void> => {
  const views = ['mail', 'action', 'pack'].map((name) =>
    readFileSync(join(FOLDER, `${name}.png`)).toString('base64'),
  )
  const page = await (await browser.newContext({ viewport: { width: 1200, height: 660 } })).newPage()
  await page.setContent(
    `<body style="margin:0;display:flex;gap:24px;padding:24px;background:#e9eef3">${views
      .map(
        (view) =>
          `<div style="flex:1;height:612px;overflow:hidden;background:#fff;box-shadow:0 1px 6px #0004"><img alt="" style="width:100%" src="data:image/png;base64,${view}"></div>`,
      )
      .join('')}</body>`,
  )
  await page.screenshot({ path: join(FOLDER, 'three-views.png') })
}

const takeOfSystem = async (browser: Browser): Promise<void> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'muster-pictures-'))
  const machine = await startMachine({
    dataDir,
    tableDefinition: tableDefinition(tableName),
    beforeHandlers: async () => {
      await plantHull()
    },
    loadHandlers: () => loadHandlers(dataDir),
    runTimer: false,
  })
  try {
    await machine.run('tick', hull)
    const opening = machine.scheduler.nextAt('one-time')
    if (opening) await machine.moveClockTo(opening)
    await takeAll(machine, browser)
  } finally {
    await machine.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

const run = async (): Promise<void> => {
  const { values } = parseArgs({ options: { packs: { type: 'string' } } })
  await mkdir(FOLDER, { recursive: true })
  const browser = await chromium.launch({
    executablePath: ensureSystemPackage('chromium'),
    args: ['--no-sandbox', '--disable-background-networking'],
  })
  try {
    await (values.packs === undefined ? takeOfSystem(browser) : takePacks(browser, values.packs))
  } finally {
    await browser.close()
  }
}

run().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
