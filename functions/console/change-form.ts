import { z } from 'zod'
import { demandsEvidence, type WantedChange, type Wish } from '../plan/change-request.ts'
import { fieldName } from '../plan/field-words.ts'
import { isSame } from '../plan/merge-plan.ts'
import type { Action, ChangeableField, Plan } from '../plan/plan.ts'
import { isEmptyMonth, readMonthFields } from '../plan/read-month.ts'
import type { FormErrors } from '../ui/form-errors.ts'
import { tidyText } from '../update/answer.ts'

/** What was typed into the form, as the browser sent it, by the control's name. */
export type TypedChange = Record<string, string>

/** What the form holds before anybody has typed: texts and names to be edited, the rest empty. */
export const typedFrom = (action: Action): TypedChange => ({
  ambition: action.ambition ?? '',
  description: action.description ?? '',
  outcomes: action.outcomes ?? '',
  measures: action.measures ?? '',
  strategicLeads: action.strategicLeads.join('\n'),
  improvementLeads: action.improvementLeads.join('\n'),
})

/** A field's control, which an error links to. */
export const controlOf = (field: string): string =>
  field === 'start' || field === 'due' ? `${field}-month` : field

/** `control`: the one of a field's controls that is wrong, where it is not all of them. */
type Read = { change: WantedChange } | { problem: string; control?: string }
type ReadField = (typed: TypedChange, action: Action, plan: Plan) => Read

const readWording =
  (field: 'ambition' | 'description' | 'outcomes' | 'measures'): ReadField =>
  (typed, action) => {
    const text = tidyText(typed[field] ?? '')
    const had = action[field]
    // A text that came with blank space around it is not another text for that.
    const isAsBefore = had !== null && tidyText(had) === text
    return { change: { field, to: isAsBefore ? had : text === '' ? null : text } }
  }

const readLeads =
  (field: 'strategicLeads' | 'improvementLeads'): ReadField =>
  (typed, action) => {
    const names = [
      ...new Set(
        tidyText(typed[field] ?? '')
          .split(/[\n;]/)
          .map((name) => name.trim())
          .filter((name) => name !== ''),
      ),
    ]
    return { change: { field, to: isSame(names, action[field]) ? action[field] : names } }
  }

const readDate =
  (field: 'start' | 'due'): ReadField =>
  (typed) => {
    const fields = { month: typed[`${field}-month`] ?? '', year: typed[`${field}-year`] ?? '' }
    if (isEmptyMonth(fields)) return { problem: `Enter the new ${fieldName(field)}` }
    const read = readMonthFields(fields)
    return read.ok
      ? { change: { field, to: read.month } }
      : { problem: read.text, control: `${field}-${read.part}` }
  }

const readers = {
  ambition: readWording('ambition'),
  description: readWording('description'),
  outcomes: readWording('outcomes'),
  measures: readWording('measures'),
  strategicLeads: readLeads('strategicLeads'),
  improvementLeads: readLeads('improvementLeads'),
  start: readDate('start'),
  due: readDate('due'),
  status: (typed, _, { statuses }) => {
    const label = statuses.find(({ code }) => code === typed['status'])?.label
    return label === undefined
      ? { problem: 'Select the new status' }
      : { change: { field: 'status', to: label } }
  },
  closed: (_, action) => ({ change: { field: 'closed', to: !action.closed } }),
} as const satisfies Record<ChangeableField, ReadField>

/** What a form asks for, and what of it cannot be read. */
export const readWish = (
  fields: ChangeableField[],
  typed: TypedChange,
  action: Action,
  plan: Plan,
): { wish: Wish; problems: FormErrors } => {
  const changes: WantedChange[] = []
  const problems: Record<string, { text: string; href: string }> = {}
  for (const field of fields) {
    const read: Read = readers[field](typed, action, plan)
    if ('change' in read) {
      changes.push(read.change)
    } else {
      const { problem: text, control } = read
      problems[control ?? field] = { text, href: `#${control ?? controlOf(field)}` }
    }
  }
  return {
    wish: {
      changes,
      reason: tidyText(typed['reason'] ?? ''),
      evidence: tidyText(typed['evidence'] ?? ''),
      strangersMeant: typed['strangers'] === 'yes',
    },
    problems,
  }
}

/** Whether the form asks for evidence: these fields can close an action or give it a final status. */
export const mayDemandEvidence = (fields: ChangeableField[], action: Action, plan: Plan): boolean =>
  demandsEvidence(
    fields.flatMap((field): WantedChange[] => {
      if (field === 'closed') return [{ field, to: !action.closed }]
      if (field === 'status') return plan.statuses.map(({ label }) => ({ field, to: label }))
      return []
    }),
    plan,
  )

/** A form's texts by their names; files and second values are left out. */
export const TypedForm = z
  .record(z.string(), z.unknown())
  .transform(
    (form): TypedChange =>
      Object.fromEntries(
        Object.entries(form).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
      ),
  )
