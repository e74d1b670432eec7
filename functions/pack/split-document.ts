import { cell, fact, leadIn, paragraph, plain, section, strong, table, textColumn } from './blocks.ts'
import { type Cut, cutBlocks, weighBlocks } from './cut-blocks.ts'
import type { Block, Inline, PackDocument, Table } from './document.ts'
import { type Heading, headingsIn, inlinesOf, rewrite } from './walk-document.ts'

/**
 * What a document may weigh that stays whole, and what each volume may of one that does not: characters of
 * its blocks as JSON.
 */
export type VolumeLimits = { whole: number; volume: number }

/**
 * A function answers with 6 MB at most, in base64, that is with a file of 4.7 MB. A PDF has up to 3 bytes
 * for each character, measured on packs of 810 and 8,100 invented actions, and the model, which travels
 * with each volume and is as long as the whole pack: packed, 0.1 MB for 810 actions and 1.3 MB for 8,100.
 * So a pack that is small stays whole up to some 250 pages. Volumes have up to 150, which keeps building
 * within 2 GB at 8,100 actions.
 */
const LIMITS: VolumeLimits = { whole: 1_400_000, volume: 750_000 }

/** A volume's number, from 1, and how many there are. */
export type Volume = { number: number; of: number }

/** What every page of a volume calls it by, after the period. */
const volumeName = ({ number, of }: Volume): string => `volume ${number} of ${of}`

/**
 * A document in volumes, each a document of its own: the same one, untouched, where it is light enough or
 * cannot be parted. Else about even ones, in which nothing of it is lost and nothing stands twice but headings
 * that a volume goes on under and the columns' names of tables. The first tells where each begins; the others
 * begin with what pack they are of. A place in another volume becomes its words and that volume's number.
 * Pure: the same document gives the same volumes.
 */
export const splitDocument = (document: PackDocument, limits = LIMITS): PackDocument[] => {
  const cuts = weighBlocks(document.blocks) <= limits.whole ? [] : cutBlocks(document.blocks, limits.volume)
  if (cuts.length < 2) return [document]
  const ids = cuts.map(
    ({ blocks }) => new Set(headingsIn(blocks).flatMap(({ id }) => (id === null ? [] : [id]))),
  )
  return cuts.map((cut, index) => {
    const volume = { number: index + 1, of: cuts.length }
    const blocks = index === 0 ? writeFirst(cuts) : writeLater(document, cut, volume)
    const name = volumeName(volume)
    return {
      ...document,
      title: `${document.title}, ${name}`,
      running: { ...document.running, period: `${document.running.period}, ${name}` },
      blocks: leadToVolumes(blocks, index, ids),
    }
  })
}

/** The first volume: before its contents, where the others begin. */
const writeFirst = (cuts: Cut[]): Block[] => {
  const blocks = cuts[0]?.blocks ?? []
  const at = Math.max(
    0,
    blocks.findIndex(({ kind }) => kind === 'contents'),
  )
  return [
    ...blocks.slice(0, at),
    paragraph(
      `This pack comes in ${cuts.length} volumes, of which this is the first. Each has all that the pack says with it as data, and can be verified by itself.`,
    ),
    table(
      'The volumes of this pack',
      cuts.map((cut, index) => ({ number: index + 1, begins: beginningOf(cut) })),
      [
        textColumn('Volume', 1, ({ number }) => cell(strong(String(number)))),
        textColumn('Begins with', 7, ({ begins }) => cell(begins)),
      ],
    ),
    leadIn('Volume 1 has:'),
    ...blocks.slice(at),
  ]
}

/** A later volume: what it is of, what it has, and then what it goes on with. */
const writeLater = (
  { running, sha256 }: PackDocument,
  { blocks, under }: Cut,
  { number, of }: Volume,
): Block[] => [
  section(`Volume ${number} of ${of}`),
  {
    kind: 'facts',
    columns: 1,
    facts: [fact('Board', running.board), fact('Period', running.period), fact('Hash of this pack', sha256)],
  },
  { kind: 'heading', level: 1, id: null, content: [plain('Contents')], outlined: false },
  { kind: 'contents' },
  { kind: 'page-break' },
  ...under.map(goOn),
  ...blocks.slice(blocks.findIndex(({ kind }) => kind !== 'page-break')),
]

/** A heading that a volume goes on under; the one it repeats keeps its id. */
const goOn = (heading: Heading): Heading => ({
  ...heading,
  id: null,
  content: [...heading.content, plain(', continued')],
})

/** What a volume begins with: the headings it goes on under, and the first of its own. */
const beginningOf = ({ under, first }: Cut): string => {
  const own = headingsIn(first)
  const path = [
    ...under,
    ...own.filter(({ level }, index) => own.slice(0, index).every((one) => one.level < level)),
  ]
  const words = path.map(({ content }) => wordsOf(content)).join(' · ')
  return own.length === 0 ? `${words}, continued` : words
}

const wordsOf = (content: Inline[]): string =>
  content.map((item) => (item.kind === 'status' ? item.status.label : item.text)).join('')

/** What part of a table's width a column has that names volumes: in less, `(volume` would be torn. */
const NAMES_VOLUME = 0.115

/** Places that are in other volumes than the one of that index, as words. `ids`: the places that each volume has. */
const leadToVolumes = (blocks: Block[], index: number, ids: ReadonlySet<string>[]): Block[] => {
  const elsewhere = (item: Inline): number | null => {
    if (item.kind !== 'place' || ids[index]?.has(item.to)) return null
    const found = ids.findIndex((those) => those.has(item.to))
    return found === -1 ? null : found + 1
  }
  const away = new Set<Inline>()
  const lead = (item: Inline): Inline => {
    const volume = elsewhere(item)
    if (volume === null || item.kind !== 'place') return item
    const words = strong(`${item.text} (volume ${volume})`)
    away.add(words)
    return words
  }
  const namesVolume = (cell: Block[] | undefined): boolean =>
    cell?.some((block) => inlinesOf(block).some((item) => away.has(item))) ?? false
  const widenNames = (given: Table): Table =>
    given.columns
      .flatMap((_, at) => (given.rows.some((row) => namesVolume(row[at])) ? [at] : []))
      .reduce(widen, given)
  return rewrite(blocks, lead, widenNames)
}

/** A table whose column has room to name a volume, at the cost of the widest one. */
const widen = (given: Table, at: number): Table => {
  const shares = given.columns.map(({ share }) => share)
  const lacking = shares.reduce((total, share) => total + share, 0) * NAMES_VOLUME - (shares[at] ?? 0)
  const widest = shares.indexOf(Math.max(...shares))
  if (lacking <= 0) return given
  const gains = (index: number): number => (index === at ? lacking : index === widest ? -lacking : 0)
  return {
    ...given,
    columns: given.columns.map((column, index) => ({ ...column, share: column.share + gains(index) })),
  }
}
