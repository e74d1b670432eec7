import { fieldOfAbsence, type TypedPerson } from '../../plan/decide-person.ts'
import { type Directory, listPeople } from '../../plan/directory.ts'
import type { Person, Plan } from '../../plan/plan.ts'
import { type DateFields, emptyDate } from '../../plan/read-day.ts'
import { likelyPeople } from '../../plan/similar-names.ts'
import { Button } from '../../ui/button.tsx'
import { Checkboxes } from '../../ui/choices.tsx'
import { DateInput } from '../../ui/date-input.tsx'
import { Fieldset } from '../../ui/fieldset.tsx'
import type { FormErrors } from '../../ui/form-errors.ts'
import { Input } from '../../ui/input.tsx'
import { Select } from '../../ui/select.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import type { ConsoleSession } from '../request.tsx'
import { ButtonOrBack, StepPage } from './frame.tsx'
import { Overtaken, type TwoVersions } from './overtaken.tsx'
import { personHref } from './person-words.tsx'

export type PersonFormPageProps = {
  session: ConsoleSession
  plan: Plan
  directory: Directory
  /** Null for somebody new. */
  person: Person | null
  typed: TypedPerson
  seen: string
  errors?: FormErrors | undefined
  /** What somebody else has saved meanwhile, beside what was typed. */
  overtaken?: TwoVersions[] | undefined
}

/** Adds or changes one person. */
export const PersonFormPage = ({
  session,
  plan,
  directory,
  person,
  typed,
  ...props
}: PersonFormPageProps) => {
  const { errors, seen, overtaken } = props
  const title = person ? `Change ${person.name}` : 'Add a person'
  const people = `/console/${plan.planId}/people`
  const back = person ? personHref(plan.planId, person.personId) : people
  const others = listPeople(directory).filter(({ personId }) => personId !== person?.personId)
  const likely = person ? [] : likelyPeople(typed.name, others)
  const field = (name: 'name' | 'email' | 'position' | 'otherNames' | 'deputyId') => ({
    name,
    value: typed[name],
    error: errors?.[name]?.text,
  })
  // One row more than is filled in, for the next absence.
  const rows = [...typed.absences, { from: emptyDate, to: emptyDate }]
  return (
    <StepPage
      session={session}
      plan={plan}
      section="people"
      title={title}
      errors={errors}
      back={back}
      caption="People"
    >
      {overtaken && person && <Overtaken what={person.name} versions={overtaken} />}
      <form method="post" action={person ? `${back}/edit` : `${people}/new`} novalidate>
        <input type="hidden" name="seen" value={seen} />
        <input type="hidden" name="absences" value={String(rows.length)} />
        <Input
          {...field('name')}
          label="Name"
          hint="As people read it: first name, then surname."
          autocomplete="off"
          spellcheck={false}
        />
        {likely.length > 0 && (
          <Checkboxes
            name="isAnother"
            items={[
              {
                value: 'yes',
                text: `This is not ${new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(likely.map(({ name }) => name))}, but another person`,
                checked: typed.isAnother,
              },
            ]}
          />
        )}
        <Input
          {...field('email')}
          label="Email address"
          hint={person ? 'Mail goes here alone. The old address is kept on their page.' : undefined}
          type="email"
          autocomplete="off"
          spellcheck={false}
        />
        <Input
          {...field('position')}
          label="Position (optional)"
          hint="For example, Head of Service (SEND). A plan may name this instead of the person."
          autocomplete="off"
        />
        <Textarea
          {...field('otherNames')}
          label="Other spellings of the name (optional)"
          hint="As plans write it, one on each line. A name that you change stays here, so that plans which have it still find them."
          rows={3}
          spellcheck={false}
        />
        <Checkboxes
          name="coordinator"
          legend="Roles"
          legendProps={{ class: 'govuk-fieldset__legend--s' }}
          error={errors?.['coordinator']?.text}
          items={[
            {
              value: 'yes',
              text: 'Coordinator',
              hint: 'Can sign in here, and is told of mail that does not arrive.',
              checked: typed.coordinator,
            },
            {
              value: 'yes',
              name: 'approver',
              text: 'Approver',
              hint: 'Can sign in here to read packs and approve them, and is reminded to.',
              checked: typed.approver,
            },
          ]}
        />
        <Select
          {...field('deputyId')}
          label="Deputy"
          hint="Who stands in for them while they are away."
          items={[
            { value: '', text: 'Nobody' },
            ...others.map(({ personId, name }) => ({ value: personId, text: name })),
          ]}
        />
        <h2 class="govuk-heading-m">Away</h2>
        <p class="govuk-hint">
          To take an absence out, empty its fields. To add several, save and come back to this page.
        </p>
        {rows.map((row, index) => (
          <AbsenceFields index={index} row={row} isNew={index === rows.length - 1} errors={errors} />
        ))}
        <ButtonOrBack href={back} text="Cancel">
          <Button preventDoubleClick>{person ? 'Save' : 'Add this person'}</Button>
        </ButtonOrBack>
      </form>
    </StepPage>
  )
}

type AbsenceFieldsProps = {
  index: number
  row: TypedPerson['absences'][number]
  isNew: boolean
  errors: FormErrors | undefined
}

const AbsenceFields = ({ index, row, isNew, errors }: AbsenceFieldsProps) => {
  const date = (end: 'from' | 'to', legend: string) => {
    const name = fieldOfAbsence(index, end)
    return (
      <DateInput
        id={name}
        namePrefix={name}
        legend={legend}
        error={errors?.[name]?.text}
        items={partsOf(row[end])}
      />
    )
  }
  return (
    <Fieldset
      legend={isNew ? 'Add an absence' : `Absence ${index + 1}`}
      legendProps={{ class: 'govuk-fieldset__legend--s' }}
    >
      {date('from', 'First day away')}
      {date('to', 'Last day away')}
    </Fieldset>
  )
}

const partsOf = ({ day, month, year }: DateFields) => [
  { name: 'day', value: day },
  { name: 'month', value: month },
  { name: 'year', value: year },
]
