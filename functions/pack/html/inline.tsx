import type { Inline } from '../document.ts'
import { StatusTag } from './status-tag.tsx'

/** What blocks need to know of the page that they are in. */
export type Page = { places: ReadonlyMap<string, string>; contents: { id: string; content: Inline[] }[] }

/** Letters that are written from right to left. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u

/** Keeps the order of letters in a text from changing the order of what stands beside it. */
const Isolated = ({ text }: { text: string }) => (rightToLeft.test(text) ? <bdi>{text}</bdi> : text)

const schemes = new Set(['http:', 'https:', 'mailto:'])

/** Where an address leads, or null where it leads nowhere that a reader should be sent. */
const safeHref = (href: string): string | null => {
  const url = URL.parse(href)
  return url && schemes.has(url.protocol) ? url.href : null
}

type TextStyle = Extract<Inline, { kind: 'text' }>['style']

const styled = {
  plain: (text) => <Isolated text={text} />,
  strong: (text) => (
    <strong>
      <Isolated text={text} />
    </strong>
  ),
  emphasis: (text) => (
    <em>
      <Isolated text={text} />
    </em>
  ),
  quiet: (text) => (
    <span class="quiet">
      <Isolated text={text} />
    </span>
  ),
} satisfies Record<TextStyle, (text: string) => unknown>

const InlineView = ({ inline, page }: { inline: Inline; page: Page }) => {
  switch (inline.kind) {
    case 'text':
      return styled[inline.style](inline.text)
    case 'status':
      return <StatusTag status={inline.status} />
    case 'place': {
      const id = page.places.get(inline.to)
      if (id === undefined) return <Isolated text={inline.text} />
      return (
        <a href={`#${encodeURIComponent(id)}`}>
          <Isolated text={inline.text} />
        </a>
      )
    }
    case 'address': {
      const href = safeHref(inline.href)
      if (href === null) return <Isolated text={inline.text} />
      return (
        <a href={href} rel="noreferrer noopener">
          <Isolated text={inline.text} />
        </a>
      )
    }
  }
}

export const Inlines = ({ content, page }: { content: readonly Inline[]; page: Page }) => (
  <>
    {content.map((inline) => (
      <InlineView inline={inline} page={page} />
    ))}
  </>
)

/** Links cannot stand in links: what leads somewhere is plain text here. */
export const withoutLinks = (content: readonly Inline[]): Inline[] =>
  content.map((inline) =>
    inline.kind === 'place' || inline.kind === 'address'
      ? { kind: 'text', text: inline.text, style: 'plain' }
      : inline,
  )
