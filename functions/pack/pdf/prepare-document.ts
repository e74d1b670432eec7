import type { Block, Fact, Inline, PackDocument, Table } from '../document.ts'
import type { PackStatus } from '../pack-action.ts'
import { headingsIn } from '../walk-document.ts'
import { prepareChart } from './prepare-chart.ts'
import {
  apartFromReferences,
  clip,
  countLines,
  fitWords,
  goesFromRight,
  isReference,
  linkTarget,
  oneLine,
  type Place,
  type Print,
  plain,
} from './prepare-text.ts'

/** What travels with a pack as it is: bytes that are no part of what is printed. `name` is a file's name. */
export type PackAttachment = { name: string; mediaType: string; description: string; bytes: Uint8Array }

const page: Place = { width: 166, size: 10.5, inTable: false, nested: false }

/**
 * Texts up to so many lines are not torn by the end of a page. Lines are estimated, and some letters are
 * twice as wide as most, so that even twice as many still fit on a page: what does not would be cut off.
 */
const wholeLines = { row: 18, quote: 14, facts: 14, factsBeside: 20, table: 18, tail: 24, entry: 18 }

/**
 * Entries and tables of more lines than those, and up to these, are measured when they are set. Longer ones are
 * hardly ever of less than half a page, and to measure what a large pack has thousands of takes as long, and as
 * much memory, as to set it.
 */
const measuredLines = { entry: 26, table: 40 }

/** The figures of a chart with more rows than these may be torn, or half a page would be blank before each. */
const wholeFigures = 6

/** Rows of a long table, and facts of a long list, that go to its last page together. */
const tailRows = 3
const tailFacts = 2

/** So many lines after a heading, and short facts after those, stay with it and with what follows them. */
const linesWithHeading = 4

/** Labels up to so many characters are set in a box, which cannot break. */
const boxedLabel = 60

type Prepared = { [key: string]: unknown; height: number }

/**
 * A document as the templates set it, in JSON: its texts printable and cut into lines, each paragraph with the way
 * it is written, links checked, and for what may be torn by the end of a page whether it is. `tables` are
 * the labels of its tables in the order in which they are read.
 */
