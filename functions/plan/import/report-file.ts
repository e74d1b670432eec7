import type { LayoutTable } from '../plan-import.ts'
import type { Placed } from './align-row.ts'
import { type FoundRows, type LooseRow, placeOf } from './find-rows.ts'
import type { Finding } from './finding.ts'
import type { PlacedAction } from './place-rows.ts'
import type { ReadAction } from './read-action.ts'
import type { LeftOut, Sheet } from './sheet.ts'

type ReadRows = Extract<FoundRows, { ok: true }>

/** A finding about no action. */
const finding = (kind: Finding['kind'], raw: string, message: string, field = 'row'): Finding => ({
  ref: null,
  field,
  kind,
  raw,
  message,
})

/** What the rows say that are no actions. */
export const reportRows = ({ loose, unread, closures, headings, own }: ReadRows): Finding[] => [
  ...loose.map(reportLoose),
  ...unread.map(({ sheet, text }) =>
    finding(
      'sheet-not-read',
      text,
      `The sheet “${sheet}” has no row of headings that a plan has, so it was left out.`,
    ),
  ),
  ...closures.map(({ text, closes }) =>
    finding(
      'closures',
      text,
      `“${text}” says that what follows is closed: ${closes === 1 ? '1 action was' : `${closes} actions were`} taken for closed because of it.`,
      'closed',
    ),
  ),
  ...headings.map((text) => finding('heading', text, 'These words are the headings of a table.')),
  ...(own.length > 0
    ? [
        finding(
          'own-column',
          own.join('\n'),
          'These columns were added by an export of Muster. Answers come in by the form alone, so they were not read back.',
        ),
      ]
    : []),
]

const reportLoose = (row: LooseRow): Finding => {
  const place = placeOf(row)
  return row.lacksRef
    ? finding(
        'row-without-ref',
        row.text,
        `There is no ref in ${place}, so it was left out. If it is an action, give it one and choose the file again.`,
      )
    : finding(
        'text-without-column',
        row.text,
        `This text in ${place} stands outside every action. It was left out.`,
      )
}

/** Hidden rows, once for each sheet. */
export const reportHidden = (actions: PlacedAction[]): Finding[] => {
  const hidden = Map.groupBy(
    actions.filter((action) => action.hidden),
    ({ sheet }) => sheet,
  )
  return [...hidden].map(([sheet, rows]) => {
    const count = rows.length === 1 ? '1 row' : `${rows.length.toLocaleString('en-GB')} rows`
    return finding(
      'hidden-row',
      rows.map(({ line, ref }) => `Row ${line}: ${ref}`).join('\n'),
      `The workbook hides ${count} of the sheet “${sheet}”. The actions were read all the same: delete what does not belong to the plan.`,
    )
  })
}

/** Columns that were left out, each with all that it says. */
export const reportColumns = (layout: LayoutTable[], read: ReadAction[]): Finding[] => {
  const texts = new Map<string, string[]>()
  for (const { columns } of layout) {
    for (const { field, heading } of columns) if (field === 'other') texts.set(heading, [])
  }
  for (const { action, leftOut } of read) {
    for (const { heading, text } of leftOut) texts.get(heading)?.push(`${action.ref}\t${text}`)
  }
  return [...texts].map(([heading, lines]) =>
    finding(
      'column-not-read',
      [heading, ...lines].join('\n'),
      `The column “${heading}” was left out, and an export will not have it: it means nothing that a plan has, or another column says the same more plainly. Say what it means if it should be read.`,
    ),
  )
}

/** A row of progress notes that nobody can tell the action of. */
export const reportUnmatched = (placed: Placed[]): Finding =>
  finding(
    'text-without-column',
    placed.map(({ cell }) => cell.text).join('\t'),
    'There are not as many rows of progress notes as closed actions, so it cannot be told whose notes these are. They were left out.',
    'history',
  )

export const reportLeftOut = ({ name, text }: LeftOut): Finding =>
  finding(
    'sheet-not-read',
    text,
    `The sheet “${name}” is hidden, so it was left out. Unhide it if it belongs to the plan.`,
  )

export const reportNotes = ({ name, notes }: Sheet): Finding[] =>
  notes.map(({ cell, text }) =>
    finding('cell-note', text, `There is a note on cell ${cell} of the sheet “${name}”. It was left out.`),
  )
