import { ErrorMessage, FormGroup, Hint, Label } from './field.tsx'
import { Fieldset } from './fieldset.tsx'
import type { FormErrors } from './form-errors.ts'
import { type Content, classes, idList } from './markup.ts'

type MonthInputProps = {
  /** The two controls are named and known by it with `-month` and `-year`. */
  name: string
  legend: Content
  legendClass?: string | undefined
  hint?: Content
  /** Of the form: the name has what is wrong with both, the name with `-month` or `-year` with that one. */
  errors?: FormErrors | undefined
  /** As typed. */
  month: string
  year: string
}

/** A calendar month as month and year, typed. An error links to `#` and the name with the part that is wrong. */
export const MonthInput = ({ name, legend, legendClass, hint, errors, month, year }: MonthInputProps) => {
  const wrong = {
    month: errors?.[name] ?? errors?.[`${name}-month`],
    year: errors?.[name] ?? errors?.[`${name}-year`],
  }
  const error = (wrong.month ?? wrong.year)?.text
  const part = (of: 'month' | 'year', label: string, value: string, width: number) => (
    <div class="govuk-date-input__item">
      <Label for={`${name}-${of}`} class="govuk-date-input__label">
        {label}
      </Label>
      <input
        class={classes(
          `govuk-input govuk-date-input__input govuk-input--width-${width}`,
          wrong[of] && 'govuk-input--error',
        )}
        id={`${name}-${of}`}
        name={`${name}-${of}`}
        type="text"
        inputmode={of === 'year' ? 'numeric' : undefined}
        value={value}
        autocomplete="off"
      />
    </div>
  )
  return (
    <FormGroup error={error}>
      <Fieldset
        legend={legend}
        legendProps={{ class: legendClass }}
        role="group"
        describedBy={idList(hint && `${name}-hint`, error && `${name}-error`)}
      >
        {hint && <Hint id={`${name}-hint`}>{hint}</Hint>}
        {error && <ErrorMessage id={`${name}-error`}>{error}</ErrorMessage>}
        <div class="govuk-date-input" id={name}>
          {part('month', 'Month', month, 10)}
          {part('year', 'Year', year, 4)}
        </div>
      </Fieldset>
    </FormGroup>
  )
}
