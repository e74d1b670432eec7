import { z } from 'zod'
import type { Block, Chart, Inline, PackDocument, Table } from '../../../functions/pack/document.ts'
import type { PackStatus } from '../../../functions/pack/pack-action.ts'
import { colours, font, importPeer, longText, sheet, tints } from './peers.ts'
import { textsOf } from './texts.ts'

type Node = { [name: string]: unknown }

const PdfMake = z.object({
  default: z.custom<{
    addFonts: (fonts: { [family: string]: { [style: string]: string } }) => void
    setLocalAccessPolicy: (isAllowed: (path: string) => boolean) => void
    setUrlAccessPolicy: (isAllowed: (url: string) => boolean) => void
    createPdf: (definition: Node) => { getBuffer: () => Promise<Uint8Array> }
  }>((value) => typeof value === 'object' && value !== null),
})

const headingSizes = { 1: 17, 2: 12.5, 3: 11.5 }
const toneStyles = {
  plain: {},
  quiet: { color: colours.quiet },
  small: { color: colours.quiet, fontSize: 9 },
  'lead-in': {},
  caption: { color: colours.quiet, fontSize: 9, bold: true },
} satisfies { [tone: string]: Node }
const textStyles = {
  plain: {},
  strong: { bold: true },
  emphasis: { italics: true },
  quiet: { color: colours.quiet },
} satisfies { [style: string]: Node }

const tintOf = (status: PackStatus | null) => tints[status?.colour ?? 'grey']
const lengthOf = (blocks: readonly Block[]): number => blocks.flatMap(textsOf).join(' ').length

const tableLayout = {
  hLineWidth: (index: number) => (index === 0 ? 0 : 0.5),
  vLineWidth: () => 0,
  hLineColor: () => colours.rule,
  paddingLeft: (index: number) => (index === 0 ? 0 : 6),
  paddingRight: () => 6,
  paddingTop: () => 5,
  paddingBottom: () => 5,
}
const quoteLayout = (colour: string) => ({
  hLineWidth: () => 0,
  vLineWidth: (index: number) => (index === 0 ? 2.5 : 0),
  vLineColor: () => colour,
  paddingLeft: () => 10,
})

/**
 * Packs as pdfmake sets them. Charts lie as bars that it draws; nothing is tagged, since its tagged files
 * have no structure.
 */
