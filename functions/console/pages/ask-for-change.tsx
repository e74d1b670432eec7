import { type ChangeRequest, isOpen, standOf } from '../../plan/change-request.ts'
import { fieldName, fieldTitle, fieldValue } from '../../plan/field-words.ts'
import { type Action, ChangeableField, type Plan, titleOf } from '../../plan/plan.ts'
import { dayName, monthName, shorten } from '../../plan/wording.ts'
import { Button } from '../../ui/button.tsx'
import { Checkboxes, Radios } from '../../ui/choices.tsx'
import { FormErrorSummary } from '../../ui/error-summary.tsx'
import type { FormErrors } from '../../ui/form-errors.ts'
import { MonthInput } from '../../ui/month-input.tsx'
import { InsetText } from '../../ui/notice.tsx'
import { TwoThirds } from '../../ui/page.tsx'
import { SummaryList } from '../../ui/summary-list.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { mayDemandEvidence, type TypedChange } from '../change-form.ts'
import type { ConsoleSession } from '../request.tsx'
import { actionPath, Typed } from './change-parts.tsx'
import { ButtonOrBack, ConsolePage, StepPage } from './frame.tsx'

type Props = { session: ConsoleSession; plan: Plan; action: Action }

const caption = (action: Action): string => `Action ${action.ref}: ${shorten(titleOf(action), 100)}`

const NOW_AT_MOST = 90

type ChooseProps = Props & { open: ChangeRequest[]; errors?: FormErrors<'field'> | undefined }

/** Which fields should change: the first of two pages, so that the second asks for those alone. */
export const ChooseChangePage = ({ session, plan, action, open, errors }: ChooseProps) => (
  <ConsolePage
    session={session}
    plan={plan}
    section="plan"
    below
    title="What should change?"
    errors={errors}
    backLink={{ href: actionPath(plan, action.ref) }}
  >
    <TwoThirds>
      <FormErrorSummary errors={errors} />
      <form method="get" action={`${actionPath(plan, action.ref)}/change`}>
        <input type="hidden" name="next" value="yes" />
        <Checkboxes
          name="field"
          legend={
            <>
              <span class="govuk-caption-l">{caption(action)}</span>
              What should change?
            </>
          }
          legendProps={{ class: 'govuk-fieldset__legend--l', isPageHeading: true }}
          hint="The plan stays as it is until another coordinator has approved. What is approved here is not changed back by importing the plan’s file."
          error={errors?.field?.text}
          items={ChangeableField.options.map((field) => {
            const asked = open.find(
              (change) =>
                isOpen(change) &&
                change.ref === action.ref &&
                change.changes.some((one) => one.field === field),
            )
            return {
              value: field,
              text: field === 'closed' ? closureName(action) : fieldTitle(field),
              disabled: asked !== undefined,
              hint: asked
                ? `${asked.askedByName} asked to change this on ${dayName(asked.askedAt, plan.timeZone)}. That must be decided or withdrawn first.`
                : field === 'closed'
                  ? undefined
                  : `Now: ${shorten(fieldValue(field, action[field]), NOW_AT_MOST)}`,
            }
          })}
        />
        <Button>Continue</Button>
      </form>
    </TwoThirds>
  </ConsolePage>
)

const closureName = ({ closed }: Action): string => (closed ? 'Open the action again' : 'Close the action')

type AskProps = Props & {
  fields: ChangeableField[]
  typed: TypedChange
  /** The month whose forms are out, if there is one. */
  monthUnderWay: string | null
  errors?: FormErrors | undefined
  /** Whether the directory lacks one of the named leads. */
  strangers?: boolean | undefined
  /** Whether the action has changed since the page was first shown. */
  moved?: boolean | undefined
}

