/** `npm run pictures`: the pictures of README, taken from the running system and from a pack. */
import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { connectStores } from '../../functions/entrypoints/wiring.ts'
import { tableDefinition } from '../../functions/platform/dynamo/table.ts'
import { tableName } from '../system.ts'
import { loadHandlers } from './handlers.ts'
import { findExamplePeople, hull, plantHull } from './hull.ts'
import { type Machine, startMachine } from './machine.ts'
import { ensureSystemPackage } from './system-packages.ts'

const FOLDER = fileURLToPath(new URL('../../tests/browser/pictures', import.meta.url))
const DESKTOP = { width: 1200, height: 800 }
const PHONE = { width: 390, height: 800 }
const MAIL = { width: 640, height: 900 }
const LEAD = 'hayley.ogrady@hull-council.example'

const answer = {
  status: 'On track some concerns',
  progress:
    'Referrals now go through the multi-agency panel, which met twice in November. Nine of eleven requests were turned into support in school.',
  obstacles:
    'Two panel seats are vacant. Health has named a member from January; until then the deputy sits in.',
}

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
  await phone.goto(/https?:\/\/\S+\/u\/[\w-]{43}/.exec(mail.email.text ?? '')?.[0] ?? '')
  await phone.getByRole('button', { name: 'Continue' }).click()
  await hideClock(phone)
  await take(phone, 'task-list')
  await phone.getByRole('link', { name: /^3\.7 / }).click()
  await phone.getByLabel(answer.status).check()
  await phone.getByLabel('What has happened since last time?').fill(answer.progress)
  await phone.getByLabel('What is in the way').fill(answer.obstacles)
  await hideClock(phone)
  await take(phone, 'action')
  await phone.getByRole('button', { name: 'Save and continue' }).click()
  await phone.goto(`${machine.webUrl}/form/check`)
  await phone.getByRole('button', { name: 'Submit 1 update' }).click()

  const { coordinators } = await findExamplePeople()
  const coordinator = coordinators[0]?.email ?? ''
  const desk = await openAt(DESKTOP)
  await desk.goto(`${machine.webUrl}/sign-in`)
  await desk.getByLabel('Your email address').fill(coordinator)
  await desk.getByRole('button', { name: 'Send the code' }).click()
  await machine.drain()
  const code = /\b\d{6}\b/.exec(newestMail(machine, coordinator).email.text ?? '')?.[0] ?? ''
  await desk.getByLabel('Code of six digits').fill(code)
  await desk.getByRole('button', { name: 'Sign in' }).click()
  await take(desk, 'console')
  await desk.getByRole('button', { name: /^Close / }).click()
  await machine.drain()
  await takePack(machine)
}

/** Pictures for the README show what a deployment shows; the clock's bar is this machine's own. */
const hideClock = (page: Page) =>
  page
    .locator('aside')
    .first()
    .evaluate('bar => bar.remove()')

const takePack = async (machine: Machine): Promise<void> => {
  ensureSystemPackage('poppler')
  const stores = connectStores({ TABLE_NAME: tableName })
  const [cycle] = (await stores.cycles.listCycles(hull)).filter(({ state }) => state === 'closed')
  if (!cycle) throw new Error('no cycle is closed')
  const [pack] = (await stores.packs.list(cycle)).filter(({ boardId }) => boardId === 'send-strategic-board')
  const { connectBucket } = await import('../../functions/entrypoints/wiring.ts')
  const { packFiles } = connectBucket({
    PACK_BUCKET: machine.env['PACK_BUCKET'] ?? '',
    S3_PATH_STYLE: 'true',
  })
  const pdf = await packFiles.loadPdf(pack?.file ?? '')
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

const run = async (): Promise<void> => {
  await mkdir(FOLDER, { recursive: true })
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
  const browser = await chromium.launch({
    executablePath: ensureSystemPackage('chromium'),
    args: ['--no-sandbox', '--disable-background-networking'],
  })
  try {
    await machine.run('tick', hull)
    const opening = machine.scheduler.nextAt('one-time')
    if (opening) await machine.moveClockTo(opening)
    await takeAll(machine, browser)
  } finally {
    await browser.close()
    await machine.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

run().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
