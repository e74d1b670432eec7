import { describe, Field, type FieldProps } from './field.tsx'
import { classes } from './markup.ts'

/** A file to choose. Its form must be `multipart/form-data`; kinds of file go in `attributes.accept`. */
export const FileUpload = (props: FieldProps & { multiple?: boolean | undefined }) => {
  const id = props.id ?? props.name
  return (
    <Field id={id} field={props}>
      <input
        class={classes('govuk-file-upload', props.class, props.error && 'govuk-file-upload--error')}
        id={id}
        name={props.name}
        type="file"
        disabled={props.disabled}
        multiple={props.multiple}
        aria-describedby={describe(id, props)}
        {...props.attributes}
      />
    </Field>
  )
}
