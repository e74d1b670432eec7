import { fold } from '../fold.ts'
import type { ActionText, LocalDate, Month, Status } from '../plan.ts'
import { dateName, monthName } from '../wording.ts'
import type { Placed } from './align-row.ts'
import type { Cell, CellReader } from './classify-cell.ts'
import type { Field } from './columns.ts'
import { fieldNames, quote } from './field-names.ts'
import type { Finding } from './finding.ts'
import type { PlacedAction } from './place-rows.ts'
import type { Lookup } from './plan-words.ts'
import type { DateOrder } from './read-dates.ts'
import { readHistory } from './read-history.ts'
import { isName, isRole } from './read-names.ts'
import {
  type Cells,
  type Report,
  reportAbsences,
  reportSlip,
  reportStaleness,
  reportStray,
  reportTitle,
  strangers,
} from './report-action.ts'
import type { Titles } from './titles.ts'

export type Reading = {
  lookup: Lookup
  reader: CellReader
  /** Titles of the plan’s settings. */
  titles: Titles
  statuses: Status[]
  dates: { order: DateOrder; isTold: boolean }
  /** The day of the import, in the plan’s time zone. */
  today: LocalDate
  /** The day on which a lead last answered for the action. */
  answered: LocalDate | null
}
export type ReadAction = {
  action: ActionText
  findings: Finding[]
  /** Fields whose cell says something that was not understood: it takes nothing away that was there before. */
  notUnderstood: Field[]
  /** What stands in columns that mean nothing to the reader, by their headings. */
  leftOut: { heading: string; text: string }[]
}

/** Makes an action of the cells placed for it, and says what a coordinator should look at. */
export const readAction = (
  { ref, closed, priority, placed, columns, exported }: PlacedAction,
  reading: Reading,
): ReadAction => {
  const findings: Finding[] = []
  const report: Report = (field, kind, raw, message) => findings.push({ ref, field, kind, raw, message })
  const { cells, strays, leftOut } = sortOut(placed)
  const prose = (field: Field) =>
    exported ? (cells.get(field)?.text ?? null) : readProse(cells, field, report)

  const { sources, dependencies } = readSourcesAndDependencies(cells, reading, report, exported)
  const progress = cells.get('progress')
  const action: ActionText = {
    ref,
    closed,
    priority,
    ambition: prose('ambition'),
    description: prose('description'),
    pillar: cells.get('pillar')?.kind === 'pillar' ? (cells.get('pillar')?.text ?? null) : null,
    outcomes: prose('outcomes'),
    measures: prose('measures'),
    strategicLeads: readPeople(cells, 'strategicLeads', reading, report),
    improvementLeads: readPeople(cells, 'improvementLeads', reading, report),
    start: readMonthOf(cells, 'start', reading, report),
    due: readMonthOf(cells, 'due', reading, report),
    sources,
    dependencies,
    status: readStatus(cells, reading, report),
    lastReviewed: readReviewed(cells, reading, report),
    boards: readBoardsOf(cells, reading, report),
    movedTo: prose('movedTo'),
    history: progress ? readHistory(progress.raw) : [],
  }
  reportAbsences(action, cells, report)
  if (!closed) reportStaleness(action, cells, reading, report)
  reportTitle(cells, action.priority, reading, report)
  reportSlip(placed, columns, report)
  for (const stray of [...strays, ...strangers(cells)]) reportStray(stray, report)
  const notUnderstood = NULLABLE.filter((field) => action[field] === null && cells.has(field))
  return { action, findings, notUnderstood, leftOut }
}

/** Fields that are null where what the cell says is no month, day, status or pillar. */
const NULLABLE = ['pillar', 'start', 'due', 'status', 'lastReviewed'] as const

/** One cell for each field; what has no field, or comes second in one, is astray. */
const sortOut = (placed: Placed[]) => {
  const cells = new Map<Field, Cell>()
  const strays: Placed[] = []
  const leftOut: ReadAction['leftOut'] = []
  for (const item of placed) {
    if (item.field === 'other') leftOut.push({ heading: item.heading, text: item.cell.text })
    else if (item.field === null || cells.has(item.field)) strays.push(item)
    else cells.set(item.field, item.cell)
  }
  return { cells, strays, leftOut }
}

const SAYS_SOMETHING = /\p{L}\P{L}*\p{L}\P{L}*\p{L}/u

/** Free text; one without so much as a word of three letters says nothing there. */
const readProse = (cells: Cells, field: Field, report: Report): string | null => {
  const text = cells.get(field)?.text
  if (text === undefined) return null
  if (SAYS_SOMETHING.test(text)) return text
  report(
    field,
    'text-without-column',
    text,
    `${quote(text)} is no text for ${fieldNames[field]}. It was left out.`,
  )
  return null
}

const readPeople = (
  cells: Cells,
  field: 'strategicLeads' | 'improvementLeads',
  { lookup, reader }: Reading,
  report: Report,
): string[] => {
  const names = reader.peopleOf(cells.get(field)?.text ?? '')
  for (const name of names.filter((written) => lookup.person(written) === null)) {
    if (isRole(name)) {
      report(field, 'role-not-name', name, `${quote(name)} is a role. Name the person who holds it.`)
    } else {
      const [likely] = lookup.likelyPeople(name)
      const hint =
        likely !== undefined
          ? `It may be ${likely}: correct the name, or add this spelling to the person`
          : isName(name)
            ? 'Add the person, or correct the name'
            : 'It does not look like a name: name the person'
      const message = `${quote(name)} is not in the directory, so no email can be sent. ${hint}.`
      report(field, 'unknown-person', name, message)
    }
  }
  return names.length < 2 ? names : [...new Map(names.map((name) => [fold(name), name])).values()]
}

