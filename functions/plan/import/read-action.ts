import { fold } from '../fold.ts'
import { type ActionText, isFinal, type LocalDate, type Month, type Status } from '../plan.ts'
import { dateName, isOverdue, monthName, shorten } from '../wording.ts'
import type { Placed } from './align-row.ts'
import type { Cell, CellReader } from './classify-cell.ts'
import type { Column, Field } from './columns.ts'
import type { Finding, FindingKind } from './finding.ts'
import type { PlacedAction } from './place-rows.ts'
import type { Lookup } from './plan-words.ts'
import type { DateOrder } from './read-dates.ts'
import { readHistory } from './read-history.ts'
import { isRole } from './read-names.ts'
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
}

type Report = (field: Field | 'row', kind: FindingKind, raw: string, message: string) => void

/** Makes an action of the cells placed for it, and says what a coordinator should look at. */
export const readAction = (
  { ref, closed, priority, placed, columns, hidden, exported, sheet, line }: PlacedAction,
  reading: Reading,
): ReadAction => {
  const findings: Finding[] = []
  const report: Report = (field, kind, raw, message) => findings.push({ ref, field, kind, raw, message })
  const { cells, strays } = sortOut(placed)
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
  reportAbsences(action, report)
  if (!closed) reportStaleness(action, cells, reading, report)
  if (hidden) {
    const where = sheet === '' ? `Row ${line}` : `Row ${line} of the sheet ${sheet}`
    report('row', 'hidden-row', where, `${where} is hidden in the workbook. It was read all the same.`)
  }
  reportTitle(cells, action.priority, reading, report)
  reportSlip(placed, columns, report)
  for (const stray of [...strays, ...strangers(cells)]) reportStray(stray, report)
  const notUnderstood = NULLABLE.filter((field) => action[field] === null && cells.has(field))
  return { action, findings, notUnderstood }
}

/** Fields that are null where what the cell says is no month, day, status or pillar. */
const NULLABLE = ['pillar', 'start', 'due', 'status', 'lastReviewed'] as const

type Cells = ReadonlyMap<Field, Cell>

/** One cell for each field; what has no field, or comes second in one, is astray. */
const sortOut = (placed: Placed[]): { cells: Cells; strays: Placed[] } => {
  const cells = new Map<Field, Cell>()
  const strays: Placed[] = []
  for (const item of placed) {
    if (item.field === null || item.field === 'other' || cells.has(item.field)) strays.push(item)
    else cells.set(item.field, item.cell)
  }
  return { cells, strays }
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
    `${quote(text)} is no text for ${NAMES[field]}. It was left out.`,
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
        likely === undefined
          ? 'Add the person, or correct the name'
          : `It may be ${likely}: correct the name, or add this spelling to the person`
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
  // A due month means its last day, and a start its first: any other day is not kept.
  if (!(field === 'due' ? isLastOfMonth(date) : date.endsWith('-01'))) {
    const message = `${quote(cell.text)} was read as ${monthName(date.slice(0, 7))}: ${NAMES[field]} is kept by its month.`
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

/** Three months, in days. */
const LONG_AGO_DAYS = 90

/** What no longer agrees with the day of the import, of actions that are not done. */
const reportStaleness = (
  action: ActionText,
  cells: Cells,
  { statuses, today, answered }: Reading,
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
  const days = Math.round((Date.parse(today) - Date.parse(reviewed)) / 86_400_000)
  if (days > LONG_AGO_DAYS) {
    const message = `This action was last reviewed on ${dateName(reviewed)}, ${days.toLocaleString('en-GB')} days ago.`
    report('lastReviewed', 'not-reviewed', written, message)
  }
}

const isLastOfMonth = (date: LocalDate): boolean => new Date(Date.parse(date) + 86_400_000).getUTCDate() === 1

const readStatus = (cells: Cells, { lookup }: Reading, report: Report): string | null => {
  const text = cells.get('status')?.text ?? ''
  const label = lookup.status(text)
  if (label !== null && lookup.isColour(text)) {
    report(
      'status',
      'status-by-colour',
      text,
      `${quote(text)} was read as “${label}”, the one status of that colour.`,
    )
  }
  return label
}

const readBoardsOf = (cells: Cells, { reader }: Reading, report: Report): string[] => {
  const cell = cells.get('boards')?.text ?? ''
  const { names, unknown, marks } = reader.boardsOf(cell)
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

const reportAbsences = (action: ActionText, report: Report): void => {
  if (action.improvementLeads.length === 0) {
    const message = 'No improvement lead is named, so nobody can be asked about this action.'
    report('improvementLeads', 'no-lead', '', message)
  }
  if (action.strategicLeads.length === 0) {
    report('strategicLeads', 'no-strategic-lead', '', 'No strategic lead is named, so nobody is accountable.')
  }
  if (action.due === null) {
    report('due', 'no-due-date', '', 'There is no due date, so this action can never be overdue.')
  }
  if (action.status === null) {
    report(
      'status',
      'no-status',
      '',
      'There is no status of the plan’s key. It will be shown as “No status”.',
    )
  }
}

const reportTitle = (cells: Cells, priority: number, { titles }: Reading, report: Report): void => {
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
const reportSlip = (placed: Placed[], columns: Column[], report: Report): void => {
  let at = 0
  const slipped = placed.filter(({ cell, field }) => {
    while ((columns[at]?.index ?? Number.POSITIVE_INFINITY) < cell.index) at += 1
    const isBelowItsOwn = columns[at]?.index === cell.index && columns[at]?.field === field
    return !isBelowItsOwn && field !== null && columns.some((column) => column.field === field)
  })
  if (slipped.length === 0) return
  const examples = slipped
    .slice(-NAMED_CELLS)
    .map(({ cell, field }) => `${quote(shorten(cell.text, 40))} as ${NAMES[field ?? 'other']}`)
  const cells =
    slipped.length === 1
      ? '1 cell of this row stands below a heading that is not its own. It was read by what it says'
      : `${slipped.length} cells of this row stand below headings that are not their own. They were read by what they say`
  const message = `${cells}: ${examples.join(', ')}.`
  report('row', 'row-slipped', slipped.map(({ cell }) => cell.text).join('\t'), message)
}

/** Short texts in a place that takes dates, statuses or pillars only. */
const strangers = (cells: Cells): Placed[] =>
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

const reportStray = ({ cell, field, heading }: Placed, report: Report): void => {
  const where =
    field === null
      ? 'fits no column of the plan'
      : field === 'other'
        ? `is in the column ${quote(heading)}, which is not kept`
        : `does not belong in ${NAMES[field]}`
  report(field ?? 'row', 'text-without-column', cell.text, `${quote(cell.text)} ${where}. It was left out.`)
}

const NAMES: Record<Field, string> = {
  ref: 'the ref',
  priority: 'the priority',
  ambition: 'the ambition',
  description: 'what will be done',
  pillar: 'the pillar',
  outcomes: 'the outcomes',
  measures: 'the measures',
  strategicLeads: 'the strategic lead',
  improvementLeads: 'the improvement lead',
  start: 'the start date',
  due: 'the due date',
  sources: 'the sources',
  dependencies: 'the dependencies',
  status: 'the status',
  lastReviewed: 'the date last reviewed',
  boards: 'the governance reporting',
  movedTo: 'where it moved to',
  progress: 'the progress',
  muster: 'a column of Muster’s own',
  other: 'another column',
}

const LONGEST_QUOTE = 80

const quote = (text: string): string =>
  `“${text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE).trimEnd()}…` : text}”`
