import { fieldTitle } from '../../plan/field-words.ts'
import { fold } from '../../plan/fold.ts'
import { FEWEST_COLUMNS, Field, meaningOf } from '../../plan/import/columns.ts'
import type { LikelyHeading } from '../../plan/import/read-plan.ts'
import type { Plan } from '../../plan/plan.ts'
import type { LayoutTable, Mapping } from '../../plan/plan-import.ts'
import { shorten } from '../../plan/wording.ts'
import { Button } from '../../ui/button.tsx'
import { Select } from '../../ui/select.tsx'
import type { ConsoleSession } from '../request.tsx'
import { StepPage } from './frame.tsx'

type NamedColumn = LayoutTable['columns'][number]

/** What the page says of each column: how it is read, and what first stands in it. */
export type ShownColumn = NamedColumn & { sample: string }

/** The control of a column's meaning has this before the folded heading in its name. */
export const COLUMN = 'column:'

/** The headings of all tables, each once, with what first stands below them. */
export const distinctColumns = (layout: LayoutTable[], samples: ReadonlyMap<string, string>): ShownColumn[] =>
  [
    ...new Map(
      layout.flatMap(({ columns }) => columns).map((column) => [fold(column.heading), column]),
    ).values(),
  ]
    .filter(({ field }) => field !== 'muster')
    .map((column) => ({ ...column, sample: samples.get(column.heading) ?? '' }))

/** How many headings were understood, and which were not. */
export const describeColumns = (columns: ShownColumn[]): string => {
  const left = columns.filter(({ field }) => field === 'other').map(({ heading }) => heading)
  const understood = columns.length - left.length
  const head = understood === 1 ? '1 heading was understood' : `${understood} headings were understood`
  if (left.length === 0) return head
  return `${head}, ${left.length} ${left.length === 1 ? 'was' : 'were'} not: ${left.join(', ')}`
}

/** A sentence for each heading of a table that would mean what another one means already. */
export const describeRivals = (layout: LayoutTable[], mapping: Mapping): string[] => {
  const sentences = layout.flatMap(({ columns }) =>
    columns.flatMap(({ heading, field }) => {
      const meant = meaningOf(heading, mapping)
      const holder = columns.find((other) => other.field === meant)
      if (field !== 'other' || meant === 'other' || holder === undefined) return []
      return [
        `“${heading}” and “${holder.heading}” cannot both mean “${meaningName(meant)}”. “${holder.heading}” was taken, and “${heading}” is left out.`,
      ]
    }),
  )
  return [...new Set(sentences)]
}

/** Meanings a column can have, as a coordinator says them. */
const meaningName = (field: Field): string => {
  switch (field) {
    case 'ref':
      return 'Ref of the action'
    case 'priority':
      return 'Title of the priority'
    case 'progress':
      return fieldTitle('history')
    case 'muster':
    case 'other':
      return 'Nothing of these: leave it out'
    default:
      return fieldTitle(field)
  }
}
const MEANINGS = Field.options
  .filter((field) => field !== 'muster')
  .map((field) => ({ value: field, text: meaningName(field) }))

const LONGEST_SAMPLE = 120

type ColumnsFormProps = {
  action: string
  columns: ShownColumn[]
  /** Whether it is what the page is for. */
  isMain?: boolean
}

/** Asks for each column what it means. `action` is where that is sent. */
export const ColumnsForm = ({ action, columns, isMain }: ColumnsFormProps) => (
  <form method="post" action={action}>
    {columns.map(({ heading, field, sample }, index) => (
      <Select
        id={`column-${index}`}
        name={`${COLUMN}${fold(heading)}`}
        label={`“${heading}”`}
        hint={sample === '' ? undefined : `Such as “${shorten(sample, LONGEST_SAMPLE)}”`}
        items={MEANINGS}
        value={field}
      />
    ))}
    <Button look={isMain ? undefined : 'secondary'}>Read the file again</Button>
  </form>
)

type UnknownColumnsProps = {
  session: ConsoleSession
  plan: Plan
  file: { name: string; href: string }
  headings: LikelyHeading[]
  mapping: Mapping
}

/** Where a file's headings mean too little, somebody says what they mean. */
export const UnknownColumnsPage = ({ session, plan, file, headings, mapping }: UnknownColumnsProps) => {
  const columns = headings.map((column) => ({ ...column, field: meaningOf(column.heading, mapping) }))
  const known = [...new Set(columns.map(({ field }) => field))].filter((field) => field !== 'other')
  const missing = describeMissing(known)
  // Whoever comes here first has done nothing wrong.
  const errors =
    Object.keys(mapping).length > 0 ? { columns: { text: missing, href: '#column-0' } } : undefined
  return (
    <StepPage
      session={session}
      plan={plan}
      section="import"
      below
      title="Say what the columns mean"
      errors={errors}
      caption="Import the plan"
    >
      <p class="govuk-body">
        These look like the headings of {file.name}, and too few of them say what is in their column. Say it
        here; it is remembered for this plan.
      </p>
      <p class="govuk-body">
        {known.length === 0
          ? 'None is understood yet'
          : `Understood so far: ${known.map(meaningName).join(', ')}`}
        . {missing}.
      </p>
      <ColumnsForm action={`${file.href}/columns`} columns={columns} isMain />
      <p class="govuk-body">
        <a class="govuk-link" href={`/console/${plan.planId}/import`}>
          Choose another file
        </a>
      </p>
    </StepPage>
  )
}

/** What a table still lacks to be read as a plan. */
const describeMissing = (known: Field[]): string => {
  const others = FEWEST_COLUMNS.actions - 1 - known.filter((field) => field !== 'ref').length
  const more = others > 0 ? (others === 1 ? 'one more column' : `${others} more columns`) : ''
  if (!known.includes('ref'))
    return `Say which column has the ref of the action${more && `, and what ${more} mean`}`
  return more === ''
    ? 'Two columns cannot mean the same: say what one of them is instead'
    : `Say what ${more} ${others === 1 ? 'means' : 'mean'}, such as the leads, the dates or the status`
}
