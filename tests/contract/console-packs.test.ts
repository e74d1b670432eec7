import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { renderHtml } from '../../functions/pack/html/render-html.tsx'
import type { Pack } from '../../functions/pack/ports.ts'
import { type Person, packsByDefault } from '../../functions/plan/plan.ts'
import { createTestConsole, formFields, ORIGIN, openTestConsole, wordsOf } from '../support/console.ts'
import { openPackMonth } from '../support/packs.ts'
import { volumeRenderers } from '../support/plain-renderers.ts'
import { boards, key, people, plan } from '../support/small-plan.ts'
import { documentOf, everyKind } from '../unit/pack/invented-document.ts'

const NOW = '2026-12-18T18:00:00.000Z'
const cycle = { ...key, cycleId: '2026-12' }
const PACKS = '/console/plan/packs'
const MONTH = `${PACKS}/2026-12`
const PACK = `${MONTH}/board`
const twoBoards = [
  ...boards,
  ...boards.map((board) => ({ ...board, boardId: 'health', name: 'Health & Care Board', members: ['ann'] })),
]
const both: Person[] = people
  .filter(({ personId }) => personId === 'cora')
  .map((cora) => ({
    ...cora,
    personId: 'both',
    name: 'Bo Both',
    email: 'both@testshire.example',
    roles: ['coordinator', 'approver'],
  }))

type Browser = Awaited<ReturnType<typeof openTestConsole>>
let test: Awaited<ReturnType<typeof openPackMonth>>
let cora: Browser
let ines: Browser

const enter = (name: string) =>
  openTestConsole(test.month, () => test.clock.now, `${name}@testshire.example`, {
    packFiles: { loadPack: async (name) => test.files.get(name) ?? null },
  })
const pack = async (boardId = 'board'): Promise<Pack> => {
  const found = await test.month.table.packs.find({ ...cycle, boardId })
  if (!found) throw new Error('the pack is not there')
  return found
}
const build = () => test.sweepPacks(test.clock.now)
/** The form of a page that goes to an address, as it stands. */
const formTo = (html: string, address: string): Record<string, string> | null => {
  const form = [...html.matchAll(/<form [^>]*action="([^"]*)"[^>]*>.*?<\/form>/gs)].find(
    ([, to]) => to === address,
  )
  return form ? formFields(`<main${form[0]}`) : null
}
/** Presses the button of a page that goes to an address. */
const press = async (browser: Browser, page: string, address: string, typed: Record<string, string> = {}) => {
  const fields = formTo(await browser.read(page), address)
  if (!fields) throw new Error(`${page} has no form to ${address}`)
  return await browser.post(address, { ...fields, ...typed })
}
/** Where somebody who is not signed in is sent from a page, to come back to it. */
const signInFor = (path: string): string => `/sign-in?next=${encodeURIComponent(path)}`
const locationOf = (answer: Response) => answer.headers.get('location')

const signIn = async () => {
  cora = await enter('cora')
  ines = await enter('ines')
}
const closed = async () => {
  await test.close()
  test.clock.now = NOW
  await build()
  // Sessions end after some hours.
  await signIn()
}
const approved = async () => {
  await press(cora, PACK, `${MONTH}/ask`)
  await press(ines, PACK, `${MONTH}/approve`)
  await build()
}
const issued = async () => {
  await approved()
  await cora.post(`${MONTH}/issue`, { packs: `board:${(await pack()).edition}`, confirm: 'yes' })
}

beforeEach(async () => {
  test = await openPackMonth({ people: both, boards: twoBoards })
  await signIn()
})

