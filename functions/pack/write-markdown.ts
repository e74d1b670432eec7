import type { Nodes, PhrasingContent, RootContent } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import type { Block, Inline } from './document.ts'

/**
 * Markdown (CommonMark) as blocks: paragraphs, lists, quotations, emphasis, web addresses. A heading
 * becomes a line in bold, since the document has its own. Of HTML, code and pictures the text is kept as
 * it was typed: nothing of it is markup here, and nothing is lost.
 */
export const writeMarkdown = (text: string): Block[] =>
  fromMarkdown(text).children.flatMap((node) => blocksOf(node, text))

const blocksOf = (node: RootContent, source: string): Block[] => {
  switch (node.type) {
    case 'paragraph':
      return [{ kind: 'line', tone: 'plain', content: inlinesOf(node.children, 'plain', source) }]
    case 'heading':
      return [{ kind: 'line', tone: 'plain', content: inlinesOf(node.children, 'strong', source) }]
    case 'list':
      return [
        {
          kind: 'list',
          ordered: node.ordered ?? false,
          items: node.children.map((item) => item.children.flatMap((child) => blocksOf(child, source))),
        },
      ]
    case 'blockquote':
      return [
        { kind: 'quote', status: null, blocks: node.children.flatMap((child) => blocksOf(child, source)) },
      ]
    case 'code':
      return [{ kind: 'prose', text: node.value }]
    case 'thematicBreak':
      return []
    default:
      return [{ kind: 'prose', text: asTyped(node, source) }]
  }
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
      const text = textOf(node)
      return /^https?:\/\//i.test(node.url) && URL.canParse(node.url)
        ? [{ kind: 'address', text: text === '' ? node.url : text, href: node.url }]
        : [{ kind: 'text', text: asTyped(node, source), style }]
    }
    default:
      return [{ kind: 'text', text: asTyped(node, source), style }]
  }
}

const textOf = (node: Nodes): string => {
  if ('value' in node) return node.value
  return 'children' in node ? node.children.map(textOf).join('') : ''
}

const asTyped = ({ position }: Nodes, source: string): string =>
  source.slice(position?.start.offset ?? 0, position?.end.offset ?? 0)
