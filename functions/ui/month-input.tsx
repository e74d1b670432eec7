import { ErrorMessage, FormGroup, Hint, Label } from './field.tsx'
import { Fieldset } from './fieldset.tsx'
import { type Content, classes, idList } from './markup.ts'

type MonthInputProps = {
  /** The two controls are named and known by it with `-month` and `-year`. */
  name: string
  legend: Content
  legendClass?: string | undefined
  hint?: Content
  error?: Content
  /** As typed. */
  month: string
  year: string
}

/** A calendar month as month and year, typed. An error links to `#` and the name with `-month`. */
export const MonthInput = ({ name, legend, legendClass, hint, error, month, year }: MonthInputProps) => {
  const part = (of: 'month' | 'year', label: string, value: string, width: number) => (
    <div class="govuk-date-input__item">
      <Label for={`${name}-${of}`} class="govuk-date-input__label">
        {label}
      </Label>
      <input
        class={classes(
          `govuk-input govuk-date-input__input govuk-input--width-${width}`,
          error && 'govuk-input--error',
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
          {part('month', 'Month', month, 5)}
          {part('year', 'Year', year, 4)}
        </div>
      </Fieldset>
    </FormGroup>
  )
}