describe('the page of a month’s packs', () => {
  it('says so where there are none yet, and where there are no boards', async () => {
    expect(await cora.read(PACKS)).toContain('There are no packs yet')
    await test.open()
    expect(locationOf(await cora.get(PACKS))).toBe(MONTH)
    expect(await cora.read(MONTH)).toContain('No drafts have been made of this month yet')
  })

  it('says of one that could not be built for more than an hour that it was not, and since when', async () => {
    await test.open()
    await test.close()
    const words = /Not built, though asked for Fri 18 Dec, 5pm/
    test.clock.now = '2026-12-18T18:00:00.000Z'
    await signIn()
    expect(await cora.read(MONTH)).toContain('Draft, being built')
    test.clock.now = '2026-12-18T18:00:00.001Z'
    for (const page of [MONTH, PACK]) expect(await cora.read(page), page).toMatch(words)
    await build()
    expect(await cora.read(PACK)).not.toMatch(words)
  })

  it('makes drafts of the open month at a press, and makes them anew', async () => {
    await test.open()
    expect(locationOf(await press(cora, MONTH, `${MONTH}/sketch`))).toBe(`${MONTH}?done=sketched`)
    expect(await cora.read(MONTH)).toContain('Draft of the open month, being made')
    await build()
    const page = await cora.read(`${MONTH}?done=sketched`)
    expect(page).toContain('Drafts of the open month are being made')
    expect(page).toContain('Make the drafts anew')
    expect(page).toContain(`${PACK}/draft/pdf`)
    // What can still change is not approved.
    expect(formTo(page, `${MONTH}/ask`)).toBeNull()
    expect((await cora.get(`${PACK}/draft/pdf`)).status).toBe(200)
    await closed()
    const late = await cora.post(`${MONTH}/sketch`)
    expect([late.status, (await pack()).state]).toEqual([409, 'built'])
  })

  it('lists each board’s pack with how it stands, and leads to it and to its files', async () => {
    await test.open()
    await closed()
    const page = await cora.read(MONTH)
    expect(page).toContain('Packs for December 2026')
    expect(page).toContain('Health &amp; Care Board')
    for (const boardId of ['board', 'health']) {
      expect(page).toContain(`href="${MONTH}/${boardId}"`)
      for (const form of ['pdf', 'html', 'xlsx'])
        expect(page).toContain(`href="${MONTH}/${boardId}/draft/${form}"`)
    }
  })

  it('leads to the packs of the month before once the next one is open', async () => {
    await test.open()
    await closed()
    await test.month.tick('2027-01-04T09:00:00.000Z')
    expect(locationOf(await cora.get(PACKS))).toBe(`${PACKS}/2027-01`)
    expect(await cora.read(`${PACKS}/2027-01`)).toContain(`href="${MONTH}"`)
    expect(await cora.read(MONTH)).toContain(`href="${PACKS}/2027-01"`)
  })

  it('asks for, approves and issues all packs at once, the last with a confirmation', async () => {
    await test.open()
    await closed()
    expect(locationOf(await press(cora, MONTH, `${MONTH}/ask`))).toBe(`${MONTH}?done=asked&left=0`)
    expect(await cora.read(`${MONTH}?done=asked&left=0`)).toContain('Approval is asked for.')
    const told = (await test.month.table.cycles.listMessages(cycle)).filter(({ ordinal }) =>
      ordinal.startsWith('packs-asked'),
    )
    // One mail for all packs, to each who may approve them and did not ask.
    expect(told.map(({ personId }) => personId)).not.toContain('cora')
    expect(told.length).toBeGreaterThan(0)
    for (const { about, link } of told) {
      expect(about).toMatch(/asks you to approve the packs of .* and .* for December 2026/)
      expect(link).toBe(MONTH)
    }
    expect(locationOf(await press(ines, MONTH, `${MONTH}/approve`))).toBe(`${MONTH}?done=approved&left=0`)
    await build()
    expect(formTo(await ines.read(MONTH), `${MONTH}/issue`)).toBeNull()
    const confirm = await (await press(cora, MONTH, `${MONTH}/issue`)).text()
    expect(confirm).toContain('Issue 2 packs?')
    expect(confirm).toContain('Health &amp; Care Board; Main Board')
    expect(confirm).toContain('December 2026 can not be opened again')
    expect((await pack()).state).toBe('built')
    const done = await cora.post(`${MONTH}/issue`, formFields(confirm))
    expect(locationOf(done)).toBe(`${MONTH}?done=issued&left=0`)
    expect([(await pack()).state, (await pack('health')).state]).toEqual(['issued', 'issued'])
    expect(await test.mails('pack-notice')).toEqual(['ann health', 'mia board', 'sue board'])
  })

  it('leaves alone those that have changed since it was shown, and says how many', async () => {
    await test.open()
    await closed()
    const shown = formTo(await cora.read(MONTH), `${MONTH}/ask`) ?? {}
    await press(cora, PACK, `${PACK}/commentary`, { overall: 'Meanwhile' })
    await build()
    const answer = await cora.post(`${MONTH}/ask`, shown)
    expect(locationOf(answer)).toBe(`${MONTH}?done=asked&left=1`)
    expect(await cora.read(locationOf(answer) ?? '')).toContain('1 changed meanwhile or could not be')
    expect([(await pack()).asked, (await pack('health')).asked?.by]).toEqual([null, 'cora'])
  })

  it.each(['', 'nowhere:0', 'board', 'board:x', ':', ',,,'])(
    'does nothing about the choice “%s”',
    async (packs) => {
      await test.open()
      await closed()
      const answer = await cora.post(`${MONTH}/ask`, { packs })
      expect(answer.status).toBe(409)
      expect(await answer.text()).toContain('No pack was chosen')
      expect((await pack()).asked).toBeNull()
    },
  )

  it.each(['constructor', 'toString', '__proto__', 'nonsense'])(
    'shows no notice for ?done=%s',
    async (done) => {
      await test.open()
      const answer = await cora.get(`${MONTH}?done=${done}&left=x`)
      expect(answer.status).toBe(200)
      expect(await answer.text()).not.toContain('govuk-notification-banner')
    },
  )
})

