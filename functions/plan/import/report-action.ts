import { type ActionText, isFinal, type LocalDate, type Status } from '../plan.ts'
import { dateName, isLongAgo, isOverdue, monthName, shorten } from '../wording.ts'
import type { Placed } from './align-row.ts'
import type { Cell } from './classify-cell.ts'
import type { Column, Field } from './columns.ts'
import { fieldNames, quote } from './field-names.ts'
import type { FindingKind } from './finding.ts'
import type { Titles } from './titles.ts'

/** One cell for each field of an action. */
export type Cells = ReadonlyMap<Field, Cell>

/** Keeps a finding of the action that is being read. */
export type Report = (field: Field | 'row', kind: FindingKind, raw: string, message: string) => void

type Against = {
  statuses: Status[]
  /** Titles of the plan’s settings. */
  titles: Titles
  /** The day of the import, in the plan’s time zone. */
  today: LocalDate
  /** The day on which a lead last answered for the action. */
  answered: LocalDate | null
}

/** What an action lacks. Where a cell says something that was not understood, that is reported instead. */
export const reportAbsences = (action: ActionText, cells: Cells, report: Report): void => {
  if (action.improvementLeads.length === 0) {
    const message = 'No improvement lead is named, so nobody can be asked about this action.'
    report('improvementLeads', 'no-lead', '', message)
  }
  if (action.strategicLeads.length === 0) {
    report('strategicLeads', 'no-strategic-lead', '', 'No strategic lead is named, so nobody is accountable.')
  }
  if (action.due === null && !cells.has('due')) {
    report('due', 'no-due-date', '', 'There is no due date, so this action can never be overdue.')
  }
  if (action.status === null && !cells.has('status')) {
    const message = 'There is no status of the plan’s key. It will be shown as “No status”.'
    report('status', 'no-status', '', message)
  }
}

/** What no longer agrees with the day of the import, of actions that are not done. */
export const reportStaleness = (
  action: ActionText,
  cells: Cells,
  { statuses, today, answered }: Against,
  report: Report,
): void => {
  const status = statuses.find(({ label }) => label === action.status)
  if (status && isFinal({ statuses }, { statusCode: status.code })) return
  if (action.due !== null && isOverdue(action.due, today) && status && status.colour !== 'red') {
    const message = `This action was due by the end of ${monthName(action.due)}, yet its status is still ${quote(status.label)}. Ask its lead for a new date or another status.`
    report('status', 'overdue-on-track', cells.get('status')?.text ?? '', message)
  }
  const reviewed = [action.lastReviewed, answered]
    .filter((date) => date !== null)
    .toSorted()
    .at(-1)
  const written = cells.get('lastReviewed')?.text ?? ''
  if (reviewed === undefined) {
    report(
      'lastReviewed',
      'not-reviewed',
      written,
      'There is no date of a review, so it may never have been reviewed.',
    )
    return
  }
  if (isLongAgo(reviewed, today)) {
    const days = Math.round((Date.parse(today) - Date.parse(reviewed)) / 86_400_000)
    const message = `This action was last reviewed on ${dateName(reviewed)}, ${days.toLocaleString('en-GB')} days ago.`
    report('lastReviewed', 'not-reviewed', written, message)
  }
}

/** Says of a text in the priority's column whether it is the title that the settings have. */
export const reportTitle = (
  cells: Cells,
  priority: number,
  { titles }: Pick<Against, 'titles'>,
  report: Report,
): void => {
  const cell = cells.get('priority')
  if (cell === undefined) return
  if (titles.isTitle(priority, cell.text)) {
    report('priority', 'priority-title', cell.text, `This is the title of priority ${priority}.`)
    return
  }
  const message = `${quote(cell.text)} stands as the title of priority ${priority}, but the plan’s settings have another. The settings were kept.`
  report('priority', 'unknown-priority-title', cell.text, message)
}

/** How many of the cells that have slipped are named in the sentence. */
const NAMED_CELLS = 2

/** Says which cells were not read by the heading above them. A second half that stands elsewhere has its own. */
export const reportSlip = (placed: Placed[], columns: Column[], report: Report): void => {
  let at = 0
  const slipped = placed.filter(({ cell, field }) => {
    while ((columns[at]?.index ?? Number.POSITIVE_INFINITY) < cell.index) at += 1
    const isBelowItsOwn = columns[at]?.index === cell.index && columns[at]?.field === field
    return !isBelowItsOwn && field !== null && columns.some((column) => column.field === field)
  })
  if (slipped.length === 0) return
  const examples = slipped
    .slice(-NAMED_CELLS)
    .map(({ cell, field }) => `${quote(shorten(cell.text, 40))} as ${fieldNames[field ?? 'other']}`)
  const cells =
    slipped.length === 1
      ? '1 cell of this row stands below a heading that is not its own. It was read by what it says'
      : `${slipped.length} cells of this row stand below headings that are not their own. They were read by what they say`
  const message = `${cells}: ${examples.join(', ')}.`
  report('row', 'row-slipped', slipped.map(({ cell }) => cell.text).join('\t'), message)
}

/** Short texts in a place that takes dates, statuses or pillars only. */
export const strangers = (cells: Cells): Placed[] =>
  [...cells].flatMap(([field, cell]) => {
    const fits = FITTING[field]
    return fits && !fits.includes(cell.kind) ? [{ cell, field, heading: '' }] : []
  })

const FITTING: Partial<Record<Field, Cell['kind'][]>> = {
  pillar: ['pillar'],
  start: ['month', 'date'],
  due: ['month', 'date'],
  status: ['status'],
  lastReviewed: ['date'],
}

/** Says of a cell that it found no place; what a plan has already in such a field stays. */
export const reportStray = ({ cell, field }: Placed, report: Report): void => {
  const where =
    field === null
      ? 'fits no column of the plan. It was left out.'
      : `was not understood as ${fieldNames[field]}, so that was left out. Where the plan has it already, it stays.`
  report(field ?? 'row', 'text-without-column', cell.text, `${quote(cell.text)} ${where}`)
}
