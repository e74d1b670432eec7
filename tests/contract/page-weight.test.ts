import { beforeAll, describe, expect, it } from 'vitest'
import { stylesheetPath } from '../../functions/ui/generated/stylesheet.ts'
import { makeDraft } from '../support/draft.ts'
import { type HullLead, openHullMonth } from '../support/hull-month.ts'
import { december, OPENS, openTestLeads } from '../support/lead.ts'
import { openTestMonth } from '../support/month.ts'
import { noEvidence } from '../support/no-evidence.ts'
import { attributesOf, parseElements } from '../support/parsed-html.ts'
import { actions } from '../support/small-plan.ts'

/** What no page may weigh, in bytes of HTML before compression. */
const LARGEST = 30_000
/** 150 characters in each of three fields. */
const ordinary =
  'The working group met twice this month, and the draft was shared with parents through the forum. '
    .repeat(9)
    .slice(0, 150)
/** 900 characters in each of them. */
const long = ordinary.repeat(6)

describe('the pages of the leads of a real plan', () => {
  let leads: HullLead[]
  /** The HTML of each page of each lead, by the lead's number and its address. */
  const pages = new Map<string, string>()
  let get: (path: string) => Response | Promise<Response>

  beforeAll(async () => {
    const month = await openTestMonth()
    leads = await openHullMonth(month.table, 'hull')
    const browsers = openTestLeads(month, { now: '2026-12-02T10:00:00.000Z' })
    for (const [index, { request, asks }] of leads.entries()) {
      const lead = await browsers.enter(request.personId, request)
      get = lead.get
      const keep = async (path: string, state: string) => {
        const page = await lead.get(path)
        expect(page.status).toBe(200)
        pages.set(`lead ${index}: ${path} ${state}`, await page.text())
      }
      await keep('/form', 'new')
      for (const { ref } of asks) await keep(`/form/action/${ref}`, 'new')
      const save = async (ref: string, text: string, revision: number) => {
        const saved = await lead.post(`/form/action/${ref}/draft`, {
          status: 'on-track',
          progress: text,
          obstacles: text,
          impact: text,
          links: 'https://www.example.org/a/report/of/the/working/group.pdf',
          revision: String(revision),
          page: 'p1',
        })
        expect(saved.status).toBe(200)
      }
      for (const { ref } of asks) await save(ref, ordinary, 0)
      for (const { ref } of asks) await keep(`/form/action/${ref}`, 'ordinary')
      await keep('/form', 'ordinary')
      await keep('/form/check', 'ordinary')
      for (const { ref } of asks) await save(ref, long, 1)
      for (const { ref } of asks) await keep(`/form/action/${ref}`, 'long')
      await keep('/form/check', 'long')
    }
  })

  /** What of the chosen pages weighs too much; `typed` is what a lead has typed for each action. */
  const heavy = (chosen: RegExp, typed = 0) =>
    [...pages].flatMap(([page, html]) => {
      if (!chosen.test(page)) return []
      const asks = leads[Number(/^lead (\d+)/.exec(page)?.[1])]?.asks ?? []
      const bytes = Buffer.byteLength(html) - asks.length * typed
      return bytes > LARGEST ? [{ page, bytes }] : []
    })

  it('weigh less than 30 kB with ordinary answers', () => {
    expect(Math.max(...leads.map(({ asks }) => asks.length))).toBeGreaterThan(5)
    expect(pages.size).toBeGreaterThan(leads.length * 4)
    expect(heavy(/(new|ordinary)$/)).toEqual([])
  })

  it('weigh less than 30 kB with long answers, but for the texts on the page that submits them all', () => {
    expect(heavy(/action.* long$/)).toEqual([])
    expect(heavy(/check long$/, 3 * long.length)).toEqual([])
  })

  it('have one stylesheet, which browsers keep for ever, and no font', async () => {
    for (const html of pages.values()) {
      const elements = parseElements(html)
      const links = elements.filter(({ tagName }) => tagName === 'link').map(attributesOf)
      expect(links.filter(({ rel }) => rel === 'stylesheet')).toEqual([
        { rel: 'stylesheet', href: stylesheetPath },
      ])
      expect(links.map(({ rel }) => rel).sort()).toEqual(['icon', 'stylesheet'])
      expect(elements.filter(({ tagName }) => ['style', 'img', 'iframe'].includes(tagName))).toEqual([])
    }
    const stylesheet = await get(stylesheetPath)
    expect(stylesheet.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(await stylesheet.text()).not.toMatch(/@font-face|@import|url\((?!["']?data:)/)
  })

  it('need no script: theirs are modules from this site alone, and every form goes without', () => {
    for (const html of pages.values()) {
      const elements = parseElements(html)
      const all = (name: string) => elements.filter(({ tagName }) => tagName === name).map(attributesOf)
      for (const attributes of all('script')) {
        expect(attributes).toEqual({ type: 'module', src: expect.stringMatching(/^\/(?!\/)/) })
      }
      const handlers = elements
        .flatMap(({ attrs }) => attrs.map(({ name }) => name))
        .filter((name) => /^on/.test(name))
      expect(handlers).toEqual([])
      for (const attributes of all('form')) {
        expect(attributes).toMatchObject({ method: 'post', action: expect.stringMatching(/^\//) })
      }
    }
  })
})

describe('the pages of a lead of seven actions who writes at length about each of them, with evidence', () => {
  const refs = ['1.1', '1.2', '1.3', '1.4', '1.5', '1.6', '1.7']
  /** The lead's own words: what they type, the addresses they give, the names of their files. */
  const sentence = 'The working group met twice and shared its draft with parents through the forum.'
  const said = Array.from({ length: 12 }, () => sentence).join('\n')
  const address = 'https://www.example.org/reports/of/the/working/group/of/november.pdf'
  const fileName = 'Minutes of the working group of November, as they were agreed.pdf'
  const ownWords = new RegExp(`\n?(${[sentence, address, fileName].join('|')})`, 'g')
  /** What the plan says, which counts. */
  const planned = 'Develop the framework of quality assurance together with families and schools, '.repeat(6)
  const filesOf = (count: number) =>
    Array.from({ length: count }, (_, at) => ({
      name: fileName,
      mediaType: 'application/pdf',
      bytes: 240_000,
      sha256: String(at).repeat(64),
    }))
  const makeAnswer = (ref: string, savedAt: string) =>
    makeDraft(savedAt, {
      statusCode: 'off-track',
      progress: said,
      obstacles: said,
      impact: said,
      links: Array.from({ length: 3 }, () => address).join('\n'),
      files: filesOf(ref === '1.1' ? 9 : 3),
      forecast: { month: '7', year: '2027' },
    })
  /** A form as long as the bucket's own. */
  const evidence = {
    ...noEvidence,
    offerUpload: async () => ({
      action: 'https://packs-of-muster.s3.eu-west-2.amazonaws.com/',
      fields: {
        key: 'x'.repeat(160),
        Policy: 'x'.repeat(1_200),
        'X-Amz-Security-Token': 'x'.repeat(1_200),
        'X-Amz-Signature': 'x'.repeat(64),
      },
    }),
  }
  /** Bytes of each page that are not the lead's own words. */
  const weights = new Map<string, { page: number; markup: number }>()

  beforeAll(async () => {
    const month = await openTestMonth()
    const [some] = actions
    if (!some) throw new Error('the small plan has an action')
    const history = Array.from({ length: 6 }, (_, at) => ({ date: `2025-0${at + 1}-15`, text: planned }))
    const says = { description: planned, ambition: planned, outcomes: planned, measures: planned, history }
    await month.table.imports.writeActions(refs.map((ref) => ({ ...some, ...says, ref, due: '2026-10' })))
    await month.tick('2026-11-20T10:00:00.000Z')
    await month.tick(OPENS)
    const clock = { now: OPENS }
    const lead = await openTestLeads(month, clock, { evidence }).enter('ann')
    const weigh = async (path: string, when: string) => {
      const answer = await lead.get(path)
      expect([path, answer.status]).toEqual([path, 200])
      const html = await answer.text()
      weights.set(`${path}, ${when}`, {
        page: Buffer.byteLength(html),
        markup: Buffer.byteLength(html.replace(ownWords, '')),
      })
    }
    const action = '/form/action/1.1'
    for (const path of ['/form', '/form/check', action]) await weigh(path, 'new')
    for (const version of [1, 2, 3, 4, 5, 6]) {
      clock.now = `2026-12-01T1${version}:00:00.000Z`
      for (const ref of refs) {
        const key = { ...december, personId: 'ann', ref }
        expect(await month.table.forms.saveDraft(key, makeAnswer(ref, clock.now), version - 1)).toBe(true)
      }
      const pages = ['/form', '/form/check', '/form/hand-over', action, `${action}/files`]
      for (const path of version === 1 ? pages : []) await weigh(path, 'ready')
      const sent = refs.map((ref): [string, string] => ['submit', `${ref}:${version}`])
      expect((await lead.post('/form/submit', sent)).headers.get('location')).toBe('/form/done')
    }
    const pages = ['/form', '/form/check', '/form/done', action, `${action}/files`, `${action}/history`]
    for (const path of pages) await weigh(path, 'submitted six times')
  })

  it('weigh less than 30 kB without the words that are the lead’s own', () => {
    expect(weights.size).toBe(14)
    expect(weights.get('/form/check, ready')?.page).toBeGreaterThan(refs.length * 3 * said.length)
    expect([...weights].filter(([, { markup }]) => markup > LARGEST)).toEqual([])
  })
})
