import { type Content, classes, type Extras } from './markup.ts'

/** A word or two on how a thing stands. For a status of the plan's own key use `StatusTag`. */
export const Tag = ({ children, attributes, ...props }: Extras & { children?: Content }) => (
  <strong class={classes('govuk-tag', props.class)} {...attributes}>
    {children}
  </strong>
)
