import { ErrorMessage, FormGroup, Hint } from './field.tsx'
import { Fieldset, type FieldsetProps, type LegendProps } from './fieldset.tsx'
import { Input } from './input.tsx'
import { type Content, classes, type Extras, idList, type Maybe } from './markup.ts'

type DatePart = Extras & {
  /** `day`, `month` or `year`, or a name of one's own. */
  name: string
  id?: string | undefined
  /** The name with a capital, unless given. */
  label?: string | undefined
  value?: string | number | undefined
  /** Characters of room: 2, or 4 for a year. */
  width?: 2 | 4 | undefined
  /** Whether this part is wrong; where no part says so, all are, and `false` excepts one. */
  error?: boolean | undefined
  inputmode?: 'numeric' | 'text' | undefined
  autocomplete?: string | undefined
  pattern?: string | undefined
}

type DateInputProps = Extras & {
  id: string
  /** Goes before each part's name, with a hyphen. */
  namePrefix?: string | undefined
  items?: readonly Maybe<DatePart>[] | undefined
  legend?: Content
  legendProps?: LegendProps | undefined
  fieldsetProps?: Omit<FieldsetProps, 'children' | 'legend' | 'legendProps'> | undefined
  hint?: Content
  /** What is wrong with the date; absent or empty where nothing is. */
  error?: Content
  groupProps?: Extras | undefined
}

const WRONG = 'govuk-input--error'

const isWrong = (part: DatePart): boolean => !!part.error || !!part.class?.includes(WRONG)

const Part = ({ part, error, ...date }: Pick<DateInputProps, 'id' | 'namePrefix'> & PartProps) => {
  const { name, class: own } = part
  const hasWidth = own?.includes('govuk-input--width-')
  return (
    <div class="govuk-date-input__item">
      <Input
        id={part.id ?? `${date.id}-${name}`}
        name={date.namePrefix ? `${date.namePrefix}-${name}` : name}
        label={part.label ?? name.charAt(0).toUpperCase() + name.slice(1)}
        labelProps={{ class: 'govuk-date-input__label' }}
        class={classes(
          'govuk-date-input__input',
          error && !own?.includes(WRONG) && WRONG,
          !hasWidth && `govuk-input--width-${part.width ?? (name === 'year' ? 4 : 2)}`,
          own,
        )}
        value={part.value}
        inputmode={part.inputmode ?? 'numeric'}
        autocomplete={part.autocomplete}
        pattern={part.pattern}
        attributes={part.attributes}
      />
    </div>
  )
}
type PartProps = { part: DatePart; error: boolean }

/** A day that somebody knows by heart or reads off a calendar, as three fields. */
export const DateInput = ({ id, namePrefix, legend, legendProps, hint, error, ...props }: DateInputProps) => {
  const items = props.items ?? [{ name: 'day' }, { name: 'month' }, { name: 'year' }]
  const anyWrong = items.some((part) => part && isWrong(part))
  const hintId = hint && `${id}-hint`
  const errorId = error && `${id}-error`
  const hasFieldset = !!legend || props.fieldsetProps !== undefined
  const content = (
    <>
      {hintId && <Hint id={hintId}>{hint}</Hint>}
      {errorId && <ErrorMessage id={errorId}>{error}</ErrorMessage>}
      <div class={classes('govuk-date-input', props.class)} {...props.attributes} id={id}>
        {items.map(
          (part) =>
            part && (
              <Part
                id={id}
                namePrefix={namePrefix}
                part={part}
                error={isWrong(part) || (!!error && !anyWrong && part.error !== false)}
              />
            ),
        )}
      </div>
    </>
  )
  return (
    <FormGroup error={error} {...props.groupProps}>
      {hasFieldset ? (
        <Fieldset
          {...props.fieldsetProps}
          // Without it, one screen reader does not read the legend of a group of text fields.
          role="group"
          legend={legend}
          legendProps={legendProps}
          describedBy={idList(props.fieldsetProps?.describedBy, hintId, errorId)}
        >
          {content}
        </Fieldset>
      ) : (
        content
      )}
    </FormGroup>
  )
}
