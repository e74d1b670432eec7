import type { Block, Fact, Inline, Table, TableColumn } from './document.ts'
import type { PackAnswer, PackMonth, PackStatus } from './pack-action.ts'

/** What documents are written with. */

export const plain = (text: string): Inline => ({ kind: 'text', text, style: 'plain' })
export const strong = (text: string): Inline => ({ kind: 'text', text, style: 'strong' })
export const quiet = (text: string): Inline => ({ kind: 'text', text, style: 'quiet' })
export const tag = (status: PackStatus): Inline => ({ kind: 'status', status })

/** The id of the one place where an action stands in full or in summary. */
export const placeOf = (ref: string): string => `action-${ref}`

/** A ref that leads to its action. */
export const toAction = (ref: string): Inline => ({ kind: 'place', text: ref, to: placeOf(ref) })

export const section = (title: string): Block => ({
  kind: 'heading',
  level: 1,
  id: null,
  content: [plain(title)],
  outlined: true,
})

export const subsection = (title: string): Block => ({
  kind: 'heading',
  level: 2,
  id: null,
  content: [plain(title)],
  outlined: true,
})

/**
 * The heading of an entry about an action; the bookmarks have each action once, where it stands. It leads
 * there, unless the action is closed or gone and so stands nowhere.
 */
export const entryHeading = (
  { ref, heading }: { ref: string; heading: string | null },
  stands = true,
): Block => ({
  kind: 'heading',
  level: 2,
  id: null,
  content: [stands ? toAction(ref) : plain(ref), plain(heading === null ? '' : ` ${heading}`)],
  outlined: false,
})

const line =
  (tone: Extract<Block, { kind: 'line' }>['tone']) =>
  (...content: (Inline | string)[]): Block => ({
    kind: 'line',
    tone,
    content: content.map((part) => (typeof part === 'string' ? plain(part) : part)),
  })

export const paragraph = line('plain')
/** Why there is nothing else. */
export const note = line('quiet')
export const small = line('small')
export const leadIn = line('lead-in')
export const caption = line('caption')

export const prose = (text: string): Block => ({ kind: 'prose', text })

/** A list of names, or what is said where there is none. */
export const namesOr = (names: readonly string[], otherwise: string): string =>
  names.length === 0 ? otherwise : names.join(', ')

export const fact = (name: string, ...value: (Inline | string)[]): Fact => ({
  name,
  value: value.map((part) => (typeof part === 'string' ? plain(part) : part)),
})

/** A cell that holds one line. */
export const cell = (...content: (Inline | string)[]): Block[] => [paragraph(...content)]

/** A column and what its cell of a row is. */
export type ColumnOf<T> = TableColumn & { cell: (row: T) => Block[] }

export const textColumn = <T>(header: string, share: number, content: (row: T) => Block[]): ColumnOf<T> => ({
  header,
  share,
  align: 'left',
  cell: content,
})

export const numberColumn = <T>(header: string, share: number, content: (row: T) => number): ColumnOf<T> => ({
  header,
  share,
  align: 'right',
  cell: (row) => cell(String(content(row))),
})

export const table = <T>(label: string, rows: readonly T[], columns: ColumnOf<T>[]): Table => ({
  kind: 'table',
  label,
  columns: columns.map(({ header, share, align }) => ({ header, share, align })),
  rows: rows.map((row) => columns.map((column) => column.cell(row))),
})

/** `December 2026` as `Dec 2026`, where a column is narrow. */
export const monthInTable = ({ text }: PackMonth): string => text.replace(/^(\p{L}{3})\p{L}* /u, '$1 ')

/** `1 month`, `2 months`. */
export const count = (number: number, one: string, many: string): string =>
  `${number} ${number === 1 ? one : many}`

/** Who said it, for whom, when, and what its receipt calls it. */
export const saidBy = (answer: PackAnswer): Inline =>
  quiet(`${answer.by}, ${answer.at.text}, reference ${answer.reference}`)

/** An address that can be followed, or the name of a file, which only the form and the console have. */
const evidenceOf = (shown: string): Block =>
  /^https?:\/\//.test(shown) && URL.canParse(shown)
    ? { kind: 'line', tone: 'plain', content: [{ kind: 'address', text: shown, href: shown }] }
    : paragraph(shown)

export const evidenceList = (evidence: readonly string[]): Block => ({
  kind: 'list',
  ordered: false,
  items: evidence.map((shown) => [evidenceOf(shown)]),
})
