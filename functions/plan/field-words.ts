import type { ActionText } from './plan.ts'
import { dateName, monthName } from './wording.ts'

type FieldWords = {
  [F in keyof ActionText]: {
    name: string
    /** What a field is that has no value. */
    none: string
    value: (value: NonNullable<ActionText[F]>) => string
  }
}

const asIs = { none: 'nothing', value: (text: string) => text }
const listed = { none: 'nothing', value: (items: string[]) => items.join(', ') }
const month = { none: 'no date', value: monthName }
const people = { ...listed, none: 'nobody' }

const words: FieldWords = {
  ref: { name: 'ref', ...asIs },
  closed: {
    name: 'closure',
    none: 'nothing',
    value: (isClosed: boolean) => (isClosed ? 'closed' : 'open'),
  },
  priority: { name: 'priority', none: 'nothing', value: String },
  ambition: { name: 'ambition', ...asIs },
  description: { name: 'what will be done', ...asIs },
  pillar: { name: 'pillar', ...asIs },
  outcomes: { name: 'intended outcomes', ...asIs },
  measures: { name: 'measures of impact', ...asIs },
  strategicLeads: { name: 'strategic lead', ...people },
  improvementLeads: { name: 'improvement lead', ...people },
  start: { name: 'start date', ...month },
  due: { name: 'due date', ...month },
  sources: { name: 'sources', ...listed },
  dependencies: { name: 'dependencies', ...asIs },
  status: { name: 'status', none: 'no status', value: (label: string) => label },
  lastReviewed: { name: 'date last reviewed', none: 'no date', value: dateName },
  boards: { name: 'boards', ...listed },
  movedTo: { name: 'where it moved to', ...asIs },
  history: {
    name: 'progress notes',
    none: 'nothing',
    value: (notes) => {
      const newest = notes.at(-1)?.date
      const count = notes.length === 1 ? '1 note' : `${notes.length} notes`
      return newest ? `${count}, the newest of ${dateName(newest)}` : count
    },
  },
}

/** A field of an action as a coordinator says it within a sentence: `due date`. */
export const fieldName = (field: keyof ActionText): string => words[field].name

/** A field's name at the beginning of a line: `Due date`. */
export const fieldTitle = (field: keyof ActionText): string => {
  const name = fieldName(field)
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`
}

/** What a field has, in words: `March 2026`, `Ann Lead, Bob Lead`; `nothing`, `nobody` or `no status` where it has none. */
export const fieldValue = <F extends keyof ActionText>(field: F, value: ActionText[F]): string => {
  const { none, value: say }: FieldWords[F] = words[field]
  if (value === null || (Array.isArray(value) && value.length === 0)) return none
  return say(value)
}

/** What an action has in a field, in words. */
export const fieldOf = <F extends keyof ActionText>(field: F, action: Pick<ActionText, F>): string =>
  fieldValue(field, action[field])
