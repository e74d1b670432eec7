import type { Field } from '../import/columns.ts'
import type { LayoutTable } from '../plan-import.ts'

export type ExportColumn = LayoutTable['columns'][number]

/** What an action says, each with a heading that the import knows; in the order of a plan that came in no file. */
const HEADINGS = {
  ref: 'Ref',
  priority: 'Our improvement priority',
  ambition: 'What do we want to achieve',
  description: 'What we will do',
  pillar: 'Pillar',
  outcomes: 'Intended outcomes',
  measures: 'Measures',
  strategicLeads: 'Strategic lead (SRO)',
  improvementLeads: 'Improvement lead',
  start: 'Start date',
  due: 'Due date',
  sources: 'Source',
  dependencies: 'Dependencies',
  status: 'Status',
  lastReviewed: 'Last reviewed',
  boards: 'Governance reporting',
  movedTo: 'Moved to',
  progress: 'Progress update',
} as const satisfies Partial<Record<Field, string>>

/** A field that a plan's own column may have. */
export type PlanField = keyof typeof HEADINGS

export const isPlanField = (field: Field): field is PlanField => field in HEADINGS

export const planFields = Object.keys(HEADINGS).filter((field): field is PlanField => field in HEADINGS)

export const usualColumn = (field: PlanField): ExportColumn => ({ field, heading: HEADINGS[field] })

export const usualColumns: ExportColumn[] = planFields.map(usualColumn)