describe('the commentary', () => {
  beforeEach(async () => {
    await test.open()
    await closed()
  })
  const save = (typed: Record<string, string>) => press(cora, PACK, `${PACK}/commentary`, typed)

  it('is saved as it was typed, and is on the page and in the pack', async () => {
    const overall = 'It went **well**.\n\n<script>alert(1)</script>\n- one'
    const answer = await save({ overall, 'priority-1': 'More listening.' })
    expect(locationOf(answer)).toBe(`${PACK}?done=commented`)
    expect(await pack()).toMatchObject({
      state: 'wanted',
      commentary: {
        overall,
        priorities: [{ number: 1, text: 'More listening.' }],
        by: 'cora',
        byName: 'Cora Coordinator',
        at: NOW,
      },
    })
    const page = await cora.read(PACK)
    expect(formTo(page, `${PACK}/commentary`)).toMatchObject({ overall, 'priority-1': 'More listening.' })
    expect(page).not.toContain('<script>alert')
    await build()
    expect(new TextDecoder().decode(test.files.get((await pack()).built?.files.pdf ?? ''))).toContain(
      'It went **well**',
    )
  })

  it('is saved in the packs that have none, where that is chosen, without what is for its own board', async () => {
    const answer = await save({ overall: 'For all', internal: 'For this board', all: 'yes' })
    expect(locationOf(answer)).toBe(`${PACK}?done=commented-all`)
    expect((await pack()).commentary).toMatchObject({ overall: 'For all', internal: 'For this board' })
    expect((await pack('health')).commentary).toMatchObject({ overall: 'For all', internal: '' })
    await build()
    await save({ overall: 'For this one', all: 'yes' })
    expect((await pack()).commentary?.overall).toBe('For this one')
    // Somebody may have written it.
    expect((await pack('health')).commentary?.overall).toBe('For all')
  })

  it('is none any more where all of its texts are taken out', async () => {
    await save({ overall: 'Said too early' })
    expect(await cora.read(MONTH)).toContain('</span>Yes</td>')
    await save({ overall: '', 'priority-1': '', internal: '' })
    await build()
    expect(await cora.read(MONTH)).not.toContain('</span>Yes</td>')
    const file = new TextDecoder().decode(test.files.get((await pack()).built?.files.pdf ?? ''))
    expect(JSON.parse(file)).toMatchObject({ commentary: null })
  })

  it('is handed back where the session has ended meanwhile, and nothing is changed', async () => {
    const typed = formTo(await cora.read(PACK), `${PACK}/commentary`)
    test.clock.now = '2027-01-04T09:00:00.000Z'
    const overall = 'An afternoon’s work.\n\n<script>alert(1)</script>'
    const answer = await cora.post(`${PACK}/commentary`, {
      ...typed,
      overall,
      internal: 'For the board alone',
    })
    expect(answer.status).toBe(401)
    const page = await answer.text()
    expect(page).toContain('You are signed out')
    expect(page).toContain('&lt;script&gt;alert(1)')
    expect(page).not.toContain('<script>alert')
    expect(page.match(/<textarea /g)).toHaveLength(2)
    expect((await pack()).commentary).toBeNull()
    // A press without any text leads to the sign-in page, as looking does.
    expect(locationOf(await cora.post(`${MONTH}/ask`, { packs: 'board:1' }))).toBe('/sign-in')
    expect(locationOf(await cora.get(PACK))).toBe(signInFor(PACK))
  })

  it.each([
    ['overall', 20_001, 'by 1 characters'],
    ['priority-1', 21_000, 'by 1,000 characters'],
  ])('that is too long in %s is handed back whole', async (field, length, words) => {
    const typed = `${'x'.repeat(length - 4)} end`
    const answer = await save({ [field]: typed })
    expect(answer.status).toBe(422)
    const page = await answer.text()
    expect(page).toContain(words)
    expect(page).toContain(`href="#${field}"`)
    expect(formTo(page, `${PACK}/commentary`)?.[field]).toBe(typed)
    expect((await pack()).commentary).toBeNull()
  })

  it('of 20,000 characters fits', async () => {
    const overall = 'é'.repeat(20_000)
    expect((await save({ overall })).status).toBe(303)
    expect((await pack()).commentary?.overall).toBe(overall)
  })

  it('from a stale page is handed back beside what is saved, and a second press saves it', async () => {
    const fields = formTo(await cora.read(PACK), `${PACK}/commentary`) ?? {}
    await save({ overall: 'What somebody else said' })
    const answer = await cora.post(`${PACK}/commentary`, { ...fields, overall: 'My afternoon’s work' })
    expect(answer.status).toBe(409)
    const page = await answer.text()
    expect(page).toContain('Somebody else has changed the pack')
    expect(page).toContain('What somebody else said')
    expect((await pack()).commentary?.overall).toBe('What somebody else said')
    const again = formTo(page, `${PACK}/commentary`) ?? {}
    expect(again['overall']).toBe('My afternoon’s work')
    expect((await cora.post(`${PACK}/commentary`, again)).status).toBe(303)
    expect((await pack()).commentary?.overall).toBe('My afternoon’s work')
  })

  it.each([
    ['approved', approved, 'The pack is approved.'],
    ['issued', issued, 'The pack is issued'],
  ])('of a pack that was %s meanwhile is handed back, to be kept elsewhere', async (_, meanwhile, words) => {
    const fields = formTo(await cora.read(PACK), `${PACK}/commentary`) ?? {}
    await meanwhile()
    const typed = {
      overall: 'My afternoon’s work',
      'priority-1': 'And of the first',
      internal: 'And for the board',
    }
    const answer = await cora.post(`${PACK}/commentary`, { ...fields, ...typed })
    expect(answer.status).toBe(409)
    const page = await answer.text()
    expect(page).toContain(words)
    expect(page).toContain('Your text, which is not saved')
    expect(formFields(page)).toMatchObject(typed)
    expect((await pack()).commentary).toBeNull()
  })

  it('cannot be sent without the edition that was read', async () => {
    for (const edition of ['', 'x', '-1', '1e9']) {
      const answer = await cora.post(`${PACK}/commentary`, { edition, overall: 'Text' })
      expect([edition, answer.status]).toEqual([edition, 409])
    }
    expect((await cora.post(`${PACK}/commentary`, { overall: 'Text' })).status).toBe(409)
    expect((await pack()).commentary).toBeNull()
  })

  it('takes back what was asked for, and says so beforehand', async () => {
    expect(await cora.read(MONTH)).toContain('A later change of the commentary takes the request back.')
    await press(cora, PACK, `${MONTH}/ask`)
    await save({ overall: 'One more thing' })
    expect((await pack()).asked).toBeNull()
  })
})

