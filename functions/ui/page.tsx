import { Layout, type LayoutProps } from './layout.tsx'
import type { Content } from './markup.ts'

type PageHeadingProps = {
  children: Content
  /** What the page belongs to, in smaller type above it. */
  caption?: Content
  size?: 'm' | 'l' | 'xl' | undefined
}

/** The page's one `h1`. */
export const PageHeading = ({ children, caption, size = 'l' }: PageHeadingProps) => (
  <>
    {caption && <span class={`govuk-caption-${size}`}>{caption}</span>}
    <h1 class={`govuk-heading-${size}`}>{children}</h1>
  </>
)

/** Columns two thirds wide, so that lines of text stay readable. */
export const TwoThirds = ({ children }: { children: Content }) => (
  <div class="govuk-grid-row">
    <div class="govuk-grid-column-two-thirds">{children}</div>
  </div>
)

/** A page that says what went wrong, in its title, and in its children what to do now. */
export const ErrorPage = ({ title, children, ...layout }: LayoutProps) => (
  <Layout title={title} {...layout}>
    <TwoThirds>
      <PageHeading>{title}</PageHeading>
      {children}
    </TwoThirds>
  </Layout>
)
