import { z } from 'zod'

export const FindingKind = z.enum([
  'ambiguous-date',
  'mistyped-source',
  'unknown-source',
  'no-lead',
  'no-strategic-lead',
  'no-due-date',
  'no-status',
  'role-not-name',
  'unknown-person',
  'unknown-board',
  'uncertain-board',
  'unknown-priority-title',
  'text-without-column',
  'row-slipped',
  'closures',
  'column-not-read',
  'status-guessed',
  'mistyped-board',
  'row-without-ref',
  'sheet-not-read',
  'cell-note',
  'hidden-row',
  'own-column',
  'overdue-on-track',
  'not-reviewed',
  'day-not-kept',
  'heading',
  'priority-title',
])
export type FindingKind = z.infer<typeof FindingKind>

/** Something a coordinator should look at in a plan that was read. */
export const Finding = z.object({
  /** The action it is about; null for text that stands outside every action. */
  ref: z.string().nullable(),
  /** The field of the action it is about, by its name in ActionText; `row` where it is about none. */
  field: z.string().min(1),
  kind: FindingKind,
  /** What the file says, without HTML's tags and surplus blanks; empty where it says nothing. */
  raw: z.string(),
  /** What was found and what was made of it, in sentences for the coordinator. */
  message: z.string().min(1),
})
export type Finding = z.infer<typeof Finding>
