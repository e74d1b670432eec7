import type { Instant } from '../plan/plan.ts'
import type { PackStatus } from './pack-action.ts'

/**
 * What a pack says, in the order in which it is read: written once from the model, and set twice, as PDF
 * and as HTML. Texts are words for people, never markup. A renderer decides how a block looks and where
 * a page ends, and adds no words of its own but "Page x of y" and the word "Draft" on every page.
 */
export type PackDocument = {
  title: string
  /** Who it is by: the partnership. */
  author: string
  /** What it is dated by: when its month was closed, or the draft was made. */
  at: Instant
  /** Whether every page says that it is not approved. */
  draft: boolean
  /** What every page names it by. */
  running: { plan: string; board: string; period: string }
  /** The pack's hash, SHA-256 in hex; the foot of every page has the beginning of it. */
  sha256: string
  blocks: Block[]
}

export type Block =
  /** `outlined`: in the bookmarks, and of level 1 in the contents. */
  | { kind: 'heading'; level: 1 | 2 | 3; id: string | null; content: Inline[]; outlined: boolean }
  /** A line of its own. Those of the last two tones stay with what follows. */
  | { kind: 'line'; tone: 'plain' | 'quiet' | 'small' | 'lead-in' | 'caption'; content: Inline[] }
  /** A text as typed: blank lines part paragraphs, line breaks are kept. */
  | { kind: 'prose'; text: string }
  | { kind: 'list'; ordered: boolean; items: Block[][] }
  /** Names and values; three beside each other where there are several short ones. */
  | { kind: 'facts'; columns: 1 | 3; facts: Fact[] }
  /** Large numbers beside each other, each with its words. */
  | { kind: 'figures'; figures: { number: string; words: string }[] }
  | Table
  /** What somebody said, marked at its side by the status it gives. */
  | { kind: 'quote'; status: PackStatus | null; blocks: Block[] }
  /** Entries of one kind, parted from each other; each begins with its heading. */
  | { kind: 'entries'; entries: Block[][] }
  /** `alt` says in words what the picture shows; its figures stand in the table that follows it. */
  | { kind: 'chart'; title: string; alt: string; chart: Chart; table: Table }
  /** The headings of level 1, and where they are. */
  | { kind: 'contents' }
  /** What follows begins a new page, where there are pages. */
  | { kind: 'page-break' }

export type Fact = { name: string; value: Inline[] }

/** Something in a line. */
export type Inline =
  | { kind: 'text'; text: string; style: 'plain' | 'strong' | 'emphasis' | 'quiet' }
  /** A tag: its shape, its words, its colour. */
  | { kind: 'status'; status: PackStatus }
  /** Leads to the heading of that id in the same document. */
  | { kind: 'place'; text: string; to: string }
  /** A web address. */
  | { kind: 'address'; text: string; href: string }

/** The first cell of each row is that row's header. */
export type Table = {
  kind: 'table'
  /** What it is a table of, for whoever does not see what stands around it. */
  label: string
  columns: TableColumn[]
  rows: Block[][][]
}

export type TableColumn = {
  header: string
  /** Its part of the width, beside the other columns' parts. */
  share: number
  align: 'left' | 'right'
}

export type Chart = {
  /** `bars` lie, one under the other; `columns` stand, one beside the other. */
  shape: 'bars' | 'columns'
  /** Each bar or column with its parts; a part without a status has the document's own colour. */
  rows: { name: string; parts: { status: PackStatus | null; number: number }[] }[]
  /** Where the scale ends; null: at the greatest sum of a row. */
  most: number | null
  unit: '' | '%'
}
