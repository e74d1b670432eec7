import { describe, Field, type FieldProps } from './field.tsx'
import { type Content, classes, type Extras } from './markup.ts'

type Affix = Extras & { text: Content }

type InputProps = FieldProps & {
  type?: string | undefined
  value?: string | number | undefined
  inputmode?: 'numeric' | 'decimal' | 'email' | 'search' | 'tel' | 'text' | 'url' | undefined
  autocomplete?: string | undefined
  autocapitalize?: 'none' | 'sentences' | 'words' | 'characters' | undefined
  pattern?: string | undefined
  spellcheck?: boolean | undefined
  prefix?: Affix | undefined
  suffix?: Affix | undefined
  wrapperProps?: Extras | undefined
}

const AffixText = ({ kind, affix }: { kind: 'prefix' | 'suffix'; affix: Affix | undefined }) =>
  affix?.text ? (
    <div class={classes(`govuk-input__${kind}`, affix.class)} aria-hidden="true" {...affix.attributes}>
      {affix.text}
    </div>
  ) : null

/** A one-line answer. */
export const Input = (props: InputProps) => {
  const id = props.id ?? props.name
  const input = (
    <input
      class={classes('govuk-input', props.class, props.error && 'govuk-input--error')}
      id={id}
      name={props.name}
      type={props.type ?? 'text'}
      spellcheck={props.spellcheck}
      value={props.value}
      disabled={props.disabled}
      aria-describedby={describe(id, props)}
      autocomplete={props.autocomplete}
      autocapitalize={props.autocapitalize}
      pattern={props.pattern}
      inputmode={props.inputmode}
      {...props.attributes}
    />
  )
  return (
    <Field id={id} field={props}>
      {props.prefix?.text || props.suffix?.text ? (
        <div
          class={classes('govuk-input__wrapper', props.wrapperProps?.class)}
          {...props.wrapperProps?.attributes}
        >
          <AffixText kind="prefix" affix={props.prefix} />
          {input}
          <AffixText kind="suffix" affix={props.suffix} />
        </div>
      ) : (
        input
      )}
    </Field>
  )
}
