import { z } from 'zod'
import type { Block, Chart, Inline, PackDocument, Table } from '../../../functions/pack/document.ts'
import type { PackStatus } from '../../../functions/pack/pack-action.ts'
import { colours, font, importPeer, longText, sheet, tints } from './peers.ts'
import { textsOf } from './texts.ts'

type Node = object | string | null
type Style = { [name: string]: string | number }
type Props = { [name: string]: unknown; style?: Style }

const isCallable = (value: unknown): boolean => typeof value === 'function'
const React = z.object({
  createElement: z.custom<(type: unknown, props: Props | null, ...children: Node[]) => Node>(isCallable),
})
const ReactPdf = z.object({
  Document: z.unknown(),
  Page: z.unknown(),
  View: z.unknown(),
  Text: z.unknown(),
  Link: z.unknown(),
  renderToBuffer: z.custom<(element: Node) => Promise<Uint8Array>>(isCallable),
  Font: z.custom<{
    register: (family: { family: string; fonts: object[] }) => void
    registerHyphenationCallback: (split: (word: string) => string[]) => void
  }>((value) => typeof value === 'object' && value !== null),
})

const headingSizes = { 1: 17, 2: 12.5, 3: 11.5 }
const toneStyles = {
  plain: {},
  quiet: { color: colours.quiet },
  small: { color: colours.quiet, fontSize: 9 },
  'lead-in': {},
  caption: { color: colours.quiet, fontSize: 9, fontWeight: 700 },
} satisfies { [tone: string]: Style }
const textStyles = {
  plain: {},
  strong: { fontWeight: 700 },
  emphasis: { fontStyle: 'italic' },
  quiet: { color: colours.quiet },
} satisfies { [style: string]: Style }

const tintOf = (status: PackStatus | null) => tints[status?.colour ?? 'grey']
const lengthOf = (blocks: readonly Block[]): number => blocks.flatMap(textsOf).join(' ').length

/** What begins a new page is a `Page` of its own: the fewer blocks one has, the less it sets again and again. */
const splitAtPageBreaks = (blocks: readonly Block[]): Block[][] => {
  const sections: Block[][] = [[]]
  for (const block of blocks) {
    if (block.kind === 'page-break') sections.push([])
    else sections.at(-1)?.push(block)
  }
  return sections
}

/**
 * Packs as @react-pdf/renderer sets them. Charts lie as bars of boxes; contents have no page numbers,
 * which it does not know when it sets them; nothing is tagged, which it cannot do.
 */