export const prepareDocument = (
  document: PackDocument,
  print: Print,
): { document: { [key: string]: unknown }; tables: string[] } => {
  const tables: string[] = []
  const ids = collectIds(document.blocks)
  const labelled = new Set<string>()

  const wordsOf = (items: Inline[]): string =>
    items.map((item) => (item.kind === 'status' ? item.status.label : item.text)).join(' ')

  const status = (shown: PackStatus) => ({ ...shown, label: print(oneLine(shown.label)) })

  const inline = (item: Inline, place: Place): unknown => {
    if (item.kind === 'status') {
      const boxed = !place.inTable && item.status.label.length <= boxedLabel
      return { kind: 'status', status: status(item.status), boxed }
    }
    const text = fitWords(print(item.text), place)
    if (item.kind === 'text') {
      const whole = isReference(item.text)
      const bare = item.style === 'plain' && !whole && !text.includes('\n')
      return bare ? text : { kind: 'text', style: item.style, lines: text.split('\n'), whole }
    }
    if (item.kind === 'place')
      return ids.has(item.to)
        ? { kind: 'place', to: item.to, text: oneLine(text) || item.to }
        : { kind: 'text', style: 'strong', lines: text.split('\n') }
    const href = linkTarget(item.href)
    return href && text.trim()
      ? { kind: 'address', href, text }
      : { kind: 'text', style: 'plain', lines: text.split('\n') }
  }

  const inlines = (items: Inline[], place: Place) =>
    items.flatMap(apartFromReferences).map((item) => inline(item, place))

  const line = (block: Block & { kind: 'line' }, place: Place, stays: boolean): Prepared => {
    const words = wordsOf(block.content)
    const [first] = block.content
    return {
      kind: 'line',
      tone: block.tone,
      content: inlines(block.content, place),
      alone:
        place.inTable && block.content.length === 1 && first?.kind === 'status' ? status(first.status) : null,
      rtl: goesFromRight(words),
      stays,
      height: countLines(words, place) + 0.5,
    }
  }

  const prose = (block: Block & { kind: 'prose' }, place: Place): Prepared => {
    const paragraphs = fitWords(print(block.text), place)
      .split(/\n[^\S\n]*\n\s*/u)
      .map((paragraph) => paragraph.replace(/^\s*\n|\s+$/gu, ''))
      .filter((paragraph) => plain(paragraph).trim())
    return {
      kind: 'prose',
      paragraphs: paragraphs.map((text) => {
        const rtl = goesFromRight(text)
        return rtl || text.includes('\n') ? { lines: text.split('\n'), rtl } : text
      }),
      height: paragraphs.reduce((sum, text) => sum + countLines(text, place) + 0.5, 0),
    }
  }

  const heading = (block: Block & { kind: 'heading' }, place: Place): Prepared => {
    const { level, id, outlined } = block
    const label = id && !labelled.has(id) ? id : null
    if (label) labelled.add(label)
    const words = wordsOf(block.content)
    return {
      kind: 'heading',
      level,
      label,
      outlined,
      content: inlines(block.content.map(inOneLine), place),
      rtl: goesFromRight(words),
      height: 2 + countLines(words, { width: place.width, size: 12 }),
    }
  }

  const facts = (block: Block & { kind: 'facts' }, place: Place): Prepared => {
    const beside = block.columns === 3
    const longest = Math.max(0, ...block.facts.map(({ name }) => name.length))
    const width = beside ? place.width / 3 - 4 : place.width - 4 - Math.min(48, longest * 1.8 + 4)
    const inner = { ...place, width, size: 9.5 }
    const shown = block.facts.map(({ name, value }: Fact) => {
      const words = wordsOf(value)
      const height = Math.max(1, countLines(words, inner)) + (beside ? 1.8 : 0.6)
      return {
        name: print(oneLine(name)),
        value: inlines(value, inner),
        rtl: goesFromRight(words),
        whole: height <= wholeLines.row,
        height,
      }
    })
    const height = beside ? heightOfRows(shown, 3) : shown.reduce((sum, fact) => sum + fact.height, 0)
    const whole = height <= (beside ? wholeLines.factsBeside : wholeLines.facts)
    const tail = whole || beside ? 0 : tailOf(shown, tailFacts)
    return { kind: 'facts', columns: block.columns, facts: shown, whole, tail, longest, height }
  }

  const table = (block: Table, place: Place): Prepared => {
    tables.push(oneLine(plain(print(block.label))))
    const shares = block.columns.map(({ share }) => (share > 0 ? share : 0.1))
    const sum = shares.reduce((total, share) => total + share, 0)
    const placeOf = (index: number): Place => ({
      width: (place.width * (shares[index] ?? 1)) / sum - 4,
      size: 9.5,
      inTable: true,
      nested: true,
    })
    const last = block.columns.length - 1
    const rows = block.rows.map((row) => {
      const cells = block.columns.map((_, index) =>
        blocks(index === last ? row.slice(index).flat() : (row[index] ?? []), placeOf(index)),
      )
      const height = 0.9 + Math.max(1, ...cells.map(heightOf))
      return { cells, whole: height <= wholeLines.row, height }
    })
    const height = 3 + rows.reduce((total, row) => total + row.height, 0)
    const whole = height <= wholeLines.table
    return {
      kind: 'table',
      columns: block.columns.map(({ header, align }, index) => ({
        header: fitWords(print(header), placeOf(index)),
        align,
        share: shares[index],
      })),
      rows,
      whole,
      measured: !place.nested && !whole && height <= measuredLines.table,
      tail: whole ? 0 : tailOf(rows, tailRows),
      height,
    }
  }

  const chart = (block: Block & { kind: 'chart' }, place: Place): Prepared => {
    const figures = table(block.table, place)
    const whole = figures['whole'] === true && block.table.rows.length <= wholeFigures
    const following = { ...figures, whole, measured: false }
    return {
      kind: 'chart',
      title: print(oneLine(block.title)),
      alt: oneLine(plain(print(block.alt))) || oneLine(plain(print(block.title))),
      chart: prepareChart(block.chart, print, status),
      table: following,
      height: 20 + following.height,
    }
  }

  const block = (given: Exclude<Block, { kind: 'line' }>, place: Place): Prepared[] => {
    switch (given.kind) {
      case 'heading':
        return wordsOf(given.content).trim() ? [heading(given, place)] : []
      case 'prose':
        return [prose(given, place)]
      case 'list': {
        const items = given.items.map((item) =>
          blocks(item, { ...place, width: place.width - 6, nested: true }),
        )
        const height = items.reduce((sum, item) => sum + heightOf(item), 0)
        return items.length > 0 ? [{ kind: 'list', ordered: given.ordered, items, height }] : []
      }
      case 'facts':
        return given.facts.length > 0 ? [facts(given, place)] : []
      case 'figures': {
        const figures = given.figures.map(({ number, words }) => ({
          number: print(number),
          words: print(words),
        }))
        return figures.length > 0
          ? [{ kind: 'figures', figures, height: 5 * Math.ceil(figures.length / 6) }]
          : []
      }
      case 'table':
        return given.columns.length > 0 ? [table(given, place)] : []
      case 'quote': {
        const within = blocks(given.blocks, { ...place, width: place.width - 4, nested: true })
        const height = heightOf(within)
        const whole = height <= wholeLines.quote
        return [
          { kind: 'quote', status: given.status && status(given.status), blocks: within, whole, height },
        ]
      }
      case 'entries': {
        const entries = given.entries
          .map((entry) => blocks(entry, place))
          .filter((entry) => entry.length > 0)
          .map((entry) => {
            const height = heightOf(entry)
            const whole = height <= wholeLines.entry
            return {
              blocks: entry,
              whole,
              measured: !place.nested && !whole && height <= measuredLines.entry,
            }
          })
        const height = entries.reduce((sum, entry) => sum + heightOf(entry.blocks), 0)
        return [{ kind: 'entries', entries, height }]
      }
      case 'chart':
        return [chart(given, place)]
      case 'contents':
        return [{ kind: 'contents', height: 20 }]
      case 'page-break':
        return place.nested ? [] : [{ kind: 'page-break', height: 0 }]
    }
  }

  const blocks = (given: Block[], place: Place): Prepared[] => {
    let underHeading = 0
    return given.flatMap((each, index) => {
      const next = given[index + 1]
      const isLast = next === undefined || next.kind === 'page-break' || next.kind === 'heading'
      const stays = underHeading > 0 && !isLast
      if (each.kind === 'line') {
        underHeading -= 1
        return [line(each, place, stays)]
      }
      underHeading = each.kind === 'heading' ? linesWithHeading : 0
      return block(each, place).map((prepared) =>
        each.kind === 'facts' ? { ...prepared, stays: stays && prepared['whole'] === true } : prepared,
      )
    })
  }

  const title = oneLine(plain(print(document.title)))
  const plan = oneLine(plain(print(document.running.plan)))
  const rest = title.startsWith(`${plan}: `) ? title.slice(plan.length + 2) : null
  const at = new Date(document.at)
  const prepared = {
    title,
    author: oneLine(plain(print(document.author))),
    date: {
      year: at.getUTCFullYear(),
      month: at.getUTCMonth() + 1,
      day: at.getUTCDate(),
      hour: at.getUTCHours(),
      minute: at.getUTCMinutes(),
      second: at.getUTCSeconds(),
    },
    draft: document.draft,
    hash: document.sha256.slice(0, 12),
    running: {
      plan: clip(print(document.running.plan), 70),
      board: clip(print(document.running.board), 45),
      period: clip(print(document.running.period), 34),
    },
    head: {
      author: oneLine(print(document.author)),
      title: rest ? oneLine(print(document.running.plan)) : oneLine(print(document.title)),
      subtitle: rest && print(rest.charAt(0).toUpperCase() + rest.slice(1)),
    },
    blocks: blocks(document.blocks, page),
  }
  return { document: prepared, tables }
}

