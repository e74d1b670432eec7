import { type Attributes, type Content, classes, type Extras } from './markup.ts'

type ButtonProps = Extras & {
  children?: Content
  /** With an address the button is a link that looks like a button. */
  href?: string | undefined
  type?: 'submit' | 'button' | 'reset' | undefined
  name?: string | undefined
  value?: string | undefined
  id?: string | undefined
  look?: 'secondary' | 'warning' | 'inverse' | undefined
  disabled?: boolean | undefined
  preventDoubleClick?: boolean | undefined
}

/**
 * A submit button, or with `href` a link that looks like one. `preventDoubleClick` only marks the
 * button for a script: whatever it posts to must bear being posted twice.
 */
export const Button = ({ children, href, look, id, attributes, ...props }: ButtonProps) => {
  const common: Attributes = {
    id,
    class: classes('govuk-button', look && `govuk-button--${look}`, props.class),
    'data-module': 'govuk-button',
    ...attributes,
  }
  if (href)
    return (
      // biome-ignore lint/a11y/useSemanticElements: it leads somewhere, and only looks and sounds like a button
      <a href={href} role="button" draggable="false" {...common}>
        {children}
      </a>
    )
  return (
    <button
      type={props.type ?? 'submit'}
      value={props.value}
      name={props.name}
      disabled={props.disabled}
      aria-disabled={props.disabled ? 'true' : undefined}
      data-prevent-double-click={props.preventDoubleClick}
      {...common}
    >
      {children}
    </button>
  )
}
