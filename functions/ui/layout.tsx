import { raw } from 'hono/html'
import { type FormErrors, hasErrors } from './form-errors.ts'
import { stylesheetPath } from './generated/stylesheet.ts'
import { BackLink, SkipLink } from './link.tsx'
import type { Content, Maybe } from './markup.ts'
import { Footer, type NavigationItem, nameService, type Service, ServiceHeader } from './service-header.tsx'

/** In the page itself, so that no browser asks for an icon by another address. */
const icon =
  'data:image/svg+xml,%3Csvg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"%3E' +
  '%3Cpath fill="%231b3a5c" d="M0 0h32v32H0z"/%3E' +
  '%3Cpath fill="none" stroke="%23fff" stroke-width="4" d="M6 16l7 7L26 9"/%3E%3C/svg%3E'

export type LayoutProps = {
  /** The page's own title, as its heading has it. */
  title: string
  children?: Content
  service?: Service | undefined
  /** Errors of the page's form: the title then begins with "Error: ". */
  errors?: FormErrors | undefined
  backLink?: { href: string; text?: string | undefined } | undefined
  /** What comes before the main content besides, such as a banner. */
  beforeContent?: Content
  account?: Content
  navigation?: readonly Maybe<NavigationItem>[] | undefined
  footer?: Content
  /** BCP 47. */
  language?: string | undefined
  /** More room, for the coordinator's tables. */
  wide?: boolean | undefined
  /** Addresses of this site's own module scripts. The page must do its work without them. */
  scripts?: readonly string[] | undefined
}

/** What a browser tab and a screen reader say first: error, page, plan, partnership. */
export const titlePage = ({
  title,
  service = {},
  errors,
}: Pick<LayoutProps, 'title' | 'service' | 'errors'>) =>
  [
    `${hasErrors(errors) ? 'Error: ' : ''}${title}`,
    nameService(service),
    service.plan ? service.partnership : undefined,
  ]
    .filter((part) => part !== undefined)
    .join(' – ')

/** A whole page, doctype included. No page is for search engines. */
export const Layout = ({ children, service = {}, language = 'en-GB', ...props }: LayoutProps) => (
  <>
    {raw('<!DOCTYPE html>')}
    <html lang={language} class="govuk-template">
      <head>
        <meta charset="utf-8" />
        <title>{titlePage({ title: props.title, service, errors: props.errors })}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="robots" content="noindex" />
        <meta name="theme-color" content="#1b3a5c" />
        <link rel="icon" href={icon} />
        <link rel="stylesheet" href={stylesheetPath} />
        {props.scripts?.map((script) => (
          <script type="module" src={script} />
        ))}
      </head>
      <body class={`govuk-template__body${props.wide ? ' muster-wide' : ''}`}>
        <SkipLink href="#main-content">Skip to main content</SkipLink>
        <ServiceHeader service={service} account={props.account} navigation={props.navigation} />
        <div class="govuk-width-container muster-content">
          {props.backLink && (
            // Whoever goes from landmark to landmark finds the way back too.
            <nav aria-label="Back">
              <BackLink href={props.backLink.href}>{props.backLink.text}</BackLink>
            </nav>
          )}
          {props.beforeContent}
          <main class="govuk-main-wrapper" id="main-content">
            {children}
          </main>
        </div>
        <Footer>{props.footer}</Footer>
      </body>
    </html>
  </>
)
