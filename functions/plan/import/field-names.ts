import type { Field } from './columns.ts'

/** Fields as sentences of findings name them. */
export const fieldNames: Record<Field, string> = {
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

/** A text of the file in a sentence, shortened where it is long. */
export const quote = (text: string): string =>
  `“${text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE).trimEnd()}…` : text}”`
