import { givenBy, type Update } from '../../update/update.ts'
import { toCell } from '../import/plain-text.ts'
import {
  type Action,
  compareRefs,
  type LocalDate,
  type Month,
  type PlanSettings,
  type StatusColour,
  statusOf,
} from '../plan.ts'
import type { LayoutTable, PlanLayout } from '../plan-import.ts'
import { localMinute, monthName } from '../wording.ts'
import {
  type ExportColumn,
  isPlanField,
  type PlanField,
  planFields,
  usualColumn,
  usualColumns,
} from './columns.ts'
import { nameSheets } from './sheet-names.ts'
import { writeHistory } from './write-history.ts'

/** What stands in one cell; null where nothing does. */
export type ExportCell =
  | { kind: 'text'; text: string }
  /** Words of the plan's key; the colour is null for words that are not in it. */
  | { kind: 'status'; text: string; colour: StatusColour | null }
  /** Paragraphs, the oldest first. */
  | { kind: 'notes'; paragraphs: string[] }
  | { kind: 'month'; month: Month }
  | { kind: 'day'; day: LocalDate }
  /** `YYYY-MM-DDTHH:MM` on the clocks of the plan's time zone. */
  | { kind: 'minute'; minute: string }
  | null

/** One table of a plan as it goes out: a sheet of its own in a workbook. */
export type ExportTable = {
  /** A name that Excel takes, and no other table has. */
  sheet: string
  closed: boolean
  columns: ExportColumn[]
  /** A row an action, with as many cells as there are columns. */
  rows: ExportCell[][]
}

/** What was answered in the cycle under way, or else in the last one. */
export type CycleUpdates = {
  cycleId: Month
  updates: ReadonlyMap<string, UpdateOfExport>
}

type UpdateOfExport = Pick<
  Update,
  | 'statusCode'
  | 'progress'
  | 'obstacles'
  | 'consequence'
  | 'impact'
  | 'links'
  | 'files'
  | 'forecast'
  | 'byName'
  | 'onBehalfOf'
  | 'at'
>

type PlanOfExport = Pick<PlanSettings, 'statuses' | 'priorities' | 'timeZone'>

/**
 * A plan as the tables of the file it came in: the same sheets, headings and order, every cell in its
 * own column. Actions that came later stand where their refs belong. A field for which a table has no
 * column gets one at its end when an action has something in it. Behind the plan's own columns are
 * those of the cycle's updates, which an import leaves out.
 */
export const planTables = (
  plan: PlanOfExport,
  actions: Action[],
  layout: PlanLayout | null,
  cycle: CycleUpdates | null,
): ExportTable[] => {
  const tables = fillTables(actions, layout ?? [])
  const names = nameSheets(tables)
  return tables.map(({ closed, columns, actions: rows }, index) => {
    const own = columns.filter(({ field }) => isPlanField(field))
    const fields = own.map(({ field }) => field)
    const missing = planFields.filter(
      (field) => !fields.includes(field) && rows.some((row) => says(row, field)),
    )
    const all = [...own, ...missing.map(usualColumn)]
    const writers = all
      .map(({ field }) => field)
      .filter(isPlanField)
      .map((field) => writersOf[field])
    return {
      sheet: names[index] ?? '',
      closed,
      columns: [...all, ...updateColumns(cycle)],
      rows: rows.map((action) => [
        ...writers.map((write) => write(action, plan)),
        ...updateCells(action, plan, cycle),
      ]),
    }
  })
}

type FilledTable = Pick<LayoutTable, 'sheet' | 'closed' | 'columns'> & { actions: Action[] }

/** Puts every action into the table it stands in, or else into the one that fits it best. */
const fillTables = (actions: Action[], layout: PlanLayout): FilledTable[] => {
  const left = new Map(actions.map((action) => [action.ref, action]))
  const tables = layout.map(({ sheet, closed, columns, refs }): FilledTable => {
    const stands = refs.flatMap((ref) => left.get(ref) ?? []).filter((action) => action.closed === closed)
    for (const { ref } of stands) left.delete(ref)
    return { sheet, closed, columns, actions: stands }
  })
  for (const action of [...left.values()].toSorted((a, b) => compareRefs(a.ref, b.ref))) {
    const fitting = tables.filter(({ closed }) => closed === action.closed)
    const table =
      fitting.findLast((one) => one.actions.some(({ priority }) => priority === action.priority)) ??
      fitting.at(-1) ??
      addTable(tables, layout, action.closed)
    const before = table.actions.findLastIndex(({ ref }) => compareRefs(ref, action.ref) < 0)
    table.actions.splice(before + 1, 0, action)
  }
  return tables.filter((table) => table.actions.length > 0)
}

