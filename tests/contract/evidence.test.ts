import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { EvidenceFiles } from '../../functions/update/change-files.ts'
import { hashUpdate } from '../../functions/update/update.ts'
import { sendFile, startTestS3, uploadFormOn } from '../support/bucket.ts'
import { formFields, openTestConsole } from '../support/console.ts'
import { CLOSES, december, LEAD_ORIGIN, OPENS, openTestLeads } from '../support/lead.ts'
import { openTestMonth } from '../support/month.ts'
import { badFiles, bombInside, goodFiles } from '../support/sample-files.ts'
import { key } from '../support/small-plan.ts'

const ann = { ...december, personId: 'ann' }
const FILES = '/form/action/1.1/files'
const hashOf = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex')
const pdf = '%PDF-1.7 an audit'
const ADD_FILES: [string, string][] = [['then', 'files']]
const answer = { status: 'on-track', progress: 'All well' }

describe('files that show impact', () => {
  let s3: Awaited<ReturnType<typeof startTestS3>>
  let bucket: Awaited<ReturnType<typeof s3.open>>
  let month: Awaited<ReturnType<typeof openTestMonth>>
  let clock: { now: string }
  let leads: ReturnType<typeof openTestLeads>
  type Lead = Awaited<ReturnType<typeof leads.enter>>
  let lead: Lead

  beforeAll(async () => {
    s3 = await startTestS3()
  })
  afterAll(() => s3?.stop())
  beforeEach(async () => {
    bucket = await s3.open()
    month = await openTestMonth()
    await month.tick('2026-11-20T10:00:00.000Z')
    await month.tick(OPENS)
    clock = { now: '2026-12-02T10:00:00.000Z' }
    leads = openTestLeads(month, clock, { evidence: bucket.evidence })
    lead = await leads.enter('ann')
  })

  const ask = (ref = '1.1') => month.table.forms.findAsk({ ...ann, ref })
  const namesIn = async () => (await ask())?.draft?.files.map(({ name }) => name)
  /** Types into the page as it is now and presses Save, or Add files. */
  const save = async (fields: Record<string, string>, ref = '1.1', button: [string, string][] = []) => {
    const path = `/form/action/${ref}`
    return await lead.post(path, [
      ...Object.entries({ ...formFields(await lead.read(path)), ...fields }),
      ...button,
    ])
  }
  const submit = async (ref = '1.1') =>
    await lead.post('/form/submit', { submit: `${ref}:${(await ask(ref))?.draftRevision}` })
  /** Sends a file by the page's own form; the address that the bucket leads to. */
  const upload = async (name: string, bytes: string | Uint8Array<ArrayBuffer>, of = lead, files = FILES) => {
    const sent = await sendFile(uploadFormOn(await of.read(files)), name, bytes)
    expect(sent.status).toBe(303)
    return sent.headers.get('location') ?? ''
  }
  /** … and follows it. */
  const add = async (name: string, bytes: string | Uint8Array<ArrayBuffer>) =>
    await lead.get(await upload(name, bytes))

  it.each(goodFiles)('are added: %s', async (name, mediaType, make) => {
    const bytes = await make()
    const added = await add(name, bytes)
    const sha256 = hashOf(bytes)
    expect(added.status).toBe(303)
    expect(added.headers.get('location')).toBe(`${FILES}?added=${sha256}`)
    expect((await ask())?.draft?.files).toEqual([{ name, mediaType, bytes: bytes.length, sha256 }])
    expect(await bucket.keys('evidence/')).toEqual([`evidence/testshire/plan/${sha256}`])
    expect(await lead.read(`${FILES}?added=${sha256}`)).toContain(`“${name}” is added.`)
  })

  it.each(badFiles)('are refused where one is %s, and nothing is lost', async (_, name, make, said) => {
    await save(answer, '1.1', ADD_FILES)
    await add('good.pdf', pdf)
    const before = await ask()
    const page = await add(name, await make())
    expect(page.status).toBe(422)
    const html = await page.text()
    expect(html).toContain(said)
    expect(html).toMatch(/<title>Error: /)
    expect(uploadFormOn(html).action).toContain(s3.url)
    expect(await ask()).toEqual(before)
    expect(await bucket.keys('evidence/')).toHaveLength(1)
  })

  it('takes a document with a part that would fill the memory, and does not unpack it', async () => {
    const bytes = await bombInside()
    const before = process.memoryUsage.rss()
    expect((await add('large.docx', bytes)).status).toBe(303)
    expect(process.memoryUsage.rss() - before).toBeLessThan(90 * 1024 * 1024)
  })

  it('are shown with their size, and the page says so of one that its script would not send', async () => {
    await add('note.txt', 'x')
    expect(await lead.read(FILES)).toContain('text, 1 byte<')
    const page = await lead.get(`${FILES}?too-large=${11 * 1024 * 1024}`)
    expect(page.status).toBe(422)
    const html = await page.text()
    expect(html).toMatch(/<title>Error: /)
    expect(html).toContain('<a href="#file">The file is 11 MB, and at most 10 MB can be added.')
    for (const odd of ['', 'x', '10', '-1']) {
      expect((await lead.get(`${FILES}?too-large=${odd}`)).status).toBe(200)
    }
  })

  it('asks for a file where none was chosen', async () => {
    const page = await add('', '')
    expect(page.status).toBe(422)
    expect(await page.text()).toContain('Choose a file')
  })

  it('keep a name to show, without folders, tricks of direction or more than 200 characters', async () => {
    await add('C:\\Users\\ann\\fdp\u202egpj.pdf', pdf)
    await add(`${'long '.repeat(45)}.pdf`, `${pdf} 2`)
    const [first, second] = (await namesIn()) ?? []
    expect(first).toBe('fdpgpj.pdf')
    expect(second).toHaveLength(200)
    expect(second).toMatch(/…\.pdf$/)
  })

  describe('by a button of the action’s page', () => {
    it('save what is typed first, whole or not', async () => {
      const saved = await save({ status: '', progress: 'Half a' }, '1.1', ADD_FILES)
      expect(saved.headers.get('location')).toBe(FILES)
      await add('audit.pdf', pdf)
      expect((await ask())?.draft).toMatchObject({ progress: 'Half a', files: [{ name: 'audit.pdf' }] })
      const page = await lead.read('/form/action/1.1')
      expect(page).toContain(`href="${FILES}/${hashOf(pdf)}"`)
      expect(page).toContain('(PDF, 17 bytes)')
    })

    it('do not stand in the way of a text that is typed in another window', async () => {
      const path = '/form/action/1.1/draft'
      await lead.post(path, { ...answer, revision: '0', page: 'p1' })
      await add('audit.pdf', pdf)
      const typed = await lead.post(path, { ...answer, progress: 'More', revision: '1', page: 'p1' })
      expect(typed.status).toBe(200)
      expect((await ask())?.draft).toMatchObject({ progress: 'More', files: [{ name: 'audit.pdf' }] })
    })

    it('do not either where nothing was typed before', async () => {
      await add('audit.pdf', pdf)
      const page = { ...answer, revision: '0', page: 'p1' }
      expect((await lead.post('/form/action/1.1/draft', page)).status).toBe(200)
      expect((await ask())?.draft).toMatchObject({ progress: 'All well', files: [{ name: 'audit.pdf' }] })
    })

    it('are all there where two are added at once', async () => {
      const two = [await upload('a.pdf', `${pdf} a`), await upload('b.pdf', `${pdf} b`)]
      await Promise.all(two.map((address) => lead.get(address)))
      expect((await namesIn())?.toSorted()).toEqual(['a.pdf', 'b.pdf'])
    })
  })

  it('are there once, sent again, led to again, or under another name', async () => {
    const address = await upload('audit.pdf', pdf)
    for (let times = 0; times < 3; times += 1) expect((await lead.get(address)).status).toBe(303)
    await add('copy.pdf', pdf)
    expect(await namesIn()).toEqual(['audit.pdf'])
    expect((await ask())?.draftRevision).toBe(1)
  })

  it('are at most ten', async () => {
    const late = await upload('eleventh.pdf', `${pdf} 11`)
    for (let number = 1; number <= 10; number += 1) await add(`${number}.pdf`, `${pdf} ${number}`)
    const html = await lead.read(FILES)
    expect(html).not.toContain('type="file"')
    expect(html).toContain('An answer has at most 10 files.')
    const page = await lead.get(late)
    expect(page.status).toBe(422)
    expect(await page.text()).toContain('“eleventh.pdf” is one too many')
    await lead.post(`${FILES}/${hashOf(`${pdf} 3`)}/remove`)
    expect((await lead.get(late)).status).toBe(303)
    expect(await namesIn()).toHaveLength(10)
  })

  it('are removed from the answer, and their bytes stay', async () => {
    await add('audit.pdf', pdf)
    const removed = await lead.post(`${FILES}/${hashOf(pdf)}/remove`)
    expect(removed.headers.get('location')).toBe(`${FILES}?removed`)
    expect(await namesIn()).toEqual([])
    expect(await bucket.keys('evidence/')).toHaveLength(1)
    expect((await lead.get(`${FILES}/${hashOf(pdf)}`)).status).toBe(404)
  })

  it('count as impact, are hashed into the update, and are on every page that shows it', async () => {
    await save({ ...answer, status: 'done' }, '1.1', ADD_FILES)
    await add('audit.pdf', pdf)
    const link = `href="${FILES}/${hashOf(pdf)}"`
    expect(await lead.read('/form/check')).toContain(link)
    expect((await submit()).headers.get('location')).toBe('/form/done')
    const update = await month.table.forms.findHead({ ...key, ref: '1.1' })
    if (!update) throw new Error('nothing is stored')
    const { hash, ...content } = update
    expect(hashUpdate(content)).toBe(hash)
    expect(hashUpdate({ ...content, files: [] })).not.toBe(hash)
    expect(await lead.read('/form/action/1.1/history')).toContain(link)
  })

  it('added after submitting make the answer wait for submitting again', async () => {
    await save(answer)
    await submit()
    clock.now = '2026-12-02T10:05:00.000Z'
    await add('audit.pdf', pdf)
    expect(await lead.read('/form')).toContain('Change not submitted')
    await submit()
    expect((await month.table.forms.findHead({ ...key, ref: '1.1' }))?.files).toHaveLength(1)
  })

  describe('are downloaded', () => {
    const download = async (of: { get: (path: string) => Response | Promise<Response> }, path: string) => {
      const led = await of.get(path)
      expect(led.status).toBe(303)
      return await fetch(led.headers.get('location') ?? '')
    }

    it('and nothing else: no browser opens one as a page', async () => {
      await add('wörter “5%”.csv', 'a,b')
      const got = await download(lead, `${FILES}/${hashOf('a,b')}`)
      expect(await got.text()).toBe('a,b')
      expect(got.headers.get('content-type')).toBe('application/octet-stream')
      expect(got.headers.get('content-disposition')).toBe(
        `attachment; filename="w_rter _5__.csv"; filename*=UTF-8''w%C3%B6rter%20%E2%80%9C5%25%E2%80%9D.csv`,
      )
    })

    it('for a minute, and only as they were signed', async () => {
      await add('audit.pdf', pdf)
      const led = (await lead.get(`${FILES}/${hashOf(pdf)}`)).headers.get('location') ?? ''
      expect(new URL(led).searchParams.get('X-Amz-Expires')).toBe('60')
      expect((await fetch(led.replace('octet-stream', 'html'))).status).toBe(403)
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 })
      expect((await fetch(led)).status).toBe(403)
      vi.useRealTimers()
    })

    it('by whoever leads the action once they are submitted, and by coordinators', async () => {
      const shared = '/form/action/1.2/files'
      const path = `${shared}/${hashOf(pdf)}`
      await save(answer, '1.2')
      await lead.get(await upload('audit.pdf', pdf, lead, shared))
      const bob = await leads.enter('bob')
      const change = { evidence: bucket.evidence }
      const console = await openTestConsole(month, () => clock.now, undefined, change)
      const kept = `/console/plan/actions/1.2/files/${hashOf(pdf)}`
      // A draft is its lead's own.
      expect((await bob.get(path)).status).toBe(404)
      expect((await console.get(kept)).status).toBe(404)
      await submit('1.2')
      expect(await bob.read('/form/action/1.2')).toContain(`href="${path}"`)
      expect(await (await download(bob, path)).text()).toBe(pdf)
      expect(await console.read('/console/plan/actions/1.2')).toContain(`href="${kept}"`)
      expect(await (await download(console, kept)).text()).toBe(pdf)
      // Not by another of their actions, and not by nobody.
      expect((await lead.get(`${FILES}/${hashOf(pdf)}`)).status).toBe(404)
      expect((await leads.app.request(`${LEAD_ORIGIN}${path}`)).status).toBe(401)
      expect((await console.get(kept.replace('1.2', '1.1'))).status).toBe(404)
    })
  })

  it('of an answer that came too late are there for coordinators', async () => {
    await add('audit.pdf', pdf)
    clock.now = CLOSES
    await month.tick(CLOSES)
    clock.now = '2026-12-02T20:00:00.000Z'
    const late = await lead.post('/form/action/1.1', { ...answer, revision: '1', page: 'p' })
    expect(late.status).toBe(410)
    const change = { evidence: bucket.evidence }
    const console = await openTestConsole(month, () => clock.now, undefined, change)
    const kept = `/console/plan/actions/1.1/files/${hashOf(pdf)}`
    expect(await console.read('/console/plan')).toContain(`href="${kept}"`)
    expect((await console.get(kept)).status).toBe(303)
  })

  describe('of somebody else', () => {
    it('are theirs to change where the action was handed to them', async () => {
      const address = await upload('audit.pdf', pdf)
      await month.table.entities.ask
        .patch({ ...ann, ref: '1.1' })
        .set({ handedTo: { personId: 'bob', name: 'Bob Lead', at: clock.now } })
        .go()
      for (const path of [FILES, address]) {
        expect((await lead.get(path)).headers.get('location')).toBe('/form/action/1.1')
      }
      expect((await ask())?.draft).toBeNull()
    })

    it('are not taken by their key in the address, nor from another action', async () => {
      const bob = await leads.enter('bob')
      const theirs = new URL(await upload('theirs.pdf', pdf, bob, '/form/action/1.2/files'))
      const other = new URL(await upload('other.pdf', pdf, lead, '/form/action/1.2/files'))
      const evidence = `evidence/testshire/plan/${hashOf(pdf)}`
      for (const taken of [theirs, other].map(({ searchParams }) => searchParams.get('key') ?? '')) {
        const page = await lead.get(`${FILES}/added?key=${encodeURIComponent(taken)}`)
        expect(page.status).toBe(422)
        expect(await page.text()).toContain('That file was not added on this page.')
      }
      for (const invented of ['', evidence, 'snapshots/testshire/plan/x.json']) {
        const page = await lead.get(`${FILES}/added?key=${encodeURIComponent(invented)}`)
        expect(page.status).toBe(422)
      }
      expect((await ask())?.draft).toBeNull()
      expect(await bucket.keys('evidence/')).toEqual([])
    })

    it('are not reached by an action that is not on one’s list', async () => {
      const bob = await leads.enter('bob')
      expect((await bob.get(FILES)).status).toBe(404)
      expect((await bob.get(await upload('audit.pdf', pdf))).status).toBe(404)
    })
  })

  it('that did not arrive, or expired, are asked for again', async () => {
    const address = new URL(await upload('audit.pdf', pdf))
    address.searchParams.set('key', `${address.searchParams.get('key')} gone.pdf`)
    const page = await lead.get(address.href)
    expect(page.status).toBe(422)
    expect(await page.text()).toContain('did not arrive, or came too long ago. Choose it again')
  })

  it('are kept by a page that says what to do when the bucket or the table fails', async () => {
    const address = await upload('audit.pdf', pdf)
    await add('before.pdf', `${pdf} before`)
    const faults: unknown[] = []
    const away = async () => {
      throw new Error('S3 is away')
    }
    const get = async (path: string, broken: object) => {
      const { app } = openTestLeads(month, clock, {
        evidence: bucket.evidence,
        onFault: (error) => faults.push(error),
        ...broken,
      })
      const page = await app.request(new URL(path, LEAD_ORIGIN).href, { headers: { cookie: lead.cookie } })
      expect(page.status).toBe(503)
      return await page.text()
    }
    const without = (step: keyof EvidenceFiles) => ({ evidence: { ...bucket.evidence, [step]: away } })
    const repeat = `href="${new URL(address).pathname}${new URL(address).search.replaceAll('&', '&amp;')}"`
    for (const broken of [
      without('loadUpload'),
      without('saveEvidence'),
      { forms: { ...month.table.forms, saveDraft: away } },
    ]) {
      const html = await get(address, broken)
      expect(html).toContain('The file is not added yet')
      expect(html).toContain(repeat)
    }
    expect(await get(FILES, without('offerUpload'))).toContain('Files cannot be added just now')
    expect(await get(`${FILES}/${hashOf(`${pdf} before`)}`, without('linkToEvidence'))).toContain(
      'The file cannot be downloaded just now',
    )
    expect(faults).toHaveLength(5)
    expect(await namesIn()).toEqual(['before.pdf'])
    // And then it works.
    expect((await lead.get(address)).status).toBe(303)
    expect(await namesIn()).toEqual(['before.pdf', 'audit.pdf'])
  })

  describe('go straight to the bucket', () => {
    it('by a form of that one page, to that one origin', async () => {
      const policyOf = async (path: string) => (await lead.get(path)).headers.get('content-security-policy')
      expect(await policyOf(FILES)).toContain(`form-action 'self' ${s3.url};`)
      for (const path of ['/form', '/form/action/1.1', '/form/check']) {
        expect(await policyOf(path)).toContain("form-action 'self';")
      }
    })

    it('as the form says and in no other way', async () => {
      const form = uploadFormOn(await lead.read(FILES))
      const change = (name: string, value: string) => ({
        ...form,
        fields: form.fields.map(([field, was]): [string, string] => [field, field === name ? value : was]),
      })
      const of = (name: string) => form.fields.find(([field]) => field === name)?.[1] ?? ''
      for (const changed of [
        change('key', 'evidence/testshire/plan/x'),
        change('success_action_redirect', 'https://elsewhere.example/'),
        change('Content-Type', 'text/html'),
        change(
          'Policy',
          Buffer.from(atob(of('Policy')).replace('100000000', '999999999')).toString('base64'),
        ),
        { ...form, fields: form.fields.filter(([name]) => name !== 'Policy') },
        { ...form, fields: [...form.fields, ['acl', 'public-read'] satisfies [string, string]] },
      ]) {
        expect((await sendFile(changed, 'audit.pdf', pdf)).status).toBe(403)
      }
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_601_000 })
      const late = await sendFile(form, 'audit.pdf', pdf)
      vi.useRealTimers()
      expect(await late.text()).toContain('Policy expired')
      expect(await bucket.keys('')).toEqual([])
    })
  })
})
