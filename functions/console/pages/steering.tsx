import type { Plan } from '../../plan/plan.ts'
import type { DateFields } from '../../plan/read-day.ts'
import { Button } from '../../ui/button.tsx'
import { DateInput } from '../../ui/date-input.tsx'
import type { FormErrors } from '../../ui/form-errors.ts'
import type { ConsoleSession } from '../request.tsx'
import { ButtonOrBack, StepPage } from './frame.tsx'

type SteeringProps = { session: ConsoleSession; plan: Plan; title: string; means: string[] }

type ConfirmStepProps = SteeringProps & {
  /** The step's own address, which the button posts to. */
  action: string
  button: string
  warning?: boolean | undefined
  /** Where it belongs and leads back to, unless to the month's page. */
  section?: 'packs' | undefined
  back?: string | undefined
  /** What the press of the button sends. */
  fields?: Record<string, string> | undefined
}

/** Says what a step would do, and does it at the press of a button. */
export const ConfirmStepPage = ({
  session,
  plan,
  title,
  means,
  action,
  button,
  back = `/console/${plan.planId}`,
  ...props
}: ConfirmStepProps) => (
  <StepPage session={session} plan={plan} section={props.section ?? 'cycle'} title={title} back={back}>
    <ul class="govuk-list govuk-list--bullet">
      {means.map((sentence) => (
        <li>{sentence}</li>
      ))}
    </ul>
    <form method="post" action={action}>
      {Object.entries({ ...props.fields, confirm: 'yes' }).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <ButtonOrBack href={back} text="Go back">
        <Button look={props.warning ? 'warning' : undefined} preventDoubleClick>
          {button}
        </Button>
      </ButtonOrBack>
    </form>
  </StepPage>
)

type ChooseDayProps = SteeringProps & {
  action: string
  cycleId: string
  legend: string
  hint: string
  day: DateFields
  errors?: FormErrors | undefined
}

/** Asks for the day that a step goes by. */
export const ChooseDayPage = ({ session, plan, title, means, action, cycleId, ...props }: ChooseDayProps) => (
  <StepPage
    session={session}
    plan={plan}
    section="cycle"
    title={title}
    back={`/console/${plan.planId}`}
    errors={props.errors}
  >
    {means.map((sentence) => (
      <p class="govuk-body">{sentence}</p>
    ))}
    <form method="post" action={action} novalidate>
      <input type="hidden" name="cycle" value={cycleId} />
      <DateInput
        id="day"
        namePrefix="day"
        legend={props.legend}
        legendProps={{ class: 'govuk-fieldset__legend--m' }}
        hint={props.hint}
        error={props.errors?.['day']?.text}
        items={[
          { name: 'day', value: props.day.day },
          { name: 'month', value: props.day.month, inputmode: 'text' },
          { name: 'year', value: props.day.year },
        ]}
      />
      <ButtonOrBack href={`/console/${plan.planId}`} text="Cancel">
        <Button preventDoubleClick>Continue</Button>
      </ButtonOrBack>
    </form>
  </StepPage>
)