export const createPdfMake = async (): Promise<(document: PackDocument) => Promise<Uint8Array>> => {
  const pdfmake = PdfMake.parse(await importPeer('pdfmake')).default
  const { regular, italic, bold } = font
  pdfmake.addFonts({ [font.family]: { normal: regular, bold, italics: italic, bolditalics: bold } })
  pdfmake.setUrlAccessPolicy(() => false)
  pdfmake.setLocalAccessPolicy((path) => [regular, italic, bold].includes(path))

  return (document) => {
    // A link to a place that is not there is refused.
    const ids = new Set<string>()
    const collect = (given: Block): void => {
      if (given.kind === 'heading' && given.id !== null) ids.add(given.id)
      if (given.kind === 'entries') given.entries.flat().forEach(collect)
      if (given.kind === 'quote') given.blocks.forEach(collect)
    }
    document.blocks.forEach(collect)

    const inline = (item: Inline): Node => {
      switch (item.kind) {
        case 'text':
          return { text: item.text, ...textStyles[item.style] }
        case 'status': {
          const { words, ground } = tintOf(item.status)
          return { text: item.status.label, color: words, background: ground, bold: true }
        }
        case 'place':
          return {
            text: item.text,
            color: colours.accent,
            ...(ids.has(item.to) ? { linkToDestination: item.to } : {}),
          }
        case 'address':
          return { text: item.text, link: item.href, decoration: 'underline' }
      }
    }
    const inlines = (content: readonly Inline[]) => content.map(inline)

    const table = ({ columns, rows }: Table): Node => {
      const whole = columns.reduce((sum, { share }) => sum + share, 0)
      const room = sheet.inner - columns.length * 12
      return {
        margin: [0, 8, 0, 12],
        fontSize: 9.5,
        layout: tableLayout,
        table: {
          headerRows: 1,
          dontBreakRows: rows.every((cells) => lengthOf(cells.flat()) < longText),
          widths: columns.map(({ share }) => (share / whole) * room),
          body: [
            columns.map(({ header, align }) => ({
              text: header,
              alignment: align,
              bold: true,
              fontSize: 9,
              color: colours.quiet,
            })),
            ...rows.map((cells) =>
              cells.map((cell, index) => ({
                stack: cell.map(block),
                alignment: columns[index]?.align ?? 'left',
              })),
            ),
          ],
        },
      }
    }

    const chart = ({ rows, most, unit }: Chart): Node => {
      const sums = rows.map(({ parts }) => parts.reduce((sum, { number }) => sum + number, 0))
      const scale = Math.max(most ?? 0, ...sums) || 1
      const room = sheet.inner * 0.7
      return {
        unbreakable: rows.length <= 24,
        stack: rows.map(({ name, parts }) => {
          let x = 0
          const shown = parts.filter(({ number }) => number > 0)
          return {
            margin: [0, 0, 0, 4],
            columns: [
              { width: '30%', text: name, fontSize: 9 },
              {
                width: '70%',
                stack: [
                  {
                    canvas: shown.map(({ status, number }) => {
                      const w = (number / scale) * room
                      x += w
                      return {
                        type: 'rect',
                        x: x - w,
                        y: 0,
                        w,
                        h: 8,
                        color: status ? tintOf(status).fill : colours.accent,
                      }
                    }),
                  },
                  { text: shown.map(({ number }) => `${number}${unit}`).join('  '), fontSize: 8.5 },
                ],
              },
            ],
          }
        }),
      }
    }

    const block = (given: Block): Node => {
      switch (given.kind) {
        case 'heading': {
          const words = textsOf(given).join(' ')
          return {
            text: inlines(given.content),
            ...(given.id === null ? {} : { id: given.id }),
            ...(given.outlined ? { outline: true, outlineText: words } : {}),
            ...(given.outlined && given.level === 1 ? { tocItem: true } : {}),
            headlineLevel: given.level,
            fontSize: headingSizes[given.level],
            bold: true,
            color: colours.accent,
            margin: [0, 14, 0, 8],
          }
        }
        case 'line':
          return { text: inlines(given.content), margin: [0, 0, 0, 6], ...toneStyles[given.tone] }
        case 'prose':
          return {
            stack: given.text.split(/\n\s*\n/u).map((text) => ({ text, margin: [0, 0, 0, 6] })),
          }
        case 'list':
          return { [given.ordered ? 'ol' : 'ul']: given.items.map((item) => ({ stack: item.map(block) })) }
        case 'facts': {
          const name = (text: string) => ({ text, bold: true, fontSize: 9, color: colours.quiet })
          const value = (content: Inline[]) => ({ text: inlines(content), fontSize: 9.5 })
          if (given.columns === 1) {
            return {
              layout: 'noBorders',
              table: {
                widths: ['28%', '*'],
                body: given.facts.map((fact) => [name(fact.name), value(fact.value)]),
              },
            }
          }
          const cells: Node[] = given.facts.map((fact) => ({ stack: [name(fact.name), value(fact.value)] }))
          while (cells.length % 3 !== 0) cells.push({ text: '' })
          const body = Array.from({ length: cells.length / 3 }, (_, row) => cells.slice(row * 3, row * 3 + 3))
          return { layout: 'noBorders', margin: [0, 0, 0, 10], table: { widths: ['*', '*', '*'], body } }
        }
        case 'figures':
          return {
            columns: given.figures.map(({ number, words }) => ({
              stack: [
                { text: number, fontSize: 22, bold: true, color: colours.accent },
                { text: words, fontSize: 9 },
              ],
            })),
          }
        case 'table':
          return table(given)
        case 'quote':
          return {
            margin: [0, 0, 0, 10],
            layout: quoteLayout(tintOf(given.status).fill),
            table: {
              widths: ['*'],
              dontBreakRows: lengthOf(given.blocks) < longText,
              body: [[{ stack: given.blocks.map(block) }]],
            },
          }
        case 'entries':
          return {
            stack: given.entries.map((entry) => ({
              margin: [0, 0, 0, 8],
              stack: [
                {
                  canvas: [
                    {
                      type: 'line',
                      x1: 0,
                      y1: 0,
                      x2: sheet.inner,
                      y2: 0,
                      lineWidth: 0.5,
                      lineColor: colours.rule,
                    },
                  ],
                },
                ...entry.map(block),
              ],
            })),
          }
        case 'chart':
          return {
            margin: [0, 10, 0, 0],
            stack: [
              { text: given.title, fontSize: 9.5, bold: true, color: colours.accent, margin: [0, 0, 0, 6] },
              chart(given.chart),
              table(given.table),
            ],
          }
        case 'contents':
          return { toc: {} }
        case 'page-break':
          return { text: '', pageBreak: 'after' }
      }
    }

    const { plan, board, period } = document.running
    const running = { fontSize: 8.5, color: colours.quiet }
    return pdfmake
      .createPdf({
        pageSize: 'A4',
        pageMargins: [sheet.side, sheet.top, sheet.side, sheet.bottom],
        info: { title: document.title, author: document.author },
        language: 'en-GB',
        defaultStyle: { font: font.family, fontSize: 10.5, color: colours.ink },
        header: {
          ...running,
          text: document.draft ? `${plan}  Draft` : plan,
          margin: [sheet.side, 36, sheet.side, 0],
        },
        footer: (page: number, pages: number) => ({
          ...running,
          text: `${board} · ${period} · ${document.sha256.slice(0, 12)}    Page ${page} of ${pages}`,
          margin: [sheet.side, 20, sheet.side, 0],
        }),
        content: [
          { text: document.author, bold: true },
          { text: document.title, fontSize: 25, bold: true, color: colours.accent, margin: [0, 0, 0, 12] },
          ...document.blocks.map(block),
        ],
      })
      .getBuffer()
  }
}
