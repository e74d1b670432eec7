import { type Finding, FindingKind } from './finding.ts'

/** What findings ask of the coordinator, in the order in which they matter. */
const ASKS = {
  attention: 'The plan needs your attention',
  check: 'Check how this was read',
  noted: 'Noted, with nothing to do',
} as const
type Asks = keyof typeof ASKS

/** Kinds of findings by what they ask, each group in the order in which a coordinator needs them. */
const KINDS = {
  'row-without-ref': ['attention', 'A row that has no ref'],
  'no-lead': ['attention', 'Nobody to ask'],
  'role-not-name': ['attention', 'A role instead of a name'],
  'unknown-person': ['attention', 'Not in the directory'],
  'no-strategic-lead': ['attention', 'No strategic lead'],
  'no-status': ['attention', 'No status'],
  'no-due-date': ['attention', 'No due date'],
  'overdue-on-track': ['attention', 'Overdue, yet on track'],
  'not-reviewed': ['attention', 'Not reviewed for more than 90 days'],
  'ambiguous-date': ['check', 'A date that can mean two days'],
  'mistyped-source': ['check', 'A code that looks mistyped'],
  'unknown-source': ['check', 'Not one of the plan’s sources'],
  'unknown-board': ['check', 'Not a board of the directory'],
  'uncertain-board': ['check', 'A board that may not be certain'],
  'unknown-priority-title': ['check', 'Another title of a priority'],
  'day-not-kept': ['check', 'A day that is not kept'],
  'text-without-column': ['check', 'Text that found no column'],
  closures: ['check', 'Where closed actions begin'],
  'column-not-read': ['check', 'A column that was left out'],
  'status-guessed': ['check', 'A status in other words'],
  'mistyped-board': ['check', 'A board that looks mistyped'],
  'row-slipped': ['check', 'A row whose cells have slipped'],
  'sheet-not-read': ['check', 'A sheet that was left out'],
  'cell-note': ['check', 'A note on a cell'],
  'hidden-row': ['check', 'Hidden rows'],
  'own-column': ['check', 'Columns that Muster itself added'],
  heading: ['noted', 'Headings'],
  'priority-title': ['noted', 'Titles of priorities'],
} as const satisfies Record<FindingKind, readonly [Asks, string]>

export type FindingsOfKind = { kind: FindingKind; title: string; findings: Finding[] }
export type FindingGroup = { asks: Asks; heading: string; count: number; kinds: FindingsOfKind[] }

/** The findings in the order in which a coordinator needs them; what was not found is left out. */
export const groupFindings = (findings: Finding[]): FindingGroup[] => {
  const byKind = Map.groupBy(findings, ({ kind }) => kind)
  const inOrder = Object.keys(KINDS).map((name) => FindingKind.parse(name))
  const asks: Asks[] = ['attention', 'check', 'noted']
  return asks
    .map((group) => {
      const kinds = inOrder
        .filter((kind) => KINDS[kind][0] === group && byKind.has(kind))
        .map((kind) => ({ kind, title: KINDS[kind][1], findings: byKind.get(kind) ?? [] }))
      const count = kinds.reduce((sum, { findings: some }) => sum + some.length, 0)
      return { asks: group, heading: ASKS[group], count, kinds }
    })
    .filter(({ count }) => count > 0)
}
