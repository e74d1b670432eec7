import { Button } from '../../ui/button.tsx'
import { FormErrorSummary } from '../../ui/error-summary.tsx'
import type { FormErrors } from '../../ui/form-errors.ts'
import { Input } from '../../ui/input.tsx'
import { Layout } from '../../ui/layout.tsx'
import { PageHeading, TwoThirds } from '../../ui/page.tsx'
import { signInPath } from '../request.tsx'
import { CODE_LASTS_MINUTES } from '../sign-in.ts'

/** The page of the console that comes after; the plan's own where it is null. */
type Next = { next: string | null }

const NextField = ({ next }: Next) =>
  next === null ? null : <input type="hidden" name="next" value={next} />

type SignInPageProps = Next & { email?: string; errors?: FormErrors<'email'> }

/** Asks for the address to which a code is sent. */
export const SignInPage = ({ next, email = '', errors }: SignInPageProps) => (
  <Layout title="Sign in" errors={errors}>
    <TwoThirds>
      <FormErrorSummary errors={errors} />
      <PageHeading>Sign in</PageHeading>
      <p class="govuk-body">
        This is for those who coordinate a plan or approve its packs. If you lead actions, use the link in
        your email instead.
      </p>
      <form method="post" action="/sign-in" novalidate>
        <NextField next={next} />
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

/** Asks for the code. */
export const CodePage = ({ next, errors }: Next & { errors?: FormErrors<'code'> }) => (
  <Layout title="Enter the code" errors={errors} backLink={{ href: signInPath(next) }}>
    <TwoThirds>
      <FormErrorSummary errors={errors} />
      <PageHeading>Enter the code</PageHeading>
      <p class="govuk-body">
        If that address belongs to somebody who may sign in, a code is on its way to it. It works for{' '}
        {CODE_LASTS_MINUTES} minutes, in this browser.
      </p>
      <form method="post" action="/sign-in/code" novalidate>
        <NextField next={next} />
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
        <a class="govuk-link" href={signInPath(next)}>
          Ask for another code
        </a>
      </p>
    </TwoThirds>
  </Layout>
)