describe('deciding about a pack', () => {
  beforeEach(async () => {
    await test.open()
    await closed()
  })

  it('is asked for by a coordinator, approved by somebody else, and issued after a confirmation', async () => {
    expect(locationOf(await press(cora, PACK, `${MONTH}/ask`))).toBe(`${PACK}?done=asked&left=0`)
    expect(await cora.read(PACK)).toContain('Cora Coordinator, 6pm on Friday 18 December 2026')
    expect(locationOf(await press(ines, PACK, `${MONTH}/approve`))).toBe(`${PACK}?done=approved&left=0`)
    expect(await cora.read(PACK)).toContain('Approved, being built')
    await build()
    const page = await cora.read(PACK)
    expect(page).toContain('Approved by Ines Approver, ready to issue')
    expect(formTo(page, `${PACK}/commentary`)).toBeNull()
    const confirm = await (await press(cora, PACK, `${MONTH}/issue`)).text()
    expect(confirm).toContain('Issue the pack of Main Board?')
    expect(await test.mails('pack-notice')).toEqual([])
    expect(locationOf(await cora.post(`${MONTH}/issue`, formFields(confirm)))).toBe(
      `${PACK}?done=issued&left=0`,
    )
    expect(await cora.read(PACK)).toContain('Version 1 issued')
    expect(await test.mails('pack-notice')).toEqual(['mia board', 'sue board'])
    // The button of the confirmation is pressed once more.
    const again = await cora.post(`${MONTH}/issue`, formFields(confirm))
    expect([again.status, await again.text()]).toEqual([409, expect.stringContaining('The pack is issued')])
    expect(await test.mails('pack-notice')).toHaveLength(2)
  })

  it('keeps whoever asked from approving, and says who can', async () => {
    const bo = await enter('both')
    await press(bo, PACK, `${MONTH}/ask`)
    const page = await bo.read(PACK)
    expect(page).toContain('You asked for its approval, so somebody else must give it.')
    expect(formTo(page, `${MONTH}/approve`)).toBeNull()
    const forced = await bo.post(`${MONTH}/approve`, { packs: `board:${(await pack()).edition}` })
    expect([forced.status, await forced.text()]).toEqual([
      409,
      expect.stringContaining('You asked for the approval of this pack'),
    ])
    expect((await pack()).approved).toBeNull()
  })

  it('lets whoever asked approve where the plan says so', async () => {
    await test.month.table.plans.savePlan({ ...plan, packs: { ...packsByDefault, approval: 'anyone' } })
    const bo = await enter('both')
    await press(bo, PACK, `${MONTH}/ask`)
    await press(bo, PACK, `${MONTH}/approve`)
    expect((await pack()).approved?.by).toBe('both')
  })

  it('is sent back by the approver, with what was asked for gone', async () => {
    await press(cora, PACK, `${MONTH}/ask`)
    expect(locationOf(await press(ines, PACK, `${PACK}/send-back`))).toBe(`${PACK}?done=sent-back`)
    expect(await pack()).toMatchObject({ asked: null, state: 'wanted' })
  })

  it('has its approval taken back until it is issued', async () => {
    await approved()
    const page = await cora.read(PACK)
    expect(page).toContain('Take the approval back')
    await press(cora, PACK, `${PACK}/send-back`)
    await build()
    expect(formTo(await cora.read(PACK), `${MONTH}/issue`)).toBeNull()
    const late = await cora.post(`${MONTH}/issue`, {
      packs: `board:${(await pack()).edition}`,
      confirm: 'yes',
    })
    expect([late.status, await late.text()]).toEqual([
      409,
      expect.stringContaining('The pack is not approved'),
    ])
    expect(await test.month.table.packs.listIssued({ ...cycle, boardId: 'board' })).toEqual([])
  })

  it.each([
    ['cora', 'approve', 'You may not approve packs'],
    ['ines', 'ask', 'Only a coordinator'],
    ['ines', 'issue', 'Only a coordinator'],
  ])('refuses %s to %s, with what to do', async (who, step, words) => {
    const browser = await enter(who)
    if (step !== 'ask') await press(cora, PACK, `${MONTH}/ask`)
    const before = await pack()
    const answer = await browser.post(`${MONTH}/${step}`, {
      packs: `board:${before.edition}`,
      confirm: 'yes',
    })
    expect([answer.status, await answer.text()]).toEqual([409, expect.stringContaining(words)])
    expect(await pack()).toEqual(before)
  })

  it('does nothing from a stale page', async () => {
    await press(cora, PACK, `${MONTH}/ask`)
    const approve = formTo(await ines.read(PACK), `${MONTH}/approve`) ?? {}
    const back = formTo(await ines.read(PACK), `${PACK}/send-back`) ?? {}
    await press(cora, PACK, `${PACK}/commentary`, { overall: 'Changed' })
    await build()
    await press(cora, PACK, `${MONTH}/ask`)
    const before = await pack()
    for (const answer of [
      await ines.post(`${MONTH}/approve`, approve),
      await ines.post(`${PACK}/send-back`, back),
    ]) {
      expect([answer.status, await answer.text()]).toEqual([
        409,
        expect.stringContaining('Somebody else has changed the pack'),
      ])
    }
    expect(await pack()).toEqual(before)
  })

  it('says when it goes out by itself, and to how many', async () => {
    expect(await cora.read(PACK)).toContain('no later meeting of the board is in the directory')
    const meet = (meetings: string[]) =>
      test.month.table.plans.saveDirectory({
        people: [],
        boards: twoBoards.map((board) => ({ ...board, meetings })),
      })
    await meet(['2027-01-22'])
    const page = await cora.read(PACK)
    expect(page).toContain('By itself at 10am on Friday 15 January 2027, if it is approved by then.')
    expect(page).toContain('2 members of the board')
    await meet(['2026-12-21'])
    expect(await cora.read(PACK)).toContain('By itself as soon as it is approved')
    await approved()
    expect(await cora.read(PACK)).toMatch(/By itself within a quarter of an hour|Version 1 issued/)
  })
})