/** The new values, and why. */
export const AskForChangePage = ({ session, plan, action, fields, typed, errors, ...props }: AskProps) => {
  const title =
    fields.length === 1 && fields[0]
      ? `Ask for a change: ${fields[0] === 'closed' ? closureName(action).toLowerCase() : fieldName(fields[0])}`
      : 'Ask for a change'
  const lastLeads = fields.findLast((field) => field === 'strategicLeads' || field === 'improvementLeads')
  return (
    <StepPage
      session={session}
      plan={plan}
      section="plan"
      below
      title={title}
      errors={errors}
      back={`${actionPath(plan, action.ref)}/change`}
      caption={caption(action)}
    >
      {props.moved && <PlanHasMoved action={action} fields={fields} />}
      {props.monthUnderWay && (
        <InsetText>
          {monthName(props.monthUnderWay)} is open. The forms that leads have now keep the action as it was
          when the month opened; what is approved shows in the next month’s.
        </InsetText>
      )}
      <form method="post" novalidate>
        <input type="hidden" name="seen" value={standOf(action)} />
        {fields.map((field) => (
          <>
            <FieldInput {...{ field, action, plan, typed, errors }} />
            {field === lastLeads && (props.strangers || typed['strangers'] === 'yes') && (
              <Checkboxes
                name="strangers"
                values={[typed['strangers'] ?? '']}
                items={[{ value: 'yes', text: 'Ask for it although the directory does not have them' }]}
              />
            )}
          </>
        ))}
        <Textarea
          name="reason"
          value={typed['reason'] ?? ''}
          label="Why should the plan change?"
          labelProps={{ class: 'govuk-label--m' }}
          hint="Whoever decides reads this, and it is kept with the decision."
          error={errors?.['reason']?.text}
        />
        {mayDemandEvidence(fields, action, plan) && (
          <Textarea
            name="evidence"
            value={typed['evidence'] ?? ''}
            label="What shows the impact?"
            labelProps={{ class: 'govuk-label--m' }}
            hint={evidenceHint(fields, plan)}
            error={errors?.['evidence']?.text}
          />
        )}
        <ButtonOrBack href={actionPath(plan, action.ref)} text="Cancel">
          <Button preventDoubleClick>Ask for the change</Button>
        </ButtonOrBack>
      </form>
    </StepPage>
  )
}

const evidenceHint = (fields: ChangeableField[], { statuses }: Plan): string => {
  if (fields.includes('closed')) return 'An action is closed on evidence alone.'
  const finals = statuses.filter(({ final }) => final).map(({ label }) => label)
  return `Needed if the new status is ${new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(finals)}.`
}

const PlanHasMoved = ({ action, fields }: Pick<AskProps, 'action' | 'fields'>) => (
  <InsetText id="moved">
    <p class="govuk-body">
      The plan has changed since you opened this page, so nothing was asked. What you typed is below. The plan
      now has:
    </p>
    <SummaryList
      rows={fields.map((field) => ({
        key: fieldTitle(field),
        value: <Typed>{fieldValue(field, action[field])}</Typed>,
      }))}
    />
  </InsetText>
)

type FieldInputProps = Pick<AskProps, 'action' | 'plan' | 'typed' | 'errors'> & { field: ChangeableField }

const FieldInput = ({ field, action, plan, typed, errors }: FieldInputProps) => {
  const error = errors?.[field]?.text
  const now = `Now: ${fieldValue(field, action[field])}`
  const label = `New ${fieldName(field)}`
  switch (field) {
    case 'start':
    case 'due':
      return (
        <MonthInput
          name={field}
          legend={label}
          legendClass="govuk-fieldset__legend--m"
          hint={`${now}. Enter the new month, for instance 3 2027.`}
          errors={errors}
          month={typed[`${field}-month`] ?? ''}
          year={typed[`${field}-year`] ?? ''}
        />
      )
    case 'strategicLeads':
    case 'improvementLeads':
      return (
        <Textarea
          name={field}
          value={typed[field] ?? ''}
          rows={3}
          label={label}
          labelProps={{ class: 'govuk-label--m' }}
          hint="One name on each line, as the directory has it."
          error={error}
          spellcheck={false}
        />
      )
    case 'status':
      return (
        <Radios
          name="status"
          value={typed['status']}
          legend={label}
          legendProps={{ class: 'govuk-fieldset__legend--m' }}
          hint={now}
          error={error}
          items={plan.statuses.map(({ code, label: text, meaning }) => ({
            value: code,
            text,
            hint: meaning,
          }))}
        />
      )
    case 'closed':
      return (
        <div id="closed" class={error ? 'govuk-form-group govuk-form-group--error' : 'govuk-form-group'}>
          {error && (
            <p class="govuk-error-message">
              <span class="govuk-visually-hidden">Error:</span> {error}
            </p>
          )}
          <p class="govuk-body">
            {action.closed
              ? 'The action is closed. Once this is approved it is open again, and its leads are asked about it from the next month.'
              : 'Once this is approved the action is closed, and nobody is asked about it from the next month.'}
          </p>
        </div>
      )
    default:
      return (
        <Textarea
          name={field}
          value={typed[field] ?? ''}
          rows={6}
          label={fieldTitle(field)}
          labelProps={{ class: 'govuk-label--m' }}
          hint={action[field] === null ? now : 'The box has the plan’s words. Change them.'}
          error={error}
        />
      )
  }
}
