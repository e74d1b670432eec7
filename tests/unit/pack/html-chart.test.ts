import { describe, expect, it } from 'vitest'
import type { Block, Chart } from '../../../functions/pack/document.ts'
import { renderHtml } from '../../../functions/pack/html/render-html.tsx'
import { stylesheet } from '../../../functions/pack/html/stylesheet.ts'
import type { PackStatus } from '../../../functions/pack/pack-action.ts'
import { attribute, type Element, elementsOf, parseElements, textOf } from '../../support/parsed-html.ts'
import { chartOfMonths, documentOf, statuses, table } from './invented-document.ts'

const draw = (chart: Partial<Chart>): Element[] => {
  const block: Block = {
    kind: 'chart',
    title: 'What it shows',
    alt: 'What it looks like',
    chart: { shape: 'bars', rows: [], most: null, unit: '', ...chart },
    table: table('Its figures', [['Name', 1]], []),
  }
  return parseElements(renderHtml(documentOf([block])))
}

const withClass = (elements: Element[], name: string): Element[] =>
  elements.filter((element) => attribute(element, 'class')?.split(' ').includes(name))

const widths = (elements: Element[]): (string | undefined)[] =>
  withClass(elements, 'bar-parts')
    .flatMap((bar) => withClass(elementsOf(bar), 'part'))
    .map((part) => attribute(part, 'width'))

const words = (element: Element): string => textOf(element).replace(/\s+/g, ' ').trim()

const parts = (...numbers: number[]) => numbers.map((number) => ({ status: statuses.green, number }))

describe('a chart', () => {
  it('is a figure with its title, a picture with its words, and then its table', () => {
    const figure = draw({}).find(({ tagName }) => tagName === 'figure')
    const inside = figure ? elementsOf(figure) : []
    const order = inside.filter(
      (element) => ['figcaption', 'table'].includes(element.tagName) || attribute(element, 'role') === 'img',
    )
    expect(order.map(({ tagName }) => tagName)).toEqual(['figcaption', 'div', 'table'])
    expect(order[1] && attribute(order[1], 'aria-label')).toBe('What it looks like')
  })

  it('has a key of the statuses that occur in it, each once, which nobody hears twice', () => {
    const of = (...numbers: [PackStatus, number][]) => numbers.map(([status, number]) => ({ status, number }))
    const rows = [
      { name: 'one', parts: of([statuses.green, 1], [statuses.amber, 0], [statuses.red, 0]) },
      { name: 'two', parts: of([statuses.green, 2], [statuses.amber, 0], [statuses.red, 1]) },
    ]
    const [key] = withClass(draw({ rows }), 'key')
    if (!key) throw new Error('the chart has no key')
    expect(attribute(key, 'aria-hidden')).toBe('true')
    expect(
      elementsOf(key)
        .filter(({ tagName }) => tagName === 'span')
        .map(words),
    ).toEqual([statuses.green.label, statuses.red.label])
    const plain = [{ name: 'one', parts: [{ status: null, number: 1 }] }]
    expect(withClass(draw({ rows: plain }), 'key')).toEqual([])
  })

  it('scales its bars by the greatest sum where no most is given', () => {
    const rows = [
      { name: 'one', parts: parts(1, 3) },
      { name: 'two', parts: parts(2) },
    ]
    expect(widths(draw({ rows }))).toEqual(['25%', '75%', '50%'])
  })

  it('scales by the most that is given, and cuts nothing off that is more', () => {
    const row = (number: number) => [{ name: 'one', parts: parts(number) }]
    expect(widths(draw({ rows: row(30), most: 100 }))).toEqual(['30%'])
    expect(widths(draw({ rows: row(200), most: 100 }))).toEqual(['100%'])
  })

  it.each(['bars', 'columns'] as const)('of %s draws nothing where there is nothing, and says 0', (shape) => {
    const elements = draw({ shape, unit: '%', rows: [{ name: 'Apr 2026', parts: parts(0, 0) }] })
    expect(withClass(elements, 'part')).toEqual([])
    expect(withClass(elements, shape === 'bars' ? 'bar-total' : 'total').map(words)).toEqual(['0%'])
    expect(elements.flatMap(({ attrs }) => attrs.map(({ value }) => value)).join()).not.toMatch(
      /NaN|Infinity/,
    )
  })

  it('draws columns standing, and lying for pages without room for them', () => {
    const pictures = parseElements(renderHtml(documentOf([chartOfMonths]))).filter(
      (element) => attribute(element, 'role') === 'img',
    )
    expect(pictures.map(({ tagName }) => tagName)).toEqual(['svg', 'div'])
    expect(new Set(pictures.map((picture) => attribute(picture, 'aria-label'))).size).toBe(1)
  })

  it('writes names upwards that have no room across, and lies down where they have none at all', () => {
    const named = (name: string, count: number) =>
      draw({ shape: 'columns', rows: Array.from({ length: count }, () => ({ name, parts: parts(1) })) })
    expect(withClass(named('Dec 2026', 12), 'upward')).toEqual([])
    expect(withClass(named('December 2026', 12), 'upward')).toHaveLength(12)
    expect(withClass(named('Dec 2026', 100), 'upward')).toHaveLength(50)
    expect(withClass(named('A name that is far too long to be written upwards', 12), 'columns')).toEqual([])
  })

  it('draws a hundred rows', () => {
    const rows = Array.from({ length: 100 }, (_one, index) => ({
      name: `Lead ${index}`,
      parts: parts(index),
    }))
    expect(withClass(draw({ rows }), 'bar')).toHaveLength(100)
  })

  it('gives a part its status’s shape and number where they have room', () => {
    const rows = [
      {
        name: 'Now',
        parts: [
          { status: statuses.red, number: 40 },
          { status: statuses.amber, number: 1 },
        ],
      },
    ]
    const numbers = withClass(draw({ rows }), 'number')
    expect(numbers.map(words)).toEqual(['40', '1'])
    expect(numbers.flatMap(elementsOf).filter(({ tagName }) => tagName === 'path')).toHaveLength(1)
  })

  it('draws no part too small for its number, and no row longer for it', () => {
    const drawn = widths(draw({ rows: [{ name: 'Now', parts: parts(500, 1, 2) }] })).map((width) =>
      Number.parseFloat(width ?? ''),
    )
    expect(drawn.slice(1)).toEqual([3, 3])
    expect(drawn.reduce((sum, share) => sum + share, 0)).toBeCloseTo(100)
  })

  it('draws a part without a status in the colour of the document', () => {
    const elements = draw({ rows: [{ name: 'Now', parts: [{ status: null, number: 4 }] }] })
    expect(withClass(elements, 'tone-own')).toHaveLength(1)
    expect(withClass(elements, 'bar-total').map(words)).toEqual(['4'])
  })
})