describe('another version', () => {
  beforeEach(async () => {
    await test.open()
    await closed()
  })

  it('begins with what changes and why, and the version before can still be looked at', async () => {
    await issued()
    expect(await cora.read(PACK)).toContain(`href="${PACK}/reissue"`)
    const answer = await press(cora, `${PACK}/reissue`, `${PACK}/reissue`, { why: ' A date was wrong. ' })
    expect(locationOf(answer)).toBe(`${PACK}?done=reissuing`)
    expect(await pack()).toMatchObject({ state: 'wanted', version: 2, reissue: { why: 'A date was wrong.' } })
    await build()
    const page = await cora.read(PACK)
    expect(page).toContain('A date was wrong.')
    expect(page).toContain(`href="${PACK}/1/pdf"`)
    const first = await (await cora.get(`${PACK}/1/pdf`)).text()
    const draft = await (await cora.get(`${PACK}/draft/pdf`)).text()
    expect([first.includes('"version":1'), draft.includes('"version":2')]).toEqual([true, true])
    await approved()
    await cora.post(`${MONTH}/issue`, { packs: `board:${(await pack()).edition}`, confirm: 'yes' })
    expect(await (await cora.get(`${PACK}/1/pdf`)).text()).toBe(first)
    expect((await cora.get(`${PACK}/2/pdf`)).status).toBe(200)
    expect((await cora.get(`${PACK}/3/pdf`)).status).toBe(404)
  })

  it.each([
    ['', 'Enter what changes, and why'],
    ['  \n ', 'Enter what changes, and why'],
    ['x'.repeat(5_001), 'Shorten the text: at most 5,000 characters fit'],
  ])('needs a reason that fits', async (why, words) => {
    await issued()
    const answer = await press(cora, `${PACK}/reissue`, `${PACK}/reissue`, { why })
    expect(answer.status).toBe(422)
    const page = await answer.text()
    expect(page).toContain(words)
    expect(formTo(page, `${PACK}/reissue`)?.['why']).toBe(why)
    expect((await pack()).version).toBe(1)
  })

  it('cannot begin before the first is issued, nor twice', async () => {
    expect((await cora.get(`${PACK}/reissue`)).status).toBe(409)
    await issued()
    const fields = formTo(await cora.read(`${PACK}/reissue`), `${PACK}/reissue`) ?? {}
    await cora.post(`${PACK}/reissue`, { ...fields, why: 'Once' })
    const again = await cora.post(`${PACK}/reissue`, { ...fields, why: 'Twice' })
    expect(again.status).toBe(409)
    // The second text is handed back, on the page of what is begun by now.
    const page = await again.text()
    expect(page).toContain('Somebody else has begun version 2 meanwhile. Your text is below, not saved')
    expect(wordsOf(page)).toContain('What is saved now Once')
    expect(formTo(page, `${PACK}/reissue`)).toMatchObject({ why: 'Twice', step: 'explain' })
    expect(await pack()).toMatchObject({ version: 2, reissue: { why: 'Once' } })
    expect((await ines.get(`${PACK}/reissue`)).status).toBe(409)
  })

  it('says anew what it changes, and why, until it is approved', async () => {
    expect((await cora.get(`${PACK}/reissue`)).status).toBe(409)
    await issued()
    await press(cora, `${PACK}/reissue`, `${PACK}/reissue`, { why: 'A daet was wrong.' })
    await build()
    await press(cora, PACK, `${MONTH}/ask`)
    const before = await pack()
    expect(await cora.read(PACK)).toContain(`href="${PACK}/reissue">Change<`)

    const form = formTo(await cora.read(`${PACK}/reissue`), `${PACK}/reissue`)
    expect(form).toMatchObject({ why: 'A daet was wrong.', step: 'explain' })
    const answer = await press(cora, `${PACK}/reissue`, `${PACK}/reissue`, { why: 'A date was wrong.' })
    expect(locationOf(answer)).toBe(`${PACK}?done=explained`)
    expect(await pack()).toEqual({
      ...before,
      state: 'wanted',
      edition: before.edition + 1,
      asked: null,
      reissue: { ...before.reissue, why: 'A date was wrong.' },
      attentionAt: expect.any(String),
    })
    await build()
    expect(await (await cora.get(`${PACK}/draft/pdf`)).text()).toContain('A date was wrong.')

    const stale = formTo(await cora.read(`${PACK}/reissue`), `${PACK}/reissue`) ?? {}
    await approved()
    expect(await cora.read(PACK)).not.toContain(`href="${PACK}/reissue">Change<`)
    const late = await cora.post(`${PACK}/reissue`, { ...stale, why: 'Too late' })
    const page = await late.text()
    expect([late.status, page]).toEqual([409, expect.stringContaining('The pack is approved.')])
    expect(page).toMatch(/<textarea[^>]*name="why"[^>]*>\nToo late</)
    expect(formTo(page, `${PACK}/reissue`)).toBeNull()
    expect((await pack()).reissue?.why).toBe('A date was wrong.')
  })

  it('shows who has opened each version, also who has left the board since', async () => {
    await issued()
    const opens = (personId: string, version: number, at: string) =>
      test.month.table.readers.markRead({ ...cycle, boardId: 'board', version, personId }, at)
    await opens('mia', 1, '2026-12-21T11:05:00.000Z')
    await opens('sue', 1, '2026-12-21T12:00:00.000Z')
    await press(cora, `${PACK}/reissue`, `${PACK}/reissue`, { why: 'A date was wrong.' })
    await build()
    expect(await cora.read(PACK)).toContain('Who has opened version 1 by their link')
    await approved()
    await cora.post(`${MONTH}/issue`, { packs: `board:${(await pack()).edition}`, confirm: 'yes' })
    await opens('mia', 2, '2026-12-22T09:30:00.000Z')
    await test.month.table.plans.saveDirectory({
      people,
      boards: twoBoards.map((board) => ({ ...board, members: ['mia'] })),
    })
    // Under another entry of hers, found to be hers since.
    await opens('maria', 1, '2026-12-21T10:55:00.000Z')
    await test.month.table.plans.saveDirectory({
      people: people
        .filter(({ personId }) => personId === 'mia')
        .map((mia) => ({ ...mia, personId: 'maria', mergedInto: 'mia' })),
      boards: [],
    })
    const table = wordsOf((await cora.read(PACK)).split('Who has opened which version')[1] ?? '')
    expect(table).toMatch(/Mia Member Version 2: 9:30am[^:]* Version 1: 10:55am/)
    expect(table.match(/Mia/g)).toHaveLength(1)
    expect(table).toMatch(/Sue \w+ \(no longer a member\) Version 2: Not by their link Version 1: midday on/)
  })
})

