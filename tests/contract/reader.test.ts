import { gunzipSync } from 'node:zlib'
import { beforeEach, describe, expect, it } from 'vitest'
import { finishIssue, issuePack } from '../../functions/pack/issue-pack.ts'
import type { PackKey } from '../../functions/pack/ports.ts'
import { sha256 } from '../../functions/platform/ids.ts'
import { createTestConsole, ORIGIN } from '../support/console.ts'
import { composeAt } from '../support/lead.ts'
import { openTestMonth } from '../support/month.ts'
import { approvePack, builtAs, signature } from '../support/packs.ts'
import { boards, key, people } from '../support/small-plan.ts'

const cycle = { ...key, cycleId: '2026-12' }
const board = { ...cycle, boardId: 'board' }
/** Another plan's, month's or board's pack has another name, so that its visit has a cookie of its own. */
const nameOf = ({ partnershipId, planId, cycleId, boardId }: PackKey) =>
  sha256(JSON.stringify([partnershipId, planId, cycleId, boardId])).slice(0, 16)
const AT = `/pack/${nameOf(board)}`
const CLOSES = '2026-12-18T17:00:00.000Z'
const ISSUED = '2026-12-21T10:00:00.000Z'
const READ = '2026-12-22T08:30:00.000Z'

describe('a board member’s own link to a pack', () => {
  let month: Awaited<ReturnType<typeof openTestMonth>>
  let now = READ
  const files = new Map<string, string>()

  const app = () =>
    createTestConsole(month, () => now, {
      packFiles: {
        loadPack: async (name) => new TextEncoder().encode(files.get(name) ?? `the file ${name}`),
      },
    })
  const open = (path: string, cookie = '') => app().request(`${ORIGIN}${path}`, { headers: { cookie } })
  const press = (path: string) =>
    app().request(`${ORIGIN}${path}`, { method: 'POST', headers: { origin: ORIGIN } })
  const pack = async () => {
    const found = await month.table.packs.find(board)
    if (!found) throw new Error('the pack is gone')
    return found
  }
  /** The mail that brings a member the pack, and the path of its link. */
  const mailTo = async (personId: string, version = 1) => {
    const messages = await month.table.cycles.listMessages(cycle)
    const message = messages.find(
      (one) =>
        one.kind === 'pack-notice' &&
        one.personId === personId &&
        one.ordinal === (version === 1 ? 'board' : `board_v${version}`),
    )
    if (!message) throw new Error(`${personId} is owed no notice of version ${version}`)
    const composed = await composeAt(month, () => now)(message)
    if (!composed.owed) throw new Error(composed.reason)
    const path = /\/p\/[\w-]{43}/.exec(composed.mail.text)?.[0]
    if (!path) throw new Error('the mail has no link')
    return { path, attachments: composed.mail.attachments, text: composed.mail.text }
  }
  const enter = async (path: string): Promise<string> => {
    const answer = await press(path)
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe(AT)
    return (answer.headers.getSetCookie()[0] ?? '').split(';')[0] ?? ''
  }
  const readings = async () =>
    (await month.table.readers.listReadings(board)).map(({ personId, version, firstAt, lastAt }) => [
      personId,
      version,
      firstAt,
      lastAt,
    ])

  beforeEach(async () => {
    now = READ
    month = await openTestMonth()
    await month.tick('2026-11-20T10:00:00.000Z')
    await month.tick('2026-12-01T09:00:00.000Z')
    await month.tick(CLOSES)
    await approvePack(month.table.packs, board, ISSUED)
    expect(await issuePack(await pack(), signature('cora', ISSUED), { ...month.deps, ...month.table })).toBe(
      true,
    )
  })

  it('shows who it is for and changes nothing, however often it is opened or pressed by a robot', async () => {
    const { path } = await mailTo('mia')
    for (let time = 0; time < 3; time += 1) {
      const answer = await open(path)
      expect(answer.status).toBe(200)
      expect(answer.headers.get('cache-control')).toContain('no-store')
      expect(await answer.text()).toContain('Mia Member')
      await enter(path)
    }
    expect(await readings()).toEqual([])
  })

  it('opens the pack as a page, a PDF and a workbook, and notes who has opened it and when', async () => {
    const { path } = await mailTo('mia')
    const cookie = await enter(path)
    const page = await (await open(AT, cookie)).text()
    expect(page).toContain('December 2026 pack for Main Board')
    expect(page).toContain('Name of ines')
    expect(await readings()).toEqual([])

    const html = await open(`${AT}/1/html`, cookie)
    expect(html.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(html.headers.get('content-security-policy')).toMatch(/default-src 'none'; style-src 'sha256-/)
    expect(html.headers.get('cache-control')).toContain('no-store')
    now = '2026-12-23T09:00:00.000Z'
    expect((await open(`${AT}/1/pdf`, cookie)).status).toBe(401)
    const again = await enter(path)
    const pdf = await open(`${AT}/1/pdf`, again)
    expect(await pdf.text()).toBe('the file packs/final.pdf')
    expect(pdf.headers.get('content-disposition')).toBe('inline; filename="board-2026-12-v1.pdf"')
    expect((await open(`${AT}/1/xlsx`, again)).headers.get('content-disposition')).toContain('attachment')
    expect(await readings()).toEqual([['mia', 1, READ, now]])
  })

  it('comes compressed to whoever takes it so, and so fits into the answer of a function though it is long', async () => {
    const page = `<p>${'Two of five are done. '.repeat(330_000)}</p>`
    files.set((await pack()).built?.files.html ?? '', page)
    const cookie = await enter((await mailTo('mia')).path)
    const read = (encodings: string) =>
      app().request(`${ORIGIN}${AT}/1/html`, { headers: { cookie, 'accept-encoding': encodings } })

    const compressed = await read('gzip, deflate, br')
    expect(compressed.headers.get('content-encoding')).toBe('gzip')
    expect(compressed.headers.get('content-security-policy')).toMatch(
      /default-src 'none'; style-src 'sha256-/,
    )
    const bytes = Buffer.from(await compressed.arrayBuffer())
    // What a function may answer with.
    expect(page.length).toBeGreaterThan(6_000_000)
    expect(bytes.toString('base64').length).toBeLessThan(6_000_000)
    expect(gunzipSync(bytes).toString()).toBe(page)

    const plain = await read('identity')
    expect(plain.headers.get('content-encoding')).toBeNull()
    expect(await plain.text()).toBe(page)
  })

  it('is different for each member and each mail, and only its hash is kept', async () => {
    const links = [await mailTo('mia'), await mailTo('mia'), await mailTo('sue')].map(({ path }) => path)
    expect(new Set(links).size).toBe(3)
    const stored = JSON.stringify((await month.table.entities.readerLink.scan.go({ pages: 'all' })).data)
    for (const link of links) expect(stored).not.toContain(link.slice(3))
  })

  it.each([
    ['nobody', `/p/${'x'.repeat(43)}`],
    ['a part of one', '/p/short'],
  ])('says what to do where it is a link of %s', async (_, path) => {
    const answer = await open(path)
    expect(answer.status).toBe(404)
    expect(await answer.text()).toContain('Reply to the email')
  })

  it('ends after 400 days, and for whoever has left the board at once, also in the middle of a visit', async () => {
    const { path } = await mailTo('mia')
    const cookie = await enter(path)
    await month.table.plans.saveDirectory({
      people,
      boards: boards.map((one) => ({ ...one, chair: null, members: ['sue'] })),
    })
    expect((await open(path)).status).toBe(404)
    expect((await open(AT, cookie)).status).toBe(401)
    expect((await open(`${AT}/1/pdf`, cookie)).status).toBe(401)
    expect(await readings()).toEqual([])

    const { path: other } = await mailTo('sue')
    now = '2028-01-27T08:30:00.000Z'
    expect((await open(other)).status).toBe(404)
  })

  it('is of its own pack, also beside one of another board in the same browser', async () => {
    const cookie = await enter((await mailTo('mia')).path)
    const [name, token] = cookie.split('=')
    expect(name).toBe(`__Host-pack-${nameOf(board)}`)
    // The visit of one pack opens no other, by whatever name its cookie goes.
    const health = nameOf({ ...board, boardId: 'health' })
    const other = `__Host-pack-${health}=${token}`
    expect((await open(`/pack/${health}`, other)).status).toBe(401)
    expect((await open(`/pack/${health}/1/html`, `${cookie}; ${other}`)).status).toBe(401)
    expect((await open('/pack', cookie)).status).toBe(401)
    expect(await readings()).toEqual([])
    expect((await open(`${AT}/1/html`, `${other}; ${cookie}`)).status).toBe(200)
    expect(await readings()).toHaveLength(1)
  })

  it('opens no version that the board did not get, and no draft', async () => {
    const cookie = await enter((await mailTo('mia')).path)
    const none = await open(`${AT}/2/pdf`, cookie)
    expect(none.status).toBe(404)
    expect(await none.text()).toContain(`href="${AT}"`)
    expect((await open(`${AT}/draft/pdf`, cookie)).status).toBe(404)
    expect((await open(`${AT}/1/exe`, cookie)).status).toBe(404)
    expect((await open(AT)).status).toBe(401)
  })

  it('leads to the newest version once there is a later one, and keeps the one before', async () => {
    const { path } = await mailTo('mia')
    const event = { ...key, at: READ, what: 'pack-reissue-begun', by: 'cora' }
    expect(await month.table.packs.reissue(await pack(), 'The chair was wrong.', event)).toBe(true)
    const cookie = await enter(path)
    expect(await (await open(AT, cookie)).text()).not.toContain('version 2')

    await approvePack(month.table.packs, board, READ)
    expect(await issuePack(await pack(), signature('cora', READ), { ...month.deps, ...month.table })).toBe(
      true,
    )
    const page = await (await open(AT, cookie)).text()
    expect(page).toContain('This is version 2.')
    expect(page).toContain(`href="${AT}/2/html"`)
    expect(page).toContain(`href="${AT}/1/html"`)
    expect((await open(`${AT}/1/pdf`, cookie)).status).toBe(200)
    const { attachments } = await mailTo('mia', 2)
    expect(attachments?.map(({ filename }) => filename)).toEqual(['board-2026-12-v2.pdf'])
  })

  it('comes with the PDF, or alone where the board wants it so', async () => {
    expect((await mailTo('mia')).attachments?.map(({ filename }) => filename)).toEqual(['board-2026-12.pdf'])
    await month.table.plans.saveDirectory({
      people,
      boards: boards.map((one) => ({ ...one, sends: 'link' })),
    })
    expect((await mailTo('mia')).attachments).toEqual([])
  })

  describe('of several volumes', () => {
    beforeEach(async () => {
      const event = { ...key, at: READ, what: 'pack-reissue-begun', by: 'cora' }
      await month.table.packs.reissue(await pack(), 'It has grown.', event)
      const volumes = [240, 1, 238].map((pages, index) => ({ pdf: `packs/v${index + 1}.pdf`, pages }))
      const built = builtAs('v1')
      await approvePack(month.table.packs, board, READ, { ...built, volumes, pages: 479 })
      await issuePack(await pack(), signature('cora', READ), { ...month.deps, ...month.table })
    })

    it('lists each and opens it under a name of its own', async () => {
      const cookie = await enter((await mailTo('mia', 2)).path)
      const page = await (await open(AT, cookie)).text()
      expect(page).toContain('comes in 3 volumes')
      const links = [...page.matchAll(/href="([^"]*\/2\/pdf[^"]*)">(.*?)<\/a>/g)]
      expect(links.map(([, href, words]) => [href, words])).toEqual([
        [`${AT}/2/pdf`, 'Volume 1 (240 pages)'],
        [`${AT}/2/pdf-2`, 'Volume 2 (1 page)'],
        [`${AT}/2/pdf-3`, 'Volume 3 (238 pages)'],
      ])
      for (const [index, [, href = '']] of links.entries()) {
        const pdf = await open(href, cookie)
        expect(await pdf.text()).toBe(`the file packs/v${index + 1}.pdf`)
        expect(pdf.headers.get('content-type')).toBe('application/pdf')
        expect(pdf.headers.get('content-disposition')).toBe(
          `inline; filename="board-2026-12-v2-volume-${index + 1}.pdf"`,
        )
      }
      expect(await readings()).toEqual([['mia', 2, READ, READ]])
    })

    it.each(['pdf-0', 'pdf-1', 'pdf-02', 'pdf-4', 'html-2', 'xlsx-2'])(
      'opens nothing that is none of them: %s',
      async (file) => {
        const cookie = await enter((await mailTo('mia', 2)).path)
        expect((await open(`${AT}/2/${file}`, cookie)).status).toBe(404)
        expect((await open(`${AT}/1/pdf-2`, cookie)).status).toBe(404)
      },
    )

    it('comes as a link alone, though the board wants the PDF', async () => {
      const { attachments, path, text } = await mailTo('mia', 2)
      expect(attachments).toEqual([])
      expect(text).not.toContain('attached')
      expect(path).toMatch(/^\/p\//)
    })
  })

  it('is owed once a version, however often the issue is finished', async () => {
    for (let time = 0; time < 3; time += 1)
      await finishIssue(await pack(), READ, { ...month.deps, ...month.table })
    const notices = (await month.table.cycles.listMessages(cycle)).filter(
      ({ kind }) => kind === 'pack-notice',
    )
    expect(notices.map(({ personId }) => personId).sort()).toEqual(['mia', 'sue'])
  })
})
