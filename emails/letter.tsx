/** @jsxImportSource react */
import type { ReactNode } from 'react'
import { Layout, type LayoutProps, Paragraph, Subheading } from './layout.tsx'
import type { WrittenMail } from './mail.ts'
import { toSmallPrint, toText, underline, wrap } from './text.ts'

export type Letter = Omit<LayoutProps, 'children'> & {
  /** Whom it greets. */
  to: string
  opening: string
  /** What it brings, as HTML and as parts of plain text, of which null is none. */
  html: ReactNode
  text: readonly (string | null)[]
  /** Over the last sentences, where there is something between the opening and them to be told apart from. */
  nextHeading?: string
  /** The last sentences, each a paragraph of its own. */
  next: readonly string[]
}

/** What most mails are: a greeting and why it comes, what it brings, and what to do next. */
export const writeLetter = ({
  to,
  opening,
  html,
  text,
  nextHeading,
  next,
  ...frame
}: Letter): WrittenMail => ({
  subject: frame.subject,
  html: (
    <Layout {...frame}>
      <Paragraph>{`Hello ${to},`}</Paragraph>
      <Paragraph>{opening}</Paragraph>
      {html}
      {nextHeading && <Subheading>{nextHeading}</Subheading>}
      {next.map((sentence) => (
        <Paragraph key={sentence}>{sentence}</Paragraph>
      ))}
    </Layout>
  ),
  text: toText([
    wrap(`Hello ${to},`),
    wrap(opening),
    ...text,
    nextHeading ? underline(nextHeading) : null,
    ...next.map((sentence) => wrap(sentence)),
    toSmallPrint(frame.footer),
  ]),
})
