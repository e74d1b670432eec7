import type { FormErrors } from './form-errors.ts'
import { listErrors } from './form-errors.ts'
import { type Attributes, type Content, classes, type Extras } from './markup.ts'

type ErrorSummaryProps = Extras & {
  errors?: readonly { text: Content; href?: string | undefined; attributes?: Attributes | undefined }[]
  title?: Content
  description?: Content
}

/** All that is wrong on a page, each linked to its answer; above the page's heading. */
export const ErrorSummary = ({
  errors = [],
  title,
  description,
  attributes,
  ...props
}: ErrorSummaryProps) => (
  <div class={classes('govuk-error-summary', props.class)} data-module="govuk-error-summary" {...attributes}>
    <div role="alert">
      <h2 class="govuk-error-summary__title">{title ?? 'There is a problem'}</h2>
      <div class="govuk-error-summary__body">
        {description && <p>{description}</p>}
        {errors.length > 0 && (
          <ul class="govuk-list govuk-error-summary__list">
            {errors.map(({ text, href, attributes: linkAttributes }) => (
              <li>
                {href ? (
                  <a href={href} {...linkAttributes}>
                    {text}
                  </a>
                ) : (
                  text
                )}
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  </div>
)

/**
 * The error summary of a form, or nothing where it has no errors. It takes the focus as the page
 * opens, as GOV.UK's script does, so that a screen reader begins there.
 */
export const FormErrorSummary = ({ errors }: { errors: FormErrors | undefined }) => {
  const list = listErrors(errors)
  return list.length === 0 ? null : (
    <ErrorSummary errors={list} attributes={{ tabindex: -1, autofocus: true }} />
  )
}
