import { type ChangeRequest, standOf } from '../../plan/change-request.ts'
import type { Directory } from '../../plan/directory.ts'
import type { Action, Plan } from '../../plan/plan.ts'
import { monthName } from '../../plan/wording.ts'
import { Button } from '../../ui/button.tsx'
import type { FormErrors } from '../../ui/form-errors.ts'
import { Textarea } from '../../ui/textarea.tsx'
import type { ConsoleSession } from '../request.tsx'
import { ChangeCard, type Step, stepPath, stepWords } from './change-parts.tsx'
import { ButtonOrBack, StepPage } from './frame.tsx'

type DecideChangePageProps = {
  session: ConsoleSession
  plan: Plan
  change: ChangeRequest
  action: Action
  directory: Directory
  step: Step
  monthUnderWay: string | null
  note?: string | undefined
  errors?: FormErrors | undefined
}

/** Asks before a decision, with all that is decided upon, and takes a note. */
export const DecideChangePage = ({
  session,
  plan,
  change,
  action,
  step,
  ...props
}: DecideChangePageProps) => {
  const { title, button } = stepWords[step]
  return (
    <StepPage
      session={session}
      plan={plan}
      section="changes"
      below
      title={title}
      errors={props.errors}
      back={`/console/${plan.planId}/changes`}
    >
      <ChangeCard
        {...{ change, plan, action, session, directory: props.directory }}
        headingLevel={2}
        decisions={false}
      />
      {step === 'approve' && (
        <ul class="govuk-list govuk-list--bullet">
          <li>The plan changes at once, and importing its file does not change it back.</li>
          {props.monthUnderWay && (
            <li>
              {monthName(props.monthUnderWay)} is open. The forms that leads have now keep the action as it
              was when the month opened.
            </li>
          )}
        </ul>
      )}
      <form method="post" action={stepPath(plan, change, step)} novalidate>
        <input
          type="hidden"
          name="seen"
          value={standOf(
            action,
            change.changes.map(({ field }) => field),
          )}
        />
        {step !== 'withdraw' && (
          <Textarea
            name="note"
            value={props.note ?? ''}
            rows={3}
            label={step === 'refuse' ? 'Why is it refused?' : 'Note on the decision (optional)'}
            labelProps={{ class: 'govuk-label--m' }}
            hint="It is kept with the decision, for everybody to read."
            error={props.errors?.['note']?.text}
          />
        )}
        <ButtonOrBack href={`/console/${plan.planId}/changes`} text="Go back">
          <Button look={step === 'approve' ? undefined : 'warning'} preventDoubleClick>
            {button}
          </Button>
        </ButtonOrBack>
      </form>
    </StepPage>
  )
}
