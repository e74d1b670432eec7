import { type Content, classes, type Extras } from './markup.ts'

type DetailsProps = Extras & {
  summary: Content
  children?: Content
  id?: string | undefined
  open?: boolean | undefined
}

/** A line that opens to show more. */
export const Details = ({ summary, children, id, open, attributes, ...props }: DetailsProps) => (
  <details id={id} class={classes('govuk-details', props.class)} open={open} {...attributes}>
    <summary class="govuk-details__summary">
      <span class="govuk-details__summary-text">{summary}</span>
    </summary>
    <div class="govuk-details__text">{children}</div>
  </details>
)
