import { createHash } from 'node:crypto'
import { type ParserError, parse } from 'parse5'
import { describe, expect, it } from 'vitest'
import type { Block, Inline, PackDocument } from '../../../functions/pack/document.ts'
import { renderHtml } from '../../../functions/pack/html/render-html.tsx'
import { stylesheet, stylesheetSha256 } from '../../../functions/pack/html/stylesheet.ts'
import { buildPackModel, noPapers } from '../../../functions/pack/pack-model.ts'
import { writeDocument } from '../../../functions/pack/write-document.ts'
import { attribute, type Element, elementsOf, parseElements, textOf } from '../../support/parsed-html.ts'
import { squeeze } from '../../support/read-pdf.ts'
import {
  documentOf,
  everyKind,
  heading,
  line,
  prose,
  say,
  statuses,
  table,
  tag,
} from './invented-document.ts'
import { inventMonth } from './invented-snapshot.ts'

const wholeMonth = writeDocument(
  buildPackModel(inventMonth(81), 'inclusion', { papers: noPapers, snapshotSha256: 'ab'.repeat(32) }),
  'cd'.repeat(32),
)

const render = (blocks: Block[], about: Partial<PackDocument> = {}) =>
  parseElements(renderHtml(documentOf(blocks, about)))

const named = (elements: Element[], ...names: string[]): Element[] =>
  elements.filter(({ tagName }) => names.includes(tagName))

const only = (elements: Element[], name: string): Element => {
  const [found, ...others] = named(elements, name)
  if (!found || others.length > 0) throw new Error(`there are ${others.length + (found ? 1 : 0)} of ${name}`)
  return found
}

const words = (element: Element): string => textOf(element).replace(/\s+/g, ' ').trim()

const wordsOfLine = (content: Inline[]): string[] =>
  content.map((inline) => (inline.kind === 'status' ? inline.status.label : inline.text))

/** Everything a block says, in the order in which it is read. */
const wordsOf = (block: Block): string[] => {
  switch (block.kind) {
    case 'heading':
    case 'line':
      return wordsOfLine(block.content)
    case 'prose':
      return [block.text]
    case 'list':
      return block.items.flat().flatMap(wordsOf)
    case 'facts':
      return block.facts.flatMap(({ name, value }) => [name, ...wordsOfLine(value)])
    case 'figures':
      return block.figures.flatMap((figure) => [figure.number, figure.words])
    case 'table':
      return [
        block.label,
        ...block.columns.map(({ header }) => header),
        ...block.rows.flat(2).flatMap(wordsOf),
      ]
    case 'quote':
      return block.blocks.flatMap(wordsOf)
    case 'entries':
      return block.entries.flat().flatMap(wordsOf)
    case 'chart':
      return [block.title, ...wordsOf(block.table)]
    case 'contents':
    case 'page-break':
      return []
  }
}

/** What is read of a page's main part, pictures and contents left out. */
const readMain = (html: string): string => {
  const main = only(parseElements(html), 'main')
  const withoutPictures = (element: Element): void => {
    element.childNodes = element.childNodes.filter(
      (child) =>
        !('tagName' in child) ||
        (child.tagName !== 'nav' &&
          attribute(child, 'role') !== 'img' &&
          attribute(child, 'class') !== 'key'),
    )
    for (const child of element.childNodes) if ('tagName' in child) withoutPictures(child)
  }
  withoutPictures(main)
  return squeeze(textOf(main))
}

