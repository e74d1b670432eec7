import { describe, Field, type FieldProps, Hint } from './field.tsx'
import { type Content, classes } from './markup.ts'

type TextareaProps = FieldProps & {
  rows?: number | undefined
  value?: string | undefined
  spellcheck?: boolean | undefined
  autocomplete?: string | undefined
  /** Follows the control inside its group. */
  after?: Content
}

/** An answer of several lines. */
export const Textarea = (props: TextareaProps) => {
  const id = props.id ?? props.name
  return (
    <Field id={id} field={props}>
      <textarea
        class={classes('govuk-textarea', props.error && 'govuk-textarea--error', props.class)}
        id={id}
        name={props.name}
        rows={props.rows ?? 5}
        spellcheck={props.spellcheck}
        disabled={props.disabled}
        aria-describedby={describe(id, props)}
        autocomplete={props.autocomplete}
        {...props.attributes}
      >
        {/* HTML drops a line break right after the tag, so an answer that begins with one needs another. */}
        {`\n${props.value ?? ''}`}
      </textarea>
      {props.after}
    </Field>
  )
}

type CharacterCountProps = Omit<TextareaProps, 'after'> & {
  maxlength?: number | undefined
  maxwords?: number | undefined
  countType?: 'characters' | 'words' | 'length' | undefined
  /** Percentage of the limit from which a script shows the count. */
  threshold?: number | undefined
  /** `%{count}` stands for the limit. */
  description?: string | undefined
  messageClass?: string | undefined
}

/**
 * A textarea that says how much it takes. Nothing counts while somebody types: the limit is read in
 * the message, kept by whoever receives the form, and marked for a script that may count.
 */
export const CharacterCount = (props: CharacterCountProps) => {
  const id = props.id ?? props.name
  const limit = props.maxwords ?? props.maxlength
  const countType = props.countType ?? (props.maxwords === undefined ? undefined : 'words')
  const description =
    props.description ?? `You can enter up to %{count} ${countType === 'words' ? 'words' : 'characters'}`
  return (
    <Textarea
      {...props}
      class={classes('govuk-js-character-count', props.class)}
      describedBy={`${id}-info`}
      groupProps={{
        class: classes('govuk-character-count', props.groupProps?.class),
        attributes: {
          'data-module': 'govuk-character-count',
          'data-maxlength': props.maxlength,
          'data-maxwords': props.maxwords,
          'data-threshold': props.threshold,
          'data-count-type': countType,
          ...props.groupProps?.attributes,
        },
      }}
      after={
        <Hint id={`${id}-info`} class={classes('govuk-character-count__message', props.messageClass)}>
          {limit !== undefined && description.replace('%{count}', limit.toLocaleString('en-GB'))}
        </Hint>
      }
    />
  )
}
