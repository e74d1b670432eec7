import { FormErrorSummary } from '../../ui/error-summary.tsx'
import { Layout, type LayoutProps } from '../../ui/layout.tsx'
import type { Content } from '../../ui/markup.ts'
import { PageHeading, TwoThirds } from '../../ui/page.tsx'
import type { ConsoleSession } from '../request.tsx'

type ConsolePageProps = LayoutProps & {
  session: ConsoleSession
  plan: { planId: string; name: string; partnershipName: string } | null
  section?: 'cycle' | 'packs' | 'plan' | 'changes' | 'people' | 'boards' | 'timetable' | 'import' | undefined
  /** A page below its section's own. */
  below?: boolean | undefined
}

/** A page of the console: the plan, its sections, who is signed in and the way out. */
export const ConsolePage = ({ session, plan, section, below, children, ...layout }: ConsolePageProps) => (
  <Layout
    service={
      plan
        ? {
            plan: plan.name,
            partnership: plan.partnershipName,
            href: session.isCoordinator ? `/console/${plan.planId}` : `/console/${plan.planId}/packs`,
          }
        : {}
    }
    account={
      <form method="post" action="/sign-out">
        {session.personName} <button type="submit">Sign out</button>
      </form>
    }
    navigation={
      plan && !session.isCoordinator
        ? [
            {
              href: `/console/${plan.planId}/packs`,
              text: 'Packs',
              current: (section === 'packs' && 'section') || undefined,
            },
          ]
        : plan
          ? [
              {
                href: `/console/${plan.planId}`,
                text: 'This month',
                current: (section === 'cycle' && 'page') || undefined,
              },
              {
                href: `/console/${plan.planId}/packs`,
                text: 'Packs',
                current: (section === 'packs' && 'section') || undefined,
              },
              {
                href: `/console/${plan.planId}/actions`,
                text: 'The plan',
                current: (section === 'plan' && (below ? 'section' : 'page')) || undefined,
              },
              {
                href: `/console/${plan.planId}/changes`,
                text: 'Changes',
                current: (section === 'changes' && (below ? 'section' : 'page')) || undefined,
              },
              {
                href: `/console/${plan.planId}/people`,
                text: 'People',
                current: (section === 'people' && 'section') || undefined,
              },
              {
                href: `/console/${plan.planId}/boards`,
                text: 'Boards',
                current: (section === 'boards' && 'section') || undefined,
              },
              {
                href: `/console/${plan.planId}/timetable`,
                text: 'Timetable',
                current: (section === 'timetable' && 'page') || undefined,
              },
              {
                href: `/console/${plan.planId}/import`,
                text: 'Import the plan',
                current: (section === 'import' && 'page') || undefined,
              },
            ]
          : undefined
    }
    {...layout}
  >
    {children}
  </Layout>
)

type StepPageProps = Omit<ConsolePageProps, 'backLink'> & {
  /** Stands above the heading, which is the title. */
  caption?: string | undefined
  /** Where the way back leads; there is none unless given. */
  back?: string | undefined
}

/** A page of the console with one thing to do: what is wrong with it first, and the way back above. */
export const StepPage = ({ caption, back, children, ...page }: StepPageProps) => (
  <ConsolePage {...page} backLink={back === undefined ? undefined : { href: back }}>
    <TwoThirds>
      <FormErrorSummary errors={page.errors} />
      <PageHeading caption={caption}>{page.title}</PageHeading>
      {children}
    </TwoThirds>
  </ConsolePage>
)

type ButtonOrBackProps = { children: Content; href: string; text: string }

/** What sends a form, and beside it the way back that changes nothing. */
export const ButtonOrBack = ({ children, href, text }: ButtonOrBackProps) => (
  <div class="govuk-button-group">
    {children}
    <a class="govuk-link" href={href}>
      {text}
    </a>
  </div>
)
