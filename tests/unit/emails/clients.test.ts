import { describe, expect, it } from 'vitest'
import { renderEmail } from '../../../emails/render.ts'
import { attributesOf, parseElements } from '../../support/parsed-html.ts'
import { samples } from './sample-mails.ts'

/*
 * What mail clients can show, by the tables of caniemail.com (data of 13 May 2026), for Word's engine
 * by which Outlook for Windows shows mail (`outlook.windows`, 2007 to 2019), Gmail and Apple Mail:
 * - Word: `padding` on table cells alone; `max-width` on tables alone, from 2019 on; `margin` neither
 *   negative nor on `span` and `body`; no `display` but `none`; `border` up to 8 px and not on `p` or
 *   `div`; `line-height` needs `mso-line-height-rule: exactly`; no background pictures, no media queries,
 *   no `border-radius`, `opacity`, `overflow`, `table-layout`; `font-size` not in `rem`.
 * - Gmail: `style` in the head alone, up to 16 KB; no `position`, `flex` or `grid` with other accounts.
 * - Apple Mail on a phone: `max-width` does not hold for tables.
 */

type Found = {
  tag: string
  attributes: Record<string, string>
  style: Map<string, string>
  classes: string[]
  /** The nearest first. */
  parents: Found[]
  /** Text of its own. */
  text: string
  /** Its comments, conditional ones included. */
  comments: string
}

const styleOf = (style = '') =>
  new Map(
    style
      .split(';')
      .filter((part) => part !== '')
      .map((part): [string, string] => {
        const [name = '', ...value] = part.split(':')
        return [name.trim(), value.join(':').trim()]
      }),
  )

const find = (html: string): Found[] => {
  const found = new Map<unknown, Found>()
  for (const element of parseElements(html)) {
    const attributes = attributesOf(element)
    const parent = found.get(element.parentNode)
    found.set(element, {
      tag: element.tagName,
      attributes,
      style: styleOf(attributes['style']),
      classes: (attributes['class'] ?? '').split(' ').filter((name) => name !== ''),
      parents: parent ? [parent, ...parent.parents] : [],
      text: element.childNodes.map((node) => ('value' in node ? node.value : '')).join(''),
      comments: element.childNodes.map((node) => ('data' in node ? node.data : '')).join(''),
    })
  }
  return [...found.values()]
}

const pixels = (text: string): number[] => [...text.matchAll(/-?[\d.]+/g)].map(([number]) => Number(number))
/** Read out of the list of mails alone. */
const isHidden = ({ style, parents }: Found): boolean =>
  [style, ...parents.map((one) => one.style)].some((one) => one.get('display') === 'none')
const isOfButton = ({ tag, parents }: Found): boolean =>
  tag === 'a' || parents.some((parent) => parent.tag === 'a')
/** What is left out of it looks plainer, and says the same. */
const PLAINER = ['border-radius', 'table-layout', 'letter-spacing', 'word-break']
const SUPPORTED =
  /^(margin(-bottom)?|padding(-[a-z]+)?|background-color|color|font-(family|size|weight)|line-height|border(-(top|bottom|left))?|border-collapse|max-width|text-decoration|mso-[a-z-]+)$/