const addTable = (tables: FilledTable[], [first]: PlanLayout, closed: boolean): FilledTable => {
  const table = { sheet: '', closed, columns: first?.columns ?? usualColumns, actions: [] }
  tables.push(table)
  return table
}

const says = (action: Action, field: PlanField): boolean => {
  if (field === 'ref' || field === 'priority') return field === 'ref'
  const value = field === 'progress' ? action.history : action[field]
  return value !== null && value.length > 0
}

type Writer = (action: Action, plan: PlanOfExport) => ExportCell

const text = (value: string | null): ExportCell =>
  value === null || value === '' ? null : { kind: 'text', text: value }
const prose =
  (
    field: 'ambition' | 'description' | 'pillar' | 'outcomes' | 'measures' | 'dependencies' | 'movedTo',
  ): Writer =>
  (action) =>
    text(toCell(action[field] ?? ''))
const list =
  (field: 'strategicLeads' | 'improvementLeads' | 'sources' | 'boards', separator: '/' | '\n'): Writer =>
  (action) =>
    text(toCell(action[field].join(separator)))
const month =
  (field: 'start' | 'due'): Writer =>
  (action) => {
    const value = action[field]
    return value === null ? null : { kind: 'month', month: value }
  }

const writersOf: Record<PlanField, Writer> = {
  ref: ({ ref }) => text(ref),
  priority: ({ priority }, { priorities }) =>
    text(toCell(priorities.find(({ number }) => number === priority)?.title ?? '')),
  ambition: prose('ambition'),
  description: prose('description'),
  pillar: prose('pillar'),
  outcomes: prose('outcomes'),
  measures: prose('measures'),
  strategicLeads: list('strategicLeads', '/'),
  improvementLeads: list('improvementLeads', '/'),
  start: month('start'),
  due: month('due'),
  sources: list('sources', '/'),
  dependencies: prose('dependencies'),
  status: ({ status }, plan) =>
    status === null
      ? null
      : {
          kind: 'status',
          text: toCell(status),
          colour: plan.statuses.find(({ label }) => label === status)?.colour ?? null,
        },
  lastReviewed: ({ lastReviewed }) => (lastReviewed === null ? null : { kind: 'day', day: lastReviewed }),
  boards: list('boards', '\n'),
  movedTo: prose('movedTo'),
  progress: ({ history }) =>
    history.length === 0 ? null : { kind: 'notes', paragraphs: writeHistory(history).map(toCell) },
}

const UPDATE_HEADINGS = [
  'status',
  'progress',
  'what is in the way',
  'what happens otherwise',
  'impact',
  'evidence',
  'new date',
  'answered by',
  'answered on',
]

/** By these columns an import knows its own file, so there is one even where no month was ever opened. */
const updateColumns = (cycle: CycleUpdates | null): ExportColumn[] =>
  cycle === null
    ? [{ field: 'muster', heading: 'Muster: no month opened yet' }]
    : UPDATE_HEADINGS.map((what) => ({
        field: 'muster',
        heading: `Muster: ${what} ${monthName(cycle.cycleId)}`,
      }))

const updateCells = ({ ref }: Action, plan: PlanOfExport, cycle: CycleUpdates | null): ExportCell[] => {
  const update = cycle?.updates.get(ref)
  if (!update) return updateColumns(cycle).map(() => null)
  const status = statusOf(plan, update.statusCode)
  return [
    { kind: 'status', text: status?.label ?? update.statusCode, colour: status?.colour ?? null },
    text(withPlainBreaks(update.progress)),
    text(withPlainBreaks(update.obstacles)),
    text(withPlainBreaks(update.consequence)),
    text(withPlainBreaks(update.impact)),
    text([...update.links, ...update.files.map(({ name }) => name)].join('\n')),
    update.forecast === null ? null : { kind: 'month', month: update.forecast },
    text(givenBy(update)),
    { kind: 'minute', minute: localMinute(update.at, plan.timeZone) },
  ]
}

/** What was typed in a form has line breaks of two characters, of which a cell shows the first. */
const withPlainBreaks = (typed: string): string => typed.replace(/\r\n?/g, '\n').trim()