/** Relative luminance, from 0 to 1, as WCAG has it. */
const luminance = (colour: string): number => {
  const digits =
    colour.length === 4 ? [...colour.slice(1)].map((digit) => digit + digit) : colour.match(/\w\w/g)
  const [red = 0, green = 0, blue = 0] = (digits ?? []).map((pair) => {
    const value = Number.parseInt(pair, 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

const contrast = (one: string, other: string): number => {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

describe('the colours of a chart', () => {
  const fills = [...stylesheet.matchAll(/--fill: (#\w+); --on: (#\w+)/g)].map(([, fill = '', on = '']) => ({
    fill,
    on,
  }))

  it('let the letters on them be read', () => {
    expect(fills).toHaveLength(5)
    for (const { fill, on } of fills) expect(contrast(fill, on)).toBeGreaterThan(4.5)
  })

  it('are told apart in grey', () => {
    const ordered = fills.map(({ fill }) => fill).sort((a, b) => luminance(a) - luminance(b))
    for (const [index, fill] of ordered.slice(1).entries()) {
      expect(contrast(fill, ordered[index] ?? '')).toBeGreaterThan(1.3)
    }
  })

  it('have outlines that stand out from the page, light or dark', () => {
    for (const colour of ['blue', 'green', 'amber', 'red', 'grey']) {
      const lines = [...stylesheet.matchAll(new RegExp(`--${colour}-line: (#\\w+)`, 'g'))].map(
        ([, line = '']) => line,
      )
      const papers = [...stylesheet.matchAll(/--paper: (#\w+)/g)].map(([, paper = '']) => paper)
      expect(lines).toHaveLength(2)
      for (const [index, line] of lines.entries())
        expect(contrast(line, papers[index] ?? '')).toBeGreaterThan(3)
    }
  })
})
