import { beforeEach, describe, expect, it } from 'vitest'
import { toItem } from '../../functions/platform/dynamo/item.ts'
import { makeDraft } from '../support/draft.ts'
import { december, LEAD_ORIGIN, openDecember, openTestLeads } from '../support/lead.ts'
import { noEvidence } from '../support/no-evidence.ts'
import { attribute, type Element, elementsOf, parseElements, textOf } from '../support/parsed-html.ts'
import { plainAnswer } from '../support/plain-answer.ts'
import { key } from '../support/small-plan.ts'

/** Something on a page that can be pressed, and what pressing it sends. */
type Pressable = { method: 'GET' | 'POST'; path: string; fields: [string, string][]; words: string }

const wordsOf = (element: Element): string => textOf(element).replace(/\s+/g, ' ').trim()

/** What a form sends as it came, but for its buttons. */
const fieldsOf = (form: Element): [string, string][] =>
  elementsOf(form).flatMap((field): [string, string][] => {
    const name = attribute(field, 'name')
    if (name === undefined) return []
    const value = attribute(field, 'value') ?? ''
    const type = attribute(field, 'type') ?? 'text'
    switch (field.tagName) {
      case 'textarea':
        return [[name, textOf(field).replace(/^\n/, '')]]
      case 'select': {
        const options = elementsOf(field).filter(({ tagName }) => tagName === 'option')
        const chosen = options.find((one) => attribute(one, 'selected') !== undefined) ?? options[0]
        return [[name, (chosen && attribute(chosen, 'value')) ?? '']]
      }
      case 'input':
        if (['radio', 'checkbox'].includes(type)) {
          return attribute(field, 'checked') === undefined ? [] : [[name, value]]
        }
        return [[name, value]]
      default:
        return []
    }
  })

const pressablesOf = (html: string, at: string): Pressable[] => {
  const elements = parseElements(html)
  const here = (path: string) => new URL(path, new URL(at, LEAD_ORIGIN))
  const links = elements.flatMap((one): Pressable[] => {
    const href = one.tagName === 'a' ? attribute(one, 'href') : undefined
    const url = href === undefined ? null : here(href)
    if (url?.origin !== LEAD_ORIGIN) return []
    return [{ method: 'GET', path: url.pathname + url.search, fields: [], words: wordsOf(one) }]
  })
  const forms = elements.filter(({ tagName }) => tagName === 'form')
  /** The form that a button sends: the one that it names, or else the one that it is in. */
  const formOf = (button: Element) => {
    const id = attribute(button, 'form')
    return forms.find((form) =>
      id === undefined ? elementsOf(form).includes(button) : attribute(form, 'id') === id,
    )
  }
  const buttons = elements
    .filter(({ tagName }) => tagName === 'button')
    .flatMap((button): Pressable[] => {
      const form = formOf(button)
      if (!form) return []
      const name = attribute(button, 'name')
      const own: [string, string][] = name === undefined ? [] : [[name, attribute(button, 'value') ?? '']]
      const path = attribute(button, 'formaction') ?? attribute(form, 'action') ?? at
      return [
        {
          method: 'POST',
          path: here(path).pathname,
          fields: [...fieldsOf(form), ...own],
          words: wordsOf(button),
        },
      ]
    })
  return [...links, ...buttons]
}

/*
 * Mail scanners open links, and some press what they find. How far they may go without harm is told
 * here: over the page of the link and the list of actions, whatever they press, and from there on along
 * links. What counts is done by buttons of the third page and beyond, each of which says what it does:
 * a person answers by one press, and that press cannot be told from a robot's.
 */