const heightOf = (blocks: Prepared[]): number => blocks.reduce((sum, { height }) => sum + height, 0)

/** Of what stands side by side in rows of so many, each as tall as the tallest in it. */
const heightOfRows = (all: { height: number }[], beside: number): number =>
  all.reduce(
    (sum, _, index) =>
      index % beside === 0
        ? sum + Math.max(...all.slice(index, index + beside).map(({ height }) => height))
        : sum,
    0,
  )

/**
 * How many of the last rows go together, at least two: none where they are too long, or where few others
 * are left.
 */
const tailOf = (rows: { whole: boolean; height: number }[], most: number): number => {
  if (most < 2) return 0
  const tail = rows.slice(-most)
  const isShort = tail.reduce((sum, { height }) => sum + height, 0) <= wholeLines.tail
  if (rows.length >= most + 2 && tail.every(({ whole }) => whole) && isShort) return most
  return tailOf(rows, most - 1)
}

const inOneLine = (item: Inline): Inline =>
  item.kind === 'text' ? { ...item, text: item.text.replace(/\s+/gu, ' ') } : item

/** The ids that headings have. A place that is none of them cannot be led to. */
const collectIds = (blocks: Block[]): ReadonlySet<string> =>
  new Set(headingsIn(blocks).flatMap(({ id }) => (id ? [id] : [])))