describe('a pack’s files', () => {
  beforeEach(async () => {
    await test.open()
    await closed()
  })

  it.each([
    ['pdf', 'application/pdf', 'inline; filename="board-2026-12-draft.pdf"'],
    ['html', 'text/html; charset=utf-8', 'inline; filename="board-2026-12-draft.html"'],
    [
      'xlsx',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'attachment; filename="board-2026-12-draft.xlsx"',
    ],
  ])('as %s are served as what they are, and kept by no cache', async (form, type, disposition) => {
    const answer = await cora.get(`${PACK}/draft/${form}`)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe(type)
    expect(answer.headers.get('content-disposition')).toBe(disposition)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(0)
  })

  it('are several PDFs where the pack has several volumes, each with a link', async () => {
    test.building.renderers = volumeRenderers
    await press(cora, PACK, `${PACK}/commentary`, { overall: 'All is well' })
    await build()
    const volumes = (await pack()).built?.volumes ?? []
    expect(volumes.length).toBeGreaterThan(2)

    const addresses = volumes.map((_, index) => `${PACK}/draft/${index === 0 ? 'pdf' : `pdf-${index + 1}`}`)
    for (const page of [await cora.read(PACK), await cora.read(MONTH)]) {
      for (const [index, address] of addresses.entries())
        expect(page).toContain(`href="${address}">PDF volume ${index + 1} (2 pages)<`)
    }
    expect(await cora.read(PACK)).toContain('its volumes are too large for a mail')
    expect(await cora.read(MONTH)).toContain(`>${2 * volumes.length}<`)
    for (const [index, address] of addresses.entries()) {
      const answer = await cora.get(address)
      expect(await answer.text()).toMatch(new RegExp(`, volume ${index + 1} of ${volumes.length}$`))
      expect(answer.headers.get('content-disposition')).toBe(
        `inline; filename="board-2026-12-draft-volume-${index + 1}.pdf"`,
      )
    }
    const none = await cora.get(`${PACK}/draft/pdf-${volumes.length + 1}`)
    expect(none.status).toBe(404)
    expect(await none.text()).toContain('There is no such volume')
    expect((await cora.get(`${PACK}/3/pdf-2`)).status).toBe(404)
  })

  it('as a web page has its own style, and nothing else that runs or loads', async () => {
    const html = renderHtml(documentOf(everyKind), { name: 'model.json', json: '{}' })
    test.files.set((await pack()).built?.files.html ?? '', new TextEncoder().encode(html))
    const answer = await cora.get(`${PACK}/draft/html`)
    const style = /<style>(.*?)<\/style>/s.exec(await answer.text())?.[1] ?? ''
    const sha256 = createHash('sha256').update(style).digest('base64')
    const policy = answer.headers.get('content-security-policy') ?? ''
    expect(policy.split('; ').sort()).toEqual(
      [
        "default-src 'none'",
        `style-src 'sha256-${sha256}'`,
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        'img-src data:',
      ].sort(),
    )
    // The pages around it keep theirs.
    expect((await cora.get(PACK)).headers.get('content-security-policy')).toContain("script-src 'self'")
  })

  it('are not shown while they are made anew, nor where the bucket has lost them', async () => {
    await press(cora, PACK, `${PACK}/commentary`, { overall: 'New' })
    const waiting = await cora.get(`${PACK}/draft/pdf`)
    expect([waiting.status, await waiting.text()]).toEqual([404, expect.stringContaining('not built yet')])
    expect(await cora.read(PACK)).toContain('Not built yet')
    await build()
    test.files.clear()
    expect((await cora.get(`${PACK}/draft/pdf`)).status).toBe(404)
  })

  it.each(['0', '1', '99', 'final', '1.0'])(
    'of version %s are not there before anything is issued',
    async (version) => {
      expect((await cora.get(`${PACK}/${version}/pdf`)).status).toBe(404)
    },
  )

  it('are for an approver as well', async () => {
    expect((await ines.get(`${PACK}/draft/pdf`)).status).toBe(200)
  })
})