const readMonthOf = (
  cells: Cells,
  field: 'start' | 'due',
  reading: Reading,
  report: Report,
): Month | null => {
  const cell = cells.get(field)
  if (cell === undefined) return null
  const month = reading.reader.monthOf(cell.text)
  if (month !== null) return month
  const date = readDate(cell.text, field, reading, report)
  if (date === null) return null
  // A due month means its last day, and spreadsheets keep a month as its first: any other day is not kept.
  if (!date.endsWith('-01') && !(field === 'due' && isLastOfMonth(date))) {
    const message = `${quote(cell.text)} was read as ${monthName(date.slice(0, 7))}: ${fieldNames[field]} is kept by its month.`
    report(field, 'day-not-kept', cell.text, message)
  }
  return date.slice(0, 7)
}

const readReviewed = (cells: Cells, reading: Reading, report: Report): LocalDate | null => {
  const cell = cells.get('lastReviewed')
  return cell === undefined ? null : readDate(cell.text, 'lastReviewed', reading, report)
}

const readDate = (
  text: string,
  field: Field,
  { dates, reader }: Reading,
  report: Report,
): LocalDate | null => {
  const written = reader.dateOf(text)
  const read = written?.[dates.order] ?? null
  const other = written?.[dates.order === 'month-first' ? 'day-first' : 'month-first'] ?? null
  if (read !== null && other !== null && read !== other) {
    const first = dates.order === 'month-first' ? 'the month first' : 'the day first'
    const why = dates.isTold
      ? `${first}, as the file’s other dates are written`
      : `${first}, as in Britain, since no other date of the file tells`
    const message = `${quote(text)} can mean ${dateName(read)} or ${dateName(other)}. It was read as ${dateName(read)}, with ${why}.`
    report(field, 'ambiguous-date', text, message)
  }
  return read
}

/** From this many words, what stands in the sources' column is taken for what the action depends on. */
const LONG_SOURCE_WORDS = 5

const readSourcesAndDependencies = (cells: Cells, { reader }: Reading, report: Report, exported: boolean) => {
  const sourceText = cells.get('sources')?.text ?? ''
  const dependency = cells.get('dependencies')
  const found = reader.sourcesOf(sourceText)
  // A row of Hull's plan has DBV twice, the second time among the dependencies.
  const second = !exported && dependency?.kind === 'source' ? reader.sourcesOf(dependency.text) : null
  for (const { written, code } of [...found.mistyped, ...(second?.mistyped ?? [])]) {
    report(
      'sources',
      'mistyped-source',
      written,
      `${quote(written)} was read as ${code}, which it looks like.`,
    )
  }
  const isLong = !exported && found.codes.length === 0 && sourceText.split(/\s+/).length >= LONG_SOURCE_WORDS
  const unknown = isLong ? [sourceText] : found.unknown
  for (const text of unknown) {
    const kept = isLong ? 'It was put with the dependencies.' : 'It was kept as written.'
    report('sources', 'unknown-source', text, `${quote(text)} is not one of the plan’s sources. ${kept}`)
  }
  const ownDependencies = exported
    ? (dependency?.text ?? null)
    : second
      ? null
      : readProse(cells, 'dependencies', report)
  const dependencies = [isLong ? sourceText : null, ownDependencies].filter((text) => text !== null)
  return {
    sources: [...new Set([...found.codes, ...(second?.codes ?? []), ...(isLong ? [] : unknown)])],
    dependencies: dependencies.length > 0 ? dependencies.join('\n') : null,
  }
}

const isLastOfMonth = (date: LocalDate): boolean => new Date(Date.parse(date) + 86_400_000).getUTCDate() === 1

const readStatus = (cells: Cells, { lookup }: Reading, report: Report): string | null => {
  const text = cells.get('status')?.text ?? ''
  const label = lookup.status(text)
  if (label !== null && fold(label) !== fold(text)) {
    report(
      'status',
      'status-guessed',
      text,
      `${quote(text)} was read as “${label}”, which has other words in the plan’s key.`,
    )
  }
  return label
}

const readBoardsOf = (cells: Cells, { reader }: Reading, report: Report): string[] => {
  const cell = cells.get('boards')?.text ?? ''
  const { names, unknown, mistyped, marks } = reader.boardsOf(cell)
  for (const { written, name } of mistyped) {
    report('boards', 'mistyped-board', written, `${quote(written)} was read as ${name}, which it looks like.`)
  }
  if (marks.length > 0) {
    const message = `${quote(cell)} has “${marks.join('')}” in it, which may mean that it is not certain. The boards were read all the same.`
    report('boards', 'uncertain-board', cell, message)
  }
  for (const text of unknown) {
    const message = `${quote(text)} is in the governance column but is no board in the directory. If it is one, add it, or add this spelling to its board.`
    report('boards', 'unknown-board', text, message)
  }
  return names
}