describe('a robot at a lead’s link', () => {
  type December = Awaited<ReturnType<typeof openDecember>>
  let month: December['month']
  let leads: ReturnType<typeof openTestLeads>
  const ann = { ...december, personId: 'ann' }
  const file = { name: 'audit.pdf', mediaType: 'application/pdf', bytes: 9, sha256: 'a'.repeat(64) }

  beforeEach(async () => {
    const opened = await openDecember()
    month = opened.month
    const evidence = {
      ...noEvidence,
      offerUpload: async () => ({ action: 'https://bucket.example/', fields: {} }),
      linkToEvidence: async () => 'https://bucket.example/audit.pdf',
    }
    leads = openTestLeads(month, opened.clock, { evidence })
    // One action where one press says that nothing has changed, and one that is ready to be submitted.
    const previous = {
      ...key,
      ref: '1.1',
      version: 1,
      cycleId: '2026-11',
      ...plainAnswer,
      progress: 'Said in November',
      by: 'ann',
      byName: 'Ann Lead',
      at: '2026-11-05T10:00:00.000Z',
      previousHash: null,
      hash: 'b'.repeat(64),
    }
    await month.table.entities.update.put(toItem(previous)).go()
    await month.table.entities.action
      .patch({ ...key, ref: '1.1' })
      .set({ headVersion: 1, headHash: previous.hash })
      .go()
    await month.table.entities.ask
      .patch({ ...ann, ref: '1.1' })
      .set({ previous })
      .go()
    const ready = { statusCode: 'on-track', progress: 'Ready to be submitted', files: [file] }
    await month.table.forms.saveDraft({ ...ann, ref: '1.2' }, makeDraft('2026-12-01T12:00:00.000Z', ready), 0)
  })

  /** All that is stored of the month, except when a form was first opened. */
  const stored = async () => {
    const requests = await month.table.cycles.listRequests(december)
    return JSON.stringify([
      requests.map(({ formOpenedAt: _, ...request }) => request),
      await Promise.all(
        requests.map(({ personId }) => month.table.cycles.listAsks({ ...december, personId })),
      ),
      await month.table.cycles.listMessages(december),
      await month.table.changes.listOpen(key),
    ])
  }
  type Lead = Awaited<ReturnType<typeof leads.enter>>
  const press = (lead: Lead, { method, path, fields }: Pressable) =>
    method === 'GET' ? lead.get(path) : lead.post(path, fields)

  /** Goes over all pages that can be reached, and presses what `presses` says; tells what changed anything. */
  const goOver = async (lead: Lead, presses: (one: Pressable) => boolean) => {
    const pages = ['/form']
    const pressed = new Set<string>()
    const changing: string[] = []
    let before = await stored()
    for (const at of pages) {
      for (const one of pressablesOf(await lead.read(at), at).filter(presses)) {
        const { page: _, ...same } = Object.fromEntries(one.fields)
        const id = JSON.stringify([one.method, one.path, same])
        if (pressed.has(id)) continue
        pressed.add(id)
        const answer = await press(lead, one)
        const after = await stored()
        if (after !== before) changing.push(`${one.words} (${one.path})`)
        before = after
        const reached = answer.headers.get('location') ?? (one.method === 'GET' ? one.path : at)
        if (reached.startsWith('/') && !pages.includes(reached)) pages.push(reached)
      }
    }
    return { pages, pressed, changing }
  }

  it('that presses everything on the page of the link and on the one after it leaves all as it was', async () => {
    const before = await stored()
    const link = await leads.linkFor('ann')
    const landing = await leads.app.request(link)
    const buttons = pressablesOf(await landing.text(), link)
    expect(buttons.map(({ words }) => words)).toContain('Continue')
    const robot = await leads.enter('ann')
    const list = pressablesOf(await robot.read('/form'), '/form')
    expect(list.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['/form/action/1.1', '/form/action/1.2', '/form/check', '/form/hand-over']),
    )
    for (const one of list) expect((await press(robot, one)).status).toBe(200)
    expect(await stored()).toBe(before)
  })

  it('that follows every link, however far they lead, leaves all as it was', async () => {
    const { pages, changing } = await goOver(await leads.enter('ann'), ({ method }) => method === 'GET')
    expect(pages).toContain('/form/action/1.1/history')
    expect(changing).toEqual([])
  })

  it('that presses every button as well changes what these buttons say, and nothing else', async () => {
    const { pressed, changing } = await goOver(await leads.enter('ann'), () => true)
    expect(pressed.size).toBeGreaterThan(15)
    expect(changing.toSorted()).toEqual([
      'No change since November 2026 (/form/action/1.1/no-change)',
      `Remove audit.pdf (/form/action/1.2/files/${file.sha256}/remove)`,
      'Submit 1 update (/form/submit)',
    ])
  })

  it('that presses every button discards a change where a button says so', async () => {
    const lead = await leads.enter('ann')
    await lead.post('/form/submit', { submit: '1.2:1' })
    const changed = makeDraft('2026-12-03T12:00:00.000Z', { progress: 'A change' })
    await month.table.forms.saveDraft({ ...ann, ref: '1.2' }, changed, 1)
    const { changing } = await goOver(lead, () => true)
    expect(changing.toSorted()).toEqual([
      'Discard my change (/form/action/1.2/discard)',
      'No change since November 2026 (/form/action/1.1/no-change)',
      `Remove audit.pdf (/form/action/1.2/files/${file.sha256}/remove)`,
    ])
  })
})