describe.each([
  ['of every kind of block', documentOf(everyKind)],
  ['of a whole month', wholeMonth],
])('the page %s', (_name, document) => {
  const html = renderHtml(document)
  const elements = parseElements(html)

  it('says all that the document says, in its order, and nothing else', () => {
    expect(readMain(html)).toBe(squeeze(document.blocks.flatMap(wordsOf).join('')))
  })

  it('is valid to the parser', () => {
    const errors: ParserError[] = []
    parse(html, { onParseError: (error) => errors.push(error) })
    expect(errors).toEqual([])
  })

  it('has one heading of level 1, and no heading skips a level', () => {
    const levels = named(elements, 'h1', 'h2', 'h3', 'h4', 'h5', 'h6').map(({ tagName }) =>
      Number(tagName.slice(1)),
    )
    expect(levels.filter((level) => level === 1)).toEqual([1])
    expect(levels[0]).toBe(1)
    expect(levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1)).toEqual([])
  })

  it('has ids that are one of a kind, and links in the page that lead to one of them', () => {
    const ids = elements.flatMap((element) => attribute(element, 'id') ?? [])
    expect(new Set(ids).size).toBe(ids.length)
    const targets = named(elements, 'a')
      .map((link) => attribute(link, 'href') ?? '')
      .filter((href) => href.startsWith('#'))
      .map((href) => decodeURIComponent(href.slice(1)))
    expect(targets.length).toBeGreaterThan(5)
    expect(targets.filter((id) => !ids.includes(id))).toEqual([])
  })

  it('loads nothing, runs nothing, and has no style but its own', () => {
    expect(named(elements, 'script', 'img', 'iframe', 'object', 'embed', 'audio', 'video')).toEqual([])
    expect(named(elements, 'link').map((link) => attribute(link, 'href'))).toEqual(['data:,'])
    const attributes = elements.flatMap(({ attrs }) => attrs)
    expect(attributes.filter(({ name }) => name === 'style' || name.startsWith('on'))).toEqual([])
    expect(attributes.filter(({ name }) => ['src', 'srcset', 'action', 'background'].includes(name))).toEqual(
      [],
    )
    expect(stylesheet).not.toMatch(/url\(|@import|<\//)
  })

  it('has tables whose columns and rows have headers', () => {
    const tables = named(elements, 'table')
    expect(tables.length).toBeGreaterThan(2)
    for (const one of tables) {
      const inside = elementsOf(one)
      expect(words(only(inside, 'caption'))).not.toBe('')
      const [head, ...rows] = named(inside, 'tr')
      if (!head) throw new Error('a table without rows')
      expect(named(elementsOf(head), 'th').map((cell) => attribute(cell, 'scope'))).toEqual(
        named(elementsOf(head), 'th').map(() => 'col'),
      )
      for (const row of rows) {
        const [first, ...others] = named(elementsOf(row), 'th', 'td')
        expect(first && attribute(first, 'scope')).toBe('row')
        expect(others.map(({ tagName }) => tagName)).toEqual(others.map(() => 'td'))
      }
    }
  })
})

describe('the page around the blocks', () => {
  it('names its language, its title and its author, and the whole hash at its foot', () => {
    const elements = render([])
    expect(attribute(only(elements, 'html'), 'lang')).toBe('en-GB')
    expect(words(only(elements, 'h1'))).toBe(
      'Marram SEND Improvement Plan: pack for Inclusion Board, December 2026',
    )
    expect(words(only(elements, 'header'))).toContain('Marram Local Area Partnership')
    expect(words(only(elements, 'footer'))).toContain(documentOf([]).sha256)
  })

  it('begins with a link to its main part', () => {
    const [first] = named(render(everyKind), 'a')
    expect(first && attribute(first, 'href')).toBe('#content')
    expect(attribute(only(render(everyKind), 'main'), 'id')).toBe('content')
  })

  it('says Draft where the document is one, and only there', () => {
    const draft = render(everyKind, { draft: true })
    expect(words(only(draft, 'header'))).toMatch(/ Draft$/)
    expect(attribute(only(draft, 'html'), 'data-draft')).toBe('Draft')
    expect(renderHtml(documentOf(everyKind)).replace(/<style>.*<\/style>/s, '')).not.toMatch(/draft/i)
  })

  it('gives the same text for the same document', () => {
    expect(renderHtml(structuredClone(wholeMonth))).toBe(renderHtml(wholeMonth))
  })

  it('names the hash of its style in its own policy', () => {
    const elements = render([])
    const style = only(elements, 'style')
      .childNodes.map((node) => ('value' in node ? node.value : ''))
      .join('')
    expect(createHash('sha256').update(style).digest('base64')).toBe(stylesheetSha256)
    const policy = named(elements, 'meta').find((meta) => attribute(meta, 'http-equiv'))
    expect(policy && attribute(policy, 'content')).toContain(`style-src 'sha256-${stylesheetSha256}'`)
  })
})

describe('blocks', () => {
  it('lists the outlined headings of level 1 in the contents', () => {
    const nav = only(render(everyKind), 'nav')
    expect(named(elementsOf(nav), 'a').map((link) => [words(link), attribute(link, 'href')])).toEqual([
      ['About this pack', '#about'],
      ['The month on one page', '#month'],
      ['What moved', '#moved'],
      ['Overdue', '#overdue'],
      ['Actions of this board', '#board'],
    ])
  })

  it('shows a status as a shape, its words and its colour', () => {
    for (const status of Object.values(statuses)) {
      const inside = elementsOf(only(render([line([tag(status)])]), 'main'))
      const shown = only(inside, 'strong')
      expect(words(shown)).toBe(status.label)
      expect(attribute(shown, 'class')).toContain(`tone-${status.colour ?? 'grey'}`)
      expect(attribute(only(inside, 'svg'), 'aria-hidden')).toBe('true')
    }
  })

  it('parts a text at blank lines, and keeps its line breaks', () => {
    const paragraphs = named(elementsOf(only(render([prose('one\ntwo\n  \n\nthree\r\nfour')]), 'main')), 'p')
    expect(paragraphs.map((paragraph) => [words(paragraph), attribute(paragraph, 'dir')])).toEqual([
      ['one two', 'auto'],
      ['three four', 'auto'],
    ])
    expect(paragraphs.map((paragraph) => named(elementsOf(paragraph), 'br').length)).toEqual([1, 1])
  })

  it('keeps what is written from right to left from turning its neighbours', () => {
    const inside = elementsOf(only(render([line([say('דנה לוי'), say(', chair')])]), 'main'))
    expect(words(only(inside, 'bdi'))).toBe('דנה לוי')
  })

  it('gives headings that share an id different ones, and a place leads to the first', () => {
    const elements = render([
      heading(1, [{ kind: 'place', text: 'there', to: 'action 1.1' }]),
      heading(1, 'One', 'action 1.1'),
      heading(1, 'Another', 'action 1.1'),
      heading(1, 'A third', 'action-1-1'),
      heading(1, 'The content', 'content'),
      heading(1, 'Nothing safe', '<"> '),
    ])
    expect(named(elements, 'h2').map((element) => attribute(element, 'id'))).toEqual([
      undefined,
      'action-1-1',
      'action-1-1-2',
      'action-1-1-3',
      'content-2',
      'heading',
    ])
    expect(named(elements, 'a').map((link) => attribute(link, 'href'))).toContain('#action-1-1')
  })

  it('lets no heading skip a level, whatever the document says', () => {
    const elements = render([
      heading(3, 'three'),
      heading(3, 'three'),
      heading(1, 'one'),
      heading(3, 'three'),
    ])
    expect(named(elements, 'h1', 'h2', 'h3', 'h4').map(({ tagName }) => tagName)).toEqual([
      'h1',
      'h2',
      'h3',
      'h2',
      'h3',
    ])
  })

  it('prints a place that is nowhere as its text', () => {
    const inside = elementsOf(
      only(render([line([{ kind: 'place', text: '9.9', to: 'action 9.9' }])]), 'main'),
    )
    expect(named(inside, 'a')).toEqual([])
    expect(inside.map(words)).toContain('9.9')
  })

  it.each([
    ['https://marram.example/a?b=1&c="2"', 'https://marram.example/a?b=1&c=%222%22'],
    ['mailto:send@marram.example', 'mailto:send@marram.example'],
    ['javascript:alert(1)', null],
    ['JAVA\nSCRIPT:alert(1)', null],
    ['data:text/html,<script>', null],
    ['/console', null],
    ['not an address', null],
  ])('turns the address %j into a link to %j', (href, link) => {
    const links = named(
      elementsOf(only(render([line([{ kind: 'address', text: 'the address', href }])]), 'main')),
      'a',
    )
    expect(links.map((one) => [attribute(one, 'href'), attribute(one, 'rel')])).toEqual(
      link === null ? [] : [[link, 'noreferrer noopener']],
    )
  })

  it('says each column again in every cell, for pages on which rows stand below each other', () => {
    const elements = render([
      table(
        'Two',
        [
          ['Ref', 1],
          ['Lead', 3],
        ],
        [['1.1', 'Amira Holt']],
      ),
    ])
    const cell = only(elements, 'td')
    expect(attribute(cell, 'data-column')).toBe('Lead')
    expect(named(elements, 'col').map((column) => attribute(column, 'class'))).toEqual(['w25', 'w75'])
  })
})