describe.each(samples)('a mail of kind $kind', async (mail) => {
  const { html } = await renderEmail(mail)
  const all = find(html)
  const shown = all.filter((one) => one.parents.some(({ tag }) => tag === 'body') && !isHidden(one))
  const having = (property: string) => shown.filter(({ style }) => style.has(property))
  const sheet = all.find(({ tag }) => tag === 'style')?.text ?? ''

  it('has no element and no property that Word’s engine does not know, but for what only looks plainer', () => {
    const elements = ['div', 'table', 'tbody', 'tr', 'td', 'h1', 'h2', 'p', 'strong', 'span', 'br', 'a']
    expect(shown.map(({ tag }) => tag).filter((tag) => !elements.includes(tag))).toEqual([])
    const properties = shown.flatMap((one) =>
      // A button's own parts are followed by what Word is to take for them.
      [...one.style.keys()].filter((name) => !(name === 'display' && isOfButton(one))),
    )
    expect(properties.filter((name) => !SUPPORTED.test(name) && !PLAINER.includes(name))).toEqual([])
  })

  it('has its room in cells, and borders where Word draws them', () => {
    const padded = shown.filter(
      (one) =>
        [...one.style.keys()].some((name) => name.startsWith('padding')) &&
        one.tag !== 'td' &&
        !isOfButton(one),
    )
    // The words of a status: without room around them they are words on a tint all the same.
    expect(padded.filter(({ tag, style }) => !(tag === 'span' && style.has('background-color')))).toEqual([])
    const margins = having('margin').filter(({ style }) => pixels(style.get('margin') ?? '').some(Boolean))
    expect(margins.filter(({ tag }) => !['p', 'h1', 'h2'].includes(tag))).toEqual([])
    expect(margins.flatMap(({ style }) => pixels(style.get('margin') ?? '')).filter((px) => px < 0)).toEqual(
      [],
    )
    for (const border of ['border', 'border-top', 'border-bottom', 'border-left']) {
      expect(having(border).filter(({ tag }) => ['p', 'div'].includes(tag))).toEqual([])
      for (const { style } of having(border)) {
        expect(pixels(style.get(border) ?? '')[0]).toBeLessThanOrEqual(8)
      }
    }
  })

  it('is 600 pixels wide where no greatest width is known, and as wide as a phone on one', () => {
    const tables = shown.filter(({ tag }) => tag === 'table')
    expect(tables.filter(({ attributes }) => !/^(\d+|100%|auto)$/.test(attributes['width'] ?? ''))).toEqual(
      [],
    )
    const bound = having('max-width').filter((one) => !isOfButton(one))
    expect(bound.map(({ tag, attributes }) => [tag, attributes['width']])).toEqual([['table', '600']])
    const [card = ''] = bound.flatMap(({ classes }) => classes)
    expect(sheet).toMatch(
      new RegExp(`@media \\(max-width: 640px\\) \\{\\s*\\.${card} \\{ width: 100% !important; \\}`),
    )
  })

  it('has no text under 14 pixels, and lines as high as they should be', () => {
    for (const one of shown.filter(({ text }) => text.trim() !== '')) {
      const size = [one, ...one.parents].flatMap(({ style }) => style.get('font-size') ?? [])[0]
      expect(size).toMatch(/^\d+px$/)
      expect(Number.parseInt(size ?? '', 10)).toBeGreaterThanOrEqual(14)
    }
    const blocks = new Set(having('line-height').map(({ tag }) => tag))
    const exact = /([a-z0-9, ]+) \{ mso-line-height-rule: exactly; \}/.exec(sheet)?.[1]?.split(', ') ?? []
    for (const tag of ['p', 'h1', 'h2']) if (blocks.has(tag)) expect(exact).toContain(tag)
  })

  it('has buttons that are as large and as dark in Word', () => {
    for (const button of shown.filter(({ tag }) => tag === 'a')) {
      const [cell] = button.parents
      expect([cell?.tag, cell?.style.get('background-color')]).toEqual([
        'td',
        button.style.get('background-color'),
      ])
      expect(button.style.get('mso-padding-alt')).toBe('0px')
      const parts = shown.filter(({ parents }) => parents[0] === button)
      // In place of the padding that Word leaves out: spaces of that width, raised by its height.
      expect(
        parts.filter(({ comments }) => /^\[if mso\]><i style="mso-font-width:/.test(comments)),
      ).toHaveLength(2)
      expect(parts.some(({ style }) => style.has('mso-text-raise'))).toBe(true)
    }
  })

  it('has its sheet where Gmail reads it, and no color that is dark on dark', () => {
    expect(all.filter(({ tag }) => tag === 'style').map(({ parents }) => parents[0]?.tag)).toEqual(['head'])
    expect(Buffer.byteLength(sheet)).toBeLessThan(16_384)
    expect(sheet).toContain(':root { color-scheme: light dark;')
    for (const name of ['color-scheme', 'supported-color-schemes']) {
      expect(all.find(({ attributes }) => attributes['name'] === name)?.attributes['content']).toBe(
        'light dark',
      )
    }
    const dark = sheet.slice(sheet.indexOf('prefers-color-scheme: dark'))
    const turns = (one: Found, property: string) =>
      one.classes.some((name) => new RegExp(`\\.${name} \\{[^}]*\\b(?<!-)${property}:`).test(dark))
    for (const one of having('color')) {
      const ground = [one, ...one.parents].find(({ style }) => style.has('background-color'))
      // Either both turn, the words and what is behind them, or neither.
      expect([one.text, turns(one, 'color')]).toEqual([
        one.text,
        ground ? turns(ground, 'background-color') : true,
      ])
    }
  })
})
