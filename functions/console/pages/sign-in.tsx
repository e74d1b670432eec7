import { Button } from '../../ui/button.tsx'
import { FormErrorSummary } from '../../ui/error-summary.tsx'
import type { FormErrors } from '../../ui/form-errors.ts'
import { Input } from '../../ui/input.tsx'
import { Layout } from '../../ui/layout.tsx'
import { PageHeading, TwoThirds } from '../../ui/page.tsx'
import { CODE_LASTS_MINUTES } from '../sign-in.ts'

export const SignInPage = ({ email = '', errors }: { email?: string; errors?: FormErrors<'email'> }) => (
  <Layout title="Sign in" errors={errors}>
    <TwoThirds>
      <FormErrorSummary errors={errors} />
      <PageHeading>Sign in</PageHeading>
      <p class="govuk-body">
        This is for the coordinators of a plan. If you lead actions, use the link in your email instead.
      </p>
      <form method="post" action="/sign-in" novalidate>
        <Input
          name="email"
          type="email"
          label="Your email address"
          hint="We will send you a code of six digits."
          autocomplete="email"
          spellcheck={false}
          value={email}
          error={errors?.email?.text}
        />
        <Button preventDoubleClick>Send the code</Button>
      </form>
    </TwoThirds>
  </Layout>
)

export const CodePage = ({ errors }: { errors?: FormErrors<'code'> }) => (
  <Layout title="Enter the code" errors={errors} backLink={{ href: '/sign-in' }}>
    <TwoThirds>
      <FormErrorSummary errors={errors} />
      <PageHeading>Enter the code</PageHeading>
      <p class="govuk-body">
        If that address belongs to a coordinator, a code is on its way to it. It works for{' '}
        {CODE_LASTS_MINUTES} minutes, in this browser.
      </p>
      <form method="post" action="/sign-in/code" novalidate>
        <Input
          name="code"
          label="Code of six digits"
          class="govuk-input--width-10"
          inputmode="numeric"
          autocomplete="one-time-code"
          error={errors?.code?.text}
        />
        <Button preventDoubleClick>Sign in</Button>
      </form>
      <p class="govuk-body">
        <a class="govuk-link" href="/sign-in">
          Ask for another code
        </a>
      </p>
    </TwoThirds>
  </Layout>
)
