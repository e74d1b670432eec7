import type { HtmlEscapedString } from 'hono/utils/html'
import type { Block, Fact, Inline, Table, TableColumn } from '../document.ts'
import { ChartPicture } from './chart.tsx'
import { Inlines, type Page, withoutLinks } from './inline.tsx'
import { StatusShape, toneOf } from './status-tag.tsx'

type Markup = HtmlEscapedString | Promise<HtmlEscapedString>

type BlockOf<K extends Block['kind']> = Extract<Block, { kind: K }>

/** The document's own title is the heading of level 1. */
const headingTags = { 1: 'h2', 2: 'h3', 3: 'h4' } as const

const Heading = ({ block, page }: { block: BlockOf<'heading'>; page: Page }) => {
  const Tag = headingTags[block.level]
  return (
    <Tag id={block.id ?? undefined}>
      <Inlines content={block.content} page={page} />
    </Tag>
  )
}

/** Paragraphs at blank lines, and the lines of each. */
const paragraphsOf = (text: string): string[][] =>
  text
    .trim()
    .split(/\n[^\S\n]*\n\s*/)
    .map((paragraph) => paragraph.split('\n'))

const Lines = ({ lines }: { lines: string[] }) => (
  <>
    {lines.map((line, index) => (
      <>
        {index > 0 && <br />}
        {line}
      </>
    ))}
  </>
)

const Prose = ({ text }: { text: string }) => (
  <>
    {text.trim() !== '' &&
      paragraphsOf(text).map((lines) => (
        <p dir="auto">
          <Lines lines={lines} />
        </p>
      ))}
  </>
)

const List = ({ block, page }: { block: BlockOf<'list'>; page: Page }) => {
  const Tag = block.ordered ? 'ol' : 'ul'
  return (
    <Tag>
      {block.items.map((blocks) => (
        <li>
          <Blocks blocks={blocks} page={page} />
        </li>
      ))}
    </Tag>
  )
}

const FactView = ({ fact, page }: { fact: Fact; page: Page }) => (
  <div>
    <dt>{fact.name}</dt>
    <dd>
      <Inlines content={fact.value} page={page} />
    </dd>
  </div>
)

const Figures = ({ block }: { block: BlockOf<'figures'> }) => (
  <ul class="figures">
    {block.figures.map(({ number, words }) => (
      <li>
        <strong>{number}</strong> <span>{words}</span>
      </li>
    ))}
  </ul>
)

/** A cell that is one line needs no paragraph around it. */
const CellContent = ({ blocks, page }: { blocks: Block[]; page: Page }) => {
  const [only, ...others] = blocks
  return only?.kind === 'line' && only.tone === 'plain' && others.length === 0 ? (
    <Inlines content={only.content} page={page} />
  ) : (
    <Blocks blocks={blocks} page={page} />
  )
}

/** The width of a column as a class, in steps of one in a hundred. */
const widthClass = (share: number, whole: number): string => `w${Math.round((share / (whole || 1)) * 100)}`

/** Fewer characters than these are not torn apart by the end of a page. */
const longText = 900

const lengthOfLine = (content: readonly Inline[]): number =>
  content.reduce(
    (sum, inline) => sum + (inline.kind === 'status' ? inline.status.label : inline.text).length,
    0,
  )

/** Of texts and lists of them; what is set otherwise counts as long. */
const lengthOf = (block: Block): number => {
  switch (block.kind) {
    case 'prose':
      return block.text.length
    case 'line':
      return lengthOfLine(block.content)
    case 'list':
      return block.items.flat().reduce((sum, item) => sum + lengthOf(item), 0)
    default:
      return longText
  }
}

const isLong = (blocks: readonly Block[]): boolean =>
  blocks.reduce((sum, block) => sum + lengthOf(block), 0) >= longText

/** With more columns of numbers, a table has no room on a phone. */
const compactColumns = 4

