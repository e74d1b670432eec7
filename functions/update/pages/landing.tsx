import { Button } from '../../ui/button.tsx'
import { Layout } from '../../ui/layout.tsx'
import { PageHeading, TwoThirds } from '../../ui/page.tsx'

export type LandingProps = {
  planName: string
  partnershipName: string
  personName: string
  month: string
  dueText: string
}

/**
 * What a link shows. Opening it changes nothing, for mail scanners open links too; the form begins
 * with the button, and a robot that presses it changes nothing either.
 */
export const LandingPage = (props: LandingProps) => (
  <Layout
    title={`Your update for ${props.month}`}
    service={{ plan: props.planName, partnership: props.partnershipName }}
  >
    <TwoThirds>
      <PageHeading caption={props.planName}>Your update for {props.month}</PageHeading>
      <p class="govuk-body-l">
        This form is for <strong>{props.personName}</strong>.
      </p>
      <p class="govuk-body">Your answers are due by {props.dueText}.</p>
      <form method="post">
        <Button>Continue</Button>
      </form>
      <p class="govuk-body">
        If this is not you, close this page and reply to the email: the link is personal.
      </p>
    </TwoThirds>
  </Layout>
)
