import type { List, Nodes, PhrasingContent, RootContent } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { plain } from './blocks.ts'
import type { Block, Inline } from './document.ts'

/** Lists and quotations within each other that are set as such; what is deeper is kept as it was typed. */
const DEEPEST = 6

/** A line that opens more lists and quotations than anybody means: to take it apart would take minutes. */
const TOO_DEEP = /^(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))){21}/m

/**
 * Markdown (CommonMark) as blocks: paragraphs, lists, quotations, emphasis, web addresses. A heading
 * becomes a line in bold, since the document has its own. Of HTML, code and pictures the text is kept as
 * it was typed: nothing of it is markup here, and nothing is lost.
 */
export const writeMarkdown = (text: string): Block[] =>
  TOO_DEEP.test(text)
    ? [{ kind: 'prose', text }]
    : fromMarkdown(text).children.flatMap((node) => blocksOf(node, text, 0))

const blocksOf = (node: RootContent, source: string, depth: number): Block[] => {
  switch (node.type) {
    case 'paragraph':
      return lineOf(inlinesOf(node.children, 'plain', source))
    case 'heading':
      return lineOf(inlinesOf(node.children, 'strong', source))
    case 'list':
      return depth === DEEPEST ? [asProse(node, source)] : listOf(node, source, depth)
    case 'blockquote': {
      if (depth === DEEPEST) return [asProse(node, source)]
      const blocks = node.children.flatMap((child) => blocksOf(child, source, depth + 1))
      return blocks.length === 0 ? [] : [{ kind: 'quote', status: null, blocks }]
    }
    case 'code':
      // What stands behind the fence is no part of the code, and somebody typed it.
      return node.lang
        ? [asProse(node, source)]
        : node.value === ''
          ? []
          : [{ kind: 'prose', text: node.value }]
    case 'thematicBreak':
      return []
    default:
      return [asProse(node, source)]
  }
}

const lineOf = (content: Inline[]): Block[] =>
  content.length === 0 ? [] : [{ kind: 'line', tone: 'plain', content }]

const listOf = ({ ordered, start, children }: List, source: string, depth: number): Block[] => {
  const items = children.map((item) => item.children.flatMap((child) => blocksOf(child, source, depth + 1)))
  // Lists are counted from 1 here: a year that begins a line is not to become that.
  if (ordered && typeof start === 'number' && start !== 1) {
    return items.flatMap((blocks, index) => numbered(`${start + index}.`, blocks))
  }
  const said = items.filter((blocks) => blocks.length > 0)
  return said.length === 0 ? [] : [{ kind: 'list', ordered: ordered ?? false, items: said }]
}

const numbered = (number: string, blocks: Block[]): Block[] => {
  const [first, ...rest] = blocks
  return first?.kind === 'line'
    ? [{ ...first, content: [plain(`${number} `), ...first.content] }, ...rest]
    : [...lineOf([plain(number)]), ...blocks]
}

type Style = Extract<Inline, { kind: 'text' }>['style']

const inlinesOf = (nodes: PhrasingContent[], style: Style, source: string): Inline[] =>
  nodes.flatMap((node) => inlineOf(node, style, source))

const inlineOf = (node: PhrasingContent, style: Style, source: string): Inline[] => {
  switch (node.type) {
    case 'text':
    case 'inlineCode':
      return [{ kind: 'text', text: node.value, style }]
    case 'break':
      return [{ kind: 'text', text: '\n', style }]
    case 'emphasis':
      return inlinesOf(node.children, style === 'plain' ? 'emphasis' : style, source)
    case 'strong':
      return inlinesOf(node.children, 'strong', source)
    case 'link': {
      if (!/^https?:\/\//i.test(node.url) || !URL.canParse(node.url))
        return [{ kind: 'text', text: asTyped(node, source), style }]
      const text = textOf(node, source).trim()
      return [
        { kind: 'address', text: text === '' ? node.url : text, href: node.url },
        ...(node.title ? [{ kind: 'text' as const, text: ` (${node.title})`, style }] : []),
      ]
    }
    default:
      return [{ kind: 'text', text: asTyped(node, source), style }]
  }
}

/** The words of a node; of a picture in it what was typed. */
const textOf = (node: Nodes, source: string): string => {
  if (node.type === 'break') return ' '
  if ('value' in node) return node.value
  if ('children' in node) return node.children.map((child) => textOf(child, source)).join('')
  return asTyped(node, source)
}

const asProse = (node: Nodes, source: string): Block => ({ kind: 'prose', text: asTyped(node, source) })

const asTyped = ({ position }: Nodes, source: string): string =>
  source.slice(position?.start.offset ?? 0, position?.end.offset ?? 0)
