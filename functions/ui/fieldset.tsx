import { type Content, classes, type Extras } from './markup.ts'

export type LegendProps = {
  class?: string | undefined
  /** Makes the legend the page's `h1`, for a page that asks one thing. */
  isPageHeading?: boolean | undefined
}

export type FieldsetProps = Extras & {
  children?: Content
  legend?: Content
  legendProps?: LegendProps | undefined
  role?: string | undefined
  describedBy?: string | undefined
}

/** Groups controls that answer one question, under a legend that asks it. */
export const Fieldset = ({ children, legend, legendProps, role, describedBy, ...props }: FieldsetProps) => (
  <fieldset
    class={classes('govuk-fieldset', props.class)}
    role={role}
    aria-describedby={describedBy}
    {...props.attributes}
  >
    {legend && (
      <legend class={classes('govuk-fieldset__legend', legendProps?.class)}>
        {legendProps?.isPageHeading ? <h1 class="govuk-fieldset__heading">{legend}</h1> : legend}
      </legend>
    )}
    {children}
  </fieldset>
)
