import { parse } from 'parse5'
import { beforeAll, describe, expect, it } from 'vitest'
import { stylesheetPath } from '../../functions/ui/generated/stylesheet.ts'
import { type HullLead, openHullMonth } from '../support/hull-month.ts'
import { openTestLeads } from '../support/lead.ts'
import { openTestMonth } from '../support/month.ts'

/** What no page may weigh, in bytes of HTML before compression. */
const LARGEST = 30_000
/** 150 characters in each of three fields. */
const ordinary =
  'The working group met twice this month, and the draft was shared with parents through the forum. '
    .repeat(9)
    .slice(0, 150)
/** 900 characters in each of them. */
const long = ordinary.repeat(6)

const elementsOf = (html: string): { name: string; attributes: Record<string, string> }[] => {
  const found: { name: string; attributes: Record<string, string> }[] = []
  const visit = (node: object): void => {
    if ('tagName' in node && 'attrs' in node && Array.isArray(node.attrs)) {
      found.push({
        name: String(node.tagName),
        attributes: Object.fromEntries(node.attrs.map(({ name, value }) => [name, value])),
      })
    }
    if ('childNodes' in node && Array.isArray(node.childNodes)) node.childNodes.forEach(visit)
  }
  visit(parse(html))
  return found
}

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
      const links = elementsOf(html).filter(({ name }) => name === 'link')
      expect(links.filter(({ attributes }) => attributes['rel'] === 'stylesheet')).toEqual([
        { name: 'link', attributes: { rel: 'stylesheet', href: stylesheetPath } },
      ])
      expect(links.map(({ attributes }) => attributes['rel']).sort()).toEqual(['icon', 'stylesheet'])
      expect(elementsOf(html).filter(({ name }) => ['style', 'img', 'iframe'].includes(name))).toEqual([])
    }
    const stylesheet = await get(stylesheetPath)
    expect(stylesheet.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(await stylesheet.text()).not.toMatch(/@font-face|@import|url\((?!["']?data:)/)
  })

  it('need no script: theirs are modules from this site alone, and every form goes without', () => {
    for (const html of pages.values()) {
      const elements = elementsOf(html)
      for (const { attributes } of elements.filter(({ name }) => name === 'script')) {
        expect(attributes).toEqual({ type: 'module', src: expect.stringMatching(/^\/(?!\/)/) })
      }
      const handlers = elements
        .flatMap(({ attributes }) => Object.keys(attributes))
        .filter((name) => /^on/.test(name))
      expect(handlers).toEqual([])
      for (const { attributes } of elements.filter(({ name }) => name === 'form')) {
        expect(attributes).toMatchObject({ method: 'post', action: expect.stringMatching(/^\//) })
      }
    }
  })
})
