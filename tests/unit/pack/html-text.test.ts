import fc from 'fast-check'
import { type ParserError, parse } from 'parse5'
import { describe, expect, it } from 'vitest'
import { readAttachment } from '../../../functions/pack/html/attachment.ts'
import { renderHtml } from '../../../functions/pack/html/render-html.tsx'
import { attribute, elementsOf, parseElements, textOf } from '../../support/parsed-html.ts'
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

const hostile = [
  '<script>alert(1)</script>',
  '</style><style>*{display:none}</style>',
  '</title></head><body onload="alert(1)">',
  '"><img src=x onerror=alert(1)>',
  "' onclick='alert(1)",
  '</script><!-- <script>',
  '&lt;b&gt; &amp;amp; &#60;',
  '\u0338begins with a mark that joins what is before it',
  'controls \0 \b \u001b[31m \u007f \u0085 \ufffe \u{1ffff} end',
  'half of a pair \ud800 and \udc00',
  'turned \u202egnp.exe\u202c',
]

const everywhere = (text: string) =>
  documentOf(
    [
      heading(1, text, text),
      { kind: 'contents' },
      line([say(text), say(text, 'strong'), say(text, 'emphasis'), say(text, 'quiet')], 'caption'),
      line([
        tag({ ...statuses.red, label: text }),
        { kind: 'place', text, to: text },
        { kind: 'address', text, href: `https://marram.example/${text}` },
      ]),
      prose(text),
      { kind: 'list', ordered: true, items: [[prose(text)]] },
      { kind: 'facts', columns: 3, facts: [{ name: text, value: [say(text)] }] },
      { kind: 'figures', figures: [{ number: text, words: text }] },
      table(
        text,
        [
          [text, 1],
          [text, 1],
        ],
        [[text, text]],
      ),
      { kind: 'quote', status: statuses.amber, blocks: [prose(text)] },
      { kind: 'entries', entries: [[heading(2, text, text)]] },
      {
        kind: 'chart',
        title: text,
        alt: text,
        chart: {
          shape: 'columns',
          rows: [{ name: text, parts: [{ status: { ...statuses.red, label: text }, number: 1 }] }],
          most: null,
          unit: '',
        },
        table: table(text, [[text, 1]], [[text]]),
      },
    ],
    {
      title: text,
      author: text,
      running: { plan: text, board: text, period: text },
      sha256: text,
      draft: true,
    },
  )

const errorsOf = (html: string): string[] => {
  const errors: ParserError[] = []
  parse(html, { onParseError: (error) => errors.push(error) })
  return errors.map(({ code }) => code)
}

/** Elements with their attributes' names; how many lines a name takes in a picture is left out. */
const shapeOf = (html: string): string[] =>
  parseElements(html)
    .filter(({ tagName }) => tagName !== 'tspan')
    .map(({ tagName, attrs }) => [tagName, ...attrs.map(({ name }) => name)].join(' '))

describe('text is data', () => {
  const harmless = shapeOf(renderHtml(everywhere('harmless')))

  it.each(hostile)('makes no element and no attribute of %j, wherever it stands', (text) => {
    const html = renderHtml(everywhere(text))
    expect(errorsOf(html)).toEqual([])
    expect(shapeOf(html)).toEqual(harmless)
  })

  it('makes none of any text at all', () => {
    const visible = fc.string({ unit: 'binary-ascii', minLength: 1 }).filter((text) => /\S/.test(text))
    fc.assert(
      fc.property(visible, (text) => {
        const html = renderHtml(documentOf([line([say(text)]), heading(1, text, text)], { title: text }))
        expect(errorsOf(html)).toEqual([])
        expect(shapeOf(html)).toEqual(shapeOf(renderHtml(documentOf([line('a'), heading(1, 'a', 'a')]))))
      }),
    )
  })

  it('shows markup as it was typed', () => {
    const [main] = parseElements(renderHtml(documentOf([prose('<p>one</p> & "two"')]))).filter(
      ({ tagName }) => tagName === 'main',
    )
    expect(main && textOf(main)).toBe('<p>one</p> & "two"')
  })

  it('leaves out what cannot be seen, and says what is not Unicode', () => {
    const html = renderHtml(documentOf([prose('a\0b\u202ec\ud800d\u{1fffe}e')]))
    expect(html).toContain('abc\ufffdde')
  })
})

const attachmentOf = (html: string): string => {
  const scripts = parseElements(html).filter(({ tagName }) => tagName === 'script')
  expect(scripts.map((script) => [attribute(script, 'type'), attribute(script, 'id')])).toEqual([
    ['application/json', 'model'],
  ])
  return scripts.flatMap(elementsOf).map(textOf).join('')
}

describe('the attachment', () => {
  const attach = (json: string) => renderHtml(documentOf(everyKind), { name: 'model.json', json })

  it.each([...hostile, '\\u003c', '\\\\u003c', '\\', '</SCRIPT >', '\u2028\n\r\n\t'])(
    'with %j in it comes back as it was',
    (text) => {
      const json = JSON.stringify({ [text]: [text, { text }], number: 1.5, nothing: null })
      const html = attach(json)
      expect(errorsOf(html)).toEqual([])
      const kept = attachmentOf(html)
      expect(readAttachment(kept)).toBe(json)
      expect(JSON.parse(kept)).toEqual(JSON.parse(json))
    },
  )

  it('comes back as it was, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ unit: 'binary' }), (value, text) => {
        const json = JSON.stringify([value, text, `<!--${text}</script>`])
        const kept = attachmentOf(attach(json))
        expect(readAttachment(kept)).toBe(json)
        expect(JSON.parse(kept)).toEqual(JSON.parse(json))
      }),
    )
  })

  it('changes nothing of the page', () => {
    const without = renderHtml(documentOf(everyKind))
    expect(attach('{}').replace(/<script.*<\/script>/s, '')).toBe(without)
  })
})
