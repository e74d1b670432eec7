import { type Content, classes, type Extras, type HeadingLevel } from './markup.ts'

/** Words set apart from those around them. */
export const InsetText = ({
  children,
  id,
  attributes,
  ...props
}: Extras & { children?: Content; id?: string | undefined }) => (
  <div id={id} class={classes('govuk-inset-text', props.class)} {...attributes}>
    {children}
  </div>
)

type WarningTextProps = Extras & { children?: Content; iconFallbackText?: string | undefined }

/** Something with consequences, with an exclamation mark that is read out as "Warning". */
export const WarningText = ({ children, iconFallbackText, attributes, ...props }: WarningTextProps) => (
  <div class={classes('govuk-warning-text', props.class)} {...attributes}>
    <span class="govuk-warning-text__icon" aria-hidden="true">
      !
    </span>
    <strong class="govuk-warning-text__text">
      <span class="govuk-visually-hidden">{iconFallbackText ?? 'Warning'}</span> {children}
    </strong>
  </div>
)

type PanelProps = Extras & { title: Content; children?: Content; headingLevel?: HeadingLevel | undefined }

/** Says that a thing is done, on the page after doing it. Its title is the page's heading. */
export const Panel = ({ title, children, headingLevel = 1, attributes, ...props }: PanelProps) => {
  const Heading = `h${headingLevel}` as const
  return (
    <div class={classes('govuk-panel govuk-panel--confirmation', props.class)} {...attributes}>
      <Heading class="govuk-panel__title">{title}</Heading>
      {children && <div class="govuk-panel__body">{children}</div>}
    </div>
  )
}

export type NotificationBannerProps = Extras & {
  /** One sentence in the banner's large type; anything longer goes in the children instead. */
  heading?: Content
  children?: Content
  type?: 'success' | undefined
  role?: string | undefined
  title?: Content
  /** Must differ where a page has two banners. */
  titleId?: string | undefined
  titleHeadingLevel?: HeadingLevel | undefined
}

/** News that is not about this page's own subject, or with `success` that the last thing went well. */
export const NotificationBanner = ({
  heading,
  children,
  type,
  attributes,
  ...props
}: NotificationBannerProps) => {
  const Heading = `h${props.titleHeadingLevel ?? 2}` as const
  const isSuccess = type === 'success'
  const titleId = props.titleId ?? 'govuk-notification-banner-title'
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: every role it can have may be labelled
    <div
      class={classes(
        'govuk-notification-banner',
        isSuccess && 'govuk-notification-banner--success',
        props.class,
      )}
      role={props.role ?? (isSuccess ? 'alert' : 'region')}
      aria-labelledby={titleId}
      data-module="govuk-notification-banner"
      {...attributes}
    >
      <div class="govuk-notification-banner__header">
        <Heading class="govuk-notification-banner__title" id={titleId}>
          {props.title ?? (isSuccess ? 'Success' : 'Important')}
        </Heading>
      </div>
      <div class="govuk-notification-banner__content">
        {heading && <p class="govuk-notification-banner__heading">{heading}</p>}
        {children}
      </div>
    </div>
  )
}
