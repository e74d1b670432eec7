import { Button } from '../../ui/button.tsx'
import { FormErrorSummary } from '../../ui/error-summary.tsx'
import type { FormErrors } from '../../ui/form-errors.ts'
import { Input } from '../../ui/input.tsx'
import { Layout } from '../../ui/layout.tsx'
import { PageHeading, TwoThirds } from '../../ui/page.tsx'
import { MINUTES_BETWEEN_LINKS } from '../ask-for-link.ts'
import { NEW_LINK_PATH } from './frame.tsx'

/** Asks for the address that a new link is to go to. Nothing is sent until somebody has typed one. */
export const NewLinkPage = ({ email = '', errors }: { email?: string; errors?: FormErrors<'email'> }) => (
  <Layout title="Get a new link" errors={errors}>
    <TwoThirds>
      <FormErrorSummary errors={errors} />
      <PageHeading>Get a new link</PageHeading>
      <p class="govuk-body">
        If you lead actions of a plan and cannot get to your form, we will send you an email with a new link.
      </p>
      <form method="post" action={NEW_LINK_PATH} novalidate>
        <Input
          name="email"
          type="email"
          label="Your email address"
          hint="The one that emails about your actions come to."
          autocomplete="email"
          spellcheck={false}
          value={email}
          error={errors?.email?.text}
        />
        <Button preventDoubleClick>Send me a new link</Button>
      </form>
    </TwoThirds>
  </Layout>
)

/** The same for everybody. Whom to ask cannot be said: that would tell whose address was given. */
export const LinkSentPage = () => (
  <Layout title="Check your email" backLink={{ href: NEW_LINK_PATH }}>
    <TwoThirds>
      <PageHeading>Check your email</PageHeading>
      <p class="govuk-body">
        If that address belongs to somebody who is asked for an update at the moment, a new link is on its way
        to it. It should be there within a few minutes.
      </p>
      <h2 class="govuk-heading-m">If nothing comes</h2>
      <ul class="govuk-list govuk-list--bullet">
        <li>Look in the folder for junk or spam.</li>
        <li>
          See which address emails about your actions come to, and{' '}
          <a class="govuk-link" href={NEW_LINK_PATH}>
            ask again with that one
          </a>
          . With the same address, wait {MINUTES_BETWEEN_LINKS} minutes first.
        </li>
        <li>It may be that nothing is asked at the moment: the month has closed, or has yet to open.</li>
        <li>Reply to any email you had about your actions, or ask whoever coordinates your plan.</li>
      </ul>
    </TwoThirds>
  </Layout>
)
