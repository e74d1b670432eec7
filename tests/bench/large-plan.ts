import { readFileSync } from 'node:fs'
import { type CellValue, writeXlsx } from 'hucre/xlsx'
import { BoardsFile, PeopleFile } from '../../functions/plan/import/directory-file.ts'
import type { PlanWords } from '../../functions/plan/import/plan-words.ts'
import { readPlanFile } from '../../functions/plan/import/read-plan.ts'
import { type ActionText, PlanSettings } from '../../functions/plan/plan.ts'
import type { LayoutTable } from '../../functions/plan/plan-import.ts'

const load = (name: string): string =>
  readFileSync(new URL(`../../seeds/hull/${name}`, import.meta.url), 'utf8')

export const words: PlanWords = {
  ...PlanSettings.parse(JSON.parse(load('settings.json'))),
  people: PeopleFile.parse(JSON.parse(load('people.json'))),
  boards: BoardsFile.parse(JSON.parse(load('boards.json'))),
}

/** Refs of a priority: 1.1 to 1.999. */
const MOST_OF_A_PRIORITY = 999

const refOf = (index: number): string =>
  `${1 + Math.floor(index / MOST_OF_A_PRIORITY)}.${1 + (index % MOST_OF_A_PRIORITY)}`

/** Hull's actions over and over, each text made different from all others, as a workbook in order. */
export const workbookInOrder = async (count: number): Promise<Uint8Array> => {
  const read = await readPlanFile(new TextEncoder().encode(load('plan.txt')), { words, today: '2026-11-24' })
  if (!read.ok) throw new Error(read.reason)
  const [table] = read.layout
  const live = read.actions.filter(({ closed }) => !closed)
  if (!table) throw new Error('the plan has no table')
  const rows = Array.from({ length: count }, (_, index) =>
    table.columns.map(({ field }) => cellOf(field, live[index % live.length], index)),
  )
  return await writeXlsx({
    sheets: [{ name: 'Plan', rows: [table.columns.map(({ heading }) => heading), ...rows] }],
  })
}

const cellOf = (
  field: LayoutTable['columns'][number]['field'],
  action: ActionText | undefined,
  index: number,
): CellValue => {
  switch (field) {
    case 'ref':
      return refOf(index)
    case 'priority':
      return `Priority ${1 + Math.floor(index / MOST_OF_A_PRIORITY)} of the plan`
    case 'start':
    case 'due':
      return action?.[field] ? new Date(`${action[field]}-01`) : null
    case 'lastReviewed':
      return action?.lastReviewed ? new Date(action.lastReviewed) : null
    case 'strategicLeads':
    case 'improvementLeads':
    case 'sources':
      return action?.[field].join('/') ?? null
    case 'boards':
      return action?.boards.join('\n') ?? null
    case 'status':
    case 'pillar':
      return action?.[field] ?? null
    case 'progress':
    case 'muster':
    case 'other':
      return null
    default:
      return action?.[field] ? `${action[field]} (${index})` : null
  }
}

/** The rows of Hull's file as they are, slipped cells and all, over and over under refs of their own. */
export const workbookThatSlipped = async (count: number): Promise<Uint8Array> => {
  const lines = load('plan.txt').split('\n')
  const header = lines.findIndex((line) => line.startsWith('Ref\t'))
  const end = lines.findIndex((line, index) => index > header && line.startsWith('Ref\t'))
  const live = lines.slice(header + 1, end).filter((line) => line.trim() !== '')
  const rows = Array.from({ length: count }, (_, index): CellValue[] => {
    const [, ...cells] = (live[index % live.length] ?? '').split('\t')
    return [
      refOf(index),
      ...cells.map((cell) => (cell.length > 40 ? `${cell} (${index})` : cell === '' ? null : cell)),
    ]
  })
  return await writeXlsx({ sheets: [{ name: 'Plan', rows: [lines[header]?.split('\t') ?? [], ...rows] }] })
}
