import { type Content, classes, type Extras } from './markup.ts'

type LinkProps = Extras & { href: string; children?: Content }

/** The way back to the page before; goes above the main content. */
export const BackLink = ({ href, children = 'Back', attributes, ...props }: LinkProps) => (
  <a href={href} class={classes('govuk-back-link', props.class)} {...attributes}>
    {children}
  </a>
)

/** Lets people who use a keyboard jump over the header; the first thing on a page. */
export const SkipLink = ({ href, children, attributes, ...props }: LinkProps) => (
  <a
    href={href}
    class={classes('govuk-skip-link', props.class)}
    data-module="govuk-skip-link"
    {...attributes}
  >
    {children}
  </a>
)
