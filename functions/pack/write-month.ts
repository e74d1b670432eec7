import {
  type ColumnOf,
  cell,
  count,
  fact,
  leadIn,
  monthInTable,
  note,
  numberColumn,
  section,
  small,
  subsection,
  table,
  tag,
  textColumn,
} from './blocks.ts'
import type { Block, Chart } from './document.ts'
import type { PackStatus } from './pack-action.ts'
import type { PackModel } from './pack-model.ts'
import { standingActions } from './standing-actions.ts'

const signed = (number: number): string =>
  number > 0 ? `+${number}` : number < 0 ? `−${Math.abs(number)}` : '0'

/** The page stays one page: a key of more statuses goes without the matrix. */
const MOST_IN_MATRIX = 6

/** The month on one page: how the plan stands, who answered, what became of what. */
export const writeMonth = (model: PackModel): Block[] => {
  const { month } = model
  const late = model.dated.filter(({ monthsOverdue }) => monthsOverdue > 0)
  return [
    section('The month on one page'),
    {
      kind: 'figures',
      figures: [
        { number: `${month.actions.answered} of ${month.actions.asked}`, words: 'actions answered' },
        {
          number: String(model.movements.length),
          words: model.movements.length === 1 ? 'status changed' : 'statuses changed',
        },
        {
          number: String(model.exceptions.length),
          words: `${model.exceptions.length === 1 ? 'exception' : 'exceptions'}${ofThisBoard(model, model.exceptions)}`,
        },
        { number: String(late.length), words: `overdue${ofThisBoard(model, late)}` },
        {
          number: String(model.decisions.length),
          words: `${model.decisions.length === 1 ? 'decision' : 'decisions'} asked of this board`,
        },
        {
          number: String(model.closuresProposed.length),
          words: `${model.closuresProposed.length === 1 ? 'closure' : 'closures'} proposed`,
        },
      ],
    },
    subsection(`Status of the ${count(month.live, 'action that is', 'actions that are')} not closed`),
    ...(month.live === 0 ? [note('There are no live actions.')] : [writeStatuses(model)]),
    small(`“Last time”: before this month’s answers.${byLeadAlone(model)}`),
    subsection('Who answered'),
    ...writeResponse(model),
    ...(month.live === 0 || month.statuses.length > MOST_IN_MATRIX ? [] : writeMatrix(model)),
  ]
}

/** `, 2 this board’s`, in a pack that has others’ actions too. */
const ofThisBoard = (model: PackModel, some: { ref: string }[]): string => {
  if (model.control.ownOnly || some.length === 0) return ''
  const standing = standingActions(model)
  return `, ${some.filter(({ ref }) => standing.get(ref)?.own).length} this board’s`
}

/** That some are done only by the word of their leads. */
const byLeadAlone = ({ closuresProposed }: PackModel): string =>
  closuresProposed.length === 0
    ? ''
    : ` ${closuresProposed.length} of the actions that are called done ${closuresProposed.length === 1 ? 'is' : 'are'} called so by a lead alone: see “Closures proposed”.`

const writeStatuses = ({ month }: PackModel): Block => {
  const parts = (which: 'now' | 'before') =>
    month.statuses.map((row) => ({ status: row.status, number: row[which] }))
  return {
    kind: 'chart',
    title: 'Status now and last time',
    alt: `Two stacked bars. Now: ${sayParts(parts('now'))}. Last time: ${sayParts(parts('before'))}.`,
    chart: {
      shape: 'bars',
      rows: [
        { name: 'Now', parts: parts('now') },
        { name: 'Last time', parts: parts('before') },
      ],
      most: null,
      unit: '',
    },
    table: table('Live actions by status', month.statuses, [
      textColumn('Status', 6, ({ status }) => cell(tag(status))),
      numberColumn('Now', 2, ({ now }) => now),
      numberColumn('Last time', 2, ({ before }) => before),
      { header: 'Change', share: 2, align: 'right', cell: ({ change }) => cell(signed(change)) },
    ]),
  }
}

/** `5 On track, 2 Off track`; those of which there are none are left out. */
const sayParts = (parts: { status: PackStatus; number: number }[]): string => {
  const some = parts.filter(({ number }) => number > 0)
  return some.length === 0 ? 'none' : some.map(({ status, number }) => `${number} ${status.label}`).join('; ')
}

/** The page stays one page: so many names, and how many others. */
const MOST_NAMES = 8

const someOf = (names: readonly string[]): string => {
  const others = names.length - MOST_NAMES
  return others > 0
    ? `${names.slice(0, MOST_NAMES).join(', ')} and ${count(others, 'other', 'others')}`
    : names.join(', ')
}

const writeResponse = ({ month: { leads } }: PackModel): Block[] => {
  if (leads.asked === 0) return [note('Nobody was asked this month.')]
  return [
    {
      kind: 'facts',
      columns: 3,
      facts: [
        fact('All of their actions answered', count(leads.answeredAll, 'lead', 'leads')),
        fact('Some of their actions answered', count(leads.answeredSome, 'lead', 'leads')),
        fact('None answered', `${leads.answeredNone} of ${count(leads.asked, 'lead', 'leads')} asked`),
      ],
    },
    ...(leads.byOthers.length === 0
      ? []
      : [
          small(
            `An answer counts for everybody who leads the action. Counted by the answers of others who lead with them: ${someOf(leads.byOthers)}.`,
          ),
        ]),
  ]
}

type StatusRow = PackModel['month']['statuses'][number]

const writeMatrix = ({ month }: PackModel): Block[] => [
  subsection('From last time to now'),
  table('What each status last time has become', month.statuses, [
    textColumn('Last time', 3, ({ status }) => cell(tag(status))),
    ...month.statuses.map(
      ({ status }, to): ColumnOf<StatusRow> =>
        numberColumn(`Now: ${status.label}`, 2, ({ became }) => became[to] ?? 0),
    ),
  ]),
]

