import { describe, Field, type FieldProps } from './field.tsx'
import { type Attributes, classes, type Maybe } from './markup.ts'

type Option = {
  text: string
  /** The text, unless given. */
  value?: string | undefined
  selected?: boolean | undefined
  disabled?: boolean | undefined
  attributes?: Attributes | undefined
}

type SelectProps = FieldProps & { items: readonly Maybe<Option>[]; value?: string | undefined }

/** One of many known answers, such as a person; radios are better for a few. */
export const Select = (props: SelectProps) => {
  const id = props.id ?? props.name
  const isSelected = (option: Option): boolean =>
    option.selected ?? (!!props.value && (option.value ?? option.text) === props.value)
  return (
    <Field id={id} field={props}>
      <select
        class={classes('govuk-select', props.class, props.error && 'govuk-select--error')}
        id={id}
        name={props.name}
        disabled={props.disabled}
        aria-describedby={describe(id, props)}
        {...props.attributes}
      >
        {props.items.map(
          (option) =>
            option && (
              <option
                value={option.value}
                selected={isSelected(option)}
                disabled={option.disabled}
                {...option.attributes}
              >
                {option.text}
              </option>
            ),
        )}
      </select>
    </Field>
  )
}
