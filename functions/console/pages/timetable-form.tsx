import { type TypedTimetable, weekdays } from '../../cycle/typed-timetable.ts'
import type { Plan } from '../../plan/plan.ts'
import { Button } from '../../ui/button.tsx'
import { Checkboxes, Radios } from '../../ui/choices.tsx'
import { Details } from '../../ui/details.tsx'
import { Fieldset } from '../../ui/fieldset.tsx'
import type { FormErrors } from '../../ui/form-errors.ts'
import { Input } from '../../ui/input.tsx'
import type { Content } from '../../ui/markup.ts'
import { NotificationBanner } from '../../ui/notice.tsx'
import { Select } from '../../ui/select.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import type { ConsoleSession } from '../request.tsx'
import { ButtonOrBack, StepPage } from './frame.tsx'
import { Overtaken, type TwoVersions } from './overtaken.tsx'
import { monthsOfYear, nationWords, nthWords, skipName } from './timetable-words.ts'

export type TimetableFormProps = {
  session: ConsoleSession
  plan: Plan
  typed: TypedTimetable
  /** The count of the plan's settings that the form was filled from. */
  seen: string
  errors?: FormErrors | undefined
  notice?: string | undefined
  /** What somebody else has saved meanwhile, beside what was typed. */
  overtaken?: TwoVersions[] | undefined
}

type TextField = Exclude<keyof TypedTimetable, 'skip'>

const HEADING = { class: 'govuk-fieldset__legend--m' }

/** When each month opens, reminds, escalates and closes. Nothing is saved from here, only looked at first. */
export const TimetableFormPage = ({ session, plan, typed, seen, errors, ...props }: TimetableFormProps) => {
  const field = (name: TextField) => ({
    name,
    value: typed[name],
    error: errors?.[name]?.text,
  })
  const time = (name: TextField, label: string, hint?: Content) => (
    <Input {...field(name)} label={label} hint={hint} class="govuk-input--width-5" autocomplete="off" />
  )
  const days = (name: TextField, label: string, hint?: Content) => (
    <Input
      {...field(name)}
      label={label}
      hint={hint}
      class="govuk-input--width-3"
      inputmode="numeric"
      autocomplete="off"
    />
  )
  return (
    <StepPage
      session={session}
      plan={plan}
      section="timetable"
      title="Timetable"
      caption={plan.name}
      errors={errors}
      beforeContent={props.notice && <NotificationBanner type="success" heading={props.notice} />}
    >
      {props.overtaken && <Overtaken what="the timetable" versions={props.overtaken} />}
      <p class="govuk-body">
        Months open, remind and close by this. A month that is open keeps its dates; those that have not begun
        follow what you save here. You see every date before anything is saved.
      </p>
      <form method="post" action={`/console/${plan.planId}/timetable`} novalidate>
        <input type="hidden" name="seen" value={seen} />
        <Radios
          {...field('rule')}
          legend="When does a month open?"
          legendProps={HEADING}
          items={[
            {
              value: 'workingDay',
              text: 'On a working day of the month',
              conditional: days('workingDay', 'Which working day', '1 is the first.'),
            },
            {
              value: 'weekday',
              text: 'On a weekday, for example the first Monday',
              hint: 'Where that is a bank holiday, the next working day.',
              conditional: (
                <>
                  <Select
                    {...field('nth')}
                    label="Which one of the month"
                    items={Object.entries(nthWords).map(([value, text]) => ({ value, text }))}
                  />
                  <Select
                    {...field('weekday')}
                    label="Weekday"
                    items={weekdays.map((text, index) => ({ value: String(index + 1), text }))}
                  />
                </>
              ),
            },
            {
              value: 'dates',
              text: 'On dates that you give',
              hint: 'A month without a date does not open.',
              conditional: (
                <Textarea
                  {...field('dates')}
                  label="Dates"
                  hint="One on each line, for example 7/1/2027 or 7 January 2027."
                  rows={Math.min(14, Math.max(5, typed.dates.split('\n').length + 1))}
                  spellcheck={false}
                />
              ),
            },
          ]}
        />
        {time('openAt', 'Hour of opening', 'For example 9am. All times are local.')}
        <Checkboxes
          name="skip"
          legend="Months that are skipped (optional)"
          legendProps={{ class: 'govuk-fieldset__legend--s' }}
          hint="They do not open, in any year. A single month is skipped on its own page."
          class="govuk-checkboxes--small"
          error={errors?.['skip']?.text}
          items={monthsOfYear.map((text, index) => ({
            value: 'yes',
            name: skipName(index + 1),
            text,
            checked: typed.skip.includes(String(index + 1)),
          }))}
        />
        <Fieldset legend="When are answers due?" legendProps={HEADING}>
          {days('dueDays', 'Working days to answer')}
          {time('dueAt', 'Hour when they are due')}
        </Fieldset>
        <Textarea
          {...field('reminders')}
          label="Reminders"
          labelProps={{ class: 'govuk-label--m' }}
          hint="One on each line, counted in working days from the day answers are due, for example “3 working days before, 9am”, “On the day, 9am” or “2 working days after, 9am”. They go only to those who have not answered."
          rows={Math.min(10, Math.max(4, typed.reminders.split('\n').length + 1))}
          spellcheck={false}
        />
        <Fieldset legend="When is the strategic lead told?" legendProps={HEADING}>
          {days('escalateDays', 'Working days after the due day', '0 is the due day itself.')}
          {time('escalateAt', 'Hour')}
        </Fieldset>
        <Fieldset legend="When does the month close?" legendProps={HEADING}>
          {days('closeDays', 'Working days after the due day', '0 is the due day itself.')}
          {time('closeAt', 'Hour')}
        </Fieldset>
        <Fieldset legend="When may mail go out?" legendProps={HEADING}>
          <p class="govuk-hint">On working days alone. Mail that is due at another time waits.</p>
          {time('windowFrom', 'From')}
          {time('windowTo', 'To')}
        </Fieldset>
        <Details
          summary="Where the plan is, and late openings"
          open={['timeZone', 'nation', 'staleAfterHours'].some((name) => errors?.[name])}
        >
          <Radios
            {...field('nation')}
            legend="Whose bank holidays count?"
            legendProps={{ class: 'govuk-fieldset__legend--s' }}
            items={Object.entries(nationWords).map(([value, text]) => ({ value, text }))}
          />
          <Input {...field('timeZone')} label="Time zone" class="govuk-input--width-20" spellcheck={false} />
          {days(
            'staleAfterHours',
            'Hours after which no month opens by itself',
            'Where something kept a month from opening for longer, it waits for you.',
          )}
        </Details>
        <ButtonOrBack href={`/console/${plan.planId}`} text="Cancel">
          <Button preventDoubleClick>Preview</Button>
        </ButtonOrBack>
      </form>
    </StepPage>
  )
}
