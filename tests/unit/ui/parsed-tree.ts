import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5'

type Node = DefaultTreeAdapterTypes.ChildNode

/** Elements whose edges matter to the words around them. */
const inline = new Set(['a', 'abbr', 'b', 'code', 'em', 'i', 'span', 'strong'])
const isInline = (node: Node | undefined): boolean => node !== undefined && inline.has(node.nodeName)

/** White space as a browser would show it: runs collapse, and none is left at the edge of a block. */
const readText = (value: string, before: Node | undefined, after: Node | undefined): string => {
  const collapsed = value.replace(/[ \t\r\n\f]+/g, ' ')
  const fromStart = isInline(before) ? collapsed : collapsed.trimStart()
  return isInline(after) ? fromStart : fromStart.trimEnd()
}

const describeNode = (node: Node, siblings: readonly Node[], index: number): unknown => {
  if ('value' in node) {
    if (node.value.trim() === '') return null
    return readText(node.value, siblings[index - 1], siblings[index + 1])
  }
  if (!('tagName' in node)) return null
  const attributes = node.attrs.map(({ name, value }) => [
    name,
    name === 'class' ? value.split(/\s+/).filter(Boolean).toSorted().join(' ') : value,
  ])
  const first = node.childNodes[0]
  return {
    tag: node.tagName,
    attributes: Object.fromEntries(attributes),
    children:
      node.tagName === 'textarea'
        ? first && 'value' in first
          ? first.value
          : ''
        : describeAll(node.childNodes),
  }
}

const describeAll = (nodes: readonly Node[]): unknown[] =>
  nodes.map((node, index) => describeNode(node, nodes, index)).filter((part) => part !== null)

/**
 * HTML as a tree that can be compared: without white space between elements, the order of attributes
 * or that of classes. What is in a textarea is kept as it is.
 */
export const parseTree = (html: string): unknown => describeAll(parseFragment(html).childNodes)