/** How a table is laid out on a narrow page. */
const narrowLayout = (columns: readonly TableColumn[]): string => {
  const isNumbers = columns.every(({ align }, index) => index === 0 || align === 'right')
  if (!isNumbers) return 'stacks'
  return columns.length <= compactColumns ? 'compact' : 'stacks numbers'
}

/**
 * On a narrow page its rows stand one below the other, so that what each element is must be said again:
 * browsers forget it when a table is not laid out as one.
 */
const TableView = ({ table, page }: { table: Table; page: Page }) => {
  const whole = table.columns.reduce((sum, { share }) => sum + share, 0)
  const align = (index: number): string | undefined =>
    table.columns[index]?.align === 'right' ? 'right' : undefined
  return (
    // biome-ignore-start lint/a11y/noRedundantRoles: not redundant where the layout is not a table's
    <div class={`table ${narrowLayout(table.columns)}`}>
      <table role="table">
        <caption class="hidden">{table.label}</caption>
        <colgroup>
          {table.columns.map(({ share }) => (
            <col class={widthClass(share, whole)} />
          ))}
        </colgroup>
        <thead role="rowgroup">
          <tr role="row">
            {table.columns.map(({ header }, index) => (
              <th scope="col" role="columnheader" class={align(index)}>
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {table.rows.map((cells) => (
            <tr role="row" class={cells.some(isLong) ? 'long' : undefined}>
              {cells.map((blocks, index) =>
                index === 0 ? (
                  <th scope="row" role="rowheader" class={align(index)}>
                    <CellContent blocks={blocks} page={page} />
                  </th>
                ) : (
                  <td role="cell" class={align(index)} data-column={table.columns[index]?.header}>
                    <div>
                      <CellContent blocks={blocks} page={page} />
                    </div>
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
    // biome-ignore-end lint/a11y/noRedundantRoles: as above
  )
}

const Quote = ({ block, page }: { block: BlockOf<'quote'>; page: Page }) => {
  const classes = block.status ? ` ${toneOf(block.status)}` : ''
  return (
    <blockquote class={`${isLong(block.blocks) ? 'long' : 'short'}${classes}`}>
      {block.status && <StatusShape status={block.status} />}
      <Blocks blocks={block.blocks} page={page} />
    </blockquote>
  )
}

const Contents = ({ page }: { page: Page }) => (
  <nav aria-label="Contents">
    <ol>
      {page.contents.map(({ id, content }) => (
        <li>
          <a href={`#${encodeURIComponent(id)}`}>
            <Inlines content={withoutLinks(content)} page={page} />
          </a>
        </li>
      ))}
    </ol>
  </nav>
)

const BlockView = ({ block, page }: { block: Block; page: Page }): Markup => {
  switch (block.kind) {
    case 'heading':
      return <Heading block={block} page={page} />
    case 'line':
      return (
        <p class={block.tone}>
          <Inlines content={block.content} page={page} />
        </p>
      )
    case 'prose':
      return <Prose text={block.text} />
    case 'list':
      return <List block={block} page={page} />
    case 'facts':
      return (
        <dl class={block.columns === 3 ? 'facts several' : 'facts'}>
          {block.facts.map((fact) => (
            <FactView fact={fact} page={page} />
          ))}
        </dl>
      )
    case 'figures':
      return <Figures block={block} />
    case 'table':
      return <TableView table={block} page={page} />
    case 'quote':
      return <Quote block={block} page={page} />
    case 'entries':
      return (
        <div class="entries">
          {block.entries.map((blocks) => (
            <article>
              <Blocks blocks={blocks} page={page} />
            </article>
          ))}
        </div>
      )
    case 'chart':
      return (
        <figure>
          <figcaption>{block.title}</figcaption>
          <ChartPicture chart={block.chart} label={block.alt} />
          <TableView table={block.table} page={page} />
        </figure>
      )
    case 'contents':
      return <Contents page={page} />
    case 'page-break':
      return <div class="page-break" />
  }
}

export const Blocks = ({ blocks, page }: { blocks: readonly Block[]; page: Page }): Markup => (
  <>
    {blocks.map((block) => (
      <BlockView block={block} page={page} />
    ))}
  </>
)