export const createReactPdf = async (): Promise<(document: PackDocument) => Promise<Uint8Array>> => {
  const { createElement } = React.parse(await importPeer('react'))
  const { Document, Page, View, Text, Link, Font, renderToBuffer } = ReactPdf.parse(
    await importPeer('@react-pdf/renderer'),
  )
  Font.register({
    family: font.family,
    fonts: [
      { src: font.regular },
      { src: font.italic, fontStyle: 'italic' },
      { src: font.bold, fontWeight: 700 },
    ],
  })
  Font.registerHyphenationCallback((word) => [word])

  const view = (props: Props, ...children: Node[]) => createElement(View, props, ...children)
  const text = (props: Props, ...children: Node[]) => createElement(Text, props, ...children)

  const inline = (item: Inline): Node => {
    switch (item.kind) {
      case 'text':
        return text({ style: textStyles[item.style] }, item.text)
      case 'status': {
        const { words, ground } = tintOf(item.status)
        return text({ style: { color: words, backgroundColor: ground, fontWeight: 700 } }, item.status.label)
      }
      case 'place':
        return createElement(Link, { src: `#${item.to}`, style: { color: colours.accent } }, item.text)
      case 'address':
        return createElement(Link, { src: item.href }, item.text)
    }
  }
  const inlines = (content: readonly Inline[]) => content.map(inline)

  const table = ({ columns, rows }: Table): Node => {
    const whole = columns.reduce((sum, { share }) => sum + share, 0)
    const cellStyle = (index: number): Style => ({
      width: `${((columns[index]?.share ?? 0) / whole) * 100}%`,
      paddingRight: 6,
      textAlign: columns[index]?.align ?? 'left',
    })
    const row = (style: Style) => ({
      flexDirection: 'row',
      paddingVertical: 5,
      borderBottomWidth: 0.5,
      ...style,
    })
    return view(
      { style: { fontSize: 9.5, marginTop: 10, marginBottom: 14 } },
      view(
        { fixed: true, style: row({ borderBottomColor: colours.accent }) },
        ...columns.map(({ header }, index) =>
          text(
            { style: { ...cellStyle(index), fontSize: 9, fontWeight: 700, color: colours.quiet } },
            header,
          ),
        ),
      ),
      ...rows.map((cells) =>
        view(
          { wrap: lengthOf(cells.flat()) >= longText, style: row({ borderBottomColor: colours.rule }) },
          ...cells.map((cell, index) => view({ style: cellStyle(index) }, ...cell.map(block))),
        ),
      ),
    )
  }

  const chart = ({ rows, most, unit }: Chart): Node => {
    const sums = rows.map(({ parts }) => parts.reduce((sum, { number }) => sum + number, 0))
    const scale = Math.max(most ?? 0, ...sums) || 1
    return view(
      { wrap: rows.length > 24 },
      ...rows.map(({ name, parts }) =>
        view(
          { style: { flexDirection: 'row', marginBottom: 4 } },
          text({ style: { width: '30%', fontSize: 9 } }, name),
          view(
            { style: { width: '70%', flexDirection: 'row' } },
            ...parts
              .filter(({ number }) => number > 0)
              .map(({ status, number }) => {
                const fill = status ? tintOf(status).fill : colours.accent
                return view(
                  { style: { width: `${(number / scale) * 100}%`, height: 16, backgroundColor: fill } },
                  text({ style: { fontSize: 8.5, textAlign: 'center' } }, `${number}${unit}`),
                )
              }),
          ),
        ),
      ),
    )
  }

  let listed: (Block & { kind: 'heading' })[] = []

  const block = (given: Block): Node => {
    switch (given.kind) {
      case 'heading':
        return text(
          {
            ...(given.id === null ? {} : { id: given.id }),
            ...(given.outlined ? { bookmark: textsOf(given).join(' ') } : {}),
            minPresenceAhead: 40,
            style: {
              fontSize: headingSizes[given.level],
              fontWeight: 700,
              color: colours.accent,
              marginTop: 14,
              marginBottom: 8,
            },
          },
          ...inlines(given.content),
        )
      case 'line':
        return text({ style: { marginBottom: 6, ...toneStyles[given.tone] } }, ...inlines(given.content))
      case 'prose':
        return view(
          {},
          ...given.text.split(/\n\s*\n/u).map((paragraph) => text({ style: { marginBottom: 6 } }, paragraph)),
        )
      case 'list':
        return view(
          {},
          ...given.items.map((item, index) =>
            view(
              { style: { flexDirection: 'row' } },
              text({ style: { width: 18 } }, given.ordered ? `${index + 1}.` : '•'),
              view({ style: { flex: 1 } }, ...item.map(block)),
            ),
          ),
        )
      case 'facts': {
        const beside = given.columns === 3
        return view(
          {
            style: {
              flexDirection: beside ? 'row' : 'column',
              flexWrap: beside ? 'wrap' : 'nowrap',
              marginBottom: 10,
            },
          },
          ...given.facts.map(({ name, value }) =>
            view(
              {
                style: beside
                  ? { width: '33.3%', marginBottom: 8, paddingRight: 8 }
                  : { flexDirection: 'row', marginBottom: 5 },
              },
              text(
                {
                  style: {
                    width: beside ? '100%' : '28%',
                    fontSize: 9,
                    fontWeight: 700,
                    color: colours.quiet,
                  },
                },
                name,
              ),
              text({ style: { fontSize: 9.5, width: beside ? '100%' : '72%' } }, ...inlines(value)),
            ),
          ),
        )
      }
      case 'figures':
        return view(
          { wrap: false, style: { flexDirection: 'row', flexWrap: 'wrap' } },
          ...given.figures.map(({ number, words }) =>
            view(
              { style: { width: '25%', borderTopWidth: 2, borderTopColor: colours.accent, paddingTop: 8 } },
              text({ style: { fontSize: 22, fontWeight: 700, color: colours.accent } }, number),
              text({ style: { fontSize: 9 } }, words),
            ),
          ),
        )
      case 'table':
        return table(given)
      case 'quote':
        return view(
          {
            wrap: lengthOf(given.blocks) >= longText,
            style: {
              borderLeftWidth: 2.5,
              borderLeftColor: tintOf(given.status).fill,
              paddingLeft: 10,
              marginBottom: 10,
            },
          },
          ...given.blocks.map(block),
        )
      case 'entries':
        return view(
          {},
          ...given.entries.map((entry) =>
            view(
              {
                style: { borderTopWidth: 0.5, borderTopColor: colours.rule, paddingTop: 8, marginBottom: 8 },
              },
              ...entry.map(block),
            ),
          ),
        )
      case 'chart':
        return view(
          { style: { marginTop: 10 } },
          text(
            { style: { fontSize: 9.5, fontWeight: 700, color: colours.accent, marginBottom: 6 } },
            given.title,
          ),
          chart(given.chart),
          table(given.table),
        )
      case 'contents':
        return view(
          {},
          ...listed.map(({ id, content }) =>
            createElement(
              Link,
              { src: `#${id}`, style: { color: colours.accent } },
              text({}, ...inlines(content)),
            ),
          ),
        )
      case 'page-break':
        return null
    }
  }

  return async (document) => {
    listed = document.blocks.flatMap((given) =>
      given.kind === 'heading' && given.level === 1 && given.outlined ? [given] : [],
    )
    const { plan, board, period } = document.running
    const running: Style = {
      position: 'absolute',
      left: sheet.side,
      right: sheet.side,
      fontSize: 8.5,
      color: colours.quiet,
    }
    const footer = ({ pageNumber, totalPages }: { pageNumber: number; totalPages: number }) =>
      `${board} · ${period} · ${document.sha256.slice(0, 12)}    Page ${pageNumber} of ${totalPages}`
    const page = (...children: Node[]): Node =>
      createElement(
        Page,
        {
          size: 'A4',
          style: {
            fontFamily: font.family,
            fontSize: 10.5,
            color: colours.ink,
            paddingTop: sheet.top,
            paddingBottom: sheet.bottom,
            paddingHorizontal: sheet.side,
          },
        },
        text({ fixed: true, style: { ...running, top: 36 } }, document.draft ? `${plan}  Draft` : plan),
        ...children,
        text({ fixed: true, style: { ...running, bottom: 36 }, render: footer }),
      )
    const head = [
      text({ style: { fontWeight: 700 } }, document.author),
      text(
        { style: { fontSize: 25, fontWeight: 700, color: colours.accent, marginBottom: 12 } },
        document.title,
      ),
    ]
    const sections = splitAtPageBreaks(document.blocks)
    return renderToBuffer(
      createElement(
        Document,
        { title: document.title, author: document.author, language: 'en-GB' },
        ...sections.map((blocks, index) => page(...(index === 0 ? head : []), ...blocks.map(block))),
      ),
    )
  }
}