describe('whoever may approve packs and nothing else', () => {
  beforeEach(async () => {
    await test.open()
    await closed()
  })

  it('comes to the packs after signing in, and sees nothing else on any page', async () => {
    expect(locationOf(await ines.get('/console'))).toBe(PACKS)
    for (const path of [MONTH, PACK]) {
      const page = await ines.read(path)
      const links = [...page.matchAll(/href="(\/console[^"]*)"/g)].map(([, href]) => href ?? '')
      expect(links.length).toBeGreaterThan(0)
      expect(links.filter((href) => !href.startsWith(PACKS))).toEqual([])
      const forms = [...page.matchAll(/action="([^"]*)"/g)].map(([, action]) => action)
      expect(forms.filter((action) => action !== '/sign-out')).toEqual([])
    }
  })

  it('is sent from every other page of the console to the packs, and changes nothing by it', async () => {
    const values: Record<string, string> = {
      planId: 'plan',
      cycleId: '2026-12',
      boardId: 'board',
      personId: 'ann',
      ref: '1.1',
    }
    const packsAlone = `/console/:planId/packs`
    const routes = ines.app.routes.filter(
      ({ path, method }) =>
        /^(?:GET|POST)$/.test(method) && path.startsWith('/console/') && !path.startsWith(packsAlone),
    )
    expect(routes.length).toBeGreaterThan(40)
    const state = async () => [
      await test.month.table.plans.loadPlanFile(key),
      await test.month.table.plans.loadDirectory(key.partnershipId),
      await test.month.table.cycles.listMessages(cycle),
    ]
    const before = await state()
    for (const { path, method } of routes) {
      const address = path
        .replaceAll(
          /:(\w+)(?:\{(\w+)[^}]*\})?/g,
          (_, name: string, word?: string) => word ?? values[name] ?? 'x',
        )
        .replaceAll('*', 'x')
      const answer = method === 'GET' ? await ines.get(address) : await ines.post(address, { confirm: 'yes' })
      expect([method, address, answer.status, locationOf(answer)]).toEqual([method, address, 303, '/console'])
    }
    expect(await state()).toEqual(before)
  })

  it('makes no drafts', async () => {
    expect(locationOf(await ines.post(`${MONTH}/sketch`))).toBe('/console')
  })

  it('is led back to the packs by every refusal', async () => {
    for (const answer of [
      await ines.get(`${PACKS}/2020-01`),
      await ines.get(`${MONTH}/nowhere`),
      await ines.get(`${PACK}/7/pdf`),
      await ines.get(`${PACK}/reissue`),
      await ines.post(`${MONTH}/ask`, { packs: 'board:0' }),
      await ines.post(`${MONTH}/ask`, { packs: '' }),
    ]) {
      const links = [...(await answer.text()).matchAll(/href="(\/console[^"]*)"/g)].map(
        ([, href]) => href ?? '',
      )
      expect(answer.status).toBeGreaterThanOrEqual(400)
      expect(links.length).toBeGreaterThan(0)
      expect(links.filter((href) => !href.startsWith(PACKS))).toEqual([])
    }
  })

  it('is out at once where the role is taken away', async () => {
    const { people: known } = await test.month.table.plans.loadDirectory(key.partnershipId)
    const lost = known.filter(({ personId }) => personId === 'ines').map((one) => ({ ...one, roles: [] }))
    await test.month.table.plans.saveDirectory({ people: lost, boards: [] })
    expect(locationOf(await ines.get(PACK))).toBe(signInFor(PACK))
    expect(locationOf(await ines.post(`${MONTH}/approve`, { packs: 'board:0' }))).toBe('/sign-in')
  })
})

