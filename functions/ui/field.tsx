import { type Content, classes, type Extras, idList } from './markup.ts'

type LabelProps = Extras & {
  children?: Content
  for?: string | undefined
  /** Wraps the label in the page's `h1`, for a page that asks one thing. */
  isPageHeading?: boolean | undefined
}

/** The label of one form control; nothing where there are no words. */
export const Label = ({ children, isPageHeading, attributes, ...props }: LabelProps) => {
  if (!children) return null
  const label = (
    <label class={classes('govuk-label', props.class)} for={props.for} {...attributes}>
      {children}
    </label>
  )
  return isPageHeading ? <h1 class="govuk-label-wrapper">{label}</h1> : label
}

type HintProps = Extras & { children?: Content; id?: string | undefined }

/** Help that most people need to answer. */
export const Hint = ({ children, id, attributes, ...props }: HintProps) => (
  <div id={id} class={classes('govuk-hint', props.class)} {...attributes}>
    {children}
  </div>
)

type ErrorMessageProps = Extras & {
  children?: Content
  id?: string | undefined
  /** Read out before the message; empty leaves it out. */
  visuallyHiddenText?: string | undefined
}

/** What is wrong with one answer, shown beside it. */
export const ErrorMessage = ({
  visuallyHiddenText = 'Error',
  id,
  attributes,
  ...props
}: ErrorMessageProps) => (
  <p id={id} class={classes('govuk-error-message', props.class)} {...attributes}>
    {visuallyHiddenText && (
      <>
        <span class="govuk-visually-hidden">{visuallyHiddenText}:</span>{' '}
      </>
    )}
    {props.children}
  </p>
)

type FormGroupProps = Extras & { children?: Content; error?: Content }

/** A question with all that belongs to it; a red bar beside it where the answer is wrong. */
export const FormGroup = ({ children, error, attributes, ...props }: FormGroupProps) => (
  <div class={classes('govuk-form-group', error && 'govuk-form-group--error', props.class)} {...attributes}>
    {children}
  </div>
)

/** What every single-control field takes. The control's extras are its own, not the group's. */
export type FieldProps = Extras & {
  name: string
  /** The name, unless given. */
  id?: string | undefined
  label: Content
  labelProps?: Omit<LabelProps, 'children' | 'for'> | undefined
  hint?: Content
  /** What is wrong with the answer; absent or empty where nothing is. */
  error?: Content
  /** Ids of further descriptions elsewhere on the page. */
  describedBy?: string | undefined
  groupProps?: Extras | undefined
  disabled?: boolean | undefined
}

/** Where a control's descriptions are found, in the order in which they are read out. */
export const describe = (id: string, { describedBy, hint, error }: Partial<FieldProps>): string | undefined =>
  idList(describedBy, hint && `${id}-hint`, error && `${id}-error`)

/** Label, hint and error around one control, which must carry `describe(..)` itself. */
export const Field = ({
  id,
  field,
  children,
}: {
  id: string
  field: Omit<FieldProps, keyof Extras>
  children: Content
}) => (
  <FormGroup error={field.error} {...field.groupProps}>
    <Label for={id} {...field.labelProps}>
      {field.label}
    </Label>
    {field.hint && <Hint id={`${id}-hint`}>{field.hint}</Hint>}
    {field.error && <ErrorMessage id={`${id}-error`}>{field.error}</ErrorMessage>}
    {children}
  </FormGroup>
)