/** The plan in charts, each with its figures. */
export const writeCharts = (model: PackModel): Block[] => [
  section('The plan in charts'),
  leadIn(
    'Each chart has its figures in the table under it. What is very small may be drawn larger than it is, so that its figure can be read.',
  ),
  ...(model.course.length === 1
    ? [note('No earlier month is known yet, so the plan and the response rate are not drawn month by month.')]
    : []),
  ...[writePriorities(model), writeCourse(model), writeRate(model), writeDueAhead(model)].filter(
    (chart) => chart !== null,
  ),
]

const priorityName = (number: number): string => `Priority ${number}`

const writePriorities = ({ month }: PackModel): Block | null => {
  if (month.live === 0) return null
  const statuses = month.statuses.map(({ status }) => status)
  const rows = month.priorities.map(({ number, statuses: numbers }) => ({
    name: priorityName(number),
    numbers,
    parts: statuses.map((status, index) => ({ status, number: numbers[index] ?? 0 })),
  }))
  return {
    kind: 'chart',
    title: 'Status by priority',
    alt: `Stacked bars, one for each priority. ${rows.map(({ name, parts }) => `${name}: ${sayParts(parts)}`).join('. ')}.`,
    chart: { shape: 'bars', rows: rows.map(({ name, parts }) => ({ name, parts })), most: null, unit: '' },
    table: table('Live actions of each priority by status', rows, [
      textColumn('Priority', 2, ({ name }) => cell(name)),
      ...statuses.map(({ label }, index) =>
        numberColumn(label, 2, (row: (typeof rows)[number]) => row.numbers[index] ?? 0),
      ),
      numberColumn('All', 1, ({ numbers }) => sum(numbers)),
    ]),
  }
}

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0)

/** `December 2026` as `Dec 26`: a column of a chart is no wider. */
const monthInChart = (text: string): string => text.replace(/^(\p{L}{3})\p{L}* \d\d/u, '$1 ')

const writeCourse = ({ month, course }: PackModel): Block | null => {
  const statuses = month.statuses.map(({ status }) => status)
  const first = course[0]
  const last = course.at(-1)
  if (!first || !last || course.length === 1) return null
  const partsOf = (numbers: number[]) =>
    statuses.map((status, index) => ({ status, number: numbers[index] ?? 0 }))
  return {
    kind: 'chart',
    title: `The plan over the last ${course.length} months`,
    alt: `Stacked columns, one for each of ${course.length} months. ${first.month.text}: ${sayParts(partsOf(first.statuses))}. ${last.month.text}: ${sayParts(partsOf(last.statuses))}.`,
    chart: {
      shape: 'columns',
      rows: course.map(({ month: { text }, statuses: numbers }) => ({
        name: monthInChart(text),
        parts: partsOf(numbers),
      })),
      most: null,
      unit: '',
    },
    table: table('Live actions by status at the end of each month', course, [
      textColumn('Month', 2, (row) => cell(monthInTable(row.month))),
      ...statuses.map(({ label }, index) =>
        numberColumn(label, 2, (row: (typeof course)[number]) => row.statuses[index] ?? 0),
      ),
      numberColumn('All', 1, (row) => sum(row.statuses)),
    ]),
  }
}

/** Whole per cent; null where nobody was asked. */
const rateOf = ({ asked, answered }: { asked: number; answered: number }): number | null =>
  asked === 0 ? null : Math.round((answered / asked) * 100)

const writeRate = ({ course }: PackModel): Block | null => {
  const asked = course.filter((row) => row.asked > 0)
  if (asked.length === 0 || course.length === 1) return null
  const chart: Chart = {
    shape: 'columns',
    rows: asked.map((row) => ({
      name: monthInChart(row.month.text),
      parts: [{ status: null, number: rateOf(row) ?? 0 }],
    })),
    most: 100,
    unit: '%',
  }
  return {
    kind: 'chart',
    title: 'Response rate',
    alt: `Columns, one for each month. ${asked.map((row) => `${row.month.text}: ${rateOf(row)}%`).join('; ')}.`,
    chart,
    table: table('Actions asked about and answered in each month', asked, [
      textColumn('Month', 3, (row) => cell(row.month.text)),
      numberColumn('Asked about', 2, (row) => row.asked),
      numberColumn('Answered', 2, (row) => row.answered),
      { header: 'Rate', share: 1, align: 'right', cell: (row) => cell(`${rateOf(row)}%`) },
    ]),
  }
}

const writeDueAhead = ({ dueAhead }: PackModel): Block | null => {
  const rows = [
    { name: 'Overdue', short: 'Overdue', due: dueAhead.overdue },
    ...dueAhead.months.map(({ month, due }) => ({ name: month.text, short: monthInChart(month.text), due })),
    { name: 'Later', short: 'Later', due: dueAhead.later },
    { name: 'No due date', short: 'No date', due: dueAhead.undated },
  ]
  const some = rows.filter(({ due }) => due > 0)
  if (some.length === 0) return null
  return {
    kind: 'chart',
    title: 'When the live actions that the plan does not call done are due',
    alt: `Columns of the live actions that the plan does not call done, by when they are due. ${some.map(({ name, due }) => `${name}: ${due}`).join('; ')}.`,
    chart: {
      shape: 'columns',
      rows: rows.map(({ short, due }) => ({ name: short, parts: [{ status: null, number: due }] })),
      most: null,
      unit: '',
    },
    table: table('Live actions that the plan does not call done, by due date', some, [
      textColumn('Due', 4, ({ name }) => cell(name)),
      numberColumn('Actions', 1, ({ due }) => due),
    ]),
  }
}