describe('who has no business there', () => {
  it('is owed no code and cannot sign in', async () => {
    const queued = test.month.queued.length
    const ann = await enter('ann')
    expect(test.month.queued).toHaveLength(queued)
    expect(locationOf(await ann.get(PACKS))).toBe(signInFor(PACKS))
    expect(locationOf(await ann.post(`${MONTH}/approve`, { packs: 'board:0' }))).toBe('/sign-in')
  })

  it('cannot have a form sent from another site', async () => {
    await test.open()
    await closed()
    const before = await pack()
    const app = createTestConsole(test.month, () => test.clock.now)
    for (const address of [
      `${PACK}/commentary`,
      `${PACK}/reissue`,
      `${PACK}/send-back`,
      `${MONTH}/ask`,
      `${MONTH}/approve`,
      `${MONTH}/issue`,
      `${MONTH}/sketch`,
    ]) {
      const answer = await app.request(`${ORIGIN}${address}`, {
        method: 'POST',
        body: new URLSearchParams({ packs: 'board:0', edition: '0', confirm: 'yes' }),
        headers: { origin: 'https://elsewhere.example' },
      })
      expect([address, answer.status]).toEqual([address, 403])
    }
    expect(await pack()).toEqual(before)
  })

  it('sees no pack of another partnership', async () => {
    await test.open()
    await closed()
    const foreign = { ...plan, partnershipId: 'othershire', planId: 'plan' }
    await test.month.table.plans.savePlan(foreign)
    await test.month.table.plans.savePlan({ ...foreign, planId: 'theirs' })
    const mole = both.map((one) => ({ ...one, partnershipId: 'othershire', email: 'mole@testshire.example' }))
    await test.month.table.plans.saveDirectory({ people: mole, boards: [] })
    const stranger = await enter('mole')
    for (const path of [MONTH, PACK, `${PACK}/draft/pdf`, `${PACK}/1/pdf`, `${PACK}/reissue`]) {
      const answer = await stranger.get(path)
      expect([path, answer.status]).toEqual([path, 404])
      expect(await answer.text()).not.toContain('Main Board')
    }
    const before = await pack()
    for (const [address, fields] of [
      [`${MONTH}/ask`, { packs: 'board:0' }],
      [`${PACK}/commentary`, { edition: '0', overall: 'Mine' }],
    ] as const) {
      expect((await stranger.post(address, fields)).status).toBeGreaterThanOrEqual(400)
    }
    expect(await pack()).toEqual(before)
    expect((await cora.get('/console/theirs/packs')).status).toBe(404)
  })

  it.each([
    [`${PACKS}/2020-01`, 'There is no such month'],
    [`${MONTH}/nowhere`, 'There is no such pack'],
    [`${PACKS}/2020-01/board`, 'There is no such pack'],
    [`${MONTH}/nowhere/draft/pdf`, 'There is no such pack'],
    [`${MONTH}/nowhere/reissue`, 'There is no such pack'],
    [`${PACKS}/2026-13`, 'There is no such'],
    [`${PACKS}/december`, 'Page not found'],
    [`${PACK}/draft/exe`, 'Page not found'],
  ])('of %s is told: %s', async (path, words) => {
    await test.open()
    await closed()
    const answer = await cora.get(path)
    expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining(words)])
  })
})
